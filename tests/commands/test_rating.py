"""Clients are classed by what they brought, by a field of theirs or by rules, and it is said why."""

import json

import pytest

from tests.conftest import Runner


def test_clients_are_classed_by_what_they_brought(firm: Runner) -> None:
    firm("pipeline", "add", "线")
    firm("stage", "add", "洽谈", "--pipeline", "线")
    firm("stage", "add", "赢单", "--pipeline", "线", "--type", "won")
    for number, amount in enumerate((80, 15, 5, 0), 1):
        firm("client", "add", f"客户{number}")
        if amount:
            assert firm("opp", "add", f"单{number}", "--client", f"C{number}", "--amount", str(amount)).code == 0
            assert firm("opp", "win", f"D{number}", "--reason", "x").code == 0
    tried = firm("client", "rate", "--explain")
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


@pytest.fixture
def four(firm: Runner) -> Runner:
    """Clients C1 to C4 with revenues of 80, 15, 5 and nothing."""
    for number, revenue in enumerate(("80", "15", "5", ""), 1):
        firm(
            "client",
            "add",
            f"客户{number}",
            "--revenue",
            revenue,
            "--relation",
            "customer" if number < 3 else "prospect",
        )
    return firm


def classed(run: Runner, field: str = "level") -> list[object]:
    rows = json.loads(run("client", "list", "--fields", field, "--sort", "ref", "--json").out)
    return [row[field] for row in rows]


def test_clients_are_classed_by_a_field_of_theirs(four: Runner) -> None:
    tried = four("client", "rate", "--by", "revenue", "--dry-run", "--explain")
    assert "Annual revenue" in tried.out
    assert tried.err.startswith("dry run, nothing was written: 4 clients rated: A 1 B 1 C 2")
    assert four("client", "rate", "--by", "revenue", "--yes").code == 0
    assert classed(four) == ["A", "B", "C", "C"]
    four("undo")
    assert classed(four) == [None] * 4
    four("client", "edit", "C1", "--revenue", "", "--yes")
    four("client", "edit", "C1", "--currency", "USD")
    four("client", "edit", "C1", "--revenue", "900")
    said = four("client", "rate", "--by", "revenue", "--dry-run").err
    assert said.startswith("dry run, nothing was written: 4 clients rated: A 2 B 0 C 2")
    assert "1 client has its amount in another currency, which counts as nothing" in said
    assert four("client", "rate", "--by", "city").code == 2
    assert four("client", "rate", "--by", "revenue", "--period", "2026").code == 2


def test_clients_are_classed_by_a_field_of_ones_own_into_one(four: Runner) -> None:
    four("field", "add", "client", "产量", "--kind", "decimal")
    four("field", "add", "client", "等次", "--choice", "A", "--choice", "B", "--choice", "C")
    for number, much in enumerate(("0.5", "8.5", "1"), 1):
        four("client", "edit", f"C{number}", "--产量", much)
    assert four("client", "rate", "--by", "产量", "--field", "等次", "--yes").code == 0
    assert classed(four, "等次") == ["C", "A", "B", "C"]
    assert classed(four) == [None] * 4


def test_clients_are_classed_by_rules_and_the_first_that_fits_holds(four: Runner) -> None:
    given = ["--class", "A=revenue>50", "--class", "B=relation=customer"]
    tried = four("client", "rate", *given, "--class", "C", "--explain", "--dry-run")
    assert tried.err.startswith("dry run, nothing was written: 4 clients rated: A 1 B 1 C 2")
    assert "relation=customer" in tried.out and "the rest" in tried.out
    four("client", "edit", "C4", "--level", "B")
    assert four("client", "rate", *given, "--yes").err.startswith("4 clients rated: A 1 B 2 – 1")
    assert classed(four) == ["A", "B", None, "B"]
    for wrong in (
        ["--class", "A="],
        ["--class", "=revenue>1"],
        ["--class", "A=nonsense=1"],
        [*given, "--share", "80,15,5"],
    ):
        assert four("client", "rate", *wrong).code == 2


def test_why_a_client_is_in_its_class_is_told_and_nothing_is_written(four: Runner) -> None:
    said = four("client", "rate", "C2", "--by", "revenue", "--key", "level=A", "--explain").err
    assert "C2 客户2 is B: Annual revenue ¥15, place 2, 15 % of all; with those before it 95 %" in said
    assert "its record still says –: crm client rate C2" in said
    assert "no key account: “level=A” does not find it" in said
    assert (
        "is A: the first rule that fits is “A=revenue>50”"
        in four("client", "rate", "客户1", "--class", "A=revenue>50", "--explain").err
    )
    assert "stays –: no rule fits" in four("client", "rate", "C2", "--class", "A=revenue>50", "--explain").err
    assert (
        "C4 客户4 is C, the last class: Annual revenue is nothing"
        in four("client", "rate", "C4", "--by", "revenue", "--explain").err
    )
    assert classed(four) == [None] * 4
    assert four("client", "rate", "C2", "--by", "revenue").err.startswith("1 client rated: A 0 B 1 C 0")
    assert classed(four) == [None, "B", None, None]


def test_a_plan_of_classes_holds_the_marks_that_follow_from_them(four: Runner) -> None:
    four("client", "edit", "C4", "--key-account", "yes")
    said = four("client", "rate", "--by", "revenue", "--key", "level=A", "--plan", "abc.json").err
    assert "nothing was changed" in said
    assert classed(four) == [None] * 4
    assert four("apply", "abc.json").err.startswith("plan of 王芳, 2026-11-22 09:00: 4 clients changed")
    assert (classed(four), classed(four, "key_account")) == (["A", "B", "C", "C"], [True, False, False, False])
    four("undo")
    assert (classed(four), classed(four, "key_account")) == ([None] * 4, [False, False, False, True])


def test_what_the_team_set_holds_where_nothing_is_said(four: Runner) -> None:
    assert four("config", "set", "rate.share", "80,15").code == 2
    four("config", "set", "rate.by", "revenue")
    four("config", "set", "rate.key", "level=A")
    assert four("client", "rate", "--yes").err.startswith("4 clients rated: A 1 B 1 C 2")
    assert classed(four, "key_account") == [True, False, False, False]
    assert four("client", "rate", "--by", "none", "--key", "none", "--dry-run").err.startswith(
        "dry run, nothing was written: 4 clients rated: A 0 B 0 C 4"
    )
    four("config", "set", "rate.class", "A=relation=customer; C")
    assert four("client", "rate", "--yes").err.startswith("4 clients rated: A 2 C 2")
    said = four("client", "rate", "--share", "100,0,0", "--dry-run").err
    assert said.startswith("dry run, nothing was written: 4 clients rated: A 3 B 0 C 1\n")  # what is said goes before


def test_many_are_classed_at_once_as_one_by_one(four: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_cli.people.together.AT_ONCE", 1)
    answer = four("client", "rate", "--by", "revenue", "--key", "level=C", "--yes", "--json")
    assert [row["level"] for row in json.loads(answer.out)] == ["A", "B", "C", "C"]
    assert classed(four, "key_account") == [False, False, True, True]
    assert (
        four("client", "rate", "--by", "revenue", "--key", "level=C", "--yes").err == "4 clients rated: A 1 B 1 C 2\n"
    )
    four("undo")
    assert classed(four) == [None] * 4
