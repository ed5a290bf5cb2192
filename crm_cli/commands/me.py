"""``crm me``: where I stand, in one screen."""

from typing import Annotated

from crm_cli.agenda import standing
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import Format, Json, Output, Quiet, chosen_format
from crm_cli.commands.quotas import part as against
from crm_cli.commands.reporting import Part, show
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.users import User
from crm_cli.render.listing import MACHINE, Column

TASKS = (
    Column("open", N_("Open"), "number"),
    Column("overdue", N_("Overdue"), "number"),
    Column("today", N_("Today"), "number"),
    Column("week", N_("Until the week ends"), "number"),
)
WEEK = (
    Column("activities", N_("Activities"), "number"),
    Column("calls", N_("Calls"), "number"),
    Column("spoken", N_("Real contact"), "number"),
    Column("clients", N_("Clients"), "number"),
)
CLIENTS = (
    Column("clients", N_("Clients"), "number"),
    Column("due", N_("Getting cold"), "number"),
    Column("critical", N_("Critical"), "number"),
    Column("leads", N_("Open leads"), "number"),
)
PLACE = (Column("place", N_("Place"), "number"), Column("of", N_("Of"), "number"))


def me(
    whose: Annotated[str | None, Option("--for", "--user", metavar="USER", help=N_("Where a colleague stands"))] = None,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Where I stand: what is won, committed and likely this month and this quarter against my quota, with the working days left; my tasks; what I did this week; clients that wait to be spoken to; my place among the sales reps by what is won this quarter.

    Example:
      crm me
      crm me --for Nora
    """
    crm = current().workspace
    if whose is None and crm.me is None:
        raise Invalid(N_("it is not said who you are"), hint="crm user add NAME")
    user = crm.by_id(User, choose(["user"], whose).id if whose else str(crm.me))
    found = standing.read(crm, user)
    machine = chosen_format(format, json, output) in MACHINE
    measured = [one for one in found.money if machine or one.quota is not None]
    parts = [
        against(measured or found.money, machine),
        Part("tasks", N_("Tasks"), TASKS, [found.tasks]),
        Part("week", N_("This week"), WEEK, [found.week]),
        Part("clients", N_("Clients"), CLIENTS, [found.clients]),
        Part(
            "place", N_("By what is won this quarter"), PLACE, [] if found.place is None else [(found.place, found.of)]
        ),
    ]
    show(
        parts,
        format,
        json,
        output,
        title=_("{user} on {day}").format(user=user.name, day=crm.clock.today().isoformat()),
    )
