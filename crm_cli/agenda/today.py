"""The day: what is overdue, due today and soon, which leads wait for an answer, what goes to the pool, which clients are getting cold, which deals are stuck."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.people import policy
from crm_cli.records.nouns.clients import LEVELS
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.people.cleaning import Waiting
    from crm_cli.people.pool import Move

CADENCE = {"A": "14/30", "B": "30/60", "C": "90/180"}  # days until a client of that level is due, and at most
DAYS = 7


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
    """A client nobody really spoke to for ``days``, more than the ``target`` of its level; ``last`` None: never."""

    ref: str
    name: str
    level: str
    days: int
    last: str | None
    target: int
    most: int
    owner: str | None


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


@dataclass(frozen=True, slots=True)
class Day:
    """What there is to see to; ``waiting`` is how many leads wait, of which ``leads`` are the first."""

    overdue: list[Due]
    today: list[Due]
    coming: list[Due]
    leads: "list[Waiting]"
    waiting: int
    pool: "list[Move]"
    cold: list[Cold]
    stuck: list[Stuck]

    @property
    def empty(self) -> bool:
        """There is nothing at all."""
        return not (self.overdue or self.today or self.coming or self.leads or self.pool or self.cold or self.stuck)


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
    )


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


def cadence(crm: Workspace) -> dict[str, tuple[int, int]]:
    """For each level of client how many days may pass between contacts: those aimed at, and at most."""
    levels = [*LEVELS, *(name for name in crm.fields("client")["level"].choices if name not in LEVELS)]
    said = {level: crm.setting(f"cadence.{level}") or CADENCE.get(level) for level in levels}
    return {level: _span(level, text) for level, text in said.items() if text}


def _span(level: str, text: str) -> tuple[int, int]:
    target, _slash, most = text.partition("/")
    if not (target.strip().isdecimal() and most.strip().isdecimal() and int(target) <= int(most)):
        raise Invalid(
            N_("cadence.{level} is not two numbers of days: “{text}”"),
            hint="cadence.{level}=14/30",
            level=level,
            text=text,
        )
    return int(target), int(most)


def _due(crm: Workspace, days: int, owner: str | None) -> list[Due]:
    here = crm.clock.today()
    found = crm.report("due", until=_first_moment(crm, here + timedelta(days + 1)), owner=owner)
    return [
        Due(ref, text, due, bool(timed), (crm.clock.local(due).date() - here).days, *rest)
        for ref, text, due, timed, *rest in found
    ]


def _cold(crm: Workspace, owner: str | None) -> list[Cold]:
    here = crm.clock.today()
    spans = cadence(crm)
    before = [[level, _first_moment(crm, here - timedelta(target))] for level, (target, _most) in spans.items()]
    found = crm.report(
        "cold",
        cadence=json.dumps(before),
        real=json.dumps(policy.real_contact(crm)),
        owner=owner,
        morning=_first_moment(crm, here),
    )
    cold = [
        Cold(ref, name, level, (here - crm.clock.local(last or created).date()).days, last, *spans[level], user)
        for ref, name, level, last, created, user in found
    ]
    return sorted(cold, key=lambda one: (-one.days / one.most, one.ref))


def _stuck(crm: Workspace, owner: str | None) -> list[Stuck]:
    here = crm.clock.today()
    return [
        Stuck(ref, name, client, client_ref, stage, close, _late(here, close), still, rot, user)
        for ref, name, client, client_ref, stage, close, rot, user, still in crm.report(
            "stuck", owner=owner, real=json.dumps(policy.real_contact(crm))
        )
    ]


def _late(here: date, close: str | None) -> int:
    return max((here - date.fromisoformat(close)).days, 0) if close else 0


def _first_moment(crm: Workspace, day: date) -> str:
    return crm.clock.utc(datetime.combine(day, time()))
