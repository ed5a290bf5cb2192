"""A rule of what comes again in words that read back as the same rule: 每月最后一个工作日, every 2 weeks on Fri at 09:00."""

from collections.abc import Mapping

from crm_cli.records.near import CHINESE_WEEKDAYS, MONTHS
from crm_cli.records.near import WEEKDAYS as SHORT
from crm_cli.records.repeating import WEEKDAYS, Parts, clear_start, split

_PLAIN = {
    "FREQ",
    "INTERVAL",
    "BYDAY",
    "BYMONTH",
    "BYMONTHDAY",
    "BYHOUR",
    "BYMINUTE",
    "UNTIL",
    "COUNT",
    "X-WORKDAY",
    "X-SHIFT",
    "X-FROM",
}
_CALENDAR = {"1,4,7,10": 3, "3,6,9,12": 3, "1,7": 6, "6,12": 6}  # the first, or last, months of quarters and half years
_SHIFTED = {
    "zh": {"NEXT": "，遇节假日顺延", "BEFORE": "，遇节假日提前"},
    "en": {"NEXT": " or the next workday", "BEFORE": " or the workday before"},
}


def said(rule: str, language: str) -> str:
    """The rule in that language; one that no phrase says is shown as it is written."""
    parts = {name: text for name, text in split(rule).items() if name != "X-START"}
    chinese = language.startswith("zh")
    core = (_chinese if chinese else _english)(parts) if set(parts) <= _PLAIN else ""
    return f"{core}{_rest(parts, chinese)}" if core else clear_start(rule)


def _rest(parts: Parts, chinese: bool) -> str:
    """The hour, and all that limits it."""
    found = ""
    if "BYHOUR" in parts:
        found = f"{'' if chinese else ' at '}{int(parts['BYHOUR']):02}:{int(parts['BYMINUTE']):02}"
    if "X-FROM" in parts:
        found += "，完成后算" if chinese else " after done"
    found += _SHIFTED["zh" if chinese else "en"].get(parts.get("X-SHIFT", ""), "")
    if "COUNT" in parts:
        found += f"，共{parts['COUNT']}次" if chinese else f", for {parts['COUNT']} times"
    if "UNTIL" in parts:
        until = f"{parts['UNTIL'][:4]}-{parts['UNTIL'][4:6]}-{parts['UNTIL'][6:8]}"
        found += f"，到{until}" if chinese else f", until {until}"
    return found


def _months(parts: Parts) -> int:
    """Every how many months; 0 where the months are others than those of quarters and half years."""
    return _CALENDAR.get(parts["BYMONTH"], 0) if "BYMONTH" in parts else int(parts.get("INTERVAL", 1))


def _chinese(parts: Parts) -> str:
    count = int(parts.get("INTERVAL", 1))
    many = f"每{count if count > 1 else ''}"
    if parts["FREQ"] == "DAILY":
        return "每个工作日" if parts.get("X-WORKDAY") == "ONLY" else f"{many}天"
    if parts["FREQ"] == "WEEKLY":
        days = "".join(CHINESE_WEEKDAYS[WEEKDAYS.index(day)] for day in _list(parts, "BYDAY"))
        return f"{many}周{'的周' if count > 1 and days else ''}{days}"
    if parts["FREQ"] == "YEARLY":
        return f"{many}年" + (f"{parts['BYMONTH']}月{parts['BYMONTHDAY']}日" if _is_one_day(parts) else "")
    which = _which(parts, _IN_CHINESE)
    named = {0: "", 1: "每月"} | ({3: "每季度", 6: "每半年"} if "BYMONTH" in parts or not which else {})
    unit = named.get(_months(parts), f"{many}个月")
    return unit and unit + which


def _english(parts: Parts) -> str:
    count = int(parts.get("INTERVAL", 1))
    if parts["FREQ"] == "DAILY":
        return "every workday" if parts.get("X-WORKDAY") == "ONLY" else _each(count, "day")
    if parts["FREQ"] == "WEEKLY":
        days = ", ".join(SHORT[WEEKDAYS.index(day)] for day in _list(parts, "BYDAY"))
        return f"every {days}" if days and count == 1 else _each(count, "week") + (f" on {days}" if days else "")
    if parts["FREQ"] == "YEARLY":
        month = f" on {parts['BYMONTHDAY']} {MONTHS[int(parts['BYMONTH']) - 1]}" if _is_one_day(parts) else ""
        return ("yearly" if count == 1 else _each(count, "year")) + month
    named = {
        0: "",
        1: "monthly",
        3: "quarterly" if "BYMONTH" in parts else "every 3 months",
        6: "half-yearly" if "BYMONTH" in parts else "every 6 months",
    }
    unit = named.get(_months(parts), _each(count, "month"))
    which = _which(parts, _IN_ENGLISH)
    return unit and unit + (f" on the {which}" if which else "")


def _each(count: int, unit: str) -> str:
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def _list(parts: Parts, name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _is_one_day(parts: Parts) -> bool:
    return parts.get("BYMONTH", ",").isdecimal() and parts.get("BYMONTHDAY", ",").isdecimal()


def _which(parts: Parts, words: Mapping[str, str]) -> str:
    """Which day of the month."""
    if number := parts.get("X-WORKDAY"):
        return words["workday"].format(nth=_nth(number, words))
    if day := parts.get("BYDAY"):
        name = day[-2:]
        at = WEEKDAYS.index(name)
        return words["weekday"].format(
            nth=_nth(day[:-2], words), name=CHINESE_WEEKDAYS[at] if words is _IN_CHINESE else SHORT[at]
        )
    days = _list(parts, "BYMONTHDAY")
    return (
        words["last"]
        if days == ["-1"]
        else words["and"].join(words["day"].format(nth=_nth(one, words), n=one) for one in days)
    )


def _nth(number: str, words: Mapping[str, str]) -> str:
    if number.startswith("-"):
        return words["last nth"] if number == "-1" else words["from last"].format(n=number[1:])
    suffix = "th" if number[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th")
    return words["nth"].format(n=number, suffix=suffix)


_IN_CHINESE = {"workday": "{nth}个工作日", "weekday": "{nth}个周{name}", "last": "最后一天", "and": "和", "day": "{n}日", "nth": "第{n}", "last nth": "最后一", "from last": "倒数第{n}"}  # fmt: skip
_IN_ENGLISH = {"workday": "{nth} workday", "weekday": "{nth} {name}", "last": "last day", "and": " and ", "day": "{nth}", "nth": "{n}{suffix}", "last nth": "last", "from last": "{n}th last"}  # fmt: skip
