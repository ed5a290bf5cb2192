"""A team: a branch of the firm's tree."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("team")
class Team(of.Record):
    """A branch of the firm's tree."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    parent: str | None = of.link(N_("Part of"), to="team", listed=True, on_remove="refuse")
    leader: str | None = of.link(N_("Leader"), to="user", listed=True, on_remove="clear")
    region: str | None = of.text(N_("Region"), listed=True)
