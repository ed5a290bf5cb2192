"""What a part of an order, or of an invoice, comes to: to the cent so that all parts together are the whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.sales import arithmetic
from crm_cli.sales.arithmetic import Totals, half_up
from crm_cli.sales.documents import counts, lines_of
from crm_cli.workspace import Workspace


class Sums(NamedTuple):
    """What a document comes to."""

    total: int
    net: int
    vat: int

    def less(self, other: "Sums") -> "Sums":
        return Sums(self.total - other.total, self.net - other.net, self.vat - other.vat)


NOTHING = Sums(0, 0, 0)


def of_line(whole: int, quantity: Decimal, of: Decimal) -> int:
    """What so much of a line comes to that comes to ``whole`` for ``of``, half-up."""
    if not of:
        return 0
    (above, below), (most, of_most) = quantity.as_integer_ratio(), of.as_integer_ratio()
    return half_up(whole * above * of_most, below * most)


def billed(crm: Workspace, orderline: str, but: str = "") -> tuple[Decimal, int]:
    """How much of an order's line is on invoices, red ones taken off, and what that comes to; ``but`` that line of an invoice."""
    found = [line for line in crm.where(InvoiceLine, orderline=orderline) if line.id != but]
    return sum((Decimal(line.quantity) for line in found), Decimal(0)), sum(line.net or 0 for line in found)


def taken_back(crm: Workspace, line: InvoiceLine, but: str = "") -> tuple[Decimal, int]:
    """How much of an invoice's line red invoices took back, and what that comes to; both above zero."""
    found = [red for red in crm.where(InvoiceLine, reverses=line.id) if red.id != but]
    return -sum((Decimal(red.quantity) for red in found), Decimal(0)), -sum(red.net or 0 for red in found)


def sums(crm: Workspace, invoice: Invoice, own: Sequence[InvoiceLine]) -> Sums:
    """What an invoice comes to: together with the others of its order what all their lines do."""
    if invoice.reverses:
        return _red(crm, invoice, own)
    others = [one for one in crm.where(Invoice, order=invoice.order) if one.id != invoice.id] if invoice.order else []
    said, lines = NOTHING, list(own)
    for other in others:
        if found := lines_of(crm, other):
            said = _added(said, other)
            lines += found
    return _totals(invoice, lines).less(said)


def _red(crm: Workspace, red: Invoice, own: Sequence[InvoiceLine]) -> Sums:
    """What a red invoice takes back: with those before it exactly the invoice, once all its lines are taken back."""
    whole = crm.by_id(Invoice, str(red.reverses))
    lines, said = list(own), NOTHING
    for other in crm.where(Invoice, reverses=whole.id):
        if other.id != red.id:
            said = _added(said, other)
            lines += lines_of(crm, other)
    back: dict[str | None, Decimal] = defaultdict(Decimal)
    for line in lines:
        back[line.reverses] -= Decimal(line.quantity)
    if all(back[line.id] == Decimal(line.quantity) for line in lines_of(crm, whole) if counts(line)):
        return NOTHING.less(_added(said, whole))
    return _totals(whole, lines).less(said)


def _added(said: Sums, invoice: Invoice) -> Sums:
    return Sums(said.total + (invoice.total or 0), said.net + (invoice.net or 0), said.vat + (invoice.vat or 0))


def _totals(head: Invoice, lines: Iterable[InvoiceLine]) -> Sums:
    found = totals(head, lines)
    return Sums(found.total, found.net, found.vat)


def totals(head: Any, lines: Iterable[Any]) -> Totals:
    """What lines come to by what each of them says it does; parts of one line of an order count as one line."""
    amounts: Mapping[tuple[Any, ...], int] = _amounts(lines)
    return arithmetic.totals(
        [arithmetic.Line(Decimal(1), net, tax=tax, rate=rate, whole=whole) for (_line, tax, rate, whole), net in amounts.items()],
        discount=head.discount or 0, taxed=bool(head.taxed), rounding=head.rounding,
    )  # fmt: skip


def _amounts(lines: Iterable[Any]) -> dict[tuple[Any, ...], int]:
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    for line in filter(counts, lines):
        whose = getattr(line, "orderline", None) or getattr(line, "reverses", None) or line.id
        found[whose, line.tax, line.rate or 0, line.kind in ("charge", "discount")] += line.net or 0
    return found
