"""Birthdays and festivals that come: whom to think of, how they are addressed, and with what gift."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_cli.records.birthdays import days_of, year_of
from crm_cli.records.lunar import lunar
from crm_cli.workspace import Workspace

GIVEN = 30  # days before the day in which a gift was for it
BIRTHDAY = "birthday"


class Courtesy(NamedTuple):
    """Somebody to be thought of: ``what`` is birthday or a festival, ``days`` how far it is, ``years`` how old they become."""

    what: str
    day: str
    days: int
    ref: str
    name: str
    address: str | None
    channel: str | None
    gift: str | None
    client: str | None
    client_ref: str | None
    owner: str | None
    years: int | None = None


def coming(crm: Workspace, days: int, owner: str | None) -> list[Courtesy]:
    """Whose birthday falls on today or one of these days, and who is to be thought of on a festival; of one user, or of all.

    Who was given something for it, or spoken to on the day, is left out.
    """
    first = crm.clock.today()
    last = first + timedelta(days)
    found = [*_birthdays(crm, first, last, owner), *_festivals(crm, first, last, owner)]
    return sorted(found, key=lambda one: (one.days, one.what != BIRTHDAY, one.what, one.gift or "~", one.name))


def _birthdays(crm: Workspace, first: date, last: date, owner: str | None) -> Iterator[Courtesy]:
    """Of contacts, and of clients who are persons."""
    known = [(key, *_since(crm, day), day.isoformat()) for key, day in days_of(first, last)]
    wanted = [[key[-5:], int(key.startswith("lunar")), *more] for key, *more in known]
    for birthday, day, *who in _asked(crm, "birthdays", wanted, owner):
        yield Courtesy._make((BIRTHDAY, day, _to(first, day), *who, _years(birthday, day)))


def _festivals(crm: Workspace, first: date, last: date, owner: str | None) -> Iterator[Courtesy]:
    """Of contacts who name the festival, and of those with a gift tier who name none, where it is usual in the country."""
    from crm_cli.records import festivals  # after the birthdays, and a table of its own

    usual = festivals.usual(crm.country.code)
    found = list(festivals.coming(first, last))
    wanted = [[one.key, int(one.key in usual), *_since(crm, one.day), one.day.isoformat()] for one in found]
    for key, day, *who in _asked(crm, "festivals", wanted, owner) if wanted else ():
        yield Courtesy(key, day, _to(first, day), *who)


def _asked(crm: Workspace, report: str, wanted: Sequence[Sequence[object]], owner: str | None) -> list[Sequence[Any]]:
    return crm.report(report, wanted=json.dumps(wanted), owner=owner)


def _since(crm: Workspace, day: date) -> tuple[str, str]:
    """Since when a gift was for it, and when the day itself begins."""
    before, on = (datetime.combine(one, time()) for one in (day - timedelta(GIVEN), day))
    return crm.clock.utc(before), crm.clock.utc(on)


def _to(first: date, day: str) -> int:
    return (date.fromisoformat(day) - first).days


def _years(birthday: str, day: str) -> int | None:
    """How old somebody becomes, where the year is known; a lunar birthday counts lunar years."""
    born, on = year_of(birthday), date.fromisoformat(day)
    if born is None:
        return None
    moon = lunar(on) if birthday.startswith("lunar") else None
    return (moon.year if moon else on.year) - born
