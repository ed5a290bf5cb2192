"""What is ordered, or billed without an order, keeps the same limits as what is quoted: all but what came unchanged from an accepted quote."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.limits import Limit
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.registry import load
from crm_cli.sales import allowed, documents, limits
from crm_cli.workspace import Workspace

TERMS = ("kind", "product", "text", "quantity", "price", "per", "discount", "off", "extra_charge", "tax", "rate")
"""What of a line is bargained over: where one of these is another, the line is another."""
HEAD = ("client", "discount", "taxed", "currency", "cancelled", "order")
"""What of an order or an invoice every one of its lines depends on."""
OVER = {"order": "cancelled", "invoice": "reverses"}
"""What is looked at, and the field that says that it is not to be."""
Head: TypeAlias = Order | Invoice


def watch(crm: Workspace) -> None:
    """At the end of the step look whether what it wrote of orders and invoices is within the limits of who wrote it."""
    crm.at_end("ordered", lambda: _hold(crm))


def _hold(crm: Workspace) -> None:
    if is_free(limits.of(crm)):
        return
    for noun, over in OVER.items():
        with crm.step() as step:
            written, whole = _written(crm, step, noun)
        for identity in {*written, *whole}:
            for head in crm.where(load(noun), id=identity, **{over: None}):
                _check(crm, head, None if identity in whole else written[identity])


def is_free(limit: Limit) -> bool:
    """There is nothing that somebody with that limit would pass."""
    return bool(limit.below_floor) and limit.discount is limit.margin is limit.amount is None


def check_brought(crm: Workspace, head: Head, line: Any) -> None:
    """A line in a file is within the limits by itself; of what was quoted or ordered it is looked at when all are there."""
    direct = not (head.quote if isinstance(head, Order) else head.order or head.reverses)
    if direct and not is_free(limits.of(crm)):
        allowed.must_be_ordered_within(crm, head, [line], [line], whole=[line])


def _written(crm: Workspace, step: int, noun: str) -> tuple[dict[str, set[str]], set[str]]:
    """By order or invoice the lines (ids) that a step wrote; and those of which all lines are to be looked at again."""
    written, whole = defaultdict[str, set[str]](set), set[str]()
    mine, lines = {}, documents.LINES[noun]
    for one in crm.happened(step, lines):
        if one.kind == "remove":
            whole.add(str(one.old[noun]))
        elif one.kind == "add" or one.changed & set(TERMS):
            mine[one.id] = one.old
    for line in crm.by_ids(load(lines), mine).values():
        written[getattr(line, noun)].add(line.id)
        if "discount" in (line.kind, mine[line.id].get("kind")):
            whole.add(getattr(line, noun))
    for one in crm.happened(step, noun):
        if one.kind == "add" or one.changed & set(HEAD):
            whole.add(one.id)
    return written, whole


def _check(crm: Workspace, head: Head, written: Collection[str] | None) -> None:
    """``written`` None: all of its lines."""
    lines = documents.lines_of(crm, head)
    carried = _carried(crm, head, lines) if isinstance(head, Order) else {line.id for line in lines if line.orderline}
    new = [line for line in lines if line.id not in carried and documents.counts(line)]
    asked = [line for line in new if written is None or line.id in written]
    if asked or not (lines or getattr(head, "order", None)):
        allowed.must_be_ordered_within(crm, head, new, asked)


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
