"""Finds the table in the rows of a file: its headings, and which columns and rows are not of it; row numbers stay those of the file."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.exchange.reading import headings
from crm_cli.exchange.reading.headings import Heading, plain, tidy
from crm_cli.exchange.reading.left import AGAIN, REMARKS, TITLES, TOTALS, Left, is_remark, is_total, may_be_left
from crm_cli.exchange.reading.sheets import Asked, Note, Row
from crm_cli.i18n import N_

Rows = Callable[[], Iterator[Row]]
RUNNING = N_("left out, for it only counts the rows: column “{name}”")
EMPTY = N_("empty columns left out: {n}")


class Table(NamedTuple):
    """A table with its headings, the line they stand on, its rows, and what to say about it."""

    headers: tuple[str, ...]
    line: int
    rows: Rows
    notes: Callable[[], Sequence[Note]]
    known: int


def found(rows: Rows, asked: Asked) -> Table | None:
    """The table, or None where there are only blank rows."""
    every = rows()
    sample = list(islice((row for row in every if row.error or not _is_blank(row.cells)), headings.SEEN))
    every.close()  # type: ignore[attr-defined]
    if not sample:
        return None
    head = headings.heading(sample, asked)
    return _table(rows, head, [row.cells for row in sample if row.line > head.last and not row.error], asked)


def _table(rows: Rows, head: Heading, sample: Sequence[Sequence[str]], asked: Asked) -> Table:
    written = [tidy(cell) for cell in head.cells]
    running = headings.numbering(
        written,
        [cells for cells in sample if not is_total(list(cells)) and not is_remark(list(cells), len(written))],
        asked.keep,
    )
    empty = _empty(rows, head, {place for place, header in enumerate(written) if not header})
    places = [place for place in range(len(written)) if place not in running | empty]
    shown = [written[place] or f"({place + 1})" for place in places]
    made = headings.distinct(shown)
    headings.check_columns(made, asked)
    left = Left()
    fixed = [Note(RUNNING, {"name": written[place]}) for place in sorted(running)]
    fixed += [Note(EMPTY, {"n": len(empty)})] if empty else []
    fixed += headings.told_apart(shown, made)
    cut = _Cut(head, places, left)
    return Table(made, head.last, lambda: cut.rows(rows), lambda: [*left.notes(), *fixed], sum(map(asked.known, made)))


def _empty(rows: Rows, head: Heading, nameless: set[int]) -> set[int]:
    """Those of the columns without a heading that hold nothing either."""
    if nameless:
        for row in rows():
            if row.line > head.last and not is_total(list(row.cells)):
                nameless -= {place for place in nameless if place < len(row.cells) and row.cells[place].strip()}
                if not nameless:
                    break
    return nameless


class _Cut:
    """The rows below the headings, without what is not of the table."""

    def __init__(self, head: Heading, places: Sequence[int], left: Left) -> None:
        self.head, self.places, self.left = head, places, left
        self.width = len(head.cells)
        self._again = [plain(cell) for cell in head.cells]
        self._whole = len(places) == self.width

    def rows(self, rows: Rows) -> Iterator[Row]:
        left, width, top, lead_again, whole = self.left, self.width, self.head.last, self.head.cells[0], self._whole
        left.clear()
        for row in rows():
            line, cells, error = row
            if line <= top:
                self._above(row)
                continue
            if error is None and (
                len(cells) != width or not (lead := cells[0]) or lead == lead_again or may_be_left(lead)
            ):
                kept = self._checked(row)
                if kept is None:
                    continue
                row = kept
            if left.pending:
                left.filled()
            yield row if whole else self._picked(row)

    def _above(self, row: Row) -> None:
        if row.line < self.head.first and (row.error or not _is_blank(row.cells)):
            self.left.out(TITLES, row.line)

    def _checked(self, row: Row) -> Row | None:
        """None for a row that is not of the table; a row with other cells than columns is one that is refused."""
        cells = list(row.cells)
        if _is_blank(cells):
            self.left.blank(row.line)
            return None
        for why, is_it in (
            (TOTALS, is_total(cells)),
            (REMARKS, is_remark(cells, self.width)),
            (AGAIN, self._is_again(cells)),
        ):
            if is_it:
                self.left.filled()
                self.left.out(why, row.line)
                return None
        if len(cells) == self.width:
            return row
        error = Invalid(N_("{found} cells where there are {wanted} columns"), found=len(cells), wanted=self.width)
        return Row(row.line, cells, error)

    def _is_again(self, cells: Sequence[str]) -> bool:
        return len(cells) == self.width and [plain(cell) for cell in cells] == self._again and any(self._again)

    def _picked(self, row: Row) -> Row:
        cells = [row.cells[place] for place in self.places if place < len(row.cells)]
        return Row(row.line, cells + list(row.cells[self.width :]), row.error)


def _is_blank(cells: Sequence[str]) -> bool:
    return not any(cells) or not "".join(cells).strip()
