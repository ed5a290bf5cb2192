"""``crm calendar``: the week day by day, and tasks, meetings and birthdays as a feed for any calendar program."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from crm_cli.agenda import calendar as agenda
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.options import Output, Quiet
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, ngettext
from crm_cli.records.nouns.users import User

SINCE, DAYS = 30, 365


def export(
    whose: Annotated[str | None, Option("--for", "--user", metavar="USER|TEAM", help=N_("The calendar of a colleague, or of a team"))] = None,
    team: Annotated[bool, Option("--team", help=N_("The calendar of my team"))] = False,
    everybody: Annotated[bool, Option("--all", help=N_("The calendar of everybody"))] = False,
    since: Annotated[str | None, Option("--since", metavar="DATE", help=N_("From this day on; otherwise from 30 days ago"))] = None,
    days: Annotated[int, Option("--days", min=1, max=3660, metavar="N", help=N_("How many days to look ahead"))] = DAYS,
    birthdays: Annotated[bool, Option("--birthdays", help=N_("Birthdays too"))] = False,
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:  # fmt: skip
    """Tasks that have a day, meetings and visits, and birthdays if wanted, as an iCalendar file (ICS).

    Write it to a file that your calendar program subscribes to, and let cron do so every hour: each entry keeps its
    identity, what was moved moves, what was dropped or removed is taken out. A file is written whole or not at all.

    Example:
      crm calendar export -o ~/feed.ics
      crm calendar export --for Nora --birthdays -o /srv/feeds/wang.ics
    """
    run = current()
    crm = run.workspace
    name, owners = _whose(whose, team, everybody)
    low = crm.moment(since)
    first = crm.clock.local(low).date() if low else crm.clock.today() - timedelta(SINCE)
    found = agenda.entries(crm, owners, first, crm.clock.today() + timedelta(days + 1), birthdays=birthdays)
    from crm_cli.exchange import calendars  # icalendar is slow to import

    text = calendars.written(found, name, calendars.zone_of(crm.clock), run.language)
    with run.renderer.text(Path(output) if output else None) as out:
        out.write(text)
    said = ngettext("{n} entry for {whose}", "{n} entries for {whose}", len(found)).format(n=len(found), whose=name)
    run.renderer.say(f"{said} → {output}" if output and output != "-" else said)


def _whose(whose: str | None, team: bool, everybody: bool) -> tuple[str, list[str] | None]:
    """What the calendar is called, and the users it is of; None for everybody."""
    crm = current().workspace
    if sum((whose is not None, team, everybody)) > 1:
        raise Invalid(N_("--for, --team and --all contradict each other"), hint=N_("leave all but one of them out"))
    if everybody:
        return "crm", None
    if whose is not None:
        record = choose(["user", "team"], whose)
        return _called(record.noun, record.id)
    me = crm.by_id(User, crm.me) if crm.me else None
    if me is None:
        raise Invalid(N_("it is not said who you are"), hint="crm config set user NAME")
    if team and not me.team:
        raise Invalid(N_("you are in no team"), hint="crm user edit {name} --team …", name=me.name)
    return _called("team", str(me.team)) if team else _called("user", me.id)


def _called(noun: str, identity: str) -> tuple[str, list[str]]:
    """A user, or everybody of a team."""
    crm = current().workspace
    name = crm.name_of(noun, identity) or ""
    if noun == "user":
        return name, [identity]
    return name, [user.id for user in crm.where(User, team=identity)]


group = Group(
    "calendar",
    {
        "week": Entry("crm_cli.commands.calendar_week:week", N_("The days of a week with what stands on each")),
        "export": Entry("crm_cli.commands.calendar:export", N_("Tasks, meetings and birthdays as a feed")),
    },
    N_("Your tasks and meetings: the week, and a feed for any calendar program"),
    "week",
)
