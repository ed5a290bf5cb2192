"""What is done with invoices: bill an order or a part of it, and take back what was billed by a red invoice (红字)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.numbers import parse_percent
from crm_cli.sales import documents, parts, paying
from crm_cli.sales.invoices import ALIKE, PROFILE
from crm_cli.workspace import Workspace

_SKONTO = re.compile(r"(.+?%)\s*[,，/]?\s*(\d{1,3})\s*(?:days?|d|Tagen?|天|日)?", re.IGNORECASE)

Part = tuple[OrderLine, Decimal]
FINEST = Decimal("0.000001")


def skonto(crm: Workspace, text: str, day: str) -> dict[str, Any]:
    """“2% 10 days” of an invoice of that day: the share, and the last day."""
    said = _SKONTO.fullmatch(text.strip())
    if not said:
        raise Invalid(N_("“{text}” says no share and days"), hint='--skonto "2% 10 days"', text=text)
    until = date.fromisoformat(day) + timedelta(int(said[2]))
    return {"skonto": parse_percent(said[1], crm.country), "skonto_until": until.isoformat()}


def still_open(crm: Workspace, order: Order) -> list[Part]:
    """The lines of an order with how much of each is still to be billed."""
    found = []
    for line in documents.lines_of(crm, order):
        quantity = Decimal(line.quantity) - parts.billed(crm, line.id)[0]
        if documents.counts(line) and quantity > 0:
            found.append((line, quantity))
    return found


def bill(crm: Workspace, order: Order, chosen: Mapping[str, Decimal] | None = None, **head: Any) -> Invoice:
    """Bill what is open of an order, or so much of its lines (by their ids).

    Charges of the whole come with the last of its items; of its discounts each invoice gets its share, so that none falls below zero.
    """
    with crm.step():
        open_ = still_open(crm, order)
        wanted = open_ if chosen is None else _chosen(crm, order, open_, chosen)
        if not wanted:
            raise Conflict(
                N_("{ref} is billed in whole"), hint="crm order show {ref}, crm invoice list order={ref}", ref=order.ref
            )
        return written(crm, order, wanted, **head)


def written(crm: Workspace, order: Order, wanted: Sequence[Part], **head: Any) -> Invoice:
    """An invoice of so much of these lines of an order."""
    made = crm.add(Invoice(client=order.client, order=order.id, **head))
    for line, quantity in wanted:
        crm.add(documents.copied(line, "invoiceline", invoice=made.id, orderline=line.id, quantity=_text(quantity)))
    crm.settle()
    return crm.by_id(Invoice, made.id)


def _chosen(crm: Workspace, order: Order, open_: Sequence[Part], chosen: Mapping[str, Decimal]) -> list[Part]:
    lines = {line.id: line for line in documents.lines_of(crm, order)}
    for identity in chosen.keys() - lines.keys():
        line = crm.by_id(OrderLine, identity)
        raise Conflict(
            N_("{ref} is not a line of {order}"), hint="crm order show {order}", ref=line.ref, order=order.ref
        )
    found = [(lines[identity], quantity) for identity, quantity in chosen.items()]
    rest = [(line, quantity) for line, quantity in open_ if line.id not in chosen or quantity > chosen[line.id]]
    if any(line.kind == "item" for line, _quantity in rest):
        return [*found, *_discounts(crm, order, open_, chosen)]
    return [*found, *rest]


def _discounts(crm: Workspace, order: Order, open_: Sequence[Part], chosen: Mapping[str, Decimal]) -> list[Part]:
    """Of each discount of the whole so much that it is billed as far as the items are."""
    items = [line for line in documents.lines_of(crm, order) if line.kind == "item" and documents.counts(line)]
    said = sum(parts.of_line(line.net or 0, min(_billed(crm, line) + chosen.get(line.id, Decimal(0)), Decimal(line.quantity)), Decimal(line.quantity)) for line in items)  # fmt: skip
    whole = sum(line.net or 0 for line in items)
    found = []
    for line, left in open_:
        if line.kind == "discount" and line.id not in chosen and whole:
            share = (Decimal(line.quantity) * said / whole).quantize(FINEST, ROUND_DOWN) - _billed(crm, line)
            found += [(line, min(share, left))] if share > 0 else []
    return found


def _billed(crm: Workspace, line: OrderLine) -> Decimal:
    return parts.billed(crm, line.id)[0]


def reverse(
    crm: Workspace, invoice: Invoice, chosen: Mapping[str, Decimal] | None = None, **head: Any
) -> tuple[Invoice, list[Allocation]]:
    """Take an invoice back by a red one, or so much of its lines (by their ids); what was paid beyond the rest is spare again."""
    if invoice.reverses:
        raise Conflict(N_("{ref} is a credit note itself"), hint="crm invoice add …", ref=invoice.ref)
    with crm.step():
        kept = {name: getattr(invoice, name) for name in (*PROFILE, *ALIKE, "client", "order", "currency", "owner")}
        lines = documents.lines_of(crm, invoice)
        amounts = {} if lines else _whole(crm, invoice, chosen)
        red = crm.add(Invoice(**kept | amounts | head | {"reverses": invoice.id}))
        _take_back(crm, invoice, red, lines, chosen)
        crm.settle()
        return crm.by_id(Invoice, red.id), paying.free(crm, invoice)


def _whole(crm: Workspace, invoice: Invoice, chosen: Mapping[str, Decimal] | None) -> dict[str, int]:
    """What a red invoice says that takes back one without lines: all that was not taken back."""
    if chosen:
        raise Conflict(
            N_("{ref} has no lines: it is taken back as a whole"), hint="crm invoice reverse {ref}", ref=invoice.ref
        )
    before = crm.where(Invoice, reverses=invoice.id)
    if before:
        raise _gone(invoice, before[0])
    return {name: -(getattr(invoice, name) or 0) for name in ("total", "net", "vat")}


def _gone(invoice: Invoice, red: Invoice) -> Conflict:
    return Conflict(N_("{ref} was reversed by {red}"), hint="crm invoice show {red}", ref=invoice.ref, red=red.ref)


def _take_back(
    crm: Workspace, invoice: Invoice, red: Invoice, lines: Sequence[InvoiceLine], chosen: Mapping[str, Decimal] | None
) -> None:
    mine = {line.id for line in lines}
    for identity in (chosen or {}).keys() - mine:
        other = crm.by_id(InvoiceLine, identity)
        raise Conflict(
            N_("{ref} is not a line of {order}"), hint="crm invoice show {order}", ref=other.ref, order=invoice.ref
        )
    written = 0
    for line in filter(documents.counts, lines):
        left = Decimal(line.quantity) - parts.taken_back(crm, line)[0]
        quantity = left if chosen is None else chosen.get(line.id, Decimal(0))
        if quantity:
            copy = documents.copied(line, "invoiceline", invoice=red.id, orderline=line.orderline, reverses=line.id)
            copy.quantity = _text(-quantity)
            crm.add(copy)
            written += 1
    if lines and not written:
        raise _gone(invoice, next(one for one in crm.where(Invoice, reverses=invoice.id) if one.id != red.id))


def _text(quantity: Decimal) -> str:
    return format(quantity.normalize(), "f")
