"""Days and moments as people say them; it is Saturday 21 November 2026, 10:00 in Shanghai."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.records.countries import country
from crm_cli.records.when import echo, parse_day, parse_moment, parse_time

CLOCK = Clock(datetime.fromisoformat("2026-11-21 10:00"), ZoneInfo("Asia/Shanghai"))
CN = country("CN")

DAYS = {
    "下周三": "2026-11-25", "本周五": "2026-11-20", "周五": "2026-11-27", "礼拜天": "2026-11-22", "週五": "2026-11-27",
    "明天": "2026-11-22", "大后天": "2026-11-24", "昨天": "2026-11-20", "today": "2026-11-21", "tomorrow": "2026-11-22",
    "day after tomorrow": "2026-11-23", "friday": "2026-11-27", "last monday": "2026-11-16", "next wednesday": "2026-11-25",
    "下周": "2026-11-23", "周末": "2026-11-21", "下周末": "2026-11-28", "eow": "2026-11-20", "周五之前": "2026-11-27",
    "月底": "2026-11-30", "下月初": "2026-12-01", "下个月15号": "2026-12-15", "next month": "2026-12-01", "eom": "2026-11-30",
    "end of month": "2026-11-30", "本季度末": "2026-12-31", "下季度": "2027-01-01", "年底": "2026-12-31", "明年": "2027-01-01",
    "11月30日": "2026-11-30", "十二月二十五号": "2026-12-25", "明年3月5号": "2027-03-05", "2026年12月1日": "2026-12-01",
    "3月5日": "2027-03-05", "25号": "2026-11-25", "10号": "2026-12-10", "31号": "2026-12-31", "the 25th": "2026-11-25",
    "2026-12-01": "2026-12-01", "２０２６－１２－０１": "2026-12-01", "2026/12/1": "2026-12-01", "20261201": "2026-12-01",
    "12-01": "2026-12-01", "12/1": "2026-12-01", "27 nov": "2026-11-27", "Nov 27, 2026": "2026-11-27",
    "11月27日 周五": "2026-11-27", "Friday, 27 November": "2026-11-27", "25.12.2026": "2026-12-25",
    "+3d": "2026-11-24", "-30d": "2026-10-22", "2w": "2026-12-05", "in 3 days": "2026-11-24", "3天后": "2026-11-24",
    "３天后": "2026-11-24", "三天后": "2026-11-24", "两周后": "2026-12-05", "一个月内": "2026-12-21", "3天前": "2026-11-18",
    "a week ago": "2026-11-14", "半个月后": "2026-12-06", "半年后": "2027-05-21", "+1mo": "2026-12-21",
}  # fmt: skip
MOMENTS = {
    "周五10:00": "2026-11-27 10:00", "下周三下午3点": "2026-11-25 15:00", "后天上午10点半": "2026-11-23 10:30",
    "上周五下午": "2026-11-13 14:00", "2026年12月1日 14:00": "2026-12-01 14:00", "今晚8点": "2026-11-21 20:00",
    "明早九点": "2026-11-22 09:00", "next tue 3pm": "2026-11-24 15:00", "next wednesday at 15:00": "2026-11-25 15:00",
    "星期日上午": "2026-11-22 09:00", "下下周一 9:30": "2026-11-30 09:30", "周五下班前": "2026-11-27 18:00",
    "tomorrow 9am": "2026-11-22 09:00", "tomorrow evening 8:30": "2026-11-22 20:30", "noon tomorrow": "2026-11-22 12:00",
    "晚上8点半": "2026-11-21 20:30", "10:00": "2026-11-21 10:00", "09:00": "2026-11-22 09:00", "１０：３０": "2026-11-21 10:30",
    "早上8点05分": "2026-11-22 08:05", "11点": "2026-11-21 11:00", "+17h": "2026-11-22 03:00", "3h": "2026-11-21 13:00", "周二十点": "2026-11-24 10:00", "周三下午三点一刻": "2026-11-25 15:15",
    "晚上12点": "2026-11-22 00:00", "24:00": "2026-11-22 00:00", "明天凌晨12点": "2026-11-22 00:00", "12pm": "2026-11-21 12:00",
    "明天 00:00": "2026-11-22 00:00", "半小时后": "2026-11-21 10:30", "二十分钟后": "2026-11-21 10:20",
    "一个半小时后": "2026-11-21 11:30", "in half an hour": "2026-11-21 10:30", "-2h": "2026-11-21 08:00",
    "3天后下午3点": "2026-11-24 15:00", "+3d 10:00": "2026-11-24 10:00", "now": "2026-11-21 10:00", "现在": "2026-11-21 10:00",
    "2026-11-22T10:00": "2026-11-22 10:00", "2026-11-22 10:00": "2026-11-22 10:00",
    "2026-11-22T10:00:00Z": "2026-11-22 18:00", "2026-11-22T10:00+01:00": "2026-11-22 17:00",
}  # fmt: skip


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_a_day_is_understood(text: str, day: str) -> None:
    moment = parse_moment(text, CLOCK, CN)
    assert (moment.at.date().isoformat(), moment.timed) == (day, False)
    assert parse_day(text, CLOCK, CN).isoformat() == day


@pytest.mark.parametrize(("text", "at"), MOMENTS.items())
def test_a_moment_is_understood(text: str, at: str) -> None:
    moment = parse_moment(text, CLOCK, CN)
    assert (f"{moment.at:%Y-%m-%d %H:%M}", moment.timed) == (at, True)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("周五", "2026-11-20 00:00"),
        ("25号", "2026-10-25 00:00"),
        ("31号", "2026-10-31 00:00"),
        ("12-01", "2025-12-01 00:00"),
        ("11:00", "2026-11-20 11:00"),
        ("09:00", "2026-11-21 09:00"),
        ("2h", "2026-11-21 08:00"),
        ("明天", "2026-11-22 00:00"),
    ],
)
def test_an_incomplete_date_lies_in_the_past_where_that_is_meant(text: str, at: str) -> None:
    assert f"{parse_moment(text, CLOCK, CN, prefer='past').at:%Y-%m-%d %H:%M}" == at


@pytest.mark.parametrize(
    ("code", "text", "day"),
    [
        ("DE", "3.4.2026", "2026-04-03"),
        ("DE", "3.4.26", "2026-04-03"),
        ("DE", "3.4.85", "1985-04-03"),
        ("DE", "3.12.", "2026-12-03"),
        ("GB", "03/04/2026", "2026-04-03"),
        ("US", "03/04/2026", "2026-03-04"),
        ("US", "12/1", "2026-12-01"),
        ("GB", "1/12", "2026-12-01"),
        ("CN", "03/03/2026", "2026-03-03"),
    ],
)
def test_the_order_of_a_date_is_that_of_the_country(code: str, text: str, day: str) -> None:
    assert parse_day(text, CLOCK, country(code)).isoformat() == day


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026"])
def test_a_date_that_may_be_two_is_refused_with_both(text: str) -> None:
    with pytest.raises(Invalid, match="2026-04-03 or 2026-03-04"):
        parse_day(text, CLOCK, CN)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "13月1日", "25:00", "10:60", "32号", "本月31号", "2月29日", "上午15点", "13pm", "晚上1点", "0001-01-01",
             "99999999999d", "11月27日周四", "昨天 25:99", "2026-11-22T25:00"]
)  # fmt: skip
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not a possible date or time"):
        parse_moment(text, CLOCK, CN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "垃圾",
        "中秋节",
        "2026-11",
        "26/3/4",
        "凌晨",
        "every day",
        "周周五",
        "marble 3",
        "明天 x",
        "at",
        "12",
        "3天",
        "后" * 99,
    ],
)
def test_what_is_not_understood_is_never_guessed(text: str) -> None:
    with pytest.raises(Invalid, match="is not understood") as caught:
        parse_moment(text, CLOCK, CN)
    assert "fri 10:00" in str(caught.value.values["examples"])


@pytest.mark.parametrize(
    "text", ["明天3点", "周三三点一刻", "3m", "+3m", "8点", "8点05分", "at 8", "8 o'clock", "half past 9", "17h", "8h"]
)
def test_what_may_mean_two_times_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="may be"):
        parse_moment(text, CLOCK, CN)


def test_a_time_is_stored_in_utc_and_a_day_is_its_first_minute() -> None:
    assert parse_time("周五10:00", CLOCK, CN) == "2026-11-27T02:00:00Z"
    assert parse_time("2026-11-22T10:00:00Z", CLOCK, CN) == "2026-11-22T10:00:00Z"
    assert parse_time("+3d", CLOCK, CN) == "2026-11-23T16:00:00Z"
    assert parse_time("09:00", CLOCK, CN, prefer="past") == "2026-11-21T01:00:00Z"


def test_an_hour_the_clocks_skip_is_refused() -> None:
    clock = Clock(datetime.fromisoformat("2026-03-01 10:00"), ZoneInfo("Europe/Berlin"))
    with pytest.raises(Invalid, match="skipped when the clocks go forward"):
        parse_moment("2026-03-29 02:30", clock, country("DE"))
    assert parse_time("2026-03-29 03:30", clock, country("DE")) == "2026-03-29T01:30:00Z"


@pytest.mark.parametrize(
    ("at", "timed", "english", "chinese"),
    [
        (datetime.fromisoformat("2026-11-27 10:00"), True, "Fri 27 Nov 10:00", "11月27日 周五 10:00"),
        (datetime.fromisoformat("2026-11-27 00:00"), False, "Fri 27 Nov", "11月27日 周五"),
        (datetime.fromisoformat("2027-03-05 09:05"), True, "Fri 5 Mar 2027 09:05", "2027年3月5日 周五 09:05"),
    ],
)
def test_a_moment_is_echoed(at: datetime, timed: bool, english: str, chinese: str) -> None:
    today = date(2026, 11, 21)
    assert echo(at, timed, "en", today) == english
    assert echo(at, timed, "zh_CN", today) == chinese


@pytest.mark.parametrize("text", [*DAYS, *MOMENTS])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_echo_reads_back_as_the_same_moment(text: str, language: str) -> None:
    moment = parse_moment(text, CLOCK, CN)
    again = parse_moment(echo(moment.at, moment.timed, language, CLOCK.today()), CLOCK, CN, prefer="this")
    assert again.timed == moment.timed
    assert again.at == moment.at if moment.timed else again.at.date() == moment.at.date()
