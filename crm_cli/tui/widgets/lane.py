"""A lane of the board with its head, and how a card in it looks."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from crm_cli.i18n import _, language
from crm_cli.insight.board import Card
from crm_cli.insight.lanes import Lane
from crm_cli.records.numbers import format_money
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.telling.steps import short_step
from crm_cli.tui.widgets.cards import Cards, Drawn

SIGNS = {"overdue": "x", "today": "^", "later": ".", "none": "-", "": " "}
LOOKS = {"overdue": "cards--bad", "today": "cards--warn", "later": "cards--good", "none": "cards--quiet", "": "cards--quiet"}  # fmt: skip
ROTTING = "!"


class Column(Vertical):
    """A lane with its head."""

    DEFAULT_CSS = """
    Column { height: 1fr; border-right: solid $panel; }
    Column > Static { height: 2; }
    Column.-folded { height: auto; }
    Column.-folded Cards { display: none; }
    """

    def __init__(self, lane: Lane, read: Callable[[int, int], Sequence[Card]]) -> None:
        super().__init__()
        self.lane, self.cards = lane, Cards(read, draw, lane.count)
        self.top = Static(markup=False)

    def compose(self) -> ComposeResult:
        """The head, then the cards."""
        yield self.top
        yield self.cards

    def on_resize(self) -> None:
        """Write the head as wide as there is room."""
        self.head()

    def show(self, lane: Lane, read: Callable[[int, int], Sequence[Card]]) -> None:
        """The same lane, as it is now."""
        self.lane = lane
        self.cards.fill(read, lane.count)
        self.head()

    def head(self) -> None:
        """Its name and what is in it; of several currencies each."""
        first, second = headed(self.lane, max(self.size.width - 1, 1))
        self.top.update(Text.assemble((first, "bold"), "\n", (second, "dim"), no_wrap=True), layout=False)


def headed(lane: Lane, width: int) -> tuple[str, str]:
    """The two lines of a head: name, count and sum, and the weighted sum; where there is no room the sums stand in the second."""
    name, count = shown(titled(lane)), str(lane.count)
    sums = " ".join(short(one.value, one.currency) for one in lane.sums)
    heavy = " ".join(short(one.weighted, one.currency) for one in lane.sums)
    if lane.ends:
        return pad(cut(name, width), width), cut(f"{count} {sums}", width)
    told = f"{count} {sums}"
    if cells(name) + 2 + cells(told) <= width:
        return pad(name, width - cells(told)) + told, cut(_("weighted {sum}").format(sum=heavy), width)
    room = max(width - cells(count) - 1, 0)
    both = _("{sum} w {heavy}").format(sum=sums, heavy=heavy)
    return pad(cut(name, room), room + 1) + count, cut(both, width)


def titled(lane: Lane) -> str:
    """What a lane is called."""
    if lane.ends:
        return _("won") if lane.ends == "won" else _("lost")
    if lane.stage is not None:
        return lane.title
    if lane.title.startswith(".."):
        return _("before {month}").format(month=lane.title[2:])
    return _("from {month}").format(month=lane.title[:-2]) if lane.title.endswith("..") else lane.title or _("no day")


def draw(card: Card, width: int) -> Sequence[Drawn]:
    """The lines of a card: whose it is, what and how much, how it stands."""
    room = max(width - 2, 1)
    money = "" if card.value is None else short(card.value, card.currency)
    name = pad(cut(shown(card.name), max(room - cells(money) - 1, 0)), max(room - cells(money), 0))
    sign, look = (ROTTING, "cards--bad") if card.rotten else (SIGNS[card.step], LOOKS[card.step])
    days = "" if card.days is None else _("{n}d").format(n=card.days)
    state = " ".join(filter(None, [days, shown(short_step(card)) if card.step else card.close]))
    return (
        [(" ", ""), (cut(shown(card.client or "-"), room), "cards--name")],
        [(" ", ""), (name, ""), (money, "")],
        [(" ", ""), (f"{sign} ", look), (cut(state, max(room - 2, 0)), look)],
    )


def short(amount: int, currency: str) -> str:
    """``¥48.2万``."""
    return format_money(amount, currency, language(), short=True)
