"""How a board lies on the screen: its lanes side by side, their cards, the cursor among them, and what is told of the card under it."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from crm_cli.i18n import _, ngettext
from crm_cli.insight import lanes
from crm_cli.insight.board import Card
from crm_cli.insight.lanes import Lane, Lanes
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.render.style import cut, shown
from crm_cli.telling.steps import said_step
from crm_cli.telling.words import said_day
from crm_cli.tui.screens.deals import Deals
from crm_cli.tui.screens.filtered import WHOSE, Filtered
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.cards import TALL
from crm_cli.tui.widgets.lane import Column, short, titled

NARROWEST = 19  # cells of a lane
FOLDED = 14  # cells of what is won and lost, where only its sums are shown
ROOMY = 24  # cells that every lane must have before there is room for that beside them


class Laned(Deals, Filtered):
    """The lanes of a board."""

    CSS = """
    Board #lanes { height: 1fr; overflow-x: auto; }
    Board #ended { height: 1fr; }
    Board #detail { height: 2; background: $panel; padding: 0 1; }
    """

    def __init__(self, tokens: Sequence[str] = (), pipeline: Pipeline | None = None) -> None:
        super().__init__()
        self.tokens, self.monthly, self.unfolded = list(tokens), False, False
        self.pipeline = pipeline
        self.found: Lanes | None = None
        self.carried: str | None = None

    def lines(self) -> list[Pipeline]:
        """The pipelines in use, in their order."""
        return sorted(self.crm.where(Pipeline, active=1), key=lambda one: (one.position, one.n))

    def compose(self) -> ComposeResult:
        """Head, lanes, what is looked at, keys."""
        self.tried(self.find)
        yield Head()
        yield Horizontal(*self.laid(), id="lanes")
        yield Static(id="detail", markup=False)
        yield Foot("board")

    def on_mount(self) -> None:
        """Look at the first card."""
        self.begin(None)

    # -- what is shown

    def find(self) -> bool:
        """Read the lanes; whether they are other ones than those that are up."""
        self.pipeline = self.pipeline or next(iter(self.lines()), None)
        if self.pipeline is None:
            self.found = None
            return bool(self.columns)
        self.found = (lanes.by_month if self.monthly else lanes.by_stage)(self.crm, self.asked(), self.pipeline)
        return [column.lane.title for column in self.columns] != [lane.title for lane in self.every()]

    def every(self) -> list[Lane]:
        """The lanes that were read, those of what is closed last."""
        return [*self.found.lanes, *self.found.ended] if self.found else []

    def read(self) -> None:
        """Read the lanes; the cursor stays on its card, wherever that is now."""
        here = self.carried or (self.card.ref if self.card else None)
        self.carried = None
        if self.find():
            self.call_later(self.lay, here)
            return
        for column, lane in zip(self.columns, self.every(), strict=True):
            column.show(lane, self.reader(lane))
        self.follow(here)
        self.detail()
        self.title_line()

    def laid(self) -> list[Widget]:
        """The lanes as they are put up."""
        if self.found is None:
            return []
        columns = [Column(lane, self.reader(lane)) for lane in self.found.lanes]
        return [*columns, Vertical(*(Column(lane, self.reader(lane)) for lane in self.found.ended), id="ended")]

    async def lay(self, here: str | None) -> None:
        """Put up other lanes."""
        place = self.query_one("#lanes")
        await place.remove_children()
        await place.mount_all(self.laid())
        self.begin(here)

    def begin(self, here: str | None) -> None:
        """Look at a card of the lanes that were put up: at that one, else at the first."""
        self.share()
        columns = self.columns
        first = next((one for one in columns if one.lane.count), columns[0] if columns else None)
        if first:
            self.set_focus(first.cards)
        self.follow(here)
        self.detail()

    def on_resize(self) -> None:
        """Share the width among the lanes."""
        self.share()

    def share(self) -> None:
        """As wide as there is room for all, and no narrower than can be read; then they are scrolled. What is won and lost takes little, or a lane."""
        columns = [one for one in self.columns if not one.lane.ends]
        if not columns:
            return
        width = self.size.width
        ended = self.query_one("#ended")
        beside = width - FOLDED >= ROOMY * len(columns)
        ended.display = beside or self.unfolded
        several = len(columns) + self.unfolded
        room, left = divmod(width - FOLDED if beside and not self.unfolded else width, several)
        for at, column in enumerate(columns):
            column.styles.width = max(room + (at < left), NARROWEST)
        ended.styles.width = max(room, NARROWEST) if self.unfolded else FOLDED
        for column in self.columns[len(columns) :]:
            column.set_class(not self.unfolded, "-folded")
        self.title_line()

    def reader(self, lane: Lane) -> Callable[[int, int], Sequence[Card]]:
        """What reads the cards of a lane."""
        found = self.found
        assert found is not None  # noqa: S101 - read before
        return lambda start, count: found.cards(self.crm, lane, start, count)

    @property
    def columns(self) -> list[Column]:
        """The lanes from left to right, those of what is closed last."""
        return list(self.query(Column))

    @property
    def column(self) -> Column | None:
        """The lane that is looked at."""
        return next((one for one in self.columns if one.cards is self.focused), None)

    @property
    def card(self) -> Card | None:
        """The card that is looked at."""
        return self.column.cards.looked_at if self.column else None

    def follow(self, ref: str | None) -> None:
        """Look at that card, wherever it is now; where it is gone, at what took its place."""
        now = self.card
        if ref is None or self.found is None or (now and now.ref == ref):
            return
        there = self.found.place(self.crm, ref)
        if there is not None:
            lane, at = there
            column = next(one for one in self.columns if one.lane is lane)
            column.cards.look(at)
            self.set_focus(column.cards)

    def title_line(self) -> None:
        """Which board, whose, what closed this month where that is not beside the lanes, and the day."""
        if self.found is None or self.pipeline is None:
            return
        ended = self.query("#ended")
        hidden = not ended or not ended.first().display
        closed = [
            _("{what} {n} {sum}").format(what=titled(lane), n=lane.count, sum=_sum(lane)) for lane in self.found.ended
        ]
        parts = [
            _("board"),
            shown(self.pipeline.name),
            _(WHOSE[self.whose]),
            *([_("by month")] if self.monthly else []),
            shown(" ".join(self.tokens)),
        ]
        today = said_day(self.crm.clock.here().replace(tzinfo=None), False)
        told = [*(closed if hidden else []), today]
        self.query_one(Head).say(" · ".join(filter(None, parts)), "   ".join(told))

    def detail(self) -> None:
        """The card that is looked at, in full; where there is none at all, how to come by one."""
        card, width = self.card, max(self.size.width - 2, 1)
        if card is None:
            lines = [self.empty()]
        else:
            about = [card.stage or "", _days(card.days), _day(card), card.owner or "", said_step(card)]
            lines = [f"{card.client or '-'} · {card.name} {card.ref}", " · ".join(filter(None, about))]
        told = Text("\n".join(cut(shown(line), width) for line in lines), no_wrap=True)
        self.query_one("#detail", Static).update(told, layout=False)

    def empty(self) -> str:
        """What is said of a board without a card."""
        if self.found is None:
            return _("no pipeline yet: crm pipeline add Standard")
        if any(lane.count for lane in self.found.lanes):
            return ""
        if self.tokens or self.whose:
            return _("no deals are found: f changes the filter, w whose they are")
        return _("no deals yet: a adds the first one")

    def on_cards_looked(self) -> None:
        """Say more of it."""
        self.detail()

    # -- moving about

    def action_column(self, by: int) -> None:
        """Look at a card of the lane beside."""
        columns = [one for one in self.columns if not one.has_class("-folded")]
        here = self.column
        at = columns.index(here) + by if here in columns else 0
        if columns and 0 <= at < len(columns):
            self.set_focus(columns[at].cards)
            columns[at].scroll_visible(animate=False)

    def _look(self, by: int) -> None:
        if self.column:
            self.column.cards.look(self.column.cards.at + by)

    def action_card(self, by: int) -> None:
        """Look at the card below or above."""
        self._look(by)

    def action_page(self, by: int) -> None:
        """Look a screen further."""
        if self.column:
            self._look(by * max(self.column.cards.size.height // TALL, 1))

    def action_end(self, by: int) -> None:
        """Look at the first or the last card."""
        if self.column:
            self._look(by * self.column.cards.count)


def _sum(lane: Lane) -> str:
    return " ".join(short(one.value, one.currency) for one in lane.sums)


def _days(days: int | None) -> str:
    return "" if days is None else ngettext("{n} day", "{n} days", days).format(n=days)


def _day(card: Card) -> str:
    if not card.close:
        return ""
    return (_("expected {day}") if card.step else _("closed {day}")).format(day=card.close)
