"""Makes an empty file, or one that was only begun, the copy of another base: its rows, its log, its identity, but a device of its own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_
from crm_cli.records.registry import NOUNS, Noun, load
from crm_cli.records.told import Change, Told
from crm_cli.store import bulk, devices, sums
from crm_cli.store.incoming import Incoming
from crm_cli.store.migrate import version
from crm_cli.store.places import Places
from crm_cli.store.store import Store

WORK = ("client", "contact", "lead", "opp", "activity", "task", "product")
AFTERWARDS = ("setting", "export")
LOG = ("body", "op", "merged", "step", "more_keys", "counter")
Row = list[Any]


def is_begun_only(store: Store) -> bool:
    """Nobody wrote anything in it but what beginning a base writes, in its first step, and settings and exports after that."""
    work, later = (", ".join(f"'{NOUNS[name].code}'" for name in names) for names in (WORK, AFTERWARDS))
    return (
        store.one(f"SELECT 1 FROM op WHERE noun IN ({work}) LIMIT 1") is None
        and store.one(f"SELECT 1 FROM op WHERE noun NOT IN ({later}) AND step > (SELECT min(step) FROM op) LIMIT 1")
        is None
    )


@contextmanager
def arriving(store: Store, base: str, settings: dict[str, str | None]) -> Iterator["Arriving"]:
    """All that is written inside is the base from then on, or the file stays as it was. It is no step: the log is the other's."""
    before = store.settings
    with store.errors(), unlinked(store):
        store.begin()
        try:
            version(store.db, store.path)  # a newer program may have migrated it since it was opened
            found = Arriving(store, settings)
            yield found
            found.finish(base)
            store.db.execute("COMMIT")
        except BaseException:
            if store.db.in_transaction:
                store.db.execute("ROLLBACK")
            store.take_settings(before)
            raise
        store.read_settings()


@contextmanager
def unlinked(store: Store) -> Iterator[None]:
    """For a transaction whose rows come before those they point to: links are looked at when all are there, not row by row."""
    store.db.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        store.db.execute("PRAGMA foreign_keys=ON")


def check_links(store: Store) -> None:
    """No row may point to one that is not there."""
    found = store.db.execute("PRAGMA foreign_key_check").fetchone()
    if found:
        raise Invalid(
            N_("a record of the file points to one of the {parent} that is in neither; nothing was changed"),
            parent=found[2],
        )


class Arriving:
    """A base that is coming in: its steps, then its rows, noun by noun."""

    def __init__(self, store: Store, settings: dict[str, str | None]) -> None:
        if not is_begun_only(store):
            raise Conflict(N_("somebody wrote into {path} meanwhile; nothing was changed"), path=str(store.path))
        self.store = store
        self.cleared = _clear(store)
        store.take_settings(settings)
        self.places = Places(store, empty=True)
        self.incoming = Incoming(store, self.places)
        self.site = ""

    def step(self, told: Told, changes: Iterable[Change]) -> None:
        """The next step of the log."""
        self.incoming.take(told, changes)

    def rows(self, noun: Noun, names: Sequence[str], rows: Iterable[Row]) -> int:
        """All rows of a noun, in their order, the id first; how many."""
        return load_rows(self.store, noun, names, self._numbered(noun, rows))

    def _numbered(self, noun: Noun, rows: Iterable[Row]) -> Iterator[list[Row]]:
        stream = iter(rows)
        while chunk := list(islice(stream, bulk.CHUNK)):
            places = self.places.of(noun, [row[0] for row in chunk])
            yield [[places[row[0]], *row] for row in chunk]

    def finish(self, base: str) -> None:
        """Take the other's identity, and a device and letters of its own."""
        check_links(self.store)
        self.places.close()
        self.incoming.close()
        self.store.db.execute("UPDATE ctx SET base = ?", (base,))
        self.site = devices.renew(self.store.db)
        sums.complete(self.store.db)


def load_rows(store: Store, noun: Noun, names: Sequence[str], chunks: Iterable[list[Row]]) -> int:
    """Write rows that are in the log already, given in chunks, each row with its number first; how many."""
    loading, count = bulk.Loading(store, load(noun.name), None, as_is=True), 0
    for chunk in chunks:
        if chunk:
            values = zip(["n", *names], zip(*chunk, strict=True), strict=True)
            loading.write({name: column for name, column in values if any(v is not None for v in column)}, len(chunk))
            count += len(chunk)
    loading.build()
    return count


def _clear(store: Store) -> int:
    """Empty every table, the log too; how many records there were."""
    db = store.db
    db.execute("UPDATE ctx SET applying = 1")
    gone = sum(db.execute(f"DELETE FROM main.{noun.table}").rowcount for noun in NOUNS.values() if not noun.internal)
    for table in (*(noun.table for noun in NOUNS.values() if noun.internal), *LOG):
        db.execute(f"DELETE FROM main.{table}")
    db.execute("DELETE FROM sqlite_sequence")
    db.execute("INSERT INTO search(search) VALUES('delete-all')")
    db.execute("UPDATE ctx SET applying = 0")
    return gone
