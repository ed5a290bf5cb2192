"""The report of a day, week or month: what is in it, whose day is missing, the remark and the reply. Friday 20 November 2026 is a working day."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from crm_cli.agenda import daily, remarks
from crm_cli.agenda.dayparts import Report
from crm_cli.clock import Clock
from crm_cli.errors import Duplicate, Invalid
from crm_cli.people import members
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.users import User
from crm_cli.records.reports import period_of
from crm_cli.sales import opportunities, pipelines
from crm_cli.workspace import Workspace
from tests.founding import ZONE, added, founded

FRIDAY = datetime(2026, 11, 20, 18, tzinfo=ZONE)


def moved(crm: Workspace, to: datetime) -> None:
    """Set the clock of the base."""
    crm.clock = crm.store.clock = Clock(to, ZONE)


@pytest.fixture
def crm() -> Workspace:
    """王总 leads 华东 with the reps 王芳 and 李强; founded on Monday 16 November, now it is Friday evening."""
    base = founded("王总")
    moved(base, datetime(2026, 11, 16, 9, tzinfo=ZONE))
    pipelines.install(base, "zh_CN")
    boss = str(base.me)
    east = added(base, "team", name="华东", leader=boss)
    base.change(base.by_id(User, boss), role="manager")
    for name in ("王芳", "李强"):
        added(base, "user", name=name, role="rep", team=east.id)
    base.user = "王芳"
    base._me = None
    client = added(base, "client", name="科锐配电", owner=base.me)
    added(base, "contact", name="李建国", client=client.id)
    added(base, "opp", name="一期改造", client=client.id, close="2026-12-18", owner=base.me)
    moved(base, FRIDAY)
    return base


def report(crm: Workspace, unit: str = "day", text: str = "", users: list[User] | None = None) -> Report:
    people = members.of_team(crm, str(crm.get(User, "王芳").team)) if users is None else users
    return daily.read(crm, unit, period_of(unit, text, crm.clock, crm.country), people)


def me(crm: Workspace) -> list[User]:
    return [crm.by_id(User, str(crm.me))]


def call(crm: Workspace, at: datetime = FRIDAY, **more: Any) -> Any:
    client, whom = crm.get(Client, "科锐配电"), crm.get(Contact, "李建国")
    values = {
        "kind": "call",
        "at": crm.clock.utc(at),
        "client": client.id,
        "contact": whom.id,
        "owner": crm.me,
        "minutes": 12,
    }
    return added(crm, "activity", **values | more)


def lacking(found: Report) -> list[tuple[str, str, str]]:
    return [(one.user, one.day, one.lacks) for one in found.missing]


def test_a_day_tells_what_was_done_with_whom(crm: Workspace) -> None:
    call(crm, text="要九五折", opportunity=crm.get(Opportunity, "D1").id)
    call(crm, FRIDAY - timedelta(1))
    (one,) = report(crm, users=me(crm)).done
    assert (one.kind, one.whom, one.client, one.client_ref, one.opp, one.text) == (
        "call",
        "李建国",
        "科锐配电",
        "C1",
        "D1",
        "要九五折",
    )


def test_a_day_ends_at_midnight_of_the_user(crm: Workspace) -> None:
    call(crm, datetime(2026, 11, 20, 0, 0, tzinfo=ZONE))
    call(crm, datetime(2026, 11, 20, 23, 59, tzinfo=ZONE))
    call(crm, datetime(2026, 11, 21, 0, 0, tzinfo=ZONE))
    assert len(report(crm, users=me(crm)).done) == 2


def test_tasks_that_were_done_promised_and_come_next(crm: Workspace) -> None:
    done = added(crm, "task", text="发资料", owner=crm.me)
    crm.change(done, status="done", done=crm.clock.stamp(), result="发了")
    added(crm, "task", text="签合同", due=crm.clock.utc(datetime(2026, 11, 23, 10, tzinfo=ZONE)), owner=crm.me)
    added(crm, "task", text="对方寄样", theirs=1, owner=crm.me)
    found = report(crm, users=me(crm))
    assert [job.text for job in found.settled] == ["发资料"]
    assert [job.text for job in found.promised] == ["签合同"]
    assert [job.text for job in found.theirs] == ["对方寄样"]
    assert [one.text for one in found.coming] == ["签合同"]  # Monday is the next working day


def test_what_became_of_the_deals_is_in_it(crm: Workspace) -> None:
    crm.change(crm.get(Opportunity, "D1"), close="2027-01-15")
    assert [(one.kind, one.difference) for one in report(crm).changes] == [("slipped", 28)]


def test_the_figures_of_each_person(crm: Workspace) -> None:
    call(crm)
    call(crm, kind="note")
    first, second = report(crm).people
    assert (first.user, first.activities, first.spoken, first.clients) == ("王芳", 2, 1, 1)
    assert (second.user, second.activities) == ("李强", 0)


def test_who_logged_nothing_is_missing_and_who_said_nothing(crm: Workspace) -> None:
    call(crm)
    assert lacking(report(crm)) == [("王芳", "2026-11-20", "remark"), ("李强", "2026-11-20", "activity")]
    remarks.put(crm, "day", period_of("day", "", crm.clock, crm.country), "等采购会")
    assert lacking(report(crm)) == [("李强", "2026-11-20", "activity")]


def test_writing_of_a_deal_is_work_too(crm: Workspace) -> None:
    crm.change(crm.get(Opportunity, "D1"), close="2027-01-15")
    assert ("王芳", "2026-11-20", "remark") in lacking(report(crm))


def test_a_day_on_which_a_deal_was_written_of_is_no_missing_one_whatever_came_later(crm: Workspace) -> None:
    deal = crm.get(Opportunity, "D1")
    for day, close in ((17, "2027-01-15"), (18, "2027-02-15"), (19, "2026-12-18")):  # in the end as it was
        moved(crm, datetime(2026, 11, day, 10, tzinfo=ZONE))
        deal = crm.change(deal, close=close)
    moved(crm, FRIDAY)
    crm.put_setting("report.asks", "activity")
    assert [day for _user, day, _lacks in lacking(report(crm, "week", users=me(crm)))] == ["2026-11-20"]


def test_what_somebody_did_to_the_deal_of_another_is_his_work_too(crm: Workspace) -> None:
    crm.user, crm._me = "李强", None
    deal = crm.change(crm.get(Opportunity, "D1"), amount=600_000_00)
    opportunities.win(crm, deal, reason="价格", force=True)
    crm.put_setting("report.asks", "activity")
    mine = report(crm, users=me(crm))
    assert [(one.kind, one.owner, one.by) for one in mine.changes if one.kind == "won"] == [("won", "王芳", "李强")]
    assert lacking(mine) == []
    hers = report(crm, users=[crm.get(User, "王芳")])
    assert [one.kind for one in hers.changes if one.kind == "won"] == ["won"]
    assert lacking(hers) == [("王芳", "2026-11-20", "activity")]
    others = report(crm, users=[crm.get(User, "王总")])
    assert others.changes == []


def test_the_team_says_what_a_day_must_have(crm: Workspace) -> None:
    crm.put_setting("report.asks", "remark")
    assert {one.lacks for one in report(crm).missing} == {"remark"}
    crm.put_setting("report.asks", "none")
    assert report(crm).missing == []


def test_weekends_and_holidays_and_days_to_come_are_not_missing(crm: Workspace) -> None:
    assert lacking(report(crm, text="2026-11-21")) == []
    added(crm, "holiday", start="2026-11-18")
    days = [day for user, day, _lacks in lacking(report(crm, "week")) if user == "李强"]
    assert days == ["2026-11-16", "2026-11-17", "2026-11-19", "2026-11-20"]


def test_leave_excuses_a_day_and_a_business_trip_or_half_a_day_does_not(crm: Workspace) -> None:
    user = crm.get(User, "李强")
    added(crm, "absence", user=user.id, start="2026-11-18", end="2026-11-20")
    added(crm, "absence", user=user.id, start="2026-11-17", end="2026-11-17", kind="travel")
    added(crm, "absence", user=user.id, start="2026-11-16", end="2026-11-16", half="morning")
    found = report(crm, "week")
    assert [(day, lacks) for name, day, lacks in lacking(found) if name == "李强"] == [
        ("2026-11-16", "activity"),
        ("2026-11-17", "activity"),
    ]
    assert [(one.day, one.why, one.excused) for one in found.away if one.excused] == [
        ("2026-11-18", "leave", True), ("2026-11-19", "leave", True), ("2026-11-20", "leave", True),
    ]  # fmt: skip
    assert len(found.away) == 5


def test_nobody_is_missing_before_he_came_nor_who_need_not_report(crm: Workspace) -> None:
    assert lacking(report(crm, text="2026-11-13")) == []
    everybody = daily.read(crm, "day", period_of("day", "", crm.clock, crm.country))
    assert "王总" not in {one.user for one in everybody.missing}


def test_a_month_tells_each_client_once(crm: Workspace) -> None:
    call(crm, FRIDAY - timedelta(2), text="一")
    call(crm, text="二")
    (one,) = report(crm, "month", users=me(crm)).clients()
    assert (one.name, one.ref, one.times, one.text) == ("科锐配电", "C1", 2, "二")


def test_a_remark_is_replaced_not_doubled_and_a_reply_stands_by_it(crm: Workspace) -> None:
    period = period_of("day", "", crm.clock, crm.country)
    first = remarks.put(crm, "day", period, "等采购会")
    again = remarks.put(crm, "day", period, "等下周的采购会")
    assert first.id == again.id
    crm.user, crm._me = "王总", None
    remarks.reply(crm, str(again.user), "day", period, "周一一起去")
    (said,) = report(crm).remarks
    assert (said.user, said.text, said.reply, said.replied_by) == ("王芳", "等下周的采购会", "周一一起去", "王总")


def test_a_reply_to_an_earlier_day_is_in_the_report_of_the_day_it_came(crm: Workspace) -> None:
    remarks.put(crm, "day", period_of("day", "昨天", crm.clock, crm.country), "累")
    crm.user, crm._me = "王总", None
    user = crm.get(User, "王芳")
    remarks.reply(crm, user.id, "day", period_of("day", "昨天", crm.clock, crm.country), "休息一下")
    (said,) = report(crm, users=[user]).remarks
    assert (said.start, said.reply) == ("2026-11-19", "休息一下")


def test_a_second_remark_an_empty_one_and_ones_own_reply_are_refused(crm: Workspace) -> None:
    period = period_of("day", "", crm.clock, crm.country)
    remarks.put(crm, "day", period, "等采购会")
    with pytest.raises(Duplicate):
        added(crm, "remark", text="again")
    with pytest.raises(Invalid):
        added(crm, "remark", start="2026-11-19")
    with pytest.raises(Invalid):
        remarks.reply(crm, str(crm.me), "day", period, "gut")
    with pytest.raises(Invalid):
        remarks.put(crm, "day", period_of("day", "明天", crm.clock, crm.country), "…")


def test_a_remark_on_a_week_is_kept_under_its_first_day(crm: Workspace) -> None:
    assert added(crm, "remark", unit="week", start="2026-11-19", text="好").start == "2026-11-16"


@pytest.mark.parametrize(
    ("unit", "text", "start", "end"),
    [
        ("day", "", "2026-11-20", "2026-11-20"),
        ("day", "周三", "2026-11-18", "2026-11-18"),
        ("week", "", "2026-11-16", "2026-11-22"),
        ("week", "上周", "2026-11-09", "2026-11-15"),
        ("week", "2026-11-11", "2026-11-09", "2026-11-15"),
        ("month", "2026-02", "2026-02-01", "2026-02-28"),
    ],
)
def test_which_report_is_meant(crm: Workspace, unit: str, text: str, start: str, end: str) -> None:
    period = period_of(unit, text, crm.clock, crm.country)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(("unit", "text"), [("day", "上周"), ("week", "2026-11"), ("month", "2026Q4")])
def test_a_report_is_of_what_its_name_says(crm: Workspace, unit: str, text: str) -> None:
    with pytest.raises(Invalid):
        period_of(unit, text, crm.clock, crm.country)
