"""The day: what is overdue, due today and soon, which leads wait for an answer, what goes to the pool, which clients are getting cold, which deals are stuck, which papers are due, whose birthday it is, who is away."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.agenda import courtesies, matters
from crm_cli.agenda.courtesies import Courtesy
from crm_cli.agenda.matters import Matter
from crm_cli.people import absences, cadences
from crm_cli.records.nouns.users import User
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.people.cleaning import Waiting
    from crm_cli.people.pool import Move

DAYS = 7
NO_TAGS = "[]"


class Due(NamedTuple):
    """An open task; ``days`` from today, below zero when it is overdue."""

    ref: str
    text: str
    due: str
    timed: bool
    days: int
    client: str | None
    client_ref: str | None
    contact: str | None
    opp: str | None
    deal: str | None
    lead: str | None
    owner: str | None


class Cold(NamedTuple):
    """A client nobody really spoke to for ``days``, the ``target`` of its level or of a tag (``by``) or more; ``last`` None: never.

    ``state`` is due, or critical where it is the ``most`` or more.
    """

    ref: str
    name: str
    level: str | None
    days: int
    last: str | None
    target: int
    most: int
    owner: str | None
    state: str
    by: str


class Away(NamedTuple):
    """Somebody who is away, now or in ``days``; ``half`` is the half of each day."""

    ref: str
    user: str
    kind: str
    half: str | None
    start: str
    end: str
    days: int


class Stuck(NamedTuple):
    """An open deal past its close date (``late`` days), or where nothing moved for longer than its stage bears."""

    ref: str
    name: str
    client: str | None
    client_ref: str | None
    stage: str | None
    close: str | None
    late: int
    still: int
    rot_days: int | None
    owner: str | None


class Day(NamedTuple):
    """What there is to see to; ``waiting`` is how many leads wait, of which ``leads`` are the first."""

    overdue: list[Due]
    today: list[Due]
    coming: list[Due]
    leads: "list[Waiting]"
    waiting: int
    pool: "list[Move]"
    cold: list[Cold]
    stuck: list[Stuck]
    courtesies: Sequence[Courtesy] = ()
    away: Sequence[Away] = ()
    matters: Sequence[Matter] = ()

    @property
    def empty(self) -> bool:
        """There is nothing at all to see to."""
        dated = self.overdue or self.today or self.coming or self.courtesies
        return not (dated or self.leads or self.pool or self.cold or self.stuck or self.matters)


def read(crm: Workspace, *, days: int = DAYS, owner: str | None = None) -> Day:
    """The day of one user (an id), or of all; ``days`` is how far it looks ahead."""
    due = _due(crm, days, owner)
    leads, waiting = _leads(crm, owner)
    return Day(
        [one for one in due if one.days < 0],
        [one for one in due if one.days == 0],
        [one for one in due if one.days > 0],
        leads,
        waiting,
        _pool(crm, owner),
        _cold(crm, owner),
        _stuck(crm, owner),
        courtesies.coming(crm, days, owner),
        _away(crm, days, owner),
        matters.read(crm, days, owner),
    )


def team(crm: Workspace, users: Iterable[User], *, days: int = DAYS) -> list[tuple[User, Day]]:
    """The days of several, each with what is theirs alone: a lead of nobody is in none of them."""
    return [(user, _own(read(crm, days=days, owner=user.id), user.name)) for user in users]


def together(days: Sequence[Day]) -> Day:
    """The days of several as one, each list by its day."""
    return Day(
        _by_day(one for day in days for one in day.overdue),
        _by_day(one for day in days for one in day.today),
        _by_day(one for day in days for one in day.coming),
        [one for day in days for one in day.leads],
        sum(day.waiting for day in days),
        sorted((one for day in days for one in day.pool), key=lambda one: one.day),
        sorted((one for day in days for one in day.cold), key=lambda one: (-one.days / one.most, one.ref)),
        [one for day in days for one in day.stuck],
        sorted((one for day in days for one in day.courtesies), key=lambda one: one.days),
        [one for day in days for one in day.away],
        sorted((one for day in days for one in day.matters), key=lambda one: (one.days, one.ref)),
    )


def _by_day(found: Iterable[Due]) -> list[Due]:
    return sorted(found, key=lambda one: (one.due, one.ref))


def _own(day: Day, name: str) -> Day:
    leads = [one for one in day.leads if one.owner == name]
    return day._replace(leads=leads, waiting=len(leads))


def _leads(crm: Workspace, owner: str | None) -> "tuple[list[Waiting], int]":
    """The new leads that wait for a first answer, and how many there are."""
    if crm.is_empty("lead"):
        return [], 0
    from crm_cli.people import cleaning  # only where there are leads

    return cleaning.waiting(crm, owner)


def _pool(crm: Workspace, owner: str | None) -> "list[Move]":
    """What will go to the pool soon, unless somebody speaks to it."""
    if crm.is_empty("poolrule"):
        return []
    from crm_cli.people import pool  # only where the pool has rules

    return pool.preview(crm, owner=owner)


def _due(crm: Workspace, days: int, owner: str | None) -> list[Due]:
    here = crm.clock.today()
    found = crm.report("due", until=_first_moment(crm, here + timedelta(days + 1)), owner=owner)
    return [
        Due(ref, text, due, bool(timed), (crm.clock.local(due).date() - here).days, *rest)
        for ref, text, due, timed, *rest in found
    ]


def _cold(crm: Workspace, owner: str | None) -> list[Cold]:
    here, spans = crm.clock.today(), cadences.spans(crm)
    cold = []
    for ref, name, level, last, created, user, state, tags in crm.report("cold", owner=owner):
        days = (here - crm.clock.local(last or created).date()).days
        if span := spans.of(level, json.loads(tags) if tags != NO_TAGS else ()):
            cold.append(Cold(ref, name, level, days, last, span.target, span.most, user, state, span.by))
    return sorted(cold, key=lambda one: (-one.days / one.most, one.ref))


def _away(crm: Workspace, days: int, owner: str | None) -> list[Away]:
    """Who is away, or will be in these days."""
    here = crm.clock.today()
    found = [one for one in absences.between(crm, here, here + timedelta(days)) if owner in (None, one.user)]
    return [
        Away(one.ref, crm.name_of("user", str(one.user)) or "", one.kind, one.half, str(one.start), str(one.end),
             max((date.fromisoformat(str(one.start)) - here).days, 0))
        for one in found
    ]  # fmt: skip


def _stuck(crm: Workspace, owner: str | None) -> list[Stuck]:
    here = crm.clock.today()
    return [
        Stuck(ref, name, client, client_ref, stage, close, _late(here, close), still, rot, user)
        for ref, name, client, client_ref, stage, close, rot, user, still in crm.report("stuck", owner=owner)
    ]


def _late(here: date, close: str | None) -> int:
    return max((here - date.fromisoformat(close)).days, 0) if close else 0


def _first_moment(crm: Workspace, day: date) -> str:
    return crm.clock.utc(datetime.combine(day, time()))
