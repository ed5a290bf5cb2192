"""``crm payment add``, ``allocate``, ``refund`` and ``reverse``: money that came, what it paid, and what went back."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

from crm_cli.commands.adding import added, typed_entries
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.each import each, each_named
from crm_cli.commands.flags import with_fields
from crm_cli.commands.opportunities import Note
from crm_cli.commands.options import One, Reason, Which
from crm_cli.commands.payers import payer
from crm_cli.commands.writing import UNDO, Answer, Work, writes
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.records.numbers import parse_money
from crm_cli.sales import invoices, paying, payments, plans
from crm_cli.sales.documents import shown
from crm_cli.sales.paying import To
from crm_cli.telling.given import stored
from crm_cli.telling.planwords import planned
from crm_cli.telling.words import called, value_words

Whither = Annotated[
    list[str] | None,
    Option("--to", metavar="INVOICE", help=N_("To an invoice, as much as it asks for or so much: V3, V3=20000; again for more")),
]  # fmt: skip
Day = Annotated[str | None, Option("--date", metavar="DATE", help=N_("Its date, if not today"))]
ADD = N_(
    "Write down a payment. It goes to the client's open invoices, the one that is due first before the others; --to says which instead."
)
MORE = N_(
    "What is over stays with the payment until crm payment allocate or refund. An acceptance draft covers its invoices and counts as cash on the day it matures; until then they are open, but not overdue. What is written off (--method writeoff, by a manager) settles an invoice and is no money that came. A payment within the time of a discount for early payment closes its invoice, though it is that much shorter."
)
AHEAD = N_(
    "Money that no invoice asks for yet is in advance for the order that is named, else for the one that waits for it: it pays its plan, and the order's next invoice is credited with it. An order, a quote or an invoice in place of the client says what it is for."
)
EXAMPLE = """Example:
  crm payment add C12 30000
  crm payment add C12 84.50 --method writeoff --to V3
  crm payment add C12 30k --method draft --matures 2027-05-20
  crm payment add C12 30000 --to V3=20000 --to V5"""


def add_verb(noun: str) -> Callable[..., None]:
    """``add``, with an option for each field."""

    @writes("payment")
    def add(
        given: dict[str, str],
        who: Annotated[str | None, Argument(metavar="[WHO]", help=N_("The client it came from, or the order or invoice it is for; “-” reads payments by stdin"))] = None,
        amount: Annotated[str | None, Argument(metavar="[AMOUNT]", help=N_("How much: 30000, 30k, €500"))] = None,
        to: Whither = None,
    ) -> Work:  # fmt: skip
        def work() -> Answer:
            if who == "-":
                return added(noun, typed_entries(noun, [who], given))
            named, paid = _of(who) if who else ({}, [])
            return _received(named | given | ({"amount": amount} if amount else {}), to or paid)

        return work

    add.__doc__ = "\n\n".join((ADD, AHEAD, MORE, EXAMPLE))
    return with_fields(noun, add, adding=True)


@writes("payment")
def allocate(
    which: Which,
    to: Whither = None,
) -> Work:
    """Give what is spare of a payment to invoices: those that are named, else those that are due first.

    Example:
      crm payment allocate M3
      crm payment allocate M3 --to V5=20000
    """

    def one(payment: Payment) -> Answer:
        crm = current().workspace
        given = paying.allocate(crm, payment, _targets(to, payment) if to else None)
        said = (
            _("{ref} now also pays {invoices}").format(ref=payment.ref, invoices=_paid_by(given))
            if given
            else _("no open invoice asks for it")
        )
        return Answer(said, [payment], told(payment, given), _(UNDO) if given else "", wrote=bool(given))

    return lambda: each("payment", which, one)


@writes("payment")
def refund(
    which: One,
    amount: Annotated[str | None, Argument(metavar="[AMOUNT]", help=N_("How much, if not all that is spare"))] = None,
    date: Day = None,
    note: Note = None,
) -> Work:
    """Pay back what is spare of a payment, or a part of it.

    Example:
      crm payment refund M3
      crm payment refund M3 5000 --note "paid too much"
    """

    def one(payment: Payment) -> Answer:
        crm = current().workspace
        minor = None if amount is None else _amount(amount, payment.currency)
        back = paying.refund(crm, payment, minor, date=_day(date), note=note)
        said = _("{ref}: {amount} of {payment} paid back").format(
            ref=back.ref, amount=shown(-back.amount, back.currency), payment=payment.ref
        )
        return Answer(said, [back], told(payment, ()), _(UNDO))

    return lambda: each_named("payment", which, one, "payment")


@writes("payment")
def reverse(
    which: Which,
    reason: Reason = None,
    date: Day = None,
) -> Work:
    """Take a payment back with all that it paid: it was wrong, or it bounced. Its invoices are open again; nothing is taken out.

    Example:
      crm payment reverse M3 --reason "returned unpaid"
    """

    def one(payment: Payment) -> Answer:
        back, given = paying.reverse(current().workspace, payment, date=_day(date), note=reason)
        said = _("{ref} takes back {payment}").format(ref=back.ref, payment=_called(payment))
        return Answer(said, [back], [_line(paid) for paid in given], _(UNDO))

    return lambda: each("payment", which, one, "payment")


def _received(given: dict[str, str], to: Sequence[str] | None) -> Answer:
    crm = current().workspace
    for name, hint in (("client", "crm payment add C12 30000"), ("amount", "crm payment add C12 30000")):
        if name not in given:
            raise Invalid(N_("a payment says from whom it came and how much it is"), hint=hint)
    client = crm.by_id(Client, stored("payment", {"client": given["client"]})["client"])
    order = crm.by_id(Order, stored("payment", {"order": given["order"]})["order"]) if "order" in given else None
    usual = (
        ((order and order.currency) or client.currency)
        if parse_money(given["amount"], crm.country)[1] is None
        else None
    )
    payment = Payment(**stored("payment", given if "currency" in given or not usual else {"currency": usual, **given}))
    targets = _targets(to, payment) if to else None
    if payment.amount < 0:
        raise Invalid(N_("“{text}” is below zero"), hint="crm payment refund M3", text=given["amount"])
    made, found = paying.receive(crm, payment, targets)
    said = [*_doubled(made, found, targets or ()), *told(made, found)]
    return Answer(_("payment added: {record}").format(record=_called(made)), [made], said, _(UNDO))


def _doubled(payment: Payment, given: Sequence[Allocation], targets: Sequence[To]) -> list[str]:
    """That it is more than double of what was open may be a slip, unless it was said how much each invoice gets."""
    paid = sum(one.amount for one in given)
    if not paid or payment.amount <= 2 * paid or any(one.amount for one in targets):
        return []
    said = _("{amount} is more than double of the {open} that were open; if that is a slip: crm undo")
    return ["! " + said.format(amount=shown(payment.amount, payment.currency), open=shown(paid, payment.currency))]


def _of(who: str) -> tuple[dict[str, str], list[str]]:
    """From whom a payment came and for which order, as it would be typed, and which invoice it pays."""
    found = payer(who)
    if found.invoice:
        money = {"currency": found.invoice.currency} if found.invoice.currency else {}
        return {"client": found.client, **money}, [found.invoice.ref]
    return {"client": found.client} | ({"order": found.order.ref} if found.order else {}), []


def _targets(to: Sequence[str], payment: Payment) -> list[To]:
    """Which invoices, and how much of each."""
    found = []
    for text in to:
        name, _equals, amount = text.replace("＝", "=").partition("=")
        invoice: Any = choose(["invoice"], name.strip())
        found.append(To(invoice, _amount(amount, payment.currency or invoice.currency) if amount.strip() else None))
    return found


def _amount(text: str, currency: str | None) -> int:
    return parse_money(text, current().workspace.country, currency)[0]


def _day(text: str | None) -> str | None:
    return None if text is None else stored("payment", {"date": text})["date"]


def _called(payment: Payment) -> str:
    """``M3 科锐: ¥30,000``."""
    client = current().workspace.name_of("client", payment.client) or ""
    return _("{label}: {said}").format(label=f"{payment.ref} {client}", said=shown(payment.amount, payment.currency))


def told(payment: Payment, given: Iterable[Allocation]) -> list[str]:
    """What it paid, and what is not allocated."""
    crm = current().workspace
    free = payments.spare(crm, payment)
    if free > 0 and payment.order and not (given := list(given)):
        order = crm.by_id(Order, payment.order)
        return [
            _("{amount} in advance for {record}: its next invoice gets it").format(amount=shown(free, payment.currency), record=called(order)),
            *planned(order),
        ]  # fmt: skip
    spare = [_("{amount} not allocated: {command}").format(amount=shown(free, payment.currency), command=_next(payment))] if free > 0 else []  # fmt: skip
    return [*map(_line, given), *spare]


def _paid_by(given: Iterable[Allocation]) -> str:
    """The invoices that were paid."""
    crm = current().workspace
    return ", ".join(dict.fromkeys(crm.by_id(Invoice, one.invoice).ref for one in given))


def _next(payment: Payment) -> str:
    """What can be done with money that is spare: give it to what is open, bill an order for it, or pay it back."""
    crm = current().workspace
    if paying.due(crm, payment):
        return f"crm payment allocate {payment.ref}"
    orders = crm.where(Order, client=payment.client, currency=payment.currency, cancelled=None)
    waiting = [f"crm order invoice {one.ref}" for one in orders if plans.unbilled(crm, one) > 0]
    return ", ".join([*waiting[:1], f"crm payment refund {payment.ref}"])


def _line(one: Allocation) -> str:
    """``V3 IN-2026-0003: ¥20,000 · ¥400 left off · ¥5,000 still to pay``."""
    crm = current().workspace
    invoice = crm.by_id(Invoice, one.invoice)
    parts = [f"{invoice.ref} {invoice.official or invoice.number or ''}: {shown(one.amount, invoice.currency)}"]
    if one.skonto:
        parts.append(_("{amount} left off for paying early").format(amount=shown(one.skonto, invoice.currency)))
    payment, found = crm.by_id(Payment, one.payment), invoices.fate(crm, invoice)
    if payments.cash_day(payment) > crm.clock.today().isoformat():
        day = value_words(crm.fields("payment")["matures"], payment.matures)
        parts.append(_("covered by draft due {day}").format(day=day))
    if found.asked or not found.left:
        parts.append(
            _("{amount} still to pay").format(amount=shown(found.asked, invoice.currency)) if found.asked else _("paid")
        )
    return " · ".join(parts)
