"""Bytes of a base that change on the disk: doctor names them, no command ends in a traceback, a backup brings everything back."""

import contextlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from crm_cli.clock import Clock
from crm_cli.exchange import backups
from crm_cli.records.registry import load
from crm_cli.store import bulk
from crm_cli.store.engine import sqlite3
from crm_cli.store.examine import examine
from crm_cli.workspace import open_workspace
from tests.conftest import Runner
from tests.faults.conftest import opened, share, sound, start
from tests.faults.programs import capture, record

PAGE = 4096
SIDES = ("-wal", "-shm", "-journal")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A base with everything in it: written one by one and in bulk, changed, removed, taken back; its journal is in the file."""
    path = tmp_path_factory.mktemp("damage") / "crm.db"
    crm = open_workspace(path, clock=Clock(), command="test", create=True)
    crm.add(record("user", name="王芳"))
    client = crm.add(record("client", name="科锐", phone="13800138000", other_phones='["010-82345678"]'))
    for number in range(40):
        capture(crm, f"谈价 {number}")
    with crm.step("import", kind="import") as step:
        rows = ((f"重庆某某{i}有限公司", f"1390013{i:04d}", f"某路{i}号", f"备注{i}" * 5) for i in range(400))
        bulk.load(crm.store, load("client"), ["name", "phone", "address", "note"], rows, step=step, author=crm.me)
    crm.change(crm.get(load("client"), "C7"), city="上海")
    crm.remove(crm.get(load("client"), "C8"))
    crm.change(client, city="北京")
    crm.undo()
    crm.store.db.execute("PRAGMA journal_mode=delete")
    crm.store.close()
    return path.read_bytes()


def put(path: Path, content: bytes) -> None:
    for side in SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)


def damaged(whole: bytes, chance: Random) -> bytes:
    """Some bytes at some place are others."""
    length = chance.choice((1, 1, 2, 4, 8, 16, 64))
    at = chance.randrange(len(whole) - length)
    while not whole[at] and chance.random() < 0.9:  # most of what is zero is unused
        at = chance.randrange(len(whole) - length)
    return whole[:at] + chance.randbytes(length) + whole[at + length :]


def holding(path: Path) -> str:
    """All that a file says: every table, the log and what SQLite keeps for itself among them; every index by its entries."""
    found: list[object] = []
    with (
        contextlib.suppress(sqlite3.Error, UnicodeDecodeError),
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db,
    ):
        db.text_factory = bytes
        found += [
            db.execute(f"PRAGMA {name}").fetchone()
            for name in ("user_version", "application_id", "encoding", "page_size")
        ]
        found.append(db.execute("SELECT * FROM sqlite_master ORDER BY type, name").fetchall())
        for kind, name, sql in db.execute(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY name"
        ).fetchall():
            if kind == b"table" and not sql.startswith(b"CREATE VIRTUAL"):
                found.append(db.execute(f'SELECT * FROM "{name.decode()}"').fetchall())
        found += _index_entries(db)
        found.append("read to the end")
    return repr(found)


def _index_entries(db: "sqlite3.Connection") -> Iterator[object]:
    """What each index says, read from it alone."""
    indexes = db.execute(
        "SELECT name, tbl_name, coalesce(sql, '') FROM sqlite_master WHERE type = 'index' ORDER BY name"
    ).fetchall()
    for name, table, sql in indexes:
        columns = [
            f'"{column.decode()}"'
            for _at, _cid, column in db.execute(f'PRAGMA index_info("{name.decode()}")')
            if column
        ]
        where = sql.decode().partition(" WHERE ")[2] or "1"
        yield db.execute(
            f'SELECT {", ".join(columns)} FROM "{table.decode()}" INDEXED BY "{name.decode()}" WHERE {where} ORDER BY {", ".join(columns)}'
        ).fetchall()


def test_doctor_names_every_damage_that_touches_what_the_file_says(whole: bytes, tmp_path: Path) -> None:
    path, chance = tmp_path / "crm.db", Random(7)
    put(path, whole)
    before = holding(path)
    assert [finding.check for finding in examine(path) if not finding.ok] == []
    touching, named, unseen = 0, 0, []
    for trial in range(share(200, 32)):
        put(path, damaged(whole, chance))
        seen = any(not finding.ok for finding in examine(path))
        if holding(path) != before:
            touching, named = touching + 1, named + seen
            if not seen:
                unseen.append(trial)
    print(f"{named} of {touching} damages that touch used bytes are named")
    assert unseen == [] and touching > 10


def test_common_commands_end_in_one_line_or_do_not_notice(crm: Runner, whole: bytes, tmp_path: Path) -> None:
    path, chance = tmp_path / "crm.db", Random(11)
    lines = (
        ("client", "list"), ("client", "show", "C1"), ("find", "重庆"), ("today",), ("log", "call", "C1", "谈价"), ("client", "edit", "C7", "--city", "成都"),
        ("undo",), ("steps",), ("history", "C7"), ("export", "client"), ("board",), ("sql", "SELECT count(*) FROM clients"), ("backup",),
        ("doctor", "--quick"), ("doctor", "--repair"),
    )  # fmt: skip
    for _trial in range(share(60, 6)):
        content = damaged(whole, chance)
        for line in lines:
            put(path, content)
            answer = crm(*line, CRM_DB=str(path), CRM_BUSY_MS="100")
            said = answer.err
            assert "Traceback" not in said and "Traceback" not in answer.out, (line, said)
            assert "internal error" not in said or "crm doctor" in said, (line, said)


def test_a_damaged_base_names_doctor(crm: Runner, whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    put(path, whole[:PAGE] + bytes(len(whole) - PAGE))
    for line in (("client", "list"), ("log", "call", "C1", "谈价"), ("backup",), ("export", "client")):
        answer = crm(*line, CRM_DB=str(path))
        assert answer.code == 1 and answer.err.count("\n") == 1 and "crm doctor" in answer.err, answer


def test_backup_damage_restore_gives_back_everything_acknowledged(crm: Runner, whole: bytes, tmp_path: Path) -> None:
    path, chance = tmp_path / "crm.db", Random(5)
    put(path, whole)
    base = {"CRM_DB": str(path)}
    made = json.loads(crm("backup", "--json", **base).out)["file"]
    with closing(opened(path).store) as store:
        before = {
            table: store.rows(f"SELECT * FROM {table}") for table in ("clients", "activities", "tasks", "op", "body")
        }
    content = path.read_bytes()
    for trial in range(share(40, 6)):
        harmed = bytearray(content)
        for _ in range(30):
            at = chance.randrange(0 if trial % 3 == 0 else 100, len(content))
            harmed[at] = chance.randrange(256)
        put(path, bytes(harmed) if trial else b"not even a base")
        answer = crm("backup", "restore", made, "--yes", **base)
        assert answer.code == 0, answer
        restored = opened(path)
        sound(restored)
        assert {table: restored.store.rows(f"SELECT * FROM {table}") for table in before} == before
        restored.store.close()
        assert crm("doctor", **base).code == 0


def test_a_backup_of_a_base_that_others_write_is_one_moment_of_it(base: Path) -> None:
    writers = [start("tests.faults.programs", "write", base, f"w{number}", 10_000) for number in range(2)]
    try:
        for writer in writers:
            assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        for _ in range(share(30, 2)):
            made, _gone = backups.add(base, Clock())
            with closing(opened(made.path).store) as store:
                tasks, calls, counted, steps = store.rows(
                    "SELECT (SELECT count(*) FROM tasks), (SELECT count(*) FROM activities), (SELECT coalesce(employees, 0) FROM clients WHERE ref = 'C1'),"
                    " (SELECT count(*) FROM step WHERE command = 'log call')"
                )[0]
                assert tasks == calls == counted == steps
            made.path.unlink()
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def test_a_restore_while_others_have_the_base_open_is_seen_by_them(crm: Runner, base: Path) -> None:
    with closing(opened(base).store) as reader:
        assert reader.rows("SELECT name FROM clients") == [("科锐",)]
        made = json.loads(crm("backup", "--json", CRM_DB=str(base)).out)["file"]
        crm("client", "add", "后来的", CRM_DB=str(base))
        assert len(reader.rows("SELECT name FROM clients")) == 2
        answer = crm("backup", "restore", made, "--yes", CRM_DB=str(base))
        assert answer.code == 0, answer
        assert reader.rows("SELECT name FROM clients") == [("科锐",)]
    sound(opened(base))


def test_a_restore_waits_for_nobody_for_ever(crm: Runner, base: Path) -> None:
    made = json.loads(crm("backup", "--json", CRM_DB=str(base)).out)["file"]
    with closing(sqlite3.connect(str(base), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = crm("backup", "restore", made, "--yes", CRM_DB=str(base), CRM_BUSY_MS="100")
        other.execute("ROLLBACK")
    assert answer.code == 6 and "held by another process" in answer.err
    sound(opened(base))
