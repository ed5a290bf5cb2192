"""Unpacks a workbook from stdin to JSON lines on stdout; run by itself, in a process whose memory and time are limited.

It stands alone, for it is started as a program: a workbook made to do harm ends this process and nothing else.
"""

import datetime
import html
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

MOST_MEMORY = 272 << 20
MOST_SECONDS = 120
MOST_UNZIPPED = 256 << 20
MOST_MEMBERS = 10_000
MOST_COLUMNS = 512
LONGEST_CELL = 1 << 20
NAMED = 5
LARGEST_EXACT = 10**15
PERCENTS = ("9", "10")
BLOCK = 1 << 20
REFUSED = 3
WORKBOOKS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}
_ERROR = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*? t="e"')
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


class RefusedError(Exception):
    """The workbook cannot be read; the word for why, and a number."""


def main() -> int:
    """Write the workbook's sheets, or why not."""
    _limit()
    try:
        source: BinaryIO = sys.stdin.buffer
        for line in unpacked(source, sys.argv[1]):
            sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")
        sys.stdout.flush()
    except RefusedError as refused:
        return _refused(*refused.args)
    except MemoryError:
        return _refused("memory", MOST_MEMORY >> 20)
    except BaseException as error:
        return _refused("password" if type(error).__name__ == "PasswordError" else "damaged", 0)
    return 0


def _refused(why: str, number: int) -> int:
    sys.stderr.write(json.dumps([why, number]))
    return REFUSED


def _limit() -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def unpacked(source: BinaryIO, mark: str) -> Iterator[Any]:
    """For each sheet its name and what was seen in it, then its rows; the format first."""
    kind = "xls"
    archive = None
    if source.read(2) == b"PK":
        archive = _checked(source)
        kind = next((known for name, known in WORKBOOKS.items() if name in archive.namelist()), "")
        if not kind:
            raise RefusedError("archive", 0)
    source.seek(0)
    yield {"format": kind}
    from python_calamine import load_workbook  # after the sizes were checked

    book = load_workbook(source)
    paths = _paths(archive) if archive and kind == "xlsx" else {}
    percents = _percents(archive) if paths and archive else frozenset()
    for place, about in enumerate(book.sheets_metadata):
        if str(about.typ).endswith(".WorkSheet"):
            seen = _Seen(archive, paths.get(about.name), percents)
            yield from _sheet(
                book.get_sheet_by_index(place), about.name, str(about.visible).endswith(".Visible"), seen, mark
            )


def _checked(source: BinaryIO) -> zipfile.ZipFile:
    """The archive, if what it says it holds is not too much."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise RefusedError("damaged", 0) from None
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNZIPPED:
        raise RefusedError("bomb", MOST_UNZIPPED >> 20)
    return archive


# --- what the library does not tell: errors, formulas without a value, percentages


def _paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    links = {
        link.get("Id"): link.get("Target", "")
        for link in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    found = {}
    for sheet in _elements(archive, "xl/workbook.xml", "sheet"):
        target = links.get(next((value for name, value in sheet.items() if name.endswith(":id")), ""), "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _percents(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The styles of cells that show their number as a percentage."""
    own = _elements(archive, "xl/styles.xml", "numFmt")
    formats = {*PERCENTS, *(one.get("numFmtId") for one in own if "%" in one.get("formatCode", ""))}
    cells = _elements(archive, "xl/styles.xml", "xf", "cellXfs")
    return frozenset(b"%d" % place for place, one in enumerate(cells) if one.get("numFmtId") in formats)


def _elements(archive: zipfile.ZipFile, part: str, tag: str, inside: str = "") -> list[dict[str, str]]:
    """The attributes of the elements of that name; read by pattern, for a parser would follow whatever entities they declare."""
    try:
        text = archive.read(part).decode("utf-8", "replace")
    except (KeyError, zipfile.BadZipFile):
        return []
    if inside:
        text = text.partition(f"<{inside}")[2].partition(f"</{inside}")[0]
    return [
        {name: html.unescape(value) for name, value in re.findall(r'([\w:]+)="([^"]*)"', found)}
        for found in re.findall(rf"<(?:\w+:)?{tag}\b([^>]*)>", text)
    ]


class _Seen:
    """What stands in the part of a sheet besides the values."""

    def __init__(self, archive: zipfile.ZipFile | None, path: str | None, percents: frozenset[bytes]) -> None:
        self.errors: list[str] = []
        self.unset: list[str] = []
        self.percents: set[int] = set()
        styles = b"|".join(sorted(percents))
        self._percent = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*? s="(?:' + styles + rb')"') if styles else None
        if archive and path in archive.namelist():
            with archive.open(path) as part:
                self._read(part)

    def _read(self, part: Any) -> None:
        rest, size = b"", 0
        while block := part.read(BLOCK):
            size += len(block)
            if size > MOST_UNZIPPED:
                raise RefusedError("bomb", MOST_UNZIPPED >> 20)
            text = rest + block
            end = text.rfind(b"<c ") if len(text) < 2 * LONGEST_CELL else len(text)
            end = end if end > 0 else len(text)
            self._cells(text[:end])
            rest = text[end:]
        self._cells(rest)

    def _cells(self, text: bytes) -> None:
        self.errors += [cell.decode() for cell in _ERROR.findall(text)]
        if b"<f" in text:
            self.unset += [cell.decode() for cell in _NO_VALUE.findall(text)]
        if self._percent:
            self.percents.update((int(row) - 1) << 14 | _number(column) for column, row in self._percent.findall(text))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def named(row: int, column: int) -> str:
    """``B7`` for the second cell of the seventh row."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


# --- the cells as text


def _sheet(sheet: Any, name: str, visible: bool, seen: _Seen, mark: str) -> Iterator[Any]:
    start = sheet.start or (0, 0)
    if sheet.start and sheet.end[1] - start[1] >= MOST_COLUMNS:
        raise RefusedError("columns", MOST_COLUMNS)
    written = _Written(start[1], seen, mark)
    merged = _Merged(sheet.merged_cell_ranges or ())
    about = {"sheet": name, "visible": visible, "width": (sheet.end[1] - start[1] + 1) if sheet.start else 0}
    yield about
    blank = 0
    for row, values in enumerate(sheet.iter_rows()):
        cells = merged.filled(row, start[1], values, written.row(row, values))
        if any(cells):
            yield from ([line, []] for line in range(row + 1 - blank, row + 1))
            yield [row + 1, cells]
            blank = 0
        else:
            blank += 1
    yield {"errors": seen.errors[:NAMED], "unset": seen.unset[:NAMED], "rounded": written.rounded, "merged": merged.done,
           "counts": [len(seen.errors), len(seen.unset), written.long]}  # fmt: skip


class _Written:
    """Writes the values of a sheet as a person of the country would, so that each can be read in one way only."""

    def __init__(self, left: int, seen: _Seen, mark: str) -> None:
        self._left, self._percents, self._mark = left, seen.percents, mark
        self.rounded: list[str] = []
        self.long = 0

    def row(self, row: int, values: list[Any]) -> list[str]:
        """The cells of a row."""
        return [value if type(value) is str else self._cell(row, place, value) for place, value in enumerate(values)]

    def _cell(self, row: int, place: int, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return self._number(row, place + self._left, value)
        return as_text(value)

    def _number(self, row: int, column: int, value: float) -> str:
        if abs(value) >= LARGEST_EXACT:
            self.long += 1
            if len(self.rounded) < NAMED:
                self.rounded.append(named(row, column))
        if row << 14 | column in self._percents:
            return number(value, self._mark, 2) + "%"
        return number(value, self._mark)


def number(value: float, mark: str, places: int = 0) -> str:
    """A number as text that cannot be taken for one with thousands: ``1,2340`` for 1.234 where the comma marks decimals."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    exact = repr(value) if abs(value) >= LARGEST_EXACT else format(value, ".15g")
    plain = f"{Decimal(exact).scaleb(places):f}"
    if "." not in plain:
        return plain
    whole, _point, rest = plain.partition(".")
    rest = rest.rstrip("0")
    if not rest:
        return whole
    return f"{whole}{mark}{rest}{'0' if len(rest) == 3 else ''}"


def as_text(value: Any) -> str:
    """A day, a moment or a duration in the one order that nobody reads otherwise."""
    if isinstance(value, datetime.datetime):
        if value.microsecond:
            value = (value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
        day = value.date().isoformat()
        return day if value.time() == datetime.time() else f"{day} {_clock(value.time())}"
    if isinstance(value, datetime.time):
        return _clock(value)
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return str(value)


def _clock(time: datetime.time) -> str:
    return time.isoformat("seconds" if time.second else "minutes")


class _Merged:
    """Says again in every cell of a merged area what stands in its first, unless that is a number, which would count twice."""

    def __init__(self, areas: Any) -> None:
        self._from: dict[int, list[tuple[int, int, int]]] = {}
        for (top, left), (bottom, right) in areas:
            self._from.setdefault(top, []).append((bottom, left, right))
        self._now: list[tuple[int, int, int, str]] = []
        self.done: list[list[Any]] = []

    def filled(self, row: int, edge: int, values: list[Any], cells: list[str]) -> list[str]:
        """The cells of a row with those filled in that a merged area covers."""
        if not self._now and row not in self._from:
            return cells
        self._now = [area for area in self._now if area[0] >= row]
        for bottom, left, right in self._from.get(row, ()):
            first = left - edge
            if 0 <= first < len(cells) and cells[first]:
                is_number = type(values[first]) in (int, float)
                if len(self.done) < 1000:
                    self.done.append([row + 1, named(row, left), is_number])
                if not is_number:
                    self._now.append((bottom, first, min(right - edge, len(cells) - 1), cells[first]))
        for _bottom, first, last, text in self._now:
            for place in range(first, last + 1):
                cells[place] = cells[place] or text
        return cells


if __name__ == "__main__":
    sys.exit(main())
