"""One line for what was done: who is meant, what follows, and that all of it is one step."""

from typing import Any

import pytest

from crm_cli.agenda import capture
from crm_cli.errors import Ambiguous, Conflict, Invalid, NotFound
from crm_cli.people import tasks
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace
from tests.founding import added

TABLES = ("activity", "task", "opp", "snapshot", "element", "client", "contact")


def everything(crm: Workspace) -> dict[str, list[dict[str, Any]]]:
    """What the tables hold, whole."""
    found: dict[str, list[dict[str, Any]]] = {}
    for noun in TABLES:
        records = crm.where(load(noun))
        found[noun] = [crm._values(record) for record in records]
    return found


@pytest.mark.parametrize(
    ("said", "ref"),
    [
        ("13801234567", "P1"),
        ("138 0123 4567", "P1"),
        ("+86 138-0123-4567", "P1"),
        ("0086 13801234567", "P1"),
        ("１３８０１２３４５６７", "P1"),
        ("010-82345678", "C1"),
        ("李总", "P1"),
        ("科锐李总", "P1"),
        ("李建国", "P1"),
        ("lijianguo", "P1"),
        ("ljg", "P1"),
        ("krpd", "C1"),
        ("zhongkang", "C2"),
        ("配电", "C1"),
        ("中康", "C2"),
        ("p1", "P1"),
    ],
)
def test_who_is_meant_however_they_are_named(crm: Workspace, said: str, ref: str) -> None:
    logged = capture.log(crm, "call", said, "谈价格")
    assert logged.activity is not None
    client = crm.by_id(load("client"), logged.activity.client or "")
    contact = logged.activity.contact and crm.by_id(load("contact"), logged.activity.contact)
    assert ref == (contact.ref if contact else client.ref)
    assert client.ref == ("C2" if ref == "C2" else "C1")


def test_the_last_one_written_is_meant_by_at_last(crm: Workspace) -> None:
    crm.change(crm.get(load("client"), "C2"), city="天津")
    assert capture.draft(crm, "call", "@last", "谈价格").who.ref == "C2"


def test_who_can_be_two_is_refused_with_both_and_who_is_nobody_too(crm: Workspace) -> None:
    added(crm, "contact", name="李明", family="李", title="副总", client=crm.get(load("client"), "C2").id)
    with pytest.raises(Ambiguous) as raised:
        capture.log(crm, "call", "李总", "谈价格")
    assert [line[:2] for line in raised.value.candidates] == ["P3", "P1"]
    assert capture.draft(crm, "call", "科锐李总", "谈价格").who.ref == "P1"
    with pytest.raises(NotFound):
        capture.log(crm, "call", "赵总", "谈价格")


def test_one_line_logs_opens_moves_and_settles_and_one_undo_takes_it_all_back(crm: Workspace) -> None:
    capture.log(crm, "call", "李总", "第一次", next="下周三下午3点 发报价")
    before = everything(crm)
    logged = capture.log(
        crm, "电话", "13801234567", "要九五折", outcome="接通", minutes="12", next="周五10:00 回电", stage="谈判", done="", people="陈工,张蕾"
    )  # fmt: skip
    assert logged.activity and logged.task and logged.moved and logged.settled
    assert (logged.activity.kind, logged.activity.outcome, logged.activity.minutes) == ("call", "connected", 12)
    assert (logged.task.text, logged.task.due, logged.task.timed) == ("回电", "2026-11-27T02:00:00Z", 1)
    assert logged.task.opportunity == logged.activity.opportunity == logged.moved.id
    assert crm.by_id(load("stage"), logged.moved.stage or "").name == "谈判"
    assert (logged.settled.text, logged.settled.status, logged.settled.result) == ("发报价", "done", "要九五折")
    assert logged.settled.activity == logged.activity.id
    there = crm.elements(logged.activity, "people")
    assert there == [crm.get(load("user"), "陈明").id, crm.get(load("contact"), "张蕾").id]
    crm.undo()
    assert everything(crm) == before


@pytest.mark.parametrize(
    ("said", "due", "timed", "text"),
    [
        ("周五10:00 发报价", "2026-11-27T02:00:00Z", 1, "发报价"),
        ("下周三下午3点发合同", "2026-11-25T07:00:00Z", 1, "发合同"),
        ("next tue 3pm call 3 people", "2026-11-24T07:00:00Z", 1, "call 3 people"),
        ("月底：收款", "2026-11-29T16:00:00Z", 0, "收款"),
        ("+3d ring them", "2026-11-24T16:00:00Z", 0, "ring them"),
        ("明天", "2026-11-22T16:00:00Z", 0, "follow up"),
    ],
)
def test_the_next_step_is_the_longest_date_it_begins_with_and_the_rest(
    crm: Workspace, said: str, due: str, timed: int, text: str
) -> None:
    step = tasks.next_step(crm, said)
    assert (step.due, step.timed, step.text) == (due, bool(timed), text)


@pytest.mark.parametrize("said", ["回电", "打电话 周五", "2月30日 回电", "昨天 回电", "今天8点 回电"])
def test_a_next_step_without_a_date_or_with_one_that_is_over_or_cannot_be_is_refused(crm: Workspace, said: str) -> None:
    before = everything(crm)
    with pytest.raises(Invalid):
        capture.log(crm, "call", "李总", "谈价格", next=said)
    assert everything(crm) == before


def test_when_it_really_happened_lies_in_the_past(crm: Workspace) -> None:
    said = capture.log(crm, "visit", "李总", "看样品", at="周五 15:00")
    assert said.activity and said.activity.at == "2026-11-20T07:00:00Z"
    assert said.activity.created == "2026-11-22T01:00:00Z"
    for ahead in ("明天", "2026-12-01 10:00", "今天 10:00"):
        with pytest.raises(Invalid):
            capture.log(crm, "visit", "李总", "看样品", at=ahead)


def test_a_stage_needs_exactly_one_open_deal_or_a_named_one(crm: Workspace) -> None:
    with pytest.raises(NotFound):
        capture.log(crm, "call", "中康", "谈价格", stage="谈判")
    second = added(crm, "opp", name="二期", client=crm.get(load("client"), "C1").id)
    with pytest.raises(Ambiguous) as raised:
        capture.log(crm, "call", "李总", "谈价格", stage="谈判")
    assert raised.value.candidates == ("D1  一期改造", "D2  二期")
    logged = capture.log(crm, "call", "李总", "谈价格", stage="谈判", opp="二期")
    assert logged.moved and logged.moved.id == second.id
    with pytest.raises(Invalid):
        capture.log(crm, "call", "中康", "谈价格", opp="D1")


def test_a_task_that_is_closed_cannot_be_settled_again(crm: Workspace) -> None:
    capture.log(crm, "call", "李总", "谈价格", next="明天 回电")
    capture.log(crm, "call", "李总", "打过了", done="T1")
    with pytest.raises(Conflict):
        capture.log(crm, "call", "李总", "又打了", done="T1")
    with pytest.raises(NotFound):
        capture.log(crm, "call", "李总", "又打了", done="")


def test_of_two_who_found_a_task_open_one_closes_it_and_the_other_writes_nothing(crm: Workspace) -> None:
    capture.log(crm, "call", "李总", "谈价格", next="明天 回电")
    task = crm.get(load("task"), "T1")
    step = tasks.next_step(crm, "周五 签合同")
    capture.settle(crm, task, "谈好了", next=step)
    before = everything(crm)
    for said, following in (("也谈了", step), (None, None)):
        with pytest.raises(Conflict):
            capture.settle(crm, task, said, next=following)
    assert everything(crm) == before


def test_tasks_it_may_settle_are_those_of_the_client_the_soonest_first_without_another_contacts(crm: Workspace) -> None:
    for who, step in (
        ("李总", "月底 收款"),
        ("科锐配电", "明天 寄样品"),
        ("张蕾", "今天 20:00 回电"),
        ("中康", "明天 拜访"),
    ):
        capture.log(crm, "call", who, "谈价格", next=step)
    client, contact = crm.get(load("client"), "C1"), crm.get(load("contact"), "P1")
    assert [task.text for task in tasks.open_tasks(crm, client.id)] == ["回电", "寄样品", "收款"]
    assert [task.text for task in tasks.open_tasks(crm, client.id, contact.id)] == ["寄样品", "收款"]


def test_what_says_nothing_is_not_logged(crm: Workspace) -> None:
    with pytest.raises(Invalid):
        capture.log(crm, "call", "李总", None)
    assert capture.log(crm, "call", "李总", None, outcome="no_answer").activity
    with pytest.raises(Invalid):
        capture.log(crm, "饭局", "李总", "吃饭")


def test_a_task_is_closed_with_what_came_of_it_and_the_next_one_opened(crm: Workspace) -> None:
    capture.log(crm, "call", "李总", "谈价格", next="明天 回电", opp="D1")
    before = everything(crm)
    task = crm.get(load("task"), "T1")
    logged = capture.settle(crm, task, "谈好了", kind="call", next=tasks.next_step(crm, "周五 签合同"))
    assert logged.activity and logged.task and logged.settled
    assert (logged.settled.status, logged.settled.result, logged.settled.activity) == (
        "done",
        "谈好了",
        logged.activity.id,
    )
    assert logged.task.contact == logged.activity.contact == task.contact
    assert logged.task.opportunity == task.opportunity
    crm.undo()
    assert everything(crm) == before
    assert capture.settle(crm, crm.get(load("task"), "T1")).activity is None


def test_a_client_with_one_open_deal_is_spoken_to_about_it(crm: Workspace) -> None:
    client = added(crm, "client", name="中康光缆")
    only = added(crm, "opp", name="光缆二期", client=client.id)
    logged = capture.log(crm, "call", client, "发了资料", next="明天 跟进")
    assert logged.activity is not None and logged.activity.opportunity == only.id
    assert logged.task is not None and logged.task.opportunity == only.id
    added(crm, "opp", name="光缆三期", client=client.id)
    again = capture.log(crm, "call", client, "再谈")
    assert again.activity is not None and again.activity.opportunity is None
