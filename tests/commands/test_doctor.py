"""``crm doctor``: nothing to see in a sound base, whatever was done in it; what was done from outside is named; what is derived is mended."""

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crm_cli.store.engine import sqlite3
from crm_cli.store.search import SLOTS
from tests.conftest import Runner

Outside = Callable[..., None]


@pytest.fixture
def outside(home: Path) -> Outside:
    """Writes into the base as another program would, with the triggers of the log or without."""

    def write(*statements: str, triggers: bool = False) -> None:
        with closing(sqlite3.connect(str(home / "base.db"), isolation_level=None)) as db:
            if not triggers:
                db.execute("UPDATE ctx SET applying = 1")
            for statement in statements:
                db.execute(statement)
            if not triggers:
                db.execute("UPDATE ctx SET applying = 0")

    return write


def wrong(stocked: Runner, *line: str) -> dict[str, list[str]]:
    """What each check found."""
    answer = stocked("doctor", "--json", *line)
    found: list[dict[str, Any]] = json.loads(answer.out)
    assert answer.code == (8 if any(not item["ok"] for item in found) else 0)
    return {item["check"]: item["wrong"] for item in found if not item["ok"]}


def test_a_sound_base_has_nothing_to_see(stocked: Runner) -> None:
    answer = stocked("doctor")
    assert answer.code == 0 and "all is well" in answer.err
    assert all(line.startswith("✓ ") for line in answer.out.splitlines()) and "the search index" in answer.out
    assert stocked("doctor", "--quiet").out == ""
    assert len(json.loads(stocked("doctor", "--quick", "--json").out)) < len(
        json.loads(stocked("doctor", "--json").out)
    )


def test_whatever_is_done_by_commands_is_sound(stocked: Runner, home: Path) -> None:
    (home / "new.csv").write_text(
        "name,phone,note\n" + "".join(f"甲{i},1380013{i:04d},备注{i}\n" for i in range(1100)), encoding="utf-8"
    )
    for line in (
        ("client", "edit", "C1", "--other_phones", "13900000001,010-82345678", "--city", "上海"),
        ("field", "add", "client", "门店", "--kind", "number", "--listed"),
        ("client", "edit", "C1", "--门店", "7"), ("tag", "add", "vip"), ("client", "edit", "C1", "--tags", "vip,新"),
        ("opp", "add", "二期", "--client", "C1", "--amount", "5万"), ("log", "call", "C1", "谈价", "--next", "周五 回电"),
        ("client", "rm", "C2", "--yes"), ("undo",), ("redo",), ("client", "restore", "C2"), ("import", "client", "new.csv"),
        ("client", "edit", "C5", "--city", "广州"), ("client", "rm", "C6", "--yes"), ("undo", "--yes"), ("lead", "add", "王五", "--phone", "13700000001"),
    ):  # fmt: skip
        stocked(*line)
    assert wrong(stocked) == {}
    number = json.loads(stocked("steps", "kind=import", "--json").out)[0]["step"]
    stocked("undo", str(number), "--yes")
    assert wrong(stocked) == {}
    stocked("redo")
    assert wrong(stocked) == {}


@pytest.mark.parametrize(
    ("statement", "check", "said"),
    [
        ("UPDATE clients SET city = '上海' WHERE ref = 'C1'", "rows", "C1: city is “上海”, the log says “–”"),
        ("DELETE FROM contacts", "rows", "P1 is there no more"),
        (
            "INSERT INTO clients(id, ref, name) VALUES('x', 'C9', '外来')",
            "rows",
            "C9 is there, and the log does not know it",
        ),
        ("UPDATE clients SET extra = '{\"a\": 1}' WHERE ref = 'C1'", "rows", "C1: a is “1”, the log says “–”"),
        ("UPDATE clients SET name_key = 'x' WHERE ref = 'C1'", "keys", "C1: name_key is “x”"),
        ("INSERT INTO more_keys VALUES('phone', '+861', 'C', 1)", "more keys", "phone +861"),
        (
            f"INSERT INTO search(rowid, t) VALUES({SLOTS} * 99 + 1, 'strange')",
            "search",
            "records that are not there: 1",
        ),
        (f"INSERT INTO search(rowid, t) VALUES({SLOTS} + 1, 'strange')", "search", "C1 is not found by what it says"),
        ("DROP TRIGGER log_clients_U", "schema", "trigger log_clients_U is missing"),
        ("CREATE INDEX mine ON clients(city)", "schema", "index mine is not of this program"),
        ("UPDATE step SET command = 'other' WHERE step = 1", "log", "step 1 is not what it was"),
        ("UPDATE step SET undone = 2 WHERE step = 1", "log", "step 1: what took it back is 2"),
        ("DELETE FROM op WHERE seq = 2", "log", "op: 1 of"),
        ("UPDATE body SET body = replace(body, '科锐', '科税')", "rows", "科税"),
        (
            "INSERT INTO elements(id, ref, noun_name, record, field, value) VALUES('e', '', 'client', 'none', 'tags', 't')",
            "sets",
            "elements: 1 entries",
        ),
        ("UPDATE contacts SET client = 'none'", "links", "contacts 1 points to one of the clients"),
        ("UPDATE clients SET ref = 'C1'", "sets", "C1 is the ref of 2 records"),
        ("PRAGMA application_id = 1", "origin", "does not say that it is a base of this program"),
    ],
)
def test_what_somebody_did_from_outside_is_named(
    stocked: Runner, outside: Outside, statement: str, check: str, said: str
) -> None:
    outside(statement)
    found = wrong(stocked)
    assert any(said in line for line in found[check]), found


def test_a_row_put_over_another_is_named(stocked: Runner, outside: Outside) -> None:
    outside(
        "CREATE TEMP TABLE copy AS SELECT * FROM clients WHERE ref = 'C1'", "UPDATE copy SET city = '上海'",
        "INSERT OR REPLACE INTO clients SELECT * FROM copy", triggers=True,
    )  # fmt: skip
    assert any("C1 was written anew by change" in line for line in wrong(stocked)["rows"])


def test_a_write_from_outside_that_the_log_saw_is_no_harm_to_it_but_to_what_is_derived(
    stocked: Runner, outside: Outside
) -> None:
    outside("UPDATE clients SET name = '新名' WHERE ref = 'C1'", triggers=True)
    assert set(wrong(stocked)) == {"keys", "search"}
    assert wrong(stocked, "--repair") == {}
    assert stocked("find", "新名").out.startswith("C1") or "C1" in stocked("find", "新名").out


def test_what_was_loaded_and_never_logged_twice_is_guarded_by_sums(
    stocked: Runner, outside: Outside, home: Path
) -> None:
    (home / "new.csv").write_text("name,address\n" + "".join(f"甲{i},某路{i}\n" for i in range(700)), encoding="utf-8")
    stocked("import", "client", "new.csv")
    outside("UPDATE clients SET address = '别处' WHERE name = '甲650'")
    (line,) = wrong(stocked)["log"]
    assert "clients: a row loaded by step" in line and "among the 500 from C503 on" in line


def test_repair_mends_what_is_derived_and_touches_no_record(stocked: Runner, outside: Outside, home: Path) -> None:
    before = stocked("client", "list", "--json", "--fields", "ref,name,city").out
    outside(
        "UPDATE clients SET name_key = 'x'", "DELETE FROM more_keys", "DROP TRIGGER log_clients_U", "INSERT INTO search(rowid, t) VALUES(6337, 'x')",
        "UPDATE clients SET city = '上海' WHERE ref = 'C2'",
    )  # fmt: skip
    answer = stocked("doctor", "--repair")
    assert answer.code == 8 and "no record was changed" in answer.err
    assert set(wrong(stocked)) == {"rows"}
    assert stocked("client", "list", "--json", "--fields", "ref,name,city").out == before.replace(
        "null", '"上海"', 2
    ).replace('"上海"', "null", 1)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_a_file_that_others_can_read_is_named(stocked: Runner, home: Path) -> None:
    (home / "base.db").chmod(0o644)
    assert any("its mode is 644, not 600" in line for line in wrong(stocked)["file"])


def test_a_week_without_a_backup_is_named(stocked: Runner) -> None:
    late = {"CRM_NOW": "2026-12-22T09:00"}
    answer = stocked("doctor", **late)
    assert answer.code == 8 and "there is no backup in" in answer.out and "Try: crm backup" in answer.out
    stocked("backup")
    assert stocked("doctor", **late).code == 0
    stocked("client", "add", "新客户")
    assert "the last backup is 30 days old, and 1 steps were made since" in stocked("doctor", **late).out


def test_no_base_is_no_finding(crm: Runner, home: Path) -> None:
    assert crm("doctor", CRM_DB=str(home / "none.db")).code == 3


@pytest.mark.parametrize("content", [b"text " * 2000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_base_is_said(crm: Runner, home: Path, content: bytes) -> None:
    (home / "base.db").write_bytes(content)
    (home / "base.db").chmod(0o600)
    answer = crm("doctor", CRM_DB=str(home / "base.db"))
    assert answer.code == 8 and "Traceback" not in answer.err and "crm backup restore FILE" in answer.out
