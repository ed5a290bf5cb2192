"""Calls in figures: when in the week, how many came through, how long, of whom, and who still waits to be rung back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm_cli.insight.scope import asked, rate
from crm_cli.records.periods import Period
from crm_cli.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a weekday (Monday is 0) where the user is; the rate is in basis points."""

    weekday: int
    hour: int
    calls: int
    connected: int

    @property
    def rate(self) -> int | None:
        return rate(self.connected, self.calls)


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody (the id of a user), or everybody together, telephoned. Lengths are in seconds, of calls that were measured."""

    owner: str | None
    calls: int
    incoming: int
    outgoing: int
    connected: int
    rate: int | None
    missed: int
    mean: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number that was missed and not spoken to since; links are ids."""

    number: str
    key: str | None
    client: str | None
    contact: str | None
    lead: str | None
    last: str
    calls: int


@dataclass(frozen=True, slots=True)
class Telephone:
    """All of it; ``everybody`` are the shares together."""

    hours: Sequence[Hour]
    everybody: Share
    shares: Sequence[Share]
    waiting: Sequence[Waiting]


Length = tuple[str | None, str | None, int, int | None, int]


def telephone(crm: Workspace, tokens: Sequence[str] = (), *, period: Period | None = None) -> Telephone:
    """The calls that a filter finds, of a period."""
    lengths: list[Length] = [
        (owner, direction, connected, seconds, calls)
        for owner, direction, connected, seconds, calls in crm.report("call_lengths", asked(crm, "activity", tokens, period=period))
    ]  # fmt: skip
    owners = dict.fromkeys(row[0] for row in lengths)
    shares = [_share(owner, [row for row in lengths if row[0] == owner]) for owner in owners]
    waiting = crm.report("call_waiting", asked(crm, "activity", tokens, period=period))
    return Telephone(
        _hours(crm, tokens, period), _share(None, lengths), sorted(shares, key=lambda one: -one.calls), [Waiting(*row) for row in waiting]
    )  # fmt: skip


def _hours(crm: Workspace, tokens: Sequence[str], period: Period | None) -> list[Hour]:
    calls, connected = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for slot, count, reached in crm.report("call_hours", asked(crm, "activity", tokens, period=period)):
        here = crm.clock.local(slot + ":00Z")
        calls[here.weekday(), here.hour] += count
        connected[here.weekday(), here.hour] += reached
    return [Hour(*at, calls[at], connected[at]) for at in sorted(calls)]


def _share(owner: str | None, rows: Iterable[Length]) -> Share:
    found = list(rows)
    calls = sum(row[4] for row in found)
    connected = sum(row[4] for row in found if row[2])
    lengths = sorted((row[3], row[4]) for row in found if row[2] and row[3] is not None)
    measured = sum(count for _seconds, count in lengths)
    mean = sum(seconds * count for seconds, count in lengths) / measured if measured else None
    return Share(
        owner, calls, _of(found, "in"), _of(found, "out"), connected, rate(connected, calls),
        sum(row[4] for row in found if row[1] == "in" and not row[2]), mean, _median(lengths, measured),
    )  # fmt: skip


def _of(rows: Iterable[Length], direction: str) -> int:
    return sum(row[4] for row in rows if row[1] == direction)


def _median(lengths: Sequence[tuple[int, int]], count: int) -> float | None:
    """The middle one, or the mean of the middle two, of lengths in order, each with how many."""
    if not count:
        return None
    return (_at(lengths, (count - 1) // 2) + _at(lengths, count // 2)) / 2


def _at(lengths: Sequence[tuple[int, int]], place: int) -> int:
    for seconds, count in lengths:
        if place < count:
            return seconds
        place -= count
    raise IndexError(place)
