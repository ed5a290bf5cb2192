"""A line of a delivery: how much of an order's line went out."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("deliveryline")
class DeliveryLine(of.Record):
    """``quantity`` of a line of the order; of a return it came back."""

    delivery: str = of.link(N_("Delivery"), to="delivery", required=True, listed=True, on_remove="cascade")
    orderline: str = of.link(N_("Order line"), to="orderline", required=True, listed=True, on_remove="refuse")
    quantity: str = of.decimal(N_("Quantity"), required=True, listed=True)
