"""Finds the records that share a key with what is about to be written: one query for a key, or for a batch of them; hidden records too."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from crm_cli.records.record import columns, key_columns
from crm_cli.records.registry import CODES, NOUNS, Noun, load
from crm_cli.store.columns import quoted
from crm_cli.store.search import SLOTS
from crm_cli.store.seen import MERGEABLE
from crm_cli.store.store import Store

MOST = 10  # of one key; more records under it say no more
ALSO = {"phone": ("phone",), "email": ("email", "inbox")}  # what the further keys have of a kind


class Alike(NamedTuple):
    """A record under a key. ``shown``: the user may see it; ``values`` are the fields that were asked for, those it has."""

    key: str
    noun: str
    n: int
    id: str
    ref: str
    name: str
    owner: str | None
    shown: bool
    values: dict[str, Any]


def by_key(store: Store, nouns: Sequence[str], kind: str, keys: Sequence[str], fields: Sequence[str]) -> list[Alike]:
    """The records of these nouns that have one of these keys, in its column or among their further keys; the newest first."""
    places = ", ".join("?" * len(keys))
    found: list[Alike] = []
    for name in nouns:
        if column := _column(name, kind):
            found += _read(store, name, column, f"{column} IN ({places})", keys, fields)
    if kind in ALSO:
        kinds = ", ".join(f"'{also}'" for also in ALSO[kind])
        further = store.rows(f"SELECT noun, n, key FROM more_keys WHERE kind IN ({kinds}) AND key IN ({places})", keys)
        for code, n, key in further:
            if CODES[code].name in nouns:
                found += [one._replace(key=key) for one in _read(store, CODES[code].name, "''", "t.n = ?", [n], fields)]
    return found


def by_sound(store: Store, nouns: Sequence[str], match: str, fields: Sequence[str]) -> list[Alike]:
    """The records of these nouns that the search index has under one of these tokens."""
    slots = {NOUNS[name].number: name for name in nouns}
    numbers = store.rows(
        f"SELECT rowid FROM search WHERE search MATCH ? AND rowid % {SLOTS} IN ({', '.join(map(str, slots))})"
        f" ORDER BY rowid DESC LIMIT {MOST}",
        (match,),
    )
    return [
        one
        for (number,) in numbers
        for one in _read(store, slots[number % SLOTS], "''", "t.n = ?", [number // SLOTS], fields)
    ]


def keys_there(store: Store, noun: Noun, kind: str, keys: Iterable[str]) -> set[str]:
    """Which of these keys some record of the noun has, be it a hidden one: in its column or among its further keys."""
    given = json.dumps(list(keys), ensure_ascii=False)
    column = quoted(f"{kind}_key")
    found = store.rows(
        f"SELECT t.{column} FROM main.{noun.table} t WHERE t.{column} IN (SELECT value FROM json_each(?1))"
        " UNION SELECT key FROM more_keys WHERE kind = ?2 AND noun = ?3 AND key IN (SELECT value FROM json_each(?1))",
        (given, kind, noun.code),
    )
    return {key for (key,) in found}


@cache
def _column(noun: str, kind: str) -> str:
    """The SQL of a noun's key column of that kind; empty where it has none."""
    has_it = kind == "id" or f"{kind}_key" in key_columns(load(noun))
    return "" if not has_it else "t.id" if kind == "id" else f"t.{quoted(f'{kind}_key')}"


@cache
def _fields_of(noun: str, fields: Sequence[str]) -> tuple[str, ...]:
    known = {f.name for f in columns(load(noun))}
    return tuple(name for name in fields if name in known)


def _read(
    store: Store, noun: str, key: str, condition: str, given: Sequence[Any], fields: Sequence[str]
) -> list[Alike]:
    names = _fields_of(noun, tuple(fields))
    table = NOUNS[noun].table
    merged = " AND t.merged_into IS NULL" if table in MERGEABLE else ""
    selected = [
        key, "t.n", "t.id", "t.ref", "t.name",
        "(SELECT u.name FROM main.users u WHERE u.id = t.owner)",
        f"EXISTS(SELECT 1 FROM visible_{table} v WHERE v.n = t.n)",
        *(f"t.{quoted(name)}" for name in names),
    ]  # fmt: skip
    found = store.rows(
        f"SELECT {', '.join(selected)} FROM main.{table} t WHERE {condition}{merged} ORDER BY t.n DESC LIMIT {MOST}",
        given,
    )
    return [_alike(noun, names, row) for row in found]


def _alike(noun: str, names: Sequence[str], row: Sequence[Any]) -> Alike:
    key, n, identity, ref, name, owner, shown, *values = row
    return Alike(key, noun, n, identity, ref, name, owner, bool(shown), dict(zip(names, values, strict=True)))
