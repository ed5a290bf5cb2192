"""A quote: what a client was offered, in one of its versions."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.papers import Bargain

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
ELSEWHERE = N_("As stated elsewhere")


@of.record("quote")
class Quote(Bargain):
    """What a client was offered. What was sent is never edited: a revision is a quote of its own, with the same number and the next version.

    ``stated`` is the total that another system gave, with what it said of how that came about; it stays beside our own.
    """

    version: int = of.number(N_("Version"), default=1, listed=True, yields=2, by="system", before="name")
    status: str = of.choice(
        N_("Status"),
        choices=STATUSES,
        default="draft",
        listed=True,
        by="verb",
        seen=True,
        merge="review",
        before="total",
    )
    stated: int | None = of.money(N_("Total as stated elsewhere"), group=ELSEWHERE, before="currency")
    stated_lines: int | None = of.money(N_("Lines as stated"), group=ELSEWHERE, before="currency")
    stated_discount: int | None = of.money(N_("Discount as stated"), group=ELSEWHERE, before="currency")
    stated_vat: int | None = of.money(N_("Tax as stated"), group=ELSEWHERE, before="currency")
    stated_more: int | None = of.money(N_("Adjustment as stated"), group=ELSEWHERE, before="currency")
    valid: str | None = of.date(N_("Valid until"), listed=True, before="discount")
    revises: str | None = of.link(N_("Revises"), to="quote", by="system", on_remove="clear")
    copied: str | None = of.link(N_("Copied from"), to="quote", by="system", on_remove="clear")
    sent: str | None = of.time(N_("Sent"), by="verb", prefer="past")
    decided: str | None = of.time(N_("Decided"), by="verb", prefer="past")
    reason: str | None = of.text(N_("Reason"), by="verb")
