"""A table drawn line by line: only the rows that are seen are read, however long the list is."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.render.style import cells, cut, pad

PAGE = 200  # rows that are read at once
GAP = 2
WIDEST = 40
MARK = "*"
Row = Sequence[str]
"""The key of a row, then its cells as they are shown."""


class Grid(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows under a head that stays. ``read`` gives the rows from the one at ``start`` on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--head", "grid--here", "grid--cell", "grid--chosen"}
    DEFAULT_CSS = """
    Grid {
        background: $background;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        .grid--head { background: $panel; text-style: bold; }
        .grid--here { background: $primary 30%; }
        .grid--cell { background: $primary 60%; text-style: bold; }
        .grid--chosen { color: $text-accent; }
    }
    """

    class Looked(Message):
        """Another row is looked at."""

    class Opened(Message):
        """The row that is looked at shall be opened."""

    class Headed(Message):
        """The head of a column was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(self) -> None:
        super().__init__()
        self.heads: Sequence[str] = ()
        self.right: Sequence[bool] = ()
        self.read: Callable[[int, int], Sequence[Row]] = lambda _start, _count: ()
        self.count = self.at = self.column = 0
        self.known: dict[int, Sequence[Row]] = {}
        self.widths: list[int] = []
        self.chosen: dict[str, None] = {}

    def show(
        self, heads: Sequence[str], right: Sequence[bool], read: Callable[[int, int], Sequence[Row]], count: int
    ) -> None:
        """Show other rows; the cursor stays on its row where that is among the first ones, else at its place."""
        here = self.key
        self.heads, self.right, self.read, self.count, self.known = heads, right, read, count, {}
        self.column = max(0, min(self.column, len(heads) - 1))
        first = self.page(0)
        self.widths = [
            min(max([cells(head), *(cells(row[at + 1]) for row in first)]), WIDEST) for at, head in enumerate(heads)
        ]
        self.at = next((at for at, row in enumerate(first) if row[0] == here), max(0, min(self.at, count - 1)))
        self.virtual_size = Size(sum(self.widths) + GAP * len(self.widths), count + 1)
        self.refresh()
        self.post_message(self.Looked())

    def page(self, number: int) -> Sequence[Row]:
        """A page of rows, read when it is first asked for."""
        if number not in self.known:
            self.known[number] = self.read(number * PAGE, PAGE)
        return self.known[number]

    def row(self, at: int) -> Row | None:
        """The row at a place."""
        if not 0 <= at < self.count:
            return None
        return next(iter(self.page(at // PAGE)[at % PAGE : at % PAGE + 1]), None)

    @property
    def key(self) -> str:
        """The key of the row under the cursor; empty where there is none."""
        row = self.row(self.at)
        return row[0] if row else ""

    @property
    def keys(self) -> list[str]:
        """Those that were chosen, else the one under the cursor."""
        return list(self.chosen) or [one for one in [self.key] if one]

    def look(self, at: int, column: int | None = None) -> None:
        """Move the cursor."""
        at = max(0, min(at, self.count - 1))
        self._redraw(self.at)
        self.at = at
        self.column = self.column if column is None else max(0, min(column, len(self.widths) - 1))
        self._redraw(at)
        left = sum(self.widths[: self.column]) + GAP * self.column
        wide = self.widths[self.column] if self.widths else 1
        # The head hides the line that would be first.
        self.scroll_to_region(Region(left, at, wide, 2), animate=False, force=True)
        self.post_message(self.Looked())

    def choose(self) -> None:
        """Take the row into the selection, or out of it, and go on."""
        if self.key:
            self.chosen.pop(self.key) if self.key in self.chosen else self.chosen.update({self.key: None})
            self.look(self.at + 1)

    def clear(self) -> None:
        """Choose none."""
        self.chosen = {}
        self.refresh()

    def _redraw(self, at: int) -> None:
        self.refresh(Region(0, at + 1 - round(self.scroll_offset.y), self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """The head, or the row that is seen at that line."""
        left, width = round(self.scroll_offset.x), self.size.width
        if y == 0:
            style = self.get_component_rich_style("grid--head")
            strip = Strip([Segment(self._line(self.heads), style)])
            return strip.crop(left, left + width).adjust_cell_length(width, style)
        at = y - 1 + round(self.scroll_offset.y)
        row = self.row(at)
        if row is None:
            return Strip.blank(width, self.rich_style)
        here = at == self.at and self.has_focus
        style = self.get_component_rich_style("grid--here") if here else self.rich_style
        if row[0] in self.chosen:
            style = style + self.get_component_rich_style("grid--chosen", partial=True)
        strip = Strip(self._cells(row[1:], style, here)).adjust_cell_length(max(self.virtual_size.width, left + width), style)  # fmt: skip
        return strip.crop(left, left + width)

    def _cells(self, texts: Row, style: Style, here: bool) -> list[Segment]:
        cell = self.get_component_rich_style("grid--cell")
        found = []
        for at, (text, width) in enumerate(zip(texts, self.widths, strict=True)):
            told = pad(cut(text, width), width, "right" if self.right[at] else "left")
            found.append(Segment(told, cell if here and at == self.column else style))
            found.append(Segment(" " * GAP, style))
        return found

    def _line(self, texts: Row) -> str:
        parts = zip(texts, self.widths, self.right, strict=True)
        return "".join(pad(cut(t, w), w, "right" if r else "left") + " " * GAP for t, w, r in parts)

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Look at the cell under the mouse; two clicks open its row, one on the head is told."""
        x, column = event.x + round(self.scroll_offset.x), 0
        while column < len(self.widths) - 1 and x >= self.widths[column] + GAP:
            x -= self.widths[column] + GAP
            column += 1
        if event.y == 0:
            self.post_message(self.Headed(column))
            return
        at = event.y - 1 + round(self.scroll_offset.y)
        if at < self.count:
            self.look(at, column)
            if event.chain == 2:
                self.post_message(self.Opened())
