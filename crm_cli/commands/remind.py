"""``crm remind``: what each rep has to see to, for a person to read, by mail or in the chat of each; made for cron."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from crm_cli.agenda import today as agenda
from crm_cli.agenda.today import Day
from crm_cli.commands import delivering
from crm_cli.commands import today_shown as page
from crm_cli.commands.declaring import Option
from crm_cli.commands.delivering import Mail, Notify, Report, Way
from crm_cli.commands.options import ICS, DayFormat, ExitCode, Json, Quiet
from crm_cli.commands.reporting import attention
from crm_cli.commands.today import summary
from crm_cli.commands.whose import OfTeam, OfUser, whose
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.users import User
from crm_cli.render.listing import MACHINE, Listing
from crm_cli.render.page import Section
from crm_cli.telling.day import titled
from crm_cli.telling.day_parts import parts
from crm_cli.telling.words import said_day

SUBJECT = N_("{day}: {summary}")
AHEAD = 1  # days that a reminder looks ahead
PAGES = ("table", "md")


def remind(
    user: OfUser = None,
    team: OfTeam = None,
    days: Annotated[int, Option("--days", min=0, metavar="N", help=N_("How many days to look ahead"))] = AHEAD,
    mail: Mail = False,
    notify: Notify = False,
    exit_code: ExitCode = False,
    json: Json = False,
    format: DayFormat = None,  # noqa: A002 - its name in --format
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """What each person of the base has to see to: overdue, due, new leads, what goes to the pool, clients who get cold, deals that are stuck.

    With --mail everybody gets a mail of their own, with --notify a message in their chat, in their own language, once a day however
    often it is run; who has nothing to see to gets none. Says nothing and ends with 0 when there is nothing at all.

    Example:
      crm remind
      crm remind --mail
      crm remind --notify
      crm remind --team --mail
      crm remind --user Nora --format ics
    """
    delivering.apart(mail=mail, notify=notify, json=json, format=format)
    found = [(one, agenda.read(current().workspace, days=days, owner=one.id)) for one in _people(user, team)]
    due = [(one, day) for one, day in found if not day.empty]
    if ways := delivering.ways(mail, notify):
        if due:
            delivering.send([report(one, day, "remind", days) for one, day in due], ways)
        attention(bool(due), exit_code)
        return
    _show(due, "json" if json else format or "table", days)
    attention(bool(due), exit_code)


def _people(user: str | None, team: str | None) -> Sequence[User]:
    """Everybody who works here, unless somebody is named."""
    crm = current().workspace
    if user is None and team is None:
        return crm.where(User, active=1)
    return whose(user, team).users or []


def morning(owner: str | None, days: int, exit_code: bool, ways: Sequence[Way]) -> None:
    """``crm today --mail`` or ``--notify``: the day of one person to that person."""
    if owner is None:
        raise Invalid(N_("it is not said who gets it"), hint=N_("--for USER"))
    crm = current().workspace
    day = agenda.read(crm, days=days, owner=owner)
    if not day.empty:
        delivering.send([report(crm.by_id(User, owner), day, "today", days)], ways)
    attention(not day.empty, exit_code)


def report(user: User, day: Day, what: str, days: int) -> Report:
    """The day of one person as it goes out, with what is due in their calendar."""
    crm = current().workspace
    return Report(
        user, what, crm.clock.today().isoformat(), lambda: subject(day), lambda chosen: page.show(parts(day, named=False), chosen, titled(user.id)),
        lambda: calendar([user.id], days),
    )  # fmt: skip


def subject(day: Day) -> str:
    """``Sun 22 Nov: 3 to do, 1 overdue``."""
    here = current().clock.here().replace(tzinfo=None)
    return _(SUBJECT).format(day=said_day(here, False), summary=summary(day).partition(" · ")[0])


def calendar(owners: Sequence[str], days: int) -> str:
    """What is due in these days and what was to be done before, as a file for any calendar program."""
    from crm_cli.agenda import calendar as entries  # only where a calendar is made
    from crm_cli.exchange import calendars

    crm = current().workspace
    here = crm.clock.today()
    found = entries.entries(crm, list(owners), here, here + timedelta(days + 1))
    return calendars.written(found, "crm", calendars.zone_of(crm.clock), current().language) if found else ""


def _show(due: Sequence[tuple[User, Day]], chosen: str, days: int) -> None:
    """Text as a page for each; for programs one list of everything, in which each has its owner."""
    renderer = current().renderer
    if chosen == ICS:
        if due:
            with renderer.text(None) as out:
                out.write(calendar([user.id for user, _day in due], days))
    elif chosen in PAGES:
        for user, day in due:
            whose_day = f"{user.name} · {subject(day)}"
            if chosen == "md":
                renderer.data(f"# {whose_day}")
            else:
                renderer.page("", [Section("", lines=[whose_day])])
            page.show(parts(day, named=False), chosen)
            renderer.data("")
    elif due or chosen in MACHINE:
        rows = (row for _user, day in due for row in page.rows(parts(day, named=True), chosen in MACHINE))
        renderer.listing(Listing(page.ROWS, list(rows)), chosen)
