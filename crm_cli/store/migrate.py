"""Brings a base to this program's schema: frozen numbered SQL, one transaction, a backup before it; a newer base is refused."""

from collections.abc import Iterator
from pathlib import Path

from crm_cli.errors import Failure, Newer
from crm_cli.i18n import N_
from crm_cli.store import sums
from crm_cli.store.changes import drop_triggers, seal, triggers
from crm_cli.store.engine import sqlite3

VERSION = 1
APPLICATION = 0x67756178  # "guax": how file(1) and others know the file
FOLDER = Path(__file__).parent / "migrations"


def bring_up_to_date(db: "sqlite3.Connection", path: Path) -> None:
    """Nothing for a base of this version; else migrate it."""
    if version(db, path) < VERSION:
        _migrate(db, path)


def version(db: "sqlite3.Connection", path: Path) -> int:
    """The schema of the base, which this program must know."""
    found = int(db.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise Newer(
            N_("{path} was written by a newer program (schema {found}, this one knows {known})"),
            hint="pip install --upgrade guanxi", path=str(path), found=found, known=VERSION,
        )  # fmt: skip
    return found


def _migrate(db: "sqlite3.Connection", path: Path) -> None:
    """All pending migrations in one transaction; whoever comes second finds them done."""
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("BEGIN IMMEDIATE")
    try:
        found = version(db, path)
        if found < VERSION:
            if found:
                _back_up(path, found)
            _rebuild(db, found)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        db.execute("PRAGMA foreign_keys=ON")


def _rebuild(db: "sqlite3.Connection", found: int) -> None:
    if found:
        seal(db)
        sums.renew(db)
    drop_triggers(db)
    for number in range(found + 1, VERSION + 1):
        for statement in statements(number):
            db.execute(statement)
    for sql in triggers():
        db.execute(sql)
    name_base(db)
    if broken := db.execute("PRAGMA foreign_key_check").fetchall():
        raise Failure(N_("the migration would leave {count} broken links; nothing was changed"), count=len(broken))
    db.execute(f"PRAGMA application_id={APPLICATION}")
    db.execute(f"PRAGMA user_version={VERSION}")


def name_base(db: "sqlite3.Connection") -> None:
    """A new base gets its identity and that of its first device; the founding file has no site letters."""
    import uuid  # only where a base begins

    db.execute(
        "INSERT OR IGNORE INTO ctx(one, dev, base, site, applying, step, ms, c) VALUES(1, ?, ?, '', 0, NULL, 0, 0)",
        (uuid.uuid4().hex[:8], str(uuid.uuid4())),
    )


def statements(number: int) -> Iterator[str]:
    """The statements of a migration, one by one: ``executescript`` would commit in the middle."""
    pending = ""
    for line in next(FOLDER.glob(f"{number:04d}_*.sql")).read_text(encoding="utf-8").splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""


def _back_up(path: Path, found: int) -> None:
    """A checked copy beside the base, made while nobody else can write; one that is there already stays."""
    from crm_cli.store import copying  # only where an older base is opened

    if copying.copy(path, _free_name(path, found), copying.checked_quickly):
        raise Failure(N_("the backup before the migration is not sound; nothing was changed"), hint="crm doctor")


def _free_name(path: Path, found: int) -> Path:
    first = path.with_name(f"{path.name}.v{found}.bak")
    others = (path.with_name(f"{path.name}.v{found}-{number}.bak") for number in range(2, 1000))
    return next(name for name in (first, *others) if not name.exists())
