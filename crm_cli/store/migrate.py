"""Brings a base to this program's schema: frozen numbered SQL, one transaction, a backup before it; a newer base is refused."""

import uuid
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from crm_cli.errors import Failure, Newer
from crm_cli.i18n import N_
from crm_cli.store.changes import drop_triggers, seal, triggers
from crm_cli.store.library import sqlite3

VERSION = 1
APPLICATION = 0x67756178  # "guax": how file(1) and others know the file


def bring_up_to_date(db: "sqlite3.Connection", path: Path) -> None:
    """Nothing for a base of this version; else migrate it."""
    version = _version(db)
    if version == VERSION:
        return
    if version > VERSION:
        raise Newer(
            N_("{path} was written by a newer program (schema {found}, this one knows {known})"),
            hint="pip install --upgrade guanxi", path=str(path), found=version, known=VERSION,
        )  # fmt: skip
    if version:
        _back_up(db, path, version)
    _migrate(db)


def _version(db: "sqlite3.Connection") -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _migrate(db: "sqlite3.Connection") -> None:
    """All pending migrations in one transaction; whoever comes second finds them done."""
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("BEGIN IMMEDIATE")
    try:
        version = _version(db)
        if version:
            seal(db)
        if version < VERSION:
            drop_triggers(db)
            for number in range(version + 1, VERSION + 1):
                for statement in statements(number):
                    db.execute(statement)
            for sql in triggers():
                db.execute(sql)
            _name_base(db)
            if broken := db.execute("PRAGMA foreign_key_check").fetchall():
                raise Failure(
                    N_("the migration would leave {count} broken links; nothing was changed"), count=len(broken)
                )
            db.execute(f"PRAGMA application_id={APPLICATION}")
            db.execute(f"PRAGMA user_version={VERSION}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        db.execute("PRAGMA foreign_keys=ON")


def _name_base(db: "sqlite3.Connection") -> None:
    """A new base gets its identity and that of its first device; the founding file has no site letters."""
    db.execute(
        "INSERT OR IGNORE INTO ctx(one, dev, base, site, applying, step, ms, c) VALUES(1, ?, ?, '', 0, NULL, 0, 0)",
        (uuid.uuid4().hex[:8], str(uuid.uuid4())),
    )


def statements(number: int) -> Iterator[str]:
    """The statements of a migration, one by one: ``executescript`` would commit in the middle."""
    folder = resources.files("crm_cli.store") / "migrations"
    name = next(entry for entry in folder.iterdir() if entry.name.startswith(f"{number:04d}_"))
    pending = ""
    for line in name.read_text(encoding="utf-8").splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""


def _back_up(db: "sqlite3.Connection", path: Path, version: int) -> None:
    """A verified copy beside the base, before anything is touched."""
    copy = path.with_name(f"{path.name}.v{version}.bak")
    if copy.exists():
        return
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    db.execute("VACUUM INTO ?", (str(part),))
    part.chmod(0o600)
    part.rename(copy)
