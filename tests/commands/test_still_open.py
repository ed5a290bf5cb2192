"""Lists of tasks and deals begin with what is open, and leave out what is closed where nobody asks for it."""

import pytest

from tests.conftest import Runner


def prepared(stocked: Runner) -> None:
    stocked("task", "add", "C1", "早该打的电话", "--due", "+1d")
    stocked("task", "add", "C1", "寄样品", "--due", "+9d")
    stocked("task", "add", "C1", "先做的事", "--due", "+3d")
    stocked("done", "T1")


def refs(text: str) -> list[str]:
    return [line.split()[0] for line in text.splitlines()[1:]]


def test_a_list_for_people_leaves_closed_ones_out_and_says_so(stocked: Runner) -> None:
    prepared(stocked)
    for line in ((), ("owner=me",), ("client=C1",)):
        ran = stocked("task", "list", *line)
        assert refs(ran.out) == ["T3", "T2"]
        assert ran.err.strip() == "1 closed one is not shown: --all"


@pytest.mark.parametrize("line", [["--all"], ["status=any"], ["ref=T1,T2,T3"]])
def test_who_asks_for_closed_ones_gets_them_after_the_open(stocked: Runner, line: list[str]) -> None:
    prepared(stocked)
    ran = stocked("task", "list", *line)
    assert refs(ran.out) == ["T3", "T2", "T1"]
    assert ran.err == ""


def test_programs_get_all_with_the_open_first(stocked: Runner) -> None:
    prepared(stocked)
    assert stocked("task", "list", "--format", "ids").out.split() == ["T3", "T2", "T1"]
    assert refs(stocked("task", "list", "早该").out) == ["T1"]


def test_deals_that_are_open_come_first_and_choices_sort_as_they_are_declared(stocked: Runner) -> None:
    for line in (
        ("pipeline", "add", "直销"),
        ("stage", "add", "谈判", "--pipeline", "直销"),
        ("stage", "add", "赢", "--pipeline", "直销", "--type", "won"),
        ("stage", "add", "输", "--pipeline", "直销", "--type", "lost"),
    ):
        assert stocked(*line).code == 0
    for name in ("甲", "乙", "丙"):
        stocked("opp", "add", name, "--client", "C1", "--amount", "1万")
    assert stocked("opp", "win", "D1", "--force").code == 0
    assert stocked("opp", "lose", "D2", "--reason", "price").code == 0
    assert "2 closed ones are not shown: --all" in stocked("opp", "list", "client=C1").err
    told = stocked("opp", "list", "--all", "--sort", "status", "--format", "tsv", "--fields", "status").out.split()[1:]
    assert told == sorted(told, key=["open", "won", "lost"].index)


def test_an_empty_list_says_what_makes_the_first(stocked: Runner) -> None:
    for noun, step in (
        ("quota", "crm quota set …"),
        ("job", "crm schedule add …"),
        ("rule", "crm rule add …"),
        ("hook", "crm hook add …"),
    ):
        assert stocked(noun, "list").err.strip() == f"nothing found · {step}"
    assert stocked("schedule", "list").err.strip() == "nothing found · crm schedule add …"
    assert stocked("rule", "log").err.strip() == "nothing found · crm rule add …"
    assert stocked("quota", "progress").err.strip() == "nothing found · crm quota set …"


def test_mine_is_said_as_an_owner(stocked: Runner) -> None:
    assert stocked("task", "list", "mine").err.strip() == "nothing found · owner=me"
    assert stocked("task", "list", "nobody-has-this").err.strip() == "nothing found"


def test_refs_sort_by_their_numbers(stocked: Runner) -> None:
    for n in range(12):
        assert stocked("client", "add", f"Client {n}").code == 0
    refs = stocked("client", "list", "--sort", "ref", "--format", "ids").out.split()
    assert len(refs) > 12
    assert refs == sorted(refs, key=lambda ref: int(ref[1:]))
    assert stocked("client", "list", "--sort", "-ref", "--format", "ids").out.split() == refs[::-1]
