"""Closing, putting off and dropping tasks: rehearsed where that is wanted."""

import json

import pytest

from tests.conftest import Runner


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("done", "T1", "wants a quote", "--kind", "call", "--next", "fri 10:00 send it"), "T1 done: 回访"),
        (("task", "snooze", "T1", "tomorrow"), "T1 回访: put off until"),
        (("task", "drop", "T1", "bought elsewhere"), "T1 dropped: 回访"),
    ],
)
def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    stocked: Runner, words: tuple[str, ...], said: str
) -> None:
    stocked("task", "add", "C1", "回访")
    before = stocked("task", "show", "T1", "--json").out, stocked("steps", "--json").out
    dry = stocked(*words, "--dry-run")
    assert (dry.code, dry.err.startswith(f"dry run, nothing was written: {said}")) == (0, True)
    assert "undo" not in dry.err
    assert (stocked("task", "show", "T1", "--json").out, stocked("steps", "--json").out) == before
    assert stocked("activity", "list", "--format", "ids").out == ""
    done = stocked(*words)
    assert done.err.removesuffix(" · undo: crm undo\n").splitlines()[0] in dry.err
    assert stocked("task", "show", "T1", "--json").out != before[0]


def test_a_dry_run_of_several_tells_them_all(stocked: Runner) -> None:
    for text in ("一", "二"):
        stocked("task", "add", "C1", text)
    dry = stocked("done", "-", "--dry-run", "--json", stdin="T1\nT2\n")
    assert [row["status"] for row in json.loads(dry.out)] == ["done", "done"]
    assert json.loads(stocked("task", "show", "T1", "--json").out)["status"] == "open"


def test_a_task_is_done_and_put_off_by_the_verbs_of_tasks_and_by_the_short_ones(stocked: Runner) -> None:
    stocked("task", "add", "C1", "回访")
    assert "put off until" in stocked("snooze", "T1", "+3d").err
    assert "put off until" in stocked("task", "snooze", "T1", "+4d").err
    assert "T1 done" in stocked("task", "done", "T1", "谈好了").err


def test_nothing_that_came_by_stdin_leaves_no_step(stocked: Runner) -> None:
    count = len(json.loads(stocked("steps", "--json").out))
    assert stocked("done", "-", stdin="").err == "nothing came by stdin, nothing was changed\n"
    assert len(json.loads(stocked("steps", "--json").out)) == count


def test_what_comes_again_says_when_and_ends_when_told(stocked: Runner) -> None:
    added = stocked("task", "add", "C1", "月报", "--every", "每月最后一个工作日", "--for", "王芳")
    assert added.err.splitlines()[1:3] == [
        "  Again: monthly on the last workday",
        "  due Mon 30 Nov, then Thu 31 Dec, Fri 29 Jan 2027",
    ]
    page = stocked("task", "show", "T1").out
    assert page.split("Comes again")[1].split() == [
        "Thu",
        "31",
        "Dec",
        "Fri",
        "29",
        "Jan",
        "2027",
        "Fri",
        "26",
        "Feb",
        "2027",
    ]
    done = stocked("done", "T1", "sent", "--next", "wed ask back")
    assert done.err.splitlines()[-2:] == ["  again: Thu 31 Dec 月报 T2", "undo: crm undo"]
    assert "again" not in stocked("task", "drop", "T2", "--ends").err
    assert (
        json.loads(stocked("task", "show", "T2", "--json").out)["every"] == "FREQ=MONTHLY;X-WORKDAY=-1;X-START=20261130"
    )
    assert stocked("task", "list", "status=open", "--format", "ids").out == "T3\n"


def test_how_often_is_edited_and_ended(stocked: Runner) -> None:
    stocked("task", "add", "C1", "周报", "--due", "fri")
    assert stocked("task", "edit", "T1", "--every", "every 2 weeks").code == 0
    assert (
        json.loads(stocked("task", "show", "T1", "--json").out)["every"]
        == "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;X-START=20261127"
    )
    assert stocked("task", "edit", "T1", "--every", "none").code == 0
    assert json.loads(stocked("task", "show", "T1", "--json").out)["every"] is None
    assert stocked("task", "edit", "T1", "--every", "sometimes").code == 2


def test_of_several_that_are_done_those_that_come_again_are_told(stocked: Runner) -> None:
    stocked("task", "add", "C1", "周报", "--every", "每周五")
    stocked("task", "add", "C1", "一")
    done = stocked("done", "-", stdin="T1\nT2\n")
    assert done.err.splitlines()[:2] == ["2 tasks done: T1 T2", "  again: Fri 4 Dec 周报 T3"]
