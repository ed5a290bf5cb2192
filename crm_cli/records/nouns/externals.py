"""An external id: the name another system has for a record, so that an import finds what it made."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("external")
class External(of.Record):
    """In ``source`` the record ``record`` of the noun ``noun_name`` is called ``key``."""

    source: str = of.text(N_("Source"), required=True)
    key: str = of.text(N_("Key"), required=True)
    noun_name: str = of.text(N_("Noun"), required=True)
    record: str = of.text(N_("Record"), required=True)
