"""Finds many records at once by what a file calls them: one query for a batch of values, never one for each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm_cli.records.registry import Noun
from crm_cli.store.columns import quoted
from crm_cli.store.store import Store


def having(
    store: Store, noun: Noun, column: str, values: Iterable[Any], shown: Sequence[str] = ("id",)
) -> list[tuple[Any, ...]]:
    """The visible records whose column has one of these values: the value, then the columns to show; oldest first."""
    listed = ", ".join(f"t.{quoted(name)}" for name in (column, *shown))
    return store.rows(
        f"SELECT {listed} FROM visible_{noun.table} t WHERE t.{quoted(column)} IN (SELECT value FROM json_each(?)) ORDER BY t.n",
        (json.dumps(list(values), ensure_ascii=False),),
    )


def called(store: Store, noun: Noun, source: str, keys: Iterable[str]) -> dict[str, str]:
    """The ids of the records that another system calls so."""
    found = store.rows(
        "SELECT key, record FROM visible_externals WHERE source = ? AND noun_name = ? AND key IN (SELECT value FROM json_each(?))",
        (source, noun.name, json.dumps(list(keys), ensure_ascii=False)),
    )
    return dict(found)


def every(store: Store, noun: Noun, expressions: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """These expressions of our own over every visible record, oldest first."""
    return store.stream(f"SELECT {', '.join(expressions)} FROM visible_{noun.table} t ORDER BY t.n")
