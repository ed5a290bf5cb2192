"""A setting that belongs to the team and lives in the base."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("setting")
class Setting(of.Record):
    """``name`` is set to ``value`` for everybody who uses this base."""

    name: str = of.text(N_("Name"), required=True)
    value: str | None = of.text(N_("Set to"))
