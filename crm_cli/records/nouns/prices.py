"""A price: what a product costs by a price book, from a quantity on."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("price")
class Price(of.Record):
    """``price`` for ``per`` units, where at least ``quantity`` are bought, from ``start`` to ``end``; deactivated, never deleted."""

    pricebook: str = of.link(N_("Price book"), to="pricebook", required=True, listed=True, on_remove="refuse")
    product: str = of.link(N_("Product"), to="product", required=True, listed=True, on_remove="refuse")
    quantity: str = of.decimal(N_("From quantity"), default="1", listed=True)
    price: int = of.money(N_("Price"), required=True, listed=True)
    currency: str | None = of.text(N_("Currency"), by="system")
    per: int = of.number(N_("Priced per"), default=1)
    floor: int | None = of.money(N_("Floor price"), listed=True)
    start: str | None = of.date(N_("Holds from"), listed=True)
    end: str | None = of.date(N_("Holds until"), listed=True)
    active: int = of.flag(N_("Active"), default=1)
