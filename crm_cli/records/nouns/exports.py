"""An export: who took what out of the base, by which filter, how many, and when."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.registry import TITLES


@of.record("export")
class Export(of.Record):
    """``count`` records of ``noun_name`` were taken out by ``author`` at ``created``."""

    noun_name: str = of.choice(N_("Noun"), choices=TITLES, open=True, required=True, listed=True)
    filter: str | None = of.longtext(N_("Filter"), listed=True)
    fields: str | None = of.longtext(N_("Fields"))
    format: str = of.text(N_("Format"), required=True, listed=True)
    count: int = of.number(N_("How many"), default=0, listed=True)
    target: str | None = of.text(N_("Where to"), listed=True)
