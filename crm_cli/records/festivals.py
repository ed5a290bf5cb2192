"""Festivals on which clients are thought of, and when they fall: by a fixed day, the lunar calendar, or Easter."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from crm_cli.records.lunar import solar
from crm_cli.records.nouns.clients import FESTIVALS

FIXED = {"newyear": (1, 1), "women": (3, 8), "labour": (5, 1), "teachers": (9, 10), "national": (10, 1), "christmas": (12, 25)}  # fmt: skip
LUNAR = {"spring": (1, 1), "lantern": (1, 15), "dragon": (5, 5), "qixi": (7, 7), "autumn": (8, 15), "chongyang": (9, 9)}
# Those of which a client with a gift tier is thought who names none of his own.
USUAL = {"CN": ("spring", "dragon", "autumn")}
ELSEWHERE = ("christmas",)
THURSDAY = 3


class Falls(NamedTuple):
    """A festival (a key of :data:`FESTIVALS`) and its day."""

    key: str
    day: date


def coming(first: date, last: date) -> Iterator[Falls]:
    """The festivals of these days, the next first."""
    found = [
        Falls(key, day)
        for year in range(first.year, last.year + 1)
        for key in FESTIVALS
        if (day := falls(key, year)) and first <= day <= last
    ]
    yield from sorted(found, key=lambda one: one.day)


def usual(country: str) -> tuple[str, ...]:
    """The festivals on which gifts are given there."""
    return USUAL.get(country, ELSEWHERE)


def falls(key: str, year: int) -> date | None:
    """Its day in a year; None where nobody has worked it out."""
    if key in FIXED:
        return date(year, *FIXED[key])
    if key in LUNAR:
        return solar(year, *LUNAR[key])
    if key == "easter":
        return easter(year)
    if key == "thanksgiving":
        first = date(year, 11, 1)
        return first + timedelta((THURSDAY - first.weekday()) % 7 + 21)
    return None


def easter(year: int) -> date:
    """Easter Sunday of the Western churches (Meeus, Jones, Butcher)."""
    century, rest = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
