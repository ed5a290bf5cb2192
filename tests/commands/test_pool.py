"""``crm pool``: what it prints, what it refuses and with which exit code, and that a crash in the middle is harmless."""

import json
from pathlib import Path
from typing import Any

import pytest

from crm_cli.commands import pool as command
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.workspace import Workspace
from tests.commands.conftest import Opened
from tests.conftest import Begun, Runner

LATER = "2026-12-25T09:00"
NEXT_DAY = "2026-12-26T09:00"


@pytest.fixture
def ruled(stocked: Runner, begun: Begun) -> Runner:
    """C1 (A) and C2 are 王芳's; a rule of 30 days for A, one of 60 for all, one of 14 for leads."""

    def lay() -> None:
        for line in (
            ("poolrule", "add", "重点", "--filter", "level=A", "--days", 30),
            ("poolrule", "add", "其余", "--days", 60),
            ("poolrule", "add", "线索", "--noun-name", "lead", "--days", 14, "--warn-days", 3),
            ("user", "add", "陈明"),
            ("lead", "add", "13800138000", "--owner", "王芳"),
        ):
            assert stocked(*line).code == 0

    begun(lay)
    return stocked


def read(crm: Runner, *words: object, **scene: str) -> Any:
    answer = crm(*words, "--json", **scene)
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def test_a_base_without_rules_has_no_moves(stocked: Runner) -> None:
    answer = stocked("pool", "preview", CRM_NOW="2036-01-01T09:00")
    assert (answer.code, answer.out, answer.err) == (0, "", "the pool has no rules · crm poolrule add\n")
    assert stocked("pool", "apply", CRM_NOW="2036-01-01T09:00") == (0, "", "")


def test_the_preview_says_who_loses_what_when_and_why(ruled: Runner) -> None:
    found = read(ruled, "pool", "preview", CRM_NOW="2026-12-20T09:00")
    assert [(one["ref"], one["owner"], one["day"], one["days"], one["rule"], one["limit"]) for one in found] == [
        ("L1", "王芳", "2026-12-06", 14 + 14, "线索", 14),
        ("C1", "王芳", "2026-12-22", 28, "重点", 30),
    ]
    table = ruled("pool", "preview", CRM_NOW="2026-12-20T09:00")
    assert "2026-12-22  28 days here, never contacted; rule 重点: 30 days" in table.out
    assert table.err == "1 due, 1 soon · crm pool apply\n"
    assert read(ruled, "pool", "preview", "--for", "陈明", CRM_NOW=LATER) == []
    assert [one["ref"] for one in read(ruled, "pool", "preview", "--days", 60)] == ["L1", "C1", "C2"]


def test_today_warns_of_what_goes_to_the_pool(ruled: Runner) -> None:
    said = ruled("today", CRM_NOW="2026-12-21T09:00").out
    assert "Going to the pool" in said
    assert "tomorrow  29 days here, never contacted; rule 重点: 30 days" in said
    assert (
        "2 go to the pool unless they are spoken to · crm log call L1" in ruled("today", CRM_NOW="2026-12-21T09:00").err
    )
    assert "Going to the pool" not in ruled("today", "--for", "陈明", CRM_NOW="2026-12-21T09:00").out
    assert ("pool", "C1", "2026-12-22", "1") in {
        (line.split(",")[0], line.split(",")[1], line.split(",")[5], line.split(",")[6])
        for line in ruled("today", "--format", "csv", CRM_NOW="2026-12-21T09:00").out.splitlines()
    }


def test_apply_says_what_went_and_the_second_time_nothing(ruled: Runner) -> None:
    rehearsed = ruled("pool", "apply", "--dry-run", CRM_NOW=LATER)
    assert "dry run" in rehearsed.err
    first = ruled("pool", "apply", CRM_NOW=LATER)
    assert first.code == 0
    assert first.err.splitlines()[0] == "1 client, 1 lead went to the pool"
    assert ruled("pool", "apply", CRM_NOW=LATER) == (0, "", "")
    assert read(ruled, "pool", "apply", CRM_NOW=LATER) == []
    assert [one["ref"] for one in read(ruled, "pool", "list", CRM_NOW=LATER)] == ["C1", "L1"]
    assert "to the pool, from 王芳: 33 days here" in ruled("client", "show", "C1").out
    assert ruled("undo").code == 0
    assert read(ruled, "pool", "list") == []


def test_a_plan_is_applied_later_as_it_was_made(ruled: Runner, home: Path) -> None:
    planned = ruled("pool", "apply", "--plan", "plan.json", CRM_NOW=LATER)
    assert (planned.code, planned.out) == (0, "")
    assert read(ruled, "pool", "list", CRM_NOW=LATER) == []
    rows = json.loads((home / "plan.json").read_text(encoding="utf-8"))["rows"]
    assert [(row["ref"], row["noun"], row["changes"]["owner"]["to"]) for row in rows] == [
        ("L1", "lead", None),
        ("C1", "client", None),
    ]
    applied = ruled("apply", "plan.json", CRM_NOW=NEXT_DAY)
    assert (applied.code, "1 lead, 1 client went to the pool" in applied.err) == (0, True)
    assert [one["ref"] for one in read(ruled, "pool", "list", CRM_NOW=NEXT_DAY)] == ["C1", "L1"]
    assert "rule 重点: 30 days" in read(ruled, "pool", "owners", "C1", CRM_NOW=NEXT_DAY)[0]["why"]
    assert "applied before" in ruled("apply", "plan.json", CRM_NOW=NEXT_DAY).err
    assert ruled("pool", "apply", CRM_NOW=NEXT_DAY) == (0, "", "")
    ruled("undo")
    assert read(ruled, "pool", "list", CRM_NOW=NEXT_DAY) == []


def test_a_plan_lets_go_as_the_pool_itself_does(ruled: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    ruled("pool", "apply", CRM_NOW=NEXT_DAY)
    itself = {(one.client, one.lead, one.text, one.at, one.owner) for one in opened().where(Activity)}
    ruled("undo")
    ruled("pool", "apply", "--plan", "plan.json", CRM_NOW=NEXT_DAY)
    with monkeypatch.context() as scene:
        scene.setattr(Workspace, "change", None)  # many are written at once
        assert ruled("apply", "plan.json", CRM_NOW=NEXT_DAY).code == 0
    assert {(one.client, one.lead, one.text, one.at, one.owner) for one in opened().where(Activity)} == itself
    assert read(ruled, "pool", "owners", "C1", CRM_NOW=NEXT_DAY)[0]["why"].startswith("to the pool, from 王芳")


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (("log", "call", "C1", "spoken to"), "C1  does not go to the pool any more"),
        (("client", "edit", "C1", "--locked", "yes"), "C1  does not go to the pool any more"),
        (("poolrule", "edit", "重点", "--days", "90"), "C1  does not go to the pool any more"),
        (("client", "edit", "C1", "--owner", "陈明"), "C1  Owner: planned from 王芳, is now 陈明"),
        (("client", "rm", "C1", "--yes"), "C1  has gone"),
    ],
)
def test_a_plan_is_refused_where_something_is_otherwise_by_now(
    ruled: Runner, since: tuple[str, ...], said: str
) -> None:
    ruled("pool", "apply", "--plan", "plan.json", CRM_NOW=LATER)
    assert ruled(*since, CRM_NOW=LATER).code == 0
    refused = ruled("apply", "plan.json", CRM_NOW=LATER)
    assert (refused.code, said in refused.err) == (3 if "gone" in said else 4, True), refused.err
    assert [one["ref"] for one in read(ruled, "pool", "list", CRM_NOW=LATER)] == []


def test_a_plan_of_nothing_is_a_plan(ruled: Runner) -> None:
    assert ruled("pool", "apply", "--plan", "plan.json").code == 0
    assert ruled("apply", "plan.json").err.splitlines()[0].endswith("nothing")


def test_quiet_prints_the_refs_only(ruled: Runner) -> None:
    assert ruled("pool", "apply", "--quiet", CRM_NOW=LATER)[1:] == ("L1\nC1\n", "")


def test_a_crash_in_the_middle_is_harmless(ruled: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[str] = []
    whole = Workspace.sweep

    def broken(crm: Workspace, noun: str, records: Any, values: Any) -> None:
        if went:
            raise KeyboardInterrupt
        went.append(noun)
        whole(crm, noun, records, values)

    steps = len(opened().steps())
    with monkeypatch.context() as scene:
        scene.setattr(Workspace, "sweep", broken)
        assert ruled("pool", "apply", CRM_NOW=LATER).code != 0
    assert went == ["client"]
    assert opened().where(Activity) == []
    assert all(one.owner for one in opened().where(Client))
    assert len(opened().steps()) == steps
    assert ruled("pool", "apply", CRM_NOW=LATER).err.startswith("1 client, 1 lead went to the pool")


def test_taking_is_refused_with_the_reason_and_the_day(ruled: Runner) -> None:
    for line in (("pool.cooldown", "7d"), ("pool.daily_take", "1"), ("pool.capacity", "1")):
        assert ruled("config", "set", *line).code == 0
    assert ruled("pool", "apply", CRM_NOW=LATER).code == 0
    again = ruled("pool", "take", "C1", CRM_NOW=NEXT_DAY)
    assert (again.code, again.err.partition(". Try")[0]) == (
        5,
        "crm: you hold 1 of at most 1 clients, so none can be taken",
    )
    assert ruled("config", "set", "pool.capacity", "2").code == 0
    again = ruled("pool", "take", "C1", CRM_NOW=NEXT_DAY)
    assert (again.code, "again from 2027-01-01 on" in again.err) == (5, True)
    assert ruled("pool", "take", "C1", CRM_NOW=NEXT_DAY, CRM_USER="陈明").err.startswith(
        "yours now: C1 科锐配电 · 0 more today"
    )
    assert ruled("pool", "take", "L1", CRM_NOW=NEXT_DAY, CRM_USER="陈明").code == 5
    assert ruled("pool", "take", "C1", CRM_NOW=NEXT_DAY, CRM_USER="陈明").code == 4
    assert ruled("pool", "take", "C1", CRM_NOW=NEXT_DAY).code == 4
    assert ruled("pool", "release", "C1", "--reason", "x", CRM_NOW=NEXT_DAY).code == 5
    assert ruled("pool", "release", "C1", CRM_NOW=NEXT_DAY, CRM_USER="陈明").code == 2


@pytest.mark.parametrize(
    "line",
    [
        ("client", "assign", "C1", "--to", "王芳"),
        ("client", "assign", "owner=none", "--to", "me", "--yes"),
        ("client", "edit", "C1", "--owner", "王芳"),
        ("client", "edit", "-", "--owner", "me"),
        ("import", "client", "mine.csv", "--key", "ref"),
    ],
    ids=" ".join,
)
def test_who_lost_one_gets_it_back_by_no_other_door(ruled: Runner, home: Path, line: tuple[str, ...]) -> None:
    assert ruled("config", "set", "pool.cooldown", "7d").code == 0
    assert ruled("pool", "apply", CRM_NOW=LATER).code == 0
    (home / "mine.csv").write_text("ref,owner\nC1,王芳\n", encoding="utf-8")
    before = read(ruled, "steps", CRM_NOW=NEXT_DAY)
    refused = ruled(*line, stdin="C1\n", CRM_NOW=NEXT_DAY)
    assert (refused.code, refused.err.splitlines()[-1]) == (
        5,
        "crm: C1 科锐配电 was yours not long ago: you may take it again from 2027-01-01 on. Try: crm pool take C1",
    )
    assert read(ruled, "steps", CRM_NOW=NEXT_DAY) == before
    assert ruled("user", "add", "周总", "--role", "manager").code == 0
    assert ruled("client", "assign", "C1", "--to", "王芳", CRM_NOW=NEXT_DAY, CRM_USER="周总").code == 0


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (("assignment", "add", "轮流", "--noun-name", "client", "--users", "王芳"), ("assign", "client", "level=A")),
        (("rule", "add", "重点给王芳", "--when", "client changed level", "--then", "assign 王芳"), ("client", "edit", "C1", "--level", "B")),
    ],
)  # fmt: skip
def test_what_the_rules_of_the_team_give_is_no_taking(
    ruled: Runner, made: tuple[str, ...], line: tuple[str, ...]
) -> None:
    assert ruled("config", "set", "pool.cooldown", "7d").code == 0
    assert ruled("pool", "apply", CRM_NOW=LATER).code == 0
    assert ruled(*made).code == 0
    assert ruled(*line, CRM_NOW=NEXT_DAY).code == 0
    assert read(ruled, "client", "show", "C1", CRM_NOW=NEXT_DAY)["owner"] == "王芳"


def test_a_plan_of_what_the_rules_of_assignment_give_is_no_taking(ruled: Runner) -> None:
    assert ruled("config", "set", "pool.cooldown", "7d").code == 0
    assert ruled("pool", "apply", CRM_NOW=LATER).code == 0
    assert ruled("assignment", "add", "轮流", "--noun-name", "client", "--users", "王芳").code == 0
    assert ruled("assign", "client", "--plan", "p.json", CRM_NOW=NEXT_DAY).code == 0
    assert ruled("apply", "p.json", CRM_NOW=NEXT_DAY).code == 0


def test_a_plan_to_get_one_back_is_refused_when_it_is_done(ruled: Runner) -> None:
    assert ruled("config", "set", "pool.cooldown", "7d").code == 0
    assert ruled("pool", "apply", CRM_NOW=LATER).code == 0
    assert ruled("client", "assign", "C1", "--to", "me", "--plan", "p.json", CRM_NOW=NEXT_DAY).code == 0
    assert ruled("apply", "p.json", CRM_NOW=NEXT_DAY).code == 5


def test_several_are_taken_together_or_not_at_all(ruled: Runner) -> None:
    assert ruled("pool", "apply", CRM_NOW=LATER).code == 0
    assert ruled("config", "set", "pool.daily_take", "1").code == 0
    assert ruled("pool", "take", "C1", "L1", CRM_NOW=NEXT_DAY, CRM_USER="陈明").code == 5
    assert len(read(ruled, "pool", "list", CRM_NOW=NEXT_DAY)) == 2
    assert ruled("config", "set", "pool.daily_take", "none").code == 0
    refs = ruled("pool", "list", "--format", "ids", CRM_NOW=NEXT_DAY).out
    assert ruled("pool", "take", "-", stdin=refs, CRM_NOW=NEXT_DAY, CRM_USER="陈明").code == 0
    assert read(ruled, "pool", "list", CRM_NOW=NEXT_DAY) == []


def test_the_owners_of_one_are_told_with_what_ended_each(ruled: Runner) -> None:
    ruled("pool", "apply", CRM_NOW=LATER)
    ruled("pool", "take", "C1", CRM_NOW=NEXT_DAY, CRM_USER="陈明")
    ruled("pool", "release", "C1", "--reason", "not mine", CRM_NOW="2026-12-28T09:00", CRM_USER="陈明")
    found = read(ruled, "pool", "owners", "C1", CRM_NOW="2026-12-29T09:00")
    assert [(one["owner"], one["days"], one["why"]) for one in found] == [
        ("王芳", 33, "to the pool, from 王芳: 33 days here, never contacted; rule 重点: 30 days"),
        (None, 1, None),
        ("陈明", 2, "given back to the pool: not mine"),
        (None, 1, None),
    ]


def test_the_page_of_a_client_says_whose_it_was_once_it_changed_hands(ruled: Runner) -> None:
    assert "Whose it was" not in ruled("client", "show", "C1").out
    ruled("pool", "apply", CRM_NOW=LATER)
    ruled("pool", "take", "C1", CRM_NOW=NEXT_DAY, CRM_USER="陈明")
    page = ruled("client", "show", "C1", CRM_NOW=NEXT_DAY).out.partition("Whose it was")[2]
    assert [line.split()[0] for line in page.splitlines()[2:5]] == ["王芳", "in", "陈明"]


def test_what_is_locked_stays_until_it_is_unlocked(ruled: Runner) -> None:
    assert ruled("pool", "lock", "C1", "L1").err.startswith("locked, they stay out of the pool: C1 科锐配电")
    assert ruled("pool", "lock", "C1") == (0, "", "nothing to change\n")
    assert ruled("client", "list", "locked=yes", "--format", "ids").out == "C1\n"
    assert "Locked" in ruled("client", "show", "C1").out
    assert ruled("pool", "apply", CRM_NOW=LATER) == (0, "", "")
    refused = ruled("pool", "release", "C1", "--reason", "x")
    assert (refused.code, "Try: crm pool unlock C1" in refused.err) == (4, True)
    assert ruled("pool", "unlock", "-", stdin="C1\nL1\n").code == 0
    assert ruled("pool", "apply", CRM_NOW=LATER).err.startswith("1 client, 1 lead went to the pool")


def test_the_rules_are_shown_in_their_order_with_what_each_concerns(ruled: Runner) -> None:
    found = read(ruled, "pool", "rules", CRM_NOW="2026-12-20T09:00")
    assert [(one["name"], one["noun"], one["due"], one["soon"]) for one in found] == [
        ("重点", "client", 0, 1),
        ("其余", "client", 0, 0),
        ("线索", "lead", 1, 0),
    ]
    assert ruled("config", "set", "pool.capacity", "1").code == 0
    assert "王芳 holds more than that: 2 clients, 1 lead" in ruled("pool", "rules").err


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("pool.capacity", "50", "50"),
        ("pool.capacity", "不限", "none"),
        ("pool.cooldown", "7", "7d"),
        ("pool.cooldown", "2周", "14d"),
    ],
)
def test_what_is_let_is_set_as_people_say_it(firm: Runner, name: str, typed: str, kept: str) -> None:
    assert firm("config", "set", name, typed).code == 0
    assert firm("config", "get", name).out == f"{kept}\n"
    assert firm("config", "set", name, "viel").code == 2


def test_the_pool_is_listed_by_noun_and_filter(ruled: Runner) -> None:
    ruled("pool", "apply", CRM_NOW="2027-06-01T09:00")
    assert [one["ref"] for one in read(ruled, "pool", "list", "lead")] == ["L1"]
    assert [one["ref"] for one in read(ruled, "pool", "list", "level=A")] == ["C1"]
    assert [one["ref"] for one in read(ruled, "pool", "list", "client", "level=none")] == ["C2"]


@pytest.mark.parametrize("word", ["opp", "deal", "tasks", "商机"])
def test_only_clients_and_leads_are_in_the_pool(ruled: Runner, word: str) -> None:
    refused = ruled("pool", "list", word)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith("Try: one of client, lead\n")
    assert ruled("pool", "list", "client", word).code == 0  # there it is looked for


def test_every_verb_is_there() -> None:
    assert list(command.VERBS) == ["list", "preview", "apply", "take", "release", "lock", "unlock", "rules", "owners"]


def test_the_rules_of_a_base_without_any_say_so_and_only_what_is_set_is_told(stocked: Runner) -> None:
    assert stocked("pool", "rules") == (0, "", "the pool has no rules · crm poolrule add\n")
    assert stocked("config", "set", "pool.capacity", "50").code == 0
    assert stocked("pool", "rules").err == "the pool has no rules · crm poolrule add\npool.capacity 50\n"
    assert json.loads(stocked("pool", "rules", "--json").out) == []
