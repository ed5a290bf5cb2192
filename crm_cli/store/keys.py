"""Finds many records at once by what a file calls them: one query for a batch of values, never one for each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm_cli.records.record import Field
from crm_cli.records.registry import Noun
from crm_cli.store.columns import quoted, stored
from crm_cli.store.lookup import gone_into
from crm_cli.store.seen import MERGEABLE
from crm_cli.store.store import Store


def having(
    store: Store, noun: Noun, column: str, values: Iterable[Any], fields: Sequence[Field] = ()
) -> list[tuple[Any, ...]]:
    """The visible records whose column has one of these values: the value, the id, then these fields as stored; oldest first."""
    selected = ", ".join([f"t.{quoted(column)}", "t.id", *(stored(noun.name, field, "t") for field in fields)])
    wanted = list(values)
    found = store.rows(
        f"SELECT {selected} FROM visible_{noun.table} t WHERE t.{quoted(column)} IN (SELECT value FROM json_each(:wanted)) ORDER BY t.n",
        {"wanted": json.dumps(wanted, ensure_ascii=False), "today": store.clock.today().isoformat()},
    )
    return found + _merged(store, noun, wanted, fields) if column == "ref" and noun.table in MERGEABLE else found


def _merged(store: Store, noun: Noun, refs: Sequence[str], fields: Sequence[Field]) -> list[tuple[Any, ...]]:
    """The same for refs of merged records: what they were merged into, under their own ref."""
    hidden = store.rows(
        f"SELECT ref FROM main.{noun.table} WHERE merged_into IS NOT NULL AND ref IN (SELECT value FROM json_each(?)) ORDER BY n",
        (json.dumps(refs, ensure_ascii=False),),
    )
    goals = [(ref, goal) for (ref,) in hidden if (goal := gone_into(store, noun, ref))]
    known = {row[0]: row[1:] for row in having(store, noun, "id", {goal for _ref, goal in goals}, fields)}
    return [(ref, *known[goal]) for ref, goal in goals if goal in known]


def is_empty(store: Store, noun: Noun) -> bool:
    """There is no record of a noun, not even a hidden one."""
    return store.one(f"SELECT 1 FROM main.{noun.table} LIMIT 1") is None


def called(store: Store, noun: Noun, source: str, keys: Iterable[str]) -> dict[str, str]:
    """The ids of the records that another system calls so."""
    found = store.rows(
        "SELECT key, record FROM visible_externals WHERE source = ? AND noun_name = ? AND key IN (SELECT value FROM json_each(?))",
        (source, noun.name, json.dumps(list(keys), ensure_ascii=False)),
    )
    return dict(found)


def every(store: Store, noun: Noun, fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
    """The id and these stored values of every visible record, oldest first."""
    selected = ", ".join(["t.id", *(stored(noun.name, field, "t") for field in fields)])
    return store.stream(
        f"SELECT {selected} FROM visible_{noun.table} t ORDER BY t.n", {"today": store.clock.today().isoformat()}
    )


def further(store: Store, noun: Noun, kind: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    """The visible records that have one of these as a further phone or e-mail: the key and the id, oldest first."""
    return store.rows(
        f"SELECT m.key, t.id FROM more_keys m JOIN visible_{noun.table} t ON t.n = m.n"
        " WHERE m.kind = ? AND m.noun = ? AND m.key IN (SELECT value FROM json_each(?)) ORDER BY t.n",
        (kind, noun.code, json.dumps(list(keys), ensure_ascii=False)),
    )
