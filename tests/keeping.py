"""Connections that outlive the command they served, so that the next command of the same test need not read all tables again.

A command opens its base as ever; only what SQLite itself gives it is a connection that was put away clean: nothing of its own is left on
it, and the file holds all that was written. A file that somebody else touched, or a process that is started, ends what was put away.
"""

import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from crm_cli.store.engine import sqlite3
from crm_cli.store.store import Store

STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec"}
"""What Python tells its auditors when a process is started: it is to find the base as if everybody had closed it."""
Seen = tuple[tuple[int, ...], ...]
IDLE: dict[str, tuple["sqlite3.Connection", Seen]] = {}
"""By the path of its base, a connection that nobody uses, and what the files were like when it was put away."""
OUT: dict[int, tuple["sqlite3.Connection", str]] = {}
"""Connections that are in use, by their identity."""
CLOSED = sqlite3.connect(":memory:")
CLOSED.close()
"""What a base has that was closed: nothing can be asked of it."""
_connect = sqlite3.connect
_close, _make_views = Store.close, Store._make_views


def seen(path: str) -> Seen:
    """What tells whether anybody touched the files of a base."""
    with suppress(OSError):
        of_base, of_log = Path(path).stat(), Path(f"{path}-wal").stat()
        base = (of_base.st_dev, of_base.st_ino, of_base.st_mode, of_base.st_size, of_base.st_mtime_ns)
        return base, (of_log.st_ino, of_log.st_size)
    return ()


def connected(path: str, *given: Any, **named: Any) -> "sqlite3.Connection":
    """As SQLite's, but that it may be one that was used before."""
    mine = "cached_statements" in named and threading.current_thread() is threading.main_thread()
    if given or not mine or path == ":memory:":
        other: sqlite3.Connection = _connect(path, *given, **named)
        return other
    path = str(Path(path).absolute())
    db, was = IDLE.pop(path, (None, ()))
    if db is not None and was != seen(path):  # not before now: a new base may have come to stand there
        db.close()
        db = None
    if db is not None:
        db.execute(f"PRAGMA busy_timeout={int(named['timeout'] * 1000)}")
    elif not Path(path).stat().st_size:  # who makes a base closes it, so that nothing lies beside it
        made: sqlite3.Connection = _connect(path, **named)
        return made
    else:
        db = _connect(path, **named)
    OUT[id(db)] = (db, path)
    return db


def put_away(store: Store) -> None:
    """Close a base; its connection is kept if it can be made as clean as a new one."""
    db, path = OUT.pop(id(store.db), (None, ""))
    if db is not None and path not in IDLE and _cleaned(db) and (now := seen(path)):
        IDLE[path] = (db, now)
        store.db = CLOSED
    else:
        _close(store)


def _cleaned(db: "sqlite3.Connection") -> bool:
    try:
        db.rollback()
        db.set_authorizer(None)
        db.set_progress_handler(None, 0)
        db.execute("PRAGMA query_only=OFF")
        db.execute("PRAGMA busy_timeout=0")
        if len(db.execute("PRAGMA database_list").fetchall()) > 2:
            return False
        for kind, name in db.execute("SELECT type, name FROM temp.sqlite_master").fetchall():
            if kind == "table":
                db.execute(f'DROP TABLE temp."{name}"')
            elif kind != "index" and not (kind == "view" and name.startswith("visible_")):
                return False
        for name, count in db.execute("SELECT name, narg FROM pragma_function_list WHERE NOT builtin").fetchall():
            if (name, count) not in _usual():
                db.create_function(name, count, None)  # takes it away again
        busy, _log, _copied = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except sqlite3.Error:
        return False


USUAL: set[tuple[str, int]] = set()


def _usual() -> set[tuple[str, int]]:
    """The functions that every connection has."""
    if not USUAL:
        db = _connect(":memory:")
        USUAL.update(db.execute("SELECT name, narg FROM pragma_function_list WHERE NOT builtin"))
        db.close()
    return USUAL


def make_views(store: Store) -> None:
    """The views through which everything is read, where they are not there yet."""
    if not store.db.execute("SELECT 1 FROM temp.sqlite_master WHERE type = 'view' LIMIT 1").fetchone():
        _make_views(store)


def end() -> None:
    """Close what was put away."""
    while IDLE:
        db, _seen = IDLE.popitem()[1]
        with suppress(sqlite3.ProgrammingError):  # another thread's: it closes its own
            db.close()


def _before_processes(event: str, _given: object) -> None:
    if IDLE and event in STARTS:
        end()


sys.addaudithook(_before_processes)


def keep(scene: pytest.MonkeyPatch) -> None:
    """From here on bases that are closed are put away."""
    scene.setattr(sqlite3, "connect", connected)
    scene.setattr(Store, "close", put_away)
    scene.setattr(Store, "_make_views", make_views)
    OUT.clear()
