"""An assignment rule: who gets what nobody has yet."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.registry import TITLES

WAYS = {"to": N_("always the first"), "turns": N_("in turn"), "least": N_("who has the least to do")}


@of.record("assignment")
class Assignment(of.Record):
    """Records of ``noun_name`` that ``filter`` finds go to one of ``users`` or of ``team``; ``last`` got the last one.

    Only those can get one who have all ``skills``, and what the field ``match`` of the record says among their skills.
    """

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    noun_name: str = of.choice(N_("Noun"), choices=TITLES, open=True, required=True, listed=True)
    filter: str | None = of.text(N_("Filter"), listed=True)
    way: str = of.choice(N_("Way"), choices=WAYS, default="turns", listed=True)
    users: str | None = of.links(N_("Users"), to="user", listed=True)
    team: str | None = of.link(N_("Team"), to="team", listed=True, on_remove="clear")
    skills: str | None = of.choices(N_("Skills"), choices={}, open=True, listed=True, check="skill")
    match: str | None = of.text(N_("Field that names a skill"), listed=True)
    position: int = of.number(N_("Position"), default=1, listed=True)
    active: int = of.flag(N_("Active"), default=1)
    last: str | None = of.link(N_("Last given to"), to="user", by="verb", on_remove="clear")
