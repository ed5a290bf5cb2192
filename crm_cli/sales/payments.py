"""Payments and what they paid: a ledger that is only added to; what was wrong is reversed by an entry of its own."""

from collections.abc import Collection, Mapping
from typing import Any

from crm_cli.errors import Conflict, Denied, Invalid, Word, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import arithmetic, invoices
from crm_cli.sales.documents import LARGEST, shown
from crm_cli.team import rights
from crm_cli.workspace import Workspace

WRITTEN_OFF = "writeoff"
"""The method of what will never come: it settles an invoice, and is neither cash nor a habit."""
ENTERED = ("client", "amount", "currency", "date", "method", "matures", "order")
"""What a payment says once and for all, as soon as something was paid with it."""


def of_order(crm: Workspace, order: str) -> list[str]:
    """The refs of the payments for an order: those under its name, and those that paid its invoices."""
    bills = crm.where(Invoice, order=order)
    paid = {one.payment for bill in bills for one in crm.where(Allocation, invoice=bill.id)}
    direct = crm.where(Payment, order=order)
    return [one.ref for one in (*direct, *(crm.by_id(Payment, each) for each in paid - {one.id for one in direct}))]


# --- rules that hold whoever writes


def complete(crm: Workspace, payment: Payment | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A payment has its day and currency; one that paid something, or was reversed, stays as it is."""
    if payment is not None:
        changed = {name for name in ENTERED if name in values and values[name] != getattr(payment, name)}
        if changed and _is_used(crm, payment):
            raise Conflict(
                N_("{ref} paid something: it is reversed, not changed"),
                hint="crm payment reverse {ref}",
                ref=payment.ref,
            )
    found = {} if payment is not None else _new(crm, values)
    now = {name: found.get(name, values.get(name, getattr(payment, name, None))) for name in (*ENTERED, "reverses")}
    _check(crm, now)
    if now["method"] == WRITTEN_OFF and not rights.may(crm, "manager"):
        raise Denied(
            N_("what a client owes is written off only by {who}"),
            hint="crm help rights",
            who=Word(rights.WHO["manager"]),
        )
    if payment is None and values.get("reverses"):
        for whole in crm.where(Payment, id=values["reverses"]):
            check_back(crm, whole, values["client"], now["currency"], values["amount"])
    return found


def check_back(crm: Workspace, whole: Payment, client: str, currency: str | None, amount: int) -> None:
    """What is paid back is of the same client and currency, below zero, and no more than is spare of the payment."""
    free = spare(crm, whole)
    if (whole.client, whole.currency) != (client, currency) or whole.reverses or amount > 0 or free + amount < 0:
        with of_field("amount"):
            raise Conflict(
                N_("of {ref} {spare} can be paid back"), hint=N_("crm payment reverse {ref}, or crm invoice reverse of what it paid"), ref=whole.ref,
                spare=shown(max(free, 0), whole.currency),
            )  # fmt: skip


def _new(crm: Workspace, values: Mapping[str, Any]) -> dict[str, Any]:
    order = crm.by_id(Order, values["order"]) if values.get("order") else None
    if order and order.client != values["client"]:
        with of_field("order"):
            raise Conflict(N_("{ref} is an order of another client"), hint="crm order show {ref}", ref=order.ref)
    client = crm.by_id(Client, values["client"])
    return {
        "date": values.get("date") or crm.clock.today().isoformat(),
        "currency": values.get("currency") or (order and order.currency) or client.currency or crm.currency,
    }


def _check(crm: Workspace, now: Mapping[str, Any]) -> None:
    with of_field("amount"):
        if not now["amount"]:
            raise Invalid(N_("a payment of nothing is none"))
        if abs(now["amount"]) > LARGEST:
            raise Invalid(N_("{field} is larger than can be"), field=Word(N_("Amount")))
    if now["date"] > crm.clock.today().isoformat():
        with of_field("date"):
            raise Invalid(
                N_("{day} is still to come: a payment is written down when it is here"), hint=N_("--method draft --matures {day} for an acceptance draft"),
                day=now["date"],
            )  # fmt: skip
    with of_field("matures"):
        if now["matures"] and now["method"] != "draft":
            raise Invalid(N_("only an acceptance draft matures"), hint="--method draft")
        if now["matures"] and now["matures"] < now["date"]:
            raise Invalid(N_("it would have matured on {day}, before it came"), day=now["matures"])


def leave(crm: Workspace, payment: Payment, _going: Collection[str]) -> None:
    """What paid something is reversed, not taken out."""
    if payment.reverses or _is_used(crm, payment):
        raise Conflict(
            N_("{ref} is in the books: it is reversed, not taken out"),
            hint="crm payment reverse {ref}",
            ref=payment.ref,
        )


def _is_used(crm: Workspace, payment: Payment) -> bool:
    return bool(crm.where(Allocation, payment=payment.id) or crm.where(Payment, reverses=payment.id))


def complete_allocation(
    crm: Workspace, allocation: Allocation | None, values: Mapping[str, Any], *, of_file: bool = False
) -> dict[str, Any]:
    """An allocation takes no more than the payment has and the invoice asks for, in one currency, of one client or its group.

    One ``of_file`` may be older than what was paid back or taken back since; what all of a file come to is looked at when they are there.
    """
    if allocation is not None:
        if any(getattr(allocation, name, None) != value for name, value in values.items()):
            raise _kept(crm, allocation)
        return {}
    payment, invoice = crm.by_id(Payment, values["payment"]), crm.by_id(Invoice, values["invoice"])
    if values.get("reverses"):
        for wrong in crm.where(Allocation, id=values["reverses"]):  # one of the same file is looked at once it is there
            _check_reversal(crm, wrong, values)
    else:
        _check_new(crm, payment, invoice, values, of_file)
    day = str(values.get("date") or payment.date)
    cash = max(cash_day(payment), day) if values.get("reverses") else cash_day(payment)
    return {"currency": payment.currency, "date": day, "cash": cash}


def leave_allocation(crm: Workspace, allocation: Allocation, _going: Collection[str]) -> None:
    """Never taken out."""
    raise _kept(crm, allocation)


def _kept(crm: Workspace, allocation: Allocation) -> Conflict:
    payment = crm.by_id(Payment, allocation.payment)
    return Conflict(
        N_("{ref} is in the books: it is never changed or taken out"), hint="crm payment reverse {payment}", ref=allocation.ref, payment=payment.ref
    )  # fmt: skip


def _check_new(crm: Workspace, payment: Payment, invoice: Invoice, values: Mapping[str, Any], of_file: bool) -> None:
    amount, skonto = values["amount"], values.get("skonto") or 0
    if payment.currency != invoice.currency:
        with of_field("invoice"):
            raise Conflict(
                N_("{payment} is in {paid}, {invoice} in {billed}: one does not pay the other"), payment=payment.ref, paid=payment.currency,
                invoice=invoice.ref, billed=invoice.currency,
            )  # fmt: skip
    _check_whose(crm, payment, invoice)
    with of_field("amount"):
        if amount <= 0 or skonto < 0:
            raise Invalid(N_("an allocation is more than nothing"))
        if amount > (free := spare(crm, payment, as_it_came=of_file)):
            raise Conflict(
                N_("of {ref} {spare} are not allocated, which is less than {amount}"), ref=payment.ref, spare=shown(free, payment.currency),
                amount=shown(amount, payment.currency),
            )  # fmt: skip
        found = invoices.fate(crm, invoice)
        if amount + skonto > (left := found.asked + (found.reversed if of_file else 0)):
            raise Conflict(
                N_("{ref} asks for {left}, which is less than {amount}"), hint=N_("leave the amount out: what is over stays with the payment"),
                ref=invoice.ref, left=shown(left, invoice.currency), amount=shown(amount + skonto, invoice.currency),
            )  # fmt: skip
    if skonto > (off := allowance(crm, invoice, payment, as_it_was=of_file)):
        with of_field("skonto"):
            raise Conflict(
                N_("{ref} lets {amount} off for a payment of that day, not {skonto}"), hint="crm invoice edit {ref} --skonto …", ref=invoice.ref,
                amount=shown(off, invoice.currency), skonto=shown(skonto, invoice.currency),
            )  # fmt: skip


def _check_whose(crm: Workspace, payment: Payment, invoice: Invoice) -> None:
    if payment.client == invoice.client:
        return
    payer, billed = crm.by_id(Client, payment.client), crm.by_id(Client, invoice.client)
    if not {payer.id, payer.parent} & {billed.id, billed.parent} - {None}:
        with of_field("invoice"):
            raise Conflict(
                N_("{invoice} is {billed}'s, {payment} came from {payer}"), hint=N_("a company pays for those of its own group"), invoice=invoice.ref,
                billed=billed.name, payment=payment.ref, payer=payer.name,
            )  # fmt: skip


def _check_reversal(crm: Workspace, wrong: Allocation, values: Mapping[str, Any]) -> None:
    amount, skonto = remaining(crm, wrong)
    if (wrong.payment, wrong.invoice) != (values["payment"], values["invoice"]):
        with of_field("reverses"):
            raise Conflict(
                N_("{ref} is of another payment or invoice"), hint="crm allocation show {ref}", ref=wrong.ref
            )
    if values["amount"] > 0 or -values["amount"] > amount or -(values.get("skonto") or 0) > skonto:
        with of_field("amount"):
            raise Conflict(N_("more is reversed than {ref} has"), ref=wrong.ref)


def must_hold(crm: Workspace, entry: Mapping[str, Any], _changed: Collection[str]) -> None:
    """An entry was taken back, or is there again: no payment gave more than it had, no invoice got more than it asked for."""
    for payment in (one for name in ("id", "payment", "reverses") for one in crm.where(Payment, id=entry.get(name))):
        if payment.amount > 0 and (left := spare(crm, payment)) < 0:
            raise Conflict(
                N_("{ref} would have paid {amount} more than it is"), hint="crm payment show {ref}", ref=payment.ref,
                amount=shown(-left, payment.currency),
            )  # fmt: skip
    for invoice in crm.where(Invoice, id=entry.get("invoice")):
        found = invoices.fate(crm, invoice)
        if not invoice.reverses and (left := found.left - found.covered) < 0:
            raise Conflict(
                N_("{ref} would be paid {amount} more than it asks for"), hint="crm invoice show {ref}", ref=invoice.ref,
                amount=shown(-left, invoice.currency),
            )  # fmt: skip


# --- what is left of each


def remaining(crm: Workspace, allocation: Allocation) -> tuple[int, int]:
    """What of an allocation was not reversed: money, and what was left off."""
    back = crm.where(Allocation, reverses=allocation.id)
    return (
        allocation.amount + sum(one.amount for one in back),
        allocation.skonto + sum(one.skonto for one in back),
    )


def spare(crm: Workspace, payment: Payment, *, as_it_came: bool = False) -> int:
    """What of a payment went to no invoice and was not paid back; ``as_it_came``: though it was paid back."""
    if payment.reverses:
        return 0
    gone = sum(one.amount for one in crm.where(Allocation, payment=payment.id))
    back = 0 if as_it_came else sum(one.amount for one in crm.where(Payment, reverses=payment.id))
    return payment.amount + back - gone


def cash_day(payment: Payment) -> str:
    """The day on which a payment is cash: an acceptance draft is when it matures."""
    return (payment.matures if payment.method == "draft" else None) or str(payment.date)


def allowance(crm: Workspace, invoice: Invoice, payment: Payment, *, as_it_was: bool = False) -> int:
    """What an invoice lets off for a payment that is cash so early; what was let off before is taken off. ``as_it_was``: before red ones."""
    if not invoice.skonto or cash_day(payment) > (invoice.skonto_until or ""):
        return 0
    most = arithmetic.share(invoice.total or 0, invoice.skonto) if as_it_was else allowed(crm, invoice)
    return max(most - let_off(crm, invoice), 0)


def allowed(crm: Workspace, invoice: Invoice) -> int:
    """What an invoice lets off for early payment of all that red ones left of it."""
    return arithmetic.share((invoice.total or 0) - invoices.fate(crm, invoice).reversed, invoice.skonto or 0)


def let_off(crm: Workspace, invoice: Invoice) -> int:
    """What was let off of an invoice, also by drafts that have not matured."""
    return sum(one.skonto for one in crm.where(Allocation, invoice=invoice.id))
