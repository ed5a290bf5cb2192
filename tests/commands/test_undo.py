"""Undo, redo and steps in human words."""

import json
from pathlib import Path

import pytest

from crm_cli.records.nouns.users import User
from tests.commands.conftest import Opened
from tests.conftest import Runner


def second_user(opened: Opened) -> None:
    base = opened()
    base.add(User(name="刘洋"))
    base.store.close()


def test_undo_says_what_it_took_back(stocked: Runner) -> None:
    refs = stocked("client", "list", "--format", "ids").out
    stocked("task", "add", "-", "回访", stdin=refs)
    answer = stocked("undo")
    assert answer == (0, "", "undone: 2 tasks added (crm task add, 09:00) — T1 T2\nback again: crm redo\n")
    assert stocked("task", "list", "--format", "ids").out == ""
    answer = stocked("redo")
    assert answer == (0, "", "done again: 2 tasks added (crm task add, 09:00) — T1 T2\nback again: crm undo\n")
    assert stocked("task", "list", "--format", "ids").out == "T1\nT2\n"


def test_one_undo_after_another_goes_further_back(stocked: Runner) -> None:
    stocked("client", "edit", "C1", "--level", "B")
    stocked("client", "edit", "C1", "--level", "C")
    stocked("undo")
    stocked("undo")
    assert json.loads(stocked("client", "show", "C1", "--json").out)["level"] == "A"


def test_what_somebody_changed_since_is_kept_and_named(stocked: Runner, opened: Opened) -> None:
    second_user(opened)
    stocked("client", "edit", "C1", "--level", "B", "--industry", "IT")
    stocked("client", "edit", "C1", "--level", "C", CRM_USER="刘洋")
    answer = stocked("undo")
    assert answer.code == 7
    assert "  kept: C1 Level – changed since\n" in answer.err
    row = json.loads(stocked("client", "show", "C1", "--json").out)
    assert (row["level"], row["industry"]) == ("C", None)


def test_json_of_an_undo_names_the_step_and_what_was_kept(stocked: Runner) -> None:
    stocked("client", "edit", "C1", "--level", "B")
    told = json.loads(stocked("undo", "--json").out)
    assert (told["kept"], told["by"]) == ([], told["step"] + 1)


def test_undo_takes_back_mine_and_anothers_only_by_number_and_confirmed(stocked: Runner, opened: Opened) -> None:
    second_user(opened)
    stocked("client", "edit", "C1", "--level", "B")
    stocked("client", "edit", "C2", "--level", "B", CRM_USER="刘洋")
    steps = json.loads(stocked("steps", "--json").out)
    theirs = steps[0]["step"]
    assert stocked("undo", theirs).code == 2
    declined = stocked("undo", theirs, terminal=True, stdin="n\n", NO_COLOR="1")
    assert declined.code == 130
    assert "is somebody else's" in declined.err
    assert stocked("undo").err.startswith("undone: 1 client changed (crm client edit, 09:00) — C1\n")
    assert stocked("undo", theirs, "--yes").err.startswith("undone: 1 client changed (crm client edit, 09:00) — C2\n")
    assert stocked("undo", theirs, "--yes").code == 4


def test_steps_tell_who_did_what_and_what_was_undone(stocked: Runner) -> None:
    stocked("client", "edit", "C1", "--level", "B", "--tags", "vip")
    stocked("undo")
    rows = json.loads(stocked("steps", "--limit", "2", "--json").out)
    assert [(row["kind"], row["command"], row["by"]) for row in rows] == [
        ("undo", "undo", "王芳"),
        ("do", "crm client edit", "王芳"),
    ]
    assert rows[1]["undone"] == rows[0]["step"]
    assert rows[1]["what"] == "1 tag added, 1 client changed"
    assert stocked("steps", "kind=import", "--json").out == "[]\n"
    assert len(json.loads(stocked("steps", "by=me", "kind=undo", "--json").out)) == 1
    assert stocked("steps", "--limit", "1").err.startswith("1 of ")


def test_nothing_to_undo_or_redo_and_a_wrong_number_are_one_line(firm: Runner) -> None:
    assert firm("undo") == (3, "", "crm: there is nothing of yours to undo. Try: crm steps\n")
    assert firm("redo") == (3, "", "crm: there is nothing of yours to redo. Try: crm steps\n")
    assert firm("undo", "99") == (3, "", "crm: there is no step 99. Try: crm steps\n")
    assert firm("undo", "x").code == 2
    assert firm("steps", "kind=nonsense") == (
        2,
        "",
        "crm: “kind=nonsense” is no condition on steps. Try: kind=import, by=me, at=本月, since=2026-11-01\n",
    )


def test_undoing_a_removal_brings_everything_back(stocked: Runner) -> None:
    before = stocked("client", "show", "C1", "--json").out
    stocked("client", "rm", "C1")
    assert stocked("undo").err.startswith("undone: 1 contact removed, 1 client removed")
    assert stocked("client", "show", "C1", "--json").out == before
    assert stocked("contact", "list", "--format", "ids").out == "P1\n"


def test_an_undone_setting_of_fields_is_forgotten(stocked: Runner, home: Path) -> None:
    stocked("field", "add", "client", "预算", "--kind", "money")
    stocked("undo")
    assert stocked("client", "list", "预算=any").code == 2
    stocked("redo")
    assert stocked("client", "list", "预算=any").code == 0


def test_undo_redo_and_init_with_a_key_are_done_once(crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DB", str(home / "once.db"))
    for _time in range(2):
        assert crm("init", "--yes", "--me", "Ann Lee", "--country", "US", "--once", "begin").code == 0
    for name in ("one", "two", "three"):
        assert crm("client", "add", name).code == 0
    for _time in range(2):
        assert crm("undo", "--once", "u").code == 0
    assert crm("client", "list", "--format", "ids").out == "C1\nC2\n"
    for _time in range(2):
        assert crm("redo", "--once", "r").code == 0
    assert crm("client", "list", "--format", "ids").out == "C1\nC2\nC3\n"


def test_an_undo_that_could_take_nothing_back_says_so(stocked: Runner, opened: Opened) -> None:
    second_user(opened)
    stocked("client", "edit", "C1", "--level", "B")
    stocked("client", "edit", "C1", "--level", "C", CRM_USER="刘洋")
    answer = stocked("undo")
    assert (answer.code, answer.err.split(":")[0]) == (7, "nothing was left to undo of")


def test_steps_of_a_person_and_of_a_time(stocked: Runner, opened: Opened) -> None:
    second_user(opened)
    stocked("client", "edit", "C1", "--level", "B", CRM_NOW="2026-10-05T23:30")
    stocked("client", "edit", "C2", "--level", "B", CRM_USER="刘洋")

    def found(*words: str) -> list[str]:
        rows = json.loads(stocked("steps", *words, "--json").out)
        return [row["what"] for row in rows if row["command"] == "crm client edit"]

    assert len(found()) == 2
    assert len(found("by=刘洋")) == len(found("by=me")) == 1
    assert len(found("since=2026-11-01")) == len(found("at=2026-10")) == len(found("at=2026-10-05")) == 1
    assert found("at=2026-10", "by=刘洋") == found("at=2026-10-06") == found("since=2026-11-23") == []
    assert stocked("steps", "by=nobody").code == 3
    assert stocked("steps", "at=nonsense").code == 2


def test_a_dry_run_of_undo_and_redo_says_what_would_be_reversed(stocked: Runner) -> None:
    refs = stocked("client", "list", "--format", "ids").out
    stocked("task", "add", "-", "回访", stdin=refs)
    answer = stocked("undo", "--dry-run")
    assert (answer.code, answer.err) == (
        0,
        "dry run, nothing was written: undone: 2 tasks added (crm task add, 09:00) — T1 T2\n"
        "  reversed: 2 tasks removed\n",
    )
    assert stocked("task", "list", "--format", "ids").out == "T1\nT2\n"
    told = json.loads(stocked("undo", "--dry-run", "--json").out)
    assert (told["reversed"], told["by"], told["dry_run"]) == ({"task": {"removed": 2}}, None, True)
    stocked("undo")
    assert "  reversed: 2 tasks added\n" in stocked("redo", "--dry-run").err
    assert stocked("task", "list", "--format", "ids").out == ""


def test_an_import_is_undone_later_in_buckets(stocked: Runner, home: Path) -> None:
    (home / "new.csv").write_text("name,level\n甲公司,A\n乙公司,B\n丙公司,C\n", encoding="utf-8")
    assert stocked("import", "client", "new.csv").code == 0
    number = json.loads(stocked("steps", "kind=import", "--json").out)[0]["step"]
    stocked("client", "edit", "甲公司", "--level", "B", "--industry", "IT")
    stocked("contact", "add", "王五", "--client", "乙公司")
    expected = [
        "  reversed: 1 client removed",
        "  kept: C3 Level, Industry – changed since",
        "  failed: C4 – used since by P2",
    ]
    rehearsed = stocked("undo", number, "--dry-run")
    assert (rehearsed.code, rehearsed.err.splitlines()[1:]) == (7, expected)
    done = stocked("undo", number, "--json")
    told = json.loads(done.out)
    assert (done.code, done.err.splitlines()[1:4]) == (7, expected)
    assert told["reversed"] == {"client": {"removed": 1}}
    assert {(one["ref"], one["field"]) for one in told["kept"]} == {("C3", "level"), ("C3", "industry")}
    assert told["failed"] == [{"ref": "C4", "why": "used since", "by": "P2"}]
    assert stocked("client", "list", "--format", "ids").out.split() == ["C1", "C2", "C3", "C4"]


def test_a_step_of_somebody_else_needs_yes_off_a_terminal(stocked: Runner, opened: Opened) -> None:
    second_user(opened)
    stocked("client", "edit", "C2", "--level", "B", CRM_USER="刘洋")
    theirs = json.loads(stocked("steps", "--json").out)[0]["step"]
    said = f"step {theirs} is somebody else's: 1 client changed (crm client edit, 09:00) — C2"
    assert stocked("undo", theirs).err == f"crm: {said}. Try: crm undo {theirs} --yes\n"
    assert stocked("undo", theirs, "--dry-run").code == 0


def test_a_step_that_nobody_took_or_that_changed_many_records_is_not_taken_back_unasked(stocked: Runner) -> None:
    nobodys = stocked("undo", 1, terminal=True, stdin="n\n", NO_COLOR="1")  # the base itself, which step 1 began with
    assert (nobodys.code, "step 1 is nobody's" in nobodys.err) == (130, True)
    assert stocked("undo", 1).code == 2
    for name in "abcd":
        stocked("client", "add", name)
    stocked("client", "edit", "C3", "C4", "C5", "C6", "--level", "B", "-y")
    mine = json.loads(stocked("steps", "--limit", "1", "--json").out)[0]["step"]
    asked = stocked("undo", mine, terminal=True, stdin="\n", NO_COLOR="1")
    assert (asked.code, f"step {mine} changed many records: 4 clients changed" in asked.err) == (130, True)
    assert "C3–C6" in asked.err
    assert f"Try: crm undo {mine} --yes" in stocked("undo", mine).err
    assert stocked("undo", mine, "--yes").code == 0
    stocked("client", "edit", "C3", "C4", "C5", "C6", "--level", "B", "-y")
    assert stocked("undo").code == 0  # my last step is the one that is meant


def test_a_step_names_the_records_whose_tags_or_members_it_changed(stocked: Runner) -> None:
    stocked("client", "tag", "C1", "C2", "--add", "vip")
    stocked("client", "tag", "C1", "--remove", "vip")
    assert stocked("undo").err.startswith("undone: 1 client changed (crm client tag, 09:00) — C1\n")
    assert stocked("undo").err.startswith(
        "undone: 1 tag added, 2 clients changed (crm client tag, 09:00) — TG1 C1 C2\n"
    )
    stocked("group", "add", "g", "client", "C1")
    stocked("group", "join", "g", "C2")
    assert stocked("undo").err.startswith("undone: 1 group changed (crm group join, 09:00) — GP1\n")
    stocked("merge", "C1", "C2")
    assert stocked("undo").err.startswith("undone: 1 client merged (crm merge, 09:00) — C2\n")


def test_a_tag_that_is_used_since_stays_and_what_was_taken_off_is_told(stocked: Runner) -> None:
    stocked("client", "tag", "C1", "--add", "vip")
    number = json.loads(stocked("steps", "--limit", "1", "--json").out)[0]["step"]
    stocked("client", "tag", "C2", "--add", "vip")
    answer = stocked("undo", number)
    assert answer.code == 7 and "  reversed: 1 client changed\n  failed: TG1 – used since\n" in answer.err
    assert stocked("doctor").code == 0


def test_what_is_brought_back_is_in_no_set_with_what_was_removed_since(stocked: Runner) -> None:
    stocked("activity", "add", "C1", "visit", "--kind", "note", "--about", "P1,C2")
    stocked("activity", "rm", "A1")
    number = json.loads(stocked("steps", "--limit", "1", "--json").out)[0]["step"]
    stocked("contact", "rm", "P1")
    assert stocked("undo", number).code == 0
    assert json.loads(stocked("activity", "list", "--fields", "about", "--json").out) == [{"about": ["C2"]}]
    assert stocked("doctor").code == 0


def test_a_step_names_the_setting_or_the_two_it_was_about(stocked: Runner) -> None:
    stocked("config", "set", "pool.cooldown", "10d")
    stocked("config", "set", "pool.cooldown", "20d")
    stocked("duplicates", "different", "C1", "C2")
    what = [row["what"] for row in json.loads(stocked("steps", "--limit", "3", "--json").out)]
    assert what == ["C1 and C2 are different", "setting pool.cooldown: 10d → 20d", "setting pool.cooldown: – → 10d"]
    assert stocked("undo").err.startswith("undone: C1 and C2 are different (")
    assert json.loads(stocked("steps", "--limit", "1", "--json").out)[0]["what"] == ("C1 and C2 may be the same again")


def test_a_named_undo_is_taken_back_and_somebody_elses_only_with_yes(stocked: Runner, opened: Opened) -> None:
    second_user(opened)
    stocked("client", "edit", "C1", "--level", "B", CRM_USER="刘洋")
    step = json.loads(stocked("steps", "--json").out)[0]["step"]
    stocked("undo", CRM_USER="刘洋")
    stocked("client", "edit", "C2", "--level", "C")
    assert stocked("redo", step + 2).err == f"crm: step {step + 2} was not undone. Try: crm steps\n"
    asked = stocked("redo", step)
    said = f"step {step + 1} is somebody else's: 1 client changed (crm client edit, 09:00) — C1"
    assert asked.err == f"crm: {said}. Try: crm redo {step + 1} --yes\n"
    assert stocked("redo", step, "-y").code == 0
    assert json.loads(stocked("client", "show", "C1", "--json").out)["level"] == "B"
    assert stocked("redo", "-y").code == 3


def test_a_setting_is_set_quietly(stocked: Runner) -> None:
    assert stocked("config", "set", "pool.cooldown", "10d", "-q") == (0, "", "")


def test_a_setting_for_a_length_of_time_is_told_in_the_readers_language(stocked: Runner) -> None:
    assert stocked("config", "set", "pool.cooldown", "10d", CRM_LANG="zh_CN").err.startswith(
        "pool.cooldown 现为 10 天（"
    )
    assert "10 天" in stocked("config", "list", CRM_LANG="zh_CN").out
    assert stocked("config", "get", "pool.cooldown", CRM_LANG="zh_CN").out == "10d\n"
    assert "– → 10 天" in stocked("steps", "--limit", "1", CRM_LANG="zh_CN").out
