"""The feed: entries that keep their identity, zones whose clocks change, and the same events in two programs."""

import io
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from crm_cli.agenda import calendar
from crm_cli.clock import Clock
from crm_cli.exchange import calendars
from crm_cli.people import tasks
from crm_cli.records.repeats import parse_repeat
from crm_cli.store.connection import MEMORY
from crm_cli.store.store import Store
from crm_cli.workspace import Workspace
from tests.founding import added

BERLIN = ZoneInfo("Europe/Berlin")
LOW, HIGH = date(2026, 10, 1), date(2027, 12, 1)


class Desk:
    """A base in Berlin a week before the clocks go back, at a clock that can be moved."""

    def __init__(self) -> None:
        self.clock = Clock(datetime(2026, 10, 18, 9, 0, tzinfo=BERLIN), BERLIN)
        self.crm = Workspace(Store(MEMORY, self.clock, create=True), self.clock, "test")
        self.crm.put_setting("country", "DE")
        self.me = added(self.crm, "user", name="Eva")

    def task(self, text: str, due: str, **values: Any) -> Any:
        """A task of mine at a local time, or on a day."""
        at = datetime.fromisoformat(due)
        return added(
            self.crm, "task", text=text, due=self.clock.utc(at), timed=int(len(due) > 10), owner=self.me.id, **values
        )

    def every(self, phrase: str) -> str:
        """A phrase as a rule."""
        return str(parse_repeat(phrase, self.clock, self.crm.country, self.crm.workdays))

    def later(self, minutes: int = 1) -> None:
        """Time passes."""
        self.clock._fixed = self.clock.now() + timedelta(minutes=minutes)

    def text(self, **how: Any) -> str:
        """The feed of these days."""
        found = calendar.entries(self.crm, None, LOW, HIGH, **how)
        return calendars.written(found, "Eva", BERLIN, "en")

    def events(self, **how: Any) -> list[Any]:
        """Its entries, as icalendar reads them."""
        return list(Calendar.from_ical(self.text(**how)).walk("VEVENT"))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def one(events: list[Any]) -> Any:
    (found,) = events
    return found


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin"],
)
def test_the_rules_of_a_zone_say_every_hour_what_the_zone_does(name: str) -> None:
    zone = ZoneInfo(name)
    holder = Calendar()
    holder.add("version", "2.0")
    holder.add("prodid", "x")
    holder.add_component(calendars.zone_rules(zone, 2025, 2029))
    read: Any = tzical(io.StringIO(holder.to_ical().decode())).get()
    moment, wrong = datetime(2026, 1, 1, tzinfo=UTC), []
    while moment.year < 2028:
        local = moment.astimezone(zone)
        if not local.fold and local.replace(tzinfo=None, fold=0).replace(tzinfo=read).utcoffset() != local.utcoffset():
            wrong.append(moment)
        moment += timedelta(hours=1)
    assert wrong == []


def test_a_time_is_right_before_and_after_the_clocks_change_and_a_day_is_a_day(desk: Desk) -> None:
    desk.task("before", "2026-10-24T09:30")
    desk.task("after", "2026-10-26T09:30")
    desk.task("that day", "2026-10-25")
    found = {str(event["summary"]): event.decoded("dtstart") for event in desk.events()}
    assert found["Eva: before"].astimezone(UTC).hour == 7 and found["Eva: after"].astimezone(UTC).hour == 8
    assert (found["Eva: that day"], type(found["Eva: that day"])) == (date(2026, 10, 25), date)


def test_an_hour_that_the_clocks_show_twice_is_not_mistaken(desk: Desk) -> None:
    added(desk.crm, "task", text="x", due="2026-10-25T01:30:00Z", timed=1)
    assert one(desk.events()).decoded("dtstart") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_entry_keeps_its_identity_and_counts_its_changes(desk: Desk) -> None:
    task = desk.task("call back", "2026-10-20T10:00")
    first = one(desk.events())
    desk.later()
    task = desk.crm.change(task, due="2026-10-21T08:00:00Z")
    second = one(desk.events())
    assert first["uid"] == second["uid"] == f"{task.id}@guanxi"
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second.decoded("last-modified") - first.decoded("last-modified") == timedelta(minutes=1)
    assert second.decoded("dtstart").astimezone(UTC).hour == 8


def test_a_feed_in_which_nothing_changed_is_the_same_to_the_letter(desk: Desk) -> None:
    desk.task("call back", "2026-10-20T10:00")
    before = desk.text()
    desk.later(60)
    assert desk.text() == before


def test_what_is_done_is_ticked_what_is_dropped_or_removed_is_cancelled_and_what_is_restored_is_there(
    desk: Desk,
) -> None:
    done, dropped, removed = (desk.task(text, "2026-10-20T10:00") for text in ("a", "b", "c"))
    tasks.finish(desk.crm, done)
    tasks.finish(desk.crm, dropped, drop=True)
    before = {str(event["uid"]): event for event in desk.events()}
    desk.later()
    desk.crm.remove(removed)
    found = {str(event["uid"]): event for event in desk.events()}
    assert before.keys() == found.keys()
    status = [str(found[f"{task.id}@guanxi"]["status"]) for task in (done, dropped, removed)]
    assert status == ["CONFIRMED", "CANCELLED", "CANCELLED"]
    assert str(found[f"{done.id}@guanxi"]["summary"]).endswith("✓ a")
    assert found[f"{removed.id}@guanxi"]["sequence"] > before[f"{removed.id}@guanxi"]["sequence"]
    desk.crm.undo()
    assert {str(event["status"]) for event in desk.events() if str(event["uid"]) == f"{removed.id}@guanxi"} == {
        "CONFIRMED"
    }


def test_what_comes_again_by_a_plain_rule_is_one_entry_with_that_rule(desk: Desk) -> None:
    desk.task("meeting", "2026-10-20T09:30", every=desk.every("every tuesday"), kind="meeting")
    event = one(desk.events())
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=1)


@pytest.mark.parametrize(
    ("phrase", "due", "days"),
    [
        ("monthly on the last workday", "2026-10-30", ["2026-10-30", "2026-11-30", "2026-12-31", "2027-01-29"]),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", "2026-10-20", ["2026-10-20", "2026-10-27", "2026-11-03"]),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-10-21", ["2026-10-21", "2026-10-27", "2026-11-03"]),
    ],
)
def test_what_no_plain_rule_says_is_written_day_by_day(desk: Desk, phrase: str, due: str, days: list[str]) -> None:
    desk.task("x", due, every=desk.every(phrase))
    found = desk.events()
    assert [event.decoded("dtstart").isoformat() for event in found][: len(days)] == days
    assert len({str(event["uid"]) for event in found}) == len(found) <= calendar.MOST + 1
    assert all("rrule" not in event for event in found)


def test_further_days_of_a_series_keep_their_hour_when_the_clocks_change(desk: Desk) -> None:
    desk.task("x", "2026-10-20T09:30", every=desk.every("FREQ=WEEKLY;BYDAY=TU;COUNT=3"))
    hours = [event.decoded("dtstart").astimezone(BERLIN).hour for event in desk.events()]
    assert hours == [9, 9, 9]


def test_meetings_that_were_and_calls_that_will_be_are_in_it_and_calls_that_were_are_not(desk: Desk) -> None:
    client = added(desk.crm, "client", name="Müller GmbH", city="Köln", address="Ring 1", phone="022112345")
    for kind, at in (
        ("visit", "2026-10-10T08:00:00Z"),
        ("call", "2026-10-10T09:00:00Z"),
        ("call", "2026-10-30T09:00:00Z"),
        ("note", "2026-10-30T09:00:00Z"),
    ):
        added(desk.crm, "activity", kind=kind, at=at, text=kind, client=client.id, minutes=20)
    found = desk.events()
    assert [str(event["summary"]) for event in found] == ["✓ visit · Müller GmbH", "call · Müller GmbH"]
    assert (str(found[0]["location"]), "location" in found[1]) == ("Köln Ring 1", False)
    assert found[0].decoded("dtend") - found[0].decoded("dtstart") == timedelta(minutes=20)


def test_birthdays_without_a_year_of_a_leap_day_and_by_the_moon(desk: Desk) -> None:
    for name, birthday in (("leap", "1980-02-29"), ("plain", "11-05"), ("moon", "lunar 08-15")):
        added(desk.crm, "contact", name=name, birthday=birthday)
    assert desk.events() == []
    found = sorted(
        (event.decoded("dtstart").isoformat(), str(event["summary"])) for event in desk.events(birthdays=True)
    )
    assert found == [
        ("2026-11-05", "birthday: plain"), ("2027-02-28", "birthday: leap"), ("2027-09-15", "birthday: moon"), ("2027-11-05", "birthday: plain"),
    ]  # fmt: skip


HOSTILE = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\x00\x1b[2J;,\\n" + "科" * 200


def test_what_is_in_a_text_stays_in_it(desk: Desk) -> None:
    desk.task(HOSTILE, "2026-10-20")
    text = desk.text()
    assert str(one(desk.events())["summary"]) == "Eva: x\nEND:VEVENT\nBEGIN:VEVENT[2J;,\\n" + "科" * 200
    assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
    assert text.count("\r\nBEGIN:VEVENT") == 1 and "\x00" not in text


KHAL = """\
[calendars]
[[crm]]
path = {folder}/cal
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = crm
"""
SHANGHAI = ZoneInfo("Asia/Shanghai")


def khal_shows(feed: str, folder: Path) -> list[tuple[str, str]]:
    """When and what khal says there is, to somebody in Shanghai."""
    program = shutil.which("khal")
    if program is None:
        pytest.skip("khal is not installed: apt-get install khal")
    (folder / "cal").mkdir()
    (folder / "feed.ics").write_text(feed, "utf-8", newline="")
    (folder / "conf").write_text(KHAL.format(folder=folder))
    said = []
    for line in (
        ["import", "--batch", "-a", "crm", str(folder / "feed.ics")],
        ["list", "--once", "--day-format", "", "--format", "{start-long}|{title}", "2026-10-01", "430d"],
    ):
        run = subprocess.run(
            [program, "-c", str(folder / "conf"), *line], capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
        assert run.returncode == 0, run.stderr.decode()
        said = run.stdout.decode().splitlines()
    return sorted((line.partition("|")[0], line.partition("|")[2]) for line in said)


def test_khal_in_another_zone_shows_the_same_events_as_icalendar(desk: Desk, tmp_path: Path) -> None:
    client = added(desk.crm, "client", name="科锐配电")
    desk.task("before the change", "2026-10-24T09:30", client=client.id)
    desk.task("after the change", "2026-10-26T09:30")
    desk.task("a whole day", "2026-10-25")
    desk.task("weekly", "2026-10-20T18:00", every=desk.every("every tuesday"))
    desk.task("month's end", "2026-10-30", every=desk.every("monthly on the last workday"))
    desk.task("twice", "2026-11-02T00:15", every=desk.every("FREQ=WEEKLY;BYDAY=MO;COUNT=2"))
    added(desk.crm, "contact", name="李明", birthday="11-05")
    wanted = sorted(
        (
            at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if isinstance(at, datetime) else at.isoformat(),
            str(event["summary"]),
        )
        for event in desk.events(birthdays=True)
        for at in [event.decoded("dtstart")]
    )
    shown = khal_shows(desk.text(birthdays=True), tmp_path)
    assert shown == wanted and len(shown) > 15
    assert ("2026-10-24T15:30", "Eva: before the change · 科锐配电") in shown
    assert ("2026-10-26T16:30", "Eva: after the change") in shown


def test_khal_repeats_a_series_at_its_hour_on_both_sides_of_the_change(desk: Desk, tmp_path: Path) -> None:
    desk.task("weekly", "2026-10-20T18:00", every=desk.every("every tuesday"))
    feed = desk.text()
    khal_shows(feed, tmp_path)
    run = subprocess.run(
        ["khal", "-c", str(tmp_path / "conf"), "list", "--day-format", "", "--format", "{start-long}", "2026-10-20", "22d"],
        capture_output=True, check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    moments = run.stdout.decode().split()
    assert moments == ["2026-10-21T00:00", "2026-10-28T01:00", "2026-11-04T01:00", "2026-11-11T01:00"][: len(moments)]
    assert len(moments) >= 3
