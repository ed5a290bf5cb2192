"""Finds the row of headings in a list as an office keeps it, and makes the headings distinct."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.exchange.reading.left import NUMERIC
from crm_cli.exchange.reading.sheets import MOST_COLUMNS, Asked, Note, Row
from crm_cli.i18n import N_

SEEN = 40
LOWEST = 30  # of the rows that are not blank, the headings are among the first
_NUMBERING = re.compile(r"序\s*号|行号|no\.?|nr\.?|#|№|n°|s/n|lfd\.?\s*nr\.?|pos\.?", re.IGNORECASE)
_DATED = re.compile(r"\d|[:：]")
SAME_NAME = N_("columns of the same name are told apart: {names}")


class Heading(NamedTuple):
    """The headings, and the lines they stand on: mostly one, two where there are headings of groups above."""

    cells: Sequence[str]
    first: int
    last: int


def heading(sample: Sequence[Row], asked: Asked) -> Heading:
    """The headings among the first rows that are not blank."""
    row = _row(sample, asked)
    if row.error:
        raise row.error
    under = next((other for other in sample if other.line > row.line and not other.error), None)
    cells = _together(row.cells, under.cells, asked.known) if under and asked.header is None else None
    return Heading(cells, row.line, under.line) if cells and under else Heading(row.cells, row.line, row.line)


def _together(above: Sequence[str], under: Sequence[str], known: Callable[[str], bool]) -> list[str] | None:
    """Headings of two rows as one: under a heading of several columns those of each, elsewhere nothing or the same."""
    fresh, same = [], 0
    for place, (upper, lower) in enumerate(zip(above, under, strict=False)):
        around = [*above[max(place - 1, 0) : place], *above[place + 1 : place + 2]]
        if lower.strip() and lower == upper:
            same += 1
        elif (lower.strip() and not upper.strip()) or upper in around or "" in above[place + 1 : place + 2]:
            fresh += [lower] if lower.strip() else []
        elif lower.strip():
            return None
    if not fresh or not (any(map(known, fresh)) or (same and not any(map(NUMERIC.fullmatch, fresh)))):
        return None
    return [lower if lower.strip() else upper for upper, lower in zip_longest(above, under, fillvalue="")]


def _row(sample: Sequence[Row], asked: Asked) -> Row:
    if asked.header is not None:
        return _told(sample, asked.header)
    if asked.columns:
        wanted = {plain(name) for name in asked.columns}
        for row in sample[:LOWEST]:
            if not row.error and wanted <= {plain(cell) for cell in row.cells}:
                return row
    first = next((row for row in sample if not row.error), sample[0])
    if sample[0].error and first is not sample[0] and not any(map(asked.known, first.cells)):
        return sample[0]
    return _guessed([row for row in sample[:LOWEST] if not row.error], asked.known) or first


def _told(sample: Sequence[Row], line: int) -> Row:
    found = next((row for row in sample if int(row.line) == line), None)
    if found is None:
        raise Invalid(
            N_("there are no headings in row {line}"), hint=N_("--header ROW names the row of the headings"), line=line
        )
    return found


def _guessed(rows: Sequence[Row], known: Callable[[str], bool]) -> Row | None:
    """The first row that is no title; one of groups of headings gives way to the headings below it."""
    counts = Counter(_filled(row) for row in rows)
    usual = max(counts, key=lambda count: (counts[count], count), default=0)
    for place, row in enumerate(rows):
        if _is_title(row, usual, known) or _is_grouping(row):
            continue
        here = _known(row, known)
        below = [
            other
            for other in rows[place + 1 : place + 3]
            if _known(other, known) > max(1, 2 * here) and _filled(other) > _filled(row)
        ]
        return below[0] if below else row
    return None


def _is_title(row: Row, usual: int, known: Callable[[str], bool]) -> bool:
    """It fills less than half of the columns: one cell, or two or a few with a date or a colon and no name of a field."""
    filled, names = _filled(row), _known(row, known)
    if filled < usual and not names and all(_DATED.search(cell) for cell in row.cells if cell.strip()):
        return True
    if filled * 2 >= usual:
        return False
    return filled == 1 or (not names and (filled == 2 or any(_DATED.search(cell) for cell in row.cells)))


def _is_grouping(row: Row) -> bool:
    """Merged cells that were filled in say the same again and again."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    return len(cells) > 2 and len(set(cells)) * 2 <= len(cells)


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _known(row: Row, known: Callable[[str], bool]) -> int:
    return sum(known(cell) for cell in {tidy(cell) for cell in row.cells} if cell)


def tidy(header: str) -> str:
    """A heading in one line."""
    return " ".join(header.removeprefix("\ufeff").split())


def plain(header: str) -> str:
    """A heading as it is compared with another."""
    return re.sub(r"[\W_]+", "", header).casefold()


def distinct(headers: Sequence[str]) -> tuple[str, ...]:
    """Headings that say the same get a number."""
    if len(headers) > MOST_COLUMNS:
        raise Invalid(N_("the file has more than {most} columns"), most=MOST_COLUMNS)
    made: list[str] = []
    taken = set(headers)
    for header in headers:
        name, number = header, 1
        while name in made or (number > 1 and name in taken):
            number += 1
            name = f"{header} {number}"
        made.append(name)
    return tuple(made)


def told_apart(headers: Sequence[str], made: Sequence[str]) -> Iterator[Note]:
    """Which headings were made distinct."""
    names = [new for old, new in zip(headers, made, strict=True) if old != new]
    if names:
        yield Note(SAME_NAME, {"names": ", ".join(names)})


def numbering(headers: Sequence[str], rows: Sequence[Sequence[str]], keep: Collection[str]) -> set[int]:
    """The columns that only count the rows."""
    return {
        place
        for place, header in enumerate(headers)
        if _NUMBERING.fullmatch(header)
        and header not in keep
        and _counts([row[place] for row in rows if len(row) > place])
    }


def _counts(cells: Sequence[str]) -> bool:
    numbers = [cell.strip() for cell in cells if cell.strip()]
    if not numbers or not all(cell.isdecimal() and len(cell) < 8 for cell in numbers):
        return False
    found = [int(cell) for cell in numbers]
    return found[0] in (0, 1) and all(after - before in (0, 1) for before, after in pairwise(found))


def check_columns(headers: Sequence[str], asked: Asked) -> None:
    """Every column that was asked for must be there."""
    there = {plain(header) for header in headers}
    for name in asked.columns:
        if plain(name) not in there:
            raise Invalid(
                N_("the file has no column “{name}”"),
                hint=N_("its columns are {known}"),
                name=name,
                known=", ".join(headers),
            )
