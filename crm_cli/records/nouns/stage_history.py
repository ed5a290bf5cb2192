"""Stage history: what an opportunity was, from when until when, so that any day's pipeline can be shown again."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

OPEN_END = "9999-12-31T23:59:59Z"


@of.record("snapshot")
class Snapshot(of.Record):
    """One state of an opportunity. ``effective`` to ``until`` is when it held; ``entered`` is when it came into this stage.

    ``until`` is :data:`OPEN_END` while it holds. ``value`` is the amount, or the list price times the quantity where there was none.
    """

    opportunity: str = of.link(N_("Opportunity"), to="opp", required=True, on_remove="cascade")
    pipeline: str = of.link(N_("Pipeline"), to="pipeline", required=True, on_remove="refuse")
    stage: str = of.link(N_("Stage"), to="stage", required=True, on_remove="refuse")
    entered: str = of.time(N_("Entered"), required=True)
    effective: str = of.time(N_("Effective"), required=True)
    until: str = of.time(N_("Until"), required=True)
    value: int | None = of.money(N_("Value"))
    currency: str | None = of.text(N_("Currency"))
    probability: int | None = of.percent(N_("Probability"))
    category: str | None = of.text(N_("Forecast category"))
    close: str | None = of.date(N_("Expected close"))
    owner: str | None = of.link(N_("Owner"), to="user", on_remove="refuse")
