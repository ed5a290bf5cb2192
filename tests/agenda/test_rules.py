"""Rules at work: what fires them, what they do, and what they leave alone."""

from typing import Any

import pytest

from crm_cli.agenda import rules
from crm_cli.agenda.phrases import read_when
from crm_cli.errors import Conflict, CrmError, Invalid, NotFound
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.rules import Rule
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.users import User
from crm_cli.sales import opportunities
from crm_cli.workspace import Workspace
from tests.founding import added


class Ruled:
    """Lets the rules work over every step, as the commands do, and keeps what they did."""

    def __init__(self) -> None:
        self.fired: list[rules.Fired] = []

    def before(self, crm: Workspace, step: int, kind: str) -> None:
        self.fired = rules.follow(crm, step, kind, str)

    def after(self, crm: Workspace, step: int, kind: str) -> None:
        pass


@pytest.fixture
def ruled(crm: Workspace) -> Ruled:
    watch = Ruled()
    crm.watch = watch
    return watch


def rule(crm: Workspace, when: str, then: str, text: str | None = None, **values: Any) -> Rule:
    made: Rule = added(crm, "rule", **{"name": f"{when} {then}", "when": when, "filter": text, "then": then} | values)
    return made


def deal(crm: Workspace) -> Opportunity:
    return crm.get(Opportunity, "D1")


def tags(crm: Workspace, record: Any) -> list[str | None]:
    return [crm.name_of("tag", one) for one in crm.elements(record, "tags")]


def test_a_stage_that_is_entered_assigns_tags_and_sets_a_task_in_one_step_and_one_undo(
    crm: Workspace, ruled: Ruled
) -> None:
    rule(
        crm,
        "opp stage=谈判",
        "assign 陈明; tag +大单; task 报方案 due 2026-11-25 for owner; notify 王芳 进谈判了",
        "amount>=50万",
    )
    crm.change(deal(crm), amount=80_000_000)
    before = crm.steps()[0].step
    opportunities.move(crm, deal(crm), "谈判")
    chen = crm.get(User, "陈明").id
    assert (deal(crm).owner, tags(crm, deal(crm))) == (chen, ["大单"])
    assert [(one.text, one.kind, one.owner, one.opportunity, one.client) for one in crm.where(Task)] == [
        ("报方案", None, chen, deal(crm).id, deal(crm).client),
        ("进谈判了", "note", crm.me, deal(crm).id, deal(crm).client),
    ]
    assert [crm.clock.local(str(one.due)).strftime("%m-%d") for one in crm.where(Task)] == ["11-25", "11-22"]
    assert crm.steps()[0].step == before + 1
    crm.undo()
    assert (deal(crm).owner, tags(crm, deal(crm)), crm.where(Task)) == (crm.me, [], [])
    assert deal(crm).stage != opportunities.named_stage(crm, deal(crm), "谈判").id


def test_a_rule_looks_at_its_if_on_the_record_as_it_is_now(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "opp stage=谈判", "tag 大单", "amount>=50万")
    opportunities.move(crm, deal(crm), "谈判")
    assert (ruled.fired, tags(crm, deal(crm))) == ([], [])


@pytest.mark.parametrize(
    ("when", "fires"),
    [
        ("client changed level", [("change", True), ("other", False), ("add", False)]),
        ("client changed", [("change", True), ("other", True), ("add", False)]),
        ("client added", [("change", False), ("other", False), ("add", True)]),
        ("client level=C", [("change", True), ("other", False), ("add", True)]),
        ("client level=A", [("change", False), ("other", False), ("add", False)]),
        ("客户 变更 级别", [("change", True), ("other", False), ("add", False)]),
        ("客户 新增", [("change", False), ("other", False), ("add", True)]),
        ("客户 级别=C", [("change", True), ("other", False), ("add", True)]),
    ],
)
def test_when_says_what_happened_in_either_language(
    crm: Workspace, ruled: Ruled, when: str, fires: list[tuple[str, bool]]
) -> None:
    rule(crm, when, "tag 到了")
    for what, wanted in fires:
        if what == "change":
            crm.change(crm.get(Client, "C1"), level="C")
        elif what == "other":
            crm.change(crm.get(Client, "C2"), website="example.com")
        else:
            crm.add(Client(name="北方重工", level="C"))
        assert bool(ruled.fired) is wanted, what


def test_a_tag_alone_is_a_change_of_its_record(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "client changed tags", "set level=A")
    tag = crm.tags_called("vip") or [added(crm, "tag", name="vip").id]
    crm.change(crm.get(Client, "C2"), tags=f'["{tag[0]}"]')
    assert crm.get(Client, "C2").level == "A"


def test_what_a_rule_writes_fires_no_rule(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "client changed level", "task 回访")
    rule(crm, "task added", "set kind=call")
    rule(crm, "client changed", "set level=B")
    crm.change(crm.get(Client, "C1"), level="C")
    assert [one.rule.name for one in ruled.fired] == ["client changed level task 回访", "client changed set level=B"]
    assert [one.kind for one in crm.where(Task)] == [None]
    assert crm.get(Client, "C1").level == "B"


def test_rules_work_in_their_order_each_on_what_the_one_before_left(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "client changed level", "set level=A", "level=B", position=2)
    rule(crm, "client changed level", "set level=B", "level=C", position=1)
    crm.change(crm.get(Client, "C1"), level="C")
    assert crm.get(Client, "C1").level == "A"


def test_an_undo_and_a_redo_fire_nothing_and_bring_what_was_done_back(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "client changed level", "task 回访")
    crm.change(crm.get(Client, "C1"), level="C")
    crm.undo()
    assert (ruled.fired, crm.where(Task)) == ([], [])
    crm.redo()
    assert (ruled.fired, [one.text for one in crm.where(Task)]) == ([], ["回访"])


def test_an_import_passes_by_unless_the_rule_says_otherwise(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "client added", "tag 新")
    rule(crm, "client added", "tag 导入", imports=1)
    with crm.step(kind="import"):
        crm.load("client", ["name"], [["甲公司"], ["乙公司"]])
    assert [one.record.ref for one in ruled.fired] == ["C3", "C4"]
    assert tags(crm, crm.get(Client, "甲公司")) == ["导入"]


def test_who_is_named_by_link_is_found_and_who_has_left_holds_nobody_up(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "opp changed amount", "notify client.owner; assign 陈明")
    crm.change(crm.get(User, "陈明"), active=0)
    crm.change(deal(crm), amount=100)
    assert [one.owner for one in crm.where(Task)] == [crm.get(Client, "C1").owner]
    assert ruled.fired[0].problems == ["assign 陈明: there is nobody to give it to"]
    assert deal(crm).owner == crm.me


def test_a_rule_that_cannot_be_read_any_more_is_named_and_holds_nobody_up(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "client added", "assign 陈明")
    crm.remove(crm.get(User, "陈明"))
    crm.add(Client(name="北方重工"))
    assert ruled.fired == []
    assert [(one.name, type(error)) for one, error in rules.broken(crm)] == [("client added assign 陈明", NotFound)]


def test_the_log_keeps_what_was_undone(crm: Workspace, ruled: Ruled) -> None:
    made = rule(crm, "client changed level", "tag 变了; task 回访")
    crm.change(crm.get(Client, "C1"), level="C")
    crm.undo()
    ((_at, name, noun, about, did, problem, actor, step, undone),) = crm.report("rule_log", about=made.id)
    assert (name, noun, about, did, problem) == (
        made.name,
        "client",
        "C1 科锐配电",
        "tag 变了; task 回访 → T1",
        None,
    )
    assert (actor, undone) == (crm.me, step + 1)


def test_a_step_that_fails_leaves_nothing_of_a_rule(crm: Workspace, ruled: Ruled) -> None:
    rule(crm, "client added", "task 回访")
    with pytest.raises(Conflict), crm.step():
        crm.add(Client(name="北方重工"))
        raise Conflict("no")
    assert (crm.where(Task), crm.report("rule_log", about=None)) == ([], [])


def test_what_is_so_already_can_be_worked_on_too(crm: Workspace) -> None:
    ready = rules.ready(crm, rule(crm, "client changed level", "tag 重点", "level=A"))
    assert [one.ref for one in rules.hit(crm, ready)] == ["C1"]
    assert rules.hit(crm, ready, ["name~中康"]) == []
    fired = rules.run(crm, ready, rules.hit(crm, ready), str)
    assert [(one.record.ref, one.did) for one in fired] == [("C1", ["tag 重点"])]
    assert rules.run(crm, ready, rules.hit(crm, ready), str) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": "planet added"},
        {"when": "client"},
        {"when": "client added quickly"},
        {"when": "client changed colour"},
        {"when": "client 科锐"},
        {"when": "client level=Z colour=red"},
        {"when": "hook added"},
        {"when": "rule added"},
        {"then": "fly away"},
        {"then": "assign"},
        {"then": "assign 王芳 陈明"},
        {"then": "assign 火星人"},
        {"then": "notify name.owner"},
        {"then": "notify client.name", "when": "opp added"},
        {"then": "task due 明天"},
        {"then": "task 回访 due 不知何时"},
        {"then": "task 回访 due 2020-01-01"},
        {"then": "set stage=谈判", "when": "opp added"},
        {"then": "set level"},
        {"then": "set tags=a"},
        {"then": "set colour=red"},
        {"then": 'task "回访'},
        {"then": "tag vip", "when": "user added"},
        {"then": " ; "},
        {"filter": "colour=red"},
        {"filter": 'name~"'},
    ],
    ids=str,
)
def test_a_rule_that_cannot_be_carried_out_is_refused(crm: Workspace, wrong: dict[str, str]) -> None:
    with pytest.raises(CrmError):
        added(crm, "rule", **{"name": "x", "when": "client added", "then": "tag a"} | wrong)
    assert crm.where(Rule) == []


def test_actions_are_understood_in_chinese_and_quotes_keep_a_text_whole(crm: Workspace, ruled: Ruled) -> None:
    rule(
        crm,
        "客户 变更 级别",
        "打标签 +重点；任务 “报价; 再回访” 到期 2026-11-25 给 陈明；通知 负责人 级别变了；设 城市=苏州",
        "级别=C",
    )
    crm.change(crm.get(Client, "C1"), level="C")
    assert [one.text for one in crm.where(Task)] == ["报价; 再回访", "级别变了"]
    assert [one.owner for one in crm.where(Task)] == [crm.get(User, "陈明").id, crm.me]
    assert (crm.get(Client, "C1").city, tags(crm, crm.get(Client, "C1"))) == ("苏州", ["重点"])


def test_when_is_said_of_a_noun_by_any_of_its_names(crm: Workspace) -> None:
    for text in ("opp added", "deal added", "opportunity added", "商机 新增"):
        assert read_when(crm, text).noun == "opp"
    with pytest.raises(Invalid):
        read_when(crm, "added opp")
