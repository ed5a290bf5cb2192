"""A whole day pasted: shown, put right, kept in one step; all or nothing."""

import json
from pathlib import Path

import pytest

from crm_cli.render.style import cells
from tests.conftest import Begun, Runner

DAY = "科锐李总 电话 要九五折 周五10点回电\n10:30 清华同方 拜访：看了样品 12月1日 送方案\nT1 谈好了 周三签合同\n"
WRONG = "王总 电话 没接\n李总 要发票\n李总 电话 好\n"


@pytest.fixture
def rep(stocked: Runner, begun: Begun) -> Runner:

    def lay() -> None:
        stocked("task", "add", "C2", "催款", "--due", "fri")

    begun(lay)
    return stocked


def test_a_day_is_one_step(rep: Runner) -> None:
    kept = rep("log", "-", stdin=DAY)
    assert (kept.code, kept.err.splitlines()[:2]) == (
        0, ["the day is kept: 3 activities, 4 tasks", "  李建国 · 科锐配电 · call A1 · Fri 27 Nov 10:00 回电 T2"],
    )  # fmt: skip
    rows = json.loads(rep("activity", "list", "--fields", "kind,text,at,client", "--sort", "ref", "--json").out)
    assert [(row["kind"], row["text"], row["client"]) for row in rows] == [
        ("call", "要九五折", "C1"),
        ("visit", "看了样品", "C2"),
        ("task", "谈好了", "C2"),
    ]
    assert rows[1]["at"] == "2026-11-21T02:30:00Z"
    assert json.loads(rep("task", "show", "T1", "--json").out)["status"] == "done"
    rep("undo")
    assert rep("activity", "list", "--format", "ids").out == ""
    assert rep("task", "list", "--format", "ids").out == "T1\n"


def test_a_dry_run_is_the_table_with_the_days_resolved(rep: Runner) -> None:
    shown = rep("log", "-", "--dry-run", stdin=DAY)
    assert shown.out.splitlines() == [
        "Line  Who                Kind   Text      Next step              What follows",
        "   1  李建国 · 科锐配电  call   要九五折  Fri 27 Nov 10:00 回电",
        "   2  清华同方           visit  看了样品  Tue 1 Dec 送方案",
        "   3  T1 催款            task   谈好了    Wed 25 Nov 签合同      done",
    ]
    assert rep("activity", "list", "--format", "ids").out == ""
    rows = json.loads(rep("log", "-", "--dry-run", "--json", stdin=DAY).out)
    assert [(row["line"], row["who"], row["due"]) for row in rows] == [
        (1, "P1", "2026-11-27T02:00:00Z"), (2, "C2", "2026-12-01"), (3, "T1", "2026-11-25"),
    ]  # fmt: skip


def test_off_a_terminal_it_is_all_or_nothing_and_each_line_is_named(rep: Runner) -> None:
    refused = rep("log", "-", stdin=WRONG)
    assert (refused.code, refused.out) == (2, "")
    assert [line[:7] for line in refused.err.splitlines()] == ["line 1:", "line 2:", "crm: 2 "]
    assert len(json.loads(rep("log", "-", "--json", stdin=WRONG).err)["candidates"]) == 2
    assert rep("log", "-", stdin="王总 电话 没接\n").code == 3
    assert rep("log", "-", "--dry-run", stdin=WRONG).code == 2
    assert rep("activity", "list", "--format", "ids").out == ""


def test_a_dry_run_with_bad_lines_does_not_hint_at_itself(rep: Runner) -> None:
    bad = "电话 没有这人 a\n拜访 也没有 b\n"
    dry = rep("log", "-", "--dry-run", stdin=bad)
    assert dry.code and "Try: put these lines right" in dry.err and "crm log - --dry-run" not in dry.err
    assert "crm log - --dry-run" in rep("log", "-", stdin=bad).err


def test_who_is_unknown_is_made_once(rep: Runner) -> None:
    assert rep("log", "-", "--create", "lead", stdin="王总 电话 没接\n王总 电话 通了\n").code == 0
    assert rep("lead", "list", "--format", "ids").out == "L1\n"


def test_on_a_terminal_it_is_put_right_line_by_line(rep: Runner) -> None:
    typed = WRONG + "\n1 清华同方 电话 没接\n-2\nnonsense\n\n"
    kept = rep("log", "-", terminal=True, stdin=typed)
    assert kept.code == 0, kept.err
    assert "“nonsense” changes no line" in kept.err
    assert "the day is kept: 2 activities" in kept.err
    rows = json.loads(rep("activity", "list", "--fields", "client,outcome,text", "--json").out)
    assert {(row["client"], row["outcome"], row["text"]) for row in rows} == {
        ("C2", "no_answer", None),
        ("C1", None, "好"),
    }


@pytest.mark.parametrize("answer", ["q\n", ""])
def test_what_is_given_up_is_given_back(rep: Runner, answer: str) -> None:
    given = rep("log", "-", terminal=True, stdin=DAY + "\n" + answer)
    assert given.code == 0
    assert given.out.endswith(DAY)
    assert rep("activity", "list", "--format", "ids").out == ""


def test_the_editor_shows_what_is_wrong_and_gives_the_day_back(rep: Runner, home: Path) -> None:
    editor = home / "editor"
    editor.write_text(
        "#!/bin/sh\ngrep -q '^# there is no client' \"$1\" && echo '清华同方 电话 好' > \"$1\"\n", encoding="utf-8"
    )
    editor.chmod(0o700)
    kept = rep("log", "-", terminal=True, stdin=WRONG + "\ne\n\n", EDITOR=str(editor))
    assert "the day is kept: 1 activity" in kept.err


def test_a_day_comes_from_a_file_of_yesterday_and_once(rep: Runner, home: Path) -> None:
    (home / "day.txt").write_text("10:30 李总 电话 好\n", encoding="utf-8")
    for _time in range(2):
        assert rep("log", "-", "-F", "day.txt", "--at", "昨天", "--once", "a").code == 0
    rows = json.loads(rep("activity", "list", "--fields", "at", "--json").out)
    assert [row["at"] for row in rows] == ["2026-11-21T02:30:00Z"]


@pytest.mark.parametrize(
    ("words", "code"), [(("--next", "fri x"), 2), (("李总",), 2), (("--kind",), 2)],
)  # fmt: skip
def test_what_is_of_one_line_is_no_word_for_a_day(rep: Runner, words: tuple[str, ...], code: int) -> None:
    assert rep("log", "-", *words, stdin=DAY).code == code


def test_nothing_pasted_is_nothing_added(rep: Runner) -> None:
    nothing = rep("log", "-", stdin="# empty\n\n")
    assert (nothing.code, nothing.err) == (0, "no line says anything, nothing was added\n")


@pytest.mark.parametrize("width", ["80", "100"])
def test_on_a_narrow_screen_the_problem_of_a_line_stands_whole_below_it(rep: Runner, width: str) -> None:
    lines = "李总 电话 要九五折，回去和采购商量，下周再谈一次价格和交期 明天10点 回电\n没有这个人 电话 问价\n"
    shown = rep("log", "-", "--dry-run", terminal=True, stdin=lines, COLUMNS=width, NO_COLOR="1").out
    assert "there is no client, contact or lead “没有这个人”" in " ".join(shown.split())
    assert all(cells(line) <= int(width) for line in shown.splitlines())
