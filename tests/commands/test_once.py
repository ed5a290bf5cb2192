"""``--once``: the same line a second time is answered as the first was, and writes nothing."""

import json

import pytest

from crm_cli.sales import pipelines
from tests.commands.conftest import Opened
from tests.conftest import Runner

LINES = [
    ("C5", ["client", "add", "科锐新能"]),
    ("C1", ["client", "edit", "C1", "--level", "B"]),
    ("C1", ["client", "rm", "C1", "--yes"]),
    ("C4", ["client", "restore", "C4"]),
    ("A1", ["log", "call", "C1", "wants the quote"]),
    ("T1", ["done", "T1"]),
    ("D1", ["opp", "move", "D1", "方案"]),
    ("FD2", ["field", "add", "client", "F", "--choice", "a"]),
    ("FD1", ["field", "edit", "floors", "--listed"]),
    ("FD1", ["field", "rm", "floors", "--yes"]),
]


@pytest.fixture
def base(stocked: Runner, opened: Opened) -> Runner:
    """With a deal, a task, a field that is filled, and a client that was removed."""
    beside = opened()
    pipelines.install(beside, "zh_CN")
    beside.store.close()
    for line in (
        ["client", "add", "甲公司"],
        ["client", "add", "乙公司"],
        ["client", "rm", "C3", "C4", "--yes"],
        ["opp", "add", "一期改造", "--client", "C1"],
        ["task", "add", "call back", "--client", "C1"],
        ["field", "add", "client", "floors"],
        ["client", "edit", "C1", "--floors", "big"],
    ):
        answer = stocked(*line)
        assert answer.code == 0, (line, answer)
    return stocked


def refs_in(out: str) -> list[str]:
    read = json.loads(out)
    return [item["ref"] for item in (read if isinstance(read, list) else [read])]


@pytest.mark.parametrize(("ref", "line"), LINES, ids=[" ".join(line[:2]) for _ref, line in LINES])
def test_the_same_line_with_the_same_key_is_answered_again_and_writes_nothing(
    base: Runner, opened: Opened, ref: str, line: list[str]
) -> None:
    first = base(*line, "--json", "--once", "k")
    assert first.code == 0, first
    assert ref in refs_in(first.out)
    before = opened().steps()
    again = base(*line, "--json", "--once", "k")
    assert again.code == 0, again
    assert ref in refs_in(again.out)
    assert ref in again.err
    assert opened().steps() == before


def test_what_is_removed_is_printed_as_it_was(base: Runner) -> None:
    gone = json.loads(base("client", "rm", "C1", "--yes", "--json").out)
    assert (gone["ref"], gone["name"], gone["level"]) == ("C1", "科锐配电", "A")
