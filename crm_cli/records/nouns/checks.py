"""A check: something that should not be so in the business, and what to do where it is."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.registry import TITLES

SEVERITIES = {"error": N_("error"), "warning": N_("warning"), "hint": N_("hint")}


@of.record("check")
class Check(of.Record):
    """What the filter finds should not be there. ``message`` and ``fix`` (FIELD=VALUE) may name fields of the record as ``{close}``.

    ``built_in`` names a check of the program's own; one that no filter can say looks for itself, and the filter narrows that.
    """

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    noun_name: str = of.choice(N_("Noun"), choices=TITLES, open=True, required=True, listed=True)
    filter: str | None = of.text(N_("Filter"), listed=True)
    message: str | None = of.text(N_("Message"))
    severity: str = of.choice(N_("Severity"), choices=SEVERITIES, default="warning", listed=True)
    fix: str | None = of.text(N_("Fix"), listed=True)
    active: int = of.flag(N_("Active"), default=1, listed=True)
    built_in: str | None = of.text(N_("Built-in check"), by="system")
