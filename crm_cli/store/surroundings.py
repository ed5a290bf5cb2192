"""What a base stands on: its file and folder, the disk, the SQLite library, how it keeps its journal."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from crm_cli.i18n import N_
from crm_cli.store import engine, migrate
from crm_cli.store.connection import on_network
from crm_cli.store.engine import sqlite3
from crm_cli.store.wrong import Wrong

ROOM = 100 << 20
OTHERS, WRITERS = 0o077, 0o022
OPEN_FILE = N_("{path} can be read by others: its mode is {mode}, not 600")
OPEN_FOLDER = N_("others may write into {path}: its mode is {mode}")
NETWORK = N_("{path} is on a network disk: two machines that write at once may lose what they wrote")
FULL = N_("{free} MB are left on the disk, the base has {size} MB")
OLD = N_(
    "SQLite {version} can lose a commit in WAL mode; the base keeps the slower journal (repaired: 3.51.3, 3.50.7, 3.44.6)"
)
UNSAFE = N_("the journal is {mode}, where this SQLite or this disk is not safe with it")
STRANGE_JOURNAL = N_("the journal is {mode}: what is written may be lost")
FOREIGN = N_("the file does not say that it is a base of this program")
VERSION = N_("the schema is {found}, this program makes {known}")


def files(path: Path) -> Iterator[Wrong]:
    """Who else may read the file, or put another in its place."""
    if os.name == "nt":
        return
    for file in (path, path.with_name(path.name + "-wal")):
        if file.exists() and (mode := file.stat().st_mode & 0o777) & OTHERS:
            yield Wrong(OPEN_FILE, {"path": str(file), "mode": f"{mode:o}"})
    if (mode := path.parent.stat().st_mode) & WRITERS and not mode & 0o1000:
        yield Wrong(OPEN_FOLDER, {"path": str(path.parent), "mode": f"{mode & 0o777:o}"})


def disk(path: Path) -> Iterator[Wrong]:
    """Where the file lies, and whether there is room for a backup of it."""
    if on_network(path):
        yield Wrong(NETWORK, {"path": str(path)})
    free, size = shutil.disk_usage(path.parent).free, path.stat().st_size
    if free < max(ROOM, 2 * size):
        yield Wrong(FULL, {"free": free >> 20, "size": size >> 20})


def journal(db: "sqlite3.Connection", path: Path) -> Iterator[Wrong]:
    """How what is written is kept until it is in its place."""
    mode = str(db.execute("PRAGMA main.journal_mode").fetchone()[0])
    if mode not in ("wal", "delete"):
        yield Wrong(STRANGE_JOURNAL, {"mode": mode})
    elif mode == "wal" and (not engine.FIXED or on_network(path)):
        yield Wrong(UNSAFE, {"mode": mode})


def origin(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Whose file it is, and of which version."""
    if db.execute("PRAGMA main.application_id").fetchone()[0] != migrate.APPLICATION:
        yield Wrong(FOREIGN, {})
    found = db.execute("PRAGMA main.user_version").fetchone()[0]
    if found != migrate.VERSION:
        yield Wrong(VERSION, {"found": found, "known": migrate.VERSION})


def pages(db: "sqlite3.Connection", *, quick: bool) -> Iterator[Wrong]:
    """What SQLite itself finds: pages, cells, indexes against their tables."""
    for (line,) in db.execute("PRAGMA quick_check(50)" if quick else "PRAGMA integrity_check(50)"):
        if line != "ok":
            yield Wrong("{line}", {"line": line})


def links(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Links to records that are not there."""
    for table, n, parent, _key in db.execute("PRAGMA foreign_key_check"):
        yield Wrong(
            N_("{table} {row} points to one of the {parent} that is not there"),
            {"table": table, "row": n, "parent": parent},
        )
