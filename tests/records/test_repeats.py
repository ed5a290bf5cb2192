"""How often, as people say it; it is Friday 20 November 2026, 10:00 in Shanghai."""

from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.records.countries import country
from crm_cli.records.repeated import said
from crm_cli.records.repeating import begun, days, first, following, upcoming
from crm_cli.records.repeats import parse_repeat
from crm_cli.records.workdays import workdays

NOW = datetime.fromisoformat("2026-11-20 10:00")
CLOCK = Clock(NOW, ZoneInfo("Asia/Shanghai"))
CN = country("CN")
OFFICE = workdays("CN")
RULES = {
    "每天": "FREQ=DAILY", "每个工作日": "FREQ=DAILY;X-WORKDAY=ONLY", "隔天": "FREQ=DAILY;INTERVAL=2", "每三天": "FREQ=DAILY;INTERVAL=3",
    "每周": "FREQ=WEEKLY", "每周一": "FREQ=WEEKLY;BYDAY=MO", "每周一三五": "FREQ=WEEKLY;BYDAY=MO,WE,FR", "每星期一、三、五": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "每周一至周五": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每两周": "FREQ=WEEKLY;INTERVAL=2", "每两个星期": "FREQ=WEEKLY;INTERVAL=2",
    "隔周五": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "每两周的周五": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "每月": "FREQ=MONTHLY",
    "每个月15号": "FREQ=MONTHLY;BYMONTHDAY=15", "每月1号和15号": "FREQ=MONTHLY;BYMONTHDAY=1,15", "每月底": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "每月最后一个工作日": "FREQ=MONTHLY;X-WORKDAY=-1", "每月第三个工作日": "FREQ=MONTHLY;X-WORKDAY=3", "每月第二个周三": "FREQ=MONTHLY;BYDAY=2WE",
    "每月最后一个周五": "FREQ=MONTHLY;BYDAY=-1FR", "每季度": "FREQ=MONTHLY;INTERVAL=3", "每季度末": "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
    "每季度第一个工作日": "FREQ=MONTHLY;BYMONTH=1,4,7,10;X-WORKDAY=1", "每半年": "FREQ=MONTHLY;INTERVAL=6", "每两个月": "FREQ=MONTHLY;INTERVAL=2",
    "每年": "FREQ=YEARLY", "每年3月1日": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", "每周一9点": "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0",
    "每周五下午3点到年底": "FREQ=WEEKLY;BYDAY=FR;BYHOUR=15;BYMINUTE=0;UNTIL=20261231", "每周一，共10次": "FREQ=WEEKLY;BYDAY=MO;COUNT=10",
    "每月15日遇节假日顺延": "FREQ=MONTHLY;BYMONTHDAY=15;X-SHIFT=NEXT", "完成后两周": "FREQ=WEEKLY;INTERVAL=2;X-FROM=DONE",
    "每两周，完成后算": "FREQ=WEEKLY;INTERVAL=2;X-FROM=DONE",
    "工作日": "FREQ=DAILY;X-WORKDAY=ONLY", "工作日 8:00": "FREQ=DAILY;BYHOUR=8;BYMINUTE=0;X-WORKDAY=ONLY",
    "工作日8点": "FREQ=DAILY;BYHOUR=8;BYMINUTE=0;X-WORKDAY=ONLY", "每个工作日 8点": "FREQ=DAILY;BYHOUR=8;BYMINUTE=0;X-WORKDAY=ONLY",
    "上班日 9:00": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;X-WORKDAY=ONLY", "周一至周五 8:00": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=0",
    "weekdays 8:00": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=0", "workdays 8:00": "FREQ=DAILY;BYHOUR=8;BYMINUTE=0;X-WORKDAY=ONLY",
    "Monday to Friday at 8am": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=0", "mon-fri 8:00": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=0",
    "every day": "FREQ=DAILY", "daily": "FREQ=DAILY", "every workday": "FREQ=DAILY;X-WORKDAY=ONLY", "every weekday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "every monday": "FREQ=WEEKLY;BYDAY=MO", "every mon, wed and fri": "FREQ=WEEKLY;BYDAY=MO,WE,FR", "every other friday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "every 2 weeks": "FREQ=WEEKLY;INTERVAL=2", "every two weeks on friday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY", "monthly on the 15th": "FREQ=MONTHLY;BYMONTHDAY=15", "monthly on the last workday": "FREQ=MONTHLY;X-WORKDAY=-1",
    "every month on the 2nd tuesday": "FREQ=MONTHLY;BYDAY=2TU", "every last friday of the month": "FREQ=MONTHLY;BYDAY=-1FR",
    "quarterly on the last workday": "FREQ=MONTHLY;BYMONTH=3,6,9,12;X-WORKDAY=-1", "half-yearly": "FREQ=MONTHLY;INTERVAL=6",
    "every 3 months on the 1st": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "yearly on 1 march": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1",
    "every monday at 9:30 until 31 dec": "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=30;UNTIL=20261231", "every monday for 10 times": "FREQ=WEEKLY;BYDAY=MO;COUNT=10",
    "2 weeks after done": "FREQ=WEEKLY;INTERVAL=2;X-FROM=DONE", "monthly on the 15th or the next workday": "FREQ=MONTHLY;BYMONTHDAY=15;X-SHIFT=NEXT",
    "RRULE:FREQ=MONTHLY;BYDAY=2WE": "FREQ=MONTHLY;BYDAY=2WE", "freq=weekly;interval=1;byday=mo": "FREQ=WEEKLY;BYDAY=MO",
}  # fmt: skip


def rule(text: str) -> str:
    found = parse_repeat(text, CLOCK, CN)
    assert found is not None
    return found


@pytest.mark.parametrize(("text", "wanted"), RULES.items())
def test_a_phrase_is_a_rule(text: str, wanted: str) -> None:
    assert rule(text) == wanted


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("wanted", [*dict.fromkeys(RULES.values()), "FREQ=MONTHLY;BYMONTH=1,5,9;BYMONTHDAY=3"])
def test_a_rule_is_said_in_words_that_are_the_same_rule(wanted: str, language: str) -> None:
    assert rule(said(wanted, language)) == wanted


@pytest.mark.parametrize(
    "text", ["有空", "sometimes", "mondays", "每周八", "每周2次", "每周一10次", "每隔两天", "每月第九个周三", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX",
             "FREQ=DAILY;COUNT=0", "FREQ=DAILY;FOO=1", "every day 5 times", "每月32号"],
)  # fmt: skip
def test_what_does_not_say_how_often_is_never_guessed(text: str) -> None:
    with pytest.raises(Invalid, match="does not say how often"):
        parse_repeat(text, CLOCK, CN)


@pytest.mark.parametrize(
    ("text", "why"),
    [("biweekly", "may be twice"), ("每月31日", "not every month"), ("每年2月29日", "not every year"), ("每周一3点", "may be morning"), ("每两三天", "may be 2 or 3"),
     ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never happens")],
)  # fmt: skip
def test_what_may_be_two_things_or_nothing_is_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        parse_repeat(text, CLOCK, CN)


@pytest.mark.parametrize("text", ["none", "无", "不再"])
def test_it_can_end(text: str) -> None:
    assert parse_repeat(text, CLOCK, CN) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("每月最后一个工作日", ["2026-11-30", "2026-12-31", "2027-01-29"]),
        ("每周五", ["2026-11-20", "2026-11-27", "2026-12-04"]),
        ("每周五9点", ["2026-11-27", "2026-12-04", "2026-12-11"]),
        ("每个工作日，共2次", ["2026-11-20", "2026-11-23"]),
        ("每月", ["2026-11-20", "2026-12-20", "2027-01-20"]),
    ],
)
def test_the_days_of_a_rule(text: str, wanted: list[str]) -> None:
    start = first(rule(text), NOW, OFFICE)
    series = begun(rule(text), start)
    assert [day.isoformat() for day in islice(days(series, start, OFFICE), 3)] == wanted


def test_a_holiday_moves_it_or_leaves_it_out() -> None:
    start = date(2026, 9, 1)
    shifted = begun(rule("每月1号，遇节假日顺延"), start)
    assert upcoming(shifted, date(2026, 9, 30), OFFICE, 2) == [date(2026, 10, 8), date(2026, 11, 2)]
    assert upcoming(begun(rule("每个工作日"), start), date(2026, 9, 30), OFFICE, 1) == [date(2026, 10, 8)]


def test_a_month_end_that_not_every_month_has_begins_nothing() -> None:
    with pytest.raises(Invalid, match="not every month has a day 31"):
        begun("FREQ=MONTHLY", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "due", "wanted"),
    [
        ("每周五", "2026-11-20 00:00", "2026-11-27"),
        ("每周五", "2026-10-30 00:00", "2026-11-20"),
        ("每周四", "2026-10-29 00:00", "2026-11-26"),
        ("每天", "2026-11-18 00:00", "2026-11-20"),
        ("每周一", "2026-11-23 00:00", "2026-11-30"),
        ("完成后两周", "2026-10-01 00:00", "2026-12-04"),
    ],
)
def test_after_one_that_is_done_comes_the_next_that_is_still_ahead(text: str, due: str, wanted: str) -> None:
    moment = datetime.fromisoformat(due)
    found = following(begun(rule(text), moment.date()), moment, False, NOW, OFFICE)
    assert found is not None
    assert (found.day.isoformat(), found.hour) == (wanted, None)


def test_the_hour_stays_and_one_that_is_over_today_is_missed() -> None:
    due = datetime.fromisoformat("2026-11-19 09:00")
    found = following(begun("FREQ=DAILY", due.date()), due, True, NOW, OFFICE)
    assert found is not None
    assert f"{found.day} {found.hour}" == "2026-11-21 09:00:00"


def test_so_many_times_are_so_many() -> None:
    day, series, count = NOW, begun(rule("完成后每天，共3次"), NOW.date()), 1
    while found := following(series, day, False, day, OFFICE):
        day, series, count = datetime.combine(found.day, NOW.time()), found.rule, count + 1
    assert count == 3
    assert following(begun(rule("每天，共1次"), NOW.date()), NOW, False, NOW, OFFICE) is None
