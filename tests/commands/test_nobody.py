"""``none``: what points to records points to none, when it is typed as when it is asked for."""

import json
from typing import Any

import pytest

from tests.conftest import Runner


def shown(run: Runner, noun: str, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(noun, "show", ref, "--json").out)
    return found


@pytest.mark.parametrize("none", ["none", "None", "无"])
def test_none_means_nobody_when_one_is_added_and_when_one_is_changed(firm: Runner, none: str) -> None:
    firm("client", "add", "母公司")
    firm("client", "add", "甲", "--parent", "母公司", "--tags", "a,b")
    assert firm("client", "edit", "C2", "--owner", none, "--parent", none, "--tags", none).code == 0
    found = shown(firm, "client", "C2")
    assert (found["owner"], found["parent"], found["tags"]) == (None, None, [])
    assert firm("lead", "add", "展会", "--owner", none, "--allow-duplicate").code == 0
    assert firm("lead", "list", "owner=none", "--format", "ids").out == "L1\n"


def test_what_must_have_one_is_not_left_without(firm: Runner) -> None:
    firm("pipeline", "add", "标准")
    firm("stage", "add", "谈判", "--pipeline", "标准")
    assert "needs its" in firm("stage", "edit", "谈判", "--pipeline", "none").err


def test_a_cell_that_says_none_names_nobody(firm: Runner) -> None:
    answer = firm("import", "client", "-", stdin='name,owner,tags\n甲,无,无\n乙,none,"大,无"\n')
    assert answer.code == 0, answer.err
    assert firm("client", "list", "owner=none", "--format", "ids").out.split() == ["C1", "C2"]
    assert firm("client", "list", "tags=大", "--format", "ids").out.split() == ["C2"]
