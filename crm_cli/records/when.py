"""A day or a moment as people say it, in Chinese or English, resolved by the clock and echoed; never guessed."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.clock import Clock
from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.days import read_day
from crm_cli.records.hours import split_time
from crm_cli.records.near import CHINESE_WEEKDAYS, COUNT, MONTHS, WEEKDAYS, Near, add_months, checked
from crm_cli.records.numerals import exact, fold
from crm_cli.records.patterns import pattern

if TYPE_CHECKING:  # working days are counted by few
    from crm_cli.records.workdays import Workdays

NOT_UNDERSTOOD = N_("date “{text}” is not understood")
EXAMPLES = Word(N_("2026-11-27, fri 10:00, end of month, in 3 days, next tue 3pm, +3d"))
_HINT = N_("for example {examples}")
_LONGEST = 60
_STAMP = r"(\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(z|[+-]\d\d:?\d\d)?"
_UNITS = {
    "分钟": "minute", "刻钟": "quarter hour", "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute",
    "小时": "hour", "钟头": "hour", "h": "hour", "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour",
    "天": "day", "日": "day", "d": "day", "day": "day", "days": "day",
    "周": "week", "w": "week", "week": "week", "weeks": "week", "fortnight": "fortnight", "fortnights": "fortnight",
    "月": "month", "mo": "month", "month": "month", "months": "month",
    "季度": "quarter", "quarter": "quarter", "quarters": "quarter", "q": "quarter",
    "年": "year", "y": "year", "year": "year", "years": "year",
}  # fmt: skip
_DAWN, _LAST = 7, 24  # hours that some write as 8h; nobody means three at night
_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}
_MINUTES = {"minute": 1, "quarter hour": 15, "hour": 60}
_TAILS = ("后", "内", "前", "天", "日", "周", "月", "年", "分钟", "小时", "钟头", "刻钟")
_HALVES = {"hour": (30, "minute"), "month": (15, "day"), "year": (6, "month")}
_LATER = rf"(过)?(半|{COUNT})个?(半)?(?:个)?(分钟|刻钟|小时|钟头|天|日|周|月|季度|年)(?:(?:以|之)?(后|内|前))?"
_IN = r"(?:(in|within) |([+-]) ?)?(\d+|half an?|an?) ?([a-z]+)(?: (ago|later|from now))?"

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPELT = pattern(rf"\b({'|'.join(_NUMBERS)})\b")
_DAY_ALONE = pattern(r"周[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_MIDNIGHT = ("midnight", "at midnight", "午夜", "半夜12点", "半夜十二点")
Office = Callable[[], "Workdays"]


class Moment(NamedTuple):
    """A local time without a zone; when not ``timed`` only the day was said and the hour means nothing.

    ``fold`` of ``at`` tells the two hours apart that a night has twice.
    """

    at: datetime
    timed: bool


class _Now(NamedTuple):
    """When something is said: the local time without a zone, the clock, and what incomplete dates are completed from."""

    at: datetime
    clock: Clock
    near: Near


def parse_moment(
    text: str, clock: Clock, country: Country, prefer: str = "future", office: Office | None = None
) -> Moment:  # fmt: skip
    """The moment a phrase names; ``prefer`` says on which side of now an incomplete one lies, ``office`` which days are worked."""
    plain = _plain(text)
    here = clock.here().replace(tzinfo=None, microsecond=0)
    near = Near(here.date(), country.date_order, prefer, country.code, office)
    try:
        found = _read(plain, _Now(here, clock, near))
        if found is not None:
            checked(found.at.date())
    except (ValueError, OverflowError):
        raise Invalid(N_("“{text}” is not a possible date or time"), hint=_HINT, text=text, examples=EXAMPLES) from None
    if found is None:
        raise Invalid(NOT_UNDERSTOOD, hint=_HINT, text=text, examples=EXAMPLES)
    if found.timed and clock.local(clock.utc(found.at)).replace(tzinfo=None) != found.at:
        raise Invalid(N_("“{text}” is skipped when the clocks go forward"), text=text)
    return found


def parse_day(
    text: str, clock: Clock, country: Country, prefer: str = "future", office: Office | None = None
) -> date:  # fmt: skip
    """The day a phrase names."""
    return parse_moment(text, clock, country, prefer, office).at.date()


def parse_time(
    text: str, clock: Clock, country: Country, prefer: str = "future", office: Office | None = None
) -> str:  # fmt: skip
    """The moment a phrase names as a stored stamp; a day without an hour is its first minute."""
    moment = parse_moment(text, clock, country, prefer, office)
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
    if not plain.isascii():
        return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", plain)
    plain = re.sub(r"\bthis (?=morning|noon|afternoon|evening)", "today ", plain)
    return _SPELT.sub(lambda match: str(_NUMBERS.index(match[1]) + 1), plain)


def _read(plain: str, now: _Now) -> Moment | None:
    if len(plain) > _LONGEST or not plain:
        return None
    if plain[0].isdigit() and (match := re.fullmatch(_STAMP, plain)):
        return _stamp(match[1], match[2], now.clock)
    if plain in ("now", "现在", "刚才"):
        return Moment(now.at, timed=True)
    if plain in _MIDNIGHT:
        return Moment(datetime.combine(now.at, time()) + timedelta(1), timed=True)
    return _shifted(plain, now) or _composed(plain, now)


def _stamp(local: str, offset: str | None, clock: Clock) -> Moment:
    moment = datetime.fromisoformat(local.replace("t", " ") + (offset or "").upper())
    if offset:
        return Moment(clock.local(moment.isoformat()).replace(tzinfo=None, microsecond=0), timed=True)
    return Moment(_once(moment.replace(microsecond=0), clock), timed=True)


def _once(at: datetime, clock: Clock) -> datetime:
    """A time that is said; refused where the clocks go back and the night has it twice."""
    first, second = clock.utc(at), clock.utc(at.replace(fold=1))
    if first < second:
        hint = N_("write {first} or {second}")
        raise Invalid(
            N_("{at} happens twice: the clocks go back"),
            hint=hint,
            at=f"{at:%Y-%m-%d %H:%M}",
            first=first,
            second=second,
        )
    return at


def _composed(plain: str, now: _Now) -> Moment | None:
    """A day, a time, or both in either order."""
    rest, since, halfless = split_time(plain)
    said = _bare(rest)
    if not said:
        return None if since is None else Moment(_once(_nearest(since, halfless, now), now.clock), timed=True)
    shifted = _shifted(said, now)
    if shifted and (shifted.timed or since is None):
        return None if since is not None else shifted
    day = shifted.at.date() if shifted else read_day(_joined(rest), now.near) or read_day(said, now.near)
    if day is None:
        return None
    if since is None:
        return Moment(datetime.combine(day, time()), timed=False)
    return Moment(_once(_not_over(datetime.combine(day, time()) + since, said, now), now.clock), timed=True)


def _not_over(at: datetime, said: str, now: _Now) -> datetime:
    """A weekday alone with an hour that is over today is the next one: 周五9:00, said on a Friday at ten."""
    is_over = now.near.prefer == "future" and at.date() == now.at.date() and at < now.at.replace(second=0)
    return at + timedelta(7) if is_over and _DAY_ALONE.fullmatch(said) else at


def _joined(rest: str) -> str:
    """The words of the day, without those that only join them."""
    return _plain(re.sub(r"\b(?:at|on|the|by)\b|[的,]", " ", rest).strip())


def _bare(rest: str) -> str:
    """The same, and without the 前 that says by when."""
    return re.sub(r"(?:^|(?<=[^\d]))(?:以|之)?前$", "", _joined(rest))


def _nearest(since: timedelta, halfless: bool, now: _Now) -> datetime:
    """A time alone: today, unless that is on the wrong side of now; then 8 o'clock may be the other one of today, and is refused."""
    at = datetime.combine(now.at, time()) + since
    days = 0
    if now.near.prefer == "future" and at < now.at.replace(second=0):
        days = 1
    if now.near.prefer == "past" and at > now.at:
        days = -1
    if days and halfless:
        raise Invalid(
            N_("{at} is not meant today, and may be morning or evening"), hint=N_("write {at} or {evening}"), at=f"{at:%H:%M}",
            evening=f"{at + timedelta(hours=12):%H:%M}",
        )  # fmt: skip
    return at + timedelta(days)


def _shifted(plain: str, now: _Now) -> Moment | None:
    """So many days or hours from now: 3天后, 过三天, 半小时后, in 3 days, a week ago, +3d, 2w."""
    if plain.endswith(_TAILS) and (match := re.fullmatch(_LATER, plain)):
        if bool(match[1]) == bool(match[5]):  # 过三天, or 三天后
            return None
        sign = -1 if match[5] == "前" else 1
        count = None if match[2] == "半" else exact(match[2])
        unread = count is None and match[2] != "半"
        return None if unread else _shift(now, sign, count, _UNITS[match[4]], bool(match[3]))
    match = re.fullmatch(_IN, plain) if plain.isascii() else None
    if match and match[4] == "m":
        raise Invalid(N_("“{text}” may be minutes or months"), hint=N_("write min or mo"), text=plain)
    if match is None or match[4] not in _UNITS or (match[5] and (match[1] or match[2])):
        return None
    if (
        match[4] == "h"
        and match[3].isdigit()
        and not (match[1] or match[2] or match[5])
        and _DAWN <= int(match[3]) <= _LAST
    ):
        mark = "-" if now.near.prefer == "past" else "+"
        raise Invalid(
            N_("“{text}” may be a time of the day or so many hours"),
            hint=N_("write {hour}:00 or {sign}{hour}h"),
            text=plain,
            hour=match[3],
            sign=mark,
        )
    past = (
        match[2] == "-" or match[5] == "ago" or (not (match[1] or match[2] or match[5]) and now.near.prefer == "past")
    )
    count = None if match[3].startswith("half") else 1 if match[3].startswith("a") else int(match[3])
    return _shift(now, -1 if past else 1, count, _UNITS[match[4]])


def _shift(now: _Now, sign: int, count: int | None, unit: str, and_half: bool = False) -> Moment | None:
    """``count`` None is half a unit; only an hour, a month and a year have a half that is a whole number."""
    halved = _HALVES.get(unit)
    if (count is None or and_half) and halved is None:
        return None
    at = _moved(now.at.replace(second=0), sign * (count or 0), unit, now.clock)
    if halved and (count is None or and_half):
        at = _moved(at, sign * halved[0], halved[1], now.clock)
    return Moment(at, timed=unit in _MINUTES)


def _moved(at: datetime, count: int, unit: str, clock: Clock) -> datetime:
    """Hours are those that pass, also in the night when the clocks change."""
    if unit in _MINUTES:
        moment = datetime.fromisoformat(clock.utc(at)) + timedelta(minutes=count * _MINUTES[unit])
        return clock.local(clock.utc(moment)).replace(tzinfo=None)
    if unit in _DAYS_IN:
        return at + timedelta(count * _DAYS_IN[unit])
    return datetime.combine(add_months(at.date(), count * {"month": 1, "quarter": 3, "year": 12}[unit]), at.time())
