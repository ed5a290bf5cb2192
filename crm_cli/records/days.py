"""One day as people say it: 明天, 下周三, 月底, next tue, end of month, or a date with its weekday."""

import re
from datetime import date, timedelta

from crm_cli.records.dates import read_date
from crm_cli.records.near import (
    CHINESE_WEEKDAYS,
    COUNT,
    MONTH,
    STEP,
    STEPS,
    WEEKDAYS,
    YEARS,
    Near,
    add_months,
    checked,
    first_day,
    last_day,
    monday,
    month_number,
)
from crm_cli.records.numerals import integer

_DAYS = {
    "大前天": -3, "前天": -2, "day before yesterday": -2, "昨天": -1, "昨日": -1, "昨": -1, "yesterday": -1,
    "今天": 0, "今日": 0, "今": 0, "today": 0, "明天": 1, "明日": 1, "明儿": 1, "今儿": 0, "后儿": 2, "明": 1, "tomorrow": 1, "tmr": 1, "tmrw": 1,
    "后天": 2, "day after tomorrow": 2, "大后天": 3,
}  # fmt: skip
_WEEKDAY = r"(mon(?:day)?|tue(?:sday|s)?|wed(?:nesday|s)?|thu(?:rsday|rs|r)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b"
_EITHER = rf"周([一二三四五六日天])|{_WEEKDAY}"
_ENDS = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}


def read_day(text: str, near: Near) -> date | None:
    """The day, None when the text is no day, ValueError when it is one that no calendar has."""
    for read in (_relative, _weekday, _english_weekday, _edge, _edge_of_a_month, _first, read_date, _of_the_office):
        if (found := read(text, near)) is not None:
            return checked(found)
    return _with_weekday(text, near)


def _relative(text: str, near: Near) -> date | None:
    return near.today + timedelta(_DAYS[text]) if text in _DAYS else None


def _weekday(text: str, near: Near) -> date | None:
    match = re.fullmatch(rf"({STEP})?周([一二三四五六日天末])", text)
    if match is None:
        return None
    number = 5 if match[2] == "末" else CHINESE_WEEKDAYS.index(match[2].replace("天", "日"))
    here = monday(near.today) + timedelta(number, weeks=STEPS.get(match[1], 0))
    return here if match[1] else near.choose(here - timedelta(7), here, here + timedelta(7))


def _english_weekday(text: str, near: Near) -> date | None:
    match = re.fullmatch(rf"(?:(next|last|this|coming) )?(?:{_WEEKDAY}|(weekend))", text)
    if match is None:
        return None
    here = monday(near.today) + timedelta(_english_number(match[2] or "sat"))
    week = timedelta(7)
    if match[1] == "next":
        return here + week
    if match[1] == "last":
        return here if here < near.today else here - week
    if match[1]:
        return here if here >= near.today else here + week
    return near.choose(here - week, here, here + week)


def _edge(text: str, near: Near) -> date | None:
    """The beginning, middle or end of a week, month, quarter or year."""
    if match := re.fullmatch(r"(eow|eom|eoq|eoy)|end of(?: (?:the|(this|next|last)))? (week|month|quarter|year)", text):
        return _end(_ENDS.get(match[1]) or match[3], STEPS[match[2] or "this"], near.today)
    if match := re.fullmatch(rf"({STEP})?(月|季度|季)(初|中|底|末)", text):
        unit = "month" if match[2] == "月" else "quarter"
        months = 1 if unit == "month" else 3
        here = _part(add_months(near.today, STEPS.get(match[1], 0) * months), unit, match[3])
        if match[1] or here is None or near.prefer != "future" or here >= near.today:
            return here
        return _part(add_months(near.today, months), unit, match[3])
    if match := re.fullmatch(r"(?:beginning|start) of (?:(this|next|last) )?(week|month|quarter|year)", text):
        return _begin(match[2], STEPS[match[1] or "this"], near)
    if match := re.fullmatch(rf"({STEP})?周初", text):
        return monday(near.today) + timedelta(weeks=STEPS.get(match[1], 0))
    if match := re.fullmatch(r"([前去今本明后]?)年(初|底|末)", text):
        year = near.today.year + YEARS.get(match[1], 0)
        return date(year, 1, 1) if match[2] == "初" else date(year, 12, 31)
    return None


def _part(there: date, unit: str, part: str) -> date | None:
    """The beginning, the middle (of a month only) or the end of it."""
    if part == "中":
        return there.replace(day=15) if unit == "month" else None
    return first_day(there, unit) if part == "初" else last_day(there, unit)


def _edge_of_a_month(text: str, near: Near) -> date | None:
    """The beginning, middle or end of a month that is named: 12月底, end of december."""
    match = re.fullmatch(rf"({COUNT})月(初|中|底|末)|(beginning|middle|mid|end)(?: |-)(?:of )?{MONTH}", text)
    if match is None:
        return None
    number = month_number(match[4]) if match[4] else integer(match[1])
    part = match[2] or {"beginning": "初", "end": "底"}.get(match[3], "中")
    if not number or number > 12:
        raise ValueError(text)
    before, here, after = (_part(date(near.today.year + step, number, 1), "month", part) for step in (-1, 0, 1))
    return near.choose(before, here, after) if before and here and after else None


def _of_the_office(text: str, near: Near) -> date | None:
    """A day that is counted by working days or lies beside a festival."""
    from crm_cli.records.officedays import read_office_day  # few days are said so

    return read_office_day(text, near)


def _begin(unit: str, step: int, near: Near) -> date:
    if unit == "week":
        return monday(near.today) + timedelta(weeks=step)
    return first_day(add_months(near.today, step * {"month": 1, "quarter": 3, "year": 12}[unit]), unit)


def _end(unit: str, step: int, today: date) -> date:
    """A working week ends on Friday."""
    if unit == "week":
        return monday(today) + timedelta(4, weeks=step)
    return last_day(add_months(today, step * {"month": 1, "quarter": 3, "year": 12}[unit]), unit)


def _first(text: str, near: Near) -> date | None:
    """A whole week, month, quarter or year to come stands for its first day."""
    match = re.fullmatch(r"(下下|下|next )(周|月|季度|week|month|quarter|year)|(明)年", text)
    if match is None:
        return None
    unit = {"周": "week", "月": "month", "季度": "quarter"}.get(match[2], match[2]) or "year"
    step = STEPS[(match[1] or "next").strip()]
    if unit == "week":
        return monday(near.today) + timedelta(weeks=step)
    return first_day(add_months(near.today, step * {"month": 1, "quarter": 3, "year": 12}[unit]), unit)


def _english_number(word: str) -> int:
    return WEEKDAYS.index(word[:3].capitalize())


def _with_weekday(text: str, near: Near) -> date | None:
    """A date with its weekday beside it; the two must agree."""
    match = re.fullmatch(rf"(?:{_EITHER}) ?(.+)|(.+?) ?\(?(?:{_EITHER})\)?", text)
    if match is None:
        return None
    chinese, english, rest = match[1] or match[5], match[2] or match[6], match[3] or match[4]
    number = _english_number(english) if english else CHINESE_WEEKDAYS.index(chinese.replace("天", "日"))
    day = read_day(rest, near)
    if day is not None and day.weekday() != number:
        raise ValueError(text)
    return day
