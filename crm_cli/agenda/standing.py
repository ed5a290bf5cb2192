"""Where somebody stands: won, committed and likely against the quota, tasks, what was done this week, clients to be spoken to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from crm_cli.records.nouns.users import User
from crm_cli.records.periods import Period, parse_period
from crm_cli.sales import attainments, quotas
from crm_cli.sales.attainments import Attainment
from crm_cli.workspace import Workspace


class Tasks(NamedTuple):
    """Open ones; ``week`` are those from today to the end of the week."""

    open: int
    overdue: int
    today: int
    week: int


class Week(NamedTuple):
    """What was done since the week began; ``spoken`` is real contact, ``clients`` with how many."""

    activities: int
    calls: int
    spoken: int
    clients: int


class Clients(NamedTuple):
    """Clients held, those that are due and those that have waited the most that their cadence allows, and open leads."""

    clients: int
    due: int
    critical: int
    leads: int


@dataclass(frozen=True, slots=True)
class Standing:
    """``place`` is among ``of`` users by what they won this quarter in the currency of the base; None where there is nobody else."""

    money: list[Attainment]
    tasks: Tasks
    week: Week
    clients: Clients
    place: int | None
    of: int


def read(crm: Workspace, user: User) -> Standing:
    """Where a user stands today."""
    month, quarter, week = (parse_period(text, crm.clock, crm.country) for text in ("本月", "本季度", "本周"))
    who = quotas.of_user(user)
    money = [one for period in (month, quarter) for one in attainments.attainment(crm, who, period)]
    ((*numbers, clients, leads),) = _numbers(crm, user.id, week)
    states = [row[6] for row in crm.report("cold", owner=user.id)]
    held = Clients(clients, states.count("due"), states.count("critical"), leads)
    return Standing(money, Tasks(*numbers[:4]), Week(*numbers[4:]), held, *_place(crm, user, quarter))


def against_quota(crm: Workspace, user: User) -> Attainment | None:
    """How far the quota of the month is reached, else that of the quarter; none where none is set."""
    for text in ("本月", "本季度"):
        found = attainments.attainment(crm, quotas.of_user(user), parse_period(text, crm.clock, crm.country))
        if one := next((one for one in found if one.quota is not None), None):
            return one
    return None


def _numbers(crm: Workspace, owner: str, week: Period) -> list[Sequence[int]]:
    begins, ends = _moment(crm, week.start), _moment(crm, week.end + timedelta(1))
    tomorrow = _moment(crm, crm.clock.today() + timedelta(1))
    return crm.report("my_numbers", owner=owner, week_begin=begins, week_end=ends, tomorrow=tomorrow)


def _moment(crm: Workspace, day: date) -> str:
    return crm.clock.utc(datetime.combine(day, time()))


def _place(crm: Workspace, user: User, quarter: Period) -> tuple[int | None, int]:
    """The place among the sales reps, and this user, by what they won."""
    others = [one for one in crm.where(User, active=1) if one.role == "rep" or one.id == user.id]
    if len(others) < 2:
        return None, len(others)
    found = attainments.attainments(crm, [quotas.of_user(one) for one in others], quarter)
    won = {one.who.id: one.won for one in found if one.currency == crm.currency}
    return 1 + sum(amount > won.get(user.id, 0) for amount in won.values()), len(others)
