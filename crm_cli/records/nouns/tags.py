"""A tag: a word that any record can carry."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("tag")
class Tag(of.Record):
    """A word that any record can carry."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    meaning: str | None = of.longtext(N_("Meaning"), listed=True)
    carried: int | None = of.number(N_("Records"), computed=True, listed=True)
