"""What a board shows: its lanes, the cursor among them, and what is told of the card under it."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from crm_cli.i18n import _
from crm_cli.insight import board, lanes
from crm_cli.insight.board import Card
from crm_cli.insight.lanes import Lane, Lanes
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.render.style import cut, shown
from crm_cli.telling.deals import told
from crm_cli.telling.words import said_day
from crm_cli.tui.ahead import Begun
from crm_cli.tui.screens.deals import Deals
from crm_cli.tui.screens.filtered import WHOSE, Filtered
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.deck import Deck
from crm_cli.tui.widgets.lane import summed, titled
from crm_cli.tui.widgets.spread import Spread


class Laned(Deals, Filtered):
    """The lanes of a board."""

    CSS = "Board #detail { height: 2; background: $panel; padding: 0 1; }"

    def __init__(
        self, tokens: Sequence[str] = (), pipeline: Pipeline | None = None, begun: Begun | None = None
    ) -> None:
        """``begun`` was read before the screen was there."""
        super().__init__()
        self.tokens, self.monthly = list(tokens), False
        self.pipeline = pipeline
        self.found: Lanes | None = None
        self.found_by: tuple[Sequence[str], str] = (self.tokens, self.whose)
        if begun:
            self.found, begun.taken = begun.found, True
        self.carried: str | None = None
        self.deck = Deck(begun.spread if begun else Spread())

    def compose(self) -> ComposeResult:
        """Head, lanes, what is looked at, keys."""
        if self.found is None:
            self.tried(self.find)
        yield Head()
        yield self.deck
        yield Static(id="detail", markup=False)
        yield Foot("board")

    # -- what is shown

    def find(self) -> bool:
        """Read the lanes; whether they are other ones than those that were up. Those that another filter finds begin at their first card."""
        before, self.found_by = self.found_by, (self.tokens, self.whose)
        if before != self.found_by:
            self.deck.spread.begin()
        self.pipeline = self.pipeline or next(iter(board.lines_of(self.crm)), None)
        arrange = lanes.by_month if self.monthly else lanes.by_stage
        self.found = arrange(self.crm, self.asked(), self.pipeline) if self.pipeline else None
        return self.deck.fill([*self.found.lanes, *self.found.ended] if self.found else [], self.cards)

    def cards(self, lane: Lane, start: int, count: int) -> Sequence[Card]:
        """So many cards of a lane."""
        return self.found.cards(self.crm, lane, start, count) if self.found else ()

    def read(self) -> None:
        """Read the lanes; the cursor stays on its card, wherever that is now."""
        here = self.carried or (self.card.ref if self.card else None)
        self.carried = None
        self.find()
        self.follow(here)
        self.detail()
        self.title_line()

    def on_resize(self) -> None:
        """Tell as much as there is room for."""
        self.detail()
        self.title_line()

    @property
    def card(self) -> Card | None:
        """The card that is looked at."""
        return self.deck.here.looked_at if self.deck.here else None

    def follow(self, ref: str | None) -> None:
        """Look at that card, wherever it is now; where it is gone, at what took its place."""
        now = self.card
        if ref is None or self.found is None or (now and now.ref == ref):
            return
        there = self.found.place(self.crm, ref)
        if there is not None:
            lane, at = there
            self.deck.go(next(one for one in self.deck.stacks if one.lane is lane), at)

    def title_line(self) -> None:
        """Which board, whose, what closed this month where that is not beside the lanes, and the day."""
        if self.found is None or self.pipeline is None:
            return
        hidden = not (self.deck.spread.unfolded or self.deck.spread.beside(self.size.width))
        closed = [
            _("{what} {n} {sum}").format(what=titled(lane), n=lane.count, sum=summed(lane)) for lane in self.found.ended
        ]
        parts = [
            _("board"),
            shown(self.pipeline.name),
            _(WHOSE[self.whose]),
            *([_("by month")] if self.monthly else []),
            shown(" ".join(self.tokens)),
        ]
        today = said_day(self.crm.clock.here().replace(tzinfo=None), False)
        self.query_one(Head).say(" · ".join(filter(None, parts)), "   ".join([*(closed if hidden else []), today]))

    def detail(self) -> None:
        """The card that is looked at, in full; where there is none at all, how to come by one."""
        card, width = self.card, max(self.size.width - 2, 1)
        lines = told(card, board.about(self.crm, card.ref)) if card else [self.empty()]
        text = Text("\n".join(cut(shown(line), width) for line in lines), no_wrap=True)
        self.query_one("#detail", Static).update(text, layout=False)

    def empty(self) -> str:
        """What is said of a board without a card."""
        if self.found is None:
            return _("no pipeline yet: crm pipeline add Standard")
        if any(lane.count for lane in self.found.lanes):
            return ""
        if self.tokens or self.whose:
            return _("no deals are found: f changes the filter, w whose they are")
        return _("no deals yet: a adds the first one")

    def on_deck_looked(self) -> None:
        """Say more of it."""
        self.detail()

    # -- moving about

    def action_column(self, by: int) -> None:
        """Look at a card of the lane beside."""
        stacks, here = self.deck.stacks, self.deck.here
        at = stacks.index(here) + by if here in stacks else 0
        if 0 <= at < len(stacks):
            self.deck.go(stacks[at])

    def _look(self, by: int) -> None:
        if here := self.deck.here:
            self.deck.go(here, here.at + by)

    def action_card(self, by: int) -> None:
        """Look at the card below or above."""
        self._look(by)

    def action_page(self, by: int) -> None:
        """Look a screen further."""
        if place := self.deck.spread.place:
            self._look(by * place.seen)

    def action_end(self, by: int) -> None:
        """Look at the first or the last card."""
        if here := self.deck.here:
            self._look(by * here.lane.count)
