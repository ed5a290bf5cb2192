"""Deliveries and returns: never more goes out than was ordered, never more comes back than went out."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from crm_cli.errors import Conflict, Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.deliverylines import DeliveryLine
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import documents, fulfilment
from crm_cli.sales.fulfilment import plain
from crm_cli.sales.lines import PLACES
from crm_cli.sales.orders import must_hold
from crm_cli.workspace import Workspace

Wanted = Mapping[str, Decimal]
"""How much of which line of an order, by the line's id."""


# --- rules that hold whoever writes


def complete(crm: Workspace, delivery: Delivery | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A new delivery has its number, its client and its day, and belongs to an order that holds."""
    found = imported(crm, delivery, values)
    if delivery is None:
        found["number"] = values.get("number") or documents.number(crm, "delivery")
    return found


def imported(crm: Workspace, delivery: Delivery | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same of one in a file, which gets its number when it is written."""
    found: dict[str, Any] = {}
    if delivery is None:
        order = crm.recalled(Order, values["order"])
        must_hold(order)
        found = {
            "client": order.client,
            "date": values.get("date") or crm.clock.today().isoformat(),
            "address": values.get("address") or (None if values.get("kind") == "return" else order.address),
        }
    elif _moved(delivery, values):
        raise Conflict(N_("{ref} stays with its order and what it is"), hint="crm delivery rm {ref}", ref=delivery.ref)
    day = found.get("date") or values.get("date")
    if day and day > crm.clock.today().isoformat():
        with of_field("date"):
            raise Invalid(N_("{day} is still to come"), day=day)
    return found


def _moved(delivery: Delivery, values: Mapping[str, Any]) -> bool:
    return any(values.get(name, getattr(delivery, name)) != getattr(delivery, name) for name in ("order", "kind"))


def complete_line(crm: Workspace, line: DeliveryLine | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """So much of a line of the same order as is open, or, of a return, as is at the client."""
    delivery, source, quantity = _said(crm, line, values)
    with of_field("quantity"):
        _check(crm, delivery, source, quantity, line)
    return {}


def imported_line(crm: Workspace, line: DeliveryLine | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A line in a file: what all its lines come to together is looked at when they are written (:func:`settle`)."""
    if line is not None:
        return complete_line(crm, line, values)
    with of_field("quantity"):
        _check_quantity(_said(crm, None, values)[2])
    return {}


def _said(crm: Workspace, line: DeliveryLine | None, values: Mapping[str, Any]) -> tuple[Delivery, OrderLine, Decimal]:
    """Of which delivery a line is, of which line of the same order, and how much."""
    delivery = crm.recalled(Delivery, values.get("delivery") or str(line and line.delivery))
    source = crm.by_id(OrderLine, values.get("orderline") or str(line and line.orderline))
    if line is not None and (line.delivery, line.orderline) != (delivery.id, source.id):
        raise Conflict(N_("{ref} stays in its delivery"), hint="crm deliveryline rm {ref}", ref=line.ref)
    with of_field("orderline"):
        if source.order != delivery.order:
            raise Conflict(N_("{ref} is a line of another order"), hint="crm order list", ref=source.ref)
        if source.kind != fulfilment.GOODS:
            raise Invalid(N_("{ref} is not goods that go out"), ref=source.ref)
    return delivery, source, Decimal(values.get("quantity") or str(line and line.quantity))


def settle(crm: Workspace, first: int, last: int) -> None:
    """After lines of these numbers came together: none of their orders' lines was delivered too much by all of them, or brought back."""
    for identity in {
        source for _n, source in crm.numbered("deliveryline", first, last, [crm.fields("deliveryline")["orderline"]])
    }:
        source, out = crm.by_id(OrderLine, identity), fulfilment.sent(crm, identity)
        if out > Decimal(source.quantity):
            raise Conflict(
                N_("of {ref} {quantity} were ordered, {out} would be out"), hint="crm order line edit {ref} x{out}", ref=source.ref,
                quantity=plain(Decimal(source.quantity)), out=plain(out),
            )  # fmt: skip
        if out < 0:
            raise _came_back(source)


def _check(crm: Workspace, delivery: Delivery, source: OrderLine, quantity: Decimal, line: DeliveryLine | None) -> None:
    _check_quantity(quantity)
    before = fulfilment.sent(crm, source.id, [line.id] if line else [])
    if delivery.kind == "return":
        if quantity > before:
            raise Conflict(
                N_("of {ref} {out} are at the client, {quantity} can't come back"), ref=source.ref, out=plain(before), quantity=plain(quantity)
            )  # fmt: skip
    elif before + quantity > Decimal(source.quantity):
        raise Conflict(
            N_("of {ref} {open} are still to go out, not {quantity}"), hint=N_("crm order line edit {ref} x…, when more was ordered"), ref=source.ref,
            open=plain(Decimal(source.quantity) - before), quantity=plain(quantity),
        )  # fmt: skip
    elif before + quantity < 0:
        raise _came_back(source)


def _check_quantity(quantity: Decimal) -> None:
    if quantity <= 0:
        raise Invalid(
            N_("the quantity is {quantity}: it must be more than nothing"), hint="x1", quantity=plain(quantity)
        )
    if quantity != round(quantity, PLACES):
        raise Invalid(N_("the quantity {quantity} is too large, or has too many decimals"), quantity=plain(quantity))


def leave_line(crm: Workspace, line: DeliveryLine, going: Collection[str]) -> None:
    """What came back again holds the line by which it went out."""
    if fulfilment.sent(crm, line.orderline, {line.id, *going}) < 0:
        raise _came_back(crm.by_id(OrderLine, line.orderline))


def _came_back(source: OrderLine) -> Conflict:
    return Conflict(N_("of {ref} more came back than would have gone out"), hint="crm delivery list kind=return", ref=source.ref)  # fmt: skip


# --- its way


def deliver(crm: Workspace, order: Order, wanted: Wanted | None = None, **values: Any) -> Delivery:
    """Goods go out: so much of these lines, else all that is open."""
    must_hold(order)
    return _written(crm, order, "delivery", fulfilment.still_open(crm, order) if wanted is None else wanted, values)


def take_back(crm: Workspace, order: Order, wanted: Wanted | None = None, **values: Any) -> Delivery:
    """Goods come back: so much of these lines, else all that is at the client."""
    must_hold(order)
    return _written(crm, order, "return", fulfilment.at_client(crm, order) if wanted is None else wanted, values)


def _written(crm: Workspace, order: Order, kind: str, wanted: Wanted, values: Mapping[str, Any]) -> Delivery:
    some = {line: quantity for line, quantity in wanted.items() if quantity}
    if not some:
        raise _nothing(order, kind)
    with crm.step():
        made = crm.add(Delivery(order=order.id, kind=kind, **values))
        for line, quantity in some.items():
            crm.add(DeliveryLine(delivery=made.id, orderline=line, quantity=plain(quantity)))
    return made


def _nothing(order: Order, kind: str) -> Conflict:
    if kind == "return":
        return Conflict(N_("nothing of {ref} is at the client"), hint="crm order show {ref}", ref=order.ref)
    return Conflict(N_("nothing of {ref} is still to go out"), hint="crm order show {ref}", ref=order.ref)


def lines_of(crm: Workspace, delivery: Delivery) -> list[DeliveryLine]:
    """What went out, or came back, with it."""
    return crm.where(DeliveryLine, delivery=delivery.id)
