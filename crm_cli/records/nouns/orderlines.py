"""A line of an order: how much of what at which price, and how much of it went out."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.papers import BargainLine


@of.record("orderline")
class OrderLine(BargainLine):
    """As a line of a quote; ``delivered`` and ``invoiced`` are the quantities that went out and were billed, returns and red invoices taken off."""

    order: str = of.link(N_("Order"), to="order", required=True, listed=True, on_remove="cascade", before="position")
    bundle: str | None = of.link(N_("Part of"), to="orderline", by="system", on_remove="cascade")
    quoteline: str | None = of.link(N_("Quoted as"), to="quoteline", by="system", on_remove="clear")
    delivered: str | None = of.decimal(N_("Delivered"), computed=True, listed=True)
    invoiced: str | None = of.decimal(N_("Invoiced"), computed=True, listed=True)
