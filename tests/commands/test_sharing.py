"""Tags and owners of many records, and that many at once come to what one by one comes to."""

import json
from typing import Any

import pytest

from crm_cli.commands import editing, sharing, verbs
from crm_cli.records.record import declared
from crm_cli.records.registry import load, visible
from tests.conftest import Begun, Runner


@pytest.fixture
def many(firm: Runner, monkeypatch: pytest.MonkeyPatch, begun: Begun) -> Runner:
    """Six clients, and any number of them is many."""
    for module in (editing, sharing):
        monkeypatch.setattr(module, "AT_ONCE", 1)

    def lay() -> None:
        firm("client", "add", "-", stdin="甲\n乙\n丙\n丁\n戊\n己\n")
        firm("user", "add", "李强")

    begun(lay)
    return firm


def column(run: Runner, name: str) -> list[Any]:
    return [row[name] for row in json.loads(run("client", "list", "--fields", name, "--sort", "ref", "--json").out)]


def test_the_verbs_are_those_of_nouns_with_tags_and_owners() -> None:
    fields = {noun: {field.name for field in declared(load(noun))} for noun in visible()}
    assert {noun for noun, names in fields.items() if "owner" in names} == set(verbs.OWNED)
    assert {noun for noun, names in fields.items() if "tags" in names} == set(verbs.TAGGED)


@pytest.mark.parametrize("at_once", [1, 1000])
def test_tags_are_put_on_and_taken_off(many: Runner, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(sharing, "AT_ONCE", at_once)
    many("client", "tag", "C1", "--add", "旧,老")
    answer = many("client", "tag", "created=any", "--add", "大客户", "--remove", "旧", "--remove", "没有", "--yes")
    assert answer.err.startswith("6 clients changed: C1–C6\n  C1 甲  Tags: ")
    tags = column(many, "tags")
    assert sorted(tags[0]) == sorted(["老", "大客户"])
    assert tags[1:] == [["大客户"]] * 5
    assert many("client", "tag", "created=any", "--add", "大客户", "--yes").err == "nothing to change\n"
    assert many("undo").code == 0
    assert [sorted(one or ()) for one in column(many, "tags")] == [sorted(["旧", "老"]), *([[]] * 5)]
    assert many("doctor").code == 0


def test_many_are_given_to_somebody_in_one_step(many: Runner) -> None:
    answer = many("client", "assign", "created=any", "--to", "李强", "--yes", "--once", "k")
    assert answer.err.startswith("6 clients changed: C1–C6\n  C1 甲  Owner: 王芳 → 李强\n")
    assert set(column(many, "owner")) == {"李强"}
    assert many("client", "assign", "created=any", "--to", "王芳", "--yes", "--once", "k").err.startswith("done before")
    assert many("client", "assign", "C1", "C2", "--to", "none").code == 0
    assert column(many, "owner")[:3] == [None, None, "李强"]
    many("undo")
    many("undo")
    assert set(column(many, "owner")) == {"王芳"}


def test_more_than_three_are_asked_about_and_a_dry_run_writes_nothing(many: Runner) -> None:
    assert many("client", "assign", "created=any", "--to", "李强").code == 2
    assert many("client", "tag", "created=any", "--add", "x").code == 2
    assert many("client", "tag", "created=any", "--add", "x", "--dry-run").err.startswith(
        "dry run, nothing was written: 6 clients"
    )
    assert many("tag", "list", "--format", "ids").out == ""
    assert many("client", "tag", "C1").code == 2
    assert many("client", "assign", "C1", "--to", "nobody").code == 3


def test_where_nothing_is_found_there_is_no_plan_and_that_is_said(many: Runner) -> None:
    for line in (("edit", "--level", "A"), ("tag", "--add", "x"), ("assign", "--to", "李强")):
        assert many("client", line[0], "name~没有", *line[1:], "--plan", "p.jsonl") == (0, "", "nothing found\n")


def test_a_plan_is_applied_later(many: Runner) -> None:
    assert many("client", "assign", "created=any", "--to", "李强", "--plan", "o.jsonl").code == 0
    assert many("client", "tag", "-", "--add", "vip", "--plan", "t.jsonl", stdin="C1\nC2\n").code == 0
    assert set(column(many, "owner")) == {"王芳"}
    assert many("apply", "o.jsonl", "--yes").code == 0
    assert many("apply", "t.jsonl", "--yes").code == 0
    assert set(column(many, "owner")) == {"李强"}
    assert column(many, "tags") == [["vip"], ["vip"], [], [], [], []]


@pytest.mark.parametrize(
    "options", [("--source", "x"), ("--level", "B", "--source", "展会"), ("--level", ""), ("--city", "上海")]
)
def test_many_at_once_come_to_what_one_by_one_comes_to(
    many: Runner, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    many("client", "edit", "C2", "--source", "x", "--level", "A")
    line = ("client", "edit", "created=any", *options, "--yes")
    said, history = [], []
    for at_once in (1, 1000):
        monkeypatch.setattr(editing, "AT_ONCE", at_once)
        said.append(many(*line).err)
        history.append(
            (
                many("client", "list", "--json").out,
                json.loads(many("history", "C3", "--json").out)[-1]["field"],
                many("find", "上海").out,
            )
        )
        many("undo")
    assert said[0] == said[1]
    assert history[0] == history[1]
    assert many("doctor").code == 0


def test_a_rule_that_looks_at_each_record_still_does(many: Runner) -> None:
    many("lead", "add", "-", stdin="张三\n李四\n王五\n")
    working = many("status", "list", "type=working", "--format", "ids").out.strip()
    assert many("lead", "edit", "created=any", "--status", working, "--yes").code == 0
    assert {row["type"] for row in json.loads(many("lead", "list", "--fields", "type", "--json").out)} == {"working"}
    assert many("lead", "list", "responded=none", "--format", "ids").out == ""
    many("client", "edit", "created=any", "--phone", "13800138000", "--yes")
    assert len(many("client", "list", "phone=138-0013-8000", "--format", "ids").out.split()) == 6
