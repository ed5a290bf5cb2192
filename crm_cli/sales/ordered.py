"""What is ordered keeps the same limits as what is quoted: all but what came unchanged from an accepted quote, which somebody let pass."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from crm_cli.records.nouns.limits import Limit
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import allowed, documents, limits
from crm_cli.workspace import Workspace

TERMS = ("kind", "product", "text", "quantity", "price", "per", "discount", "off", "extra_charge", "tax", "rate")
"""What of a line is bargained over: where one of these is another, the line is another."""
HEAD = ("discount", "taxed", "currency")
"""What of an order every one of its lines depends on."""


def watch(crm: Workspace) -> None:
    """At the end of the step look whether what it wrote of orders is within the limits of who wrote it."""
    crm.at_end("ordered", lambda: _hold(crm))


def _hold(crm: Workspace) -> None:
    if is_free(limits.of(crm)):
        return
    with crm.step() as step:
        written, whole = _written(crm, step)
    for identity in {*written, *whole}:
        for order in crm.where(Order, id=identity, cancelled=None):
            _check(crm, order, None if identity in whole else written[identity])


def is_free(limit: Limit) -> bool:
    """There is nothing that somebody with that limit would pass."""
    return bool(limit.below_floor) and limit.discount is limit.margin is limit.amount is None


def check_brought(crm: Workspace, order: Order, line: OrderLine) -> None:
    """A line in a file is within the limits by itself; of what was quoted it is looked at when all are there."""
    if not order.quote and not is_free(limits.of(crm)):
        allowed.must_be_ordered_within(crm, order, [line], [line], whole=[line])


def _written(crm: Workspace, step: int) -> tuple[dict[str, set[str]], set[str]]:
    """By order the lines (ids) that a step wrote; and the orders of which all lines are to be looked at again."""
    written, whole = defaultdict[str, set[str]](set), set[str]()
    mine = {}
    for one in crm.happened(step, "orderline"):
        if one.kind == "remove":
            whole.add(str(one.old["order"]))
        elif one.kind == "add" or one.changed & set(TERMS):
            mine[one.id] = one.old
    for line in crm.by_ids(OrderLine, mine).values():
        written[line.order].add(line.id)
        if "discount" in (line.kind, mine[line.id].get("kind")):
            whole.add(line.order)
    for one in crm.happened(step, "order"):
        if one.kind == "add" or one.changed & set(HEAD):
            whole.add(one.id)
    return written, whole


def _check(crm: Workspace, order: Order, written: Collection[str] | None) -> None:
    """``written`` None: all of its lines."""
    lines = documents.lines_of(crm, order)
    carried = _carried(crm, order, lines)
    new = [line for line in lines if line.id not in carried and documents.counts(line)]
    asked = [line for line in new if written is None or line.id in written]
    if asked or not lines:
        allowed.must_be_ordered_within(crm, order, new, asked)


def _carried(crm: Workspace, order: Order, lines: Sequence[OrderLine]) -> set[str]:
    """The lines (ids) that say what an accepted quote says; none where the order takes more off the whole than the quote did."""
    for quote in crm.where(Quote, id=order.quote, status="accepted") if order.quote else ():
        if any(getattr(order, name) != getattr(quote, name) for name in ("client", "taxed", "currency")):
            return set()
        theirs = {line.id: line for line in documents.lines_of(crm, quote)}
        if not theirs:
            said = quote.stated if quote.total is None else quote.total
            return {line.id for line in lines} if documents.totals(order, lines).total == said else set()
        chosen = [theirs[line.quoteline] for line in lines if line.quoteline in theirs]
        same = _same(lines, theirs)
        worse = allowed.kept_of_all(order, lines) < allowed.kept_of_all(quote, chosen)
        return set() if worse else same
    return set()


def _same(lines: Sequence[OrderLine], theirs: dict[str, Any]) -> set[str]:
    """The first line of each of the quote's that says the same."""
    found = dict[str, str]()
    for line in lines:
        source = theirs.get(line.quoteline or "")
        if source and all(getattr(line, name) == getattr(source, name) for name in TERMS):
            found.setdefault(source.id, line.id)
    return set(found.values())
