"""A hook: a program of the team's that is told of records before or after they are written."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.registry import TITLES

MOMENTS = {"before": N_("before it is written"), "after": N_("after it was written")}
EVENTS = {"any": N_("whatever happens"), "add": N_("added"), "change": N_("changed"), "remove": N_("removed")}


@of.record("hook")
class Hook(of.Record):
    """The program ``file`` of the user's own folder is run for records of ``noun_name`` (of any noun where it is empty).

    Before they are written it may refuse; with ``fields`` it is run only where one of them changed. ``machine`` is the copy of the base
    in which somebody set it up or allowed it: what comes from another copy does not run until then.
    """

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    moment: str = of.choice(N_("Moment"), choices=MOMENTS, default="before", listed=True)
    noun_name: str | None = of.choice(N_("Noun"), choices=TITLES, open=True, listed=True)
    event: str = of.choice(N_("Event"), choices=EVENTS, default="any", listed=True)
    fields: str | None = of.text(
        N_("Fields"), listed=True, help=N_("it runs only where one of these changed: stage,amount")
    )
    file: str = of.text(N_("Program"), required=True, listed=True)
    seconds: str = of.decimal(N_("Seconds at most"), default="5")
    active: int = of.flag(N_("Active"), default=1, listed=True)
    machine: str | None = of.text(N_("Allowed in"), by="system")
