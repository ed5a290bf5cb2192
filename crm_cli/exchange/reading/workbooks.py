"""Reads workbooks (XLSX, XLS, ODS): unpacked once by a process of its own, then the sheet with the table, or all that share its headings."""

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from crm_cli.errors import Invalid
from crm_cli.exchange.reading import tables, unpacking
from crm_cli.exchange.reading.headings import plain
from crm_cli.exchange.reading.opening import Kept, copied
from crm_cli.exchange.reading.sheets import Asked, Note, Opened, Place, Remembered, Row, Sheet
from crm_cli.exchange.reading.tables import Table
from crm_cli.i18n import N_

LARGEST = 64 << 20
OURS = "guanxi"  # the hidden sheet of a workbook that went out from here
MOST_ROWS = 10_000_000  # more than any sheet has: what tells the rows of one from those of the next
MOST_SECONDS = 300
SAVE_AS = N_("save the sheet as CSV and import that")
WHY = {
    "bomb": N_("the workbook holds more than {number} MB when unpacked"),
    "memory": N_("the workbook needs more than {number} MB of memory"),
    "columns": N_("the file has more than {number} columns"),
    "password": N_("the workbook is protected by a password"),
    "archive": N_("this archive is no workbook"),
    "damaged": N_("the workbook is damaged"),
}
HINTS = {"password": N_("save it without the password"), "damaged": N_("open it in a spreadsheet and save it anew")}
TAKEN = N_("sheet read: {name}; not read: {others} (--sheet NAME)")
TOGETHER = N_("sheets read together: {names}")
MERGED = N_("merged cells said again in each of their cells: {n}, the first at {cell}")
NUMBERS = N_("merged numbers kept in their first cell alone: {n}, the first at {cell}")
ERRORS = N_("errors of the spreadsheet taken as empty: {n} ({cells})")
UNSET = N_(
    "formulas that were never computed taken as empty: {n} ({cells}); open the file in a spreadsheet and save it"
)
ROUNDED = N_("numbers of more than 15 digits, which the spreadsheet has rounded: {n} ({cells})")


@dataclass
class Part:
    """A sheet of the workbook, where its rows lie in what was unpacked."""

    name: str
    visible: bool
    width: int
    begins: int
    ends: int = 0
    seen: dict[str, Any] = field(default_factory=dict)


def sheet(opened: Opened, asked: Asked) -> Sheet:
    """The table of the workbook that was asked for, else of the sheet whose headings are best known and that has the most rows."""
    spool = _unpacked(opened, asked.mark)
    kind, parts = _parts(spool)
    if asked.sheet is None and (
        memory := next((part for part in parts if part.name == OURS and not part.visible), None)
    ):
        return _ours(spool, kind, parts, memory)
    found = [(part, table) for part in _candidates(parts, asked.sheet) if (table := _table(spool, part, asked))]
    if not found:
        raise Invalid(N_("the file is empty"))
    if asked.sheet is not None or len(found) == 1:
        return _one(*found[0], kind, parts)
    best = max(found, key=lambda pair: (min(pair[1].known, 3), pair[0].ends - pair[0].begins))
    same = [pair for pair in found if list(map(plain, pair[1].headers)) == list(map(plain, best[1].headers))]
    return _together(same, kind, parts) if len(same) > 1 else _one(*best, kind, parts)


def _ours(spool: Kept, kind: str, parts: Sequence[Part], memory: Part) -> Sheet:
    """Our own workbook: the first sheet that is seen, from its first row, as it stands."""
    seen = next((part for part in parts if part.visible and part.width), None)

    def remembered() -> Iterator[list[Any]]:
        for row in _rows(spool, memory):
            with contextlib.suppress(ValueError):  # a row that something else wrote remembers nothing
                value = json.loads("".join(row.cells))
                yield value if isinstance(value, list) else [value]

    first: list[Any] = next(remembered(), [None])
    head = first[0]
    if seen is None or not isinstance(head, dict):
        raise Invalid(WHY["damaged"], hint=HINTS["damaged"])
    rows = (row for row in _rows(spool, seen) if any(row.cells))
    top = next(rows, None)
    if top is None:
        raise Invalid(N_("the file is empty"))
    headers = named([cell.strip() for cell in top.cells])

    def rest() -> Iterator[Row]:
        found = (row for row in _rows(spool, seen) if any(row.cells))
        next(found)
        yield from found

    return Sheet(headers, rest, "", format=kind, remembers=Remembered(head, remembered))


def named(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers that are each there once; one that is empty, or there already, is called by its place."""
    found: list[str] = []
    for place, header in enumerate(headers, 1):
        found.append(header if header and header not in found else f"({place})")
    return tuple(found)


def _unpacked(opened: Opened, mark: str) -> Kept:
    with contextlib.closing(opened()) as source:
        source.seek(0, io.SEEK_END)
        if source.tell() > LARGEST:
            raise Invalid(N_("the workbook is larger than {most} MB"), hint=SAVE_AS, most=LARGEST >> 20)
        source.seek(0)
        with copied(source) as given:
            return _run(given, mark)


def _run(given: BinaryIO, mark: str) -> Kept:
    spool = Kept()
    command = [sys.executable, "-I", str(Path(unpacking.__file__)), mark]
    try:
        with spool.path.open("wb") as out:
            done = subprocess.run(
                command, stdin=given, stdout=out, stderr=subprocess.PIPE, timeout=MOST_SECONDS, check=False
            )
    except subprocess.TimeoutExpired:
        raise Invalid(WHY["damaged"], hint=HINTS["damaged"]) from None
    if done.returncode:
        raise _refused(done.returncode, done.stderr)
    return spool


def _refused(code: int, said: bytes) -> Invalid:
    """Why it was refused; a process that was ended had asked for too much."""
    why, number = ("memory", unpacking.MOST_MEMORY >> 20) if code < 0 or b"memory" in said else ("damaged", 0)
    with contextlib.suppress(ValueError):
        why, number = json.loads(said) if code == unpacking.REFUSED else (why, number)
    return Invalid(WHY[why], hint=HINTS.get(why, SAVE_AS), number=number)


def _parts(spool: Kept) -> tuple[str, list[Part]]:
    """Where each sheet begins and ends."""
    parts: list[Part] = []
    with spool() as lines:
        first = lines.readline()
        at = len(first)
        while line := lines.readline():
            if line.startswith(b'{"sheet"'):
                about = json.loads(line)
                parts.append(Part(about["sheet"], about["visible"], about["width"], at + len(line)))
            elif line.startswith(b"{"):
                parts[-1].ends, parts[-1].seen = at, json.loads(line)
            at += len(line)
    return str(json.loads(first)["format"]), parts


def _candidates(parts: Sequence[Part], wanted: str | None) -> Sequence[Part]:
    if wanted is None:
        return [part for part in parts if part.visible] or parts
    named = [part for part in parts if plain(part.name) == plain(wanted)] or [
        part for number, part in enumerate(parts, 1) if wanted == str(number)
    ]
    if not named:
        names = ", ".join(part.name for part in parts)
        raise Invalid(N_("there is no sheet “{name}”"), hint=N_("its sheets are {known}"), name=wanted, known=names)
    return named[:1]


def _table(spool: Kept, part: Part, asked: Asked) -> Table | None:
    if not part.width:
        return None

    return tables.found(lambda: _rows(spool, part), asked)


def _rows(spool: Kept, part: Part) -> Iterator[Row]:
    """The rows of a sheet as they stand."""
    at, blank = part.begins, [""] * part.width
    with spool() as lines:
        lines.seek(at)
        while at < part.ends:
            line = lines.readline()
            at += len(line)
            number, cells = json.loads(line)
            yield Row(number, cells or blank)


def _one(part: Part, table: Table, kind: str, parts: Sequence[Part]) -> Sheet:
    others = ", ".join(other.name for other in parts if other is not part and other.visible and other.width)
    about = [Note(TAKEN, {"name": part.name, "others": others})] if others else []

    def notes() -> list[Note]:
        return [*about, *table.notes(), *_seen(part, table)]

    return Sheet(table.headers, table.rows, "", format=kind, found=notes)


def _together(found: Sequence[tuple[Part, Table]], kind: str, parts: Sequence[Part]) -> Sheet:
    """Sheets of the same headings, one after the other; a row's number says the sheet too."""
    taken = [part for part, _table_ in found]
    others = ", ".join(part.name for part in parts if part not in taken and part.visible and part.width)
    names = ", ".join(part.name for part in taken)
    about = [Note(TAKEN, {"name": names, "others": others}) if others else Note(TOGETHER, {"names": names})]

    def rows() -> Iterator[Row]:
        for number, (part, table) in enumerate(found):
            for row in table.rows():
                yield row._replace(line=Place(number * MOST_ROWS + row.line, f"{part.name}!{row.line}"))

    def notes() -> list[Note]:
        return [*about, *(note for part, table in found for note in (*table.notes(), *_seen(part, table)))]

    return Sheet(found[0][1].headers, rows, "", format=kind, found=notes)


def _seen(part: Part, table: Table) -> Iterator[Note]:
    """What the library found in the cells, and what it did with merged ones."""
    merged = [(cell, number) for first, cell, number in sorted(part.seen.get("merged", ())) if first > table.line]
    for message, wanted in ((MERGED, False), (NUMBERS, True)):
        cells = [cell for cell, number in merged if number == wanted]
        if cells:
            yield Note(message, {"n": len(cells), "cell": cells[0]})
    counts = part.seen.get("counts", (0, 0, 0))
    for message, name, count in zip((ERRORS, UNSET, ROUNDED), ("errors", "unset", "rounded"), counts, strict=True):
        if count:
            named = part.seen[name]
            yield Note(message, {"n": count, "cells": ", ".join(named) + (" …" if count > len(named) else "")})
