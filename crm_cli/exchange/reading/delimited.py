"""Reads the records of delimited text (commas, semicolons, tabs, bars) strictly, each with its line; a broken one is named, never shifted."""

import csv
import re
from collections.abc import Iterable, Iterator

from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange.reading import encodings
from crm_cli.exchange.reading.sheets import LONGEST_CELL, Opened, Row
from crm_cli.i18n import N_

DELIMITERS = (",", ";", "\t", "|")
SAMPLED = 50
_NAMED = {"tab": "\t", "\\t": "\t"}


def records(opened: Opened, encoding: str, delimiter: str) -> Iterator[Row]:
    """Every record of the file from the top, headers too, as many cells as it has; an empty line is one empty cell."""
    csv.field_size_limit(LONGEST_CELL)
    with encodings.text(opened, encoding) as text:
        yield from _records(text, encoding, delimiter)


def settled(opened: Opened, encoding: str, given: str | None) -> str:
    """The delimiter: as it was given, else the one under which most of the first rows have the same cells; a comma if there is none."""
    chosen = _NAMED.get(given or "", given) or _sniffed(opened, encoding)
    if len(chosen) != 1 or chosen in '"\r\n\x00':
        raise Invalid(N_("a delimiter is one character"), hint="--delimiter ';'")
    return chosen


def _sniffed(opened: Opened, encoding: str) -> str:
    with encodings.text(opened, encoding) as text:
        try:
            sample = [line for line, _ in zip(text, range(SAMPLED), strict=False)]
        except UnicodeError:
            raise encodings.not_in(encoding) from None

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            return (0, 0)
        width = max(widths, key=lambda one: (widths.count(one), one), default=0)
        if width < 2:  # titles may stand above the rows
            width = max(widths, default=0)
        return (widths.count(width) if width > 1 else 0, width)

    return max(DELIMITERS, key=fit)


def _noted(lines: Iterable[str], record: list[str], encoding: str) -> Iterator[str]:
    """The lines of a file; those of the record being read are noted, to see its quotes as they were written."""
    try:
        for line in lines:
            record.append(line)
            yield line
    except UnicodeError:
        raise encodings.not_in(encoding) from None


def _records(text: Iterable[str], encoding: str, delimiter: str) -> Iterator[Row]:
    written: list[str] = []
    reader = csv.reader(_noted(text, written, encoding), delimiter=delimiter, strict=True)
    well_quoted = _quoted(delimiter).fullmatch
    while True:
        line = reader.line_num + 1
        written.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, "".join(written).rstrip("\r\n").split(delimiter), _explained(error, line))
            continue
        if line == 1 and cells:
            cells[0] = cells[0].removeprefix("\ufeff")
        together = "".join(cells)
        if "\x00" in together:
            raise Invalid(N_("this is not a text file"), hint=encodings.AS_TEXT)
        if '"' in together and not well_quoted("".join(written)):
            yield Row(line, cells, Invalid(N_("a quote stands inside a cell that does not begin with one")))
        else:
            yield Row(line, cells or [""])


def _quoted(delimiter: str) -> re.Pattern[str]:
    """A record as it is well written: a quote only around a cell, doubled inside."""
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}\r\n]*)'
    return re.compile(rf"\ufeff?{cell}(?:{mark}{cell})*[\r\n]*")


def _explained(error: csv.Error, line: int) -> CrmError:
    if "unexpected end" in str(error):
        raise Invalid(N_("the quote that opens on line {line} is never closed"), line=line) from None
    if "field limit" in str(error):
        return Invalid(N_("a cell is longer than {most} characters"), most=LONGEST_CELL)
    return Invalid(N_("a quote stands inside a cell that does not begin with one"))
