"""Lines of an invoice: what each bills of its order's line or takes back of another, and never more than there is."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from crm_cli.errors import Conflict, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.sales import documents, lines, ordered, parts
from crm_cli.sales.fulfilment import plain
from crm_cli.sales.invoices import must_be_open, sum_later, sum_up, watch
from crm_cli.workspace import Workspace

WHOLE_LINES: Mapping[str, type[Any]] = {"reverses": InvoiceLine, "orderline": OrderLine}
"""Of what a line of an invoice is a part."""


def imported_line(crm: Workspace, line: InvoiceLine | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A line in a file: what bills an order's line, or takes one back, may say itself what part of that it comes to."""
    head = crm.recalled(Invoice, values.get("invoice") or str(line and line.invoice))
    if line is not None or values.get("price") is None:
        return complete_line(crm, line, values)
    if not head.reverses and crm.where(InvoiceLine, invoice=head.id):
        must_be_open(crm, head, adding=True)
    found = lines.complete(crm, None, values, "invoiceline", negative=bool(head.reverses), over=True)
    ordered.check_brought(crm, head, documents.as_written(InvoiceLine(invoice=head.id), {**values, **found}))
    whole = next((crm.by_id(cls, values[name]) for name, cls in WHOLE_LINES.items() if values.get(name)), None)
    said = values.get("net")
    if whole and said is not None and abs(said) <= abs(whole.net or 0) and said * (-1 if head.reverses else 1) >= 0:
        found["net"] = said
    return found


def settled(crm: Workspace, invoice: Invoice | None) -> None:
    """After lines of an invoice came from a file: it bills no more than was ordered, and takes back no more than was billed."""
    if invoice is None:
        return
    watch(crm)
    for line in documents.lines_of(crm, invoice):
        if line.reverses:
            back, _amount = parts.taken_back(crm, crm.by_id(InvoiceLine, line.reverses))
            _check_most(line, back, Decimal(crm.by_id(InvoiceLine, line.reverses).quantity))
        elif line.orderline:
            _check_most(
                line, parts.billed(crm, line.orderline)[0], Decimal(crm.by_id(OrderLine, line.orderline).quantity)
            )
    sum_later(crm, invoice.id)


def _check_most(line: InvoiceLine, now: Decimal, most: Decimal) -> None:
    if now > most:
        raise Conflict(
            N_("with {ref} {now} would be billed or taken back, of {most}"), hint="crm orderline show …", ref=line.ref, now=plain(now), most=plain(most)
        )  # fmt: skip


def complete_line(crm: Workspace, line: InvoiceLine | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A line bills so much of its order's line as is open, and comes to its part of it; a red one takes back what was billed."""
    head = crm.recalled(Invoice, values.get("invoice") or str(line and line.invoice))
    whole = crm.by_id(InvoiceLine, values["reverses"]) if values.get("reverses") else None
    if line is not None:
        must_be_open(crm, head)
    elif not whole:
        must_be_open(crm, head, adding=True)
    source = _source(crm, head, line, values)
    filled = _filled(source, values) if source and line is None and not whole else {}
    found = lines.complete(crm, line, {**values, **filled}, "invoiceline", negative=whole is not None)
    quantity = Decimal(values.get("quantity") or (line.quantity if line else "1"))
    if whole is not None:
        found["net"] = -_taken(crm, whole, -quantity)
    elif source is not None:
        found["net"] = (
            values["net"] if line and "net" in values else _part(crm, source, quantity, line.id if line else "")
        )
    return filled | found


def _source(crm: Workspace, head: Invoice, line: InvoiceLine | None, values: Mapping[str, Any]) -> OrderLine | None:
    """The order's line that is billed; it is of the invoice's order."""
    identity = values.get("orderline", line.orderline if line else None)
    if not identity:
        return None
    source = crm.recalled(OrderLine, identity)
    if source.order != head.order:
        with of_field("orderline"):
            raise Conflict(
                N_("{ref} is a line of another order"), hint="crm invoice show {head}", ref=source.ref, head=head.ref
            )
    return source


def _filled(source: OrderLine, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the order's line says, where nothing else is said."""
    if values.get("price") is not None or values.get("product") or values.get("text"):
        return {}
    copy = documents.copied(source, "invoiceline", invoice="")
    return {name: getattr(copy, name) for name in documents.KEPT if hasattr(copy, name) and name != "quantity"}


def _part(crm: Workspace, source: OrderLine, quantity: Decimal, but: str) -> int:
    before, said = parts.billed(crm, source.id, but)
    whole = Decimal(source.quantity)
    if before + quantity > whole:
        with of_field("quantity"):
            raise Conflict(
                N_("of {ref} {open} are still to be billed, not {quantity}"), hint="crm order invoice …", ref=source.ref,
                open=plain(whole - before), quantity=plain(quantity),
            )  # fmt: skip
    return parts.of_line(source.net or 0, before + quantity, whole) - said


def _taken(crm: Workspace, whole: InvoiceLine, quantity: Decimal) -> int:
    before, said = parts.taken_back(crm, whole)
    billed = Decimal(whole.quantity)
    if quantity <= 0 or before + quantity > billed:
        with of_field("quantity"):
            raise Conflict(
                N_("of {ref} {open} can be taken back, not {quantity}"), ref=whole.ref, open=plain(billed - before), quantity=plain(quantity)
            )  # fmt: skip
    return parts.of_line(whole.net or 0, before + quantity, billed) - said


def follow_line(crm: Workspace, line: InvoiceLine) -> None:
    """After a line was written: what its invoice comes to holds again, once a step."""
    sum_later(crm, line.invoice)
    watch(crm)


def leave_line(crm: Workspace, line: InvoiceLine, going: Collection[str]) -> None:
    """A line may go from an invoice that may still be written."""
    if line.invoice not in going:
        must_be_open(crm, crm.by_id(Invoice, line.invoice))
        crm.at_end(("left", line.invoice), lambda: sum_up(crm, line.invoice, left=True))
