"""Where an incomplete date is completed from, and the arithmetic of months and weeks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.records.countries import DateOrder

if TYPE_CHECKING:  # working days are counted by few
    from crm_cli.records.workdays import Workdays

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHINESE_WEEKDAYS = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
COUNT = r"\d+|[零〇一二两三四五六七八九十百]+"
YEARS = {"前": -2, "去": -1, "今": 0, "本": 0, "明": 1, "后": 2}
STEPS = {"上上": -2, "上": -1, "last": -1, "本": 0, "这": 0, "this": 0, "下": 1, "next": 1, "下下": 2}
STEP = "上上|上|本|这|下下|下"


class Near(NamedTuple):
    """What an incomplete date is completed from; ``prefer`` is future, past, or this (week, month, year); ``office`` tells which days are worked."""

    today: date
    order: DateOrder
    prefer: str = "future"
    country: str = ""
    office: "Callable[[], Workdays] | None" = None

    def workdays(self) -> "Workdays":
        """Which days are worked: as the base says, else as its country does."""
        from crm_cli.records.workdays import workdays  # see above

        return self.office() if self.office else workdays(self.country)

    def choose(self, before: date, here: date, after: date) -> date:
        """The occurrence that is preferred."""
        if self.prefer == "past":
            return here if here <= self.today else before
        return after if self.prefer == "future" and here < self.today else here


def checked(day: date) -> date:
    """The day, if it is within the years a business writes."""
    if not EARLIEST <= day <= LATEST:
        raise ValueError(day)
    return day


def days_of(year: int, month: int) -> int:
    """How many days a month has."""
    return (
        31 - (month in (4, 6, 9, 11)) if month != 2 else 28 + (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    )


def add_months(day: date, months: int) -> date:
    """The same day some months away, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, days_of(year, month + 1)))


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(day.weekday())


def first_day(day: date, unit: str) -> date:
    """The first day of the month, quarter or year."""
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return date(day.year, month, 1)


def last_day(day: date, unit: str) -> date:
    """The last day of the month, quarter or year."""
    return add_months(first_day(day, unit), {"month": 1, "quarter": 3, "year": 12}[unit]) - timedelta(1)


def month_number(word: str) -> int:
    """1 for jan or january."""
    return MONTHS.index(word[:3].capitalize()) + 1
