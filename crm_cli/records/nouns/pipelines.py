"""A pipeline: one way of selling, with stages of its own."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("pipeline")
class Pipeline(of.Record):
    """One way of selling. ``team``, ``business`` and ``clients`` (a filter) choose it for a new opportunity; the first that fits wins."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    position: int = of.number(N_("Position"), default=1, listed=True)
    team: str | None = of.link(N_("For the team"), to="team", on_remove="clear", listed=True)
    business: str | None = of.text(N_("For the business type"), listed=True)
    clients: str | None = of.text(N_("For clients that match"), listed=True)
    active: int = of.flag(N_("Active"), default=1)
    note: str | None = of.longtext(N_("Note"))
