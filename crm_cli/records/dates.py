"""One day by its number: 2026-11-27, 3.4.2026, 12月25号, 27 Nov, 25号."""

import re
from datetime import date

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.near import COUNT, MONTH, STEP, STEPS, YEARS, Near, add_months, last_day, month_number
from crm_cli.records.numerals import integer


def read_date(text: str, near: Near) -> date | None:
    """The day, None when the text is no date, ValueError when no calendar has it."""
    return _chinese(text, near) or _numeric(text, near) or _english(text, near) or _day_of_month(text, near)


def _chinese(text: str, near: Near) -> date | None:
    match = re.fullmatch(rf"(?:(\d{{4}}|[前去今本明后])年)?({COUNT})月({COUNT})[日号]?", text)
    if match is None:
        return None
    year, month, day = match[1], integer(match[2]), integer(match[3])
    if month is None or day is None:
        return None
    if year is None:
        return _any_year(month, day, near)
    return date(near.today.year + YEARS[year] if year in YEARS else int(year), month, day)


def _any_year(month: int, day: int, near: Near) -> date:
    """The 29th of February too is looked for in the year that is meant, not in this one."""
    here, today = (month, day), (near.today.month, near.today.day)
    step = {"future": int(here < today), "past": -int(here > today)}.get(near.prefer, 0)
    return date(near.today.year + step, month, day)


def _numeric(text: str, near: Near) -> date | None:
    if match := re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)", text):
        year, month, day = (int(part) for part in (match.group(1, 3, 4) if match[1] else match.group(5, 6, 7)))
        return date(year, month, day)
    if match := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)", text):
        return _ordered(int(match[1]), int(match[3]), match[4], near)
    if match := re.fullmatch(r"(\d{1,2})(?:[-/.](\d{1,2})|\.(\d{1,2})\.)", text):
        month, day = int(match[1]), int(match[2] or match[3])
        return _any_year(day, month, near) if near.order == "dmy" else _any_year(month, day, near)
    return None


def _ordered(first: int, second: int, written: str, near: Near) -> date | None:
    """A date with the year last: in the order of the country, or refused where it could be either."""
    if near.order == "ymd":
        return _only_reading(first, second, int(written)) if len(written) == 4 else None
    year = int(written) if len(written) == 4 else _century(int(written), near.today.year)
    return date(year, second, first) if near.order == "dmy" else date(year, first, second)


def _century(year: int, now: int) -> int:
    """Two digits are a year up to twenty ahead, else one of the century before."""
    full = now // 100 * 100 + year
    return full if full <= now + 20 else full - 100


def _only_reading(first: int, second: int, year: int) -> date:
    one, other = min(first, second), max(first, second)
    if one != other and other <= 12:
        days = (date(year, second, first).isoformat(), date(year, first, second).isoformat())
        message = N_("the date may be {one} or {other}")
        raise Invalid(message, hint=N_("write it as {one}"), one=days[0], other=days[1])
    return date(year, one, other)


def _english(text: str, near: Near) -> date | None:
    day = r"(\d{1,2})(?:st|nd|rd|th|\.)?"
    match = re.fullmatch(rf"(?:{day}(?: of)? {MONTH}|{MONTH} {day})(?: (\d{{4}}))?", text)
    if match is None:
        return None
    month = month_number(match[2] or match[3])
    number = int(match[1] or match[4])
    return date(int(match[5]), month, number) if match[5] else _any_year(month, number, near)


def _day_of_month(text: str, near: Near) -> date | None:
    """The 25th of a month that is named, or of the nearest one that has such a day."""
    if match := re.fullmatch(rf"({STEP})月({COUNT})[号日]?", text):
        day = integer(match[2])
        return None if day is None else add_months(near.today.replace(day=1), STEPS[match[1]]).replace(day=day)
    match = re.fullmatch(rf"({COUNT})[号日]|(\d{{1,2}})(?:st|nd|rd|th)", text)
    day = integer(match[1] or match[2]) if match else None
    if day is None:
        return None
    steps = {"future": (0, 1, 2), "past": (0, -1, -2)}.get(near.prefer, (0,))
    there = [add_months(near.today.replace(day=1), step) for step in steps]
    found = [one.replace(day=day) for one in there if 1 <= day <= last_day(one, "month").day]
    later = [one for one in found if near.choose(date.min, one, date.max) == one]
    if not later:
        raise ValueError(day)
    return later[0]
