"""How the lanes of a board lie side by side, what stands in each of them, and which card is looked at: the lines of a board, be there a screen or not."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from crm_cli.insight.board import Card
from crm_cli.insight.lanes import Lane
from crm_cli.tui.widgets.lane import Drawn, Part, draw, headed

NARROWEST = 19  # cells of a lane
FOLDED = 14  # cells of what is won and lost, where only its sums are shown
ROOMY = 24  # cells that every lane must have before there is room for that beside them
HEAD = 2  # lines of a head
TALL = 4  # lines of a card, the empty one under it too
PAGE = 16  # cards that are read at once
EDGE, THUMB = "│", "┃"
Read = Callable[[Lane, int, int], Sequence[Card]]


class Stack:
    """The cards of a lane, read page by page as they come into sight; ``at`` is looked at, ``first`` stands at the top."""

    def __init__(self, lane: Lane, read: Read) -> None:
        self.at = self.first = 0
        self.fill(lane, read)

    def fill(self, lane: Lane, read: Read) -> None:
        """The same lane as it is now, looked at where it was as far as there still are so many."""
        self.lane, self.read = lane, read
        self.known: dict[int, Sequence[Card]] = {}
        self.lines: dict[tuple[int, int], Sequence[Drawn]] = {}
        self.at = max(0, min(self.at, lane.count - 1))

    def card(self, at: int) -> Card | None:
        """The card at a place; its page is read when it is first asked for."""
        if not 0 <= at < self.lane.count:
            return None
        page = at // PAGE
        if page not in self.known:
            self.known[page] = self.read(self.lane, page * PAGE, PAGE)
        return next(iter(self.known[page][at % PAGE : at % PAGE + 1]), None)

    @property
    def looked_at(self) -> Card | None:
        """The card under the cursor."""
        return self.card(self.at)

    def look(self, at: int, seen: int) -> None:
        """Move the cursor to a card, of which so many are seen at once."""
        self.at = max(0, min(at, self.lane.count - 1))
        self.first = min(self.first, self.at) if self.at < self.first + seen else self.at - seen + 1
        self.scroll(0, seen)

    def scroll(self, by: int, seen: int) -> None:
        """Show other cards and leave the cursor where it is."""
        self.first = max(0, min(self.first + by, self.lane.count - seen))

    def drawn(self, at: int, width: int) -> Sequence[Drawn]:
        """The lines of the card at a place."""
        if (at, width) not in self.lines:
            card = self.card(at)
            self.lines[at, width] = draw(card, width) if card else ()
        return self.lines[at, width]


class Place(NamedTuple):
    """Where a lane lies, its edge at the right counted in; of one that is ``folded`` only the head is there."""

    stack: Stack
    left: int
    top: int
    width: int
    height: int
    folded: bool = False

    @property
    def seen(self) -> int:
        """How many whole cards are seen at once."""
        return max((self.height - HEAD + 1) // TALL, 1)

    def card_at(self, y: int) -> int | None:
        """The card on a line; none on the head or below the last."""
        at = self.stack.first + (y - self.top - HEAD) // TALL
        return at if y - self.top >= HEAD and at < self.stack.lane.count else None

    def edge(self, y: int) -> str:
        """The character at its right: on which cards one looks, where there are more."""
        count, track, at = self.stack.lane.count, self.height - HEAD, y - self.top - HEAD
        if at < 0 or count <= self.seen:
            return EDGE
        long = max(track * self.seen // count, 1)
        start = (track - long) * self.stack.first // (count - self.seen)
        return THUMB if start <= at < start + long else EDGE


class Spread:
    """All lanes, those of what is closed last. ``here`` is the lane with the cursor, ``shift`` how many cells are out of sight at the left."""

    def __init__(self) -> None:
        self.stacks: list[Stack] = []
        self.places: list[Place] = []
        self.width = self.height = self.here = self.shift = 0
        self.unfolded = False
        self.over: Stack | None = None  # where a card that is dragged would be let go

    def fill(self, lanes: Sequence[Lane], read: Read) -> bool:
        """Show these lanes; whether they are other ones than before."""
        same = [stack.lane.title for stack in self.stacks] == [lane.title for lane in lanes]
        if same:
            for stack, lane in zip(self.stacks, lanes, strict=True):
                stack.fill(lane, read)
        else:
            self.stacks = [Stack(lane, read) for lane in lanes]
            self.here = next((at for at, lane in enumerate(lanes) if lane.count and not lane.ends), 0)
            self.shift = 0
        self.lay(self.width, self.height)
        return not same

    def begin(self) -> None:
        """Every lane begins at its first card."""
        for stack in self.stacks:
            stack.at = stack.first = 0

    def beside(self, width: int) -> bool:
        """What is won and lost has room beside the lanes, folded."""
        return width - FOLDED >= ROOMY * sum(not stack.lane.ends for stack in self.stacks)

    def lay(self, width: int, height: int) -> None:
        """As wide as there is room for all, and no narrower than can be read; what is won and lost takes little, or a lane."""
        self.width, self.height = width, height
        lanes = [stack for stack in self.stacks if not stack.lane.ends]
        ended = self.stacks[len(lanes) :]
        aside = self.beside(width) and not self.unfolded
        room, left = divmod(width - FOLDED if aside else width, max(len(lanes) + self.unfolded, 1))
        self.places, at = [], 0
        for n, stack in enumerate(lanes):
            wide = max(room + (n < left), NARROWEST)
            self.places.append(Place(stack, at, 0, wide, height))
            at += wide
        wide, tall = (max(room, NARROWEST), height // 2) if self.unfolded else (FOLDED, HEAD)
        if aside or self.unfolded:
            self.places += [Place(stack, at, n * tall, wide, tall, not self.unfolded) for n, stack in enumerate(ended)]
        self.keep()

    def keep(self) -> None:
        """The lane and the card with the cursor stay in sight."""
        if place := self.place:
            self.shift = max(min(self.shift, place.left), place.left + place.width - self.width, 0)
        for one in self.places:
            one.stack.look(one.stack.at, one.seen)

    @property
    def stack(self) -> Stack | None:
        """The lane with the cursor."""
        return self.stacks[self.here] if self.here < len(self.stacks) else None

    @property
    def place(self) -> Place | None:
        """Where that lies."""
        return next((one for one in self.places if one.stack is self.stack), None)

    def at(self, x: int, y: int) -> Place | None:
        """The lane at a place of the screen."""
        x += self.shift
        return next((p for p in self.places if 0 <= x - p.left < p.width and 0 <= y - p.top < p.height), None)

    def line(self, y: int) -> list[Part]:
        """A line of all lanes, as wide as they are; what is looked at stands on ``here``."""
        found: list[Part] = []
        at = 0
        for place in self.places:
            if place.top <= y < place.top + place.height:
                found += [*self._within(place, y), (place.edge(y), "edge")]
                at = place.left + place.width
        return [*found, (" " * max(self.width + self.shift - at, 0), "")]

    def _within(self, place: Place, y: int) -> Drawn:
        wide, down = place.width - 1, y - place.top
        if down < HEAD:
            look = "over" if place.stack is self.over else "chosen" if place.stack is self.stack else "head"
            return [(headed(place.stack.lane, max(wide - 1, 1))[down], "sums" if down else look), (" ", "")]
        at, line = divmod(down - HEAD, TALL)
        at += place.stack.first
        drawn = place.stack.drawn(at, wide) if line < TALL - 1 and at < place.stack.lane.count else ()
        if not drawn:
            return [(" " * wide, "")]
        here = place.stack is self.stack and at == place.stack.at
        return [(text, f"{look} here".strip()) for text, look in drawn[line]] if here else drawn[line]
