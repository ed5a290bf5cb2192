"""A price that was said: on the phone, in a meeting, by whom and when."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("pricetalk")
class PriceTalk(of.Record):
    """A price said to a client (口头报价): every check reads it like one that was quoted."""

    client: str = of.link(N_("Client"), to="client", required=True, listed=True, on_remove="cascade")
    product: str = of.link(N_("Product"), to="product", required=True, listed=True, on_remove="refuse")
    price: int = of.money(N_("Price"), required=True, listed=True)
    currency: str | None = of.text(N_("Currency"), check="currency")
    per: int = of.number(N_("Priced per"), default=1)
    quantity: str | None = of.decimal(N_("Quantity"), listed=True)
    at: str | None = of.time(N_("Said"), listed=True, prefer="past")
    activity: str | None = of.link(N_("Activity"), to="activity", on_remove="cascade")
    owner: str | None = of.link(N_("Said by"), to="user", listed=True, on_remove="refuse")
