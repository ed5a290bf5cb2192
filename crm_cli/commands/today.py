"""``crm today``: what is due, whom to think of, who is getting cold, what is stuck; mine, a colleague's, a team's."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crm_cli.agenda import today as agenda
from crm_cli.agenda.courtesies import Courtesy
from crm_cli.agenda.matters import WHAT, Matter
from crm_cli.agenda.today import Away, Cold, Day, Due, Stuck
from crm_cli.commands import overlooked
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.losing import POOL, pool_line, pool_values
from crm_cli.commands.options import ICS, DayFormat, ExitCode, Json, Quiet
from crm_cli.commands.reporting import attention, calendar
from crm_cli.commands.today_lines import (
    OCCASIONS,
    Line,
    absence,
    ago,
    ahead,
    aligned,
    away_line,
    cold_line,
    courtesy_line,
    due_line,
    hour,
    lead_line,
    matter_line,
    occasion,
    stuck_line,
)  # fmt: skip
from crm_cli.commands.whose import OfTeam
from crm_cli.commands.words import due_told, listed, said_day
from crm_cli.context import current
from crm_cli.errors import Invalid, Typed
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.absences import HALVES
from crm_cli.records.nouns.absences import KINDS as ABSENCES
from crm_cli.records.nouns.clients import GIFTS, STATES
from crm_cli.records.nouns.contacts import CHANNELS
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.render.page import Section

if TYPE_CHECKING:
    pass

SHOWN = 12  # lines of what is cold, stuck or to be thought of that people see before they ask for all
DUE = Column("due", N_("Due"), "time")
TIMED, DAYS = Column("timed", N_("At a fixed time"), "flag"), Column("days", N_("Days"), "number")
TASK = (
    Column("ref", N_("Ref")),
    DUE,
    TIMED,
    DAYS,
    Column("text", N_("Text")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("contact", N_("Contact")),
    Column("opp", N_("Deal")),
    Column("lead", N_("Lead")),
    Column("owner", N_("Owner")),
)
LEADS = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("company", N_("Company")),
    Column("phone", N_("Phone"), "phone"),
    Column("source", N_("Source")),
    Column("created", N_("Created"), "time"),
    Column("minutes", N_("Working minutes"), "number"),
    Column("over", N_("Over time"), "flag"),
    Column("owner", N_("Owner")),
)
COLD = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("level", N_("Level")),
    Column("days", N_("Days"), "number"),
    Column("last", N_("Last contact"), "time"),
    Column("target", N_("Target"), "number"),
    Column("most", N_("At most"), "number"),
    Column("owner", N_("Owner")),
    Column("state", N_("State"), "choice", STATES),
    Column("by", N_("By level or tag")),
)
COURTESIES = (
    Column("ref", N_("Ref")),
    Column("what", N_("Occasion"), "choice", OCCASIONS),
    Column("day", N_("Day"), "date"),
    Column("days", N_("Days"), "number"),
    Column("name", N_("Name")),
    Column("address", N_("Form of address")),
    Column("years", N_("Becomes"), "number"),
    Column("gift", N_("Gift tier"), "choice", GIFTS),
    Column("channel", N_("Preferred channel"), "choice", CHANNELS),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("owner", N_("Owner")),
)
AWAY = (
    Column("ref", N_("Ref")),
    Column("user", N_("User")),
    Column("kind", N_("Kind"), "choice", ABSENCES),
    Column("half", N_("Half of the day"), "choice", HALVES),
    Column("start", N_("First day"), "date"),
    Column("end", N_("Last day"), "date"),
    Column("days", N_("Days"), "number"),
)
STUCK = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("stage", N_("Stage")),
    Column("close", N_("Expected close"), "date"),
    Column("late", N_("Days late"), "number"),
    Column("still", N_("Days without a move"), "number"),
    Column("owner", N_("Owner")),
)

MATTERS = (
    Column("ref", N_("Ref")),
    Column("what", N_("What"), "choice", WHAT),
    Column("name", N_("Name")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("day", N_("Day"), "date"),
    Column("days", N_("Days"), "number"),
    Column("amount", N_("Amount"), "money", currency_key="currency"),
    Column("currency", N_("Currency")),
    Column("owner", N_("Owner")),
)


class Part(NamedTuple):
    """A part of the day: its key, its title, its records, their columns, and a record as a line."""

    key: str
    title: str
    found: Sequence[Any]
    columns: Sequence[Column]
    line: Callable[[Any], Line]
    all_of: str = ""  # what shows all of it, where people see the first


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
    if late := overlooked.line():
        current().renderer.say(late)
    attention(not day.empty, exit_code)


def titled(owner: str | None) -> str:
    """Whose day it is, and which."""
    crm = current().workspace
    user = crm.name_of("user", owner) if owner else _("everybody")
    return _("{user} on {day}").format(user=user, day=said_day(crm.clock.here().replace(tzinfo=None), False))


def parts(day: Day, *, named: bool) -> list[Part]:
    """The parts of a day in their order; ``named`` says of each whose it is."""
    return [
        Part("overdue", N_("Overdue"), day.overdue, TASK, lambda one: due_line(one, ago(-one.days), named)),
        Part("today", N_("Today"), day.today, TASK, lambda one: due_line(one, hour(one), named)),
        Part("coming", N_("Coming"), day.coming, TASK, lambda one: due_line(one, ahead(one), named)),
        Part(
            "courtesies",
            N_("Birthdays and festivals"),
            day.courtesies,
            COURTESIES,
            lambda one: courtesy_line(one, named),
            "crm today --format plain",
        ),
        Part("leads", N_("New leads"), day.leads, LEADS, lambda one: lead_line(one, named)),
        Part("pool", N_("Going to the pool"), day.pool, POOL, lambda one: pool_line(one, named)),
        Part(
            "cold",
            N_("Getting cold"),
            day.cold,
            COLD,
            lambda one: cold_line(one, named),
            "crm client list cadence=any owner=me",
        ),
        Part(
            "stuck", N_("Stuck deals"), day.stuck, STUCK, lambda one: stuck_line(one, named), "crm today --format plain"
        ),
        Part(
            "matters",
            N_("Papers that are due"),
            day.matters,
            MATTERS,
            lambda one: matter_line(one, named),
            "crm receivable list --by invoice --overdue",
        ),
        Part("away", N_("Away"), day.away, AWAY, away_line),
    ]


def show(found: Sequence[Part], chosen: str, title: str = "") -> None:
    """The day as a page, or for formats made of rows as one list; the ``title`` of a sheet says whose day it is."""
    renderer = current().renderer
    if chosen in ("csv", "tsv", "jsonl", "ids", "plain"):
        renderer.listing(Listing(ROWS, list(rows(found, chosen in MACHINE))), chosen)
        return
    filled = [part for part in found if part.found or chosen == "json"]
    if chosen == "table":
        sections = [Section(part.title, lines=lines(part)) for part in filled]
    else:
        sections = [
            Section(
                part.title,
                key=part.key,
                listing=_listing(part, chosen),
            )
            for part in filled
        ]
    if sections:
        renderer.page(_("Today") if chosen == "md" else title if chosen == "html" else "", sections, chosen)


def _listing(part: Part, chosen: str) -> Listing:
    """A part as a table; on a sheet without what nobody reads there: how many days it is, and in what nothing stands."""
    found = [values(one, part.columns, chosen) for one in part.found]
    if chosen != "html":
        return Listing(part.columns, found)
    if part.columns is TASK:
        found = [[_due(one) if column is DUE else value for column, value in zip(TASK, row, strict=True)] for one, row in zip(part.found, found, strict=True)]  # fmt: skip
    unread = (TIMED, DAYS) if part.columns is TASK else ()
    shown = [column not in unread and any(row[at] not in (None, "") for row in found) for at, column in enumerate(part.columns)]  # fmt: skip
    kinds = [column._replace(kind="text") if column is DUE else column for column in part.columns]
    return Listing([column._replace(hidden=not here) for column, here in zip(kinds, shown, strict=True)], found)


def _due(one: Due) -> str:
    """The day of a task, and its hour where it has one."""
    at = current().clock.local(one.due)
    return f"{at:%Y-%m-%d %H:%M}" if one.timed else f"{at:%Y-%m-%d}"


ROWS = (
    Column("part", N_("Part")),
    Column("ref", N_("Ref")),
    Column("text", N_("Text")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("due", N_("Due")),
    Column("days", N_("Days"), "number"),
    Column("owner", N_("Owner")),
)


def rows(found: Sequence[Part], machine: bool) -> Iterable[Sequence[Any]]:
    """Everything in one list: what part it is of, the record, the client, the day, and how many days it is from it."""
    for part in found:
        name = part.key if machine else _(part.title)
        for one in part.found:
            if isinstance(one, Due):
                due = due_told(one.due, one.timed) if machine else _due(one)
                yield name, one.ref, one.text, one.client, one.client_ref, due, one.days, one.owner
            elif isinstance(one, Stuck):
                yield name, one.ref, one.name, one.client, one.client_ref, one.close, -one.late, one.owner
            elif isinstance(one, Cold):
                yield name, one.ref, one.name, one.name, one.ref, one.last, -one.days, one.owner
            elif isinstance(one, Courtesy):
                yield (
                    name,
                    one.ref,
                    occasion(one),
                    one.client or one.name,
                    one.client_ref or one.ref,
                    one.day,
                    one.days,
                    one.owner,
                )
            elif isinstance(one, Away):
                yield name, one.ref, absence(one), None, None, one.start, one.days, one.user
            elif isinstance(one, Matter):
                yield name, one.ref, _(WHAT[one.what]), one.client, one.client_ref, one.day, one.days, one.owner
            elif hasattr(one, "rule"):
                ref, called, _noun, on, *_told, owner = pool_values(one)
                yield name, ref, called, called, ref, on, (one.day - current().clock.today()).days, owner
            else:
                yield name, one.ref, one.name, one.company, None, one.created, None, one.owner


def values(one: Any, columns: Sequence[Column], chosen: str) -> list[Any]:
    """A record in the order of its columns."""
    if columns is POOL:
        return pool_values(one)
    found = [getattr(one, column.key) for column in columns]
    if isinstance(one, Due) and chosen in MACHINE:
        found[columns.index(DUE)] = due_told(one.due, one.timed)
    return [bool(v) if c.kind == "flag" and chosen in MACHINE else v for c, v in zip(columns, found, strict=True)]


def lines(part: Part) -> list[str]:
    """The lines of a part, of the longer ones the first; what is critical is marked and coloured."""
    few = part.found[:SHOWN] if part.all_of and len(part.found) > SHOWN + 1 else part.found
    told = aligned(part.line(one) for one in few)
    paint = current().renderer.paint
    if part.key == "cold":
        told = (
            [paint.bad(t) if one.state == "critical" else paint.warn(t) for one, t in zip(few, told, strict=True)]
            if paint.on
            else told
        )
    if left := len(part.found) - len(few):
        told.append("  " + _("… and {n} more: {command}").format(n=left, command=part.all_of))
    return told


def summary(day: Day) -> str:
    """How much there is to do, and how a task is closed."""
    if day.empty:
        return _("nothing is due")
    count = len(day.overdue) + len(day.today)
    said = _("{n} to do, {overdue} overdue").format(n=count, overdue=len(day.overdue))
    if day.courtesies:
        those = ngettext("{n} to be thought of", "{n} to be thought of", len(day.courtesies))
        said = listed([said, those.format(n=len(day.courtesies))])
    if day.waiting:
        leads = ngettext("{n} new lead to answer", "{n} new leads to answer", day.waiting).format(n=day.waiting)
        said = listed([said, leads])
    if day.pool:
        pool = ngettext(
            "{n} goes to the pool unless it is spoken to", "{n} go to the pool unless they are spoken to", len(day.pool)
        )
        said = listed([said, pool.format(n=len(day.pool))])
    if day.matters:
        papers = ngettext("{n} paper is due", "{n} papers are due", len(day.matters))
        said = listed([said, papers.format(n=len(day.matters))])
    first = next(iter([*day.overdue, *day.today, *day.coming]), None)
    if first:
        return f'{said} · crm done {first.ref} "…" --next …'
    spoken = next(iter([*(one.ref for one in day.leads), *(one.record.ref for one in day.pool)]), None)
    return f'{said} · crm log call {spoken} "…"' if spoken else said
