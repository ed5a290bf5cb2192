"""An older base is backed up and brought up to date as a whole or not at all."""

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crm_cli.errors import Failure, Newer
from crm_cli.records.registry import TABLES, load
from crm_cli.store import bulk, changes, migrate
from crm_cli.store.engine import sqlite3
from tests.founding import added
from tests.store.conftest import opened, working
from tests.store.holding import columns_of
from tests.store.newer import grow

ROOT = Path(__file__).parents[2]


@pytest.fixture
def full(base: Path) -> Path:
    """A base with something in it, some of it loaded in bulk."""
    crm = working(base)
    added(crm, "client", name="科锐")
    with crm.step("import", kind="import") as step:
        bulk.load(crm.store, load("client"), ["name"], [(f"甲{i}",) for i in range(20)], step=step, author=None)
    crm.store.close()
    return base


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(str(path))) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_base_of_this_version_is_left_alone(full: Path) -> None:
    opened(full).close()
    assert [file.name for file in full.parent.iterdir() if file.suffix in (".bak", ".part")] == []


def test_an_older_base_is_backed_up_and_migrated(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version_of(full)
    grow(monkeypatch, tmp_path)
    crm = working(full)
    copy = full.with_name(f"crm.db.v{before}.bak")
    assert crm.store.one("SELECT count(*) FROM clients WHERE nickname = name") == (21,)
    assert (version_of(full), version_of(copy)) == (before + 1, before)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600 or os.name == "nt"
    with closing(sqlite3.connect(str(copy))) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM clients").fetchone() == (21,)


def test_the_program_before_is_refused_what_the_next_one_migrated(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = working(full)
    with monkeypatch.context() as newer:
        grow(newer, tmp_path)
        opened(full).close()
    with pytest.raises(Newer):
        opened(full)
    with pytest.raises(Newer):
        added(old, "client", name="乙")


def test_a_backup_that_is_there_already_stays(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = full.with_name(f"crm.db.v{migrate.VERSION}.bak")
    first.write_text("somebody's")
    grow(monkeypatch, tmp_path)
    opened(full).close()
    assert first.read_text() == "somebody's"
    assert version_of(first.with_name(f"crm.db.v{migrate.VERSION - 1}-2.bak")) == migrate.VERSION - 1


def test_what_an_unfinished_backup_left_is_replaced(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = full.with_name(f"crm.db.v{migrate.VERSION}.bak")
    part = named.with_name(f".{named.name}.part")
    part.write_text("half")
    grow(monkeypatch, tmp_path)
    opened(full).close()
    assert not part.exists() and named.exists()


def test_a_migration_is_no_change_of_the_users(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(opened(full)) as store:
        before = store.rows("SELECT (SELECT count(*) FROM op), (SELECT count(*) FROM step)")
    grow(monkeypatch, tmp_path)
    store = opened(full)
    assert store.rows("SELECT (SELECT count(*) FROM op), (SELECT count(*) FROM step)") == before
    store.db.execute("UPDATE clients SET level = 'A' WHERE n = 1")
    assert changes.row_ops(store.db, TABLES["clients"], 1)[-1].body == {"level": [None, "A"]}


def test_derived_bodies_are_written_out_before_the_tables_change(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [op.body for op in working(full).ops(2)]
    grow(monkeypatch, tmp_path, ("ALTER TABLE clients ADD COLUMN nickname TEXT;", "UPDATE clients SET name = 'x';"))
    crm = working(full)
    assert [op.body for op in crm.ops(2)] == before
    assert before[3]["name"] == [None, "甲3"]
    assert crm.store.one("SELECT count(*) FROM op LEFT JOIN body USING(seq) WHERE body.seq IS NULL") == (0,)


def test_sealing_knows_a_table_that_lacks_what_the_migration_will_add(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(full)) as store:
        changes.drop_triggers(store.db)
        store.db.execute("ALTER TABLE clients DROP COLUMN income")
    grow(monkeypatch, tmp_path, ("ALTER TABLE clients ADD COLUMN income TEXT;",))
    crm = working(full)
    assert [op.body["name"] for op in crm.ops(2)][:2] == [[None, "甲0"], [None, "甲1"]]
    assert "income" in columns_of(crm, "clients")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO nowhere VALUES(1);", "no such table"),
        ("INSERT INTO clients(id, ref, name, owner) VALUES('1', 'C77', 'x', 'nobody');", "broken links"),
    ],
)
def test_a_migration_that_fails_changes_nothing(
    full: Path, tmp_path: Path, statement: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = version_of(full)
    with monkeypatch.context() as newer:
        grow(newer, tmp_path, ("ALTER TABLE clients ADD COLUMN nickname TEXT;", statement))
        with pytest.raises(Failure, match=said):
            opened(full)
    crm = working(full)
    assert "nickname" not in columns_of(crm, "clients") and version_of(full) == before
    assert added(crm, "client", name="还能写").ref == "C22"
    assert len(crm.history(crm.get(load("client"), "C22"))) == 1


def test_two_processes_that_migrate_at_once_do_it_once(full: Path, tmp_path: Path) -> None:
    slow = "INSERT INTO body(seq, body) WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT i, '{}' FROM n;"
    statements = ("ALTER TABLE clients ADD COLUMN nickname TEXT;", slow)
    found = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.newer", str(full), str(tmp_path / f"program{number}"), *statements],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    said = [process.communicate(timeout=60) for process in found]
    assert said == [("ready\ndone\n", "")] * 4
    assert version_of(full) == migrate.VERSION + 1
    backups = [file.name for file in full.parent.iterdir() if ".v" in file.name]
    assert backups == [f"crm.db.v{migrate.VERSION}.bak"]
