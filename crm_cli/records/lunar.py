"""The Chinese lunar calendar: which day of it a day is, and when one of its days falls in a year."""

from datetime import date, timedelta
from typing import NamedTuple

FIRST = 2000  # the year with which the table begins; each lunar year begins in the one it is named after
# Of each year: in how many days after 1 January it begins, which month comes twice (0: none), and which months have 30 days, the first in the lowest bit.
_YEARS = (
    "460693 2e952b 54052b 3e0a5b 2a555a 4e056a 38fb55 600ba4 4a0b49 32ba93 580a95 42052d 2c8aad 500ab5 3d35aa 6205d2 4c0da5 36dd4a "
    "5c0d4a 460c95 30952e 540556 3e0ab5 2a55b2 5006d2 38cea5 5e0725 48064b 32ac97 560cab 42055a 2c6ad6 520b69 3d7752 620b52 4c0b25 "
    "36da4b 5a0a4b 4404ab 2ea55b 5405ad 3e0b6a 2a5b52 500d92 3afd25 5e0d25 480a55 32b4ad 5804b6 4005b5 2c6daa 520ec9 3f1e92 620e92 "
    "4c0d26 36ca56 5a0a57 440556 2e86d5 540755 400749 286e93 4e0693 38f52b 5e052b 460a5b 32b55a 58056a 420b65 2c974a 520b4a 3d1a95 "
    "620a95 4a052d 34caad 5a0ab5 4605aa 2e8ba5 540da5 400d4a 2a7c95 4e0c96 38f94e 5e0556 480ab5 32b5b2 5806d2 420ea5 2e8e4a 50068b "
    "3b0c97 6004ab 4a055b 34cad6 5a0b6a 460752 309725 540b45 3e0a8b "
)  # fmt: skip
_TABLE = [int(year, 16) for year in _YEARS.split()]
LAST = FIRST + len(_TABLE) - 1


class LunarDay(NamedTuple):
    """A day of the lunar calendar; ``leap`` is in the second of a month that comes twice, ``last`` in the last day of its month."""

    year: int
    month: int
    day: int
    leap: bool
    last: bool


def lunar(day: date) -> LunarDay | None:
    """The lunar day of a day; None where the table does not reach."""
    year = day.year if FIRST <= day.year <= LAST and day >= new_year(day.year) else day.year - 1
    if not FIRST <= year <= LAST:
        return None
    left = (day - new_year(year)).days
    for month, leap, length in _months(year):
        if left < length:
            return LunarDay(year, month, left + 1, leap, left + 1 == length)
        left -= length
    return None


def solar(year: int, month: int, day: int) -> date | None:
    """When that day of the lunar year falls, in the month that is not the leap one; the 30th of a short month is its last."""
    if not FIRST <= year <= LAST:
        return None
    before = 0
    for number, leap, length in _months(year):
        if number == month and not leap:
            return new_year(year) + timedelta(before + min(day, length) - 1)
        before += length
    return None


def new_year(year: int) -> date:
    """The day of the Spring Festival in a year of the table."""
    return date(year, 1, 1) + timedelta(_TABLE[year - FIRST] >> 17)


def _months(year: int) -> list[tuple[int, bool, int]]:
    """The months in their order: which, whether it is the leap one, and its days."""
    known = _TABLE[year - FIRST]
    leap = known >> 13 & 15
    order = [(month, False) for month in range(1, 13)]
    if leap:
        order.insert(leap, (leap, True))
    return [(month, is_leap, 29 + (known >> at & 1)) for at, (month, is_leap) in enumerate(order)]
