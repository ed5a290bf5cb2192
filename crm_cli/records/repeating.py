"""What comes again: a rule as RFC 5545 writes it, with what an office needs beside it, its days, and how it is said.

Parts of our own: ``X-WORKDAY`` (ONLY, or which working day of the month: 1, -1), ``X-SHIFT`` (NEXT or BEFORE: where a day that is
free goes), ``X-FROM=DONE`` (counted from when the last one was done) and ``X-START`` (the day from which on it is counted).
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import islice, takewhile
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.near import LATEST, add_months
from crm_cli.records.workdays import Workdays

Parts = dict[str, str]
Office = Callable[[], Workdays]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OWN = ("X-WORKDAY", "X-SHIFT", "X-FROM", "X-START")
STANDARD = (
    "FREQ",
    "INTERVAL",
    "BYMONTH",
    "BYWEEKNO",
    "BYYEARDAY",
    "BYMONTHDAY",
    "BYDAY",
    "BYSETPOS",
    "BYHOUR",
    "BYMINUTE",
    "UNTIL",
    "COUNT",
    "WKST",
)
ORDER = (*STANDARD, *OWN)
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
SOON = 12  # years within which it must happen at all
SURE = 28  # the last day that every month has


class Again(NamedTuple):
    """The next time: the day, the hour if there is one, and the rule that the next one carries."""

    day: date
    hour: time | None
    rule: str


def split(rule: str) -> Parts:
    """The parts of a rule by their name."""
    return dict(part.split("=", 1) for part in rule.split(";"))


def joined(parts: Parts) -> str:
    """The parts as one text, always in the same order."""
    return ";".join(f"{name}={parts[name]}" for name in ORDER if name in parts)


def checked(parts: Parts, today: date) -> str:
    """The rule, if it is one and happens at all; ValueError where it is none."""
    if parts.get("FREQ") not in FREQUENCIES or not set(parts) <= set(ORDER):
        raise ValueError(parts)
    if ("BYHOUR" in parts) != ("BYMINUTE" in parts):
        parts.setdefault("BYMINUTE", "0")
    if "BYMINUTE" in parts:
        time(int(parts["BYHOUR"]), int(parts["BYMINUTE"]))
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not 0 < int(parts[name]) < 1000:
            raise ValueError(parts[name])
    if parts.get("INTERVAL") == "1":
        del parts["INTERVAL"]
    rule = joined(parts)
    if next(days(rule, today, Workdays()), LATEST) > add_months(today, 12 * SOON):
        raise Invalid(N_("“{text}” never happens"), text=rule)
    return rule


def hour_of(rule: str) -> time | None:
    """The hour at which it is due, if it is said."""
    parts = split(rule)
    return time(int(parts["BYHOUR"]), int(parts["BYMINUTE"])) if "BYHOUR" in parts else None


def begun(rule: str, start: date) -> str:
    """The rule of a series that begins on that day, whose weekday or day of the month is the one it keeps."""
    parts = split(rule)
    if "X-START" in parts:
        return rule
    parts["X-START"] = f"{start:%Y%m%d}"
    if "X-FROM" in parts or any(
        name.startswith("BY") and name not in ("BYHOUR", "BYMINUTE", "BYMONTH") for name in parts
    ):
        return joined(parts)
    if parts["FREQ"] == "WEEKLY":
        parts["BYDAY"] = WEEKDAYS[start.weekday()]
    if parts["FREQ"] in ("MONTHLY", "YEARLY") and "X-WORKDAY" not in parts:
        parts |= _day_of(start, parts)
    return joined(parts)


def _day_of(start: date, parts: Parts) -> Parts:
    if parts["FREQ"] == "MONTHLY" and start.day > SURE:
        raise Invalid(
            N_("not every month has a day {day}"), hint=N_("say “monthly on the last day”, or begin on another day"), day=start.day,
        )  # fmt: skip
    if parts["FREQ"] == "YEARLY" and (start.month, start.day) == (2, 29):
        raise Invalid(N_("not every year has a 29 February"), hint=N_("begin on another day"))
    month = {"BYMONTH": str(start.month)} if parts["FREQ"] == "YEARLY" else {}
    return {**month, "BYMONTHDAY": str(start.day)}


def days(rule: str, start: date, office: Workdays) -> Iterator[date]:
    """The days of a rule from the first of its series on, or from ``start``, in their order, each once."""
    parts = split(rule)
    if "X-START" in parts:
        start = date.fromisoformat(parts["X-START"])
    last = date.min
    for day in _moved(parts, start, office):
        if day > last and day >= start:
            yield day
            last = day


def _moved(parts: Parts, start: date, office: Workdays) -> Iterator[date]:
    """What the rule says, and what of it an office can keep; so many times means those."""
    which, shift = parts.get("X-WORKDAY"), parts.get("X-SHIFT")
    count = int(parts["COUNT"]) if "COUNT" in parts else None
    said = {name: text for name, text in parts.items() if name != "COUNT"}
    if which == "ONLY":
        return islice((day for day in _plain(said, start) if office.works(day)), count)
    if which:
        return islice(_working(said, start, int(which), office), count)
    if shift:
        return islice((office.nearest(day, 1 if shift == "NEXT" else -1) for day in _plain(said, start)), count)
    return islice(_plain(said, start), count)


def _working(parts: Parts, start: date, which: int, office: Workdays) -> Iterator[date]:
    """The first, or last, working day of each month of the rule, from the start on."""
    until = datetime.fromisoformat(parts["UNTIL"]).date() if "UNTIL" in parts else LATEST
    months = _plain(parts | {"BYMONTHDAY": "1"}, start.replace(day=1))
    found = (day for month in months if (day := office.of_month(month, which)) >= start)
    return takewhile(lambda day: day <= until, found)


def _plain(parts: Parts, start: date) -> Iterator[date]:
    from dateutil.rrule import rrulestr  # only where something comes again

    said = {name: text for name, text in parts.items() if name not in (*OWN, "BYHOUR", "BYMINUTE")}
    found = rrulestr(joined(said), dtstart=datetime.combine(start, time()))
    return takewhile(lambda day: day <= LATEST, (moment.date() for moment in found))


def first(rule: str, now: datetime, office: Workdays) -> date:
    """The first day of it that is still to come."""
    return next(day for day in days(rule, now.date(), office) if _is_ahead(day, hour_of(rule), now))


def upcoming(rule: str, after: date, office: Workdays, count: int) -> list[date]:
    """The next days after that one."""
    return list(islice((day for day in days(rule, after, office) if day > after), count))


def between(rule: str, after: date, until: date, office: Workdays, most: int) -> list[date]:
    """The days after one day and before another, the first of them."""
    return list(islice(takewhile(lambda day: day < until, (d for d in days(rule, after, office) if d > after)), most))


def standard(rule: str, start: date) -> str:
    """The rule as any calendar reads it, for a series of which ``start`` is a day; empty where it has an end, or parts of our own."""
    parts = split(rule)
    own = {"X-WORKDAY", "X-SHIFT", "X-FROM", "COUNT", "UNTIL"}
    if own & parts.keys() or next(iter(days(clear_start(rule), start, Workdays())), None) != start:
        return ""
    if int(parts.get("INTERVAL", "1")) > 1 and start not in takewhile(
        lambda day: day <= start, days(rule, start, Workdays())
    ):
        return ""
    return joined(
        {name: text for name, text in parts.items() if name in STANDARD and name not in ("BYHOUR", "BYMINUTE")}
    )


def following(rule: str, due: datetime, timed: bool, now: datetime, office: Workdays) -> Again | None:
    """What comes after the one that was due then and is done now; those that were missed are left out. None: that was the last."""
    hour = hour_of(rule) or (due.time() if timed else None)
    parts = split(rule)
    if parts.get("X-FROM") == "DONE":
        return _from_done(parts, hour, now, office)
    later = (day for day in days(rule, due.date(), office) if day > due.date() and _is_ahead(day, hour, now))
    day = next(later, None)
    return Again(day, hour, rule) if day else None


def _from_done(parts: Parts, hour: time | None, now: datetime, office: Workdays) -> Again | None:
    """Counted from today; of so many times one less."""
    if "COUNT" in parts:
        if parts["COUNT"] == "1":
            return None
        parts["COUNT"] = str(int(parts["COUNT"]) - 1)
    here = {name: text for name, text in parts.items() if name not in ("X-START", "COUNT")}
    found = upcoming(joined(here), now.date(), office, 1)
    return Again(found[0], hour, joined(parts | {"X-START": f"{found[0]:%Y%m%d}"})) if found else None


def _is_ahead(day: date, hour: time | None, now: datetime) -> bool:
    return datetime.combine(day, hour) > now if hour else day >= now.date()


def clear_start(rule: str) -> str:
    """The rule without the day its series began."""
    return joined({name: text for name, text in split(rule).items() if name != "X-START"})
