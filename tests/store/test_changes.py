"""Whoever writes, and however: it stands in the log."""

import sqlite3 as shell
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_cli.clock import Clock
from crm_cli.records.registry import NOUNS, TABLES, load
from crm_cli.store import bulk, changes
from crm_cli.store.engine import FIXED
from crm_cli.workspace import Workspace
from tests.founding import NOW, ZONE, added, founded
from tests.store.conftest import working

CLIENTS = TABLES["clients"]


def last(crm: Workspace) -> changes.Op:
    return crm.ops(crm.steps(limit=1)[0].step)[-1]


def test_every_change_is_logged_with_only_what_changed(crm: Workspace) -> None:
    client = added(crm, "client", name="科锐", phone="13800138000")
    assert last(crm).kind == "I" and last(crm).body["name"] == [None, "科锐"] and "email" not in last(crm).body
    client = crm.change(client, phone="13900139000", level="A")
    assert (last(crm).kind, last(crm).body) == ("U", {"level": [None, "A"], "phone": ["13800138000", "13900139000"]})
    crm.remove(client)
    assert last(crm).kind == "D" and last(crm).body["ref"] == ["C1", None] and "email" not in last(crm).body


def test_a_step_knows_who_did_what_when(crm: Workspace) -> None:
    added(crm, "client", name="科锐")
    step = crm.steps(limit=1)[0]
    assert (step.actor, step.command, step.kind, step.at) == (crm.me, "test", "do", "2026-11-22T01:00:00Z")


def test_custom_attributes_are_logged_one_by_one(crm: Workspace) -> None:
    for name in ('行业"细分', "级别"):
        added(crm, "field", noun_name="client", name=name)
    crm.forget_fields()
    client = added(crm, "client", name="科锐", extra={'行业"细分': "芯片", "级别": "甲"})
    assert last(crm).body['x.行业"细分'] == [None, "芯片"]
    client = crm.change(client, 级别="乙")
    assert last(crm).body == {"x.级别": ["甲", "乙"]}
    crm.change(client, **{'行业"细分': None})
    assert last(crm).body == {'x.行业"细分': ["芯片", None]}


def test_numbers_flags_and_odd_characters_are_logged_as_they_are(crm: Workspace) -> None:
    odd = "a\x00b\x1b[2J\u202e\"'\\\U0001f600\n"
    added(crm, "client", name=odd, employees=2**62, revenue=-1, note="")
    body = last(crm).body
    assert (body["name"], body["employees"], body["revenue"]) == ([None, odd], [None, 2**62], [None, -1])
    assert body["note"] == [None, ""]
    crm.change(crm.where(load("client"))[0], name=odd.replace("b", "c"))
    assert last(crm).body == {"name": [odd, odd.replace("b", "c")]}


def test_what_is_derived_is_no_change(crm: Workspace) -> None:
    added(crm, "client", name="科锐")
    before = crm.store.one("SELECT max(seq) FROM op")
    crm.store.db.execute("UPDATE clients SET name_key = 'x', level = level, extra = extra")
    assert crm.store.one("SELECT max(seq) FROM op") == before


@pytest.mark.parametrize("noun", NOUNS)
def test_every_table_is_logged_on_every_column(noun: str, crm: Workspace) -> None:
    names = changes.logged(load(noun))
    text = (changes.trigger_names(crm.store.db), "\n".join(changes.triggers()))
    for kind in "IUD":
        assert f"log_{NOUNS[noun].table}_{kind}" in text[0]
    for name in names:
        assert text[1].count(f'NEW."{name}"') >= 2 and text[1].count(f'OLD."{name}"') >= 2


def write_outside(path: Path, *statements: str) -> None:
    """Write as another program does that knows nothing of ours; the standard library, as the sqlite3 shell."""
    with closing(shell.connect(path)) as db:
        db.execute("PRAGMA foreign_keys=ON")
        for statement in statements:
            db.execute(statement)
        db.commit()


@pytest.mark.skipif(FIXED, reason="two SQLite libraries must not have one base open in one process")
def test_another_program_in_this_process_is_logged_too(base: Path) -> None:
    crm = working(base)
    write_outside(base, "INSERT INTO clients(id, ref, name) VALUES('k', 'C1', '外来')")
    assert [step.command for step in crm.steps()] == ["external"]


def test_each_row_that_another_program_writes_is_an_external_step(base: Path) -> None:
    crm = working(base)
    added(crm, "client", name="甲")
    crm.store.close()
    write_outside(
        base,
        "INSERT INTO clients(id, ref, name) VALUES('k', 'C90', '外来')",
        "UPDATE clients SET level = 'B'",
        "DELETE FROM clients WHERE id = 'k'",
    )
    crm = working(base)
    found = [(step.actor, step.command, [op.kind for op in crm.ops(step.step)]) for step in reversed(crm.steps())]
    assert found == [(None, "test", ["I"]), *[(None, "external", [kind]) for kind in "IUUD"]]
    assert len({step.id for step in crm.steps()}) == 5
    added(crm, "client", name="乙")
    stamps = [stamp for step in reversed(crm.steps()) for stamp in stamps_of(crm, step.step)]
    assert stamps == sorted(set(stamps))


def test_what_another_program_did_can_be_undone(base: Path) -> None:
    crm = working(base)
    client = added(crm, "client", name="甲", level="A")
    crm.store.close()
    write_outside(base, "UPDATE clients SET level = 'B'")
    crm = working(base)
    assert crm.undo(crm.steps(limit=1)[0].step).kept == []
    assert crm.by_id(type(client), client.id).level == "A"


# --- the clock


class Wound(Clock):
    """A clock that a test winds."""

    def __init__(self) -> None:
        super().__init__(NOW, ZONE)
        self.by = timedelta()

    def now(self) -> Any:
        return super().now() + self.by


def stamps_of(crm: Workspace, step: int) -> list[tuple[int, int]]:
    """The stamps of a step's changes: time and counter, the overflow of the counter carried."""
    ms, c = crm.store.one("SELECT ms, c FROM step WHERE step = ?", (step,)) or (0, 0)
    return [(ms + (c + k) // 65536, (c + k) % 65536) for k in range(len(crm.ops(step)) or 1)]


def test_the_clock_of_the_log_never_goes_back() -> None:
    crm = founded()
    clock = Wound()
    crm.clock = crm.store.clock = clock
    for by in (timedelta(days=3650), timedelta(days=-3650), timedelta(), timedelta(seconds=1), timedelta(days=4000)):
        clock.by = by
        added(crm, "client", name="甲")
    stamps = [stamp for step in reversed(crm.steps()) for stamp in stamps_of(crm, step.step)]
    assert stamps == sorted(set(stamps))
    assert stamps[-1][0] == crm.clock.ms()


def test_a_full_counter_goes_on_in_the_next_millisecond(crm: Workspace) -> None:
    crm.store.db.execute("UPDATE ctx SET ms = ?, c = 65535", (crm.clock.ms(),))
    for _ in range(3):
        added(crm, "client", name="甲")
    stamps = [stamp for step in reversed(crm.steps(limit=3)) for stamp in stamps_of(crm, step.step)]
    assert stamps == sorted(set(stamps)) and stamps[0] == (crm.clock.ms() + 1, 0)
    assert all(0 <= c < 65536 for (c,) in crm.store.rows("SELECT c FROM step"))


def test_seventy_thousand_changes_in_one_step_keep_their_order(crm: Workspace) -> None:
    with crm.step("import") as step:
        bulk.load(crm.store, load("client"), ["name"], ((f"{i}",) for i in range(70_000)), step=step, author=None)
    after = added(crm, "client", name="后来")
    ms, c = crm.store.one("SELECT ms, c FROM ctx") or (0, 0)
    assert (ms, c) > (crm.clock.ms(), 70_000 - 65_536) and c < 65_536
    later = stamps_of(crm, crm.history(after)[0][0].step)[0]
    first = crm.store.one("SELECT ms, c FROM step WHERE step = ?", (step,)) or (0, 0)
    assert later > (first[0] + (first[1] + 69_999) // 65_536, (first[1] + 69_999) % 65_536)
    ordered = "SELECT CAST(name AS INTEGER) FROM op JOIN clients USING(n) WHERE step = ? ORDER BY seq"
    assert [number for (number,) in crm.store.rows(ordered, (step,))] == list(range(70_000))


# --- bulk


def loaded(crm: Workspace, count: int = 5) -> int:
    rows = [(f"甲{i}", f"1380013800{i}", {"级别": f"v{i}"}) for i in range(count)]
    with crm.step("import", kind="import") as step:
        bulk.load(crm.store, load("client"), ["name", "phone", "extra"], rows, step=step, author=crm.me)
    return step


def test_a_bulk_load_is_logged_row_for_row_with_derived_bodies(crm: Workspace) -> None:
    step = loaded(crm)
    assert crm.store.one("SELECT count(*) FROM body JOIN op USING(seq) WHERE step = ?", (step,)) == (0,)
    found = crm.ops(step)
    assert [(op.kind, op.body["name"], op.body["x.级别"]) for op in found[:2]] == [
        ("I", [None, "甲0"], [None, "v0"]),
        ("I", [None, "甲1"], [None, "v1"]),
    ]


def test_a_derived_body_is_the_one_that_a_trigger_would_have_written(crm: Workspace) -> None:
    step = loaded(crm)
    other = founded()
    for i in range(5):
        added(other, "client", name=f"甲{i}", phone=f"1380013800{i}", extra={"级别": f"v{i}"})
    written = [op.body for step in reversed(other.steps(limit=5)) for op in other.ops(step.step)]
    passing = ("id", "author")
    assert [{k: v for k, v in op.body.items() if k not in passing} for op in crm.ops(step)] == [
        {k: v for k, v in body.items() if k not in passing} for body in written
    ]


def test_a_derived_body_stays_what_was_loaded_whatever_happens_later(crm: Workspace) -> None:
    step = loaded(crm)
    before = [op.body for op in crm.ops(step)]
    clients = crm.where(load("client"))
    crm.change(clients[0], name="改了", phone=None, level="A")
    crm.change(crm.by_id(load("client"), clients[0].id), name="又改了", note="x")
    crm.remove(clients[1])
    crm.remove(clients[2])
    crm.undo()
    crm.change(crm.by_id(load("client"), clients[2].id), name="回来又改")
    assert [op.body for op in crm.ops(step)] == before
    sealed = changes.seal(crm.store.db)
    assert sealed == 5 and changes.seal(crm.store.db) == 0
    assert [op.body for op in crm.ops(step)] == before
