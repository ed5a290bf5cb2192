"""A quote: what a client was offered, in one of its versions."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

STATUSES = {
    "draft": N_("draft"),
    "submitted": N_("waiting for approval"),
    "approved": N_("approved"),
    "sent": N_("sent"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "expired": N_("expired"),
    "superseded": N_("superseded"),
}
ROUNDINGS = {"document": N_("tax once per rate"), "line": N_("tax on every line")}
LANGUAGES = {"zh_CN": N_("Chinese"), "en": N_("English"), "de": N_("German")}
TERMS, TOTALS = N_("Terms"), N_("Totals")


@of.record("quote")
class Quote(of.Record):
    """What a client was offered. What was sent is never edited: a revision is a quote of its own, with the same number and the next version.

    The totals are kept by the room: ``net`` without tax, ``tax``, ``total`` with it, ``cost`` of what is known, in minor units of ``currency``.
    ``taxed``: the prices of the lines include the tax.
    """

    number: str | None = of.text(N_("Number"), listed=True, searched="text", document=True, by="system", merge="once")
    version: int = of.number(N_("Version"), default=1, listed=True, by="system")
    name: str | None = of.text(N_("Subject"), searched="name")
    client: str = of.link(N_("Client"), to="client", required=True, listed=True, on_remove="refuse")
    contact: str | None = of.link(N_("Contact"), to="contact", on_remove="clear")
    opportunity: str | None = of.link(N_("Opportunity"), to="opp", on_remove="clear")
    status: str = of.choice(N_("Status"), choices=STATUSES, default="draft", listed=True, by="verb", merge="review")
    total: int | None = of.money(N_("Total"), listed=True, by="system", group=TOTALS)
    net: int | None = of.money(N_("Net"), by="system", group=TOTALS)
    vat: int | None = of.money(N_("Tax"), by="system", group=TOTALS)
    cost: int | None = of.money(N_("Cost"), by="system", group=TOTALS)
    stated: int | None = of.money(N_("Total as stated elsewhere"), group=TOTALS)
    currency: str | None = of.text(N_("Currency"), check="currency")
    date: str | None = of.date(N_("Date"), listed=True, prefer="past")
    valid: str | None = of.date(N_("Valid until"), listed=True)
    discount: int | None = of.percent(N_("Discount"))
    taxed: int = of.flag(N_("Prices include tax"), default=0)
    rounding: str = of.choice(N_("Rounding"), choices=ROUNDINGS, default="document")
    language: str | None = of.choice(N_("Language"), choices=LANGUAGES)
    payment: str | None = of.longtext(N_("Payment terms"), group=TERMS)
    delivery: str | None = of.longtext(N_("Delivery terms"), group=TERMS)
    note: str | None = of.longtext(N_("Note"), searched="text", group=TERMS)
    owner: str | None = of.link(N_("Owner"), to="user", listed=True, on_remove="refuse", merge="review")
    team: str | None = of.link(N_("Team"), to="team", on_remove="clear")
    tags: str | None = of.tags(N_("Tags"), to="tag")
    revises: str | None = of.link(N_("Revises"), to="quote", by="system", on_remove="clear")
    copied: str | None = of.link(N_("Copied from"), to="quote", by="system", on_remove="clear")
    sent: str | None = of.time(N_("Sent"), by="verb", prefer="past")
    decided: str | None = of.time(N_("Decided"), by="verb", prefer="past")
    reason: str | None = of.text(N_("Reason"), by="verb")
