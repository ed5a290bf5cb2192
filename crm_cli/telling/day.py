"""Whose day it is, how much of it there is, and what did not happen by itself, in a line each."""

from collections.abc import Sequence

from crm_cli.agenda.today import Away, Day
from crm_cli.context import current
from crm_cli.i18n import _, ngettext
from crm_cli.records.nouns.users import User
from crm_cli.telling.day_lines import away_line
from crm_cli.telling.words import listed, said_day

Person = tuple[User, Day]


def titled(owner: str | None) -> str:
    """Whose day it is, and which."""
    crm = current().workspace
    user = crm.name_of("user", owner) if owner else _("everybody")
    return _("{user} on {day}").format(user=user, day=said_day(crm.clock.here().replace(tzinfo=None), False))


def counted(day: Day) -> str:
    """How much there is to do."""
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
    return said


def overlooked() -> str:
    """Jobs that did not run; empty where all did. Nobody hears of a clockwork that is dead unless it is said."""
    crm = current().workspace
    if crm.is_empty("job"):
        return ""
    from crm_cli.agenda import schedule  # only where there are jobs

    count = len(schedule.missing(crm))
    text = ngettext("{n} job did not run · crm schedule status", "{n} jobs did not run · crm schedule status", count)
    return text.format(n=count) if count else ""


def away_today(day: Day) -> Away | None:
    """The absence of today."""
    return next((one for one in day.away if not one.days), None)


def why_away(away: Away) -> str:
    """``annual leave, until Fri 5 Dec``."""
    return listed(away_line(away)[2:])


def counted_all(found: Sequence[Person]) -> str:
    """How much there is to do in all, and who is away."""
    if all(day.empty for _user, day in found):
        return _("nothing is due")
    todo = sum(len(day.overdue) + len(day.today) for _user, day in found)
    said = _("{n} to do, {overdue} overdue").format(n=todo, overdue=sum(len(day.overdue) for _user, day in found))
    away = [user.name for user, day in found if away_today(day)]
    return said + " · " + _("away: {who}").format(who=listed(away)) if away else said
