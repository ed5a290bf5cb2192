"""What nobody has goes out by rules; clients are classed by what they brought."""

import json

import pytest

from tests.conftest import Runner


@pytest.fixture
def office(firm: Runner) -> Runner:
    firm("user", "add", "李强")
    firm("user", "add", "赵敏")
    for number in range(1, 5):
        firm("lead", "add", f"线索{number}", "--owner", "", "--city", "上海" if number < 4 else "北京")
    firm("lead", "edit", "L1", "L2", "L3", "L4", "--owner", "", "--yes")
    return firm


def owners(run: Runner) -> list[str | None]:
    return [row["owner"] for row in json.loads(run("lead", "list", "--fields", "owner", "--sort", "ref", "--json").out)]


def test_turns_go_on_where_they_stopped(office: Runner) -> None:
    assert (
        office("assignment", "add", "华东", "--noun-name", "lead", "--filter", "city=上海", "--users", "李强,赵敏").code
        == 0
    )
    tried = office("assign", "--dry-run")
    assert "L1 线索1 → 李强  (华东: in turn)" in tried.err
    assert "L4 线索4: no rule fits" in tried.err
    assert owners(office) == [None] * 4
    assert office("assign", "lead", "name=线索1").err.startswith("1 lead given out of 1 that nobody has")
    office("assign", "--yes")
    assert owners(office) == ["李强", "赵敏", "李强", None]
    office("undo")
    assert owners(office) == ["李强", None, None, None]
    office("assign", "lead", "name=线索2")
    assert owners(office)[1] == "赵敏"


def test_the_first_rule_that_fits_holds_and_the_least_busy_is_chosen(office: Runner) -> None:
    office("task", "add", "打电话", "--owner", "李强", "--due", "tomorrow")
    office("assignment", "add", "其余", "--noun-name", "lead", "--way", "to", "--users", "王芳", "--position", "9")
    office(
        "assignment",
        "add",
        "华东",
        "--noun-name",
        "lead",
        "--filter",
        "city=上海",
        "--way",
        "least",
        "--users",
        "李强,赵敏",
        "--position",
        "1",
    )
    said = office("assign", "--yes").err
    assert "L1 线索1 → 赵敏  (华东: who has the least to do, 0 open)" in said
    assert owners(office) == ["赵敏", "李强", "赵敏", "王芳"]


def test_a_rule_without_anybody_is_refused_and_one_whose_people_left_says_so(office: Runner) -> None:
    assert office("assignment", "add", "x", "--noun-name", "lead").code == 2
    office("assignment", "add", "x", "--noun-name", "lead", "--users", "李强")
    office("user", "edit", "李强", "--active", "no")
    assert "“x” names nobody who is active" in office("assign", "--dry-run").err
    assert office("assign", "product").code == 2


def test_clients_are_classed_by_what_they_brought(firm: Runner) -> None:
    firm("pipeline", "add", "线")
    firm("stage", "add", "洽谈", "--pipeline", "线")
    firm("stage", "add", "赢单", "--pipeline", "线", "--type", "won")
    for number, amount in enumerate((80, 15, 5, 0), 1):
        firm("client", "add", f"客户{number}")
        if amount:
            assert firm("opp", "add", f"单{number}", "--client", f"C{number}", "--amount", str(amount)).code == 0
            assert firm("opp", "win", f"D{number}", "--reason", "x").code == 0
    tried = firm("client", "rate", "--dry-run", "--explain")
    assert "80 %" in tried.out
    assert tried.err.startswith("dry run, nothing was written: 4 clients rated: A 1 B 1 C 2")
    assert firm("client", "rate", "--key", "level=A", "--yes").code == 0
    rows = json.loads(firm("client", "list", "--fields", "level,key_account", "--sort", "ref", "--json").out)
    assert [(row["level"], row["key_account"]) for row in rows] == [
        ("A", True),
        ("B", False),
        ("C", False),
        ("C", False),
    ]
    assert firm("client", "rate", "--share", "80,15").code == 2
    assert firm("client", "rate", "--period", "2020", "--dry-run").err.startswith(
        "dry run, nothing was written: 4 clients rated: A 0 B 0 C 4"
    )
    firm("undo")
    assert firm("client", "list", "level=any", "--format", "ids").out == ""
