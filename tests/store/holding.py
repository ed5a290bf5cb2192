"""What a base holds, row for row, so that two moments can be compared."""

from crm_cli.workspace import Workspace

LOG = {"op", "body", "step", "counter", "sqlite_sequence", "ctx"}
Rows = dict[str, list[tuple[object, ...]]]


def holding(crm: Workspace) -> Rows:
    """Every table but the log, the clock and the counters; the search index by its terms."""
    tables = [
        name
        for (name,) in crm.store.rows(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
        )
    ]
    rows = {name: sorted(crm.store.rows(f"SELECT * FROM main.{name}"), key=repr) for name in tables if name not in LOG}
    return rows | {"search": terms(crm)}


def terms(crm: Workspace) -> list[tuple[object, ...]]:
    """The search index as (term, document), whatever its segments; the index is checked on the way."""
    db = crm.store.db
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, search, instance)")
    return sorted(set(db.execute("SELECT term, doc FROM temp.terms").fetchall()))


def columns_of(crm: Workspace, table: str) -> list[str]:
    return [name for (name,) in crm.store.rows("SELECT name FROM pragma_table_info(?)", (table,))]
