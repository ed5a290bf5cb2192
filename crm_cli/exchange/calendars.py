"""Entries of a calendar as a file that any calendar program reads (RFC 5545)."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from crm_cli.agenda.calendar import Entry
from crm_cli.clock import Clock

PRODUCT = "-//guanxi//crm calendar//"
REFRESH = "PT1H"  # how often a subscriber may look again
SECOND = timedelta(seconds=1)
BEHIND, AHEAD = 1, 5  # years around the entries for which a zone says when its clocks change


def zone_of(clock: Clock) -> tzinfo:
    """The user's zone by its name; UTC where the machine does not tell what its own is called."""
    if clock.zone is not None:
        return clock.zone
    name = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):
        return UTC


def written(entries: Iterable[Entry], name: str, zone: tzinfo, language: str) -> str:
    """The file, the same as long as nothing changes: its lines folded and ended as the standard says."""
    calendar = Calendar()
    calendar.add("prodid", f"{PRODUCT}{language.partition('_')[0].upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", REFRESH)
    found = list(entries)
    years = [entry.start.year for entry in found if isinstance(entry.start, datetime)]
    if years and getattr(zone, "key", "UTC") != "UTC":
        calendar.add_component(zone_rules(zone, min(years) - BEHIND, max(years) + AHEAD))
    for entry in found:
        calendar.add_component(_event(entry, zone))
    text: bytes = calendar.to_ical()
    return text.decode("utf-8")


def zone_rules(zone: tzinfo, first: int, last: int) -> Timezone:
    """When the clocks of a zone change in these years, each time as the clocks show it before."""
    rules = Timezone()
    rules.add("tzid", str(zone))
    begin, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
    rules.add_component(_rule(begin, begin, zone))
    same: dict[tuple[timedelta, timedelta], Component] = {}
    for moment in _changes(zone, begin, end):
        before, after = _offset(moment - SECOND, zone), _offset(moment, zone)
        if rule := same.get((before, after)):
            rule.add("rdate", (moment + before).replace(tzinfo=None))
            continue
        same[before, after] = _rule(moment, moment - SECOND, zone)
        rules.add_component(same[before, after])
    return rules


def _rule(moment: datetime, before: datetime, zone: tzinfo) -> Component:
    rule = TimezoneDaylight() if moment.astimezone(zone).dst() else TimezoneStandard()
    rule.add("dtstart", (moment + _offset(before, zone)).replace(tzinfo=None))
    rule.add("tzoffsetfrom", _offset(before, zone))
    rule.add("tzoffsetto", _offset(moment, zone))
    rule.add("tzname", moment.astimezone(zone).tzname())
    return rule


def _changes(zone: tzinfo, low: datetime, high: datetime) -> Iterator[datetime]:
    """The moments at which the clocks of a zone change: a day on which they do is halved until the second is found."""
    while low < high:
        after = low + timedelta(1)
        if _offset(low, zone) != _offset(after, zone):
            early, late = low, after
            while late - early > SECOND:
                middle = early + (late - early) // (2 * SECOND) * SECOND
                early, late = (middle, late) if _offset(middle, zone) == _offset(low, zone) else (early, middle)
            yield late
        low = after


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _event(entry: Entry, zone: tzinfo) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", _plain(entry.summary))
    event.add("dtstart", _moment(entry.start, zone))
    event.add("dtend", _moment(entry.end, zone))
    changed = datetime.fromisoformat(entry.changed)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.busy and not entry.cancelled else "TRANSPARENT")
    if entry.created:
        event.add("created", datetime.fromisoformat(entry.created))
    for key, text in (("description", entry.about), ("location", entry.place), ("url", entry.link)):
        if text:
            event.add(key, _plain(text))
    if entry.category:
        event.add("categories", [entry.category])
    if entry.rule:
        event.add("rrule", vRecur.from_ical(entry.rule))
    return event


def _plain(text: str) -> str:
    """Without the characters that a calendar file may not have."""
    return "".join(char for char in text.replace("\r\n", "\n") if char >= " " or char in "\n\t")


def _moment(at: datetime | date, zone: tzinfo) -> datetime | date:
    """A moment in the zone; where its clocks show the hour twice and this is the second time, in UTC."""
    if not isinstance(at, datetime):
        return at
    local = at.astimezone(zone)
    return at.astimezone(UTC) if local.fold else local
