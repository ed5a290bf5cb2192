"""How much of an order's lines went out and came back, and what is still open."""

from collections.abc import Collection
from decimal import Decimal

from crm_cli.errors import Conflict, Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.deliverylines import DeliveryLine
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.sales.documents import lines_of
from crm_cli.workspace import Workspace

GOODS = "item"
"""The kind of line that is delivered; charges, discounts and texts are not."""


def sent(crm: Workspace, orderline: str, but: Collection[str] = ()) -> Decimal:
    """How much of a line is at the client: what went out less what came back; without those delivery lines."""
    found = [line for line in crm.where(DeliveryLine, orderline=orderline) if line.id not in but]
    back = {one.delivery for one in found if _is_return(crm, one.delivery)}
    return sum((-Decimal(one.quantity) if one.delivery in back else Decimal(one.quantity) for one in found), Decimal(0))


def _is_return(crm: Workspace, delivery: str) -> bool:
    return crm.recalled(Delivery, delivery).kind == "return"


def still_open(crm: Workspace, order: Order) -> dict[str, Decimal]:
    """By the id of each line of goods how much of it is still to go out."""
    return {line.id: Decimal(line.quantity) - sent(crm, line.id) for line in goods(crm, order)}


def at_client(crm: Workspace, order: Order) -> dict[str, Decimal]:
    """By the id of each line of goods how much of it is at the client."""
    return {line.id: sent(crm, line.id) for line in goods(crm, order)}


def goods(crm: Workspace, order: Order) -> list[OrderLine]:
    """The lines of an order that are delivered."""
    return [line for line in lines_of(crm, order) if line.kind == GOODS]


def must_be_out(crm: Workspace, order: Order, day: str) -> None:
    """Refuse to say that the client accepted goods of which none were there on that day; where there are none, there is nothing to wait for."""
    if not goods(crm, order):
        return
    first = min((one.date or "" for one in crm.where(Delivery, order=order.id, kind="delivery")), default=None)
    if first is None or not any(at_client(crm, order).values()):
        raise Conflict(
            N_("nothing of {ref} is at the client: there is nothing to accept"), hint="crm order deliver {ref}", ref=order.ref
        )  # fmt: skip
    if day < first:
        with of_field("accepted"):
            raise Invalid(N_("{day} lies before the first delivery of {date}"), day=day, date=first)


def plain(quantity: Decimal) -> str:
    """A quantity without needless noughts."""
    return format(quantity.normalize(), "f")
