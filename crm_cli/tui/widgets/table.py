"""How the columns of a table share the width, and which of them stay in sight where it is scrolled sideways."""

from collections.abc import Callable, Sequence

from textual.geometry import Size
from textual.scroll_view import ScrollView

from crm_cli.render.style import cells
from crm_cli.tui.rows import Row
from crm_cli.tui.widths import BLOCK, GAP, MARK, Head, cell, shared, wanting, widest

KEPT = 2  # columns that stay in sight, where they leave room for others
Rows = Callable[[int], Row | None]
"""The row at a place; none where it is gone."""


class Table(ScrollView, inherit_bindings=False):
    """Heads, rows that are asked for as they come into sight, and the widths of their columns."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: Sequence[Head] = ()
        self.row: Rows = lambda _at: None
        self.count = self.column = 0
        self.natural: list[int] = []
        self.widths: list[int] = []
        self.measured: set[int] = set()

    def measure(self) -> None:
        """How wide each column is: as its cells are, where there is room for all; without a row as it was."""
        if not self.count and len(self.natural) == len(self.heads):
            self.share()
            return
        self.natural = [cells(head.label) for head in self.heads]
        self.measured = set()
        self.widen()
        self.share()

    def widen(self) -> bool:
        """Look at the rows in sight that nobody has measured yet; whether a column needs more for them."""
        top, before = max(round(self.scroll_offset.y), 0), self.natural
        for block in range(top // BLOCK, (top + self.sight - 1) // BLOCK + 1):
            if block in self.measured:
                continue
            self.measured.add(block)
            rows = map(self.row, range(block * BLOCK, min((block + 1) * BLOCK, self.count)))
            self.natural = widest(self.natural, (row[1:] for row in rows if row))
        return self.natural != before

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other rows come into sight, which may need more room."""
        super().watch_scroll_y(old_value, new_value)
        if self.heads and self.widen():
            self.share()
            self.refresh()

    def share(self) -> None:
        """Give the columns their width; what is left over goes to those that are cut."""
        self.widths = shared(self.natural, self.room.width)
        width = wanting(self.widths)
        more = max(self.widths) if width > self.room.width else 0  # the last one may begin behind those that stay
        self.virtual_size = Size(width + more, self.count + 1)

    @property
    def sight(self) -> int:
        """How many rows there is room for, as far as that is known yet."""
        return max(self.room.height or self.app.size.height, 2) - 1

    @property
    def room(self) -> Size:
        """What is left beside the bars by which it is scrolled."""
        return self.scrollable_content_region.size

    @property
    def kept(self) -> int:
        """How many columns stay in sight: two where they leave half of the width to the others, else one, or none on a very narrow screen."""
        for some in range(min(KEPT, len(self.widths)), 0, -1):
            if self.left(some) <= self.room.width // 2:
                return some
        return 0

    def left(self, column: int) -> int:
        """The cells before a column."""
        return sum(self.widths[:column]) + GAP * column

    def _sideways(self, x: int) -> int:
        """How far it is scrolled sideways so that the column is seen whole, and none is cut at its left."""
        kept, starts = self.kept, [self.left(at) for at in range(self.column + 1)]
        least = MARK + starts[-1] + self.widths[self.column] - self.room.width
        if x < least:
            return next((start - starts[kept] for start in starts[kept:] if start - starts[kept] >= least), starts[-1] - starts[kept])  # fmt: skip
        return min(x, starts[-1] - starts[kept])

    def _texts(self, cells_: Sequence[str], width: int) -> list[str]:
        """What is seen of each cell with the gap behind it, as wide as the line: those that stay first, the others as far as there is room."""
        offset, left = round(self.scroll_offset.x), width - MARK
        kept = self.kept if offset else 0
        gone, found = offset, []
        for at, text in enumerate(cells_):
            if at >= kept and gone > 0:  # scrolled out at the left, or in part: then its rest is blank
                rest = max(0, min(self.widths[at] + GAP - gone, left))
                gone -= self.widths[at] + GAP
                found.append(" " * rest)
                left -= rest
                continue
            found.append(cell(text, self.widths[at], left, self.heads[at]))
            left -= min(min(self.widths[at], left) + GAP, left)
        return [*found, " " * left]

    def column_at(self, x: int) -> int:
        """The column at that cell of the screen."""
        x = x - MARK if x - MARK < self.left(self.kept) else x - MARK + round(self.scroll_offset.x)
        return next((at for at in range(len(self.widths)) if x < self.left(at + 1)), len(self.widths) - 1)
