"""Copies a base while it is in use, looks the copy through before it gets its name, and puts a copy back in the base's place."""

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from crm_cli.errors import Busy, CrmError, Failure, Invalid, Newer
from crm_cli.i18n import N_
from crm_cli.records.registry import NOUNS
from crm_cli.store import devices, examine
from crm_cli.store.connection import ERRORS, connect, connect_to_read, damaged, explained
from crm_cli.store.engine import busy_ms, sqlite3
from crm_cli.store.migrate import APPLICATION, VERSION
from crm_cli.store.turns import door

SIDES = ("-wal", "-shm", "-journal")


class Summary(NamedTuple):
    """What a base holds: whose it is, its schema, how many records and steps, when the first and the last were made."""

    base: str
    schema: int
    records: int
    steps: int
    first: str | None
    last: str | None


class Lost(NamedTuple):
    """Steps that somebody made and that a copy does not have."""

    name: str
    steps: int
    first: str
    last: str


def summary(path: Path) -> Summary:
    """What a file holds, if it is a base of this program's or an older schema."""
    with closing(connect_to_read(path)) as db:
        try:
            schema = _ours(db, path)
            counts = (f"SELECT count(*) FROM main.{noun.table}" for noun in NOUNS.values() if not noun.internal)
            records = sum(db.execute(sql).fetchone()[0] for sql in counts)
            base, steps, first, last = db.execute(
                "SELECT base, (SELECT count(*) FROM step), (SELECT min(at) FROM step), (SELECT max(at) FROM step) FROM ctx"
            ).fetchone()
        except TypeError as error:  # a row that is not there
            raise damaged(path) from error
        except ERRORS as error:
            raise explained(error, path) from error
    return Summary(base, schema, records, steps, first, last)


def _ours(db: "sqlite3.Connection", path: Path) -> int:
    """The schema of a base; a file of something else, or of a newer program, is refused."""
    application, schema = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if application != APPLICATION and not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'ctx'").fetchone():
        raise Invalid(N_("{path} is not a base of this program"), path=str(path))
    if schema > VERSION:
        raise Newer(
            N_("{path} was written by a newer program (schema {found}, this one knows {known})"),
            hint="pip install --upgrade guanxi", path=str(path), found=schema, known=VERSION,
        )  # fmt: skip
    return int(schema)


Check = Callable[[Path], Iterator[examine.Finding]]


def copy(path: Path, to: Path, check: Check | None = None) -> list[examine.Finding]:
    """A checked copy of a base at ``to``, which nobody sees before it is whole; what is wrong with it, then it is not there.

    It is one moment of the base, also while others write: they need not stop.
    """
    part = to.with_name(f".{to.name}.part")
    with _made_whole(part, to) as found:
        _vacuum(path, part)
        found += [finding for finding in (check or checked)(part) if not finding.ok]
    return found


@contextmanager
def _made_whole(part: Path, to: Path) -> Iterator[list[examine.Finding]]:
    """What is written as ``part`` inside gets its name when nothing was found wrong with it, and goes otherwise."""
    found: list[examine.Finding] = []
    _remove(part)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield found
        if not found:
            _settle(part, to)
    except OSError as error:
        raise Failure(N_("{path} cannot be written: {why}"), path=str(to), why=error.strerror or "") from error
    finally:
        _remove(part)


def _remove(path: Path) -> None:
    for name in (path, *beside(path)):
        name.unlink(missing_ok=True)


def beside(path: Path) -> Iterator[Path]:
    """The files that SQLite keeps beside a base."""
    return (path.with_name(path.name + side) for side in SIDES)


def _settle(part: Path, to: Path) -> None:
    """Let it reach the disk, then name it; the name must reach the disk too."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(to)
    _sync_folder(to.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder is no file there
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _vacuum(path: Path, part: Path) -> None:
    try:
        with closing(connect_to_read(path)) as db:
            db.execute("PRAGMA query_only=OFF")  # it holds for the copy too
            db.execute("VACUUM INTO ?", (str(part),))
    except ERRORS as error:
        if UNABLE not in str(error):
            raise explained(error, path) from error
        _copy_pages(path, part)


UNABLE = "values were supplied"
"""What SQLite 3.40 says of generated columns when it reads only."""


def _copy_pages(path: Path, part: Path) -> None:
    part.write_bytes(b"")
    with closing(connect_to_read(path)) as db, closing(connect(part)) as there:
        db.backup(there)
        there.execute("PRAGMA journal_mode=delete")


def checked(path: Path) -> Iterator[examine.Finding]:
    """A copy looked through: its pages, its links, its log against its tables; of an older schema without its log."""
    with closing(connect_to_read(path)) as db:
        db.execute("PRAGMA query_only=OFF")
        older = db.execute("PRAGMA user_version").fetchone()[0] < VERSION
        yield from examine.examine_open(db, path, quick=False, only=("links",) if older else examine.OF_A_COPY)


def checked_quickly(path: Path) -> Iterator[examine.Finding]:
    """A copy looked through as far as is right before a migration, which reads all of it."""
    with closing(connect_to_read(path)) as db:
        yield from examine.examine_open(db, path, quick=True, only=("links",))


def copy_as_it_is(path: Path, to: Path) -> None:
    """A copy of a base of which something is wrong, page by page, for whoever may want to look into it."""
    part = to.with_name(f".{to.name}.part")
    with _made_whole(part, to):
        try:
            _copy_pages(path, part)
        except (*ERRORS, CrmError):
            _take_bytes(path, part)


def _take_bytes(path: Path, part: Path) -> None:
    """Of a file that SQLite does not open at all nobody holds a lock that reading it could break."""
    import shutil  # only where a base is damaged beyond opening

    shutil.copyfile(path, part)


def lost(path: Path, copied: Path) -> list[Lost]:
    """The steps of a base that a copy of it does not have, by who made them."""
    try:
        with closing(connect_to_read(copied)) as db:
            there = {identity for (identity,) in db.execute("SELECT id FROM step")}
        with closing(connect_to_read(path)) as db:
            found = db.execute(
                "SELECT s.id, coalesce(u.name, ''), s.at FROM step s LEFT JOIN users u ON u.id = s.actor ORDER BY s.step"
            ).fetchall()
    except ERRORS as error:
        raise explained(error, path) from error
    by: dict[str, list[str]] = {}
    for identity, name, at in found:
        if identity not in there:
            by.setdefault(name, []).append(at)
    return [Lost(name, len(times), times[0], times[-1]) for name, times in by.items()]


def put_back(copied: Path, path: Path, aside: Path) -> None:
    """Make the base what a copy of it is, as a device of its own, at one stroke; others that have it open see the new content.

    A base that cannot be opened any more is moved to ``aside``.
    """
    part = path.with_name(f".{path.name}.restored")
    _remove(part)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _vacuum(copied, part)
        _renew(part, _counted(path))
        if path.exists() and path.stat().st_size and _opens(path):
            _write_over(part, path)
        else:
            _put_in_place(part, path, aside)
    except OSError as error:
        raise Failure(N_("{path} cannot be written: {why}"), path=str(path), why=error.strerror or "") from error
    finally:
        _remove(part)


def _counted(path: Path) -> dict[str, int]:
    """How far the base has counted its refs, where it can still tell."""
    try:
        with closing(connect_to_read(path)) as db:
            return dict(db.execute("SELECT code, n FROM counter"))
    except (CrmError, *ERRORS):
        return {}


def _renew(part: Path, counted: Mapping[str, int]) -> None:
    """A copy that goes on is another device: with the old name it would tell other copies two stories under one number.

    Refs go on behind those that the base has given meanwhile; where other copies count too, or nothing can tell, they get letters
    of their own.
    """
    with closing(connect(part)) as db:
        db.execute("PRAGMA journal_mode=delete")
        db.execute("BEGIN IMMEDIATE")
        if not counted or db.execute("SELECT count(DISTINCT dev) > 1 FROM step").fetchone()[0]:
            devices.renew(db)
        else:
            devices.seal(db)
            db.execute("UPDATE ctx SET dev = ?", (uuid.uuid4().hex[:8],))
        db.executemany(
            "INSERT INTO counter(code, n) VALUES(?, ?) ON CONFLICT DO UPDATE SET n = max(n, excluded.n)",
            counted.items(),
        )
        db.execute("COMMIT")


def _opens(path: Path) -> bool:
    """SQLite takes the file for a base, be it damaged."""
    try:
        with closing(connect(path)) as db:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (CrmError, *ERRORS) as error:
        if isinstance(error, Busy):
            raise
        return False
    return True


def _write_over(part: Path, path: Path) -> None:
    """One transaction in the live file: whoever reads keeps what was until it is done, whoever writes must be done before."""
    until = monotonic() + busy_ms() / 1000

    def wait(_status: int, _left: int, _all: int) -> None:
        if monotonic() > until:
            raise TimeoutError

    with closing(connect_to_read(part)) as source, closing(connect(path)) as live, door(path.parent, busy_ms()):
        live.execute("PRAGMA busy_timeout=0")
        try:
            source.backup(live, progress=wait, sleep=0.02)
        except TimeoutError:
            raise Busy(
                N_("{path} is held by another process; nothing was written"),
                hint=N_("try again in a moment"),
                path=str(path),
            ) from None
        except ERRORS as error:
            raise explained(error, path) from error


def _put_in_place(part: Path, path: Path, aside: Path) -> None:
    """Where there is no base that opens: what is there goes aside, journals first, for an old one would be read into the new base."""
    for old, new in zip(beside(path), beside(aside), strict=True):
        if old.exists():
            old.replace(new)
    if path.exists():
        path.replace(aside)
    _settle(part, path)


def same_base(path: Path, names: Iterable[Path]) -> Iterator[tuple[Path, Summary | None]]:
    """Those of the files that are copies of this base, with what they hold; what cannot be read may be one, and holds nothing."""
    base = identity(path)
    for name in names:
        try:
            found = summary(name)
        except Failure:
            yield name, None
            continue
        except CrmError:
            continue
        if base is None or found.base == base:
            yield name, found


def identity(path: Path) -> str | None:
    """The base a file belongs to; None where nothing can tell."""
    try:
        return summary(path).base
    except Invalid:
        raise
    except CrmError:
        return None
