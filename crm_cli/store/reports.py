"""Runs the named reports of ``sql/`` and keeps the indexes of listed custom attributes."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_cli.records.registry import NOUNS
from crm_cli.store.columns import custom_value
from crm_cli.store.computed import computed
from crm_cli.store.store import Store

if TYPE_CHECKING:
    from crm_cli.store.where import Query


def run(store: Store, name: str, given: Mapping[str, Any], query: "Query | None" = None) -> list[Sequence[Any]]:
    """The rows of the report ``sql/<name>.sql`` with its named parameters, over the rows that the query finds.

    In the file ``{source}`` stands for those rows (alias ``t``), ``{filter}`` for the condition.
    """
    sql = text(name)
    if query is not None:
        sql = sql.replace("{source}", query.source).replace("{filter}", query.condition())
    return list(store.rows(sql, {**given, **(query.given if query is not None else {})}))


_COMPUTED = re.compile(r"\{(\w+)\.(\w+) of (\w+)\}")


@cache
def text(name: str) -> str:
    """The SQL of a named report; ``{client.cadence of c}`` in it stands for a computed field."""
    written = (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return _COMPUTED.sub(lambda found: computed(*found.groups()), written)


def index_attributes(store: Store, listed: Sequence[tuple[str, str]]) -> None:
    """One expression index for each listed attribute, spelled as the filters spell it; those of attributes no longer listed are dropped."""
    wanted = {
        f"attribute_{NOUNS[noun].table}_{name.encode().hex()}": (NOUNS[noun].table, name) for noun, name in listed
    }
    present = {
        name
        for (name,) in store.rows(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'attribute\\_%' ESCAPE '\\'"
        )
    }
    with store.errors():
        for name in present - set(wanted):
            store.db.execute(f"DROP INDEX IF EXISTS {name}")
        for name in set(wanted) - present:
            table, attribute = wanted[name]
            store.db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table}({custom_value(attribute, '')})")
