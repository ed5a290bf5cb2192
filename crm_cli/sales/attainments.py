"""How far quotas are reached: what was sold in a period, what open deals add to it, and against which quota of whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm_cli.people import absences
from crm_cli.records.nouns.quotas import Quota
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.records.periods import Period
from crm_cli.sales.quotas import Who, of_team
from crm_cli.workspace import Workspace

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Attainment:
    """What was sold of a quota, in one currency (minor units). ``commit`` and ``weighted`` are what open deals add until the end of the period;
    ``late`` is what open deals would that were to be closed in the period and before today; it is in none of the other sums. ``days`` are the
    working days left, today among them, of a user without those of his leave. ``quota`` None: none is set. ``family`` is that of the products.
    Where a quota is the sum of those of ``people``, ``having`` says how many of them have one; unless all do, it is nothing to measure by."""

    who: Who
    period: Period
    currency: str
    quota: int | None
    won: int
    commit: int
    weighted: int
    days: int
    late: int = 0
    family: str | None = None
    having: int = 0
    people: int = 0

    @property
    def partial(self) -> bool:
        """What all sold would be set against the quotas of some."""
        return self.having < self.people

    @property
    def reached(self) -> int | None:
        """The share that is won, in basis points."""
        return (self.won * WHOLE * 2 + self.quota) // (2 * self.quota) if self.quota and not self.partial else None

    @property
    def gap(self) -> int | None:
        """What is still to be won; below zero when more was."""
        return None if self.quota is None or self.partial else self.quota - self.won

    @property
    def sure(self) -> int:
        """Won and committed."""
        return self.won + self.commit

    @property
    def likely(self) -> int:
        """Won and weighted."""
        return self.won + self.weighted


def attainment(crm: Workspace, who: Who, period: Period, family: str | None = None) -> list[Attainment]:
    """How far it is, in each currency of a quota or a deal; that of the quota first."""
    return attainments(crm, [who], period, family)


def attainments(crm: Workspace, whose: Sequence[Who], period: Period, family: str | None = None) -> list[Attainment]:
    """The same of several, in their order."""
    today = crm.clock.today()
    ahead = max(today, period.start).isoformat()
    low, high = period.start.isoformat(), period.end.isoformat()
    sums = crm.report("quota_sums", low=low, high=high, ahead=ahead, family=family)
    known, days = _Known(crm, period, family), _Days(crm, period, today)
    found = []
    for who in whose:
        having, people = known.share(who, {owner for owner, *_rest in sums})
        each = _of(crm, who, period, known.of(who), _added(who, sums), days.of(who))
        found += [replace(one, family=family, having=having, people=people) for one in each]
    return found


class _Days:
    """The working days of the period from today on; a user has none on leave."""

    def __init__(self, crm: Workspace, period: Period, today: date) -> None:
        start, works = max(today, period.start), crm.workdays().works
        days = (start + timedelta(at) for at in range((period.end - start).days + 1))
        self.left = frozenset(day for day in days if works(day))
        self.off: dict[str, set[date]] = {}
        for one in absences.between(crm, start, period.end) if self.left else ():
            if absences.excuses(one):
                self.off.setdefault(str(one.user), set()).update(absences.days(one, start, period.end))

    def of(self, who: Who) -> int:
        return len(self.left - self.off.get(who.id, set()))


def _of(
    crm: Workspace, who: Who, period: Period, wanted: Mapping[str, int], sums: Mapping[str, Sequence[int]], days: int
) -> Iterable[Attainment]:
    currencies = [*wanted, *sorted(sums.keys() - wanted.keys())] or [crm.currency]
    for currency in currencies:
        won, commit, times, late = sums.get(currency, (0, 0, 0, 0))
        likely = (times + WHOLE // 2) // WHOLE
        yield Attainment(who, period, currency, wanted.get(currency), won, commit, likely, days, late)


def _added(who: Who, sums: Sequence[Sequence[Any]]) -> dict[str, tuple[int, ...]]:
    """What the deals of these people bring, by currency."""
    found: dict[str, tuple[int, ...]] = {}
    for owner, currency, *more in sums:
        if who.users is None or owner in who.users:
            before = found.get(currency, (0, 0, 0, 0))
            found[currency] = tuple(one + other for one, other in zip(before, more, strict=True))
    return found


class _Known:
    """The quotas that lie in a period. One's own for all of it counts, else the sum of one's own for its parts, and of a team or the firm
    that has none of either the sum of those under it."""

    def __init__(self, crm: Workspace, period: Period, family: str | None) -> None:
        self.crm = crm
        low, high = period.start.isoformat(), period.end.isoformat()
        rows = [] if crm.is_empty("quota") else crm.where(Quota, family=family)
        self.rows = [row for row in rows if str(row.start) >= low and str(row.end) <= high]
        self.users = crm.where(User) if self.rows else []
        self.teams = crm.where(Team) if self.rows else []

    def of(self, who: Who) -> dict[str, int]:
        """The quota in each currency it is set in."""
        if who.noun == "people":
            return _summed(self._own("user", user) for user in who.users or ())
        own = self._own(who.noun, who.id)
        if own or who.noun == "user" or not self.rows:
            return own
        below = [team.id for team in self.teams if (team.parent or "") == who.id]
        found = [self._team(team) for team in below]
        found += [self._own("user", user.id) for user in self.users if (user.team or "") == who.id]
        return _summed(found)

    def share(self, who: Who, sellers: set[str | None]) -> tuple[int, int]:
        """How many have a quota of those who sell: reps who lead nobody, and whoever has deals; none of either where it has one of its own."""
        if who.noun == "user" or self._own(who.noun, who.id) or not self.rows:
            return 0, 0
        having = self._having(who)
        people = [one for one in self.users if who.users is None or one.id in who.users]
        leading = {one.manager for one in self.users}
        reps = {one.id for one in people if one.active and one.role == "rep" and one.id not in leading}
        selling = reps | {one.id for one in people if one.id in sellers}
        return len(having), len(selling | having)

    def _having(self, who: Who) -> set[str]:
        """Those whose quotas add up to it; with a team that has one, all of the team."""
        if who.noun == "people":
            return {user for user in who.users or () if self._own("user", user)}
        having = {one.id for one in self.users if (one.team or "") == who.id and self._own("user", one.id)}
        for team in (team for team in self.teams if (team.parent or "") == who.id):
            whole = of_team(self.crm, team)
            having |= set(whole.users or ()) if self._own("team", team.id) else self._having(whole)
        return having

    def _team(self, team: str) -> dict[str, int]:
        return self.of(Who("team", team, "", None))

    def _own(self, noun: str, identity: str) -> dict[str, int]:
        """The longest of one's own that do not overlap."""
        mine = [row for row in self.rows if _whose(row) == (noun, identity)]
        taken: list[Quota] = []
        for row in sorted(mine, key=lambda one: (-_length(one), str(one.start))):
            if all(str(row.end) < str(other.start) or str(row.start) > str(other.end) for other in taken):
                taken.append(row)
        return _summed([{row.currency or self.crm.currency: row.amount} for row in taken])


def _whose(row: Quota) -> tuple[str, str]:
    return ("user", row.user) if row.user else ("team", row.team) if row.team else ("", "")


def _length(row: Quota) -> int:
    return (date.fromisoformat(str(row.end)) - date.fromisoformat(str(row.start))).days


def _summed(found: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in found:
        for currency, amount in one.items():
            total[currency] = total.get(currency, 0) + amount
    return total
