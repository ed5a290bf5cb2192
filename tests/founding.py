"""A small base for tests of rules: in memory, a fixed clock, one user; and tables that are made once, not for every test."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crm_cli.clock import Clock
from crm_cli.records.registry import load
from crm_cli.store import migrate
from crm_cli.store.connection import MEMORY, connect
from crm_cli.store.engine import sqlite3
from crm_cli.store.store import Store
from crm_cli.workspace import Workspace

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)


def founded(me: str = "王芳", country: str = "CN") -> Workspace:
    """An empty base of that country with its first user, who works in it."""
    clock = Clock(NOW, ZONE)
    crm = Workspace(Store(MEMORY, clock, create=True), clock, "test")
    crm.put_setting("country", country)
    added(crm, "user", name=me)
    return crm


def added(crm: Workspace, noun: str, **values: Any) -> Any:
    """A new record of a noun."""
    make: Any = load(noun)
    return crm.add(make(**values))


def bring_up_to_date(db: "sqlite3.Connection", path: Path) -> None:
    """As the store does it; an empty file gets a copy of tables that were made so before, and an identity of its own."""
    if migrate.version(db, path) or db.execute("SELECT 1 FROM sqlite_master").fetchone():
        migrate.bring_up_to_date(db, path)
    else:
        _tables(migrate.VERSION).backup(db)
        migrate.name_base(db)


def connect_at_once(path: Path, *, create: bool = False) -> "sqlite3.Connection":
    """A connection that does not wait until what it wrote is on the disk."""
    db = connect(path, create=create)
    db.execute("PRAGMA synchronous=OFF")
    return db


@cache
def _tables(_version: int) -> "sqlite3.Connection":
    """Tables of this version of the program."""
    db = connect(MEMORY)
    migrate.bring_up_to_date(db, MEMORY)
    db.execute("DELETE FROM ctx")
    return db
