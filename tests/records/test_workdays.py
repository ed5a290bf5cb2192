"""Working days: holidays and days worked instead, the base's own table, and countries of which nothing is known."""

from datetime import date

import pytest

from crm_cli.errors import Invalid
from crm_cli.records.workdays import Workdays, published, workdays

CHINA = workdays("CN")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "works"),
    [("2026-10-01", False), ("2026-10-08", True), ("2026-10-10", True), ("2026-10-11", False), ("2027-10-01", True)],
)
def test_a_holiday_is_free_and_the_day_for_it_is_worked_where_the_country_has_said_so(text: str, works: bool) -> None:
    assert CHINA.works(day(text)) is works
    assert published("CN").until == 2026


def test_without_a_table_the_weekday_decides() -> None:
    assert workdays("DE").works(day("2026-12-25"))
    assert not workdays("DE").works(day("2026-12-26"))
    assert workdays("DE", "mon-sat").works(day("2026-12-26"))


def test_the_table_of_the_base_beats_the_country() -> None:
    own = workdays(
        "CN",
        None,
        [
            ("2026-12-25", "2026-12-25", "off"),
            ("2027-02-05", "2027-02-11", "off"),
            ("2026-10-01", "2026-10-01", "worked"),
        ],
    )
    assert own.works(day("2026-10-01"))
    assert not own.works(day("2026-12-25"))
    assert own.away(day("2027-02-04"), 1) == day("2027-02-12")


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-03", 0, "2026-10-08"),
        ("2026-11-20", 0, "2026-11-20"),
    ],
)
def test_working_days_are_counted_over_a_holiday(start: str, count: int, end: str) -> None:
    assert CHINA.away(day(start), count) == day(end)


def test_the_last_working_day_of_a_month() -> None:
    assert CHINA.of_month(day("2026-10-05"), 1) == day("2026-10-08")
    assert CHINA.of_month(day("2026-11-01"), -1) == day("2026-11-30")
    with pytest.raises(ValueError, match="30"):
        CHINA.of_month(day("2026-11-01"), 30)


def test_an_office_that_never_opens_is_no_endless_search() -> None:
    with pytest.raises(Invalid, match="no day is worked"):
        Workdays("DE", frozenset()).away(day("2026-11-20"), 1)
