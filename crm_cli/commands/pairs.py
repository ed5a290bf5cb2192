"""Pairs of refs out of a file, as ``crm duplicates scan`` and ``crm lead clean`` write them: CSV, TSV, JSON or JSON lines."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli.commands.piping import DELIMITERS, whole
from crm_cli.commands.words import at_line
from crm_cli.errors import Invalid, NotFound
from crm_cli.i18n import N_, every

REF = (*every(N_("Ref")), "ref")
OTHERS = (*every(N_("Others")), "others")
COLUMNS = (REF, (*every(N_("Other")), "other")), (REF, OTHERS), (("a",), ("b",))
HINT = "crm duplicates scan --format csv -o pairs.csv"


class Two(NamedTuple):
    """Two that are one, and the line that says so."""

    line: int
    one: str
    other: str


def read(file: str) -> list[Two]:
    """The pairs of a file, or of stdin for ``-``; none where it has only its header, as after a scan that found nobody."""
    text = whole() if file == "-" else _text(Path(file))
    if not text.strip():
        raise Invalid(N_("there are no pairs in {file}"), hint=HINT, file=file)
    start = text.lstrip()[:1]
    return [*_objects(text)] if start in ("[", "{") else [*_rows(text)]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotFound(N_("there is no file {path}"), path=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(N_("{path} can't be read: {problem}"), path=str(path), problem=str(error)) from None


def _objects(text: str) -> Iterator[Two]:
    for line, found in _parsed(text):
        if not isinstance(found, dict):
            raise at_line(_no_pair(), line)
        cells = {str(name): _said(value) for name, value in found.items() if value is not None}
        yield from _pairs(line, cells, _columns(list(cells)))


def _said(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def _parsed(text: str) -> Iterator[tuple[int, Any]]:
    try:
        if text.lstrip().startswith("["):
            yield from enumerate(json.loads(text), 1)
        else:
            yield from ((at, json.loads(line)) for at, line in enumerate(text.splitlines(), 1) if line.strip())
    except ValueError as error:
        raise Invalid(N_("this is not JSON: {problem}"), problem=str(error)) from None


def _rows(text: str) -> Iterator[Two]:
    first = text.lstrip().split("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)]
    names = rows[0][1] if rows else []
    columns = _columns(names)
    for line, row in rows[1:]:
        yield from _pairs(line, dict(zip(names, row, strict=False)), columns)


def _columns(names: Sequence[str]) -> tuple[str, str]:
    """The two columns that name records."""
    known = {name.casefold(): name for name in names}
    for first, second in COLUMNS:
        one, other = (
            next((known[word.casefold()] for word in words if word.casefold() in known), "")
            for words in (first, second)
        )
        if one and other:
            return one, other
    raise _no_pair()


def _pairs(line: int, cells: Mapping[str, str], columns: tuple[str, str]) -> Iterator[Two]:
    """What a row says: one pair, or the record with each of its kind that it is like."""
    one, said = (cells.get(name, "") for name in columns)
    several = columns[1].casefold() in {word.casefold() for word in OTHERS}
    others = [ref for ref in said.split(";") if ref and _letters(ref) == _letters(one)] if several else [said]
    if not one or not all(others):
        raise at_line(Invalid(N_("a ref is missing")), line)
    yield from (Two(line, one, other) for other in others)


def _letters(ref: str) -> str:
    return "".join(takewhile(str.isalpha, ref.strip().upper()))


def _no_pair() -> Invalid:
    return Invalid(N_("there are no columns “ref” and “other”, nor “a” and “b”"), hint=HINT)
