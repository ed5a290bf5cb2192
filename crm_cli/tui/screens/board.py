"""The board: a lane for each stage or month, cards that are moved by a key or the mouse."""

from typing import ClassVar

from textual.binding import BindingType

from crm_cli.i18n import _
from crm_cli.insight import board
from crm_cli.insight.board import Card
from crm_cli.tui import keys
from crm_cli.tui.screens.laned import Laned
from crm_cli.tui.widgets.deck import Deck
from crm_cli.tui.widgets.spread import Stack


class Board(Laned):
    """The board of a pipeline, by stage or by month."""

    where = "board"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("board")

    # -- what is done

    def action_move(self, by: int) -> None:
        """Move the card into the lane beside it; from the last one it is closed."""
        lanes, here, card = [one for one in self.deck.stacks if not one.lane.ends], self.deck.here, self.card
        if here is None or card is None:
            return
        if here.lane.ends:
            if by < 0:
                self.put("opp", "reopen", card.ref, card=card)
            return
        at = lanes.index(here) + by
        if 0 <= at < len(lanes):
            self.carry(card, here, lanes[at])
        elif at == len(lanes) and not self.monthly:
            self.action_finish()

    def carry(self, card: Card, here: Stack, to: Stack) -> None:
        """Bring a card into a lane: into its stage, to its month, or to its end."""
        if to.lane.ends:
            if not here.lane.ends:
                self.end(card, to.lane.ends)
        elif here.lane.ends:
            self.put("opp", "reopen", card.ref, *([] if self.monthly else [to.lane.title]), card=card)
        elif self.monthly:
            if to.lane.into is None:
                self.desk.tell(_("no day lies there; e sets the day"), bad=True)
            else:
                self.put("opp", "edit", card.ref, "--close", to.lane.into, card=card)
        elif here.lane.stage and to.lane.stage and here.lane.stage.position > to.lane.stage.position:
            self.put("opp", "move", card.ref, to.lane.title, card=card)
        else:
            self.pass_checklist(card, lambda how: self.put("opp", "move", card.ref, to.lane.title, *how, card=card))

    def put(self, *argv: str, card: Card) -> None:
        """Do it, and go with the card."""
        self.carried = card.ref
        self.act(*argv)
        self.carried = None

    def on_deck_carried(self, event: Deck.Carried) -> None:
        """The card was dragged there."""
        if self.card and self.deck.here and self.card.ref == event.ref:
            self.carry(self.card, self.deck.here, event.to)
        else:
            self.desk.tell(_("{ref} is no longer there").format(ref=event.ref), bad=True)

    def on_deck_opened(self) -> None:
        """The card was clicked twice."""
        self.action_open()

    def action_add(self) -> None:
        """A new deal in the lane that is looked at."""
        lane = self.deck.here.lane if self.deck.here else None
        given = {"pipeline": self.pipeline.name} if self.pipeline else {}
        if lane and lane.stage:
            given["stage"] = lane.stage.name
        if lane and lane.into and self.monthly and not lane.ends:
            given["close"] = lane.into
        self.fill("opp", given=given)

    # -- which board

    def action_pipeline(self) -> None:
        """The next pipeline."""
        every = board.lines_of(self.crm)
        at = next((at for at, one in enumerate(every) if self.pipeline and one.id == self.pipeline.id), -1)
        if every:
            self.pipeline = every[(at + 1) % len(every)]
            self.tried(self.read)

    def action_months(self) -> None:
        """By the month of the expected close, or by stage."""
        self.monthly = not self.monthly
        self.tried(self.read)

    def action_ended(self) -> None:
        """Show the deals that were won and lost this month, or only their sums."""
        self.deck.unfold(not self.deck.spread.unfolded)
        self.detail()
        self.title_line()
