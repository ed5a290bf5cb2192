"""An absence: on which days somebody is not at work, or is at work elsewhere."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

KINDS = {
    "leave": N_("annual leave"),
    "sick": N_("sick leave"),
    "personal": N_("personal leave"),
    "travel": N_("business trip"),
    "training": N_("training"),
    "other": N_("other"),
}
HALVES = {"morning": N_("morning"), "afternoon": N_("afternoon")}
AT_WORK = ("travel", "training")  # away from the desk, and still to report


@of.record("absence")
class Absence(of.Record):
    """``user`` is away from ``start`` to ``end``, both included; with ``half`` only in that half of each day.

    ``delegate`` approves meanwhile what the user may.
    """

    user: str | None = of.link(N_("User"), to="user", listed=True, on_remove="cascade")
    start: str | None = of.date(N_("First day"), listed=True)
    end: str | None = of.date(N_("Last day"), listed=True)
    kind: str = of.choice(N_("Kind"), choices=KINDS, open=True, default="leave", listed=True)
    half: str | None = of.choice(N_("Half of the day"), choices=HALVES, listed=True)
    delegate: str | None = of.link(N_("Stands in"), to="user", listed=True, on_remove="clear")
    note: str | None = of.text(N_("Note"), listed=True, searched="text")
