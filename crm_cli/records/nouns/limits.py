"""A limit: what a role may do on its own, before somebody else must approve."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.users import ROLES


@of.record("limit")
class Limit(of.Record):
    """What the people of a role may quote without asking. Empty: without limit. The flags are rights."""

    role: str = of.choice(N_("Role"), choices=ROLES, required=True, listed=True)
    discount: int | None = of.percent(N_("Most discount"), listed=True)
    margin: int | None = of.percent(N_("Least margin"), listed=True)
    amount: int | None = of.money(N_("Largest amount"), listed=True)
    below_usual: int | None = of.percent(N_("Warned below the usual price"), listed=True)
    below_floor: int = of.flag(N_("May go below the floor"), default=0, listed=True)
    over_credit: int = of.flag(N_("May pass the credit limit"), default=0, listed=True)
    approves: int = of.flag(N_("May approve"), default=0, listed=True)
