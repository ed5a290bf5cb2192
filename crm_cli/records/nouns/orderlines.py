"""A line of an order: how much of what at which price, and how much of it went out."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.products import TAXES
from crm_cli.records.nouns.quotelines import KINDS


@of.record("orderline")
class OrderLine(of.Record):
    """As a line of a quote; ``delivered`` and ``invoiced`` are the quantities that went out and were billed, returns and red invoices taken off."""

    order: str = of.link(N_("Order"), to="order", required=True, listed=True, on_remove="cascade")
    position: int = of.number(N_("Position"), default=0, listed=True)
    kind: str = of.choice(N_("Kind"), choices=KINDS, default="item", listed=True)
    product: str | None = of.link(N_("Product"), to="product", listed=True, on_remove="refuse")
    text: str | None = of.text(N_("Text"), listed=True, searched="text")
    quantity: str = of.decimal(N_("Quantity"), default="1", listed=True)
    unit: str | None = of.text(N_("Unit"), listed=True)
    price: int | None = of.money(N_("Price"), listed=True)
    per: int = of.number(N_("Priced per"), default=1)
    discount: int | None = of.percent(N_("Discount"), listed=True)
    off: int | None = of.money(N_("Money off"))
    extra_charge: int | None = of.money(N_("Charge"))
    tax: str = of.choice(N_("Tax category"), choices=TAXES, default="standard")
    rate: int | None = of.percent(N_("Tax rate"), listed=True)
    net: int | None = of.money(N_("Amount"), listed=True, by="system")
    currency: str | None = of.text(N_("Currency"), by="system")
    cost: int | None = of.money(N_("Cost"), by="system")
    quoteline: str | None = of.link(N_("Quoted as"), to="quoteline", by="system", on_remove="clear")
    delivered: str | None = of.decimal(N_("Delivered"), computed=True, listed=True)
    invoiced: str | None = of.decimal(N_("Invoiced"), computed=True, listed=True)
