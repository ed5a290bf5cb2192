"""The time of day inside a phrase: 下午3点, 晚上8点半, 3pm, 10:00, tomorrow morning."""

import re
from datetime import timedelta
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.numerals import integer

_MORNING, _NOON, _EVENING = (1, 12, 9), (11, 14, 12), (17, 24, 20)
_PARTS = {  # first and last hour a part of the day can have, and the hour it means on its own
    "凌晨": (0, 6, None), "清晨": _MORNING, "早晨": _MORNING, "早上": _MORNING, "上午": _MORNING, "一早": _MORNING, "早": _MORNING,
    "morning": _MORNING, "中午": _NOON, "noon": _NOON, "下午": (12, 19, 14), "afternoon": (12, 18, 14),
    "傍晚": (16, 20, 18), "晚上": _EVENING, "夜里": _EVENING, "晚": _EVENING, "evening": (17, 24, 19),
    "tonight": _EVENING, "下班前": (16, 20, 18), "eod": (16, 20, 18), "end of day": (16, 20, 18),
}  # fmt: skip
_TODAY = ("tonight", "eod", "end of day")
_PART = re.compile("|".join(part if not part.isascii() else rf"\b{part}\b" for part in _PARTS))
_HOUR = r"(?<!\d)\d{1,2}|(?<!周)二十[一二三四]?|十[一二三四五六七八九]?|(?<![周十])[零一二两三四五六七八九]"
_MINUTE = r"\d{1,2}|[二三四五]?十[一二三四五六七八九]?|[零〇]?[一二三四五六七八九]"
_SPOKEN = rf"({_HOUR})(?:点钟?|时)\s*(半|一刻|三刻|整|(?:{_MINUTE})分?)?"
_WRITTEN = r"(?<![\d:])(\d{1,2}):(\d\d)(?::(\d\d))?(?![\d:])\s*(am|pm)?"
_ENGLISH = r"(?<![\d:.])(\d{1,2})(?:\.(\d\d))?\s*(am|pm)\b"
_AT = r"\bat (\d{1,2})(?![\d:.]|\s*[ap]m)|(?<![\d:])(\d{1,2}) ?o'clock"
_PAST = r"\b(half|quarter) (past|to) (\d{1,2})(?![\d:])(?:\s*(am|pm))?(?:\s*o'clock)?"
_HOUR_7, _HOUR_13 = timedelta(hours=7), timedelta(hours=13)
_MINUTES = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}


class Split(NamedTuple):
    """A phrase without its time, and the time since midnight, where it says one.

    ``halfless`` is an hour as a clock of twelve shows it, of which neither the half of the day is said nor that it is one of 24: 8点, 8 o'clock.
    """

    rest: str
    since: timedelta | None
    halfless: bool = False


def split_time(text: str) -> Split:
    """The phrase and its time apart; ValueError for a time that cannot be."""
    part, rest = _split_part(text.replace("a.m.", "am").replace("p.m.", "pm"))
    for read, pattern in ((_written, _WRITTEN), (_past, _PAST), (_english, _ENGLISH), (_at, _AT), (_spoken, _SPOKEN)):
        if match := re.search(pattern, rest):
            since = read(match, part)
            return Split(f"{rest[: match.start()]} {rest[match.end() :]}", since, _is_halfless(match, part, since))
    alone = _PARTS[part][2] if part else None
    return Split(text, None) if alone is None else Split(rest, timedelta(hours=alone))


def _is_halfless(match: re.Match[str], part: str | None, since: timedelta) -> bool:
    said = match[0].rstrip()
    return part is None and ":" not in said and not said.endswith(("am", "pm")) and _HOUR_7 <= since < _HOUR_13


def _split_part(text: str) -> tuple[str | None, str]:
    match = _PART.search(text)
    if match is None:
        return None, text
    said = "today" if match[0] in _TODAY else ""
    return match[0], f"{text[: match.start()]} {said} {text[match.end() :]}"


def _written(match: re.Match[str], part: str | None) -> timedelta:
    hour = _half(int(match[1]), match[4]) if match[4] else _in_part(int(match[1]), part)
    return _time(hour, int(match[2]), int(match[3] or 0))


def _english(match: re.Match[str], part: str | None) -> timedelta:
    return _time(_in_part(_half(int(match[1]), match[3]), part), int(match[2] or 0))


def _at(match: re.Match[str], part: str | None) -> timedelta:
    """``at 9``, ``9 o'clock``."""
    return _time(_in_part(_clear(int(match[1] or match[2]), part, match[0]), part), 0)


def _past(match: re.Match[str], part: str | None) -> timedelta:
    """``half past 8``, ``quarter to 5 pm``."""
    said = int(match[3])
    hour = _half(said, match[4]) if match[4] else _in_part(_clear(said, part, match[0]), part)
    if match[1] == "half" and match[2] == "to":
        raise ValueError(match[0])
    minutes = {"half": 30, "quarter": 15}[match[1]]
    return _time(hour, minutes) if match[2] == "past" else _time(hour, 0) - timedelta(minutes=minutes)


def _clear(hour: int, part: str | None, text: str) -> int:
    """An hour that office hours leave one reading of: 9 is in the morning, 3 can be either."""
    if part is None and 1 <= hour <= 6:
        hint = N_("write {hour}:00, or am, pm behind it")
        raise Invalid(N_("“{text}” may be morning or afternoon"), hint=hint, text=text, hour=hour + 12)
    return hour


def _spoken(match: re.Match[str], part: str | None) -> timedelta:
    hour, said = integer(match[1]), (match[2] or "整")
    minute = _MINUTES[said] if said in _MINUTES else integer(said.removesuffix("分"))
    if hour is None or minute is None:
        raise ValueError(match[0])
    if part is None and 1 <= hour <= 6 and len(match[1]) == 1:
        hint = N_("write {hour}:00, or 凌晨, 上午, 下午 before it")
        raise Invalid(N_("“{text}” may be morning or afternoon"), hint=hint, text=match[0], hour=hour + 12)
    return _time(_in_part(hour, part), minute)


def _half(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half == "pm" else 0)


def _in_part(hour: int, part: str | None) -> int:
    """The hour of 24 that is meant: 晚上8 is 20, 凌晨12 is 0, 晚上12 is 24."""
    if part is None:
        return hour
    first, last, _alone = _PARTS[part]
    meant = (hour, hour + 12 if 0 < hour <= 12 else hour, 0 if hour == 12 else hour)
    found = next((one for one in meant if first <= one <= last), None)
    if found is None:
        raise ValueError(hour)
    return found


def _time(hour: int, minute: int, second: int = 0) -> timedelta:
    """24:00 is allowed: it is the midnight that ends the day."""
    found = timedelta(hours=hour, minutes=minute, seconds=second)
    if minute > 59 or second > 59 or found > timedelta(hours=24):
        raise ValueError(hour)
    return found
