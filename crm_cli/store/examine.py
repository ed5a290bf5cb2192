"""Examines a base, one check after the other, in one consistent view; a check that fails on damage says so and the others go on."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.store import derived, engine, replay, surroundings
from crm_cli.store.connection import ERRORS, connect, connect_to_read, explained
from crm_cli.store.engine import sqlite3
from crm_cli.store.wrong import Wrong

NAMED, COUNTED = 20, 1000
UNREADABLE = N_("it cannot be read: {why}")
RESTORE = "crm backup restore FILE"
REPAIR = "crm doctor --repair"
Database = sqlite3.Connection


class Finding(NamedTuple):
    """What a check found: nothing wrong, or what, how many in all, and what to do about it. ``note`` says what is good to know."""

    check: str
    title: str
    wrong: list[Wrong]
    many: int = 0
    todo: str = ""
    note: str = ""

    @property
    def ok(self) -> bool:
        return not self.wrong


class Check(NamedTuple):
    """A check of an open base; ``long`` ones read all of it."""

    name: str
    title: str
    run: Callable[[Database], Iterable[Wrong]]
    todo: str
    long: bool = False


CHECKS = (
    Check("origin", N_("whose file it is"), surroundings.origin, RESTORE),
    Check("links", N_("links between records"), surroundings.links, RESTORE),
    Check("schema", N_("tables, indexes and triggers"), derived.schema, REPAIR),
    Check("log", N_("the log"), replay.log, RESTORE, long=True),
    Check("rows", N_("the records against the log"), replay.compare, RESTORE, long=True),
    Check("sets", N_("tags, members, external ids, refs"), derived.linked, RESTORE),
    Check("history", N_("stage histories"), derived.history, RESTORE),
    Check("keys", N_("keys of names, phones and addresses"), derived.keys, REPAIR, long=True),
    Check("more keys", N_("further keys"), derived.more_keys, REPAIR, long=True),
    Check("search", N_("the search index"), derived.searching, REPAIR, long=True),
)
OF_A_COPY = ("origin", "links", "log", "rows", "sets")
"""What must hold of a backup: what is derived can be made again."""


def examine(path: Path, *, quick: bool = False) -> Iterator[Finding]:
    """All checks of a base and of what it stands on."""
    yield _found("file", N_("file and folder"), surroundings.files(path), N_("chmod 600 {path}").format(path=path))
    yield _found("disk", N_("the disk"), surroundings.disk(path), N_("a local disk with room for a backup"))
    try:
        db = connect_to_read(path)
    except CrmError as error:
        yield Finding("pages", N_("pages"), [Wrong(error.message, error.values)], 1, RESTORE)
        return
    with closing(db):
        db.execute("PRAGMA query_only=OFF")  # for temporary tables; the file itself was opened to be read
        yield from examine_open(db, path, quick=quick)


def examine_open(db: Database, path: Path, *, quick: bool, only: Iterable[str] = ()) -> Iterator[Finding]:
    """The checks of an open base, in one view of it."""
    with suppress(*ERRORS):
        db.execute("BEGIN")
    version = ".".join(map(str, engine.VERSION))
    old = "" if engine.FIXED else surroundings.OLD.format(version=version)
    if not only:
        journal = _found(
            "journal",
            N_("SQLite and its journal"),
            surroundings.journal(db, path),
            N_("close every crm and open the base again"),
        )
        yield journal._replace(note=old or f"SQLite {version}")
    yield _found("pages", N_("pages"), surroundings.pages(db, quick=quick), RESTORE)
    for check in CHECKS:
        if (not only or check.name in only) and not (quick and check.long):
            yield _found(check.name, check.title, check.run(db), check.todo)


def _found(check: str, title: str, wrong: Iterable[Wrong], todo: str) -> Finding:
    first: list[Wrong] = []
    count = 0
    try:
        for one in islice(wrong, COUNTED):
            count += 1
            if count <= NAMED:
                first.append(one)
    except Exception as problem:  # damage may break any rule that we hold ourselves to
        count += 1
        why = str(problem) if isinstance(problem, sqlite3.Error | CrmError | OSError) else type(problem).__name__
        first.insert(0, Wrong(UNREADABLE, {"why": why}))
    return Finding(check, title, first[:NAMED], count, todo if first else "")


def repair(path: Path) -> None:
    """Make anew what is derived, all or nothing, and nothing else."""
    try:
        _repair(connect(path))
    except ERRORS as error:
        raise explained(error, path) from error


def _repair(opened: Database) -> None:
    with closing(opened) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            derived.repair(db)
            db.execute("REINDEX")
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone():
                db.execute("ANALYZE")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
