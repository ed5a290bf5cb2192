"""Points of a member: a ledger that is only added to."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

KINDS = {"earn": N_("earned"), "spend": N_("spent"), "expire": N_("expired"), "reverse": N_("taken back")}


@of.record("point")
class Point(of.Record):
    """``amount`` points, above zero when they were earned, below when spent or expired. What was wrong is reversed, never edited."""

    membership: str = of.link(N_("Membership"), to="membership", required=True, listed=True, on_remove="refuse")
    kind: str = of.choice(N_("Kind"), choices=KINDS, default="earn", listed=True)
    amount: int = of.number(N_("Points"), required=True, listed=True, merge="once")
    date: str | None = of.date(N_("Date"), listed=True, prefer="past")
    expires: str | None = of.date(N_("Expire on"), listed=True)
    order: str | None = of.link(N_("Order"), to="order", listed=True, on_remove="refuse")
    reverses: str | None = of.link(N_("Reverses"), to="point", by="system", on_remove="refuse")
    reason: str | None = of.text(N_("Reason"), listed=True)
