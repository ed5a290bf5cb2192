"""Birthdays as people know them: with or without the year, in the solar or the lunar calendar."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.kinds import Reading

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九十")} | {"正": 1, "冬": 11, "腊": 12}
_LUNAR = re.compile(
    r"(?:农历|阴历|lunar)\s*(闰|leap\b)?\s*(?:(\d{4})[-年])?(闰)?([\d一二三四五六七八九十正冬腊]+)[-月](?:初)?([\d一二三四五六七八九十廿]+)日?",
    re.IGNORECASE,
)
YEAR = 366
LONGEST_MOON = 30
_NO_YEAR = re.compile(r"(\d{1,2})[-月/.](\d{1,2})[日.]?")


def parse_birthday(text: str, reading: Reading) -> str:
    """``1980-05-14``, ``05-14``, ``lunar 08-15`` or ``lunar leap 04-01`` (with the year in front if known) of what was typed."""
    plain = text.strip()
    if found := _LUNAR.fullmatch(plain):
        first, year, second, month, day = found.groups()
        leap = "leap " if first or second else ""
        return f"lunar {leap}" + (f"{year}-" if year else "") + _month_day(_counted(month), _counted(day), 30, text)
    if found := _NO_YEAR.fullmatch(plain):
        first, second = (int(part) for part in found.groups())
        dotted = reading.country.date_order == "dmy" and "月" not in plain and "-" not in plain
        month, day = (second, first) if dotted else (first, second)
        return _month_day(month, day, _longest(month), text)
    from crm_cli.records.when import parse_day  # only where a whole date is typed

    return parse_day(plain, reading.clock, reading.country, "past", reading.office).isoformat()


def _counted(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("廿"):
        return 20 + _DIGITS.get(text[1:], 0)
    tens, mark, ones = text.partition("十")
    if mark:
        return (_DIGITS.get(tens, 1) or 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(text, 0)


def _longest(month: int) -> int:
    return (date(2000, month % 12 + 1, 1) - date(2000, month, 1)).days % 366 if 1 <= month < 12 else 31


def _month_day(month: int, day: int, longest: int, text: str) -> str:
    if not (1 <= month <= 12 and 1 <= day <= longest):
        raise Invalid(N_("“{text}” is not a birthday"), hint=N_("write 1980-05-14, 05-14 or 农历八月十五"), text=text)
    return f"{month:02d}-{day:02d}"


def days_of(first: date, last: date) -> Iterator[tuple[str, date]]:
    """Which birthdays fall on the days from first to last, each as it is stored but for the year: ``05-14``, ``lunar 08-15``.

    Whoever was born on 29 February has it on the 28th of a shorter one, whoever on the 30th of a lunar month on the last of a
    shorter one. Whoever was born in a leap month has it in the month of the same number, which each year has; see :func:`yearly`.
    """
    from crm_cli.records.lunar import lunar  # only where birthdays are looked for

    for number in range(min((last - first).days, YEAR) + 1):
        day = first + timedelta(number)
        yield f"{day:%m-%d}", day
        if (day.month, day.day, (day + timedelta(1)).day) == (2, 28, 1):
            yield "02-29", day
        if (moon := lunar(day)) and not moon.leap:
            yield f"lunar {moon.month:02d}-{moon.day:02d}", day
            if moon.last and moon.day < LONGEST_MOON:
                yield f"lunar {moon.month:02d}-{LONGEST_MOON}", day


_OF_BIRTH = re.compile(r"\d{4}[-年/.]?\d.*|(?:农历|阴历|lunar).*", re.IGNORECASE)


def said_days(text: str, reading: Reading) -> list[str]:
    """The birthdays that fall on days of the calendar as a filter says them, open sides today and a year from now; none where it is a date of birth."""
    if ".." not in text and (_OF_BIRTH.fullmatch(text.strip()) or not text.strip()):
        return []
    from crm_cli.records.periods import parse_range  # only where birthdays are filtered

    found: dict[str, None] = {}
    for part in text.split(","):
        low, high = parse_range(part, reading.clock, reading.country, reading.office)
        first = low or reading.clock.today()
        found.update(dict.fromkeys(key for key, _day in days_of(first, high or first + timedelta(YEAR - 1))))
    return list(found)


def yearly(birthday: str) -> str:
    """A birthday as it stands among the :func:`days_of` a year: without the year of birth, and without the leap month."""
    return ("lunar " if birthday.startswith("lunar") else "") + birthday[-len("05-14") :]


def year_of(birthday: str) -> int | None:
    """The year of birth, where it is known."""
    known = re.match(r"(?:lunar )?(?:leap )?(\d{4})-", birthday)
    return int(known[1]) if known else None
