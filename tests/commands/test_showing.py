"""Any record by its ref or name, without saying what it is."""

import pytest

from tests.conftest import Runner


@pytest.mark.parametrize("line", ["C1", "c1", "show C1", "show 科锐", "show 13800138000"])
def test_a_record_is_shown_by_its_ref_alone_or_by_any_name(firm: Runner, line: str) -> None:
    firm("client", "add", "科锐配电", "--phone", "13800138000")
    answer = firm(*line.split())
    assert answer.code == 0
    assert answer.out.startswith("科锐配电  C1")
    assert answer.out == firm("client", "show", "C1").out


def test_a_ref_of_nothing_is_not_found(firm: Runner) -> None:
    answer = firm("C99")
    assert (answer.code, answer.out) == (3, "")
    assert "C99" in answer.err


@pytest.mark.parametrize("line", [["show", "c2"], ["C2"], ["client", "show", "C2"]])
def test_the_ref_of_one_that_was_merged_says_so(stocked: Runner, line: list[str]) -> None:
    assert stocked("merge", "C1", "C2").code == 0
    answer = stocked(*line)
    assert (answer.code, answer.err) == (0, "C2 was merged into C1 科锐配电\n")
    assert answer.out.startswith("科锐配电  C1")
    assert stocked("show", "C1").err == stocked("show", "科锐配电").err == ""


@pytest.mark.parametrize(
    "line",
    ["show C2", "C2", "client edit C2 --level A", "merge C1 C2", "pool take C2", "log call C2 hi", "client rm c2"],
)
def test_of_what_was_removed_it_is_said_how_it_comes_back(stocked: Runner, line: str) -> None:
    assert stocked("client", "rm", "C2").code == 0
    assert stocked(*line.split()) == (3, "", "crm: C2 was removed. Try: crm client restore C2\n")
    assert stocked("client", "restore", "C2").code == 0
    assert stocked("show", "C2").code == 0


def test_what_was_merged_into_one_that_was_removed_comes_back_with_it(stocked: Runner) -> None:
    stocked("merge", "C1", "C2")
    assert stocked("client", "rm", "C1", "--yes").code == 0
    assert stocked("show", "C2").err == "crm: C2 was removed. Try: crm client restore C2\n"
    assert stocked("client", "restore", "C2").err.startswith("restored: 1 client, 1 contact: C1 P1")
    assert stocked("show", "C2").err == "C2 was merged into C1 科锐配电\n"


def test_what_went_with_another_does_not_come_back_without_it(stocked: Runner) -> None:
    assert stocked("client", "rm", "C1", "--yes").code == 0
    said = "crm: P1 went with C1, and comes back with it. Try: crm client restore C1\n"
    assert stocked("contact", "restore", "P1") == (4, "", said)


def test_a_condition_names_a_field_by_its_label_or_by_how_only_that_begins(stocked: Runner) -> None:
    stocked("opp", "add", "产线改造", "--client", "C1", "--close", "2026-11-25", "--amount", "2万")
    for condition in ("预计成交日=..月底", "预计成交=..月底", "预计=..月底", "金额=2万"):
        assert stocked("商机", "列出", condition, "--format", "ids").out == "D1\n", condition
    ran = stocked("opp", "list", "预记成交=x", CRM_LANG="zh_CN")
    assert ran.code == 2
    assert "预计成交" in ran.err.partition("可试")[2]
    assert "close" not in ran.err
    assert "client、" not in stocked("opp", "list", "没有的=x", CRM_LANG="zh_CN").err
    assert "one of" in stocked("opp", "list", "c=x").err
