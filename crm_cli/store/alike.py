"""Finds the records that share a key with what is about to be written: one query for a key, or for a batch of them; hidden records too."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from crm_cli.records.record import columns
from crm_cli.records.registry import CODES, Noun, load
from crm_cli.store.columns import quoted
from crm_cli.store.search import SLOTS
from crm_cli.store.store import MERGEABLE, Store

MOST = 20  # of one key; more records under it say no more


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


def by_column(store: Store, noun: Noun, column: str, keys: Iterable[str], fields: Sequence[str]) -> list[Alike]:
    """The records whose key column has one of these keys; the newest first."""
    wanted = list(keys)
    condition = f"t.{quoted(column)} IN (SELECT value FROM json_each(?))"
    return _read(store, noun, f"t.{quoted(column)}", condition, wanted, fields)


def by_further_key(
    store: Store, nouns: Sequence[Noun], kind: str, keys: Iterable[str], fields: Sequence[str]
) -> list[Alike]:
    """The records that have one of these among their further keys."""
    found = store.rows(
        "SELECT noun, n, key FROM more_keys WHERE kind = ? AND key IN (SELECT value FROM json_each(?))",
        (kind, _json(keys)),
    )
    return [
        one._replace(key=key)
        for code, n, key in found
        if CODES[code] in nouns
        for one in _read(store, CODES[code], "''", "t.n IN (SELECT value FROM json_each(?))", [n], fields)
    ]


def by_sound(store: Store, noun: Noun, match: str, fields: Sequence[str]) -> list[Alike]:
    """The records that the search index has under one of these tokens."""
    with store.errors():
        numbers = store.db.execute(
            f"SELECT rowid / {SLOTS} FROM search WHERE search MATCH ? AND rowid % {SLOTS} = {noun.number} ORDER BY rowid DESC LIMIT {MOST}",
            (match,),
        ).fetchall()
    given = [n for (n,) in numbers]
    return _read(store, noun, "''", "t.n IN (SELECT value FROM json_each(?))", given, fields) if given else []


def keys_there(store: Store, noun: Noun, kind: str, keys: Iterable[str]) -> set[str]:
    """Which of these keys some record of the noun has, be it a hidden one: in its column or among its further keys."""
    given = _json(keys)
    column = quoted(f"{kind}_key")
    found = store.rows(
        f"SELECT t.{column} FROM main.{noun.table} t WHERE t.{column} IN (SELECT value FROM json_each(?1))"
        " UNION SELECT key FROM more_keys WHERE kind = ?2 AND noun = ?3 AND key IN (SELECT value FROM json_each(?1))",
        (given, kind, noun.code),
    )
    return {key for (key,) in found}


def _read(
    store: Store, noun: Noun, key: str, condition: str, given: Sequence[Any], fields: Sequence[str]
) -> list[Alike]:
    known = {f.name for f in columns(load(noun.name))}
    names = [name for name in fields if name in known]
    merged = " AND t.merged_into IS NULL" if noun.table in MERGEABLE else ""
    selected = [
        key, "t.n", "t.id", "t.ref", "t.name",
        "(SELECT u.name FROM main.users u WHERE u.id = t.owner)",
        f"EXISTS(SELECT 1 FROM visible_{noun.table} v WHERE v.n = t.n)",
        *(f"t.{quoted(name)}" for name in names),
    ]  # fmt: skip
    found = store.rows(
        f"SELECT {', '.join(selected)} FROM main.{noun.table} t WHERE {condition}{merged} ORDER BY t.n DESC LIMIT ?",
        (_json(given), MOST * max(len(given), 1)),
    )
    return [_alike(noun.name, names, row) for row in found]


def _alike(noun: str, names: Sequence[str], row: Sequence[Any]) -> Alike:
    key, n, identity, ref, name, owner, shown, *values = row
    return Alike(key, noun, n, identity, ref, name, owner, bool(shown), dict(zip(names, values, strict=True)))


def _json(values: Iterable[Any]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
