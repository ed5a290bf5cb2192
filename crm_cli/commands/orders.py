"""``crm order add``, ``from``, ``deliver``, ``return``, ``accept``, ``cancel`` and ``plan``: an order from its first line to its end."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Annotated, Any

from crm_cli.commands import doclines, planwords
from crm_cli.commands.adding import added, for_whom_written, typed_entries
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.doclines import Lines
from crm_cli.commands.each import each, each_named
from crm_cli.commands.flags import with_fields
from crm_cli.commands.forms import create
from crm_cli.commands.line_names import line_of, quantity_of, said_of, what
from crm_cli.commands.options import Note, Reason, Which
from crm_cli.commands.writing import UNDO, Answer, Work, shortened, writes
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import deliveries, documents, fulfilment, orders, parts, plans
from crm_cli.telling.given import stored
from crm_cli.telling.words import called, value_words

OneOrder = Annotated[
    str, Argument(metavar="ORDER", help=N_("An order: its ref or its number; “-” those that come by stdin"))
]
Part = Annotated[
    list[str] | None,
    Option("--line", metavar="LINE", help=N_("Only a line, or so much of one: RX3, RX3=2, “GTX Pro x2”; again for more")),
]  # fmt: skip
Day = Annotated[str | None, Option("--date", metavar="DATE", help=N_("On which day, if not today"))]
Won = Annotated[bool, Option("--won", help=N_("Its deal is won, for what the order comes to"))]
ADD = N_(
    "Write down what a client ordered: the lines as they are said, their prices from the price books where none is said."
)
MORE = N_("crm order line --help says how a line is written. What a quote said is ordered with crm order from.")
EXAMPLE = """Example:
  crm order add C12 --line "GTX Pro x3 @4500 -5%" --due +14d
  crm order add D8 --line "GTX Pro 3pcs -5%" --their-number PO-881
  crm order add C12 --line - < lines.csv"""


def add_verb(noun: str) -> Callable[..., None]:
    """``add``, with an option for each field."""

    @writes("order")
    def add(
        given: dict[str, str],
        who: Annotated[
            str | None, Argument(metavar="[WHO]", help=N_("A client, a contact or a deal; “-” reads headers by stdin"))
        ] = None,
        line: Lines = None,
    ) -> Work:
        def work() -> Answer:
            if who == "-":
                return added(noun, typed_entries(noun, [who], given))
            return _made((for_whom_written(who) if who else {}) | given, line or [])

        return work

    add.__doc__ = "\n\n".join((ADD, MORE, EXAMPLE))
    return with_fields(noun, add, adding=True)


def _made(given: dict[str, str], texts: Sequence[str]) -> Answer:
    crm = current().workspace
    values = stored("order", given)
    if "client" not in values:
        raise Invalid(N_("an order is somebody's"), hint='crm order add C12 --line "…"')
    order: Any = create("order", values)
    lines = doclines.put(order, texts)
    crm.settle()
    order = crm.by_id(Order, order.id)
    next_ = f"crm order deliver {order.ref}" if lines else f'crm order line add {order.ref} "…"'
    said = _("order added: {record}").format(record=titled(order))
    return Answer(said, [order], shortened(doclines.told(order, lines)), _("next: {command}").format(command=next_))


@writes("order")
def from_quote(
    which: Annotated[
        list[str], Argument(metavar="QUOTE", help=N_("Accepted quotes: refs or numbers, a filter, or “-” for refs from stdin"))
    ],
    line: Annotated[
        list[str] | None, Option("--option", metavar="LINE", help=N_("An option of the quote that is ordered too: QL5; again for more"))
    ] = None,
    due: Annotated[str | None, Option("--due", metavar="DATE", help=N_("When delivery was promised"))] = None,
    their_number: Annotated[str | None, Option("--their-number", metavar="TEXT", help=N_("Client's order number"))] = None,
    plan: Annotated[str | None, Option("--plan", metavar="PLAN", help=N_("The payment plan, if not as the payment terms say"))] = None,
    date: Day = None,
    won: Won = False,
) -> Work:  # fmt: skip
    """Order what a client accepted: every line with its figures, and which line of the quote it came from.

    Options are left out unless they are named. --won wins the deal for what the order comes to. Payment terms that are a plan
    (“30% signed, 70% before delivery”) become the payment plan of the order.

    Example:
      crm order from Q7
      crm order from Q7 --option QL5 --due +14d --won
    """
    given = {name: text for name, text in (("due", due), ("their_number", their_number), ("date", date)) if text}

    def one(quote: Any) -> Answer:
        crm = current().workspace
        options: list[Any] = [choose(["quoteline"], name) for name in line or ()]
        order = orders.from_quote(crm, quote, options, **stored("order", given))
        crm.settle()
        order = crm.by_id(Order, order.id)
        planned_ = _planned_as(order, plan)
        said = _("{record} orders {quote}").format(record=titled(order), quote=quote.number or quote.ref)
        told = shortened([doclines.brief(line) for line in documents.lines_of(crm, order)])
        return Answer(
            said, [order], [*told, *planned_, *_won(order, won)], _("next: {command}").format(command=f"crm order deliver {order.ref}")
        )  # fmt: skip

    return lambda: each("quote", which, one, "order")


def _planned_as(order: Order, said: str | None) -> list[str]:
    """The payment plan that is said, else that of its payment terms where these are one; else how it gets one."""
    crm = current().workspace
    text = said or order.payment or ""
    if not said and not re.search(r"\d\s*[%％]", text):
        return [_("payment plan: {command}").format(command=f'crm order plan {order.ref} "…"')] if text else []
    try:
        with crm.step():
            plans.put(crm, order, text)
    except CrmError:
        if said:
            raise
        return [_("payment plan: {command}").format(command=f'crm order plan {order.ref} "…"')]
    return [_("payment plan of {record}").format(record=order.ref), *planned(order)]


def _won(order: Order, wanted: bool) -> list[str]:
    """The deal that was won with it; where that was not wanted, that it could be."""
    crm = current().workspace
    if wanted:
        deal = orders.win(crm, order)
        return [_("{record} is won").format(record=called(deal))] if deal else [_("no open deal hangs on it")]
    return [
        _("{record} is still open: crm opp win {ref}").format(record=called(deal), ref=deal.ref)
        for deal in orders.deal_of(crm, order)
    ]


@writes("delivery")
def deliver(
    which: Which,
    line: Part = None,
    date: Day = None,
    carrier: Annotated[str | None, Option("--carrier", metavar="TEXT", help=N_("Carrier"))] = None,
    tracking: Annotated[str | None, Option("--tracking", metavar="TEXT", help=N_("Tracking number"))] = None,
    address: Annotated[str | None, Option("--address", metavar="TEXT", help=N_("Where to, if not as the order says"))] = None,
    note: Note = None,
) -> Work:  # fmt: skip
    """Goods of an order go out: all that is open, or so much of its lines as is said. Never more than was ordered.

    What the payment plan wants before delivery and has not come is told.

    Example:
      crm order deliver R7 --carrier DHL --tracking 1029384756
      crm order deliver R7 --line RX3=2 --line "GTX Plus"
    """
    given = _given(date=date, carrier=carrier, tracking=tracking, address=address, note=note)

    def one(order: Order) -> Answer:
        crm = current().workspace
        unpaid = _unpaid(order)
        wanted = _wanted(order, line, fulfilment.still_open(crm, order))
        made = deliveries.deliver(crm, order, wanted, **stored("delivery", given))
        return _moved(made, order, _("{record} goes out"), unpaid)

    return lambda: each("order", which, one, "delivery")


@writes("delivery")
def take_back(
    which: Which,
    line: Part = None,
    reason: Reason = None,
    date: Day = None,
    note: Note = None,
) -> Work:
    """Goods of an order come back: all that is at the client, or so much of its lines as is said.

    They are open again, and may go out again; what is not to go out again is taken off the line (crm order line edit RX3 x2), or the
    order is cancelled. What was billed of them is taken back by a credit note (crm invoice reverse).

    Example:
      crm order return R7 --line RX3=1 --reason "damaged on the way"
    """
    given = _given(date=date, reason=reason, note=note)

    def one(order: Order) -> Answer:
        crm = current().workspace
        wanted = _wanted(order, line, fulfilment.at_client(crm, order))
        made = deliveries.take_back(crm, order, wanted, **stored("delivery", given))
        return _moved(made, order, _("{record} comes back"), _billed(made))

    return lambda: each("order", which, one, "delivery")


@writes("order")
def accept(
    which: Which,
    date: Day = None,
) -> Work:
    """The client accepts what was delivered, of which there must be some: what the payment plan hangs on that runs from this day.

    Example:
      crm order accept R7 --date fri
    """

    def one(order: Order) -> Answer:
        crm = current().workspace
        day = stored("order", {"accepted": date})["accepted"] if date else None
        if order.accepted and order.accepted == (day or crm.clock.today().isoformat()):
            return Answer(_("{record} is accepted already").format(record=titled(order)), [order], wrote=False)
        after = orders.accept(crm, order, day)
        said = _("{record}: accepted on {day}").format(
            record=titled(after), day=_shown("order", "accepted", after.accepted)
        )
        rest = _still(after)
        more = [_("still to go out: {lines}").format(lines=rest)] if rest else []
        return Answer(said, [after], [*more, *_begun(after, bool(rest)), *planned(after)], _(UNDO))

    return lambda: each("order", which, one)


def _begun(order: Order, out: bool) -> list[str]:
    """Which parts of its plan run from the day on which an order was accepted."""
    text = _("{part} runs from now on, though goods are still to go out") if out else _("{part} runs from now on")
    return [text.format(part=_name(one)) for one in plans.of(current().workspace, order) if one.event == "accepted"]


@writes("order")
def cancel(
    which: Which,
    reason: Reason = None,
) -> Work:
    """Nothing comes of an order, and why. What went out must be back, and what was billed taken back, before.

    Example:
      crm order cancel R7 --reason "budget cut"
    """
    said = reason or current().ask(_("why is {ref} cancelled?").format(ref=" ".join(which)))

    def one(order: Order) -> Answer:
        after = orders.cancel(current().workspace, order, said)
        return Answer(
            _("{record} is cancelled: {reason}").format(record=titled(after), reason=after.reason),
            [after],
            hint=_(UNDO),
        )

    return lambda: each("order", which, one)


@writes("instalment")
def plan(
    which: OneOrder,
    text: Annotated[str | None, Argument(metavar="[PLAN]", help=N_("The parts with what they hang on; without it the plan is shown"))] = None,
) -> Work:  # fmt: skip
    """In which parts an order is paid, and after what each is due: signed, before delivery, delivered, invoiced, accepted, or a day.

    A part is a share, an amount or the rest. A retention stands apart from what is overdue until it is due itself. The new plan
    takes the place of the old one.

    Example:
      crm order plan R7 "30% signed, 60% before delivery, 10% 12 months after acceptance retention"
      crm order plan R7 "¥20,000 signed, rest 30 days after invoice"
      crm order plan R7
    """

    def one(order: Order) -> Answer:
        crm = current().workspace
        made = plans.put(crm, order, text) if text else plans.of(crm, order)
        if not made:
            return Answer(_("{record} has no payment plan").format(record=titled(order)), wrote=False, hint=f'crm order plan {order.ref} "…"')  # fmt: skip
        return Answer(_("payment plan of {record}").format(record=titled(order)), made, planned(order), _(UNDO) if text else "", wrote=bool(text))  # fmt: skip

    return lambda: each_named("order", which, one)


def planned(order: Order) -> list[str]:
    """Each part of a plan in a line: ``30% signed: ¥3,051, due 2026-11-10, overdue``; that it is due, or not yet, its day says already."""
    lines = []
    for one in plans.standing(current().workspace, order):
        told = [_money(one.amount, order), planwords.due(one.part, _shown("instalment", "due", one.due))]
        told += [_("{amount} still to pay").format(amount=_money(one.left, order))] if 0 < one.paid < one.amount else []
        told += [_(plans.STATES[one.state])] if one.state not in ("due", "waiting") else []
        lines.append(f"{_name(one.part)}: {', '.join(told)}")
    return lines


def _unpaid(order: Order) -> list[str]:
    """What should have come before goods go out."""
    wanted = ("signed", "before")
    return [
        _("not paid yet: {part}, {amount}").format(part=_name(one.part), amount=_money(one.left, order))
        for one in plans.standing(current().workspace, order)
        if one.part.event in wanted and one.left > 0
    ]


def _name(part: Any) -> str:
    """What a part is called: as it was written, else by its event."""
    return part.name or f"{_event(part)} {_shown('instalment', 'share', part.share)}".strip()


def _event(part: Any) -> str:
    return _shown("instalment", "event", part.event)


def _moved(made: Delivery, order: Order, said: str, more: Sequence[str]) -> Answer:
    crm = current().workspace
    lines = []
    for one in deliveries.lines_of(crm, made):
        line = crm.by_id(OrderLine, one.orderline)
        lines.append(f"{line.ref} {what(line)} × {one.quantity}" + (f" {line.unit}" if line.unit else ""))
    left = sum(1 for quantity in fulfilment.still_open(crm, order).values() if quantity)
    rest = [_("still to go out: {lines}").format(lines=_still(order))] if left else []
    record = f"{made.ref} {made.number} {crm.name_of('client', order.client) or ''}".strip()
    return Answer(said.format(record=record), [made], [*shortened(lines), *rest, *more], _(UNDO))


def _billed(back: Delivery) -> list[str]:
    """What of the goods that came back was billed, and by which invoices."""
    crm, told = current().workspace, []
    for one in deliveries.lines_of(crm, back):
        over = parts.billed(crm, one.orderline)[0] - fulfilment.sent(crm, one.orderline)
        if over > 0:
            bills = [line.invoice for line in crm.where(InvoiceLine, orderline=one.orderline) if not line.reverses]
            ref = crm.by_id(Invoice, bills[-1]).ref
            told.append(
                _("{ref}: billed and not at the client: {quantity}; {hint}").format(
                    ref=crm.by_id(OrderLine, one.orderline).ref, quantity=fulfilment.plain(over), hint=f"crm invoice reverse {ref}"
                )
            )  # fmt: skip
    return told


def _still(order: Order) -> str:
    crm = current().workspace
    found = fulfilment.still_open(crm, order)
    return ", ".join(f"{line.ref} × {fulfilment.plain(found[line.id])}" for line in fulfilment.goods(crm, order) if found[line.id])  # fmt: skip


def _wanted(order: Order, texts: Sequence[str] | None, all_: deliveries.Wanted) -> deliveries.Wanted | None:
    """How much of which lines, by their ids; all that may move of one whose quantity is not said."""
    if not texts:
        return None
    found = dict[str, Decimal]()
    for text in texts:
        some = said_of(order, text)
        line = line_of(order, some.name)
        quantity = quantity_of(line, some)
        found[line.id] = found.get(line.id, Decimal(0)) + (
            all_.get(line.id, Decimal(0)) if quantity is None else quantity
        )
        if found[line.id] <= 0:
            raise Invalid(N_("the quantity is {quantity}: it must be more than nothing"), hint=f"{line.ref}=1", quantity="0")  # fmt: skip
    return found


def titled(order: Order) -> str:
    """``R7 SO-2026-0041 科锐: ¥12,825``."""
    client = current().workspace.name_of("client", order.client)
    named = " ".join(filter(None, [order.ref, order.number, client]))
    return named if order.total is None else _("{label}: {said}").format(label=named, said=_money(order.total, order))


def _money(amount: int, order: Order) -> str:
    return value_words(current().workspace.fields("order")["total"], amount, order.currency)


def _shown(noun: str, field: str, value: Any) -> str:
    return value_words(current().workspace.fields(noun)[field], value)


def _given(**said: str | None) -> dict[str, str]:
    return {name: text for name, text in said.items() if text is not None}
