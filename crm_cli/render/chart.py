"""Charts out of characters: horizontal bars for funnels and forecasts, a sparkline for a course over time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_cli.render.encoding import fitted
from crm_cli.render.fit import GAP
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.render.view import View

_SPARKS = "▁▂▃▄▅▆▇█"
_WIDEST_BAR = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, how long in relation to the others (never negative), and the words for that."""

    label: str
    value: int
    text: str


def bars(items: Sequence[Bar], view: View) -> Iterator[str]:
    """A line per bar, the longest as wide as the screen allows; what is more than nothing has a mark."""
    labels = [fitted(shown(item.label), view.encoding) for item in items]
    texts = [fitted(shown(item.text), view.encoding) for item in items]
    left, right = max(map(cells, labels), default=0), max(map(cells, texts), default=0)
    left = min(left, max(8, view.width // 3)) if view.terminal else left
    room = max(1, min(_WIDEST_BAR, view.width - left - right - 2 * len(GAP)))
    most = max((item.value for item in items), default=0)
    for item, label, text in zip(items, labels, texts, strict=True):
        bar = fitted(_bar(item.value, most, room), view.encoding)
        yield pad(cut(label, left), left) + GAP + pad(text, right, "right") + (GAP + bar if bar else "")


def _bar(value: int, most: int, room: int) -> str:
    if value <= 0:
        return ""
    return "█" * (value * room // most) or "▏"


def sparkline(values: Sequence[int], view: View) -> str:
    """One character per value between the least and the most of them."""
    if not values:
        return ""
    low, high = min(values), max(values)
    step = len(_SPARKS) - 1
    marks = (_SPARKS[(value - low) * step // (high - low)] if high > low else _SPARKS[0] for value in values)
    return fitted("".join(marks), view.encoding)
