"""The day, the team's day and the week on the screen."""

from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from crm_cli import context
from crm_cli.__main__ import main
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.tasks import Task
from crm_cli.tui.places import page
from crm_cli.tui.screens.today import TodayPage
from crm_cli.tui.screens.week import WeekPage
from tests.tui.conftest import LANGUAGES, SIZES, Play, Seen, widest

Company = Callable[[str], Path]
HOSTILE = "[b]x[/b] $(touch x) \x1b[31m 王\u202eabc"


def crm(*argv: str) -> None:
    assert main(["--quiet", *argv]) == 0


def held(*tokens: str) -> list[Task]:
    """The tasks that a filter finds in the base now."""
    run = context.begin(context.Run([]))
    try:
        return run.workspace.find(Task, list(tokens))
    finally:
        run.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_they_look_as_they_did(
    company: Company, play: Play, golden: Callable[[str, Seen], None], language: str, size: str
) -> None:
    company(language)
    user = {"en": "Nora Whitfield", "zh": "蒋文溪"}[language]
    crm("quota", "set", {"en": "Priya Castell", "zh": "林晓棠"}[language], "2026-11", "200k")
    crm("absence", "add", user, "today..+3d")
    crm("--user", user, "report", "day", "--remark", "two visits tomorrow")
    crm("log", "call", "C20", "wants 5 % off")
    seen = play(
        lambda: page("today"), "look:today", "v", "look:week", "q", "m", "look:teamday", "q", "]", "look:tomorrow", size=SIZES[size]
    )  # fmt: skip
    for name, lines in seen.taken.items():
        one = Seen(lines, (), None)
        assert widest(one) <= SIZES[size][0]
        golden(f"{name}_{language}_{size}", one)


@pytest.mark.parametrize(
    ("done", "snooze", "log", "task"), [("d", "s", "c", "t"), ("ｄ", "ｓ", "ｃ", "ｔ"), ("f8", "f4", "f2", "f6")]
)
def test_each_key_does_what_it_says_and_undo_takes_it_back(
    company: Company, play: Play, done: str, snooze: str, log: str, task: str
) -> None:
    company("en")
    first, second = (one.ref for one in held("due=..yesterday", "owner=me", "status=open"))
    seen = play(
        lambda: page("today"),
        done, "=agreed", "enter", "=fri 10:00 send it", "look:asked", "enter", "look:done",
        snooze, "=next tue", "look:until", "enter", "look:later",
        "u", "look:back",
        log, "=rang them", "enter", "enter", "enter",
        task, "=look again", "enter", "=+3d", "enter",
    )  # fmt: skip
    assert "= Fri 27 Nov 10:00  send it" in "\n".join(seen.taken["asked"])
    assert "= Tue 24 Nov" in "\n".join(seen.taken["until"])
    overdue = {
        name: "\n".join(lines).count(" days ago  ")
        for name, lines in seen.taken.items()
        if name not in ("asked", "until")
    }
    assert overdue["done"] - 1 == overdue["later"] == overdue["back"] - 1
    assert any(said.startswith("undone: ") for said in seen.said)
    told = {one.ref: one.status for one in held("owner=me")}
    assert sorted((told[first], told[second])) == ["done", "open"]
    texts = [one.text for one in held("owner=me", "status=open")]
    assert "send it" in texts
    assert "look again" in texts
    assert any("call logged" in said for said in seen.said)


def test_a_line_is_opened_and_what_is_no_task_is_not_ticked_off(company: Company, play: Play) -> None:
    company("en")
    seen = play(
        lambda: page("today"), "look:first", "enter", "look:opened", "q", "e", "look:form", "escape",
        "shift+tab", "d", "s", "c", "look:called", size=SIZES["140x40"],
    )  # fmt: skip
    ref = seen.taken["first"][3].split()[0]
    assert f" {ref} · task" in seen.taken["opened"][0]
    assert f"task {ref}" in "\n".join(seen.taken["form"])
    assert seen.said == ["that is no task: c logs a call, t adds a task"] * 2
    assert "What was said?" in "\n".join(seen.taken["called"])


def test_the_days_before_and_after_and_those_of_others(company: Company, play: Play) -> None:
    company("en")
    crm("log", "call", "C1", "asked for a price", "--at", "yesterday 10:00")
    crm("task", "add", "C1", "far ahead", "--due", "+2d")
    seen = play(
        lambda: page("today"),
        "[", "look:before", ".", "look:today", "]", "】", "look:after", "。",
        "w", "down", "down", "enter", "look:all", "ｗ", "down", "down", "down", "enter", "look:hers",
    )  # fmt: skip
    assert "asked for a price" in "\n".join(seen.taken["before"])
    assert seen.taken["today"][0].split()[0] == "today"
    assert "far ahead" in "\n".join(seen.taken["after"])
    assert "today · everybody" in seen.taken["all"][0]
    assert "Owen Tranter" not in "\n".join(seen.taken["today"])
    assert "today · Helen Marsh" in seen.taken["hers"][0]


def test_the_manager_sees_whose_what_is_and_replies(
    company: Company, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    crm("report", "day", "--remark", "waits for their meeting")
    monkeypatch.setenv("CRM_USER", "Helen Marsh")
    seen = play(
        lambda: page("teamday"),
        "down", "enter", "look:person", "q",
        "shift+tab", "look:remarks", "r", "=go together", "enter", "look:replied", "u", "look:again",
        "[", "[", "look:friday", size=SIZES["140x40"],
    )  # fmt: skip
    assert seen.taken["person"][0].split("  ")[0].strip() in ("today · Nora Whitfield", "today · Owen Tranter")
    assert "waits for their meeting" in "\n".join(seen.taken["remarks"])
    assert "Helen Marsh: go together" in "\n".join(seen.taken["replied"])
    assert "no reply yet" in "\n".join(seen.taken["again"])
    assert "Missing" in "\n".join(seen.taken["friday"])
    assert "Fri 20 Nov  no remark" in "\n".join(seen.taken["friday"])


def test_the_week_is_walked_and_its_task_opened_and_put_off(company: Company, play: Play) -> None:
    company("en")
    for one in held("owner=me", "status=open"):
        crm("task", "drop", one.ref)
    crm("task", "add", "C1", "in the week after", "--due", "+7d")
    seen = play(
        lambda: page("week"), "]", "look:next", "enter", "look:task", "q", "s", "=+8d", "enter", "look:later", "[", "[", "look:last", ".",
        size=SIZES["140x40"],
    )  # fmt: skip
    assert "in the week after" in "\n".join(seen.taken["next"])
    assert " · task" in seen.taken["task"][0]
    assert held("text~after")[0].due == "2026-11-29T16:00:00Z"
    assert seen.lines[0].split()[0] == "week"


def test_an_empty_day_says_so_at_any_size_and_in_a_base_without_users(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_DB", str(tmp_path / "empty.db"))
    crm("init")
    seen = play(
        lambda: page("today"), "d", "enter", "c", "t", "=call the bank", "enter", "=today", "enter", size=(20, 5)
    )
    assert held()[0].text == "call the bank"
    assert widest(seen) <= 20
    assert "nothing is due" not in seen.text
    again = play(lambda: page("today"), "d", "enter", "enter", "look:now", "v", "look:week", "m", size=(60, 20))
    assert "nothing is due" in "\n".join(again.taken["now"])
    assert "✓" in "\n".join(again.taken["week"])


def test_five_hundred_overdue_tasks_stay_quick_and_hostile_names_mean_nothing(company: Company, play: Play) -> None:
    base = company("en")
    crm("client", "edit", "C1", "--name", HOSTILE)
    file = base.with_name("tasks.csv")
    rows = [f"C1,task {n},2026-11-01,Priya Castell" for n in range(500)]
    file.write_text("\n".join(["client,text,due,owner", *rows]), "utf-8")
    crm("import", "task", str(file))

    class Timed(TodayPage):
        spent = 0.0

        def show(self, found: Any) -> None:
            begun = process_time()
            super().show(found)
            self.put()
            self.spent = process_time() - begun

    made: list[Timed] = []

    def first() -> Timed:
        made.append(Timed())
        return made[0]

    seen = play(first, "G", "look:last", "c", "escape", "w", "down", "enter")
    assert made[0].spent < 0.25
    assert any("502" in line for line in seen.taken["last"])
    assert "[b]x[/b]" in seen.text
    assert "\x1b" not in seen.text
    assert "\u202e" not in seen.text
    assert widest(seen) <= 80


def test_the_screen_that_opens_may_be_set(monkeypatch: pytest.MonkeyPatch, company: Company) -> None:
    company("en")
    opened: list[str] = []
    monkeypatch.setattr("crm_cli.commands.tui.open_on", opened.append)
    crm("tui")
    crm("config", "set", "tui.first", "board")
    crm("tui")
    crm("tui", "client")
    assert opened == ["today", "board", "client"]


def test_weeks_are_those_of_whom_one_asked(company: Company, play: Play) -> None:
    company("en")
    seen = play(lambda: WeekPage("all"), "look:all", "w", "enter")
    assert "week · everybody" in seen.taken["all"][0]
    assert seen.lines[0].split()[0] == "week"
    assert "·" not in seen.lines[0].split("  ")[0]


def test_a_call_about_a_deal_is_logged_with_whom_it_is_about(company: Company, play: Play) -> None:
    company("en")
    seen = play(
        lambda: page("D134"), "c", "=asked for a price", "tab", "=tomorrow ring back", "look:asked", "enter", "enter"
    )
    assert "= Mon 23 Nov  ring back" in "\n".join(seen.taken["asked"])
    assert "call logged" in seen.said[0]
    run = context.begin(context.Run([]))
    try:
        task = run.workspace.find(Task, ["text=ring back"])[0]
        assert run.workspace.by_id(Opportunity, str(task.opportunity)).ref == "D134"
    finally:
        run.close()
