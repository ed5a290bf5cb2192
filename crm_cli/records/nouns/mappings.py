"""A saved mapping: how the columns of a file that comes again and again are read."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.registry import TITLES


@of.record("mapping")
class Mapping(of.Record):
    """How a file with these ``headers`` (a JSON array) is read; ``rules`` is a JSON object of the import's options."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    noun_name: str = of.choice(N_("Noun"), choices=TITLES, open=True, required=True, listed=True)
    headers: str | None = of.longtext(N_("Columns"))
    rules: str | None = of.longtext(N_("Rules"))
