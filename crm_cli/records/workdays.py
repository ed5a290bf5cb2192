"""Which days are worked: by the holidays of the country where they are known, by the base's own table, else by the weekday."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.near import first_day, last_day
from crm_cli.records.worktime import read_days

OFFICE = "mon-fri"
LONGEST = 400  # days in which one must be worked
_DAY = timedelta(1)


class Known(NamedTuple):
    """The holidays that a country has published, by name, the days worked instead, and the last year of which they are known."""

    off: dict[date, str]
    on: frozenset[date]
    until: int


class Workdays(NamedTuple):
    """``days`` are the weekdays (Monday is 0); ``off`` and ``on`` the base's own table, which beats what the country says."""

    country: str = ""
    days: frozenset[int] = frozenset(range(5))
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """The office is open on that day."""
        if day in self.off or day in self.on:
            return day not in self.off
        known = published(self.country)
        return day in known.on or (day.weekday() in self.days and day not in known.off)

    def away(self, day: date, count: int) -> date:
        """The working day so many away; 0 is the day itself, or the next that is worked."""
        if not count:
            return self.nearest(day, 1)
        step = _DAY if count > 0 else -_DAY
        for _number in range(abs(count)):
            day = self.nearest(day + step, 1 if count > 0 else -1)
        return day

    def nearest(self, day: date, step: int) -> date:
        """The day, or the nearest in that direction that is worked."""
        for _number in range(LONGEST):
            if self.works(day):
                return day
            day += _DAY * step
        raise Invalid(N_("no day is worked for a year from {day} on"), hint="crm holiday list", day=day.isoformat())

    def of_month(self, day: date, number: int) -> date:
        """The first (1), second or last (-1) working day of the day's month; ValueError where there are not so many."""
        found = [one for one in _span(first_day(day, "month"), last_day(day, "month")) if self.works(one)]
        if not number or abs(number) > len(found):
            raise ValueError(number)
        return found[number - 1 if number > 0 else number]


def workdays(country: str, days: str | None = None, own: Iterable[tuple[str, str, str]] = ()) -> Workdays:
    """The calendar of a country with what the base says of itself: its weekdays, and ``own`` days, first, last and whether off or worked."""
    table: dict[str, set[date]] = {"off": set(), "worked": set()}
    for first, last, kind in own:
        table[kind].update(_span(date.fromisoformat(first), date.fromisoformat(last)))
    return Workdays(country, read_days(days or OFFICE), frozenset(table["off"]), frozenset(table["worked"]))


def _span(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * number for number in range((last - first).days + 1))


@cache
def published(country: str) -> Known:
    """What is known of a country's holidays; of most nothing, then the weekday decides."""
    read = _PUBLISHED.get(country)
    return read() if read else Known({}, frozenset(), 0)


def _china() -> Known:
    from chinese_calendar.constants import holidays, workdays  # a large table, only where days are counted

    return Known(dict(holidays), frozenset(workdays), max(holidays).year)


_PUBLISHED: dict[str, Callable[[], Known]] = {"CN": _china}
