"""How far an order is: line by line what went out, came back and was billed, and in shares of the whole; what each payment gave an invoice."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.deliverylines import DeliveryLine
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import documents, fulfilment, invoices, parts, payments, plans
from crm_cli.sales.arithmetic import WHOLE
from crm_cli.workspace import Workspace


class Far(NamedTuple):
    """How far a line is: so much was ordered, went ``out``, came ``back`` and was ``billed``; what is no goods neither goes out nor comes back."""

    line: OrderLine
    ordered: Decimal
    out: Decimal | None
    back: Decimal | None
    billed: Decimal

    @property
    def there(self) -> Decimal | None:
        """At the client."""
        return None if self.out is None or self.back is None else self.out - self.back

    @property
    def open(self) -> Decimal | None:
        """Still to go out."""
        return None if self.there is None else self.ordered - self.there

    @property
    def unbilled(self) -> Decimal:
        """Still to be billed."""
        return self.ordered - self.billed


class Money(NamedTuple):
    """What an order comes to, what of it was billed, and what came."""

    total: int
    billed: int
    came: int

    @property
    def unbilled(self) -> int:
        """Still to be billed."""
        return self.total - self.billed

    @property
    def left(self) -> int:
        """Still to come."""
        return self.total - self.came


class Shares(NamedTuple):
    """How much of an order is at the client, billed and paid, in basis points; None where there is nothing to do of it."""

    delivered: int | None
    billed: int | None
    paid: int | None


class Paid(NamedTuple):
    """What an invoice got of a payment, and what was let off for it; what was taken back is taken off."""

    payment: Payment
    invoice: Invoice
    amount: int
    skonto: int


def lines(crm: Workspace, order: Order) -> list[Far]:
    """Each line but texts, in its order."""
    moved = _moved(crm, order)
    found = []
    for line in documents.lines_of(crm, order):
        if line.kind == "text":
            continue
        out, back = moved.get(line.id, (Decimal(0), Decimal(0))) if line.kind == fulfilment.GOODS else (None, None)
        found.append(Far(line, Decimal(line.quantity), out, back, parts.billed(crm, line.id)[0]))
    return found


def _moved(crm: Workspace, order: Order) -> dict[str, tuple[Decimal, Decimal]]:
    """By the id of a line what went out of it, and what came back."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for delivery in crm.where(Delivery, order=order.id):
        for one in crm.where(DeliveryLine, delivery=delivery.id):
            out, back = found.get(one.orderline, (Decimal(0), Decimal(0)))
            much = Decimal(one.quantity)
            found[one.orderline] = (out, back + much) if delivery.kind == "return" else (out + much, back)
    return found


def money(crm: Workspace, order: Order) -> Money | None:
    """What it comes to, and what of that was billed and came; None of one that comes to nothing yet."""
    if order.total is None:
        return None
    return Money(order.total, order.total - plans.unbilled(crm, order), plans.received(crm, order))


def shares(far: Iterable[Far], sums: Money | None) -> Shares:
    """How far it is: of its goods by what they are worth, of its money by what it comes to."""
    billed, paid = (_share(sums.billed, sums.total), _share(sums.came, sums.total)) if sums else (None, None)
    return Shares(_delivered([one for one in far if one.there is not None]), billed, paid)


def _delivered(goods: list[Far]) -> int | None:
    """Goods that cost nothing count alike."""
    worth = {one.line.id: Decimal(one.line.net or 0) for one in goods}
    if not any(worth.values()):
        worth = dict.fromkeys(worth, Decimal(1))
    there = sum(worth[one.line.id] * (one.there or 0) / one.ordered for one in goods if one.ordered)
    return _share(there, sum(worth.values()))


def _share(part: Decimal | int, whole: Decimal | int) -> int | None:
    return int(Decimal(part) * WHOLE / Decimal(whole)) if whole else None


def paid_of(crm: Workspace, **which: Any) -> list[Paid]:
    """What went to an invoice (``invoice=``), or from a payment (``payment=``), the first first; what was taken back in whole is not there."""
    found = []
    for one in crm.where(Allocation, **which, reverses=None):
        amount, skonto = payments.remaining(crm, one)
        if amount or skonto:
            found.append(Paid(crm.by_id(Payment, one.payment), crm.by_id(Invoice, one.invoice), amount, skonto))
    return sorted(found, key=lambda one: (one.payment.date or "", one.payment.n))


def ahead(crm: Workspace, order: Order) -> list[tuple[Payment, int]]:
    """What came under an order's name and went to no invoice."""
    found = [(one, payments.spare(crm, one)) for one in crm.where(Payment, order=order.id, reverses=None)]
    return [(one, spare) for one, spare in found if spare > 0]


def spare_of(crm: Workspace, client: str) -> list[tuple[Payment, int]]:
    """What a client (an id) has to its credit: payments with what of them went to no invoice."""
    found = [(one, payments.spare(crm, one)) for one in crm.where(Payment, client=client, reverses=None)]
    return [(one, spare) for one, spare in found if spare > 0]


def not_taken_back(crm: Workspace, invoice: Invoice) -> list[tuple[InvoiceLine, Decimal]]:
    """The lines of an invoice that count, with how much of each no red one took back."""
    rest = [(one, Decimal(one.quantity) - parts.taken_back(crm, one)[0]) for one in documents.lines_of(crm, invoice) if documents.counts(one)]  # fmt: skip
    return [(one, much) for one, much in rest if much]


def asked_today(crm: Workspace, invoice: Invoice) -> int:
    """What settles an invoice today: what is left of it, less what is let off for paying early while that holds."""
    asked = invoices.fate(crm, invoice).asked
    off = payments.allowance(crm, invoice, Payment(client=invoice.client, amount=1, date=crm.clock.today().isoformat()))
    return max(asked - off, 0)
