"""Birthdays as people know them: with or without the year, in the solar or the lunar calendar."""

import re
from datetime import date

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.kinds import Reading

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九十")} | {"正": 1, "冬": 11, "腊": 12}
_LUNAR = re.compile(
    r"(?:农历|阴历|lunar)\s*(?:(\d{4})[-年])?(闰)?([\d一二三四五六七八九十正冬腊]+)[-月](?:初)?([\d一二三四五六七八九十廿]+)日?",
    re.IGNORECASE,
)
_NO_YEAR = re.compile(r"(\d{1,2})[-月/.](\d{1,2})[日.]?")


def parse_birthday(text: str, reading: Reading) -> str:
    """``1980-05-14``, ``05-14`` or ``lunar 08-15`` (with the year in front if known) of what was typed."""
    plain = text.strip()
    if found := _LUNAR.fullmatch(plain):
        year, _leap, month, day = found.groups()
        return "lunar " + (f"{year}-" if year else "") + _month_day(_counted(month), _counted(day), 30, text)
    if found := _NO_YEAR.fullmatch(plain):
        first, second = (int(part) for part in found.groups())
        dotted = reading.country.date_order == "dmy" and "月" not in plain and "-" not in plain
        month, day = (second, first) if dotted else (first, second)
        return _month_day(month, day, _longest(month), text)
    from crm_cli.records.when import parse_day  # only where a whole date is typed

    return parse_day(plain, reading.clock, reading.country, prefer="past").isoformat()


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
