"""Time as an office counts it: how long something took in working hours, and how long a promise is."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.patterns import pattern

_SPAN = pattern(r"(\d+(?:\.\d+)?)\s*(m|min|分钟|h|小时|d|天|w|周)?")
_HOURS = pattern(r"(\d{1,2})(?::?(\d{2}))?\s*(?:-|–|~|到|至)\s*(\d{1,2})(?::?(\d{2}))?")
_MINUTES = {"m": 1, "min": 1, "分钟": 1, "h": 60, "小时": 60}
DAY = 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = "一二三四五六日"


class Week(NamedTuple):
    """When an office works: from which minute of the day to which, and on which days: on these weekdays (Monday is 0), or as ``works`` says."""

    begins: int
    ends: int
    days: frozenset[int]
    works: Callable[[date], bool] | None = None

    def open(self, day: date) -> bool:
        """Whether it works on that day."""
        return self.works(day) if self.works else day.weekday() in self.days


def worked(clock: Clock, week: Week, since: str, until: str, enough: int | None = None) -> int:
    """The working minutes between two stored moments; it stops counting at ``enough``."""
    start, end = clock.local(since), clock.local(until)
    total = 0
    for day in _days(start.date(), end.date()):
        if week.open(day):
            first = max(start, _at(day, week.begins, start))
            last = min(end, _at(day, week.ends, start))
            total += max(int((last - first).total_seconds()) // 60, 0)
        if enough is not None and total >= enough:
            break
    return total


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(number)


def _at(day: date, minute: int, like: datetime) -> datetime:
    """That minute of a day; the last of it is the first of the next."""
    return datetime.combine(day, time(), like.tzinfo) + timedelta(minutes=minute)


def read_hours(text: str) -> tuple[int, int]:
    """``9-18`` and ``8:30-17:30`` as minutes of the day."""
    match = _HOURS.fullmatch(text.strip())
    begins, ends = _minute(match[1], match[2]) if match else 0, _minute(match[3], match[4]) if match else 0
    if not 0 <= begins < ends <= DAY:
        raise Invalid(N_("“{text}” is not a span of hours"), hint="9:00-18:00", text=text)
    return begins, ends


def _minute(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0)


def read_days(text: str) -> frozenset[int]:
    """``mon-fri``, ``mon-sat``, ``一至五``, ``sun,mon,tue`` as weekdays."""
    found: set[int] = set()
    for part in text.replace("，", ",").replace("、", ",").casefold().split(","):
        ends = [_weekday(word, text) for word in part.replace("至", "-").replace("到", "-").split("-")]
        found |= {number % 7 for number in range(ends[0], ends[-1] + 1 + 7 * (ends[-1] < ends[0]))}
    return frozenset(found)


def _weekday(word: str, text: str) -> int:
    bare = word.strip().removeprefix("周").removeprefix("星期").replace("天", "日")
    if bare and bare in _CHINESE:
        return _CHINESE.index(bare)
    if bare[:3] in DAYS:
        return DAYS.index(bare[:3])
    raise Invalid(N_("“{text}” does not say weekdays"), hint="mon-fri", text=text)


def read_span(text: str, *, day: int = DAY) -> int:
    """``4h``, ``30 min``, ``2天`` as minutes; ``day`` is how many a day has, a number alone means hours."""
    match = _SPAN.fullmatch(text.strip().casefold())
    if match is None or not float(match[1]):
        raise Invalid(N_("“{text}” is not a length of time"), hint="4h", text=text)
    unit = match[2] or "h"
    each = _MINUTES.get(unit) or (day if unit in ("d", "天") else 7 * day)
    return int(float(match[1]) * each)
