"""Pairs of refs out of a file, as ``crm duplicates scan`` and ``crm lead clean`` write them: any table or JSON that an import reads."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from crm_cli.commands.named import Found, Wanted, code_of
from crm_cli.commands.piping import piped
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange import reading
from crm_cli.exchange.reading import Asked
from crm_cli.i18n import N_, _, every
from crm_cli.people import merging
from crm_cli.people.merging import NOUNS
from crm_cli.records.record import Record
from crm_cli.telling.words import at_line

REF = (*every(N_("Ref")), "ref")
OTHERS = (*every(N_("Others")), "others")
COLUMNS = (REF, (*every(N_("Other")), "other")), (REF, OTHERS), (("a",), ("b",))
KNOWN = {word.casefold() for two in COLUMNS for words in two for word in words}
BETWEEN = re.compile(r"[\s,;，；、]+")
MARKS = b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"  # what may stand around the letters of an encoding
HINT = "crm duplicates scan --format csv -o pairs.csv"


class Two(NamedTuple):
    """Two that are one, and the line that says so."""

    line: int
    one: str
    other: str


# --- what they come to


def of_file(file: str) -> Wanted:
    """What the pairs of a file, or of stdin, come to."""
    return Wanted(partial(_found, read(file)))


def _found(twos: Sequence[Two]) -> Found:
    """Who is to be one, and what is to be said of those that are left out."""
    crm, found = current().workspace, dict[str, Record]()
    said, known, notes = [], 0, []
    for two in twos:
        one, other = (_named(two.line, name, found) for name in (two.one, two.other))
        _check(two.line, one, other)
        if one.id == other.id:
            known += 1
        elif any(merging.told_apart(crm, [one, other])):
            notes.append(_("left out, for they are different: {one} and {other}").format(one=one.ref, other=other.ref))
        elif unlike := merging.person_and_firm([one, other]):
            person, firm = (record.ref for record in unlike)
            notes.append(_("left out, for {person} is a person and {firm} is not").format(person=person, firm=firm))
        else:
            said.append((one.id, other.id))
    by_id = {record.id: record for record in found.values()}
    work = []
    for group in merging.groups(said):
        records = [by_id[identity] for identity in group]
        merging.refuse_apart(crm, records)
        work.append(merging.plan(crm, records))
    return work, [*notes, *([_("pairs that were one already: {n}").format(n=known)] if known else [])]


def _check(line: int, one: Record, other: Record) -> None:
    try:
        if one.id != other.id:
            merging.check([one, other])
    except CrmError as error:
        raise at_line(error, line) from error


def _named(line: int, name: str, found: dict[str, Record]) -> Record:
    """The record a file names; one that was merged is followed, for the file may be applied again."""
    if name not in found:
        try:
            code = code_of(name)
            found[name] = current().workspace.get_any([code] if code else NOUNS, name)
        except CrmError as error:
            raise at_line(error, line) from error
    return found[name]


# --- what stands in the file


def read(file: str) -> list[Two]:
    """The pairs of a file, or of stdin for ``-``; none where it has only its header, as after a scan that found nobody."""
    opened = reading.kept(piped().buffer) if file == "-" else reading.opened(Path(file))
    if _is_nobody(opened):
        return []
    sheet = reading.read(opened, Asked(known=lambda word: word.casefold() in KNOWN))
    names = [name.casefold() for name in sheet.headers]
    columns = _columns(names)
    return [two for row in sheet.rows() for two in _pairs(row, names, columns)]


def _is_nobody(opened: reading.Opened) -> bool:
    """A scan that found nobody, as JSON in whatever encoding."""
    with opened() as file:
        return file.read(64).translate(None, MARKS) == b"[]"


def _columns(names: Sequence[str]) -> tuple[str, str]:
    """The two columns that name records."""
    for first, second in COLUMNS:
        one, other = (
            next((word.casefold() for word in words if word.casefold() in names), "") for words in (first, second)
        )
        if one and other:
            return one, other
    raise Invalid(N_("there are no columns “ref” and “other”, nor “a” and “b”"), hint=HINT)


def _pairs(row: reading.Row, names: Sequence[str], columns: tuple[str, str]) -> Iterator[Two]:
    """What a row says: one pair, or the record with each of its kind that it is like."""
    if row.error:
        raise at_line(row.error, row.line)
    cells = dict(zip(names, row.cells, strict=False))
    one, said = (cells.get(name, "").strip() for name in columns)
    several = columns[1] in {word.casefold() for word in OTHERS}
    others = [ref for ref in BETWEEN.split(said) if ref and _letters(ref) == _letters(one)] if several else [said]
    if not one or not all(others):
        raise at_line(Invalid(N_("a ref is missing")), row.line)
    yield from (Two(row.line, one, other) for other in others)


def _letters(ref: str) -> str:
    return "".join(takewhile(str.isalpha, ref.strip().upper()))
