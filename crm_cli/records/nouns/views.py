"""A view: a list under a name, with its filter, its columns and its order."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.registry import TITLES


@of.record("view")
class View(of.Record):
    """How a list of one noun is to look; whoever names it sees it so."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    noun_name: str = of.choice(N_("Noun"), choices=TITLES, open=True, required=True, listed=True)
    filter: str | None = of.text(N_("Filter"), listed=True)
    fields: str | None = of.text(N_("Columns"), listed=True)
    sort: str | None = of.text(N_("Sorted by"), listed=True)
