"""A remark: what somebody adds to the report of a day, a week or a month, and what the manager replies."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.reports import UNITS


@of.record("remark")
class Remark(of.Record):
    """What ``user`` says of the day, week or month that begins on ``start``; ``reply`` is what ``replied_by`` answers.

    There is one for each user and report; nobody named is whoever writes it, no day named is today.
    """

    user: str | None = of.link(N_("User"), to="user", listed=True, on_remove="refuse")
    unit: str = of.choice(N_("Report"), choices=UNITS, default="day", listed=True)
    start: str | None = of.date(N_("First day"), listed=True, prefer="past")
    text: str | None = of.longtext(N_("Text"), listed=True, searched="text")
    reply: str | None = of.longtext(N_("Reply"), listed=True, searched="text", by="verb")
    replied_by: str | None = of.link(N_("Replied by"), to="user", listed=True, by="verb", on_remove="refuse")
    replied: str | None = of.time(N_("Replied at"), by="verb")
