"""A lane of cards, drawn line by line: only what is seen is read and drawn, however many there are."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.insight.board import Card
from crm_cli.render.style import cut, pad

TALL = 4  # lines of a card, the empty one under it too
PAGE = 50  # cards that are read at once
Drawn = Sequence[tuple[str, str]]  # what stands in a line: (text, component class) one after the other


class Cards(ScrollView, can_focus=True, inherit_bindings=False):
    """One lane. ``read`` gives the cards from the one at ``start`` on, ``draw`` the three lines of one in so many cells."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "cards--here",
        "cards--name",
        "cards--quiet",
        "cards--good",
        "cards--warn",
        "cards--bad",
    }
    DEFAULT_CSS = """
    Cards {
        background: $background;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        .cards--here { background: $primary 30%; }
        .cards--name { text-style: bold; }
        .cards--quiet { color: $text-muted; }
        .cards--good { color: $text-success; }
        .cards--warn { color: $text-warning; }
        .cards--bad { color: $text-error; }
    }
    """

    class Looked(Message):
        """Another card is looked at."""

    class Opened(Message):
        """The card that is looked at shall be opened."""

    class Carried(Message):
        """A card was dragged to a place on the screen."""

        def __init__(self, x: int, y: int) -> None:
            super().__init__()
            self.x, self.y = x, y

    def __init__(
        self,
        read: Callable[[int, int], Sequence[Card]],
        draw: Callable[[Card, int], Sequence[Drawn]],
        count: int,
    ) -> None:
        super().__init__()
        self.read, self.draw, self.count, self.at = read, draw, count, 0
        self.known: dict[int, Sequence[Card]] = {}
        self.held = False
        self.ground = Style()

    def on_mount(self) -> None:
        """Know how long the lane is."""
        self.measure()

    def on_resize(self) -> None:
        """The width is another one."""
        self.measure()

    def fill(self, read: Callable[[int, int], Sequence[Card]], count: int) -> None:
        """Show other cards, at the same place where there still are so many."""
        self.read, self.count, self.known = read, count, {}
        self.at = max(0, min(self.at, count - 1))
        self.measure()
        self.refresh()

    def measure(self) -> None:
        """Tell how much there is to scroll."""
        self.virtual_size = Size(self.size.width, self.count * TALL)

    def card(self, at: int) -> Card | None:
        """The card at a place; its page is read when it is first asked for."""
        if not 0 <= at < self.count:
            return None
        page = at // PAGE
        if page not in self.known:
            self.known[page] = self.read(page * PAGE, PAGE)
        return next(iter(self.known[page][at % PAGE : at % PAGE + 1]), None)

    @property
    def looked_at(self) -> Card | None:
        """The card under the cursor."""
        return self.card(self.at)

    def look(self, at: int) -> None:
        """Move the cursor to a card."""
        at = max(0, min(at, self.count - 1))
        if at != self.at:
            for one in (self.at, at):
                self._redraw(one)
            self.at = at
        self.scroll_to_region(Region(0, self.at * TALL, 1, TALL), animate=False, force=True)
        self.post_message(self.Looked())

    def _redraw(self, at: int) -> None:
        top = round(self.scroll_offset.y)
        self.refresh(Region(0, at * TALL - top, self.size.width, TALL))

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is seen; its ground is the same for all lines."""
        self.ground = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of what is seen."""
        at, line = divmod(y + round(self.scroll_offset.y), TALL)
        width = self.size.width
        card = self.card(at)
        if card is None or line == TALL - 1:
            return Strip.blank(width, self.ground)
        here = at == self.at and self.has_focus
        ground = self.get_component_rich_style("cards--here") if here else self.ground
        return _strip(self.draw(card, width)[line], width, ground, self.get_component_rich_style)

    def on_focus(self) -> None:
        """Show which card is looked at."""
        self._redraw(self.at)
        self.post_message(self.Looked())

    def on_blur(self) -> None:
        """Show none."""
        self._redraw(self.at)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Look at the card under the mouse, and hold it."""
        at = (event.y + round(self.scroll_offset.y)) // TALL
        if at < self.count:
            self.focus()
            self.look(at)
            self.held = True
            self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let it go where the mouse is."""
        self.release_mouse()
        if self.held and not self.region.contains(event.screen_x, event.screen_y):
            self.post_message(self.Carried(event.screen_x, event.screen_y))
        self.held = False

    def on_click(self, event: events.Click) -> None:
        """Two clicks open a card."""
        if event.chain == 2:
            self.post_message(self.Opened())


def _strip(parts: Drawn, width: int, ground: Style, style_of: Callable[..., Style]) -> Strip:
    """The parts of a line in exactly so many cells, all on one ground."""
    segments, left = [], width
    for text, name in parts:
        if left < 1:
            break
        told = cut(text, left)
        segments.append(Segment(told, style_of(name, partial=True) + ground if name else ground))
        left -= Segment(told).cell_length
    segments.append(Segment(pad("", max(left, 0)), ground))
    return Strip(segments).adjust_cell_length(width, ground)
