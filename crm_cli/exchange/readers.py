"""Reads tables out of files as people have them: CSV in any usual encoding and delimiter, JSON, JSON lines; never a shifted column."""

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 512
LONGEST_CELL = 1 << 20
BLOCK = 1 << 20
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
Opened = Callable[[], BinaryIO]


class Row(NamedTuple):
    """A row, the line it begins on, and what is wrong with it, if its cells cannot be told apart."""

    line: int
    cells: Sequence[str]
    error: CrmError | None = None


@dataclass(frozen=True)
class Sheet:
    """A table in a file; ``rows`` reads it from the beginning each time. In JSON numbers are numbers, whatever the country."""

    headers: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    encoding: str
    delimiter: str = ""

    @property
    def is_json(self) -> bool:
        return not self.delimiter


def read(opened: Opened, *, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    """The table in a file that can be opened again and again; JSON is known by how it begins."""
    coding = encoding or detect(opened)
    with _text(opened, coding) as text:
        start = _start(text, coding)
    if start[:1] in ("[", "{"):
        return _json_sheet(opened, coding, whole=start[0] == "[")
    return _csv_sheet(opened, coding, delimiter)


def detect(opened: Opened) -> str:
    """By its mark; else UTF-8 if all of it is; else GB18030, where the bytes come in its pairs; else what Western Windows wrote."""
    with opened() as file:
        start = file.read(4)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    for name in ("utf-8", "gb18030", "cp1252"):
        if _decodes(opened, name) and (name != "gb18030" or _paired(opened)):
            return name
    raise Invalid(N_("the encoding of the file is not known"), hint="--encoding NAME")


def _decodes(opened: Opened, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    with opened() as file:
        try:
            while block := file.read(BLOCK):
                if b"\x00" in block:
                    raise Invalid(N_("this is not a text file"), hint=N_("save it as CSV, UTF-8"))
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _paired(opened: Opened) -> bool:
    """In GB18030 the high bytes of Chinese come in twos; the accents of Western letters stand alone."""
    with opened() as file:
        runs = re.findall(rb"[\x80-\xff]+", file.read(BLOCK))
    return sum(len(run) % 2 for run in runs) * 2 <= len(runs)


def _text(opened: Opened, encoding: str) -> io.TextIOWrapper:
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise Invalid(N_("there is no encoding {name}"), hint="--encoding gb18030", name=encoding) from None
    return io.TextIOWrapper(opened(), encoding=encoding, newline="")


def _start(text: io.TextIOWrapper, encoding: str) -> str:
    try:
        start = text.read(4096).lstrip("\ufeff \t\r\n")
    except UnicodeError:
        raise Invalid(N_("the file is not {name}"), hint="--encoding", name=encoding) from None
    if "\x00" in start:
        raise Invalid(N_("this is not a text file"), hint=N_("save it as CSV, UTF-8"))
    return start


# --- CSV


def _csv_sheet(opened: Opened, encoding: str, delimiter: str | None) -> Sheet:
    chosen = {"tab": "\t", "\\t": "\t"}.get(delimiter or "", delimiter) or _sniffed(opened, encoding)
    if len(chosen) != 1:
        raise Invalid(N_("a delimiter is one character"), hint="--delimiter ';'")
    csv.field_size_limit(LONGEST_CELL)
    with _text(opened, encoding) as text:
        first = next(_records(_Lines(text), chosen, 0), None)
    if first is None:
        raise Invalid(N_("the file is empty"))
    if first.error:
        raise first.error
    headers = _checked([cell.strip().removeprefix("\ufeff") for cell in first.cells])

    def rows() -> Iterator[Row]:
        with _text(opened, encoding) as text:
            found = _records(_Lines(text), chosen, len(headers))
            next(found)
            yield from found

    return Sheet(headers, rows, encoding, chosen)


def _sniffed(opened: Opened, encoding: str) -> str:
    """The delimiter under which the first rows have the same number of cells, more than one; a comma if there is none."""
    with _text(opened, encoding) as text:
        sample = [line for line, _ in zip(text, range(50), strict=False)]

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            return (0, 0)
        width = widths[0] if widths else 0
        return (sum(one == width for one in widths) if width > 1 else 0, width)

    return max(DELIMITERS, key=fit)


def _checked(headers: Sequence[str]) -> tuple[str, ...]:
    if len(headers) > MOST_COLUMNS:
        raise Invalid(N_("the file has more than {most} columns"), most=MOST_COLUMNS)
    named = tuple(header or f"({place})" for place, header in enumerate(headers, 1))
    twice = next((header for header in named if named.count(header) > 1), None)
    if twice is not None:
        raise Invalid(N_("the file has two columns “{name}”"), name=twice)
    return named


class _Lines:
    """The lines of a file; those of the record being read are kept, to see its quotes as they were written."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except UnicodeError as error:
            raise Invalid(
                N_("the file is not {name}"), hint="--encoding", name=str(error).split()[0].strip("'")
            ) from None
        self.record.append(line)
        return line


def _records(lines: _Lines, delimiter: str, width: int) -> Iterator[Row]:
    """Every record with its line; ``width`` is how many cells it must have, 0 for any."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    quoted = _quoted(delimiter)
    while True:
        line = reader.line_num + 1
        lines.record.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, "".join(lines.record).rstrip("\r\n").split(delimiter), _explained(error, line))
            continue
        if not cells:
            continue
        if width and len(cells) != width:
            yield Row(
                line,
                cells,
                Invalid(N_("{found} cells where there are {wanted} columns"), found=len(cells), wanted=width),
            )
        elif '"' in "".join(cells) and not quoted.fullmatch("".join(lines.record)):
            yield Row(line, cells, Invalid(N_("a quote stands inside a cell that does not begin with one")))
        else:
            yield Row(line, cells)


def _quoted(delimiter: str) -> re.Pattern[str]:
    """A record as it is well written: a quote only around a cell, doubled inside."""
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}\r\n]*)'
    return re.compile(rf"{cell}(?:{mark}{cell})*[\r\n]*")


def _explained(error: csv.Error, line: int) -> CrmError:
    if "unexpected end" in str(error):
        raise Invalid(N_("the quote that opens on line {line} is never closed"), line=line) from None
    if "field limit" in str(error):
        return Invalid(N_("a cell is longer than {most} characters"), most=LONGEST_CELL)
    return Invalid(N_("a quote stands inside a cell that does not begin with one"))


# --- JSON


def _json_sheet(opened: Opened, encoding: str, *, whole: bool) -> Sheet:
    read_all = _array if whole else _lines
    keys: dict[str, None] = {}
    for _line, found, _error in read_all(opened, encoding):
        keys.update(dict.fromkeys(found))
    headers = _checked(list(keys))

    def rows() -> Iterator[Row]:
        for line, found, error in read_all(opened, encoding):
            yield Row(line, [found.get(header, "") for header in headers], error)

    return Sheet(headers, rows, encoding)


Parsed = tuple[int, dict[str, str], CrmError | None]


def _array(opened: Opened, encoding: str) -> Iterator[Parsed]:
    with _text(opened, encoding) as text:
        try:
            items = _loads(text.read())
        except ValueError as error:
            raise Invalid(
                N_("the JSON breaks off or is broken at line {line}"), line=getattr(error, "lineno", 1)
            ) from None
    for number, item in enumerate(items, 1):
        yield _parsed(number, item)


def _lines(opened: Opened, encoding: str) -> Iterator[Parsed]:
    with _text(opened, encoding) as text:
        for number, line in enumerate(text, 1):
            if not line.strip("\ufeff \t\r\n"):
                continue
            try:
                yield _parsed(number, _loads(line.removeprefix("\ufeff")))
            except ValueError:
                yield number, {}, Invalid(N_("this is not a JSON object"))


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str)


def _parsed(number: int, item: object) -> Parsed:
    if not isinstance(item, dict):
        return number, {}, Invalid(N_("this is not a JSON object"))
    return number, dict(_flat(item, "")), None


def _flat(item: dict[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in item.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, _cell(value)


def _cell(value: object) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
