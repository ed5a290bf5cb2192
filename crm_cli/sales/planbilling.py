"""An order billed as its payment plan says: each part its share of every line, all parts together the order, to the cent."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from crm_cli.errors import Conflict
from crm_cli.i18n import N_
from crm_cli.records.nouns.instalments import Instalment
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import billing, documents, parts, plans
from crm_cli.sales.arithmetic import WHOLE, half_up
from crm_cli.workspace import Workspace


def following(crm: Workspace, order: Order) -> Instalment | None:
    """The first part of its plan that is not billed yet, retentions last; None where there is none, or all are."""
    return next((part for part, left in plans.to_bill(crm, order) if left > 0), None)


def bill(crm: Workspace, order: Order, part: Instalment, **head: Any) -> Invoice:
    """Bill what is open of a part; the last one takes all that is left."""
    head |= {"part": part.id, "by_part": 1}
    open_, amount = billing.still_open(crm, order), dict(_by_id(crm, order)).get(part.id, 0)
    if amount <= 0 or not open_:
        raise _billed(crm, order, part)
    if amount >= plans.unbilled(crm, order):
        return billing.bill(crm, order, **head)
    with crm.step():
        made = billing.written(crm, order, _shares(crm, order, part, amount, open_), **head)
        _exact(crm, made, amount)
        crm.settle()
        return crm.by_id(Invoice, made.id)


def _by_id(crm: Workspace, order: Order) -> Iterator[tuple[str, int]]:
    return ((part.id, left) for part, left in plans.to_bill(crm, order))


def _billed(crm: Workspace, order: Order, part: Instalment) -> Conflict:
    bills = [one.ref for one in crm.where(Invoice, order=order.id) if part.id in (one.part, None)]
    if bills:
        return Conflict(N_("{part} is billed already: {refs}"), hint="crm order show {ref}", part=part.name or part.ref, refs=", ".join(bills), ref=order.ref)  # fmt: skip
    return Conflict(N_("{part} is billed already"), hint="crm order show {ref}", part=part.name or part.ref, ref=order.ref)  # fmt: skip


def _shares(
    crm: Workspace, order: Order, part: Instalment, amount: int, open_: Sequence[billing.Part]
) -> list[billing.Part]:
    """So much of every line: its share of the whole where that is open of all of them, else as much of what is open as the amount is of it."""
    said = [(line, Decimal(line.quantity) * (part.share or 0) / WHOLE) for line, _left in open_]
    fits = part.share and all(0 < much <= left for (_line, much), (_same, left) in zip(said, open_, strict=True))
    every = len(open_) == sum(documents.counts(line) for line in documents.lines_of(crm, order))
    if not fits or not every or amount != _whole(crm, order, part):
        rest = plans.unbilled(crm, order)
        said = [(line, left * amount / rest) for line, left in open_]
    found = [(line, much.quantize(billing.FINEST, ROUND_DOWN)) for line, much in said]
    return [(line, much) for line, much in found if much > 0]


def _whole(crm: Workspace, order: Order, part: Instalment) -> int:
    every = plans.of(crm, order)
    return plans.amounts(order.total or 0, every)[[one.id for one in every].index(part.id)]


def _exact(crm: Workspace, made: Invoice, amount: int) -> None:
    """Let an invoice come to its part: what rounding made different goes on its largest line, a cent that tax cannot reach on the tax."""
    lines: list[InvoiceLine] = documents.lines_of(crm, made)
    if not lines:
        return
    largest = max(lines, key=lambda line: abs(line.net or 0))
    over = amount - parts.sums(crm, made, lines).total
    taxed = WHOLE if made.taxed or largest.tax != "standard" else WHOLE + (largest.rate or 0)
    off = WHOLE if largest.kind != "item" else WHOLE - (made.discount or 0)
    if over and off:
        crm.change(largest, net=(largest.net or 0) + half_up(over * WHOLE * WHOLE, taxed * off))
