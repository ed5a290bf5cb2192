"""Bars drawn line by line, each of several parts that differ by colour and by sign; the cursor stands on one of them."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.render.style import cells, cut, pad, shown

GAP = 2
SIGNS = ("#", "=", "-")
LOOKS = ("chart--first", "chart--second", "chart--third")
LEAST = 10  # cells of the longest bar; what is told beside it gives way


class Bar(NamedTuple):
    """What it is of, the cells told beside it, how long its parts are, what is told of it in full, and what finds its deals (none: nothing does)."""

    label: str
    told: Sequence[str]
    parts: Sequence[int]
    about: str = ""
    finds: Sequence[str] = ()


class Bars(ScrollView, can_focus=True, inherit_bindings=False):
    """The bars, the longest as wide as there is room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"chart--here", *LOOKS}
    DEFAULT_CSS = """
    Bars {
        background: $background;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        .chart--here { background: $primary 30%; text-style: bold; }
        .chart--first { color: $text-success; }
        .chart--second { color: $text-accent; }
        .chart--third { color: $text-muted; }
    }
    """

    class Looked(Message):
        """Another bar is looked at."""

    class Opened(Message):
        """The deals of the bar that is looked at shall be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: Sequence[Bar] = ()
        self.heads: Sequence[str] = ()
        self.at = 0

    def show(self, bars: Sequence[Bar], heads: Sequence[str] = ()) -> None:
        """Show other bars, under the heads of what is told beside them; the cursor stays at the same place."""
        self.bars, self.heads = bars, heads
        self.at = max(0, min(self.at, len(bars) - 1))
        self.virtual_size = Size(1, len(bars) + 1)
        self.refresh()
        self.post_message(self.Looked())

    @property
    def bar(self) -> Bar | None:
        """The bar under the cursor."""
        return self.bars[self.at] if self.bars else None

    def look(self, at: int) -> None:
        """Move the cursor."""
        self.at = max(0, min(at, len(self.bars) - 1))
        self.scroll_to_region(Region(0, self.at, 1, 2), animate=False, force=True)
        self.refresh()
        self.post_message(self.Looked())

    def render_line(self, y: int) -> Strip:
        """The heads, or the bar that is seen at that line."""
        at, width = y - 1 + round(self.scroll_offset.y), self.size.width
        if not self.bars or at >= len(self.bars):
            return Strip.blank(width, self.rich_style)
        if y == 0:
            quiet = self.get_component_rich_style("chart--third", partial=True) + self.rich_style
            return Strip([Segment(self._words("", self.heads), quiet)]).adjust_cell_length(width, quiet)
        bar = self.bars[at]
        ground = self.get_component_rich_style("chart--here") if at == self.at and self.has_focus else self.rich_style
        words = self._words(bar.label, bar.told)
        segments = [Segment(words, ground)]
        for length, sign, look in zip(self._lengths(bar, width - cells(words)), SIGNS, LOOKS, strict=False):
            segments.append(Segment(sign * length, self.get_component_rich_style(look, partial=True) + ground))
        return Strip(segments).adjust_cell_length(width, ground)

    def _words(self, label: str, told: Sequence[str]) -> str:
        """What stands left of a bar; where there is little room the last of it gives way to the bars."""
        width, columns = self.size.width, self._columns()
        left = min(max(cells(shown(one.label)) for one in self.bars), max(width // 3, 8))
        while columns and left + sum(columns) + GAP * (len(columns) + 1) + LEAST > width:
            columns.pop()
        words = [pad(cut(shown(label), left), left), *(pad(t, w, "right") for t, w in zip(told, columns, strict=False))]
        return (" " * GAP).join(words) + " " * GAP

    def _columns(self) -> list[int]:
        rows = [self.heads, *(one.told for one in self.bars)]
        return [max((cells(row[at]) for row in rows if at < len(row)), default=0) for at in range(max(map(len, rows)))]

    def _lengths(self, bar: Bar, room: int) -> list[int]:
        """The cells of each part; what is more than nothing has one."""
        most, room = max(sum(one.parts) for one in self.bars), max(room, 0)
        found, before, drawn = [], 0, 0
        for part in bar.parts:
            before += part
            end = max(before * room // most, drawn + (part > 0)) if most else 0
            found.append(end - drawn)
            drawn = end
        return found

    def on_click(self, event: events.Click) -> None:
        """Look at the bar under the mouse; two clicks show its deals."""
        at = event.y - 1 + round(self.scroll_offset.y)
        if 0 <= at < len(self.bars) and event.y:
            self.look(at)
            if event.chain == 2:
                self.post_message(self.Opened())

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.refresh()
