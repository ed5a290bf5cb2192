"""Plan files: what a command would do, row by row, to be read, mailed, and done later exactly so."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TextIO

from crm_cli.errors import Invalid
from crm_cli.i18n import N_

FORMAT = 1
ASSIGN, FIX, POOL, PRESET = "assign", "fix", "pool", "preset"
SEVERAL = (ASSIGN, FIX, POOL)  # their rows name the noun of each
DOES = ("import", "edit", "remove", "merge", PRESET, *SEVERAL)
LONGEST_LINE = 64 << 20
AGAIN = N_("make the plan anew with --plan")
Text = Callable[[Any], str]


@dataclass(frozen=True)
class Head:
    """What stands above the rows: what was planned, where, when and by whom, and how many rows it is.

    ``step`` and ``step_id`` are the last step the base had then. Of an import ``keys``, ``source``, ``said`` (the fields that the
    file spoke of) and ``columns`` (those of new records) are kept, so that its rows are told from what came since; ``source`` of a preset is its name.
    """

    do: str
    noun: str
    command: str
    base: str
    made: str
    by: str
    id: str
    step: int
    step_id: str
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[str] = ()
    refused: Sequence[Mapping[str, Any]] = ()
    keys: Sequence[str] = ()
    source: str = ""
    said: Sequence[str] = ()
    columns: Sequence[str] = ()


@dataclass(frozen=True)
class Planned:
    """A plan that was read: its head, and what reads its rows, one after the other, as often as wanted."""

    head: Head
    rows: Callable[[], Iterator[dict[str, Any]]]


def write_row(spool: TextIO, row: Mapping[str, Any], text: Text) -> None:
    """Put a row of a plan by until its head can be written; ``text`` says a value as one line of JSON."""
    spool.write(text(row) + "\n")


def write(out: TextIO, head: Head, spool: TextIO, text: Text) -> None:
    """The whole plan: the head in one line, then a line for each row, then a sum by which it is known to be whole."""
    told = {
        "crm_plan": FORMAT,
        **{name: value for name, value in vars(head).items() if value or name in ("do", "step")},
    }
    digest = hashlib.sha256()
    for line in _lines(text(told)[:-1] + ', "rows": [\n', spool):
        digest.update(line.rstrip("\n").encode())
        out.write(line)
    out.write(f'], "sha256": "{digest.hexdigest()}"}}\n')


def _lines(first: str, spool: TextIO) -> Iterator[str]:
    yield first
    spool.seek(0)
    before = ""
    for line in spool:
        if before:
            yield before[:-1] + ",\n"
        before = line
    if before:
        yield before


def read(opened: Callable[[], BinaryIO]) -> Planned:
    """A plan that can be opened again and again; one that is no plan, or was changed, is refused."""
    with opened() as file:
        head = _head(file.readline(LONGEST_LINE))
        file.seek(0)
        if not _is_whole(file):
            raise Invalid(N_("the plan is not as it was written: rows were changed, or it breaks off"), hint=AGAIN)
    return Planned(head, lambda: _rows(opened))


def _head(line: bytes) -> Head:
    try:
        told = json.loads(line.decode("utf-8-sig").rstrip("\r\n") + "]}")
        version = told.pop("crm_plan")
        told.pop("rows")
        if version == FORMAT and told["do"] in DOES:
            return Head(**told)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid(N_("this is no plan"), hint="crm import client FILE --plan plan.json") from None
    raise Invalid(
        N_("this plan has format {found}; this program knows {known}"), hint=AGAIN, found=str(version), known=FORMAT
    )


def _is_whole(file: BinaryIO) -> bool:
    """Whether the sum at the end is that of the lines before it; how they end may have changed on the way."""
    digest, before = hashlib.sha256(), b""
    while line := file.readline(LONGEST_LINE):
        digest.update(before)
        before = line.rstrip(b"\r\n")
    return before == f'], "sha256": "{digest.hexdigest()}"}}'.encode()


def _rows(opened: Callable[[], BinaryIO]) -> Iterator[dict[str, Any]]:
    with opened() as file:
        file.readline(LONGEST_LINE)
        while (line := file.readline(LONGEST_LINE)) and not line.startswith(b'], "sha256"'):
            yield json.loads(line.rstrip(b",\r\n"))
