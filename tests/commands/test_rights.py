"""Rights from the command line: one line says who may, in either language, by whichever way somebody writes."""

import json
from pathlib import Path

import pytest

from tests.conftest import Runner

REP, MANAGER = {"CRM_USER": "李强"}, {"CRM_USER": "陈总"}


@pytest.fixture
def office(crm: Runner) -> Runner:
    assert crm("init", "--country", "CN", "--me", "王芳").code == 0
    crm("user", "add", "李强", "--role", "rep")
    crm("user", "add", "陈总", "--role", "manager")
    crm("product", "add", "GTX", "--price", "4500", "--floor", "4000")
    crm("client", "add", "科锐")
    crm("limit", "add", "--role", "rep", "--discount", "8%")
    return crm


def test_a_refusal_says_who_may_and_whom_to_ask(office: Runner) -> None:
    refused = office("product", "edit", "GTX", "--floor", "1", **REP)
    assert (refused.code, refused.err) == (
        5,
        "crm: Floor price of a product is set only by a manager or an administrator."
        " Try: ask 陈总, 王芳: crm help rights says who may what\n",
    )
    assert (
        office("limit", "rm", "LM1", "--yes", CRM_LANG="zh_CN", **MANAGER).err
        == "crm: 额度只能由管理员设置。可试：请找王芳；谁能做什么，见 crm help rights\n"
    )
    assert office("product", "edit", "GTX", "--floor", "3900", **MANAGER).code == 0


def test_a_file_stdin_and_a_plan_are_held_to_the_same(office: Runner, tmp_path: Path) -> None:
    steps = office("steps", "--json").out
    priced, plan = tmp_path / "priced.csv", tmp_path / "plan.jsonl"
    priced.write_text("name,price\nPlus,\nMini,5\n", "utf-8")
    for line in (["import", "product", str(priced)], ["import", "product", str(priced), "--dry-run"]):
        refused = office(*line, **REP)
        assert (refused.code, "List price" in refused.err) == (5, True)
    assert office("import", "product", str(priced), "--plan", str(plan)).code == 0
    assert office("apply", str(plan), **REP).code == 5
    refused = office("product", "edit", "-", stdin="ref,floor\nPR1,3\n", **REP)
    assert (refused.code, "Floor price" in refused.err) == (5, True)
    refused = office("product", "add", "-", stdin='[{"name": "Plus", "cost": 5}]', **REP)
    assert (refused.code, "Cost" in refused.err) == (5, True)
    assert office("undo", "4", "--yes", **REP).code == 5
    assert office("steps", "--json").out == steps
    priced.write_text("name,price\nPlus,\n", "utf-8")
    assert office("import", "product", str(priced), **REP).code == 0


def test_people_see_what_holds_for_each_role_and_programs_what_was_set(office: Runner) -> None:
    shown = office("limit", "list").out.splitlines()
    assert [(line.split()[0], line.split()[-1]) for line in shown[2:]] == [
        ("LM1", "no"), ("manager", "yes"), ("data", "yes"), ("administrator", "yes")
    ]  # fmt: skip
    assert [one["ref"] for one in json.loads(office("limit", "list", "--json").out)] == ["LM1"]
    assert "crm limit add --role manager" in office("limit", "list").err
    assert len(office("limit", "list", "role=rep").out.splitlines()) == 2


def test_a_limit_is_named_by_its_role(office: Runner) -> None:
    assert office("limit", "edit", "rep", "--discount", "7%").code == 0
    assert "7 %" in office("limit", "show", "销售员").out
    usual = json.loads(office("limit", "show", "manager", "--json").out)["limits"][0]
    assert (usual["ref"], usual["discount"], usual["approves"], usual["usual"]) == ("", 30, True, True)
    assert office("limit", "edit", "manager", "--discount", "7%").code == 3


def test_everybody_reads_in_their_own_language_why_a_quote_waits(office: Runner) -> None:
    office("quote", "add", "C1", "--line", "GTX x1 @3900", **REP)
    asked = office("quote", "submit", "Q1", CRM_LANG="zh_CN", **REP)
    assert "优惠 13.4 %，权限为 8 %；GTX：¥3,900 低于底价 ¥4,000" in asked.err
    english = "13.4 % off, the limit is 8 %; GTX: ¥3,900 is below the floor of ¥4,000"
    for line in (
        ["approvals"],
        ["approval", "list"],
        ["approval", "show", "AP1"],
        ["history", "AP1"],
        ["quote", "show", "Q1"],
        ["today"],
    ):
        assert english in office(*line, COLUMNS="300", **MANAGER).out, line
        assert (
            "优惠 13.4 %，权限为 8 %；GTX：¥3,900" in office(*line, COLUMNS="300", CRM_LANG="zh_CN", **MANAGER).out
        ), line
    for lang in ("en", "zh_CN"):
        assert json.loads(office("approval", "list", "--json", CRM_LANG=lang).out)[0]["why"] == english
