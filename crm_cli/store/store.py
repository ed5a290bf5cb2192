"""An open base: one connection, its views, its turn to write, and what the team set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from crm_cli.clock import Clock
from crm_cli.errors import Failure
from crm_cli.i18n import N_
from crm_cli.records.countries import Country, country
from crm_cli.records.registry import NOUNS
from crm_cli.records.rounding import proportion
from crm_cli.store.computed import WORKED_OUT
from crm_cli.store.connection import ERRORS, MEMORY, connect, explained
from crm_cli.store.engine import busy_ms, sqlite3
from crm_cli.store.migrate import bring_up_to_date, version
from crm_cli.store.seen import MERGEABLE, view
from crm_cli.store.turns import QUEUE, door, wait

Row = tuple[Any, ...]
LEFT: list["sqlite3.Connection"] = []
"""Connections to files that stand elsewhere by now."""


class Store:
    """An open base. ``db`` is the connection; nobody outside ``store/`` touches it."""

    def __init__(self, path: Path, clock: Clock, *, create: bool = False) -> None:
        self.path = path
        self.clock = clock
        self.db = connect(path, create=create)
        self.file, self.patience = _identity(path), busy_ms()
        with self.errors(kinds=ERRORS):
            bring_up_to_date(self.db, path)
            self.settings: dict[str, str | None] = {}
            self.read_settings()
            self._make_views()
            self._make_functions()

    def read_settings(self) -> None:
        """Read again what the team set."""
        self.take_settings(dict(self.db.execute("SELECT name, value FROM settings")))

    def take_settings(self, settings: dict[str, str | None]) -> None:
        """Go by these settings from now on."""
        self.settings = settings
        self.__dict__.pop("country", None)

    @cached_property
    def country(self) -> Country:
        """The country of the base, by which numbers, dates and phones are read."""
        return country(self.settings.get("country") or "CN")

    @property
    def currency(self) -> str:
        """The currency of the base."""
        return self.settings.get("currency") or self.country.currency

    def rows(self, sql: str, given: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        """The rows of a query, read at once."""
        with self.errors(kinds=ERRORS):
            return self.db.execute(sql, given).fetchall()

    def stream(self, sql: str, given: Mapping[str, Any] | Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query, one after the other."""
        with self.errors():
            # Of a chain nothing is closed when somebody stops half way: the base of the cursor may be closed itself by then.
            yield from chain(self.db.execute(sql, given))

    def one(self, sql: str, given: Mapping[str, Any] | Sequence[Any] = ()) -> Row | None:
        """The first row of a query."""
        with self.errors(kinds=ERRORS):
            found: Row | None = self.db.execute(sql, given).fetchone()
            return found

    def interrupt(self) -> None:
        """Let go of what another thread has this base read."""
        with suppress(sqlite3.ProgrammingError):  # it is closed by now
            self.db.interrupt()

    @property
    def moved(self) -> bool:
        """Another file, or none, stands by now where this base was opened."""
        return _identity(self.path) != self.file

    def stay(self) -> None:
        """Refuse a base that is no longer where it was: what is written into it nobody would find again; and one of a newer program."""
        if self.moved:
            gone = not self.path.exists()
            raise Failure(
                N_("{path} is no longer there; nothing was written")
                if gone
                else N_("{path} was replaced while it was open; nothing was written"),
                hint=N_("put it back where it was") if gone else N_("run the same command again"),
                path=str(self.path),
            )
        with self.errors(kinds=ERRORS):
            version(self.db, self.path)

    def hurry(self, ms: int) -> None:
        """Wait no longer than that for a base that another process writes: somebody sits before the screen."""
        self.patience = ms
        self.db.execute(f"PRAGMA busy_timeout={ms}")

    def close(self) -> None:
        if self.moved:  # closed it would take away the journal of the file that stands there now
            LEFT.append(self.db)
        else:
            self.db.close()

    @contextmanager
    def errors(self, *, kinds: tuple[type[Exception], ...] = (sqlite3.Error,)) -> Iterator[None]:
        """What SQLite says, in our words and with our exit codes."""
        try:
            yield
        except kinds as error:
            raise explained(error, self.path) from error

    def begin(self) -> None:
        """Take the right to write, when it is this one's turn."""
        self.stay()
        self.db.execute("PRAGMA busy_timeout=0")
        queue = self.patience if self.patience == busy_ms() else self.patience // QUEUE
        try:
            with door(self.path.parent, queue) if self.path != MEMORY else nullcontext():
                if not wait(self._begun, self.patience, 4):
                    self.db.execute("BEGIN IMMEDIATE")
        finally:
            self.db.execute(f"PRAGMA busy_timeout={self.patience}")

    def _begun(self) -> bool:
        try:
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            return False
        return True

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent view of the base for several reads."""
        inside: bool = self.db.in_transaction
        if inside:
            yield
            return
        with self.errors():
            self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    def _make_views(self) -> None:
        """Every read goes through ``visible_<table>``."""
        for sql in visible_views("visible_"):
            self.db.execute(sql)

    def _make_functions(self) -> None:
        """What SQL alone can't: how names sort, and how text compares however it is written."""
        self.db.create_function("sort_name", 1, _sort_name, deterministic=True)
        self.db.create_function("folded", 1, _folded, deterministic=True)
        self.db.create_function("sounds_so", 2, _sounds_so, deterministic=True)
        self.db.create_function("local_day", 1, _local_day(self.clock), deterministic=True)
        self.db.create_function("proportion", 3, proportion, deterministic=True)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever it is called."""
    if path == MEMORY:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _local_day(clock: Clock) -> Callable[[str | None], str | None]:
    """The day of a moment; it knows the clock and not the store, which the connection would otherwise hold for ever."""
    return lambda stamp: None if stamp is None else clock.local(stamp).date().isoformat()


def visible_views(start: str) -> Iterator[str]:
    """The SQL of the views through which everything is read."""
    yield from (view(start, noun.table) for noun in NOUNS.values())
    for name, sql in WORKED_OUT.items():
        yield f"CREATE TEMP VIEW IF NOT EXISTS {start}{name} AS {sql.replace('visible_', start)}"


def how_many(table: str) -> str:
    """The SQL for how many rows ``visible_<table>`` has: all are counted by an index, and the few that are hidden by theirs."""
    every = f"SELECT count(*) FROM main.{table}"
    return f"SELECT ({every}) - ({every} WHERE merged_into IS NOT NULL)" if table in MERGEABLE else every


def _sort_name(text: str | None) -> str | None:
    from crm_cli.records.pinyin import sort_key  # only where names are sorted

    return None if text is None else sort_key(str(text))


def _sounds_so(name: str | None, typed: str) -> bool:
    from crm_cli.records.tokens import sounds_so  # only where a name is filtered by its sound

    return bool(name) and sounds_so(str(name), typed)


def _folded(text: str | int | None) -> str | None:
    from crm_cli.records.fold import fold  # only where text is compared

    return None if text is None else fold(str(text))
