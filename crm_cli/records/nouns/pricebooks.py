"""A price book: prices that hold for some clients, in one currency, for a time."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("pricebook")
class Pricebook(of.Record):
    """A book holds for clients of its level and region (empty: of any), from ``start`` to ``end``; a contract may grant one to a client.

    Of several books that fit the one of the lowest ``position`` is taken among those that are as particular.
    """

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    currency: str | None = of.text(N_("Currency"), check="currency", listed=True)
    level: str | None = of.text(N_("Client level"), listed=True)
    region: str | None = of.text(N_("Region"), listed=True)
    granted: int = of.flag(N_("Only by contract"), default=0, listed=True)
    start: str | None = of.date(N_("Holds from"), listed=True)
    end: str | None = of.date(N_("Holds until"), listed=True)
    taxed: int = of.flag(N_("Prices include tax"), default=0, listed=True)
    position: int = of.number(N_("Position"), default=1)
    active: int = of.flag(N_("Active"), default=1, listed=True)
    note: str | None = of.longtext(N_("Note"))
