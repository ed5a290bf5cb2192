"""A rule of the pool: whom nobody spoke to for how long is anybody's again."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

POOLED = {"client": N_("client"), "lead": N_("lead")}
WARNED = 7  # days, where a rule says nothing of it


@of.record("poolrule")
class PoolRule(of.Record):
    """Clients or leads that match ``filter`` go to the pool after ``days`` without a real contact; the first rule that fits decides.

    From ``warn_days`` before that on their owner is warned; they are fewer than ``days``. A client with an open deal is spared, unless ``spare_open`` is off; one
    that bought is spared for ``spare_won`` days after its last deal was won.
    """

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    noun_name: str = of.choice(N_("Noun"), choices=POOLED, default="client", listed=True)
    filter: str | None = of.text(N_("For those that match"), listed=True)
    days: int = of.number(N_("Days without a real contact"), required=True, listed=True)
    warn_days: int = of.number(N_("Days of warning"), default=WARNED, listed=True)
    spare_open: int = of.flag(N_("Spared with an open deal"), default=1)
    spare_won: int | None = of.number(N_("Days spared after a won deal"))
    active: int = of.flag(N_("Active"), default=1, listed=True)
    position: int | None = of.number(N_("Position"), listed=True)
