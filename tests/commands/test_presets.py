"""``crm preset`` and ``crm init --preset``: what is shown, asked, refused and done."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Answer, Begun, Runner

BEGUN = ("init", "--yes", "--me", "Ann", "--country", "GB", "--language", "en")


@pytest.fixture
def base(crm: Runner, begun: Begun) -> Runner:
    """A base in English with the plain pipeline."""

    def lay() -> None:
        assert crm(*BEGUN).code == 0

    begun(lay)
    return crm


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Answers the program's questions on a terminal one after the other."""

    def prepare(*answers: str) -> list[str]:
        waiting, asked = list(answers), []

        def ask(run: object, question: str) -> str | None:
            asked.append(question)
            return waiting.pop(0) if waiting else ""

        monkeypatch.setattr("crm_cli.context.Run.ask", ask)
        return asked

    return prepare


def read(answer: Answer) -> Any:
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def names(crm: Runner, noun: str) -> list[str]:
    return [one["name"] for one in read(crm(noun, "list", "--json"))]


def test_the_list_needs_no_base_and_says_what_a_base_has(crm: Runner) -> None:
    assert [one["here"] for one in read(crm("preset", "list", "--json"))] == [False] * 6
    assert crm(*BEGUN, "--preset", "project").code == 0
    here = {one["name"]: one["here"] for one in read(crm("preset", "list", "--json"))}
    assert [name for name, yes in here.items() if yes] == ["project"]
    lines = crm("preset", "list").out.splitlines()
    assert [line.split()[1] for line in lines if line.endswith("laid in")] == ["project"]


def test_a_preset_is_shown_whole_in_the_readers_language(crm: Runner) -> None:
    found = read(crm("preset", "show", "product", "--json"))
    assert (found["name"], found["product"][0]["probability"]) == ("product", 10)
    assert found["product"][0]["checklist"] == ["spoke to the person in charge", "the product fits"]
    assert [view["name"] for view in found["views"]] == ["Samples out", "Orders within 30 days"]
    page = crm("preset", "show", "标准产品", CRM_LANG="zh_CN").out
    assert "选型送样" in page and "选型送样：样品随附规格书" in page and "Sample" not in page
    assert crm("preset", "show", "product", "--format", "csv").out.startswith("noun,under,name\n")


def test_init_lays_the_preset_instead_of_the_plain_pipeline(crm: Runner) -> None:
    assert crm(*BEGUN, "--preset", "membership").code == 0
    assert names(crm, "pipeline") == ["Joining", "Renewal"]


def test_init_gives_the_pipeline_of_a_preset_the_name_that_was_said(crm: Runner) -> None:
    assert crm(*BEGUN, "--preset", "product", "--pipeline", "Sensors").code == 0
    assert names(crm, "pipeline") == ["Sensors"]


def test_a_preset_of_several_pipelines_takes_no_name_for_one(crm: Runner) -> None:
    answer = crm(*BEGUN, "--preset", "group", "--pipeline", "All")
    assert answer.code == 2
    assert answer.err.startswith("crm: the preset has 3 pipelines, each with a name of its own.")


def test_an_unknown_preset_begins_no_base(crm: Runner) -> None:
    answer = crm(*BEGUN, "--preset", "mars")
    assert (answer.code, answer.err) == (
        3,
        "crm: there is no preset “mars”. Try: one of product, project, promotion, key-account, membership, group\n",
    )
    assert crm(*BEGUN).code == 0


def test_init_on_a_terminal_offers_the_presets_by_number(crm: Runner, typed: Any) -> None:
    asked = typed("", "", "", "", "9", "4", "")
    answer = crm("init", terminal=True)
    assert answer.code == 0
    assert "4  Key account: A few large clients" in answer.err
    assert asked[-3:] == [
        "How you sell: a number, or Enter for a plain pipeline: ",
        "How you sell: a number, or Enter for a plain pipeline: ",
        "Name of the pipeline [Key accounts]: ",
    ]
    assert names(crm, "pipeline") == ["Key accounts"]


def test_init_asks_every_question_again_that_was_answered_wrongly(crm: Runner, typed: Any) -> None:
    asked = typed("klingon", "en", "Mars", "DE", "Ann", "gold", "EUR", "", "")
    answer = crm("init", terminal=True)
    assert answer.code == 0
    assert [question.partition(" ")[0] for question in asked] == [
        "Language", "Language", "Country", "Country", "Your", "Currency", "Currency", "How", "Name"
    ]  # fmt: skip
    assert answer.err.count("crm:") == 3


def test_init_gives_up_after_three_wrong_answers(crm: Runner, typed: Any) -> None:
    typed("klingon", "elvish", "x")
    assert crm("init", terminal=True).code == 2
    assert crm("client", "list").code != 0


def test_enter_is_the_plain_pipeline(crm: Runner, typed: Any) -> None:
    typed()
    assert crm("init", terminal=True).code == 0
    assert names(crm, "pipeline") == ["Standard"]
    assert read(crm("field", "list", "--json")) == []


def test_apply_shows_its_plan_and_needs_a_yes_off_a_terminal(base: Runner) -> None:
    answer = base("preset", "apply", "key-account")
    assert answer.code == 2
    first, *lines = answer.err.splitlines()
    assert first == "the preset Key account would add:"
    assert lines[1] == "  1 pipeline: Key accounts"
    assert lines[-1] == "crm: 28 records are too many to do it unasked. Try: --yes"
    assert names(base, "pipeline") == ["Standard"]


def test_apply_asks_on_a_terminal_and_no_changes_nothing(base: Runner, typed: Any) -> None:
    asked = typed("n")
    assert base("preset", "apply", "product", terminal=True).code == 130
    assert asked == ["add 6 fields, 1 price book, 1 pipeline, 7 stages, 5 stage tasks, 3 checks, 2 views? [y/N]"]
    assert names(base, "pipeline") == ["Standard"]
    typed("y")
    assert base("preset", "apply", "product", terminal=True).code == 0
    assert names(base, "pipeline") == ["Standard", "Product sales"]


def test_a_dry_run_writes_nothing(base: Runner) -> None:
    answer = base("preset", "apply", "group", "--dry-run")
    assert answer.code == 0 and answer.err.startswith(
        "dry run, nothing was written: the preset Group with several businesses is laid in"
    )
    assert names(base, "pipeline") == ["Standard"] and read(base("field", "list", "--json")) == []


def test_twice_is_once_and_the_undo_is_of_the_first(base: Runner) -> None:
    assert base("preset", "apply", "product", "--yes").code == 0
    again = base("preset", "apply", "product", "--yes")
    assert (again.code, again.err) == (0, "nothing is added of the preset Standard product\n")
    assert read(base("preset", "apply", "product", "--json")) == []
    assert base("undo").code == 0
    assert names(base, "pipeline") == ["Standard"] and read(base("field", "list", "--json")) == []


def test_once_and_json_answer_with_what_was_added(base: Runner) -> None:
    first = read(base("preset", "apply", "promotion", "--yes", "--once", "k1", "--json"))
    again = read(base("preset", "apply", "promotion", "--yes", "--once", "k1", "--json"))
    assert len(first) == 25 and {one["ref"] for one in again} == {one["ref"] for one in first}


def test_diff_says_what_is_missing_what_is_other_and_what_is_gone(base: Runner) -> None:
    rows = read(base("preset", "diff", "product", "--json"))
    assert {row["state"] for row in rows} == {"missing"} and len(rows) == 25
    assert base("preset", "apply", "product", "--yes").code == 0
    same = base("preset", "diff", "product")
    assert (same.code, same.out, same.err) == (0, "", "all of the preset Standard product is here as it is there\n")
    for line in (
        ("stage", "edit", "Sample", "--name", "Trial", "--probability", "45%"),
        ("view", "rm", "Samples out"),
        ("stage", "add", "Pilot", "--pipeline", "Product sales", "--probability", "50%"),
    ):
        assert base(*line).code == 0
    rows = read(base("preset", "diff", "product", "--json"))
    assert [(row["state"], row["name"], row["field"], row["preset"], row["yours"]) for row in rows] == [
        ("changed", "Trial", "name", "Sample", "Trial"),
        ("changed", "Trial", "probability", 40, 45),
        ("gone", "Samples out", None, None, None),
        ("own", "Pilot", None, None, None),
    ]
    told = base("preset", "diff", "product").out
    assert "yours differs  stage" in told and "40 %" in told


def test_what_cannot_be_laid_is_named_with_the_reason(base: Runner) -> None:
    assert base("field", "add", "opp", "discount", "--kind", "text").code == 0
    assert base("field", "add", "opp", "offer_ends", "--kind", "flag").code == 0
    answer = base("preset", "apply", "promotion", "--yes")
    assert answer.code == 0
    assert "  left out: check Offer over but deal open, for here " in answer.err
    assert "what your team made of it stays: crm preset diff promotion" in answer.err


def test_a_chinese_base_gets_chinese_whoever_reads_it(crm: Runner) -> None:
    assert crm("init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN").code == 0
    answer = crm("预设", "执行", "会员制", "--确认")
    assert answer.code == 0 and "  2 pipelines: 入会, 续费\n" in answer.err


def test_two_presets_live_beside_each_other(base: Runner) -> None:
    for name in ("product", "key-account", "promotion"):
        assert base("preset", "apply", name, "--yes").code == 0
    assert base("client", "add", "Meridian", "--key-account", "yes").code == 0
    assert base("opp", "add", "Brakes", "--client", "Meridian").code == 0
    assert read(base("opp", "show", "D1", "--json"))["stage"] == "Research"
    assert base("check").code in (0, 8)


def test_a_plan_is_laid_later_once_and_only_as_it_was_planned(base: Runner, home: Path) -> None:
    answer = base("preset", "apply", "project", "--plan", "plan.json")
    assert (answer.code, names(base, "pipeline")) == (0, ["Standard"])
    told = json.loads((home / "plan.json").read_text(encoding="utf-8"))
    assert (told["do"], told["source"], told["counts"]["created"]) == ("preset", "project", len(told["rows"]))
    assert {row["noun"] for row in told["rows"]} == {"pipeline", "stage", "stagetask", "field", "check", "view"}
    assert read(base("apply", "plan.json", "--dry-run", "--json"))["created"] == len(told["rows"])
    assert names(base, "pipeline") == ["Standard"]
    done = read(base("apply", "plan.json", "--json"))
    assert (done["created"], done["updated"]) == (len(told["rows"]), 0)
    assert names(base, "pipeline") != ["Standard"]
    assert read(base("apply", "plan.json", "--json"))["applied_before"] is True
    assert "nothing is added" in base("preset", "apply", "project", "--yes").err
    assert base("undo").code == 0
    assert names(base, "pipeline") == ["Standard"]


def test_a_plan_of_a_preset_of_which_something_came_since_is_refused(base: Runner) -> None:
    assert base("preset", "apply", "project", "--plan", "plan.json").code == 0
    assert base("preset", "apply", "project", "--yes").code == 0
    steps = len(read(base("steps", "--json")))
    answer = base("apply", "plan.json")
    assert (answer.code, "was planned as new and is there now" in answer.err) == (4, True)
    assert len(read(base("steps", "--json"))) == steps


def test_a_plan_that_lays_nothing_leaves_no_step(base: Runner) -> None:
    assert base("preset", "apply", "project", "--yes").code == 0
    assert base("preset", "apply", "project", "--plan", "plan.json").code == 0
    steps = len(read(base("steps", "--json")))
    assert base("apply", "plan.json").code == 0
    assert len(read(base("steps", "--json"))) == steps


def test_diff_says_what_apply_would_do(base: Runner) -> None:
    rows = read(base("preset", "diff", "project", "--json"))
    assert {(row["apply"], row["state"]) for row in rows} == {("add", "missing")}
    assert base("preset", "diff", "project").out.splitlines()[1].startswith("adds it")
