"""Blocks of records that share a normalised key, joined by SQL over the stored keys: who may be there twice is looked for inside them."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from crm_cli.records.record import Field, key_columns
from crm_cli.records.registry import Noun, load
from crm_cli.store.alike import ALSO
from crm_cli.store.columns import quoted, stored
from crm_cli.store.store import Store

LITTLE = -4000  # kilobytes of a base that who reads it once keeps


def numbers(store: Store, noun: Noun) -> "array[int]":
    """The numbers of every visible record, in order."""
    return array("q", (number for (number,) in store.stream(f"SELECT n FROM visible_{noun.table} ORDER BY n")))


def numbered(store: Store, noun: Noun, first: int, last: int, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
    """The visible records from one number to another: the number, then these fields as stored."""
    selected = ", ".join(["t.n", *(stored(noun.name, field, "t") for field in fields)])
    return store.rows(f"SELECT {selected} FROM visible_{noun.table} t WHERE t.n BETWEEN ? AND ?", (first, last))


def only_read(store: Store) -> None:
    """Nothing is written from now on, and what was read is soon forgotten."""
    store.db.execute("PRAGMA query_only=ON")
    store.db.execute(f"PRAGMA cache_size={LITTLE}")


def sharing(store: Store, noun: Noun, kind: str, most: int) -> Iterator[Sequence[int]]:
    """The numbers of the records that share a key of a kind, further phones and e-mails too: a group for each key, at most so large.

    Only indexes are read, hidden records too: their numbers mean nothing to who sees only the visible ones.
    """
    if f"{kind}_key" not in key_columns(load(noun.name)):
        return
    groups = f"GROUP BY key HAVING count(*) BETWEEN 2 AND {int(most)}"
    for (numbers,) in store.stream(f"SELECT group_concat(n) FROM ({_shared(store, noun, kind, most)}) {groups}"):
        yield [int(number) for number in str(numbers).split(",")]


def crowded(store: Store, noun: Noun, kind: str, names: int) -> set[str]:
    """The keys of a kind under which stand so many records, each of another name."""
    if not {f"{kind}_key", "name_key"} <= key_columns(load(noun.name)).keys():
        return set()
    found = store.rows(
        f"SELECT x.key FROM ({_shared(store, noun, kind)}) x JOIN visible_{noun.table} t ON t.n = x.n"
        f" GROUP BY x.key HAVING count(DISTINCT t.name_key) >= {int(names)}"
    )
    return {key for (key,) in found}


def _shared(store: Store, noun: Noun, kind: str, most: int = -1) -> str:
    """The SQL of every (key, n) whose key more than one has, by the indexes alone; keys of more than ``most`` may be left out."""
    column = quoted(f"{kind}_key")
    own = f"SELECT {column} key, n FROM main.{noun.table} WHERE {column} IS NOT NULL"
    many = "HAVING count(*) > 1" + (f" AND count(*) <= {int(most)}" if most >= 0 else "")
    keys = f"SELECT key FROM ({own}) GROUP BY key {many}"
    found = f"SELECT k.key, t.n FROM ({{keys}}) k CROSS JOIN main.{noun.table} t ON t.{column} = k.key"
    kinds = ", ".join(f"'{also}'" for also in ALSO.get(kind, ()))
    further = f"SELECT key, n FROM more_keys WHERE kind IN ({kinds}) AND noun = '{noun.code}'" if kinds else ""
    if not further or store.one(f"{further} LIMIT 1") is None:
        return found.format(keys=keys)
    keys += f" UNION SELECT f.key FROM ({further}) f CROSS JOIN main.{noun.table} t ON t.{column} = f.key"
    keys += f" UNION SELECT key FROM ({further}) GROUP BY key {many}"
    also = f"SELECT k.key, m.n FROM ({keys}) k CROSS JOIN more_keys m ON m.kind IN ({kinds}) AND m.key = k.key AND m.noun = '{noun.code}'"
    return f"{found.format(keys=keys)} UNION {also}"


def told_apart(store: Store, noun: Noun) -> Iterator[tuple[int, int]]:
    """The numbers of every two records of which somebody said that they are different, the smaller first."""
    table = noun.table
    for one, other in store.stream(
        f"SELECT a.n, b.n FROM visible_differences d JOIN {table} a ON a.id = d.record JOIN {table} b ON b.id = d.other WHERE d.noun_name = ?",
        (noun.name,),
    ):
        yield (one, other) if one < other else (other, one)
