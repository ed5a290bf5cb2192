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


def test_nothing_that_came_by_stdin_leaves_no_step(stocked: Runner) -> None:
    count = len(json.loads(stocked("steps", "--json").out))
    assert stocked("done", "-", stdin="").err == "nothing came by stdin, nothing was changed\n"
    assert len(json.loads(stocked("steps", "--json").out)) == count
