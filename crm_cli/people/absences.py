"""Absences: who is away on which day, and whether that excuses him from reporting."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from crm_cli.errors import Denied, Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.absences import AT_WORK, Absence
from crm_cli.records.nouns.users import User
from crm_cli.workspace import Workspace

LONGEST = 400


def complete(crm: Workspace, absence: Absence | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Nobody named is me, no last day is the first; it ends after it begins, and not years after."""
    now = {name: values.get(name, getattr(absence, name, None)) for name in ("user", "start", "end")}
    user, start = now["user"] or crm.me, now["start"] or crm.clock.today().isoformat()
    end = now["end"] or start
    with of_field("delegate"):
        if user and values.get("delegate", getattr(absence, "delegate", None)) == user:
            raise Invalid(N_("nobody stands in for themselves"))
    _check_stand_in(crm, absence, user, values)
    with of_field("end"):
        if end < start:
            raise Invalid(N_("the absence ends on {end}, before it begins on {start}"), start=start, end=end)
        if (date.fromisoformat(end) - date.fromisoformat(start)).days > LONGEST:
            raise Invalid(N_("an absence of more than {n} days is a slip of the pen"), n=LONGEST)
    return {"user": user, "start": start, "end": end}


def _check_stand_in(crm: Workspace, absence: Absence | None, user: str | None, values: Mapping[str, Any]) -> None:
    """Who stands in may approve what the one who is away may: so nobody names one for somebody who may more."""
    changed = {
        name
        for name in ("user", "start", "end", "delegate")
        if name in values and values[name] != getattr(absence, name, None)
    }
    if not changed or not user or user == crm.me or not values.get("delegate", getattr(absence, "delegate", None)):
        return
    away = crm.by_id(User, user)
    if not crm.may(away.role):
        with of_field("delegate"):
            raise Denied(
                N_("who stands in for {name} is said by {name}, or by somebody who may as much"), hint="crm help rights", name=away.name
            )  # fmt: skip


def put(
    crm: Workspace, user: str, days: str, kind: str | None, half: str | None, note: str | None, delegate: str | None = None
) -> Absence:  # fmt: skip
    """Somebody (an id) is away on these days, as they are said: ``2026-12-01..2026-12-05``, ``明天``, ``下周``; ``delegate`` (an id) stands in."""
    from crm_cli.records.periods import parse_period  # only where one is written down

    found = parse_period(days, crm.clock, crm.country, crm.workdays)
    given: dict[str, Any] = {"kind": kind} if kind else {}
    start, end = found.start.isoformat(), found.end.isoformat()
    return crm.add(Absence(user=user, start=start, end=end, half=half, delegate=delegate, note=note, **given))


def between(crm: Workspace, first: date, last: date) -> list[Absence]:
    """The absences that touch these days, the earliest first."""
    if crm.is_empty("absence"):
        return []
    from crm_cli.records import filters  # only where somebody was ever away

    wanted = filters.read("absence", [f"start=..{last}", f"end={first}.."], crm)
    return crm.matching(Absence, wanted, sort="start")


def days(absence: Absence, first: date, last: date) -> Iterator[date]:
    """Those of the days on which it holds."""
    start = max(first, date.fromisoformat(str(absence.start)))
    end = min(last, date.fromisoformat(str(absence.end)))
    for number in range((end - start).days + 1):
        yield start + timedelta(number)


def excuses(absence: Absence) -> bool:
    """Whether nothing is to be reported of its days: not of half a day, nor of a business trip."""
    return absence.half is None and absence.kind not in AT_WORK
