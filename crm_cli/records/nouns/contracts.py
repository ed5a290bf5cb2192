"""A contract: what was agreed with a client for a time."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

STATUSES = {
    "draft": N_("draft"),
    "coming": N_("to come"),
    "active": N_("in force"),
    "ended": N_("ended"),
    "terminated": N_("terminated"),
}
RENEWALS = {"none": N_("ends"), "asked": N_("renewed when asked"), "automatic": N_("renews itself")}


@of.record("contract")
class Contract(of.Record):
    """``start`` to ``end``; it ``renews`` for ``months`` unless notice is given ``notice`` days before. It may grant a price book."""

    number: str | None = of.text(
        N_("Number"), listed=True, searched="number", document=True, whole=True, by="system", merge="once"
    )
    name: str = of.text(N_("Name"), required=True, listed=True, searched="name")
    client: str = of.link(N_("Client"), to="client", required=True, listed=True, on_remove="refuse")
    parties: str | None = of.links(N_("Other parties"), to="client")
    contact: str | None = of.link(N_("Contact"), to="contact", on_remove="clear")
    kind: str | None = of.text(N_("Kind"), listed=True)
    status: str | None = of.choice(N_("Status"), choices=STATUSES, computed=True, listed=True)
    value: int | None = of.money(N_("Value"), listed=True)
    currency: str | None = of.text(N_("Currency"), check="currency")
    signed: str | None = of.date(N_("Signed on"), prefer="past")
    start: str | None = of.date(N_("Holds from"), listed=True)
    end: str | None = of.date(N_("Holds until"), listed=True)
    renewal: str = of.choice(N_("Renewal"), choices=RENEWALS, default="none")
    months: int | None = of.number(N_("Renewed for months"))
    notice: int | None = of.number(N_("Notice in days"))
    terminated: str | None = of.date(N_("Terminated on"), by="verb", prefer="past")
    reason: str | None = of.text(N_("Reason"), by="verb")
    renewed: str | None = of.link(N_("Renews"), to="contract", by="system", on_remove="clear")
    pricebook: str | None = of.link(N_("Price book"), to="pricebook", on_remove="refuse", right="manager")
    opportunity: str | None = of.link(N_("Opportunity"), to="opp", on_remove="clear")
    quote: str | None = of.link(N_("Quote"), to="quote", on_remove="clear")
    file: str | None = of.text(N_("Signed file"))
    owner: str | None = of.link(N_("Owner"), to="user", listed=True, on_remove="refuse", merge="review")
    tags: str | None = of.tags(N_("Tags"), to="tag")
    note: str | None = of.longtext(N_("Note"), searched="text")
