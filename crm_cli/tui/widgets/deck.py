"""All lanes of a board as one widget, drawn line by line: only what is seen is read and drawn, however many cards there are."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from crm_cli.insight.lanes import Lane
from crm_cli.tui.widgets.spread import HEAD, TALL, Place, Read, Spread, Stack

LOOKS = ("here", "chosen", "over", "head", "sums", "edge", "name", "quiet", "good", "warn", "bad")


class Deck(Widget, can_focus=True, inherit_bindings=False):
    """The lanes side by side, the cursor on one of their cards."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"deck--{look}" for look in LOOKS}
    DEFAULT_CSS = """
    Deck {
        height: 1fr;
        background: $background;
        .deck--here { background: $primary 30%; }
        .deck--chosen { text-style: bold underline; }
        .deck--over { background: $accent 50%; text-style: bold reverse; }
        .deck--head { text-style: bold; }
        .deck--sums { color: $text-muted; }
        .deck--edge { color: $panel-lighten-2; }
        .deck--name { text-style: bold; }
        .deck--quiet { color: $text-muted; }
        .deck--good { color: $text-success; }
        .deck--warn { color: $text-warning; }
        .deck--bad { color: $text-error; }
    }
    """

    class Looked(Message):
        """Another card is looked at."""

    class Opened(Message):
        """The card that is looked at shall be opened."""

    class Carried(Message):
        """The card of that ref was dragged to another lane."""

        def __init__(self, ref: str, to: Stack) -> None:
            super().__init__()
            self.ref, self.to = ref, to

    def __init__(self, spread: Spread) -> None:
        super().__init__()
        self.spread = spread
        self.held = ""  # the ref of the card that is dragged

    def fill(self, lanes: Sequence[Lane], read: Read) -> bool:
        """Show these lanes; whether they are other ones than before."""
        self.refresh()
        return self.spread.fill(lanes, read)

    def unfold(self, unfolded: bool) -> None:
        """Show the cards of what is closed, or only its sums."""
        self.spread.unfolded = unfolded
        if self.here and self.here.lane.ends and not unfolded:
            self.spread.here = 0
        self.lay()

    def lay(self) -> None:
        """Share the room among the lanes."""
        self.spread.lay(*self.size)
        self.refresh()

    def on_resize(self) -> None:
        """The room is another one."""
        self.lay()

    # -- what is looked at

    @property
    def stacks(self) -> list[Stack]:
        """The lanes that can be looked at, from left to right."""
        return [place.stack for place in self.spread.places if not place.folded]

    @property
    def here(self) -> Stack | None:
        """The lane with the cursor."""
        return self.spread.stack

    def go(self, stack: Stack, at: int | None = None) -> None:
        """Look at a card of a lane, else at the one that was last looked at there."""
        before, first, shift = self.spread.place, stack.first, self.spread.shift
        was = stack.at
        self.spread.here = self.spread.stacks.index(stack)
        if at is not None:
            stack.at = max(0, min(at, stack.lane.count - 1))
        self.spread.keep()
        if before and before.stack is stack and (first, shift) == (stack.first, self.spread.shift):
            self.refresh(self._region(before, was), self._region(before, stack.at))
        else:
            self.refresh()
        self.post_message(self.Looked())

    def _region(self, place: Place, at: int) -> Region:
        top = place.top + HEAD + (at - place.stack.first) * TALL
        return Region(place.left - self.spread.shift, top, place.width, TALL)

    # -- what is drawn

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is seen; the looks are the same for all lines."""
        if (self.spread.width, self.spread.height) != self.size:
            self.spread.lay(*self.size)
        self.ground = self.rich_style
        self.looks: dict[str, Style] = {"": self.ground}
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of it; what of it is out of sight at either side is pointed at."""
        spread, (width, _height) = self.spread, self.size
        strip = Strip([Segment(text, self._look(look)) for text, look in spread.line(y)])
        if strip.cell_length <= width:
            return strip.adjust_cell_length(width, self.ground)
        more, mark = spread.shift + width < strip.cell_length, Strip([Segment(">", self._look("head"))])
        seen = strip.crop(spread.shift, spread.shift + width).adjust_cell_length(width, self.ground)
        if y == 0 and more and width > 1:
            seen = Strip.join([seen.crop(0, width - 1), mark])
        if y == 0 and spread.shift and width > 1:
            seen = Strip.join([Strip([Segment("<", self._look("head"))]), seen.crop(1)])
        return seen

    def _look(self, look: str) -> Style:
        """How a part looks: ``bad here``."""
        if look not in self.looks:
            found = self.ground
            for name in reversed(look.split()):
                found += self.get_component_rich_style(f"deck--{name}", partial=True)
            self.looks[look] = found
        return self.looks[look]

    # -- the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Look at the card under the mouse, and hold it."""
        place = self.spread.at(event.x, event.y)
        at = place.card_at(event.y) if place else None
        if place and not place.folded:
            self.go(place.stack, at)
        card = self.here.looked_at if self.here and at is not None else None
        if card is not None:
            self.held = card.ref
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where a card would be let go."""
        place = self.spread.at(event.x, event.y) if self.held else None
        over = place.stack if place and place.stack is not self.here else None
        if over is not self.spread.over:
            self.spread.over = over
            self.refresh()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let it go where the mouse is."""
        self.release_mouse()
        place, held = self.spread.at(event.x, event.y), self.held
        self.held, self.spread.over = "", None
        self.refresh()
        if held and place and place.stack is not self.here:
            self.post_message(self.Carried(held, place.stack))

    def on_click(self, event: events.Click) -> None:
        """Two clicks open a card."""
        place = self.spread.at(event.x, event.y)
        if event.chain == 2 and place and place.card_at(event.y) is not None:
            self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Show further cards of the lane under the mouse."""
        self._scroll(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Show those before."""
        self._scroll(event, -1)

    def _scroll(self, event: events.MouseEvent, by: int) -> None:
        if place := self.spread.at(event.x, event.y):
            place.stack.scroll(by, place.seen)
            self.refresh()
