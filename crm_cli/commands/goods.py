"""``crm order deliver`` and ``return``: goods go out and come back, all that may or so much of each line as is said."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from crm_cli.commands.declaring import Option
from crm_cli.commands.each import each
from crm_cli.commands.line_names import line_of, quantity_of, said_of
from crm_cli.commands.options import Note, Reason, Which
from crm_cli.commands.writing import UNDO, Answer, Work, shortened, writes
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import deliveries, fulfilment, parts, plans
from crm_cli.sales.documents import shown
from crm_cli.telling import planwords
from crm_cli.telling.given import filled_in, stored
from crm_cli.telling.words import what

Part = Annotated[
    list[str] | None,
    Option("--line", metavar="LINE", help=N_("Only a line, or so much of one: RX3, RX3=2, “GTX Pro x2”; again for more")),
]  # fmt: skip
Day = Annotated[str | None, Option("--date", metavar="DATE", help=N_("On which day, if not today"))]


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
    given = filled_in(date=date, carrier=carrier, tracking=tracking, address=address, note=note)

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
    given = filled_in(date=date, reason=reason, note=note)

    def one(order: Order) -> Answer:
        crm = current().workspace
        wanted = _wanted(order, line, fulfilment.at_client(crm, order))
        made = deliveries.take_back(crm, order, wanted, **stored("delivery", given))
        return _moved(made, order, _("{record} comes back"), _billed(made))

    return lambda: each("order", which, one, "delivery")


def _unpaid(order: Order) -> list[str]:
    """What should have come before goods go out."""
    crm, wanted = current().workspace, ("signed", "before")
    return [
        _("not paid yet: {part}, {amount}").format(
            part=planwords.part_name(one.part), amount=shown(one.left, order.currency or crm.currency)
        )
        for one in plans.standing(crm, order)
        if one.part.event in wanted and one.left > 0
    ]


def _moved(made: Delivery, order: Order, said: str, more: Sequence[str]) -> Answer:
    crm = current().workspace
    lines = []
    for one in deliveries.lines_of(crm, made):
        line = crm.by_id(OrderLine, one.orderline)
        lines.append(f"{line.ref} {what(line)} × {one.quantity}" + (f" {line.unit}" if line.unit else ""))
    left = sum(1 for quantity in fulfilment.still_open(crm, order).values() if quantity)
    rest = [_("still to go out: {lines}").format(lines=still(order))] if left else []
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


def still(order: Order) -> str:
    """What of an order is still to go out, in a line."""
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
