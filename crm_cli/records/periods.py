"""Spans of days as people say them: 本月, last quarter, 2026Q4, 近30天, 2026-10..2026-12, ..月底, -7d.."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from crm_cli.clock import Clock
from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.near import COUNT, EARLIEST, LATEST, MONTH, add_months, checked, first_day, last_day, month_number
from crm_cli.records.numerals import fold, integer
from crm_cli.records.when import NOT_UNDERSTOOD, Office, parse_day

EXAMPLES = Word(N_("this month, last quarter, 2026Q4, 2026-10, 2026-10..2026-12, last 30 days"))
_UNITS = {
    "天": "day", "日": "day", "day": "day", "周": "week", "week": "week", "月": "month", "month": "month",
    "季度": "quarter", "季": "quarter", "quarter": "quarter", "年": "year", "year": "year",
}  # fmt: skip
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_STEPS = {
    "大前": -3, "上上": -2, "前": -2, "上": -1, "昨": -1, "去": -1, "last": -1, "previous": -1,
    "本": 0, "这": 0, "当": 0, "今": 0, "this": 0, "current": 0, "下": 1, "明": 1, "next": 1, "下下": 2, "后": 2,
}  # fmt: skip
_WORDS = {
    "today": "今天",
    "yesterday": "昨天",
    "tomorrow": "明天",
    "年初至今": "ytd",
    "今年以来": "ytd",
    "本月以来": "mtd",
}
_TO_DATE = {"wtd": "week", "mtd": "month", "qtd": "quarter", "ytd": "year"}
_SO_MANY = rf"({COUNT})个? ?(天|日|周|月|季度|年|day|week|month|quarter|year)s?"
_BACK = rf"(?:last|past|近|最近|过去|前) ?{_SO_MANY}"
_AHEAD = rf"(?:next|coming|未来|接下来|今后) ?{_SO_MANY}"


class Period(NamedTuple):
    """Days from ``start`` to ``end``, both included; ``label`` has no language and reads back as the same days."""

    start: date
    end: date
    label: str


def parse_period(text: str, clock: Clock, country: Country, office: Office | None = None) -> Period:
    """The days a phrase names, ``office`` says which are worked; a side left open reaches to the first or last day there can be."""
    start, end = parse_range(text, clock, country, office)
    return Period(start or EARLIEST, end or LATEST, _label(start, end))


def parse_range(
    text: str, clock: Clock, country: Country, office: Office | None = None
) -> tuple[date | None, date | None]:
    """The first and last day of a filter's value; None where it is open."""
    plain = _plain(text)
    head, between, tail = _divided(plain)
    if not head and not tail:
        raise _unknown(text)
    if not between:
        return _span(plain, text, clock, country, office)
    start = _span(head, text, clock, country, office)[0] if head else None
    end = _span(tail, text, clock, country, office)[1] if tail else None
    if start and end and start > end:
        raise Invalid(N_("“{text}” ends before it begins"), text=text)
    return start, end


def _plain(text: str) -> str:
    plain = re.sub(r"礼拜|星期", "周", fold(text).lower())
    plain = re.sub(r"\s+", " ", plain).replace("…", "..")
    return re.sub(r"(?<=[上下本这当])个(?=[周月季])", "", re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", plain))


def _divided(plain: str) -> tuple[str, str, str]:
    """Both sides of a range, and what stands between them."""
    if plain in _WORDS:
        return plain, "", ""
    mark = re.search(r"\.\.|~|至|到| to | - ", plain)
    if mark is None:
        return plain, "", ""
    return plain[: mark.start()].strip(), mark[0], plain[mark.end() :].strip()


def _span(plain: str, text: str, clock: Clock, country: Country, office: Office | None) -> tuple[date, date]:
    """One phrase: a named span, or a single day."""
    try:
        said, today = _WORDS.get(plain, plain), clock.today()
        if found := _named(said, today, country) or _counted(said, today) or _written(said, today):
            return checked(found[0]), checked(found[1])
    except (ValueError, OverflowError):
        raise _unknown(text) from None
    try:
        day = parse_day(plain, clock, country, "this", office)
    except Invalid as error:
        raise (_unknown(text) if error.message == NOT_UNDERSTOOD else error) from None
    return day, day


def _named(plain: str, today: date, country: Country) -> tuple[date, date] | None:
    if plain in _TO_DATE:
        return _whole(today, _TO_DATE[plain], 0, country)[0], today
    match = re.fullmatch(
        r"(大前|前|昨|今|明|后)(天|日)|(上上|上|本|这|当|下下|下)(周|月|季度|季)|(前|去|今|本|明|后)(年)"
        r"|(this|current|last|previous|next) (week|month|quarter|year)", plain
    )  # fmt: skip
    if match:
        step, unit = (part for part in match.groups() if part)
        return _whole(today, _UNITS[unit], _STEPS[step], country)
    return None


def _whole(today: date, unit: str, step: int, country: Country) -> tuple[date, date]:
    """The day, week, month, quarter or year so many steps away; a week begins as it does in the country."""
    if unit == "day":
        return (today + timedelta(step),) * 2
    if unit == "week":
        start = today - timedelta((today.weekday() - country.first_weekday) % 7) + timedelta(weeks=step)
        return start, start + timedelta(6)
    there = add_months(today, step * _MONTHS_IN[unit])
    return first_day(there, unit), last_day(there, unit)


def _half(year: int, half: int) -> tuple[date, date]:
    return (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))


def _counted(plain: str, today: date) -> tuple[date, date] | None:
    """So many days or months up to today, or from today on; today counts."""
    if match := re.fullmatch(_BACK, plain):
        return _away(today, match, -1) + timedelta(1), today
    if match := re.fullmatch(_AHEAD, plain):
        return today, _away(today, match, 1) - timedelta(1)
    return None


def _away(today: date, match: re.Match[str], sign: int) -> date:
    count, unit = integer(match[1]), _UNITS[match[2]]
    if not count:
        raise ValueError(match[0])
    if unit in _MONTHS_IN:
        return add_months(today, sign * count * _MONTHS_IN[unit])
    return today + timedelta(sign * count * (7 if unit == "week" else 1))


def _written(plain: str, today: date) -> tuple[date, date] | None:
    """A year, half, quarter, month or week by its number; without a year it is this year's."""
    plain = re.sub("^([前去今本明后])年(?=.)", lambda match: f"{today.year + _STEPS[match[1]]}年", plain)
    if match := re.fullmatch(r"(?:(\d{4})年?)?([上下])半年", plain):
        return _half(int(match[1] or today.year), 1 if match[2] == "上" else 2)
    if match := re.fullmatch(r"(\d{4})年?", plain):
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    if match := re.fullmatch(rf"(?:(\d{{4}})年?[-/ ]?)?(?:(\d{{1,2}}|{COUNT})月份?)", plain):
        return _month(int(match[1] or today.year), integer(match[2]) or 0)
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[/.](\d{4})", plain):
        return _month(int(match[1] or match[4]), int(match[2] or match[3]))
    if match := re.fullmatch(rf"{MONTH}(?: (\d{{4}}))?", plain):
        return _month(int(match[2] or today.year), month_number(match[1]))
    if match := re.fullmatch(r"(?:(\d{4})年?[- ]?)?(q|h|w|第)?([\d一二三四]{1,2})(季度|季)?(?: (\d{4}))?", plain):
        return _numbered(match, int(match[1] or match[5] or today.year))
    return None


def _month(year: int, month: int) -> tuple[date, date]:
    start = date(year, month, 1)
    return start, last_day(start, "month")


def _numbered(match: re.Match[str], year: int) -> tuple[date, date] | None:
    """Q4, 2026H1, 2026-W47, 第四季度."""
    mark, number = match[2], integer(match[3]) or 0
    if mark == "q" if match[4] is None else mark in ("第", None):
        start = date(year, {1: 1, 2: 4, 3: 7, 4: 10}.get(number, 0), 1)
        return start, last_day(start, "quarter")
    if match[4] or mark not in ("h", "w"):
        return None
    if mark == "h":
        return _half(year, number) if number in (1, 2) else None
    monday = date.fromisocalendar(year, number, 1)
    return monday, monday + timedelta(6)


def _label(start: date | None, end: date | None) -> str:
    """2026, 2026Q4, 2026-11, 2026-11-21, or the first and last day."""
    if start is None or end is None:
        return f"{start or ''}..{end or ''}"
    if start == end:
        return start.isoformat()
    names = {"year": f"{start:%Y}", "quarter": f"{start:%Y}Q{(start.month + 2) // 3}", "month": f"{start:%Y-%m}"}
    return next(
        (name for unit, name in names.items() if (start, end) == (first_day(start, unit), last_day(start, unit))),
        f"{start}..{end}",
    )


def _unknown(text: str) -> Invalid:
    hint = N_("for example {examples}")
    return Invalid(N_("period “{text}” is not understood"), hint=hint, text=text, examples=EXAMPLES)
