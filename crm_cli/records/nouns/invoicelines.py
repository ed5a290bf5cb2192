"""A line of an invoice: how much of an order's line was billed."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.products import TAXES
from crm_cli.records.nouns.quotelines import KINDS


@of.record("invoiceline")
class InvoiceLine(of.Record):
    """As a line of an order, for as much of ``orderline`` as this invoice bills; of a red invoice the quantity is negative."""

    invoice: str = of.link(N_("Invoice"), to="invoice", required=True, listed=True, on_remove="cascade")
    orderline: str | None = of.link(N_("Order line"), to="orderline", listed=True, on_remove="refuse")
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
