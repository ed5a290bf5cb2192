"""A table drawn line by line: only the rows that are seen are asked for, however long the list is."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.render.style import cells, cut, pad

GAP = 2
BLOCK = 25  # rows that are measured together
CHOSEN = "*"  # stands before a row that is chosen
MARK = len(CHOSEN)
NARROWEST, WIDEST = (
    16,
    40,
)  # cells between which a third of the width lies: no column that shares it with others is wider
KEPT = 2  # columns that stay in sight, where they leave room for others
Row = Sequence[str]
"""The key of a row, then its cells as they are shown."""
Rows = Callable[[int], Row | None]
"""The row at a place; none where it is gone."""


class Head(NamedTuple):
    """The head of a column, and whether its cells stand to the right."""

    label: str
    right: bool = False


class Grid(ScrollView, can_focus=True, inherit_bindings=False):
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
        self.heads: Sequence[Head] = ()
        self.row: Rows = lambda _at: None
        self.note = ""
        self.count = self.at = self.column = 0
        self.natural: list[int] = []
        self.widths: list[int] = []
        self.measured: set[int] = set()
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
            for at in range(block * BLOCK, min((block + 1) * BLOCK, self.count)):
                if row := self.row(at):
                    self.natural = list(map(max, self.natural, map(cells, row[1:])))
        return self.natural != before

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other rows come into sight, which may need more room."""
        super().watch_scroll_y(old_value, new_value)
        if self.heads and self.widen():
            self.share()
            self.refresh()

    def share(self) -> None:
        """Give the columns their width; what is left over goes to those that are cut."""
        most = max(NARROWEST, min(self.room.width // 3, WIDEST))
        self.widths = [min(width, most) for width in self.natural]
        left = self.room.width - MARK - sum(self.widths) - GAP * max(len(self.widths) - 1, 0)
        for at, width in enumerate(self.natural):
            more = max(0, min(width - self.widths[at], left))
            self.widths[at] += more
            left -= more
        width = MARK + sum(self.widths) + GAP * max(len(self.widths) - 1, 0)
        more = (
            max(self.widths) if width > self.room.width else 0
        )  # so that the last one may begin behind those that stay
        self.virtual_size = Size(width + more, self.count + 1)

    def on_resize(self) -> None:
        """Share the width anew; the cursor stays in sight."""
        self.share()
        self.look(self.at)

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

    def _sideways(self, x: int) -> int:
        """How far it is scrolled sideways so that the column is seen whole, and none is cut at its left."""
        kept, starts = self.kept, [self.left(at) for at in range(self.column + 1)]
        least = MARK + starts[-1] + self.widths[self.column] - self.room.width
        if x < least:
            return next((start - starts[kept] for start in starts[kept:] if start - starts[kept] >= least), starts[-1] - starts[kept])  # fmt: skip
        return min(x, starts[-1] - starts[kept])

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
            room = min(self.widths[at], left)
            right = self.heads[at].right
            text = "" if right and room < cells(text) else cut(text, room)  # half of a number would be another one
            told = pad(text, room, "right" if right else "left") + " " * GAP
            found.append(told[: len(told) - max(room + GAP - left, 0)])
            left -= min(room + GAP, left)
        return [*found, " " * left]

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh()

    # -- the mouse

    def column_at(self, x: int) -> int:
        """The column at that cell of the screen."""
        x = x - MARK if x - MARK < self.left(self.kept) else x - MARK + round(self.scroll_offset.x)
        return next((at for at in range(len(self.widths)) if x < self.left(at + 1)), len(self.widths) - 1)

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
