"""Days as an office counts them: 3个工作日后, the last workday of the month, 下月第一个周一, 国庆后第一个工作日."""

import re
from datetime import date, timedelta

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.near import CHINESE_WEEKDAYS, COUNT, STEPS, WEEKDAYS, Near, add_months, first_day, last_day
from crm_cli.records.numerals import exact, integer
from crm_cli.records.workdays import Workdays, published

WORDS = ("工作日", "workday", "work day", "working day", "business day", "wd", "个周", "第一天")
_ENGLISH = r"(?:work ?|working |business )days?"
_LATER = rf"(?:过|\+)?({COUNT})个?工作日(?:以|之)?(后|内|前)|\+({COUNT})个?工作日"
_IN = rf"(?:in |\+ ?)?(\d+|a) ?(?:wd|{_ENGLISH})(?: (later|from now|ago))?"
_NEXT = rf"下一?个?工作日|(?:the )?next {_ENGLISH}"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_NTH = rf"(最后一|倒数第(?:{COUNT})|第(?:{COUNT})|首)个?"
_WHICH = rf"(本|这|下下|下|上)?(?:个)?月底?(?:的)?{_NTH}(工作日|周[一二三四五六日天])"
_OF = rf"(?:the )?({'|'.join(_ORDINALS)}) ({_ENGLISH}|\w+) of (?:(this|next|last) )?month"
FESTIVALS = {  # how people call it, as the table of holidays does, and its day where that is always the same
    "元旦": ("New Year's Day", (1, 1)), "春节": ("Spring Festival", None), "过年": ("Spring Festival", None), "清明": ("Tomb-sweeping Day", None),
    "五一": ("Labour Day", (5, 1)), "劳动节": ("Labour Day", (5, 1)), "端午": ("Dragon Boat Festival", None),
    "中秋": ("Mid-autumn Festival", None), "国庆": ("National Day", (10, 1)), "十一": ("National Day", None),
}  # fmt: skip
_FESTIVAL = rf"({'|'.join(FESTIVALS)})(?:节|假期|长假)?"
_AROUND = rf"{_FESTIVAL}(?:以|之)?(前|后)(?:的)?(?:上班)?(?:第({COUNT})(?:个工作日|天)|(最后一)(?:个工作日|天))?"


def read_office_day(text: str, near: Near) -> date | None:
    """The day, None when the text is no such one, ValueError when there is none."""
    if any(word in text for word in WORDS):
        found = _later(text, near) or _of_a_month(text, near)
        if found:
            return found
    return _festival(text, near) if near.country == "CN" and text.startswith(tuple(FESTIVALS)) else None


def _later(text: str, near: Near) -> date | None:
    """So many working days from now; today is none of them."""
    if re.fullmatch(_NEXT, text):
        return near.workdays().away(near.today, 1)
    if match := re.fullmatch(_LATER, text):
        count = exact(match[1] or match[3])
        return near.workdays().away(near.today, -count if match[2] == "前" else count) if count else None
    if match := re.fullmatch(_IN, text):
        count = 1 if match[1] == "a" else int(match[1])
        return near.workdays().away(near.today, -count if match[2] == "ago" else count) if count else None
    return None


def _of_a_month(text: str, near: Near) -> date | None:
    """The first, third or last working day or weekday of a month; of this one, of the next where it is over."""
    if match := re.fullmatch(_WHICH, text):
        number, step, what = _number(match[2]), match[1], match[3]
    elif match := re.fullmatch(_OF, text):
        number, step, what = _ORDINALS[match[1]], match[3], match[2]
    else:
        return None
    if step or near.prefer != "future":
        return _nth(add_months(near.today, STEPS[step or "本"]), number, what, near)
    here = _nth(near.today, number, what, near)
    return here if here is None or here >= near.today else _nth(add_months(near.today, 1), number, what, near)


def _number(said: str) -> int:
    if said == "最后一":
        return -1
    number = 1 if said == "首" else integer(said.removeprefix("倒数").removeprefix("第"))
    if number is None:
        raise ValueError(said)
    return -number if said.startswith("倒数") else number


def _nth(month: date, number: int, what: str, near: Near) -> date | None:
    if what == "工作日" or re.fullmatch(_ENGLISH, what):
        return near.workdays().of_month(month, number)
    if what[0] == "周":
        return nth_weekday(month, number, CHINESE_WEEKDAYS.index(what[1].replace("天", "日")))
    found = [at for at, name in enumerate(WEEKDAYS) if len(what) > 2 and what.startswith(name.lower())]
    return nth_weekday(month, number, found[0]) if found else None


def nth_weekday(month: date, number: int, weekday: int) -> date:
    """The first (1) or last (-1) such weekday of the month; ValueError where there are not so many."""
    start, end = first_day(month, "month"), last_day(month, "month")
    days = [start + timedelta(at) for at in range((end - start).days + 1)]
    found = [day for day in days if day.weekday() == weekday]
    if not number or abs(number) > len(found):
        raise ValueError(number)
    return found[number - 1 if number > 0 else number]


def _festival(text: str, near: Near) -> date | None:
    """A festival whose day is always the same, or the working day before or after the days that are free for it."""
    if (match := re.fullmatch(_FESTIVAL, text)) and (fixed := FESTIVALS[match[1]][1]):
        here = date(near.today.year, *fixed)
        return near.choose(here.replace(year=here.year - 1), here, here.replace(year=here.year + 1))
    match = re.fullmatch(_AROUND, text)
    if match is None or (match[2] == "前" and match[3]) or (match[2] == "后" and match[4]):
        return None
    count = integer(match[3]) if match[3] else 1
    if not count:
        return None
    office = near.workdays()
    for year in range(near.today.year, near.today.year + 2):
        first, last = _free(office, FESTIVALS[match[1]][0], year)
        day = office.away(first, -1) if match[2] == "前" else office.away(last, count)
        if day >= near.today or near.prefer != "future":
            return day
    return None


def _free(office: Workdays, name: str, year: int) -> tuple[date, date]:
    """The first and last of the days that are free for a festival, the weekends beside them too."""
    known = published(office.country)
    if year > known.until:
        raise Invalid(N_("the holidays of {year} are not known yet"), hint=N_("write the day itself"), year=year)
    first = last = min(day for day, said in known.off.items() if said == name and day.year == year)
    while not office.works(first - timedelta(1)):
        first -= timedelta(1)
    while not office.works(last + timedelta(1)):
        last += timedelta(1)
    return first, last
