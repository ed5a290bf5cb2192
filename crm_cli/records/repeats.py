"""How often, as people say it: 每周一三五, 每月最后一个工作日, every 2 weeks on friday, monthly on the 15th; a rule of RFC 5545 too."""

import re
from collections.abc import Callable
from datetime import timedelta

from crm_cli.clock import Clock
from crm_cli.errors import CrmError, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.hours import split_time
from crm_cli.records.near import CHINESE_WEEKDAYS, COUNT, MONTH, days_of, month_number
from crm_cli.records.numerals import exact, fold, integer
from crm_cli.records.patterns import pattern
from crm_cli.records.repeating import WEEKDAYS, Office, Parts, checked
from crm_cli.records.when import parse_day

EXAMPLES = Word(N_("every monday, last workday of the month, every 2 weeks on friday, monthly on the 15th"))
NEVER = ("none", "never", "no", "无", "不重复", "不再", "")
_SPELT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_WORKDAY = r"(?:work ?|working |business )days?"
_NAMES = r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?\b"
_LIST = rf"{_NAMES}(?:(?:, ?| and |, and ){_NAMES})*"
_LONGER = {"fortnight": (2, "week"), "quarter": (3, "month"), "half year": (6, "month")}
_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_LY = {"daily": "every day", "weekly": "every week", "monthly": "every month", "quarterly": "every quarter", "yearly": "every year", "annually": "every year", "fortnightly": "every fortnight", "half-yearly": "every half year"}  # fmt: skip
WORKING_DAYS = ("工作日", "每工作日", "每逢工作日", "上班日", "每上班日", "工作日每天", "每天工作日")
_HALVED = ("biweekly", "bi-weekly", "bimonthly", "bi-monthly")
_SHIFTS = (
    (r"[,(]?遇?(?:到)?(?:法定)?(?:节假日|节日|假日|周末|休息日)?(?:顺延|推迟|延后)\)?$|,? or the (?:next|following) " + _WORKDAY + "$", "NEXT"),
    (r"[,(]?遇?(?:到)?(?:法定)?(?:节假日|节日|假日|周末|休息日)?提前\)?$|,? or the " + _WORKDAY + " before$", "BEFORE"),
)  # fmt: skip
_FROM_DONE = pattern(
    r"^完成后(?:的)?|[,(]?(?:从)?完成(?:后|之后|时)(?:算|起|算起)?\)?$|,? after (?:it is |it's |being )?(?:done|completion)$"
)
_TIMES = pattern(rf"(?:[,(](?:一?共)?|一?共)({COUNT})次\)?$|(?:,|,? for) (\d+) times$")
_UNTIL = pattern(
    r"[,(]?(?:直到|截止到?|截至|到|至)([^周一二三四五六日天][^,]*?)(?:为止|止)?\)?$|,? (?:until|till) (.+)$"
)
_ENDS_IN_A_WEEK = pattern(r"(?:周?[一二三四五六日天])(?:到|至)周?[一二三四五六日天]$")


def parse_repeat(text: str, clock: Clock, country: Country, office: Office | None = None) -> str | None:
    """The rule that is said, as it is kept; None where it is to end. What is no rule is refused."""
    plain = _plain(text)
    if plain in NEVER:
        return None
    today = clock.today()
    try:
        if found := _written(plain):
            return checked(found, today)
        ends, rest = _ends(plain, lambda said: f"{parse_day(said, clock, country, office=office):%Y%m%d}")
        rest, since, _halfless = split_time(rest)
        found = _read(re.sub(r"^(?:的|on )|(?:的|,| on| at)$", "", _plain(rest)))
        if found is None:
            raise _unknown(text)
        return checked(found | ends | _at(since), today)
    except (ValueError, OverflowError, KeyError):
        raise _unknown(text) from None


def _unknown(text: str) -> CrmError:
    hint = N_("for example {examples}")
    return Invalid(N_("“{text}” does not say how often"), hint=hint, text=text, examples=EXAMPLES)


def _plain(text: str) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"礼拜|星期", "周", fold(text).lower())).replace("、", ",").strip(" ,")
    plain = re.sub(r" ?(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", plain)
    plain = re.sub(rf"\b({'|'.join(_SPELT)})\b", lambda match: str(_SPELT.index(match[1]) + 1), plain)
    return re.sub(r"(?<=每)个|(?<=[\d一二两三四五六七八九十])个(?=[周月季])", "", plain)


def _written(plain: str) -> Parts | None:
    """A rule as RFC 5545 writes it."""
    said = plain.removeprefix("rrule:").upper()
    if not re.match(r"[A-Z-]+=", said):
        return None
    parts = dict(part.split("=", 1) for part in said.rstrip(";").split(";"))
    if "UNTIL" in parts:
        parts["UNTIL"] = parts["UNTIL"][:8]
    return parts


def _ends(plain: str, day: Callable[[str], str]) -> tuple[Parts, str]:
    """What is said of when it ends, how it goes round days off and from where it is counted; and the rest."""
    found: Parts = {}
    if match := _TIMES.search(plain):
        found["COUNT"], plain = str(integer(match[1] or match[2])), plain[: match.start()]
    elif (match := _UNTIL.search(plain)) and not _ENDS_IN_A_WEEK.search(plain):
        found["UNTIL"], plain = day(match[1] or match[2]), plain[: match.start()]
    for said, where in _SHIFTS:
        if match := re.search(said, plain):
            found["X-SHIFT"], plain = where, plain[: match.start()]
    if match := _FROM_DONE.search(plain):
        found["X-FROM"], plain = "DONE", plain[: match.start()] + plain[match.end() :]
        plain = (
            plain
            if plain.startswith(("每", "every")) or not plain
            else ("每" if not plain.isascii() else "every ") + plain
        )
    return found, plain


def _at(since: timedelta | None) -> Parts:
    if since is None:
        return {}
    hour, rest = divmod(int(since.total_seconds()) // 60, 60)
    return {"BYHOUR": str(hour), "BYMINUTE": str(rest)}


def _read(plain: str) -> Parts | None:
    for read in (_daily, _weekly, _monthly, _yearly) if not plain.isascii() else (_english, _english_nth):
        if found := read(plain):
            return found
    return None


def _every(freq: str, count: str | int | None, **more: str) -> Parts:
    number = exact(str(count)) if count else 1
    if not number:
        raise ValueError(count)
    return {"FREQ": freq, "INTERVAL": str(number), **more}


def _daily(plain: str) -> Parts | None:
    if plain in ("每天", "每日", "天天"):
        return _every("DAILY", 1)
    if plain in WORKING_DAYS:
        return _every("DAILY", 1, **{"X-WORKDAY": "ONLY"})
    if plain in ("隔天", "每隔一天", "每隔天"):
        return _every("DAILY", 2)
    match = re.fullmatch(rf"每({COUNT})[天日]", plain)
    return _every("DAILY", match[1]) if match else None


def _weekly(plain: str) -> Parts | None:
    plain = f"每{plain}" if _ENDS_IN_A_WEEK.fullmatch(plain) else plain
    if match := re.fullmatch(r"(?:每周末)", plain):
        return _every("WEEKLY", 1, BYDAY="SA")
    match = re.fullmatch(rf"(每|隔|每隔一|双|每({COUNT}))周(?:的)?(?:周?([一二三四五六日天,周至到-]+))?", plain)
    if match is None:
        return None
    count = match[2] or (1 if match[1] == "每" else 2)
    return _every("WEEKLY", count, **({"BYDAY": ",".join(_weekdays(match[3]))} if match[3] else {}))


def _weekdays(said: str) -> list[str]:
    """一三五, 一、三, 一至五."""
    bare = said.replace("周", "").replace("天", "日").replace("到", "-").replace("至", "-")
    found: set[int] = set()
    for part in filter(None, bare.split(",")):
        ends = part.split("-")
        if len(ends) == 2 and all(len(end) == 1 for end in ends):
            low, high = (CHINESE_WEEKDAYS.index(end) for end in ends)
            if low >= high:
                raise ValueError(said)
            found |= set(range(low, high + 1))
        else:
            found |= {CHINESE_WEEKDAYS.index(sign) for sign in part}
    return [WEEKDAYS[number] for number in sorted(found)]


def _monthly(plain: str) -> Parts | None:
    match = re.fullmatch(rf"每(?:({COUNT})?月|(季度|季)|(半年))(?:的)?(.*)", plain)
    if match is None:
        return None
    count = 3 if match[2] else 6 if match[3] else match[1]
    said = match[4]
    if not said:
        return _every("MONTHLY", count)
    which = _which(said)
    if which is None:
        return None
    return _of_months(count, which, calendar=bool(match[2] or match[3]))


def _of_months(count: str | int | None, which: Parts, *, calendar: bool) -> Parts:
    """Every so many months; the first or last of a quarter or half year (``calendar``) is that of the year's own."""
    if not calendar or which.get("BYMONTHDAY") not in (None, "1", "-1"):
        return _every("MONTHLY", count, **which)
    step = int(count or 1)
    months = range(1, 13, step) if _is_early(which) else range(step, 13, step)
    return {"FREQ": "MONTHLY", "BYMONTH": ",".join(map(str, months)), **which}


def _is_early(which: Parts) -> bool:
    said = which.get("X-WORKDAY") or which.get("BYMONTHDAY") or which.get("BYDAY", "")
    return not said.startswith("-")


def _which(said: str) -> Parts | None:
    """Which day of a month: 15日, 1号和15号, 最后一天, 最后一个工作日, 第二个周三."""
    if said in ("最后一天", "底", "末"):
        return {"BYMONTHDAY": "-1"}
    if said in ("初", "第一天"):
        return {"BYMONTHDAY": "1"}
    if match := re.fullmatch(rf"(最后一|倒数第(?:{COUNT})|第(?:{COUNT})|首)个?(工作日|周[一二三四五六日天])", said):
        return _nth(
            _number(match[1]),
            "" if match[2] == "工作日" else WEEKDAYS[CHINESE_WEEKDAYS.index(match[2][1].replace("天", "日"))],
        )
    if re.fullmatch(rf"(?:{COUNT})[日号]?(?:[,和及与](?:{COUNT})[日号]?)*[日号]", said):
        return _days_of_month([integer(part) for part in re.findall(COUNT, said)])
    return None


def _number(said: str) -> int:
    if said == "最后一":
        return -1
    number = 1 if said == "首" else integer(said.removeprefix("倒数").removeprefix("第"))
    if not number:
        raise ValueError(said)
    return -number if said.startswith("倒数") else number


def _nth(number: int, weekday: str) -> Parts:
    if abs(number) > (5 if weekday else 15):
        raise ValueError(number)
    return {"BYDAY": f"{number}{weekday}"} if weekday else {"X-WORKDAY": str(number)}


def _days_of_month(days: list[int | None]) -> Parts:
    """Days that every month has; what only some have is refused, for it may be left out or be the last one."""
    for day in days:
        if not day or day > 31:
            raise ValueError(days)
        if day > 28:
            hint = N_("say “monthly on the last day”, or begin on another day")
            raise Invalid(N_("not every month has a day {day}"), hint=hint, day=day)
    return {"BYMONTHDAY": ",".join(str(day) for day in sorted(set(filter(None, days))))}


def _yearly(plain: str) -> Parts | None:
    match = re.fullmatch(rf"每({COUNT})?年(?:的)?(?:({COUNT})月({COUNT})[日号])?", plain)
    if match is None:
        return None
    return _every("YEARLY", match[1], **(_day_of_year(integer(match[2]), integer(match[3])) if match[2] else {}))


def _day_of_year(month: int | None, day: int | None) -> Parts:
    if not month or not day or month > 12 or day > days_of(2028, month):
        raise ValueError(month)
    if (month, day) == (2, 29):
        raise Invalid(N_("not every year has a 29 February"), hint=N_("begin on another day"))
    return {"BYMONTH": str(month), "BYMONTHDAY": str(day)}


def _english(plain: str) -> Parts | None:
    if plain in _HALVED:
        raise Invalid(
            N_("“{text}” may be twice in one or once in two"),
            hint=N_("write every 2 weeks, or every month"),
            text=plain,
        )
    plain = re.sub(r"^([\w-]+)", lambda match: _LY.get(match[1], match[1]), plain)
    plain = re.sub(r"^(each|every) (other|2nd|second) ", "every 2 ", plain)
    plain = re.sub(r"^(each|every|once a|once every) ", "every ", plain)
    if re.fullmatch(rf"(?:every |on )?{_WORKDAY}", plain):
        return _every("DAILY", 1, **{"X-WORKDAY": "ONLY"})
    if re.fullmatch(r"every weekday|(?:on )?weekdays|(?:every )?mon(?:day)? ?(?:-|to|through) ?fri(?:day)?", plain):
        return _every("WEEKLY", 1, BYDAY=",".join(WEEKDAYS[:5]))
    if match := re.fullmatch(rf"every (?:(\d+) )?({_LIST})", plain):
        return _every("WEEKLY", match[1], BYDAY=_named(match[2]))
    match = re.fullmatch(r"every (?:(\d+) )?(day|week|month|quarter|half year|year|fortnight)s?(?: on (.+))?", plain)
    return _counted(match[1], match[2], match[3]) if match else None


def _counted(count: str | None, unit: str, on: str | None) -> Parts | None:
    calendar = unit in ("quarter", "half year") and not count
    if unit in _LONGER:
        many, unit = _LONGER[unit]
        count = str(int(count or 1) * many)
    if on is None:
        return _every(_UNITS[unit], count)
    if unit == "week" and re.fullmatch(_LIST, on):
        return _every("WEEKLY", count, BYDAY=_named(on))
    if unit == "year" and (
        match := re.fullmatch(rf"(?:the )?(?:(\d+)(?:st|nd|rd|th)?(?: of)? {MONTH}|{MONTH} (\d+)(?:st|nd|rd|th)?)", on)
    ):
        return _every("YEARLY", count, **_day_of_year(month_number(match[2] or match[3]), int(match[1] or match[4])))
    which = _english_which(on) if unit == "month" else None
    return _of_months(count, which, calendar=calendar) if which else None


def _named(said: str) -> str:
    found = {_weekday(name) for name in re.findall(_NAMES, said)}
    return ",".join(name for name in WEEKDAYS if name in found)


def _weekday(name: str) -> str:
    return next(day for day in WEEKDAYS if name.upper().startswith(day))


def _english_which(on: str) -> Parts | None:
    """the 15th, the 1st and 15th, the last day, the last workday, the 2nd tuesday."""
    bare = re.sub(r"\bthe ", "", on)
    if match := re.fullmatch(rf"({'|'.join(_ORDINALS)}|\d(?:st|nd|rd|th)) (day|{_WORKDAY}|{_NAMES})", bare):
        number = _ORDINALS.get(match[1]) or int(match[1][0])
        if match[2] == "day":
            return {"BYMONTHDAY": str(number)}
        return _nth(number, "" if re.fullmatch(_WORKDAY, match[2]) else _weekday(match[2]))
    if re.fullmatch(r"(?:day )?\d+(?:st|nd|rd|th)?(?:(?:, ?| and )\d+(?:st|nd|rd|th)?)*", bare):
        return _days_of_month([int(part) for part in re.findall(r"\d+", bare)])
    return None


def _english_nth(plain: str) -> Parts | None:
    """every last friday of the month, last workday of every month."""
    match = re.fullmatch(r"(?:every |each |the )*(.+) of (?:the|every|each) (month|quarter)", plain)
    return _counted(None, match[2], match[1]) if match else None
