"""``crm check`` on the command line, and ``--exit-code`` on every report."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture
def firm(crm: Runner, begun: Begun) -> Runner:
    """A base with two clients of 王芳, and nothing wrong but what a test does."""

    def lay() -> None:
        assert crm("init", "--yes", "--country", "CN", "--language", "zh_CN").code == 0
        crm("client", "add", "科锐配电", "--phone", "13801234567", "--owner", "me")
        crm("client", "add", "清华同方", "--phone", "13801234568", "--owner", "me")

    begun(lay)
    return crm


def ownerless(crm: Runner, *names: str) -> None:
    for name in names:
        crm("opp", "add", name, "--client", "科锐配电", "--close", "2026-12-24")
        crm("task", "add", name, "回电", "--due", "周五")
        crm("opp", "edit", name, "--owner", "")


def test_a_clean_base_is_silent(firm: Runner) -> None:
    assert firm("check") == (0, "", "")
    assert firm("check", "--json") == (0, "[]\n", "")
    assert firm("check", "run", "--format", "csv").out.strip() == "check,ref,name,why,owner,severity,noun"


def test_findings_are_grouped_with_their_count_reason_and_owner(firm: Runner) -> None:
    firm("client", "edit", "清华同方", "--phone", "138 0123 4567")
    found = firm("check")
    assert found.code == 8
    assert found.out.splitlines()[0] == "多个客户同一电话: 2"
    assert [line.split() for line in found.out.splitlines()[2:4]] == [
        ["C1", "科锐配电", "同号：C2", "王芳"], ["C2", "清华同方", "同号：C1", "王芳"],
    ]  # fmt: skip
    assert found.err == "2 things to see to\n"


def test_the_same_in_chinese(firm: Runner) -> None:
    firm("client", "edit", "清华同方", "--phone", "")
    found = firm("check", CRM_LANG="zh_CN")
    title, head, *_lines = found.out.splitlines()
    assert (title, head.split()) == ("客户没有联系方式：1", ["编号", "名称", "原因", "负责人"])
    assert found.err == "1 处需要处理\n"


def test_rows_for_programs_carry_check_ref_name_why_and_owner(firm: Runner) -> None:
    ownerless(firm, "一期改造")
    (row,) = json.loads(firm("check", "--json").out)
    assert (row["check"], row["ref"], row["name"], row["owner"], row["noun"]) == (
        "商机无负责人",
        "D1",
        "一期改造",
        None,
        "opp",
    )
    found = list(csv.DictReader(io.StringIO(firm("check", "--format", "csv").out)))
    assert [one["why"] for one in found] == ["无人负责，或负责人已离开"]
    assert firm("check", "--format", "ids").out == "D1\n"


def test_quiet_prints_the_refs_only(firm: Runner) -> None:
    assert firm("check", "--quiet") == (0, "", "")
    ownerless(firm, "一期改造", "二期改造")
    assert firm("check", "--quiet") == (8, "D1\nD2\n", "")
    assert firm("check", "--quiet", "--format", "csv").out.startswith("check,ref")


def test_a_fix_is_shown_done_and_taken_back_as_one_step(firm: Runner) -> None:
    ownerless(firm, "一期改造", "二期改造")
    before = firm("steps", "--format", "ids").out
    dry = firm("check", "--fix", "--dry-run")
    assert dry.code == 0
    assert "dry run" in dry.err
    assert firm("steps", "--format", "ids").out == before
    done = firm("check", "--fix")
    assert (done.code, done.out) == (0, "")
    assert json.loads(firm("opp", "show", "D2", "--json").out)["owner"] == "王芳"
    firm("undo")
    assert firm("check", "--format", "ids").out == "D1\nD2\n"


def test_more_than_three_fixes_are_confirmed(firm: Runner) -> None:
    ownerless(firm, *"甲乙丙丁")
    refused = firm("check", "--fix")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert firm("check", "--fix", "--yes").code == 0


def test_a_plan_of_fixes_is_applied_later(firm: Runner, home: Path) -> None:
    ownerless(firm, "一期改造")
    planned = firm("check", "--fix", "--plan", "plan.json")
    assert planned.code == 0
    assert firm("check").code == 8
    assert firm("apply", home / "plan.json").code == 0
    assert firm("check").code == 0


def test_a_plan_of_fixes_to_records_of_several_kinds_is_one_step(firm: Runner, home: Path) -> None:
    ownerless(firm, "一期改造")
    firm("check", "add", "分级", "--noun-name", "client", "--filter", "level=none", "--fix", "level=C")
    assert firm("check", "--fix", "--plan", "plan.json").code == 0
    assert "1 opportunity, 2 clients changed" in firm("apply", home / "plan.json").err
    assert firm("check") == (0, "", "")
    firm("undo")
    assert firm("check", "--format", "ids").out == "D1\nC1\nC2\n"


def test_a_plan_of_fixes_is_refused_where_a_record_has_changed_since(firm: Runner, home: Path) -> None:
    ownerless(firm, "一期改造", "二期改造")
    firm("check", "--fix", "--plan", "plan.json")
    firm("user", "add", "陈明")
    firm("opp", "edit", "一期改造", "--owner", "陈明")
    refused = firm("apply", home / "plan.json")
    assert (refused.code, "planned from –, is now 陈明" in refused.err) == (4, True)
    assert firm("check", "--format", "ids").out == "D2\n"


def test_what_cannot_be_put_right_is_left_for_the_person(firm: Runner) -> None:
    firm("opp", "add", "一期改造", "--client", "科锐配电", "--close", "2026-11-01")
    found = firm("check", "past-close", "--fix")
    assert found.code == 8
    assert "nothing of this can be put right by itself" in found.err
    assert "D1" in found.out


def test_dry_run_and_plan_need_a_fix(firm: Runner) -> None:
    assert firm("check", "--dry-run").code == 2
    assert firm("check", "--plan", "plan.json").code == 2


def test_own_checks_come_by_the_common_verbs(firm: Runner) -> None:
    made = firm(
        "check",
        "add",
        "大单",
        "--noun-name",
        "opp",
        "--filter",
        "amount>=50万",
        "--message",
        "{amount}",
        "--severity",
        "error",
    )
    assert made.code == 0
    firm("opp", "add", "一期改造", "--client", "科锐配电", "--amount", "60万")
    assert [row["why"] for row in json.loads(firm("check", "大单", "--json").out)] == ["¥600,000"]
    firm("check", "edit", "大单", "--filter", "amount>=100万")
    assert firm("check", "大单").code == 0
    assert "no field" in firm("check", "edit", "大单", "--filter", "amont>=100万").err
    firm("check", "rm", "大单")
    assert firm("check", "大单").code == 3


def test_a_misspelled_check_is_no_clean_base(firm: Runner) -> None:
    found = firm("check", "no-nxt-step")
    assert found.code == 3
    assert "crm check list" in found.err


def test_a_limit_is_for_each_check_and_the_count_is_not_cut(firm: Runner) -> None:
    firm("client", "edit", "清华同方", "--phone", "13801234567")
    found = firm("check", "--limit", "1")
    assert found.out.startswith("多个客户同一电话: 2\n")
    assert "\nC2 " not in found.out


def test_a_broken_check_is_told_with_its_ref(firm: Runner) -> None:
    firm("tag", "add", "vip")
    firm("check", "add", "要客", "--noun-name", "client", "--filter", "tags=vip")
    firm("tag", "rm", "vip")
    found = firm("check")
    assert found.code == 8
    assert "“要客” cannot be run" in found.err


def test_a_name_of_control_characters_is_shown_harmless(firm: Runner) -> None:
    firm("check", "add", "坏\x1b[2J名", "--noun-name", "client", "--filter", "name=any", "--message", "\x1b[31m{name}")
    assert "\x1b" not in firm("check").out


def test_a_base_from_before_the_checks_gets_them_when_they_are_needed(crm: Runner) -> None:
    crm("init", "--yes", "--country", "US", "--language", "en")
    refs = crm("check", "list", "--format", "ids").out.split()
    crm("undo")
    assert len(refs) >= 12


@pytest.mark.parametrize(
    "report",
    [("today",), ("board",), ("funnel",), ("forecast",), ("summary", "opp", "--by", "owner"), ("lead", "clean")],
    ids=" ".join,
)
def test_a_report_ends_with_8_when_it_is_asked_and_there_is_something(firm: Runner, report: tuple[str, ...]) -> None:
    assert firm(*report, "--exit-code").code == 0
    firm("opp", "add", "一期改造", "--client", "科锐配电", "--amount", "60万", "--close", "2026-11-30")
    firm("opp", "add", "二期改造", "--client", "科锐配电", "--close", "2026-11-01")
    firm("lead", "add", "张三")
    assert firm(*report).code == 0
    assert firm(*report, "--exit-code").code == 8
