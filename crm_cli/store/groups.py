"""Groups of records by any of their fields: how many, how much, and for opportunities what became of them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from crm_cli.clock import Clock
from crm_cli.records.kinds import KINDS
from crm_cli.records.record import Field, declared
from crm_cli.records.registry import load
from crm_cli.store import columns
from crm_cli.store.computed import VALUE
from crm_cli.store.store import Store
from crm_cli.store.where import Query

Path = tuple[Field, ...]
UNITS = ("day", "week", "month", "quarter", "year")
# What a group is measured by is worked out once for each row (t, and s its stage), then added up. Weighted sums are in ten
# thousandths, so that they are rounded once.
OF_A_DEAL = {
    "value": VALUE.format(t="t"),
    "chance": "CASE t.status WHEN 'won' THEN 10000 WHEN 'lost' THEN 0 ELSE coalesce(t.probability, s.probability, 0) END",
    "status": "t.status",
    "category": "coalesce(t.category, s.category, 'pipeline')",
    "days": "julianday(t.closed) - julianday(t.began)",
}
OF_ITS_STAGE = ("chance", "category")
MEASURES = {
    "count": "count(*)",
    "sum": "sum(d.total)",
    "value": "sum(d.value)",
    "open": "sum(d.status = 'open')",
    "open_value": "sum(d.value) FILTER (WHERE d.status = 'open')",
    "weighted": "sum(d.value * d.chance) FILTER (WHERE d.status = 'open' AND d.category <> 'omitted')",
    "won": "sum(d.status = 'won')",
    "won_value": "sum(d.value) FILTER (WHERE d.status = 'won')",
    "lost": "sum(d.status = 'lost')",
    "lost_value": "sum(d.value) FILTER (WHERE d.status = 'lost')",
    "days": "CAST(sum(d.days) FILTER (WHERE d.status = 'won') AS INTEGER)",
    "dated": "count(d.days) FILTER (WHERE d.status = 'won')",
    **{
        name: f"sum(d.value) FILTER (WHERE d.status = 'open' AND d.category = '{name}')"
        for name in ("pipeline", "best", "commit", "omitted")
    },
}


def grouped(
    store: Store, query: Query, keys: Sequence[tuple[Path, str | None]], measures: Sequence[str], *, total: Path | None = None, machine: bool = False
) -> list[Sequence[Any]]:  # fmt: skip
    """For each group its keys (links by name), its currency, and its measures; money of two currencies is two groups."""
    parts = [_key(query.noun, at, path, unit) for at, (path, unit) in enumerate(keys)]
    # Only where it is called: a new function makes SQLite read every prepared query again.
    if any(sql.startswith("bucket(") for sql, _join in parts):
        store.db.create_function("bucket", 2, bucket(store.clock), deterministic=True)
    selected = [f"{sql} AS k{at}" for at, (sql, _join) in enumerate(parts)]
    selected.append(f"{_currency(query.noun, total)} AS currency")
    needed = [name for name in OF_A_DEAL if any(f"d.{name}" in MEASURES[measure] for measure in measures)]
    selected += [f"{OF_A_DEAL[name]} AS {name}" for name in needed]
    selected.append(f"{columns.along(query.noun, total, 't') if total else 'NULL'} AS total")
    joins = "".join(join for _sql, join in parts)
    if any(name in OF_ITS_STAGE for name in needed):
        joins += " LEFT JOIN visible_stages s ON s.id = t.stage"
    names = [*(f"k{at}" for at in range(len(keys))), "currency"]
    shown = [_shown(path[-1], f"g.k{at}", machine) for at, (path, _unit) in enumerate(keys)]
    sql = (
        f"WITH d AS MATERIALIZED (SELECT {', '.join(selected)} FROM {query.source}{joins} WHERE {query.condition()}),"
        f" g AS (SELECT {', '.join(f'd.{name}' for name in names)}, {', '.join(f'{MEASURES[m]} AS m_{m}' for m in measures)}"
        f" FROM d GROUP BY {', '.join(str(at) for at in range(1, len(names) + 1))})"
        f" SELECT {', '.join([*shown, 'g.currency', *(f'g.m_{m}' for m in measures)])} FROM g"
    )
    return list(store.rows(sql, query.given))


def _key(noun: str, at: int, path: Path, unit: str | None) -> tuple[str, str]:
    """The SQL of a key, and the join it needs: a field of several values puts its record in several groups."""
    sql = columns.along(noun, path, "t")
    if unit:
        return (
            IN_SQL[unit].format(x=sql) if path[-1].kind == "date" and unit in IN_SQL else f"bucket({sql}, '{unit}')"
        ), ""
    if path[-1].kind == "time":
        return f"local_day({sql})", ""
    if KINDS[path[-1].kind].many:
        return f"v{at}.value", f" LEFT JOIN json_each({sql}) v{at} ON 1"
    return sql, ""


def _shown(field: Field, sql: str, machine: bool) -> str:
    """A link by its name; one of several by that too."""
    if field.kind == "link":
        return columns.named(field, sql, human=not machine)
    if field.kind in ("tags", "links"):
        return f"(SELECT e.value FROM json_each({columns.named(field, f'json_array({sql})', human=not machine)}) e)"
    return sql


def _currency(noun: str, total: Path | None) -> str:
    """Whose currency the money is in: that of the record the summed field belongs to."""
    path = total or ()
    owner = path[-2].to if len(path) > 1 else noun
    own = next((f for f in declared(load(owner)) if f.name == "currency"), None)
    if own is None or (total and total[-1].kind != "money") or (noun != "opp" and not total):
        return ":currency"
    return f"coalesce({columns.along(noun, (*path[:-1], own), 't')}, :currency)"


def bucket(clock: Clock) -> Any:
    """The function that gives the period a date, or the local day of a time, lies in: ``2026-W47``, ``2026-11``, ``2026Q4``."""

    @cache
    def found(value: str | None, unit: str) -> str | None:
        if value is None:
            return None
        day = clock.local(value).date() if "T" in value else date.fromisoformat(value)
        return NAMES[unit](day)

    return found


# The same for a plain date, where SQL can say it.
IN_SQL = {
    "day": "{x}",
    "month": "substr({x}, 1, 7)",
    "quarter": "substr({x}, 1, 4) || 'Q' || ((CAST(substr({x}, 6, 2) AS INTEGER) + 2) / 3)",
    "year": "substr({x}, 1, 4)",
}
NAMES: dict[str, Callable[[date], str]] = {
    "day": lambda day: day.isoformat(),
    "week": lambda day: f"{day:%G-W%V}",
    "month": lambda day: f"{day:%Y-%m}",
    "quarter": lambda day: f"{day.year}Q{(day.month + 2) // 3}",
    "year": lambda day: f"{day.year}",
}
