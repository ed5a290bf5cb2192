"""Working days wherever a date is typed: the base's own holidays count in filters, options and reports as in the dates of records."""

import json
from pathlib import Path

import pytest

from tests.conftest import Runner


@pytest.fixture
def office(crm: Runner) -> Runner:
    """It is Sunday 22 November 2026; Monday to Wednesday are the firm's own days off, Saturday is worked instead."""
    assert crm("init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    assert crm("holiday", "add", "2026-11-23..2026-11-25", "厂庆").code == 0
    assert crm("holiday", "add", "2026-11-28", "--worked").code == 0
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
    assert office("task", "add", "x", "--due", "+1个工作日", "--json").out.count("2026-11-26") == 1


YEAR = "日期,名称,类型\n2027-02-05,春节,放假\n2027-02-06,春节,放假\n2027-02-14,,补班\n"


def test_a_years_list_comes_from_a_file_and_goes_out_as_one(office: Runner, home: Path) -> None:
    (home / "2027.csv").write_bytes(YEAR.encode("gb18030"))
    assert "3 created" in office("import", "holiday", "2027.csv").err
    later = {"CRM_NOW": "2027-02-04T09:00"}
    added = office("task", "add", "x", "--due", "下个工作日", "--json", **later)
    assert json.loads(added.out)["due"] == "2027-02-08"
    assert office("export", "holiday", "start=2027", "--fields", "start,name,kind", "-o", "out.csv").code == 0
    assert (home / "out.csv").read_text("utf-8-sig").splitlines()[1:] == [
        "2027-02-05,春节,off", "2027-02-06,春节,off", "2027-02-14,,worked",
    ]  # fmt: skip
    (home / "out.csv").write_text("start,name,kind\n2027-02-05,除夕,off\n2027-02-14,,worked\n", encoding="utf-8")
    assert "1 updated, 1 unchanged" in office("import", "holiday", "out.csv").err
    assert office("undo").code == 0
    assert json.loads(office("holiday", "list", "start=2027-02-05", "--json").out)[0]["name"] == "春节"


def test_holidays_are_taken_out_and_back_and_said_once_in_both_languages(office: Runner) -> None:
    refused = office("holiday", "add", "2026-11-25..2026-11-27", "x")
    assert (refused.code, "HD1 says already what 2026-11-23 to 2026-11-25 are" in refused.err) == (4, True)
    assert office("holiday", "add", "2026-11-27..2026-11-26").code == 2
    assert office("节假日", "新增", "2027-01-01", "元旦").code == 0
    assert "元旦: day off, 2027-01-02" in office("holiday", "add", "2027-01-02", "元旦", "--dry-run").err
    assert office("holiday", "rm", "HD1", "--yes").code == 0
    assert office("task", "list", "due=下个工作日", "--format", "ids").out == ""
    assert office("undo").code == 0
    assert office("task", "list", "due=下个工作日", "--format", "ids").out == "T1\n"
    assert "2026-11-28" in office("holiday", "list", "kind=补班").out
