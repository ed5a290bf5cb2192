"""The board: a lane for each stage or month, cards that are moved by a key or the mouse."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from crm_cli.i18n import N_, _, language, ngettext
from crm_cli.insight import board, lanes
from crm_cli.insight.board import Card, Closed
from crm_cli.insight.lanes import Lane, Lanes
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.numbers import format_money, plain_money
from crm_cli.records.periods import parse_period
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.telling.words import said_day
from crm_cli.tui import keys
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.ask import Answers, Ask, Blank
from crm_cli.tui.lines import changed, options
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.cards import Cards, Drawn

WHOSE = {"": N_("everybody's"), "owner=me": N_("mine")}
SIGNS = {"overdue": "x", "today": "^", "later": ".", "none": "-"}
LOOKS = {"overdue": "cards--bad", "today": "cards--warn", "later": "cards--good", "none": "cards--quiet"}
ROTTING = "!"
NARROWEST = 19  # cells of a lane


class Column(Vertical):
    """A lane with its head."""

    DEFAULT_CSS = """
    Column { height: 1fr; border-right: solid $panel; }
    Column > Static { height: 2; }
    """

    def __init__(self, lane: Lane, cards: Cards) -> None:
        super().__init__()
        self.lane, self.cards = lane, cards
        self.top = Static(markup=False)

    def compose(self) -> ComposeResult:
        """The head, then the cards."""
        yield self.top
        yield self.cards

    def on_resize(self) -> None:
        """Write the head as wide as there is room."""
        self.head()

    def show(self, lane: Lane) -> None:
        """The same lane, as it is now."""
        self.lane = lane
        self.head()

    def head(self) -> None:
        """Its name and what is in it; of several currencies each."""
        width = max(self.size.width - 2, 1)
        told = " ".join([str(self.lane.count), *(_short(one.value, one.currency) for one in self.lane.sums)])
        title = cut(shown(_titled(self.lane)), max(width - cells(told) - 1, 0))
        heavy = " ".join(_short(one.weighted, one.currency) for one in self.lane.sums)
        first = pad(title, max(width - cells(told), 0)) + told
        self.top.update(
            Text.assemble((first, "bold"), "\n", (cut(_("weighted {sum}").format(sum=heavy), width), "dim"))
        )


class Board(Page):
    """The board of a pipeline, by stage or by month."""

    where = "board"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("board")
    CSS = """
    Board #lanes { height: 1fr; overflow-x: auto; }
    Board #detail { height: 2; background: $panel; padding: 0 1; }
    """

    def __init__(self, tokens: Sequence[str] = (), pipeline: Pipeline | None = None) -> None:
        super().__init__()
        self.tokens, self.whose, self.monthly = list(tokens), "", False
        self.pipelines = self.lines()
        self.pipeline = pipeline or self.pipelines[0]
        self.found: Lanes | None = None

    def lines(self) -> list[Pipeline]:
        """The pipelines in their order."""
        return sorted(self.crm.where(Pipeline), key=lambda one: (one.position, one.n))

    def compose(self) -> ComposeResult:
        """Head, lanes, what is looked at, keys."""
        yield Head()
        yield Horizontal(id="lanes")
        yield Static(id="detail", markup=False)
        yield Foot("board")

    def on_mount(self) -> None:
        """Read the board, and look at its first card."""
        self.tried(self.read)

    # -- what is shown

    def read(self) -> None:
        """Read the lanes; where they are the same ones they stay where they are."""
        tokens = [*self.tokens, *filter(None, [self.whose])]
        found = (lanes.by_month if self.monthly else lanes.by_stage)(self.crm, tokens, self.pipeline)
        shown_ = [column.lane.title for column in self.columns]
        self.found = found
        if shown_ == [lane.title for lane in found.lanes]:
            for column, lane in zip(self.columns, found.lanes, strict=True):
                column.show(lane)
                column.cards.fill(self.reader(lane), lane.count)
        else:
            self.call_later(self.lay)
        self.title_line()
        self.detail()

    def on_resize(self) -> None:
        """Share the width among the lanes."""
        self.share()

    def share(self) -> None:
        """As wide as there is room for all, and no narrower than can be read; then they are scrolled."""
        columns = self.columns
        for at, column in enumerate(columns):
            room, left = divmod(self.size.width, len(columns))
            column.styles.width = max(room + (at < left), NARROWEST)

    async def lay(self) -> None:
        """Put up other lanes."""
        assert self.found is not None  # noqa: S101 - it was just read
        place = self.query_one("#lanes")
        await place.remove_children()
        columns = [Column(lane, Cards(self.reader(lane), self.draw, lane.count)) for lane in self.found.lanes]
        await place.mount_all(columns)
        self.share()
        first = next((one for one in columns if one.lane.count), columns[0] if columns else None)
        if first:
            first.cards.focus()
        self.detail()

    def reader(self, lane: Lane) -> Callable[[int, int], Sequence[Card]]:
        """What reads the cards of a lane."""
        found = self.found
        assert found is not None  # noqa: S101 - read before
        return lambda start, count: found.cards(self.crm, lane, start, count)

    @property
    def columns(self) -> list[Column]:
        """The lanes from left to right."""
        return list(self.query(Column))

    @property
    def column(self) -> Column | None:
        """The lane that is looked at."""
        return next((one for one in self.columns if one.cards.has_focus), None)

    @property
    def card(self) -> Card | None:
        """The card that is looked at."""
        return self.column.cards.looked_at if self.column else None

    def title_line(self) -> None:
        """Which board, whose, what closed this month, and the day."""
        month = parse_period("本月", self.crm.clock, self.crm.country)
        over = board.closed(self.crm, self.found.tokens if self.found else [], month)
        closed = "  ".join(_ended(one) for one in over)
        parts = [
            _("board"),
            self.pipeline.name,
            _(WHOSE[self.whose]),
            *([_("by month")] if self.monthly else []),
            " ".join(self.tokens),
        ]
        today = said_day(self.crm.clock.here().replace(tzinfo=None), False)
        self.query_one(Head).say(" · ".join(filter(None, parts)), "   ".join(filter(None, [closed, today])))

    def detail(self) -> None:
        """The card that is looked at, in full."""
        card = self.card
        if card is None:
            self.query_one("#detail", Static).update("")
            return
        about = [
            card.stage or "",
            _days(card.days),
            _("expected {day}").format(day=card.close) if card.close else "",
            card.owner or "",
        ]
        lines = [f"{card.client or '-'} · {card.name} {card.ref}", " · ".join(filter(None, [*about, _step(card)]))]
        width = max(self.size.width - 2, 1)
        self.query_one("#detail", Static).update(
            Text("\n".join(cut(shown(line), width) for line in lines), no_wrap=True)
        )

    def on_cards_looked(self) -> None:
        """Say more of it."""
        self.detail()

    def draw(self, card: Card, width: int) -> Sequence[Drawn]:
        """The lines of a card: whose it is, what and how much, how it stands."""
        room = max(width - 2, 1)
        money = "" if card.value is None else _short(card.value, card.currency)
        name = pad(cut(shown(card.name), max(room - cells(money) - 1, 0)), max(room - cells(money), 0))
        sign, look = (ROTTING, "cards--bad") if card.rotten else (SIGNS[card.step], LOOKS[card.step])
        state = " ".join(filter(None, [_days(card.days), _step(card)]))
        return (
            [(" ", ""), (cut(shown(card.client or "-"), room), "cards--name")],
            [(" ", ""), (name, ""), (money, "")],
            [(" ", ""), (f"{sign} ", look), (cut(state, max(room - 2, 0)), look)],
        )

    # -- moving about

    def action_column(self, by: int) -> None:
        """Look at a card of the lane beside."""
        columns = self.columns
        here = self.column
        at = columns.index(here) + by if here else 0
        if columns and 0 <= at < len(columns):
            columns[at].cards.focus()
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
            self._look(by * max(self.column.cards.size.height // 4, 1))

    def action_end(self, by: int) -> None:
        """Look at the first or the last card."""
        if self.column:
            self._look(by * self.column.cards.count)

    # -- what is done

    def action_move(self, by: int) -> None:
        """Move the card into the lane beside it."""
        columns, here = self.columns, self.column
        if here is None or self.card is None:
            return
        at = columns.index(here) + by
        if 0 <= at < len(columns):
            self.carry(self.card, columns[at])
        elif at == len(columns) and not self.monthly:
            self.close(self.card)

    def carry(self, card: Card, to: Column) -> None:
        """Bring a card into a lane: into its stage, or to its month."""
        lane = to.lane
        if self.monthly and not lane.into:
            self.desk.tell(_("no day lies there; e sets the day"), bad=True)
            return
        argv = ["opp", "edit", card.ref, "--close", lane.into] if self.monthly else ["opp", "move", card.ref, lane.into]
        if self.act(*argv):
            to.cards.focus()
            to.cards.looked_at  # noqa: B018 - reads the page in which the card is looked for
            to.cards.find(card.ref)

    def close(self, card: Card) -> None:
        """Ask how it ended, and why."""
        title = _("{ref} {name}: how did it end?").format(ref=card.ref, name=card.name)
        self.choose(title, {"win": _("won"), "lose": _("lost")}, lambda how: self.end(card, how))

    def end(self, card: Card, how: str) -> None:
        """Ask why, and write it down."""
        note = [Blank("note", N_("Note"))] if how == "lose" else []
        self.ask(
            f"{card.ref} {card.name}",
            [Blank("reason", N_("Why?")), *note],
            lambda said: ["opp", how, card.ref, *options(said)],
        )

    def on_cards_carried(self, event: Cards.Carried) -> None:
        """The card was dragged there."""
        there = next((one for one in self.columns if one.region.contains(event.x, event.y)), None)
        if self.card and there and there is not self.column:
            self.carry(self.card, there)

    def action_log(self) -> None:
        """Log a call with the client of the card, and what comes next."""
        if card := self.card:
            self.ask(
                f"{card.client or card.name} {card.ref}",
                [
                    Blank("text", N_("What was said?")),
                    Blank("next", N_("Next step"), like=N_("fri 10:00 send the quote")),
                ],
                lambda said: ["log", "call", card.ref, said.pop("text"), *options(said)] if said["text"] else [],
            )

    def action_task(self) -> None:
        """Add a task to the card."""
        if card := self.card:
            self.ask(
                f"{card.client or card.name} {card.ref}",
                [Blank("text", N_("What is to be done?")), Blank("due", N_("Due"), like=N_("fri 10:00"))],
                lambda said: ["task", "add", card.ref, said.pop("text"), *options(said)] if said["text"] else [],
            )

    def action_edit(self) -> None:
        """Change what the card says."""
        if card := self.card:
            blanks = [
                Blank("name", N_("Name"), card.name),
                Blank("amount", N_("Amount"), "" if card.value is None else plain_money(card.value, card.currency)),
                Blank("close", N_("Expected close"), card.close or ""),
            ]
            self.ask(
                f"{card.client or '-'} {card.ref}",
                blanks,
                lambda said: ["opp", "edit", card.ref, *new] if (new := changed(blanks, said)) else [],
            )

    def action_add(self) -> None:
        """A new deal in the lane that is looked at."""
        stage = self.column.lane.stage if self.column else None
        into = ["--pipeline", self.pipeline.ref, *(["--stage", stage.name] if stage else [])]
        self.ask(
            _("A new deal"),
            [
                Blank("name", N_("Name")),
                Blank("client", N_("Client"), like=N_("its name, initials or ref")),
                Blank("amount", N_("Amount")),
                Blank("close", N_("Expected close")),
            ],
            lambda said: ["opp", "add", said.pop("name"), *into, *options(said)] if said["name"] else [],
        )

    # -- which board

    def action_filter(self) -> None:
        """Show only some, by the words a list understands."""

        def said(answers: Answers | None) -> None:
            if answers is not None:
                before, self.tokens = self.tokens, answers["filter"].split()
                if not self.tried(self.read):
                    self.tokens = before

        blank = Blank("filter", N_("Filter"), " ".join(self.tokens), "amount=100k.. close=..+30d tags=fair")
        self.app.push_screen(Ask(_("Only these deals"), [blank]), said)

    def action_whose(self) -> None:
        """Mine, or everybody's."""
        names = list(WHOSE)
        self.whose = names[(names.index(self.whose) + 1) % len(names)]
        self.tried(self.read)

    def action_pipeline(self) -> None:
        """The next pipeline."""
        self.pipelines = self.lines()
        at = next((at for at, one in enumerate(self.pipelines) if one.id == self.pipeline.id), -1)
        self.pipeline = self.pipelines[(at + 1) % len(self.pipelines)]
        self.tried(self.read)

    def action_months(self) -> None:
        """By the month of the expected close, or by stage."""
        self.monthly = not self.monthly
        self.tried(self.read)


def _ended(one: Closed) -> str:
    """``won 5 ¥84.7万``."""
    word = _("won") if one.status == "won" else _("lost")
    return f"{word} {one.count} {_short(one.value, one.currency)}"


def _short(amount: int, currency: str) -> str:
    return format_money(amount, currency, language(), short=True)


def _days(days: int | None) -> str:
    return "" if days is None else ngettext("{n} day", "{n} days", days).format(n=days)


def _titled(lane: Lane) -> str:
    return lane.title or _("no day")


def _step(card: Card) -> str:
    """``today 10:00 call back``, ``no next step``."""
    return shown(card.text or "") if card.text else _("no next step")
