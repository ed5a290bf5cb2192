"""Working days wherever a date is typed: the base's own holidays count in filters, options and reports as in the dates of records."""

import json

import pytest

from tests.conftest import Runner


@pytest.fixture
def office(crm: Runner) -> Runner:
    """It is Sunday 22 November 2026; Monday to Wednesday are the firm's own days off, Saturday is worked instead."""
    assert crm("init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    assert crm("config", "set", "work.holidays", "2026-11-23..2026-11-25").code == 0
    assert crm("config", "set", "work.makeup", "2026-11-28").code == 0
    for day in ("2026-11-26", "2026-11-28", "2026-11-30"):
        assert crm("task", "add", f"am {day}", "--due", day).code == 0
    return crm


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("due=下个工作日", "T1"), ("due=+1个工作日", "T1"), ("due=next workday", "T1"), ("due=3个工作日后", "T2"), ("due=+3wd", "T2"),
        ("due=..+3个工作日", "T1 T2"), ("due<+3个工作日", "T1"), ("due=+4个工作日..", "T3"), ("due=in 4 working days", "T3"),
    ],
)  # fmt: skip
def test_a_filter_counts_working_days_as_a_date_does(office: Runner, said: str, found: str) -> None:
    assert office("task", "list", said, "--format", "ids", "--sort", "due").out.split() == found.split(), said


def test_a_report_an_absence_and_a_move_know_them_too(office: Runner) -> None:
    assert office("absence", "add", "下个工作日..+3个工作日").code == 0
    (away,) = json.loads(office("absence", "list", "--json").out)
    assert (away["start"], away["end"]) == ("2026-11-26", "2026-11-28")
    later = {"CRM_NOW": "2026-11-30T09:00"}
    assert office("report", "day", "1个工作日前", **later).out == office("report", "day", "2026-11-28", **later).out
    assert office("task", "add", "x", "--due", "+1个工作日", "--json").out.count("2026-11-25T16:00:00Z") == 1
