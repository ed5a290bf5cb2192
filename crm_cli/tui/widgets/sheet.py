"""Text to read: lines that are scrolled, some of which lead somewhere; nothing in them is markup."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.records.patterns import pattern
from crm_cli.render.style import cells, shown

PAINT = pattern("\x1b\\[(0|1|2|31|33|36)m")
STYLES = {
    "0": Style.null(), "1": Style(bold=True), "2": Style(dim=True), "31": Style(color="red"), "33": Style(color="yellow"),
    "36": Style(color="cyan"),
}  # fmt: skip
"""What ``Paint`` writes, as Rich has it."""


class Read(NamedTuple):
    """A line: its text, how it looks (the name of a look, or nothing), and what it leads to."""

    text: str
    look: str = ""
    leads: str = ""


class Sheet(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines with a cursor. Where ``leading`` it stands only on those that lead somewhere."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sheet--here",
        "sheet--strong",
        "sheet--title",
        "sheet--quiet",
        "sheet--bad",
    }
    DEFAULT_CSS = """
    Sheet {
        height: 1fr;
        background: $background;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        .sheet--here { background: $primary 40%; }
        .sheet--strong { text-style: bold; }
        .sheet--title { background: $panel; text-style: bold; }
        .sheet--quiet { color: $text-muted; }
        .sheet--bad { color: $text-error; }
    }
    """

    class Opened(Message):
        """What the line leads to shall be opened."""

    def __init__(self, *, leading: bool = False, focus: bool = True) -> None:
        super().__init__()
        self.lines: Sequence[Read] = ()
        self.drawn: list[list[Segment]] = []
        self.at, self.leading = 0, leading
        self.can_focus = focus

    def show(self, lines: Sequence[Read], at: int = 0) -> None:
        """Show other lines, and look at one of them."""
        self.lines = lines
        self.drawn = [painted(line.text) for line in lines]
        wide = max((cells("".join(one.text for one in line).rstrip()) for line in self.drawn), default=0)
        self.virtual_size = Size(wide, len(lines))
        self.at = 0
        self.look(at)

    @property
    def line(self) -> Read | None:
        """The line under the cursor."""
        return self.lines[self.at] if 0 <= self.at < len(self.lines) else None

    def stands(self, at: int) -> bool:
        """The cursor may stand there."""
        return not self.leading or bool(self.lines[at].leads)

    def look(self, at: int) -> None:
        """Move the cursor there, or to the nearest line behind on which it may stand, else before."""
        at = max(0, min(at, len(self.lines) - 1))
        after = next((one for one in range(at, len(self.lines)) if self.stands(one)), None)
        before = next((one for one in range(at, -1, -1) if one < len(self.lines) and self.stands(one)), None)
        first = (before, after) if at < self.at else (after, before)
        self.at = next((one for one in first if one is not None), 0)
        top = (
            next((one for one in range(self.at, -1, -1) if one == 0 or self.stands(one - 1)), 0) if self.leading else at
        )
        self.scroll_to_region(Region(0, top, 1, self.at - top + 1), animate=False, force=True, x_axis=False)
        self.refresh()

    def move(self, by: int) -> None:
        """Go on by so many lines; past lines that lead nowhere."""
        self.look(self.at + by)

    def page(self, by: int) -> None:
        """Go on by what is seen at once."""
        self.move(by * max(self.size.height - 1, 1))

    def aside(self, by: int) -> None:
        """Look further to the right or the left."""
        self.scroll_to(x=max(self.scroll_offset.x + by, 0), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """A line of what is seen."""
        width, at = self.size.width, y + round(self.scroll_offset.y)
        if at >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        here = at == self.at and (self.has_focus or not self.can_focus)
        style = self.get_component_rich_style("sheet--here") if here else self.rich_style
        if look := self.lines[at].look:
            style = style + self.get_component_rich_style(f"sheet--{look}", partial=True)
        told = Strip([Segment(one.text, style + one.style if one.style else style) for one in self.drawn[at]])
        x = round(self.scroll_offset.x)
        return told.adjust_cell_length(max(told.cell_length, x + width), style).crop(x, x + width)

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Look at the line under the mouse; two clicks open it, in a list of what one may choose one does."""
        at = event.y + round(self.scroll_offset.y)
        if at < len(self.lines) and self.stands(at):
            self.look(at)
            if event.chain == 2 or self.leading:
                self.post_message(self.Opened())


def painted(line: str) -> list[Segment]:
    """The pieces of a line as ``Paint`` coloured them; any other sign that would do something is made visible."""
    found, style = [], Style.null()
    for at, piece in enumerate(PAINT.split(line.expandtabs())):
        if at % 2:
            style = STYLES[piece]
        elif piece:
            found.append(Segment(shown(piece), style))
    return found
