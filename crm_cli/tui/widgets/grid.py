"""A table drawn line by line, with a cursor and rows that are chosen: only those that are seen are asked for, however long the list is."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from crm_cli.render.style import cut, pad
from crm_cli.tui.widgets.table import Rows, Table
from crm_cli.tui.widths import GAP, MARK, Head

CHOSEN = "*"  # stands before a row that is chosen


class Grid(Table, can_focus=True, inherit_bindings=False):
    """Rows under a head that stays, their first columns staying where it is scrolled sideways."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--head", "grid--here", "grid--cell", "grid--chosen", "grid--note"}
    DEFAULT_CSS = """
    Grid {
        height: 1fr;
        background: $background;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        .grid--head { background: $panel; text-style: bold; }
        .grid--here { background: $primary 30%; }
        .grid--cell { background: $primary 60%; text-style: bold; }
        .grid--chosen { color: $text-accent; text-style: bold; }
        .grid--note { color: $text-muted; }
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
        self.note, self.at = "", 0
        self.chosen: dict[str, None] = {}
        self.began: int | None = None

    # -- what is shown

    def show(self, heads: Sequence[Head], row: Rows, count: int, at: int, note: str = "") -> None:
        """Show these rows, and look at the one ``at`` its place; the ``note`` stands where there are none."""
        self.heads, self.row, self.count, self.note = heads, row, count, note
        self.column = max(0, min(self.column, len(heads) - 1))
        self.at = max(0, min(at, count - 1))
        self.began = None
        self.measure()
        self.look(self.at)
        self.refresh()

    def extend(self, count: int) -> None:
        """There are more of these rows; what is seen stays."""
        self.count = count
        self.measured = set()
        self.widen()
        self.share()
        self.post_message(self.Looked())

    def on_resize(self) -> None:
        """Share the width anew among the columns of all that is in sight now; the cursor stays in it."""
        if self.heads:
            self.widen()
        self.share()
        self.look(self.at)

    # -- the cursor

    @property
    def key(self) -> str:
        """The key of the row under the cursor; empty where there is none."""
        row = self.row(self.at) if 0 <= self.at < self.count else None
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
        if column is not None:
            self.column = max(0, min(column, len(self.widths) - 1))
        self._redraw(at)
        x, y, height = round(self.scroll_offset.x), round(self.scroll_offset.y), max(self.room.height - 1, 1)
        y = min(max(y, at - height + 1), at)
        if self.widths and self.column >= self.kept:
            x = self._sideways(x)
        if (x, y) != (round(self.scroll_offset.x), round(self.scroll_offset.y)):
            self.scroll_to(max(x, 0), y, animate=False, force=True, immediate=True)
        self.post_message(self.Looked())

    # -- what is chosen

    def choose(self) -> None:
        """Take the row into the selection, or out of it, and go on."""
        self.began = None
        if self.key:
            self.chosen.pop(self.key) if self.key in self.chosen else self.chosen.update({self.key: None})
            self.look(self.at + 1)

    def stretch(self, by: int) -> None:
        """Choose from where it began up to the row above or below; going back lets go of it again."""
        self.began = self.at if self.began is None else self.began
        away = abs(self.at + by - self.began) < abs(self.at - self.began)
        if away and self.key:
            self.chosen.pop(self.key, None)
        began = self.began
        self.look(self.at + by)
        low, high = sorted((began, self.at))
        self.chosen |= {row[0]: None for at in range(low, high + 1) if (row := self.row(at))}
        self.refresh()

    def choose_all(self, keys: Sequence[str]) -> None:
        """Choose these, which need not all have been seen."""
        self.chosen = dict.fromkeys(keys)
        self.refresh()

    # -- how it is drawn

    def _redraw(self, at: int) -> None:
        self.refresh(Region(0, at + 1 - round(self.scroll_offset.y), self.room.width, 1))

    def render_line(self, y: int) -> Strip:
        """The head, or the row that is seen at that line."""
        width = self.room.width
        if y == 0:
            style = self.get_component_rich_style("grid--head")
            return Strip([Segment(" " * MARK + "".join(self._texts([head.label for head in self.heads], width)), style)], width)  # fmt: skip
        at = y - 1 + round(self.scroll_offset.y)
        row = self.row(at) if at < self.count else None
        if row is None:
            note = self.note if at == 0 and not self.count else ""
            said = Segment(pad(cut(note, width), width), self.get_component_rich_style("grid--note"))
            return Strip([said], width)
        here, chosen = at == self.at and self.has_focus, row[0] in self.chosen
        style = self.get_component_rich_style("grid--here") if here else self.rich_style
        if chosen:
            style = style + self.get_component_rich_style("grid--chosen", partial=True)
        texts = self._texts(row[1:], width)
        mark = CHOSEN if chosen else " " * MARK
        if not here:
            return Strip([Segment(mark + "".join(texts), style)], width)
        cell, gaps = self.get_component_rich_style("grid--cell"), " " * GAP
        told = [Segment(mark, style)]
        for place, text in enumerate(texts):
            mine = place == self.column and text.endswith(gaps)
            told += [Segment(text.removesuffix(gaps), cell), Segment(gaps, style)] if mine else [Segment(text, cell if place == self.column else style)]  # fmt: skip
        return Strip(told, width)

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh()

    # -- the mouse

    def on_click(self, event: events.Click) -> None:
        """Look at the cell under the mouse; two clicks open its row, one on the head is told."""
        if event.y == 0:
            self.post_message(self.Headed(self.column_at(event.x)))
            return
        at = event.y - 1 + round(self.scroll_offset.y)
        if at < self.count:
            self.began = None
            self.look(at, self.column_at(event.x))
            if event.chain == 2:
                self.post_message(self.Opened())
