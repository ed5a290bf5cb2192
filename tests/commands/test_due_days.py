"""A day by which something is due and of which no hour is known is a date wherever it stands; an hour is kept."""

import json
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner

FILE = "text,due,client,owner\nsend the quote,2026-11-26,Acme,王芳\ncall back,2026-11-25 10:00,Beta,王芳\n"
DAY, MOMENT = "2026-11-26", "2026-11-25T02:00:00Z"


@pytest.fixture
def planned(crm: Runner, begun: Begun, home: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A deal with a task on a day, another with one at an hour, in Shanghai."""
    monkeypatch.setenv("CRM_TZ", "Asia/Shanghai")
    monkeypatch.setenv("CRM_NOW", "2026-11-23T09:00")

    def lay() -> None:
        assert crm("init", "--yes", "--me", "王芳", "--country", "CN").code == 0
        for client in ("Acme", "Beta"):
            assert crm("client", "add", client).code == 0
            assert crm("opp", "add", "Line", "--client", client).code == 0
        (home / "tasks.csv").write_text(FILE, encoding="utf-8")
        assert crm("import", "task", "tasks.csv").code == 0
        for task, deal in (("T1", "D1"), ("T2", "D2")):
            assert crm("task", "edit", task, "--opportunity", deal).code == 0

    begun(lay)
    monkeypatch.setenv("CRM_USER", "王芳")
    return crm


def test_a_file_with_an_hour_makes_a_task_timed_and_one_with_a_day_does_not(planned: Runner) -> None:
    rows = json.loads(planned("task", "list", "--sort", "ref", "--fields", "due,timed", "--json").out)
    assert [(row["due"], row["timed"]) for row in rows] == [(DAY, False), (MOMENT, True)]


@pytest.mark.parametrize(
    ("noun", "field"),
    [("task", "due"), ("client", "next_step"), ("opp", "next_step"), ("task", "opportunity.next_step")],
)
@pytest.mark.parametrize("form", ["csv", "json"])
def test_lists_for_programs_tell_a_day_as_a_date(planned: Runner, noun: str, field: str, form: str) -> None:
    told = planned(noun, "list", "--fields", f"ref,{field}", "--sort", "ref", "--format", form).out
    assert (told.count(f"{DAY}T"), told.count(DAY), told.count(MOMENT)) == (0, 1, 1)


@pytest.mark.parametrize(
    "words",
    [
        ("today", "--format", "json"),
        ("today", "--format", "csv"),
        ("today", "--format", "jsonl"),
        ("board", "--cards", "--json"),
        ("task", "show", "T1", "--json"),
        ("client", "show", "C1", "--json"),
        ("prep", "Acme", "--json"),
    ],
)
def test_no_page_for_programs_tells_a_moment_of_a_day(planned: Runner, words: tuple[str, ...]) -> None:
    answer = planned(*words)
    assert answer.code == 0
    assert DAY in answer.out
    assert "2026-11-25T16:00:00Z" not in answer.out


@pytest.mark.parametrize("form", ["plain", "md", "html"])
@pytest.mark.parametrize("words", [("today",), ("task", "list")])
def test_nor_does_a_sheet_or_a_pipe(planned: Runner, words: tuple[str, ...], form: str) -> None:
    told = planned(*words, "--format", form).out
    assert (DAY in told, "2026-11-25 10:00" in told, f"{DAY} 00:00" in told) == (True, True, False)


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "xlsx"])
def test_what_goes_out_comes_in_as_it_was(planned: Runner, home: Path, form: str) -> None:
    assert planned("export", "task", "-o", f"out.{form}").code == 0
    assert "2 unchanged" in planned("import", "task", f"out.{form}").err
    other = ("--db", str(home / "other.db"))
    assert planned(*other, "init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    for client in ("Acme", "Beta"):
        planned(*other, "client", "add", client)
        planned(*other, "opp", "add", "Line", "--client", client)
    assert planned(*other, "import", "task", f"out.{form}").code == 0
    rows = json.loads(planned(*other, "task", "list", "--sort", "due", "--fields", "due,timed", "--json").out)
    assert [(row["due"], row["timed"]) for row in rows] == [(MOMENT, True), (DAY, False)]
