"""A group: records under one name, those that a filter finds each time it is asked, or those that were put into it."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.registry import TITLES

MEMBERS = "client,contact,lead,opp,activity,task,product,user"


@of.record("group")
class Group(of.Record):
    """Records of one noun under a name: living with a ``filter``, else fixed with ``members``."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    noun_name: str = of.choice(N_("Noun"), choices=TITLES, open=True, required=True, listed=True)
    filter: str | None = of.text(N_("Filter"), listed=True)
    members: str | None = of.links(N_("Members"), to=MEMBERS)
    fixed: int | None = of.number(N_("Fixed members"), computed=True, listed=True)
