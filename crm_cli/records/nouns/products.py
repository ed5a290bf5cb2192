"""A product: what is sold, in which unit, at which list price."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("product")
class Product(of.Record):
    """Something sold; deactivated when it is no longer, since old deals still name it."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique="unnumbered")
    code: str | None = of.text(N_("Code"), listed=True, searched="text")
    family: str | None = of.text(N_("Family"), listed=True, searched="text")
    unit: str | None = of.text(N_("Unit"), listed=True)
    price: int | None = of.money(N_("List price"), listed=True)
    currency: str | None = of.text(N_("Currency"), check="currency")
    active: int = of.flag(N_("Active"), default=1)
    tags: str | None = of.tags(N_("Tags"), to="tag")
    note: str | None = of.longtext(N_("Note"), searched="text")
