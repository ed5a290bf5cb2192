"""One value for many rows at once: a statement for all of them, which the log's triggers follow row by row."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm_cli.records.nouns.elements import element_id
from crm_cli.records.record import Field
from crm_cli.records.registry import Noun
from crm_cli.store.columns import quoted
from crm_cli.store.store import Store


def put(store: Store, noun: Noun, numbers: Iterable[int], values: Mapping[str, Any]) -> None:
    """Give the rows of these numbers these values; a row that has them all stays untouched."""
    given = ", ".join(f"{quoted(name)} = ?" for name in values)
    other = " OR ".join(f"{quoted(name)} IS NOT ?" for name in values)
    store.db.execute(
        f"UPDATE {noun.table} SET {given} WHERE n IN (SELECT value FROM json_each(?)) AND ({other})",
        (*values.values(), json.dumps(list(numbers)), *values.values()),
    )


def is_plain(field: Field) -> bool:
    """Nothing is worked out from a value of it: no key, no words to be found by, no name that must be the only one."""
    followed = ("key", "also", "searched", "unique", "check")
    return field.stored and not field.required and not any(field.facets.get(name) for name in followed)


def holders(store: Store, field: str, values: Sequence[str]) -> set[tuple[str, str]]:
    """The records whose set holds one of these values, each with the value."""
    found = store.rows(
        "SELECT record, value FROM elements WHERE field = ? AND value IN (SELECT value FROM json_each(?))",
        (field, json.dumps(list(values))),
    )
    return {(record, value) for record, value in found}


def put_in(store: Store, noun: Noun, field: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Put values into the sets of records that do not hold them."""
    made = ((element_id(record, field, value), noun.name, record, field, value) for record, value in pairs)
    store.db.executemany(
        "INSERT INTO elements(id, ref, noun_name, record, field, value) VALUES(?, '', ?, ?, ?, ?)", made
    )


def take_out(store: Store, field: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Take values out of the sets of records that hold them."""
    store.db.executemany(
        "DELETE FROM elements WHERE id = ?", ((element_id(record, field, value),) for record, value in pairs)
    )
