"""kill -9 at any moment: what was acknowledged is there, and nothing is half there."""

import os
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from crm_cli.people import pool
from crm_cli.store import migrate
from crm_cli.store.engine import sqlite3
from tests.faults.conftest import opened, share, sound, start
from tests.faults.programs import record

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows ends processes otherwise")
ROWS = 1500
FILLED = 5000
POOLED = 3000
NEXT = (
    "ALTER TABLE clients ADD COLUMN nickname TEXT;",
    "UPDATE settings SET value = value || 'y';",
    "CREATE INDEX clients_nickname ON clients(nickname);",
)


def killed(process: "subprocess.Popen[str]", after: float) -> list[str]:
    """What it had said when it was killed, so long after it was ready."""
    assert process.stdout is not None
    ready = process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (ready, err) == ("ready\n", "")
    return out.split()


def test_what_was_acknowledged_survives_and_no_step_is_half_there(base: Path) -> None:
    chance, said = Random(1), 0
    for trial in range(share(300, 6)):
        told = killed(start("tests.faults.programs", "write", base, f"k{trial}", 10_000), chance.random() * 0.2)
        with closing(opened(base).store) as store:
            found = store.rows("SELECT text FROM activities WHERE text LIKE ? ORDER BY n", (f"k{trial}-%",))
            there = [text for (text,) in found]
            assert there[: len(told)] == told and len(there) - len(told) <= 1, f"trial {trial}"
            tasks, calls, counted, steps, ops = store.rows(
                "SELECT (SELECT count(*) FROM tasks), (SELECT count(*) FROM activities), (SELECT employees FROM clients WHERE ref = 'C1'),"
                " (SELECT count(*) FROM step WHERE command = 'log call'), (SELECT count(*) FROM op JOIN step USING(step) WHERE command = 'log call')"
            )[0]
            assert tasks == calls == steps == (counted or 0) and ops == 3 * steps
        said += len(told)
    sound(opened(base))
    assert said > 0


def test_an_import_is_there_as_a_whole_or_not_at_all(base: Path) -> None:
    chance, found = Random(2), []
    for trial in range(share(300, 6)):
        told = killed(start("tests.faults.programs", "import", base, f"i{trial}", ROWS), chance.random() * 0.3)
        crm = opened(base)
        rows, logged = crm.store.rows(
            "SELECT (SELECT count(*) FROM clients WHERE name LIKE ?1),"
            " (SELECT count(*) FROM op JOIN clients USING(n) WHERE op.noun = 'C' AND op.kind = 'I' AND name LIKE ?1)",
            (f"i{trial}-%",),
        )[0]
        assert rows in (0, ROWS) and rows == logged and (rows == ROWS or told == []), f"trial {trial}"
        found.append(rows)
        if rows:
            assert crm.undo().kept == []
        crm.store.close()
    sound(opened(base))
    assert 0 in found


def test_all_that_is_due_goes_to_the_pool_or_nothing(base: Path) -> None:
    chance, found = Random(4), []
    crm = opened(base)
    crm.add(record("poolrule", name="all", days=30))
    rows = ((f"p{number}", crm.me, "2020-01-01T00:00:00Z") for number in range(POOLED))
    crm.load("client", ["name", "owner", "created"], rows)
    crm.store.close()
    for trial in range(share(100, 6)):
        told = killed(start("tests.faults.programs", "pool", base, "p", 0), chance.random() * 0.4)
        crm = opened(base)
        gone, notes = crm.store.rows(
            "SELECT (SELECT count(*) FROM clients WHERE owner IS NULL AND name LIKE 'p%'), (SELECT count(*) FROM activities)"
        )[0]
        assert gone == notes and gone in (0, POOLED) and (gone == POOLED or told == []), f"trial {trial}"
        found.append(gone)
        if gone:
            assert pool.apply(crm, str) == []
            assert crm.undo().kept == []
        crm.store.close()
    sound(opened(base))
    assert 0 in found


def test_a_migration_is_done_as_a_whole_or_not_at_all(base: Path, tmp_path: Path) -> None:
    crm = opened(base)
    with crm.step("fill"):
        rows = ((f"f{number}", "x" * 200) for number in range(FILLED))
        crm.store.db.executemany("INSERT INTO settings(id, ref, name, value) VALUES(?1, '', ?1, ?2)", rows)
    crm.store.close()
    before, chance, found = base.read_bytes(), Random(3), set()
    for trial in range(share(300, 6)):
        for file in base.parent.iterdir():
            file.unlink()
        base.write_bytes(before)
        killed(start("tests.store.newer", base, tmp_path / f"program{trial}", *NEXT), chance.random() * 0.3)
        found.add(state(base))
    assert found <= {(migrate.VERSION, 0, 0, 0), (migrate.VERSION + 1, 1, 1, FILLED)}
    assert (migrate.VERSION, 0, 0, 0) in found


def state(path: Path) -> tuple[int, int, int, int]:
    """The version of a base and how much of the migration is in it; its pages are sound."""
    with closing(sqlite3.connect(str(path))) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found: tuple[int, int, int, int] = db.execute(
            "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM pragma_table_info('clients') WHERE name = 'nickname'),"
            " (SELECT count(*) FROM sqlite_master WHERE name = 'clients_nickname'), (SELECT count(*) FROM settings WHERE value LIKE '%y')"
        ).fetchone()
        return found
