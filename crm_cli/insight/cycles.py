"""How long it takes from an order to its delivery, its invoice and its cash: median and spread, of all or by client, rep or product."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_cli.i18n import N_
from crm_cli.insight.scope import asked
from crm_cli.records.periods import Period
from crm_cli.workspace import Workspace

STEPS = {
    "delivery": N_("order to delivery"),
    "invoice": N_("delivery to invoice"),
    "cash": N_("invoice to cash"),
    "whole": N_("order to cash"),
}
BY = {"client": N_("Client"), "rep": N_("Rep"), "product": N_("Product")}
ENDS = {"delivery": (0, 1), "invoice": (1, 2), "cash": (2, 3), "whole": (0, 3)}
"""Of each step the places of its two days among ordered, delivered, invoiced and paid."""


class Length(NamedTuple):
    """A step of a group: of how many orders it is over, and its days; half of them lie between ``low`` and ``high``.

    Days are below zero where the second came first: what is billed before it goes out.
    """

    group: str | None
    step: str
    orders: int
    median: float
    low: float
    high: float
    least: int
    most: int


def cycles(
    crm: Workspace, tokens: Sequence[str] = (), *, period: Period | None = None, by: str | None = None
) -> list[Length]:
    """The steps of the orders that a filter finds, of those ordered in the period; of a product those of its own lines."""
    query = asked(crm, "order", tokens, period=period)
    rows = crm.report("order_cycle_products" if by == "product" else "order_cycle", query)
    place = {"client": 4, "rep": 5, "product": 4}.get(by or "")
    found: dict[str | None, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        found[row[place] if place else None].append(row)
    groups = sorted(found.items(), key=lambda one: (-len(one[1]), one[0] or ""))
    return [length for group, some in groups for length in _lengths(group, some)]


def counted(crm: Workspace, tokens: Sequence[str] = (), *, period: Period | None = None) -> int:
    """How many orders are asked about, whether or not they came to the end of a step."""
    return len(crm.report("order_cycle", asked(crm, "order", tokens, period=period)))


def _lengths(group: str | None, rows: Sequence[Sequence[Any]]) -> Iterator[Length]:
    for step, (first, last) in ENDS.items():
        days = sorted(_days(rows, first, last))
        if days:
            yield Length(
                group, step, len(days), at(days, 2), at(days, 1), at(days, 3), days[0], days[-1]
            )  # fmt: skip


def _days(rows: Iterable[Sequence[Any]], first: int, last: int) -> Iterator[int]:
    for row in rows:
        if row[first] and row[last]:
            yield (date.fromisoformat(row[last]) - date.fromisoformat(row[first])).days


def at(days: Sequence[int], quarter: int) -> float:
    """The value so many quarters from the shortest, between two of them in proportion."""
    place, rest = divmod((len(days) - 1) * quarter, 4)
    after = days[min(place + 1, len(days) - 1)]
    return days[place] + (after - days[place]) * rest / 4
