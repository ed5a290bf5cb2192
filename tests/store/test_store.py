"""How a base is opened, and what is said when it cannot be."""

import gc
import os
import stat
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Busy, CrmError, Failure, Newer, NotFound
from crm_cli.records.registry import NOUNS
from crm_cli.store import connection as module
from crm_cli.store import migrate
from crm_cli.store.computed import WORKED_OUT
from crm_cli.store.connection import MEMORY, connect, explained, on_network
from crm_cli.store.engine import FIXED, busy_ms, sqlite3
from crm_cli.store.store import Store
from tests.founding import NOW, ZONE, added
from tests.store.conftest import opened, working


def pragma(store: Store, name: str) -> object:
    row = store.one(f"PRAGMA {name}")
    return row and row[0]


def test_a_write_is_on_the_disk_when_it_is_acknowledged(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_cli.store.store.connect", connect)
    store = opened(base)
    assert (pragma(store, "synchronous"), pragma(store, "foreign_keys")) == (2, 1)
    assert (pragma(store, "trusted_schema"), pragma(store, "busy_timeout")) == (int(not FIXED), 30_000)


def test_a_wal_is_kept_only_by_a_repaired_library(base: Path) -> None:
    assert pragma(opened(base), "journal_mode") == ("wal" if FIXED else "delete")


def test_a_base_made_by_a_repaired_library_is_taken_over_by_another(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for fixed, mode in ((True, "wal"), (False, "delete"), (True, "wal")):
        monkeypatch.setattr(module, "FIXED", fixed)
        with closing(opened(base)) as store:
            assert pragma(store, "journal_mode") == mode


def test_a_base_that_somebody_uses_keeps_its_mode(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIXED", True)
    with closing(opened(base)) as other:
        assert pragma(other, "journal_mode") == "wal"
        monkeypatch.setattr(module, "FIXED", False)
        with closing(opened(base)) as store:
            assert (pragma(store, "journal_mode"), pragma(store, "busy_timeout")) == ("wal", 30_000)


def test_a_network_disk_keeps_no_wal(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "on_network", lambda path: True)
    with closing(opened(base)) as store:
        assert pragma(store, "journal_mode") == "delete"


def test_a_local_folder_is_no_network_disk(tmp_path: Path) -> None:
    assert not on_network(tmp_path / "crm.db")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_new_base_is_for_its_owner_alone(path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        store = opened(path, create=True)
        store.db.execute("UPDATE ctx SET c = 1")
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600} and "crm.db" in modes
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_missing_base_is_not_made_by_accident(path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        opened(path)
    assert (caught.value.exit, caught.value.hint, path.exists()) == (3, "crm init", False)


def test_a_base_in_memory_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert Store(MEMORY, Clock(), create=True).country.code == "CN"
    assert list(folder.iterdir()) == []


def test_a_newer_base_is_refused_in_one_line(base: Path) -> None:
    with closing(sqlite3.connect(str(base))) as db:
        db.execute("PRAGMA user_version=99")
    before = base.read_bytes()
    with pytest.raises(Newer) as caught:
        opened(base)
    assert caught.value.exit == 6 and "\n" not in str(caught.value) and "99" in str(caught.value)
    assert base.read_bytes() == before


def test_a_base_that_a_newer_program_migrates_meanwhile_is_not_written_to(base: Path) -> None:
    crm = working(base)
    with closing(sqlite3.connect(str(base))) as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(Newer):
        added(crm, "client", name="甲")
    assert crm.store.one("SELECT count(*) FROM clients") == (0,)


def broken(folder: Path) -> Iterator[tuple[Path, type[CrmError], str]]:
    text = folder / "text.db"
    text.write_text("name,phone\n" * 1000)
    yield text, Failure, "not a base, or it is damaged"
    yield folder, Failure, "is a folder"
    yield folder / "text.db" / "crm.db", CrmError, "cannot be"


def test_what_is_no_base_is_said_to_be_none(tmp_path: Path) -> None:
    for path, error, said in broken(tmp_path):
        with pytest.raises(error, match=said):
            opened(path, create=True)


def test_a_base_held_by_another_is_busy_after_the_time_that_was_set(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_BUSY_MS", "20")
    crm = working(base)
    with closing(sqlite3.connect(str(base), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Busy) as caught:
            added(crm, "client", name="甲")
        other.execute("ROLLBACK")
    assert caught.value.exit == 6
    assert added(crm, "client", name="甲").ref == "C1"


@pytest.mark.parametrize(("wanted", "ms"), [("", 30_000), ("250", 250), ("0", 0), ("-1", 30_000), ("soon", 30_000)])
def test_a_time_to_wait_that_is_none_is_half_a_minute(wanted: str, ms: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_BUSY_MS", wanted)
    assert busy_ms() == ms


@pytest.mark.parametrize(
    ("said", "exit_code", "told"),
    [
        ("database is locked", 6, "held by another process"),
        ("attempt to write a readonly database", 5, "read-only"),
        ("database or disk is full", 1, "the disk is full"),
        ("unable to open database file", 5, "cannot be opened"),
        ("file is not a database", 1, "not a base"),
        ("database disk image is malformed", 1, "damaged"),
        ("disk I/O error", 1, "the disk refused: disk I/O error"),
        ("no such table: x", 1, "the base refused: no such table: x"),
    ],
)
def test_what_sqlite_says_becomes_one_line_with_an_exit_code(said: str, exit_code: int, told: str) -> None:
    found = explained(sqlite3.OperationalError(said), Path("crm.db"))
    assert found.exit == exit_code and told in str(found)


def test_an_error_inside_a_step_is_in_our_words_and_nothing_is_written(base: Path) -> None:
    crm = working(base)
    with pytest.raises(Failure, match="the base refused"), crm.step():
        added(crm, "client", name="甲")
        crm.store.db.execute("INSERT INTO clients(id, ref, name, owner) VALUES('1', 'C9', 'x', 'nobody')")
        crm.store.db.execute("INSERT INTO nowhere VALUES(1)")
    assert crm.store.one("SELECT count(*) FROM clients") == (0,)


def test_a_link_to_nothing_is_refused(base: Path) -> None:
    with pytest.raises(Failure, match="FOREIGN KEY"):
        added(working(base), "client", name="甲", owner="nobody")


def test_every_table_is_read_through_its_view(base: Path) -> None:
    views = {name for (name,) in opened(base).rows("SELECT name FROM temp.sqlite_master WHERE type = 'view'")}
    assert views == {f"visible_{name}" for name in [*WORKED_OUT, *(noun.table for noun in NOUNS.values())]}


def test_several_that_found_a_base_at_once_find_one_base(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_cli.store.store.bring_up_to_date", migrate.bring_up_to_date)
    found: list[object] = []
    failed: list[BaseException] = []

    def found_it() -> None:
        try:
            with closing(opened(path, create=True)) as store:
                found.append(store.one("SELECT base, dev FROM ctx"))
        except BaseException as problem:
            failed.append(problem)

    threads = [threading.Thread(target=found_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and len(found) == 8 and len(set(found)) == 1


def test_a_reader_sees_one_moment(base: Path) -> None:
    crm, other = working(base), working(base)
    added(crm, "client", name="甲")
    if not FIXED:
        pytest.skip("without a WAL a reader makes the writer wait")
    with other.store.reading():
        assert other.count("client") == 1
        added(crm, "client", name="乙")
        assert other.count("client") == 1
    assert other.count("client") == 2


def test_a_store_that_nobody_holds_is_gone_with_its_connection() -> None:
    store = Store(MEMORY, Clock(NOW, ZONE), create=True)
    held = weakref.ref(store)
    del store
    gc.collect()
    assert held() is None


def test_rows_that_nobody_reads_to_the_end_are_let_go_after_the_base_was_closed(base: Path) -> None:
    store = opened(base)
    rows = store.stream("SELECT 1 UNION ALL SELECT 2")
    assert next(iter(rows)) == (1,)
    store.close()
    rows.close()  # type: ignore[attr-defined] # it is a generator
