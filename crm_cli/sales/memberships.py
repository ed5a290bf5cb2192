"""Memberships and their points: terms that are renewed, and a ledger to which is only added and that never goes below zero."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_cli.errors import Conflict, Duplicate, Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.people import policy
from crm_cli.records.near import add_months
from crm_cli.records.nouns.memberships import Membership
from crm_cli.records.nouns.points import Point
from crm_cli.records.registry import concerns
from crm_cli.sales import documents
from crm_cli.workspace import Workspace

YEAR = 12
MOST = 10**9
"""No entry has more points: more is a slip of the finger."""


# --- rules that hold whoever writes


@concerns("number", "client", "contact", "start", "end", "months")
def complete(crm: Workspace, membership: Membership | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """It ends after it begins; a new one has a number nobody else has, an owner, a first day, and a last where its months are said."""
    now = {name: values.get(name, getattr(membership, name, None)) for name in ("number", "start", "end", "months")}
    with of_field("months"):
        if now["months"] is not None and now["months"] < 1:
            raise Invalid(N_("a term has one month or more"), hint="--months 12")
    found: dict[str, Any] = {}
    if membership is None:
        start = now["start"] or crm.clock.today().isoformat()
        end = now["end"] or (_last(date.fromisoformat(start), now["months"]) if now["months"] else None)
        found = {
            "owner": values.get("owner") or crm.me,
            "number": now["number"] or documents.number(crm, "membership"),
            "start": start,
            "end": end,
        }
    now |= found
    with of_field("end"):
        if now["start"] and now["end"] and now["end"] < now["start"]:
            raise Invalid(N_("it would end on {end}, before it begins on {start}"), end=now["end"], start=now["start"])
    for other in crm.where(Membership, number=now["number"]):
        if membership is None or other.id != membership.id:
            raise Duplicate(
                N_("{ref} has the number {number} already"),
                hint="crm membership show {ref}",
                ref=other.ref,
                number=other.number,
            )
    return found


def imported_point(crm: Workspace, point: Point | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """An entry in a file, where what was earned may come after what was spent: all of them together are looked at."""
    return complete_point(crm, point, values, of_file=True)


def complete_point(
    crm: Workspace, point: Point | None, values: Mapping[str, Any], *, of_file: bool = False
) -> dict[str, Any]:
    """An entry is never edited; what is spent or expires is below zero, and no date is still to come."""
    if point is not None:
        changed = [name for name, value in values.items() if getattr(point, name, None) != value]
        if changed:
            _refuse(point, N_("{ref} is in the ledger and is never edited"))
        return {}
    kind, amount, day = (
        values.get("kind") or "earn",
        values["amount"],
        values.get("date") or crm.clock.today().isoformat(),
    )
    with of_field("amount"):
        if not amount or abs(amount) > MOST:
            raise Invalid(
                N_("{amount} points: there are one or more, and fewer than a thousand millions"), amount=amount
            )
        if kind == "earn" and amount < 0:
            raise Invalid(
                N_("points are earned above zero; what was wrong is taken back"), hint="crm membership reverse PT…"
            )
    if kind == "reverse" and not values.get("reverses"):
        raise Invalid(N_("which entry is taken back is not said"), hint="crm membership reverse PT…")
    with of_field("date"):
        if day > crm.clock.today().isoformat():
            raise Invalid(N_("{at} is still to come"), at=day)
    if kind == "spend" and not of_file:
        _check_held(crm, values["membership"], abs(amount), day)
    found: dict[str, Any] = {"date": day, "amount": -abs(amount) if kind in ("spend", "expire") else amount}
    return found | _expiring(crm, kind, day, values.get("expires"))


def _check_held(crm: Workspace, identity: str, wanted: int, day: str) -> None:
    """What has expired, though nobody wrote it off, is not spent."""
    membership = crm.by_id(Membership, identity)
    have = balance(crm, membership) - lapsed(crm, membership, day)
    if wanted > have:
        raise Conflict(
            N_("{ref} has {have} points, not {wanted}"), hint="crm point list membership={ref}", ref=membership.ref, have=have, wanted=wanted
        )  # fmt: skip


def _expiring(crm: Workspace, kind: str, day: str, expires: str | None) -> dict[str, Any]:
    """Only what was earned expires: on the day that is said, else after the months of the setting ``points.months``."""
    if kind != "earn":
        return {"expires": None}
    months = policy.said(crm, "points.months")
    if expires is None and months:
        expires = _last(date.fromisoformat(day), int(months))
    with of_field("expires"):
        if expires and expires < day:
            raise Invalid(N_("they would have expired on {expires}, before {day}"), expires=expires, day=day)
    return {"expires": expires}


def follow_point(crm: Workspace, point: Point) -> None:
    """Whatever was written or taken back: nobody has fewer points than none."""
    crm.at_end(("points", point.membership), lambda: _above_zero(crm, point.membership))


def must_hold(crm: Workspace, point: Mapping[str, Any], _changed: Collection[str]) -> None:
    """An entry was taken back, or is there again: what was earned and since spent stays."""
    _above_zero(crm, point["membership"])


def _above_zero(crm: Workspace, identity: str) -> None:
    for membership in crm.where(Membership, id=identity):
        if (points := balance(crm, membership)) < 0:
            raise Conflict(
                N_("{ref} would have {points} points"), hint="crm point list membership={ref}", ref=membership.ref, points=points
            )  # fmt: skip


def leave_point(_crm: Workspace, point: Point, going: Collection[str]) -> None:
    """An entry is not taken out of the ledger."""
    if point.membership not in going:
        _refuse(point, N_("{ref} is in the ledger and is not taken out"))


def _refuse(point: Point, message: str) -> None:
    raise Conflict(message, hint="crm membership reverse {ref}", ref=point.ref)


# --- the term


def renew(crm: Workspace, membership: Membership, *, months: int | None = None, level: str | None = None) -> Membership:
    """One term more, from the end of the last, or from today where that is past."""
    if membership.end is None and not membership.ended:
        raise Conflict(
            N_("{ref} has no end: it needs no renewal"), hint="crm membership edit {ref} --end …", ref=membership.ref
        )
    today = crm.clock.today()
    last = date.fromisoformat(membership.ended or str(membership.end))
    start = max(last + timedelta(1), today)
    values: dict[str, Any] = {"end": _last(start, months or membership.months or YEAR), "ended": None}
    return crm.change(membership, **values | ({"level": level} if level else {}))


def end(crm: Workspace, membership: Membership, on: str | None = None) -> Membership:
    """It ends before its time."""
    day = on or crm.clock.today().isoformat()
    if membership.ended:
        raise Conflict(
            N_("{ref} ended on {day} already"),
            hint="crm membership renew {ref}",
            ref=membership.ref,
            day=membership.ended,
        )
    if membership.start and day < membership.start:
        raise Invalid(N_("it would end on {end}, before it begins on {start}"), end=day, start=membership.start)
    return crm.change(membership, ended=day)


def is_running(crm: Workspace, membership: Membership) -> bool:
    """Whether it counts today."""
    today = crm.clock.today().isoformat()
    return not (membership.ended and membership.ended <= today) and not (membership.end and membership.end < today)


def _last(start: date, months: int) -> str:
    return (add_months(start, months) - timedelta(1)).isoformat()


# --- the ledger


@dataclass
class Lot:
    """What was earned at one time, and what is left of it."""

    entry: Point
    left: int


def lots(entries: Iterable[Point]) -> list[Lot]:
    """What is left of each time points were earned, the soonest to expire first: from these they are spent.

    What is spent is taken from what still held that day, what expired from what held no more. What was taken back, and what takes it back, count as if they had never been.
    """
    known = list(entries)
    void = {one.reverses for one in known if one.kind == "reverse"}
    found: list[Lot] = []
    owed = 0
    for one in sorted(known, key=lambda one: (one.date or "", one.amount < 0, one.n)):
        if one.id in void or one.kind == "reverse":
            continue
        if one.amount > 0:
            found.append(Lot(one, one.amount))
        else:
            day, past = one.date or "", one.kind == "expire"
            fits = [lot for lot in found if ((lot.entry.expires or "9") < day) == past]
            owed += _take(found, _take(fits, -one.amount))
    _take(found, owed)  # of what was spent before it was earned
    return sorted(found, key=_soonest)


def _take(found: Iterable[Lot], owed: int) -> int:
    """Take so much from these, the soonest to expire first; what could not be taken."""
    for lot in sorted(found, key=_soonest):
        taken = min(lot.left, owed)
        lot.left, owed = lot.left - taken, owed - taken
    return owed


def _soonest(lot: Lot) -> tuple[str, str, int]:
    return lot.entry.expires or "9", lot.entry.date or "", lot.entry.n


def balance(crm: Workspace, membership: Membership) -> int:
    """All points of the ledger."""
    return sum(one.amount for one in _ledger(crm, membership))


def lapsed(crm: Workspace, membership: Membership, day: str | None = None) -> int:
    """How many points of the ledger expired before a day, today unless said, and were not yet written off."""
    when = day or crm.clock.today().isoformat()
    return sum(lot.left for lot in lots(_ledger(crm, membership)) if lot.entry.expires and lot.entry.expires < when)


def earn(
    crm: Workspace, membership: Membership, amount: int, *, on: str | None = None, expires: str | None = None, order: str | None = None,
    reason: str | None = None,
) -> Point:  # fmt: skip
    """Points for a member; ``order`` (an id) is what they are for."""
    if not is_running(crm, membership) and on is None:
        raise Conflict(N_("{ref} has ended"), hint="crm membership renew {ref}", ref=membership.ref)
    return crm.add(
        Point(membership=membership.id, kind="earn", amount=_positive(amount), date=on, expires=expires, order=order, reason=reason)
    )  # fmt: skip


def spend(
    crm: Workspace, membership: Membership, amount: int, *, on: str | None = None, order: str | None = None, reason: str | None = None
) -> Point:  # fmt: skip
    """Points for something."""
    return crm.add(
        Point(membership=membership.id, kind="spend", amount=_positive(amount), date=on, order=order, reason=reason)
    )


def expire(crm: Workspace, memberships: Sequence[Membership] | None = None) -> list[Point]:
    """Write off what expired of these members, or of all."""
    chosen = crm.find(Membership) if memberships is None else memberships
    with crm.step():
        found = [(one, lapsed(crm, one)) for one in chosen]
        return [crm.add(Point(membership=one.id, kind="expire", amount=-points)) for one, points in found if points]


def reverse(crm: Workspace, point: Point, reason: str | None = None) -> Point:
    """Take an entry back by one of the other sign; none is taken back twice, nor what takes one back."""
    if point.kind == "reverse":
        raise Conflict(
            N_("{ref} takes an entry back itself"), hint="crm membership earn, crm membership spend", ref=point.ref
        )
    for other in crm.where(Point, reverses=point.id):
        raise Conflict(
            N_("{ref} was taken back already, by {other}"),
            hint="crm point show {other}",
            ref=point.ref,
            other=other.ref,
        )
    return crm.add(
        Point(membership=point.membership, kind="reverse", amount=-point.amount, reverses=point.id, order=point.order, reason=reason)
    )  # fmt: skip


def _ledger(crm: Workspace, membership: Membership) -> list[Point]:
    return crm.where(Point, membership=membership.id)


def _positive(amount: int) -> int:
    if amount < 1:
        raise Invalid(N_("{amount} points: there are one or more, and fewer than a thousand millions"), amount=amount)
    return amount
