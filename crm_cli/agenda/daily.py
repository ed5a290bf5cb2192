"""The report of a day, a week or a month: what was done and with whom, what became of the deals, what was promised, what is missing."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from crm_cli.agenda import changes, missing
from crm_cli.agenda.changes import Change
from crm_cli.agenda.dayparts import Done, Job, Next, Paper, Person, Report, Said
from crm_cli.people import activities, policy
from crm_cli.records.nouns.users import User
from crm_cli.records.periods import Period
from crm_cli.workspace import Workspace

PAPERS = ("quote", "order", "delivery", "invoice", "payment")


def read(
    crm: Workspace, unit: str, period: Period, users: Sequence[User] | None = None, *, leader: str | None = None
) -> Report:
    """The report of these users, or of everybody's and nobody's work; ``unit`` is day, week or month, ``period`` its days.

    What their ``leader`` has to say stands in it beside their remarks.
    """
    low, high = _moment(crm, period.start), _moment(crm, period.end + timedelta(1))
    named = None if users is None else json.dumps([user.id for user in users])
    given = {"low": low, "high": high, "users": named}
    done = [Done(*row) for row in crm.report("report_done", **given)]
    jobs = [Job(*row) for row in crm.report("report_tasks", **given)]
    first, last = period.start.isoformat(), period.end.isoformat()
    who = {**given, "leader": leader}
    remarks = [Said(*row) for row in crm.report("report_remarks", **who, unit=unit, first=first, last=last)]
    became, wrote = changes.written(crm, low, high, None if users is None else [user.id for user in users])
    people = crm.where(User, active=1) if users is None else list(users)
    worked = missing.worked(crm, period)
    away = list(missing.away(crm, people, worked))
    return Report(
        unit, period, worked, list(_figures(crm, people, done, jobs, became)), done,
        [job for job in jobs if job.status == "done"],
        [job for job in jobs if job.status == "open" and not job.theirs],
        [job for job in jobs if job.status == "open" and job.theirs],
        became, _coming(crm, users, period), remarks, list(missing.missing(crm, people, worked, done, jobs, wrote, remarks, away)), away, _papers(crm, given),
    )  # fmt: skip


def _papers(crm: Workspace, given: Mapping[str, Any]) -> list[Paper]:
    """What became of quotes, orders and money; a base that has none is not asked."""
    if all(crm.is_empty(noun) for noun in PAPERS):
        return []
    return [Paper(*row) for row in crm.report("report_papers", **given)]


def _moment(crm: Workspace, day: date) -> str:
    return crm.clock.utc(datetime.combine(day, time()))


def _figures(
    crm: Workspace, people: Iterable[User], done: Sequence[Done], jobs: Sequence[Job], became: Sequence[Change]
) -> Iterator[Person]:
    real, named = policy.real_contact(crm), json.dumps([user.id for user in people])
    overdue = {
        row[0]: row[1] for row in crm.report("report_overdue", morning=_moment(crm, crm.clock.today()), users=named)
    }
    acts, tasks = _by_owner(done), _by_owner(jobs)
    for user in people:
        mine, own = acts.get(user.id, []), tasks.get(user.id, [])
        deals = [one.kind for one in became if one.owner_id == user.id]
        yield Person(
            user.id, user.name, len(mine), sum(activities.is_real(one, real) for one in mine), len({one.client_id for one in mine} - {None}),
            sum(job.status == "done" for job in own), sum(job.status == "open" and not job.theirs for job in own),
            overdue.get(user.id, 0), deals.count("moved"), deals.count("won"), deals.count("lost"),
        )  # fmt: skip


def _by_owner(found: Iterable[Any]) -> dict[str | None, list[Any]]:
    owned: dict[str | None, list[Any]] = {}
    for one in found:
        owned.setdefault(one.owner_id, []).append(one)
    return owned


def _coming(crm: Workspace, users: Sequence[User] | None, period: Period) -> list[Next]:
    """What is due until the end of the next working day, where it is still ahead; of one person."""
    here = crm.clock.today()
    if users is None or len(users) != 1 or not period.start <= here <= period.end:
        return []
    until = _moment(crm, crm.workdays().away(here, 1) + timedelta(1))
    found = crm.report("due", until=until, owner=users[0].id)
    due = [(row, (crm.clock.local(row[2]).date() - here).days) for row in found]
    return [Next._make((*row[:3], bool(row[3]), days, *row[4:8])) for row, days in due if days > 0]


def figures(report: Report) -> Mapping[str, int]:
    """The sum of all people's figures, by name."""
    names = Person._fields[2:]
    return {name: sum(getattr(person, name) for person in report.people) for name in names}
