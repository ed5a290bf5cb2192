"""A quota: how much somebody, a team or the whole firm is to sell in a month, a quarter or a year."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("quota")
class Quota(of.Record):
    """``user``, ``team`` or, where neither is named, the firm is to sell for ``amount`` in ``period`` (2026-11, 2026Q4, 2026).

    With ``family`` it is of the products of that family alone. ``start`` and ``end`` are the days of the period.
    """

    user: str | None = of.link(N_("User"), to="user", listed=True, on_remove="cascade")
    team: str | None = of.link(N_("Team"), to="team", listed=True, on_remove="cascade")
    period: str = of.text(N_("Period"), required=True, listed=True)
    amount: int = of.money(N_("Amount"), required=True, listed=True)
    currency: str | None = of.text(N_("Currency"), check="currency")
    family: str | None = of.text(N_("Product family"), listed=True)
    start: str | None = of.date(N_("First day"), by="system")
    end: str | None = of.date(N_("Last day"), by="system")
