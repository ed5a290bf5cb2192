"""Time as an office counts it."""

from datetime import datetime

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.records.worktime import Week, read_days, read_hours, read_span, worked
from tests.founding import ZONE

CLOCK = Clock(datetime(2026, 11, 23, 10, 0, tzinfo=ZONE), ZONE)  # a Monday
WEEK = Week(9 * 60, 18 * 60, frozenset(range(5)))


def stamp(local: str) -> str:
    return CLOCK.utc(datetime.fromisoformat(local))


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-11-23T09:30", "2026-11-23T10:00", 30),
        ("2026-11-20T17:00", "2026-11-23T10:00", 120),  # over a weekend
        ("2026-11-21T12:00", "2026-11-22T12:00", 0),
        ("2026-11-23T06:00", "2026-11-23T23:00", 540),
        ("2026-11-23T19:00", "2026-11-24T09:05", 5),
        ("2026-11-23T10:00", "2026-11-23T09:00", 0),
    ],
)
def test_only_working_hours_count(since: str, until: str, minutes: int) -> None:
    assert worked(CLOCK, WEEK, stamp(since), stamp(until)) == minutes


def test_it_stops_counting_when_it_is_enough() -> None:
    assert worked(CLOCK, WEEK, stamp("2016-01-01T09:00"), stamp("2026-11-23T10:00"), enough=240) == 540


@pytest.mark.parametrize(
    ("text", "minutes"), [("4h", 240), ("30 min", 30), ("90分钟", 90), ("2天", 2 * 540), ("1d", 540), ("4", 240), ("1.5小时", 90), ("1w", 7 * 540)]
)  # fmt: skip
def test_a_length_of_time_is_read(text: str, minutes: int) -> None:
    assert read_span(text, day=540) == minutes


@pytest.mark.parametrize("text", ["", "x", "0h", "-4h", "4 lightyears"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_span(text)


def test_hours_and_days_are_read_in_both_languages() -> None:
    assert read_hours("8:30-17:30") == read_hours("8:30到17:30") == (510, 1050)
    assert read_days("mon-fri") == read_days("一至五") == read_days("周一-周五") == frozenset(range(5))
    assert read_days("Saturday, sun") == {5, 6}
    assert read_days("sat-mon") == {5, 6, 0}
    for wrong in ("18-9", "25-26", "nine to five", "9:00"):
        with pytest.raises(Invalid):
            read_hours(wrong)
    with pytest.raises(Invalid):
        read_days("someday")


def test_an_office_that_knows_holidays_counts_none_of_them() -> None:
    since, until = stamp("2026-11-19T17:00"), stamp("2026-11-23T10:00")
    assert worked(CLOCK, WEEK, since, until) == 660
    festive = WEEK._replace(works=lambda day: day.weekday() < 5 and day.day != 20)
    assert worked(CLOCK, festive, since, until) == 120
    made_up = WEEK._replace(works=lambda day: day.weekday() < 5 or day.day == 22)
    assert worked(CLOCK, made_up, since, until) == 1200
