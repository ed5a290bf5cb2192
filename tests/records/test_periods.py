"""Spans of days as people say them; it is Saturday 21 November 2026 in Shanghai."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.records.countries import country
from crm_cli.records.near import EARLIEST, LATEST
from crm_cli.records.periods import parse_period, parse_range

CLOCK = Clock(datetime.fromisoformat("2026-11-21 10:00"), ZoneInfo("Asia/Shanghai"))
CN = country("CN")

LABELS = {
    "2026-11-21": ["今天", "今日", "today", "2026-11-21", "+0d"],
    "2026-11-20": ["昨天", "yesterday", "周五", "2026/11/20"],
    "2026-11-16..2026-11-22": ["本周", "这周", "this week", "2026-W47"],
    "2026-11-09..2026-11-15": ["上周", "上个星期", "last week"],
    "2026-11-23..2026-11-29": ["下周", "next week"],
    "2026-11": ["本月", "这个月", "this month", "2026-11", "11月", "十一月", "november", "11/2026", "2026年11月"],
    "2026-10": ["上月", "上个月", "last month", "oct 2026", "10月1日到10月31日", "2026-10-01 - 2026-10-31", "今年10月"],
    "2026-12": ["下月", "下个月", "next month"],
    "2026Q4": ["本季度", "本季", "this quarter", "2026Q4", "2026-Q4", "Q4 2026", "q4", "2026年第四季度", "四季度",
               "2026-10-01..2026-12-31", "2026-10 to 2026-12", "２０２６Ｑ４"],
    "2026Q3": ["上季度", "上个季度", "last quarter"],
    "2026": ["今年", "2026", "2026年", "this year", "2026-01..2026-12"],
    "2025": ["去年", "last year"],
    "2025Q4": ["去年四季度", "2025Q4"],
    "2026-01-01..2026-11-21": ["ytd", "YTD", "年初至今"],
    "2026-07-01..2026-12-31": ["下半年", "2026H2", "h2"],
    "2026-10-23..2026-11-21": ["last 30 days", "近30天", "最近三十天"],
    "2026-11-15..2026-11-21": ["最近7天", "过去7天", "past 1 week"],
    "2026-08-22..2026-11-21": ["近三个月", "last 3 months"],
    "2026-11-21..2026-11-27": ["未来7天", "next 7 days"],
    "2026-10-01..": ["2026-10..", "2026Q4.."],
    "..2026-12-31": ["..2026-12-31", "..2026-12", "..年底"],
    "..2026-11-30": ["..月底", "到月底"],
    "..2026-10-22": ["..-30d"],
    "2026-11-14..": ["-7d.."],
    "2026-11-14..2026-11-28": ["-7d..+7d"],
}  # fmt: skip
PHRASES = [(text, label) for label, texts in LABELS.items() for text in texts]


@pytest.mark.parametrize(("text", "label"), PHRASES)
def test_a_period_is_understood(text: str, label: str) -> None:
    assert parse_period(text, CLOCK, CN).label == label


@pytest.mark.parametrize("label", LABELS)
def test_a_label_reads_back_as_the_same_days(label: str) -> None:
    period = parse_period(label, CLOCK, CN)
    assert parse_period(period.label, CLOCK, CN) == period


def test_a_period_has_its_first_and_last_day() -> None:
    month = parse_period("2028-02", CLOCK, CN)
    assert (month.start, month.end) == (date(2028, 2, 1), date(2028, 2, 29))
    quarter = parse_period("上季度", CLOCK, CN)
    assert (quarter.start, quarter.end) == (date(2026, 7, 1), date(2026, 9, 30))


def test_a_week_begins_as_it_does_in_the_country() -> None:
    week = parse_period("this week", CLOCK, country("US"))
    assert (week.start, week.end) == (date(2026, 11, 15), date(2026, 11, 21))


def test_an_open_side_is_none_in_a_range_and_the_last_day_there_is_in_a_period() -> None:
    assert parse_range("..月底", CLOCK, CN) == (None, date(2026, 11, 30))
    assert parse_range("-7d..", CLOCK, CN) == (date(2026, 11, 14), None)
    assert parse_period("..月底", CLOCK, CN).start == EARLIEST
    assert parse_period("-7d..", CLOCK, CN).end == LATEST


def test_a_single_day_is_a_range_of_one() -> None:
    assert parse_range("2026-11-21", CLOCK, CN) == (date(2026, 11, 21), date(2026, 11, 21))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "垃圾",
        "4",
        "Q5",
        "2026Q5",
        "2026-13",
        "13月",
        "近0天",
        "近99999999天",
        "0001",
        "垃圾..",
        "2026-10...2026-12",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not understood"):
        parse_period(text, CLOCK, CN)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Invalid, match="ends before it begins"):
        parse_period("2026-12..2026-10", CLOCK, CN)


def test_an_impossible_day_in_a_range_is_refused_for_what_it_is() -> None:
    with pytest.raises(Invalid, match="“2026-02-30” is not a possible date or time"):
        parse_range("2026-02-30..", CLOCK, CN)
