"""What the rows of a file take together: of each payment, invoice, line and member no more than there is; the row that is too much is refused by itself."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, CrmError, Denied, Duplicate
from crm_cli.i18n import N_
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.memberships import Membership
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import credit, documents, invoices, limits, memberships, parts, payments
from crm_cli.workspace import Workspace

Amount = int | Decimal


class Taking(NamedTuple):
    """So much is taken ``of`` something (below zero: given back) by the ``field`` of a row; ``room`` says how much of it there is."""

    of: tuple[str, str]
    much: Amount
    room: Callable[[], tuple[Amount, str]]
    field: str


class Together:
    """Watches over the rows of one file, batch by batch."""

    def __init__(self, noun: str, crm: Workspace) -> None:
        self.crm, self._takings = crm, TAKINGS[noun]
        self._taken: dict[tuple[str, str], Amount] = defaultdict(int)
        self._room: dict[tuple[str, str], tuple[Amount, str]] = {}

    def too_much(self, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[tuple[int, CrmError]]:
        """Of rows by their place those that are too much, and why; what others of them give back is there first."""
        found = {place: list(self._takings(self.crm, values)) for place, values in rows}
        for one in (one for takings in found.values() for one in takings):
            if one.of not in self._room:
                self._room[one.of] = one.room()
            self._taken[one.of] += min(one.much, 0)
        for place, takings in found.items():
            over = [one for one in takings if one.much > 0 and self._taken[one.of] + one.much > self._room[one.of][0]]
            if over:
                yield place, self._refusal(over[0])
            for one in takings:
                self._taken[one.of] += -min(one.much, 0) if over else max(one.much, 0)

    def _refusal(self, over: Taking) -> CrmError:
        ref = self._room[over.of][1]
        error: CrmError = Conflict(N_("with the rows before it the file takes more of {ref} than there is"), ref=ref)
        if over.of[0] == "official":
            error = Duplicate(N_("{number} is the number of another row of the file"), number=over.of[1])
        if over.of[0] == "credit":
            error = Denied(
                N_("with the rows before it {ref} would owe more than its credit limit"), hint=N_("a manager may (crm limit list), or: crm receivable list client={ref}"), ref=ref
            )  # fmt: skip
        error.field = over.field
        return error


def _taking(kind: str, record: Any, much: Amount, room: Callable[[Any], Amount], field: str) -> Taking:
    return Taking((kind, record.id), much, lambda: (room(record), record.ref), field)


def _allocation(crm: Workspace, values: Mapping[str, Any]) -> Iterator[Taking]:
    amount, skonto = values["amount"], values.get("skonto") or 0
    for payment in crm.where(Payment, id=values["payment"]):
        yield _taking("payment", payment, amount, lambda one: payments.spare(crm, one), "amount")
    for invoice in crm.where(Invoice, id=values["invoice"]):
        yield _taking("invoice", invoice, amount + skonto, lambda one: invoices.fate(crm, one).asked, "amount")
        if skonto:
            yield _taking("skonto", invoice, skonto, lambda one: payments.allowed(crm, one) - payments.let_off(crm, one), "skonto")  # fmt: skip
    for wrong in _of(crm, Allocation, values, "reverses"):
        yield _taking("reverses", wrong, -amount, lambda one: payments.remaining(crm, one)[0], "amount")


def _payment(crm: Workspace, values: Mapping[str, Any]) -> Iterator[Taking]:
    for whole in _of(crm, Payment, values, "reverses"):
        yield _taking("reverses", whole, -values["amount"], lambda one: payments.spare(crm, one), "amount")


def _invoice(crm: Workspace, values: Mapping[str, Any]) -> Iterator[Taking]:
    if values.get("official"):
        yield Taking(("official", str(values["official"])), 1, lambda: (1, ""), "official")
    for whole in _of(crm, Invoice, values, "reverses"):
        yield _taking("reverses", whole, -(values.get("total") or 0), lambda one: (one.total or 0) - invoices.fate(crm, one).reversed, "total")  # fmt: skip


def _invoiceline(crm: Workspace, values: Mapping[str, Any]) -> Iterator[Taking]:
    quantity = Decimal(values.get("quantity") or 1)
    for line in _of(crm, OrderLine, values, "orderline"):
        yield _taking("orderline", line, quantity, lambda one: Decimal(one.quantity) - parts.billed(crm, one.id)[0], "quantity")  # fmt: skip
    for billed in _of(crm, InvoiceLine, values, "reverses"):
        yield _taking("reverses", billed, -quantity, lambda one: Decimal(one.quantity) - parts.taken_back(crm, one)[0], "quantity")  # fmt: skip


def _point(crm: Workspace, values: Mapping[str, Any]) -> Iterator[Taking]:
    for member in crm.where(Membership, id=values["membership"]):
        yield _taking("membership", member, -values["amount"], lambda one: memberships.balance(crm, one), "amount")


def _orderline(crm: Workspace, values: Mapping[str, Any]) -> Iterator[Taking]:
    """So much more a client would owe, who has a credit limit that whoever brings it may not pass."""
    for order in crm.where(Order, id=values["order"], cancelled=None):
        client = crm.by_id(Client, order.client)
        same = order.currency == (client.currency or crm.currency)
        if client.credit_limit is None or not same or limits.of(crm).over_credit:
            return
        line = documents.as_written(OrderLine(order=order.id), values)
        yield _taking("credit", client, documents.totals(order, [line]).total, lambda one: -credit.exposure(crm, one).over, "")  # fmt: skip


def _of(crm: Workspace, cls: Any, values: Mapping[str, Any], link: str) -> Sequence[Any]:
    """The record that a row names; none where it comes with the same file."""
    return crm.where(cls, id=values[link]) if values.get(link) else ()


TAKINGS: Mapping[str, Callable[[Workspace, Mapping[str, Any]], Iterator[Taking]]] = {
    "allocation": _allocation, "payment": _payment, "invoice": _invoice, "invoiceline": _invoiceline, "orderline": _orderline, "point": _point,
}  # fmt: skip
