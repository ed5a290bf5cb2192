"""What is done with payments: take one in, give it to invoices, pay it back, reverse it."""

from collections.abc import Sequence
from typing import NamedTuple

from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import invoices, payments, plans
from crm_cli.sales.documents import shown
from crm_cli.workspace import Workspace


class To(NamedTuple):
    """To which invoice a payment goes, and how much; None: as much as it asks for."""

    invoice: Invoice
    amount: int | None = None


def receive(crm: Workspace, payment: Payment, to: Sequence[To] | None = None) -> tuple[Payment, list[Allocation]]:
    """Write down a payment and give it to invoices: those that are named, else what is open, the oldest first; what is over stays with it."""
    with crm.step():
        made = crm.add(payment)
        given = [] if made.amount < 0 else allocate(crm, made, to)
        if made.amount > 0 and not (given or made.order or to) and made.method != payments.WRITTEN_OFF:
            made = _ahead(crm, made)
        if made.method == payments.WRITTEN_OFF and (over := payments.spare(crm, made)) > 0:
            raise Conflict(
                N_("{amount} more is written off than is owed"), hint="crm receivable list --by invoice", amount=shown(over, made.currency)
            )  # fmt: skip
    return made, given


def _ahead(crm: Workspace, payment: Payment) -> Payment:
    """Money that no invoice asks for is for the one order of its client that waits for some; of several for the one that waits for just so much."""
    waiting = [
        order
        for order in crm.where(Order, client=payment.client, currency=payment.currency, cancelled=None)
        if plans.unbilled(crm, order) > 0 and plans.received(crm, order) < (order.total or 0)
    ]
    if len(waiting) > 1:
        waiting = [one for one in waiting if payment.amount in {part.left for part in plans.standing(crm, one)}]
    return crm.change(payment, order=waiting[0].id) if len(waiting) == 1 else payment


def credit(crm: Workspace, invoice: Invoice) -> list[Allocation]:
    """Give a new invoice what came for its order before it, the oldest first."""
    if invoice.reverses or not invoice.order:
        return []
    found = list[Allocation]()
    for payment in crm.where(Payment, order=invoice.order, currency=invoice.currency):
        if invoices.fate(crm, invoice).asked > 0 and payments.spare(crm, payment) > 0:
            found += allocate(crm, payment, [To(invoice)])
    return found


def allocate(crm: Workspace, payment: Payment, to: Sequence[To] | None = None) -> list[Allocation]:
    """Give what is spare of a payment to invoices."""
    if payments.spare(crm, payment) <= 0:
        raise Conflict(N_("nothing of {ref} is spare"), hint="crm payment show {ref}", ref=payment.ref)
    with crm.step():
        found = [_given(crm, payment, one.invoice, one.amount) for one in to or () if one.amount is not None]
        rest = due(crm, payment) if to is None else [_asking(crm, one.invoice) for one in to if one.amount is None]
        for invoice, amount, skonto in _shared(crm, payment, rest):
            found.append(crm.add(Allocation(payment=payment.id, invoice=invoice.id, amount=amount, skonto=skonto)))
    return found


def due(crm: Workspace, payment: Payment) -> list[Invoice]:
    """The open invoices that a payment of its client goes to, the first due first; those of its order where it names one."""
    client = crm.by_id(Client, payment.client)
    words = [f"client={client.ref}", f"currency={payment.currency}", "left>0", "reverses=none"]
    found = [
        one for one in crm.find(Invoice, words, sort="due,date") if not payment.order or one.order == payment.order
    ]
    return [one for one in found if invoices.fate(crm, one).asked > 0]


def _shared(crm: Workspace, payment: Payment, open_: Sequence[Invoice]) -> list[tuple[Invoice, int, int]]:
    """One invoice after the other; a discount for early payment is used only as far as the money does not reach."""
    money, found = payments.spare(crm, payment), list[tuple[Invoice, int, int]]()
    for invoice in open_:
        left, off = invoices.fate(crm, invoice).asked, payments.allowance(crm, invoice, payment)
        skonto = off if 0 < left - off <= money else 0
        amount = min(money, left - skonto)
        if amount > 0:
            found.append((invoice, amount, skonto))
            money -= amount
    for at in reversed(range(len(found))):
        invoice, amount, skonto = found[at]
        more = min(money, skonto)
        found[at], money = (invoice, amount + more, skonto - more), money - more
    return found


def _asking(crm: Workspace, invoice: Invoice) -> Invoice:
    if invoices.fate(crm, invoice).asked <= 0:
        raise Conflict(N_("{ref} asks for nothing"), hint="crm invoice show {ref}", ref=invoice.ref)
    return invoice


def _given(crm: Workspace, payment: Payment, invoice: Invoice, amount: int) -> Allocation:
    """So much for one invoice; the rest of it is left off where that is within its discount for early payment."""
    rest, off = invoices.fate(crm, invoice).asked - amount, payments.allowance(crm, invoice, payment)
    skonto = rest if 0 < rest <= off else 0
    return crm.add(Allocation(payment=payment.id, invoice=invoice.id, amount=amount, skonto=skonto))


def refund(crm: Workspace, payment: Payment, amount: int | None = None, *, date: str | None = None, note: str | None = None) -> Payment:  # fmt: skip
    """Pay back what is spare of a payment, or a part of that."""
    free = payments.spare(crm, payment)
    wanted = free if amount is None else amount
    if wanted <= 0 and amount is not None:
        raise Invalid(N_("a payment of nothing is none"))
    if wanted > free or not free:
        raise Conflict(
            N_("of {ref} {spare} can be paid back"), hint=N_("crm payment reverse {ref}, or crm invoice reverse of what it paid"), ref=payment.ref,
            spare=shown(free, payment.currency),
        )  # fmt: skip
    return crm.add(_back(payment, wanted, date, note))


def reverse(crm: Workspace, payment: Payment, *, date: str | None = None, note: str | None = None) -> tuple[Payment, list[Allocation]]:  # fmt: skip
    """Take a payment back with all that it paid, as if it had not come: its invoices are open again."""
    if payment.reverses:
        raise Conflict(N_("{ref} is a reversal itself"), hint="crm payment add …", ref=payment.ref)
    with crm.step():
        given = [
            _freed(crm, one, *payments.remaining(crm, one), date or crm.clock.today().isoformat())
            for one in crm.where(Allocation, payment=payment.id, reverses=None)
            if any(payments.remaining(crm, one))
        ]
        free = payments.spare(crm, payment)
        if not free:
            raise Conflict(
                N_("{ref} was reversed or paid back already"), hint="crm payment show {ref}", ref=payment.ref
            )
        return crm.add(_back(payment, free, date, note)), given


def free(crm: Workspace, invoice: Invoice) -> list[Allocation]:
    """Take back what was paid of an invoice beyond what it still comes to, the latest first; the money is spare again.

    What was left off for paying early is left off only of what remains of it.
    """
    over = max(-invoices.fate(crm, invoice).asked, 0)
    much = min(max(payments.let_off(crm, invoice) - payments.allowed(crm, invoice), 0), over)
    rest, found = over - much, []
    for one in reversed(crm.where(Allocation, invoice=invoice.id, reverses=None)):
        amount, skonto = payments.remaining(crm, one)
        money, off = min(amount, rest), min(skonto, much)
        if money or off:
            found.append(_freed(crm, one, money, off, crm.clock.today().isoformat()))
            rest, much = rest - money, much - off
    return found


def _freed(crm: Workspace, wrong: Allocation, amount: int, skonto: int, date: str) -> Allocation:
    return crm.add(
        Allocation(
            payment=wrong.payment, invoice=wrong.invoice, amount=-amount, skonto=-skonto, reverses=wrong.id, date=date
        )
    )


def _back(payment: Payment, amount: int, date: str | None, note: str | None) -> Payment:
    return Payment(
        client=payment.client, amount=-amount, currency=payment.currency, date=date, order=payment.order, reverses=payment.id, note=note,
        method="transfer" if payment.method == "draft" else payment.method,
    )  # fmt: skip
