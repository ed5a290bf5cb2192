"""The day: due by day where the user is, cold by level, stuck by stage."""

from crm_cli.agenda import capture, today
from crm_cli.agenda.timeline import timeline
from crm_cli.people import cadences
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace
from tests.founding import added


def aged(crm: Workspace, ref: str, day: str) -> None:
    """The record was added on that day."""
    crm.change(crm.get_any(["client", "opp"], ref), created=f"{day}T00:00:00Z")


def task(crm: Workspace, text: str, due: str, **values: object) -> None:
    added(crm, "task", text=text, due=due, **values)


def test_tasks_fall_into_overdue_today_and_coming_by_the_users_own_day(crm: Workspace) -> None:
    task(crm, "last minute of yesterday", "2026-11-21T15:59:00Z")
    task(crm, "first minute of today", "2026-11-21T16:00:00Z")
    task(crm, "this evening", "2026-11-22T15:00:00Z")
    task(crm, "tomorrow", "2026-11-22T16:00:00Z")
    task(crm, "in seven days", "2026-11-29T15:00:00Z")
    task(crm, "in eight days", "2026-11-29T16:00:00Z")
    task(crm, "done", "2026-11-20T00:00:00Z", status="done")
    day = today.read(crm, owner=crm.me)
    assert [(one.text, one.days) for one in day.overdue] == [("last minute of yesterday", -1)]
    assert [(one.text, one.timed) for one in day.today] == [("first minute of today", False), ("this evening", True)]
    assert [(one.text, one.days) for one in day.coming] == [("tomorrow", 1), ("in seven days", 7)]
    assert [one.text for one in today.read(crm, days=0, owner=crm.me).coming] == []


def test_a_colleagues_day_is_not_mine_and_everybodys_is_both(crm: Workspace) -> None:
    other = crm.get(load("user"), "陈明")
    task(crm, "mine", "2026-11-22T02:00:00Z")
    task(crm, "his", "2026-11-22T02:00:00Z", owner=other.id)
    assert [one.text for one in today.read(crm, owner=crm.me).today] == ["mine"]
    assert [one.text for one in today.read(crm, owner=other.id).today] == ["his"]
    assert [(one.text, one.owner) for one in today.read(crm).today] == [("mine", "王芳"), ("his", "陈明")]


def test_a_client_is_cold_when_the_target_of_its_level_has_passed_unless_a_task_is_planned(crm: Workspace) -> None:
    aged(crm, "C1", "2026-11-01")
    aged(crm, "C2", "2026-11-01")
    assert [(one.ref, one.days, one.target, one.most, one.last) for one in today.read(crm).cold] == [
        ("C1", 21, 14, 30, None)
    ]
    capture.log(crm, "note", "C1", "not a real contact", at="2026-11-20")
    assert [one.ref for one in today.read(crm).cold] == ["C1"]
    capture.log(crm, "call", "C1", "a real one, 14 days ago", at="2026-11-08 00:00")
    assert [(one.ref, one.days, one.state) for one in today.read(crm).cold] == [("C1", 14, "due")]
    cadences.put(crm, "A", 15, 30)
    assert today.read(crm).cold == []
    for most, state in ((15, "due"), (14, "critical")):
        cadences.put(crm, "A", 10, most)
        assert [(one.ref, one.days, one.state) for one in today.read(crm).cold] == [("C1", 14, state)]
    task(crm, "overdue plans nothing", "2026-11-20T00:00:00Z", client=crm.get(load("client"), "C1").id)
    assert [one.ref for one in today.read(crm).cold] == ["C1"]
    capture.log(crm, "note", "C1", "plan", next="下周三 拜访")
    assert today.read(crm).cold == []


def test_a_deal_is_stuck_past_its_close_date_or_when_nothing_moves_longer_than_its_stage_bears(crm: Workspace) -> None:
    assert today.read(crm).stuck == []
    deal = crm.get(load("opp"), "D1")
    stage = crm.by_id(load("stage"), deal.stage or "")
    crm.change(stage, rot_days=10)
    moved = crm.where(load("snapshot"), opportunity=deal.id)[-1]
    crm.change(moved, entered="2026-11-01T00:00:00Z", effective="2026-11-01T00:00:00Z")
    assert [(one.ref, one.still, one.late) for one in today.read(crm).stuck] == [("D1", 21, 0)]
    capture.log(crm, "call", "C1", "谈价格", opp="D1")
    assert today.read(crm).stuck == []
    crm.change(crm.get(load("opp"), "D1"), close="2026-11-20")
    assert [(one.ref, one.late) for one in today.read(crm).stuck] == [("D1", 2)]


def test_the_story_of_a_client_holds_everything_the_latest_first(crm: Workspace) -> None:
    capture.log(crm, "visit", "李总", "看样品", at="2026-11-20 10:00", next="明天 回电")
    capture.log(crm, "call", "李总", "要折扣", done="", stage="谈判")
    capture.log(crm, "call", "中康", "another client")
    client = crm.get(load("client"), "C1")
    story = timeline(crm, client)
    assert [one.at for one in story] == sorted((one.at for one in story), reverse=True)
    assert [(one.kind, one.text) for one in story if one.kind in ("call", "visit", "done")] == [
        ("done", "回电"), ("call", "要折扣"), ("visit", "看样品"),
    ]  # fmt: skip
    assert ("stage", "D1", "谈判", "线索跟进") in [(one.kind, one.ref, one.text, one.note) for one in story]
    assert {one.ref for one in story if one.kind == "created"} == {"C1", "P1", "P2"}
    assert {one.by for one in story} == {"王芳"}
    assert timeline(crm, client, 2) == story[:2]
