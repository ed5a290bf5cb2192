"""Whose day is missing: the working days of which somebody wrote nothing down, or said nothing; leave and holidays are known."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from crm_cli.agenda.dayparts import Away, Done, Job, Missing, Said
from crm_cli.people import policy
from crm_cli.records.nouns.users import User
from crm_cli.records.periods import Period
from crm_cli.workspace import Workspace

EXPECTED = ("rep",)  # roles of those who are to report


def worked(crm: Workspace, period: Period) -> list[date]:
    """The working days of the period up to today."""
    works, last = crm.workdays().works, min(period.end, crm.clock.today())
    days = (period.start + timedelta(at) for at in range((last - period.start).days + 1))
    return [day for day in days if works(day)]


def missing(
    crm: Workspace, people: Sequence[User], worked: Sequence[date], done: Iterable[Done], jobs: Iterable[Job],
    wrote: Iterable[tuple[str, str]], remarks: Iterable[Said], away: Iterable[Away],
) -> Iterator[Missing]:  # fmt: skip
    """The working days of which those who are to report wrote nothing down, or said nothing; a person asked for alone is one of them.
    Who wrote something of a deal, whosever it is, and when, stands in ``wrote``."""
    logged = {(one.owner_id, _day(crm, one.at)) for one in done}
    logged |= {(job.owner_id, _day(crm, job.done)) for job in jobs if job.done}
    logged |= {(who, _day(crm, at)) for who, at in wrote}
    said = {(one.user_id, one.start) for one in remarks if one.unit == "day" and one.text}
    excused = {(one.user_id, one.day) for one in away if one.excused}
    asked = policy.report_asks(crm)
    for user in people:
        since = _day(crm, str(user.created))
        for day in _days_of(worked, since) if user.role in EXPECTED or len(people) == 1 else ():
            key = (user.id, day)
            kept = (("activity", logged), ("remark", said))
            lacks = next((name for name, there in kept if name in asked and key not in there), "")
            if lacks and key not in excused:
                yield Missing(user.id, user.name, day, lacks)


def _days_of(worked: Iterable[date], since: str) -> list[str]:
    """Those of the days on which somebody was there already."""
    return [day.isoformat() for day in worked if day.isoformat() >= since]


def away(crm: Workspace, people: Iterable[User], worked: Sequence[date]) -> Iterator[Away]:
    """Who was away on which working day, and whether that excuses him from reporting."""
    if not worked or crm.is_empty("absence"):
        return
    from crm_cli.people import absences  # only where somebody was ever away

    names, open_days = {user.id: user.name for user in people}, set(worked)
    for one in absences.between(crm, worked[0], worked[-1]):
        if one.user in names:
            for day in absences.days(one, worked[0], worked[-1]):
                if day in open_days:
                    yield Away(one.user, names[one.user], day.isoformat(), one.kind, absences.excuses(one))


def _day(crm: Workspace, stamp: str) -> str:
    return crm.clock.local(stamp).date().isoformat()
