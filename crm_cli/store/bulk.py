"""Loads many rows of a noun at once: the same keys, log and search index as one by one, made set by set."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from crm_cli.records.countries import Country
from crm_cli.records.keys import inbox_key, keying
from crm_cli.records.kinds import items
from crm_cli.records.record import Record, columns, key_columns
from crm_cli.records.registry import Noun
from crm_cli.records.registry import noun as named
from crm_cli.store import changes, rows, search
from crm_cli.store.columns import quoted
from crm_cli.store.rows import new_ids
from crm_cli.store.store import Store

CHUNK = 5000
REMEMBERED = 20_000
MOBILE = re.compile(r"1[3-9][0-9]{9}")
Columns = dict[str, Sequence[Any]]


class Loaded(NamedTuple):
    """The numbers of the first and the last row that were loaded, and how many were loaded."""

    first: int
    last: int
    loaded: int


def load(
    store: Store, cls: type[Record], names: Sequence[str], values: Iterable[Sequence[Any]], *, step: int, author: str | None, as_is: bool = False
) -> Loaded:  # fmt: skip
    """Write rows of stored values, given in the order of ``names``, inside a step; ids, refs, times and authors are made where none are given.

    The rows may point to rows that come later in the same step. ``as_is`` makes nothing: the rows are whole, as a copy has them.
    """
    loading = Loading(store, cls, author, as_is)
    stream = iter(values)
    with store.errors():
        store.db.execute("PRAGMA defer_foreign_keys=ON")
    while chunk := list(islice(stream, CHUNK)):
        with store.errors():
            loading.write(dict(zip(names, zip(*chunk, strict=True), strict=True)), len(chunk))
    with store.errors():
        return loading.finish(step)


class Loading:
    """A load under way."""

    def __init__(self, store: Store, cls: type[Record], author: str | None, as_is: bool) -> None:
        self.store, self.cls, self.noun = store, cls, named(cls.noun)
        self.as_is, self.author, self.stamp, self.country = as_is, author, store.clock.stamp(), store.country
        self.first = self.next = _next_number(store, self.noun)
        self.was_empty = not store.db.execute(f"SELECT 1 FROM {self.noun.table} LIMIT 1").fetchone()
        self.aside: list[str] = []
        self.texts = [(name, _Texts(how, many)) for name, how, many in search.searched(cls)]
        self.defaults = {f.name: f.default for f in columns(cls) if f.default is not None}

    def write(self, given: Columns, count: int) -> None:
        """One chunk."""
        if count == CHUNK and self.next == self.first:
            self.aside = set_aside(self.store, self.noun, ("trigger", "index") if self.was_empty else ("trigger",))
        full = self._completed(given, count)
        names = list(full)
        places = ", ".join("?" * len(names))
        self._suspended(True)
        self.store.db.executemany(
            f"INSERT INTO {self.noun.table}({', '.join(map(quoted, names))}) VALUES({places})",
            zip(*full.values(), strict=True),
        )
        self._suspended(False)
        self._index(full)
        self.next += count

    def build(self) -> None:
        """Build what was set aside."""
        for sql in self.aside:
            self.store.db.execute(sql)

    def finish(self, step: int) -> Loaded:
        """Build what was set aside, and log the rows."""
        self.build()
        changes.log_bulk(self.store.db, step, self.noun.table, "I", self.first, self.next - 1)
        return Loaded(self.first, self.next - 1, self.next - self.first)

    def _suspended(self, on: bool) -> None:
        """While rows are written in bulk the log's triggers rest; whoever makes the rows meanwhile is logged as ever."""
        self.store.db.execute("UPDATE ctx SET applying = ?", (int(on),))

    def _completed(self, given: Columns, count: int) -> Columns:
        full: Columns = {"n": range(self.next, self.next + count), **given}
        if "id" not in full:
            full["id"] = list(new_ids(count, self.store.clock.ms()))
        full["ref"] = self._refs(full.get("ref"), count)
        if not self.as_is:
            full["created"] = [value or self.stamp for value in full.get("created", (None,) * count)]
            full["author"] = [value or self.author for value in full.get("author", (None,) * count)]
        for name in self.defaults.keys() & full.keys():
            full[name] = [self.defaults[name] if value is None else value for value in full[name]]
        if "extra" in full:
            full["extra"] = [_packed(value) for value in full["extra"]]
        return full | self._keys(full)

    def _refs(self, given: Sequence[str | None] | None, count: int) -> Sequence[str]:
        if self.noun.internal:
            return [""] * count
        missing = count if given is None else sum(1 for ref in given if not ref)
        minted = mint_refs(self.store, self.noun, missing, fresh=self.was_empty)
        if given is None:
            return minted
        _raise_counter(self.store, self.noun, [ref for ref in given if ref])
        spare = iter(minted)
        return [ref or next(spare) for ref in given]

    def _keys(self, full: Columns) -> Columns:
        found: Columns = {}
        for column, made_from in key_columns(self.cls).items():
            sources = [full[f.name] for f in made_from if f.name in full]
            if sources:
                kind, country = column.removesuffix("_key"), self.country
                keys = [_normalised(kind, values, country) for values in sources]
                found[column] = (
                    keys[0] if len(keys) == 1 else [next(filter(None, v), None) for v in zip(*keys, strict=True)]
                )
        return found

    def _index(self, full: Columns) -> None:
        self._index_more_keys(full)
        parts = [texts.of(full[name]) for name, texts in self.texts if name in full]
        if parts:
            documents = (" ".join(filter(None, row)) for row in zip(*parts, strict=True))
            numbers = (n * search.SLOTS + self.noun.number for n in full["n"])
            search.load(self.store.db, zip(numbers, documents, strict=True))

    def _index_more_keys(self, full: Columns) -> None:
        for f in columns(self.cls):
            kind = f.facets.get("also")
            if kind and any(full.get(f.name, ())):
                self._put_more_keys(full["n"], full[f.name], kind, keying(kind, self.country))
            if f.kind in rows.EMAILS and rows.keyed(f):
                tagged = [value if value and "+" in value else None for value in full.get(f.name, ())]
                if any(tagged):
                    self._put_more_keys(full["n"], tagged, "inbox", inbox_key)

    def _put_more_keys(
        self, numbers: Sequence[int], values: Sequence[str | None], kind: str, key_of: Callable[[str], str | None]
    ) -> None:
        """The keys of a column that holds lists, or single values."""
        keyed = (
            (kind, key, self.noun.code, n)
            for n, packed in zip(numbers, values, strict=True)
            if packed
            for value in (items(packed) if packed.startswith("[") else (packed,))
            if (key := key_of(value))
        )
        self.store.db.executemany("INSERT OR IGNORE INTO more_keys(kind, key, noun, n) VALUES(?, ?, ?, ?)", keyed)


def _normalised(kind: str, values: Sequence[Any], country: Country) -> Sequence[str | None]:
    """The keys of a column; plain mobiles of a Chinese base and e-mails, nearly all there are, without asking further."""
    key = keying(kind, country)
    if kind == "email":
        return [value.strip().casefold() if value else None for value in values]
    if kind == "phone" and country.code == "CN":
        plain = MOBILE.fullmatch
        return [("+86" + value if plain(value) else key(value)) if value else None for value in values]
    return [key(value) if value else None for value in values]


class _Texts:
    """The index texts of one field; values that come again are not worked out again."""

    def __init__(self, how: str, many: bool) -> None:
        self.how, self.many = how, many
        self.known: dict[str | None, str] = {None: "", "": ""}

    def of(self, values: Sequence[str | None]) -> list[str]:
        known = self.known
        if len(known) > REMEMBERED:
            known.clear()
            known |= {None: "", "": ""}
        new = [value for value in set(values) - known.keys() if value]
        if new:
            known.update(zip(new, map(self._many if self.many else self._one, new), strict=True))
        return [known[value] for value in values]

    @cached_property
    def _one(self) -> Callable[[str], str]:
        from crm_cli.records.tokens import indexed  # only where something searched is loaded

        return indexed(self.how)

    def _many(self, packed: str) -> str:
        return " ".join([self._one(value) for value in items(packed) if value])


def mint_refs(store: Store, noun: Noun, count: int, *, fresh: bool = False) -> list[str]:
    """The next refs of a noun, as one block of its counter; taken ones are passed over."""
    found: list[str] = []
    site = store.db.execute("SELECT site FROM ctx").fetchone()[0]
    while len(found) < count:
        wanted = count - len(found)
        last = store.db.execute(
            "INSERT INTO counter(code, n) VALUES(?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n RETURNING n",
            (noun.code, wanted),
        ).fetchone()[0]
        block = [f"{noun.code}{number}{site}" for number in range(last - wanted + 1, last + 1)]
        taken = set() if fresh else _taken(store, noun, block)
        found += [ref for ref in block if ref not in taken]
    return found


def _taken(store: Store, noun: Noun, refs: Sequence[str]) -> set[str]:
    found = store.db.execute(
        f"SELECT ref FROM {noun.table} WHERE ref IN (SELECT value FROM json_each(?))", (json.dumps(refs),)
    )
    return {ref for (ref,) in found}


def _raise_counter(store: Store, noun: Noun, refs: Iterable[str]) -> None:
    """The counter goes past refs that a file brought, so that none is passed over one by one later."""
    site = store.db.execute("SELECT site FROM ctx").fetchone()[0]
    highest = max(_numbers(refs, noun.code, site), default=0)
    if highest:
        store.db.execute(
            "INSERT INTO counter(code, n) VALUES(?, ?) ON CONFLICT DO UPDATE SET n = max(n, excluded.n)",
            (noun.code, highest),
        )


def _numbers(refs: Iterable[str], code: str, site: str) -> Iterator[int]:
    for ref in refs:
        number = ref.removeprefix(code).removesuffix(site)
        if ref.startswith(code) and number.isdecimal():
            yield int(number)


def _next_number(store: Store, noun: Noun) -> int:
    row = store.db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (noun.table,)).fetchone()
    return (row[0] if row else 0) + 1


def set_aside(store: Store, noun: Noun, kinds: Sequence[str]) -> list[str]:
    """Many rows are written without the log's triggers, which cost even while they rest, and an empty table is filled
    before its indexes are built; the SQL that makes them again."""
    found = store.db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type IN (SELECT value FROM json_each(?))",
        (noun.table, json.dumps(kinds)),
    ).fetchall()
    for kind, name, _sql in found:
        store.db.execute(f"DROP {kind} {quoted(name)}")
    return [sql for _kind, _name, sql in found]


def _packed(extra: dict[str, Any] | None) -> str | None:
    filled = {name: value for name, value in (extra or {}).items() if value is not None}
    return json.dumps(filled, ensure_ascii=False, sort_keys=True) if filled else None
