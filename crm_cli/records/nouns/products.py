"""A product: what is sold, in which unit, at which list price."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

TAXES = {
    "standard": N_("taxed"),
    "zero": N_("zero-rated"),
    "exempt": N_("exempt from tax"),
    "untaxed": N_("not taxable"),
    "reverse": N_("reverse charge"),
}
BILLINGS = {"once": N_("one-off"), "recurring": N_("recurring"), "rental": N_("rental")}
PERIODS = {"month": N_("month"), "quarter": N_("quarter"), "year": N_("year")}


@of.record("product")
class Product(of.Record):
    """Something sold; deactivated when it is no longer, since old deals still name it.

    ``price``, ``floor`` and ``cost`` are for ``per`` units, without tax unless ``taxed``. What has components is a bundle.
    """

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique="unnumbered")
    code: str | None = of.text(N_("Code"), listed=True, searched="number")
    family: str | None = of.text(N_("Family"), listed=True, searched="text")
    unit: str | None = of.text(N_("Unit"), listed=True)
    price: int | None = of.money(N_("List price"), listed=True, right="manager")
    currency: str | None = of.text(N_("Currency"), check="currency", right="manager")
    per: int = of.number(N_("Priced per"), default=1, right="manager")
    taxed: int = of.flag(N_("Price includes tax"), default=0, right="manager")
    floor: int | None = of.money(N_("Floor price"), right="manager")
    cost: int | None = of.money(N_("Cost"), right="manager")
    tax: str = of.choice(N_("Tax category"), choices=TAXES, default="standard", right="manager")
    rate: int | None = of.percent(N_("Tax rate"), right="manager")
    billing: str = of.choice(N_("Billing"), choices=BILLINGS, default="once")
    period: str | None = of.choice(N_("Billed every"), choices=PERIODS)
    arguments: str | None = of.longtext(N_("Selling points"), searched="text")
    active: int = of.flag(N_("Active"), default=1)
    tags: str | None = of.tags(N_("Tags"), to="tag")
    note: str | None = of.longtext(N_("Note"), searched="text")
