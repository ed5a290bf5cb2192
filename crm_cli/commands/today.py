"""``crm today``: what is due, whom to think of, who is getting cold, what is stuck; mine, a colleague's, a team's."""

from datetime import timedelta
from typing import Annotated

from crm_cli.agenda import today as agenda
from crm_cli.agenda.today import Day
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import ICS, DayFormat, ExitCode, Json, Quiet
from crm_cli.commands.reporting import attention, calendar
from crm_cli.commands.today_shown import show
from crm_cli.commands.whose import OfTeam
from crm_cli.context import current
from crm_cli.errors import Invalid, Typed
from crm_cli.i18n import N_
from crm_cli.telling.day import counted, overlooked, titled
from crm_cli.telling.day_parts import parts


def today(
    days: Annotated[int, Option("--days", min=0, metavar="N", help=N_("How many days to look ahead"))] = agenda.DAYS,
    whose: Annotated[str | None, Option("--for", "--user", metavar="USER", help=N_("The day of a colleague"))] = None,
    team: OfTeam = None,
    everybody: Annotated[bool, Option("--all", help=N_("The day of everybody"))] = False,
    mail: Annotated[bool, Option("--mail", help=N_("Send your day to yourself, once a day"))] = False,
    notify: Annotated[bool, Option("--notify", help=N_("Send your day to your chat, once a day"))] = False,
    exit_code: ExitCode = False,
    json: Json = False,
    format: DayFormat = None,  # noqa: A002 - its name in --format
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """What is overdue, due today and soon, whose birthday or which festival comes, which new leads wait for an answer, what goes to the pool, which clients are getting cold, which deals are stuck, which papers are due, who is away.

    A client of level A is cold 14 days after the last real contact, B after 30, C after 90; "crm cadence set" sets otherwise, by
    level or by tag. “!” marks those that have waited the most that is allowed, or longer. A planned contact lets a client rest.

    Example:
      crm today
      crm today --for Nora --days 14
      crm today --team
      crm today --mail
      crm today --notify
      crm today --format ics > day.ics
    """
    if [bool(whose), everybody, team is not None].count(True) > 1:
        raise Invalid(N_("--for, --team and --all contradict each other"), hint=N_("leave all but one of them out"))
    crm = current().workspace
    chosen = "json" if json else format or "table"
    if mail or notify:
        from crm_cli.commands import delivering  # only where something is sent

        delivering.apart(mail=mail, notify=notify, json=json, format=format)
    if (mail or notify) and (everybody or team is not None):
        way = "--mail" if mail else "--notify"
        raise Invalid(N_("{way} sends the day of one person"), hint="crm remind {way}", way=Typed(way))
    if team is not None:
        from crm_cli.commands import team_day  # only where a team is asked for

        attention(team_day.tell(team, days, chosen), exit_code)
        return
    owner = choose(["user"], whose).id if whose else None if everybody else crm.me
    if mail or notify:
        from crm_cli.commands import remind  # as above

        remind.morning(owner, days, exit_code, delivering.ways(mail, notify))
        return
    day = agenda.read(crm, days=days, owner=owner)
    if chosen == ICS:
        here = crm.clock.today()
        calendar([owner] if owner else None, here, here + timedelta(days))
    else:
        show(parts(day, named=owner is None), chosen, titled(owner))
    current().renderer.say(summary(day))
    if late := overlooked():
        current().renderer.say(late)
    attention(not day.empty, exit_code)


def summary(day: Day) -> str:
    """How much there is to do, and how a task is closed."""
    said = counted(day)
    first = next(iter([*day.overdue, *day.today, *day.coming]), None)
    if first:
        return f'{said} · crm done {first.ref} "…" --next …'
    spoken = next(iter([*(one.ref for one in day.leads), *(one.record.ref for one in day.pool)]), None)
    return f'{said} · crm log call {spoken} "…"' if spoken else said
