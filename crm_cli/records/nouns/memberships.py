"""A membership: a client's number, level and term as a member."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("membership")
class Membership(of.Record):
    """A member's number, level and term; ``points`` is the sum of the ledger that has not expired."""

    number: str | None = of.text(
        N_("Membership number"), listed=True, searched="number", document=True, whole=True, merge="once"
    )
    client: str = of.link(N_("Client"), to="client", required=True, listed=True, on_remove="refuse")
    contact: str | None = of.link(N_("Contact"), to="contact", on_remove="clear")
    level: str | None = of.text(N_("Level"), listed=True)
    start: str | None = of.date(N_("Holds from"), listed=True)
    end: str | None = of.date(N_("Holds until"), listed=True)
    months: int | None = of.number(N_("Renewed for months"))
    ended: str | None = of.date(N_("Ended on"), by="verb", prefer="past")
    points: int | None = of.number(N_("Points"), computed=True, listed=True)
    owner: str | None = of.link(N_("Owner"), to="user", listed=True, on_remove="refuse", merge="review")
    note: str | None = of.longtext(N_("Note"), searched="text")
