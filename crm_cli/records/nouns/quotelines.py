"""A line of a quote: how much of what at which price."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.products import TAXES

KINDS = {"item": N_("item"), "charge": N_("charge"), "discount": N_("discount"), "text": N_("text")}


@of.record("quoteline")
class QuoteLine(of.Record):
    """``quantity`` units at ``price`` for ``per`` of them, less ``discount`` per cent and ``off``, plus ``extra_charge``: ``net``, rounded half-up.

    ``list_price`` is what the price books said, by ``rule``; a charge or discount of the whole document is a line of that kind.
    """

    quote: str = of.link(N_("Quote"), to="quote", required=True, listed=True, on_remove="cascade")
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
    list_price: int | None = of.money(N_("List price"), by="system")
    rule: str | None = of.text(N_("Price rule"), by="system")
    cost: int | None = of.money(N_("Cost"), by="system")
    optional: int = of.flag(N_("Option"), default=0)
    bundle: str | None = of.link(N_("Part of"), to="quoteline", on_remove="clear")
    came_from: str | None = of.link(N_("Came from"), to="quoteline", by="system", on_remove="clear")
