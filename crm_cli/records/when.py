"""A day or a moment as people say it, in Chinese or English, resolved by the clock and echoed; never guessed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.days import read_day
from crm_cli.records.hours import split_time
from crm_cli.records.near import CHINESE_WEEKDAYS, COUNT, MONTHS, WEEKDAYS, Near, add_months, checked
from crm_cli.records.numerals import fold, integer

NOT_UNDERSTOOD = N_("date “{text}” is not understood")
EXAMPLES = "2026-11-27, 周五10:00, 月底, 3天后, next tue 3pm, +3d"
_HINT = N_("for example {examples}")
_LONGEST = 60
_STAMP = r"(\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(z|[+-]\d\d:?\d\d)?"
_UNITS = {
    "分钟": "minute", "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute",
    "小时": "hour", "钟头": "hour", "h": "hour", "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour",
    "天": "day", "日": "day", "d": "day", "day": "day", "days": "day",
    "周": "week", "w": "week", "week": "week", "weeks": "week",
    "月": "month", "mo": "month", "month": "month", "months": "month",
    "季度": "quarter", "q": "quarter", "quarter": "quarter", "quarters": "quarter",
    "年": "year", "y": "year", "year": "year", "years": "year",
}  # fmt: skip
_HALVES = {"hour": (30, "minute"), "month": (15, "day"), "year": (6, "month")}
_LATER = rf"(半|{COUNT})个?(半)?(?:个)?(分钟|小时|钟头|天|日|周|月|季度|年)(?:以|之)?(后|内|前)"
_IN = r"(?:(in) |([+-]) ?)?(\d+|half an?|an?) ?([a-z]+)(?: (ago|later|from now))?"


@dataclass(frozen=True)
class Moment:
    """A local time without a zone; when not ``timed`` only the day was said and the hour means nothing."""

    at: datetime
    timed: bool


def parse_moment(text: str, clock: Clock, country: Country, prefer: str = "future") -> Moment:
    """The moment a phrase names; ``prefer`` says on which side of now an incomplete one lies."""
    plain = _plain(text)
    here = clock.here().replace(tzinfo=None, microsecond=0)
    try:
        found = _read(plain, here, clock, Near(here.date(), country.date_order, prefer))
        if found is not None:
            checked(found.at.date())
    except (ValueError, OverflowError):
        raise Invalid(N_("“{text}” is not a possible date or time"), hint=_HINT, text=text, examples=EXAMPLES) from None
    if found is None:
        raise Invalid(NOT_UNDERSTOOD, hint=_HINT, text=text, examples=EXAMPLES)
    if found.timed and clock.local(clock.utc(found.at)).replace(tzinfo=None) != found.at:
        raise Invalid(N_("“{text}” is skipped when the clocks go forward"), text=text)
    return found


def parse_day(text: str, clock: Clock, country: Country, prefer: str = "future") -> date:
    """The day a phrase names."""
    return parse_moment(text, clock, country, prefer).at.date()


def parse_time(text: str, clock: Clock, country: Country, prefer: str = "future") -> str:
    """The moment a phrase names as a stored stamp; a day without an hour is its first minute."""
    moment = parse_moment(text, clock, country, prefer)
    return clock.utc(moment.at if moment.timed else datetime.combine(moment.at, time()))


def echo(at: datetime, timed: bool, language: str, today: date) -> str:
    """The moment as it is shown back: ``Fri 27 Nov 10:00``, ``11月27日 周五 10:00``; the year if it is another one."""
    other = at.year != today.year
    if language.startswith("zh"):
        day = (f"{at.year}年" if other else "") + f"{at.month}月{at.day}日 周{CHINESE_WEEKDAYS[at.weekday()]}"
    else:
        day = f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}" + (f" {at.year}" if other else "")
    return f"{day} {at:%H:%M}" if timed else day


def _plain(text: str) -> str:
    """Lower case, one spelling for each word, no space beside Chinese."""
    plain = re.sub(r"礼拜|星期", "周", fold(text).lower())[: _LONGEST + 1]
    plain = re.sub(r"(?<=[上下本这])个(?=[周月季])", "", re.sub(r"\s+", " ", plain))
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", plain)


def _read(plain: str, here: datetime, clock: Clock, near: Near) -> Moment | None:
    if len(plain) > _LONGEST or not plain:
        return None
    if plain[0].isdigit() and (match := re.fullmatch(_STAMP, plain)):
        return _stamp(match[1], match[2], clock)
    if plain in ("now", "现在", "刚才"):
        return Moment(here, timed=True)
    return _shifted(plain, here, near.prefer) or _composed(plain, here, near)


def _stamp(local: str, offset: str | None, clock: Clock) -> Moment:
    moment = datetime.fromisoformat(local.replace("t", " ") + (offset or "").upper())
    here = clock.local(moment.isoformat()) if offset else moment
    return Moment(here.replace(tzinfo=None, microsecond=0), timed=True)


def _composed(plain: str, here: datetime, near: Near) -> Moment | None:
    """A day, a time, or both in either order."""
    rest, since = split_time(plain)
    said = _bare(rest)
    if not said:
        return None if since is None else _nearest(since, here, near.prefer)
    shifted = _shifted(said, here, near.prefer)
    if shifted and (shifted.timed or since is None):
        return None if since is not None else shifted
    day = shifted.at.date() if shifted else read_day(said, near)
    if day is None:
        return None
    return Moment(datetime.combine(day, time()) + (since or timedelta()), timed=since is not None)


def _bare(rest: str) -> str:
    """The words of the day without those that only join them."""
    rest = re.sub(r"\b(?:at|on|the|by)\b|[的,]", " ", rest)
    rest = re.sub(r"(?<=[^\d])(?:以|之)?前$", "", rest.strip())
    return _plain(rest)


def _nearest(since: timedelta, here: datetime, prefer: str) -> Moment:
    """A time alone: today, unless that is on the wrong side of now."""
    at = datetime.combine(here, time()) + since
    if prefer == "future" and at < here.replace(second=0):
        at += timedelta(1)
    if prefer == "past" and at > here:
        at -= timedelta(1)
    return Moment(at, timed=True)


def _shifted(plain: str, here: datetime, prefer: str) -> Moment | None:
    """So many days or hours from now: 3天后, 半小时后, in 3 days, a week ago, +3d, 2w."""
    if plain.endswith(("后", "内", "前")) and (match := re.fullmatch(_LATER, plain)):
        sign = -1 if match[4] == "前" else 1
        count = None if match[1] == "半" else integer(match[1])
        unread = count is None and match[1] != "半"
        return None if unread else _shift(here, sign, count, _UNITS[match[3]], bool(match[2]))
    match = re.fullmatch(_IN, plain) if plain.isascii() else None
    if match and match[4] == "m":
        raise Invalid(N_("“{text}” may be minutes or months"), hint=N_("write min or mo"), text=plain)
    if match is None or match[4] not in _UNITS or (match[5] and (match[1] or match[2])):
        return None
    past = match[2] == "-" or match[5] == "ago" or (not (match[1] or match[2] or match[5]) and prefer == "past")
    count = None if match[3].startswith("half") else 1 if match[3].startswith("a") else int(match[3])
    return _shift(here, -1 if past else 1, count, _UNITS[match[4]])


def _shift(here: datetime, sign: int, count: int | None, unit: str, and_half: bool = False) -> Moment | None:
    """``count`` None is half a unit; only an hour, a month and a year have a half that is a whole number."""
    halved = _HALVES.get(unit)
    if (count is None or and_half) and halved is None:
        return None
    at = _moved(here.replace(second=0), sign * (count or 0), unit)
    if halved and (count is None or and_half):
        at = _moved(at, sign * halved[0], halved[1])
    return Moment(at, timed=unit in ("minute", "hour"))


def _moved(at: datetime, count: int, unit: str) -> datetime:
    if unit in ("minute", "hour", "day", "week"):
        return at + timedelta(**{f"{unit}s": count})
    return datetime.combine(add_months(at.date(), count * {"month": 1, "quarter": 3, "year": 12}[unit]), at.time())
