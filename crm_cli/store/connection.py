"""The one place that opens a file of ours: its promises (durable, foreign keys), its journal, and SQLite's errors in our words."""

import os
from contextlib import suppress
from pathlib import Path

from crm_cli.errors import Busy, CrmError, Denied, Failure, NotFound
from crm_cli.i18n import N_
from crm_cli.store.engine import FIXED, busy_ms, sqlite3

MEMORY = Path(":memory:")
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"}
DAMAGE = ("not a database", "malformed", "Could not decode", "unsupported file format")
"""What SQLite says of a file that is not as we wrote it."""
# What it says may quote the file, and then be no text itself.
ERRORS = (sqlite3.Error, UnicodeDecodeError)


def connect(path: Path, *, create: bool = False) -> "sqlite3.Connection":
    """A connection that writes; ``create`` makes the file and its folder where there is none."""
    if path != MEMORY:
        _prepare_file(path, create)
    try:
        db = sqlite3.connect(str(path), isolation_level=None, timeout=busy_ms() / 1000, cached_statements=1024)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-64000",  # at most 64 MB, taken as it is needed: a long list reads its pages once
            f"trusted_schema={'OFF' if FIXED else 'ON'}",
        ):
            db.execute(f"PRAGMA {pragma}")
        if path != MEMORY:
            _choose_journal(db, path)
    except ERRORS as error:
        raise explained(error, path) from error
    return db


def connect_to_read(path: Path) -> "sqlite3.Connection":
    """A connection that cannot write; text that is no UTF-8 any more is read all the same, so that damage can be told."""
    _prepare_file(path, create=False)
    try:
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=busy_ms() / 1000
        )
        db.execute("PRAGMA query_only=ON")
        db.execute(f"PRAGMA trusted_schema={'OFF' if FIXED else 'ON'}")
    except ERRORS as error:
        raise explained(error, path) from error
    db.text_factory = _any_text
    return db


def _any_text(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _choose_journal(db: "sqlite3.Connection", path: Path) -> None:
    """WAL where the library is repaired and the disk is local; while others use the base, SQLite itself leaves its mode alone."""
    mode = db.execute("PRAGMA journal_mode").fetchone()[0]
    wanted = "wal" if FIXED and not on_network(path) else "delete"
    if mode == wanted or not os.access(path, os.W_OK):
        return
    db.execute("PRAGMA busy_timeout=0")
    with suppress(sqlite3.OperationalError):  # locked: somebody works in it
        db.execute(f"PRAGMA journal_mode={wanted}")
    db.execute(f"PRAGMA busy_timeout={busy_ms()}")


def _prepare_file(path: Path, create: bool) -> None:
    if os.path.lexists(path.parent) and not os.access(path.parent, os.X_OK):  # in this order: another may be making it
        raise Denied(
            N_("{path} cannot be opened"), hint=N_("check the rights of the file and its folder"), path=str(path)
        )
    if path.is_dir():
        raise Failure(N_("{path} is a folder, not a base"), hint="crm use FILE", path=str(path))
    if path.exists():
        return
    if not create:
        raise NotFound(N_("there is no base at {path} yet"), hint="crm init", path=str(path))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise Denied(N_("{path} cannot be made: {why}"), path=str(path), why=error.strerror or "") from error


def on_network(path: Path) -> bool:
    """The file is on a network disk, where a WAL is not safe; known on Linux only."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return False
    here = str(path.resolve())
    best = ("", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, kind, *_ = line.split(" ")
        if (here == point or here.startswith(point.rstrip("/") + "/")) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1] in NETWORK


def explained(error: Exception, path: Path) -> CrmError:
    """SQLite's error as ours."""
    if isinstance(error, UnicodeDecodeError):
        return damaged(path)
    said = str(error)
    if "database is locked" in said or "busy" in said:  # a table that is locked is so by this process itself
        return Busy(
            N_("{path} is held by another process; nothing was written"),
            hint=N_("try again in a moment"),
            path=str(path),
        )
    if "readonly" in said or "read-only" in said:
        return Denied(
            N_("{path} is read-only; nothing was written"),
            hint=N_("check the rights of the file and its folder"),
            path=str(path),
        )
    if "full" in said:
        return Failure(
            N_("the disk is full; nothing was written"), hint=N_("free some space and run the same command again")
        )
    if "unable to open" in said:
        return Denied(
            N_("{path} cannot be opened"), hint=N_("check the rights of the file and its folder"), path=str(path)
        )
    if any(sign in said for sign in DAMAGE):
        return damaged(path)
    if "disk I/O" in said:
        return Failure(N_("the disk refused: {why}"), why=said)
    return Failure(N_("the base refused: {why}"), hint="crm doctor", why=said)


def damaged(path: Path) -> CrmError:
    """What is read makes no sense."""
    return Failure(
        N_("{path} is not a base, or it is damaged"), hint=N_("crm doctor says what is wrong"), path=str(path)
    )
