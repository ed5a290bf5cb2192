"""``crm today --team``: how much each of a team has to see to, who is away, and the day of each."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from crm_cli.agenda import today as agenda
from crm_cli.agenda.today import Day
from crm_cli.commands import today_shown as page
from crm_cli.commands.options import ICS
from crm_cli.commands.reporting import calendar
from crm_cli.commands.whose import whose
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.users import User
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.render.page import Section
from crm_cli.telling.day import Person, away_today, counted_all, why_away
from crm_cli.telling.day_parts import Part, parts, values

PARTS = ("overdue", "today", "coming", "courtesies", "leads", "pool", "cold", "stuck", "matters")
COUNTS = (
    Column("user", N_("User")),
    Column("away", N_("Away")),
    Column("overdue", N_("Overdue"), "number"),
    Column("today", N_("Today"), "number"),
    Column("coming", N_("Coming"), "number"),
    Column("courtesies", N_("Birthdays and festivals"), "number"),
    Column("leads", N_("New leads"), "number"),
    Column("pool", N_("Going to the pool"), "number"),
    Column("cold", N_("Getting cold"), "number"),
    Column("critical", N_("Critical"), "number"),
    Column("stuck", N_("Stuck deals"), "number"),
    Column("matters", N_("Papers that are due"), "number"),
)


def tell(team: str, days: int, chosen: str) -> bool:
    """Show the days of a team, by name or else mine; whether there is anything to see to."""
    asked = whose(None, team)
    found = agenda.team(current().workspace, asked.users or [], days=days)
    if not found:
        raise Invalid(N_("nobody is in the team {name}"), hint="crm user edit NAME --team {name}", name=asked.name)
    if asked.is_only_me:
        current().renderer.say(_("nobody works for you, so this is yours alone · --team=NAME, --all"))
    if chosen == ICS:
        here = current().clock.today()
        calendar(asked.ids, here, here + timedelta(days))
    elif chosen in ("csv", "tsv", "jsonl", "ids", "plain"):
        page.show(merged(found), chosen)
    else:
        current().renderer.page(asked.name if chosen in ("md", "html") else "", sections(found, chosen), chosen)
    current().renderer.say(counted_all(found))
    return any(not day.empty for _user, day in found)


def sections(found: Sequence[Person], chosen: str) -> list[Section]:
    """The counts first; then for programs each list with everybody's, for people the lists of each."""
    counts = Section(N_("Team"), key="people", listing=Listing(COUNTS, [_counts(*one, chosen) for one in found]))
    if chosen in MACHINE:
        return [counts, *(_listing(part, part.title, chosen) for part in merged(found))]
    return [counts, *(one for user, day in found for one in _of(user, day, chosen))]


def _of(user: User, day: Day, chosen: str) -> Iterator[Section]:
    """What one has to see to."""
    head = f"{user.name} · {why_away(away)}" if (away := away_today(day)) else user.name
    for part in parts(day, named=False):
        if part.found and part.key != "away":
            title = f"{head} · {_(part.title)}"
            yield Section(title, lines=page.lines(part)) if chosen == "table" else _listing(part, title, chosen)


def _listing(part: Part, title: str, chosen: str) -> Section:
    rows = [values(one, part.columns, chosen) for one in part.found]
    return Section(title, key=part.key, listing=Listing(part.columns, rows))


def merged(found: Sequence[Person]) -> list[Part]:
    """The lists of all of them in one."""
    days = [parts(day, named=True) for _user, day in found]
    return [part[0]._replace(found=[one for each in part for one in each.found]) for part in zip(*days, strict=True)]


def _counts(user: User, day: Day, chosen: str) -> list[Any]:
    away = away_today(day)
    critical = sum(one.state == "critical" for one in day.cold)
    numbers = [len(getattr(day, name)) for name in PARTS]
    said = (away.end if chosen in MACHINE else why_away(away)) if away else None
    return [user.name, said, *numbers[:7], critical, *numbers[7:]]
