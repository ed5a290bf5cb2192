"""How a lane of the board looks: its head, and the cards in it."""

from collections.abc import Sequence

from crm_cli.i18n import _, language
from crm_cli.insight.board import Card
from crm_cli.insight.lanes import Lane
from crm_cli.records.numbers import format_money
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.telling.steps import short_step

SIGNS = {"overdue": "x", "today": "^", "later": ".", "none": "-", "": " "}
LOOKS = {"overdue": "bad", "today": "warn", "later": "good", "none": "quiet", "": "quiet"}
ROTTING = "!"
Part = tuple[str, str]  # a piece of a line: its text and how it looks
Drawn = Sequence[Part]


def headed(lane: Lane, width: int) -> tuple[str, str]:
    """The two lines of a head: name, count and sum, and the weighted sum; where there is no room the sums stand in the second. Of several currencies each."""
    name, count = shown(titled(lane)), str(lane.count)
    sums = summed(lane)
    heavy = " ".join(short(one.weighted, one.currency) for one in lane.sums)
    if lane.ends:
        return pad(cut(name, width), width), pad(cut(f"{count} {sums}", width), width)
    told = f"{count} {sums}"
    if cells(name) + 2 + cells(told) <= width:
        second = _("weighted {sum}").format(sum=heavy)
        return pad(name, width - cells(told)) + told, pad(cut(second, width), width)
    room = max(width - cells(count) - 1, 0)
    both = _("{sum} w {heavy}").format(sum=sums, heavy=heavy)
    second = both if cells(both) <= width else sums
    return cut(pad(cut(name, room), room + 1) + count, width), pad(cut(second, width), width)


def titled(lane: Lane) -> str:
    """What a lane is called."""
    if lane.ends:
        return _("won") if lane.ends == "won" else _("lost")
    if lane.stage is not None:
        return lane.title
    if lane.title.startswith(".."):
        return _("before {month}").format(month=lane.title[2:])
    return _("from {month}").format(month=lane.title[:-2]) if lane.title.endswith("..") else lane.title or _("no day")


def summed(lane: Lane) -> str:
    """What it comes to, of several currencies each."""
    return " ".join(short(one.value, one.currency) for one in lane.sums)


def draw(card: Card, width: int) -> Sequence[Drawn]:
    """The lines of a card in so many cells: whose it is, what and how much, how it stands."""
    room = max(width - 2, 1)
    money = "" if card.value is None else short(card.value, card.currency)
    name = pad(cut(shown(card.name), max(room - cells(money) - 1, 0)), max(room - cells(money), 0))
    sign, look = (ROTTING, "bad") if card.rotten else (SIGNS[card.step], LOOKS[card.step])
    days = "" if card.days is None else _("{n}d").format(n=card.days)
    state = " ".join(filter(None, [days, shown(short_step(card)) if card.step else card.close]))
    return (
        _line([(shown(card.client or "-"), "name")], width),
        _line([(name, ""), (money, "")], width),
        _line([(f"{sign} ", look), (state, look)], width),
    )


def _line(parts: Drawn, width: int) -> Drawn:
    """The parts one after the other, a cell left free on either side."""
    found, left = [(" ", "")], max(width - 2, 0)
    for text, look in parts:
        told = cut(text, left) if left else ""
        found.append((told, look))
        left -= cells(told)
    return [*found, (" " * (left + 1), "")] if width > 1 else [(" " * width, "")]


def short(amount: int, currency: str) -> str:
    """``¥48.2万``."""
    return format_money(amount, currency, language(), short=True)
