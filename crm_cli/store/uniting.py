"""Lets whatever points to a merged record point to what that was merged into, set by set; no link leads back to its own record."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from crm_cli.records.record import Field, columns
from crm_cli.records.registry import NOUNS, TABLES, Noun, load
from crm_cli.store import rows
from crm_cli.store.columns import quoted, stored
from crm_cli.store.rows import Values
from crm_cli.store.seen import MERGEABLE
from crm_cli.store.store import Store

Links = Mapping[str, Sequence[Field]]
"""The team's own links, by the noun that has them."""
INTO = "merged_into"


@dataclass
class United:
    """What came of it: how many rows of each noun now point elsewhere, and the links (noun, field, id) that were cut: they had led back."""

    moved: dict[str, int] = field(default_factory=dict)
    cut: list[tuple[str, str, str]] = field(default_factory=list)

    def count(self, noun: str, more: int) -> None:
        if more > 0:
            self.moved[noun] = self.moved.get(noun, 0) + more


def unite(store: Store, noun: Noun, into: Mapping[str, str], own: Links) -> United:
    """Hide these records behind those they are merged into (ids), and bring along all that points to them."""
    with _list(store, into):
        store.db.execute(
            f"UPDATE main.{noun.table} SET {INTO} = (SELECT u.goal FROM united u WHERE u.id = {noun.table}.id)"
            " WHERE id IN (SELECT id FROM united)"
        )
        return _bring(store, [noun], own)


def follow(store: Store, own: Links, step: int | None = None) -> None:
    """Where something points to a merged record after all (an undo put it back, another copy wrote it), let it point on.

    With a step only what that touched is looked at. A circle, which only two copies can make, ends in its smallest id.
    """
    if not any(store.one(f"SELECT 1 FROM main.{table} WHERE {INTO} IS NOT NULL LIMIT 1") for table in MERGEABLE):
        return
    for noun in (TABLES[table] for table in MERGEABLE):
        into = _goals(store, noun, _merged(store, noun) if step is None else _touched(store, noun, own, step))
        if into:
            with _list(store, into):
                _bring(store, [noun], own)


@contextmanager
def _list(store: Store, into: Mapping[str, str]) -> Iterator[None]:
    """The table of what is merged (``id``) and into what (``goal``)."""
    store.db.execute("CREATE TEMP TABLE united(id TEXT PRIMARY KEY, goal TEXT) WITHOUT ROWID")
    try:
        store.db.executemany("INSERT INTO united VALUES(?, ?)", into.items())
        yield
    finally:
        store.db.execute("DROP TABLE temp.united")


def _into(store: Store) -> dict[str, str]:
    return {str(identity): str(goal) for identity, goal in store.rows("SELECT id, goal FROM united")}


# --- who was merged, and into whom


def _merged(store: Store, noun: Noun) -> list[str]:
    return [identity for (identity,) in store.rows(f"SELECT id FROM main.{noun.table} WHERE {INTO} IS NOT NULL")]


def _touched(store: Store, noun: Noun, own: Links, step: int) -> set[str]:
    """The merged records of a noun that a step under way wrote, or to which something points that it wrote."""
    of_step = "SELECT o.n FROM op o WHERE o.seq >= (SELECT first FROM step WHERE step = :step) AND o.noun = '{code}'"
    hidden = f"SELECT id FROM main.{noun.table} WHERE {INTO} IS NOT NULL"
    queries = [f"SELECT id FROM main.{noun.table} WHERE {INTO} IS NOT NULL AND n IN ({of_step.format(code=noun.code)})"]
    for other, found in _links(noun, own):
        source = f"SELECT {stored(other.name, found, 't')} x FROM main.{other.table} t WHERE t.n IN ({of_step.format(code=other.code)})"
        queries.append(f"SELECT x FROM ({source}) WHERE x IN ({hidden})")
    for name, column in rows.HELD:
        held = NOUNS[name]
        wanted = f"n IN ({of_step.format(code=held.code)})"
        queries.append(f"SELECT {column} FROM main.{held.table} WHERE {wanted} AND {column} IN ({hidden})")
    return {identity for query in queries for (identity,) in store.rows(query, {"step": step})}


def _goals(store: Store, noun: Noun, merged: Iterable[str]) -> dict[str, str]:
    """What each of these was merged into in the end."""
    found: dict[str, str] = {}
    for identity in merged:
        way = [identity]
        while (after := _next(store, noun, way[-1])) and after not in way:
            way.append(after)
        if after:  # a circle
            end = min(way[way.index(after) :])
            store.db.execute(f"UPDATE main.{noun.table} SET {INTO} = NULL WHERE id = ?", (end,))
            way.append(end)
        if way[-1] != identity:
            found[identity] = way[-1]
    return found


def _next(store: Store, noun: Noun, identity: str) -> str | None:
    found = store.one(f"SELECT {INTO} FROM main.{noun.table} WHERE id = ?", (identity,))
    return found[0] if found else None


def leads_to(store: Store, noun: Noun, start: str, goal: str) -> bool:
    """Whether the one record is merged into the other, be it through others."""
    seen: set[str] = set()
    at: str | None = start
    while at and at != goal and at not in seen:
        seen.add(at)
        at = _next(store, noun, at)
    return at == goal


# --- what points to them


def _links(noun: Noun, own: Links) -> Iterator[tuple[Noun, Field]]:
    """Every link that can point to a noun, with the noun that has it; how records are merged is none."""
    for other in NOUNS.values():
        for found in (*columns(load(other.name)), *own.get(other.name, ())):
            if found.kind == "link" and noun.name in found.to.split(",") and found.name != INTO:
                yield other, found


def _bring(store: Store, nouns: Sequence[Noun], own: Links) -> United:
    united = United()
    for noun in nouns:
        for other, link in _links(noun, own):
            moved = _own_link(store, other, link) if link.custom else _link(store, other, link.name)
            united.count(other.name, moved)
            if other is noun:
                united.cut += _cut(store, noun, link)
    _externals(store)
    _elements(store)
    _differences(store)
    return united


def _link(store: Store, noun: Noun, name: str) -> int:
    column = quoted(name)
    found = store.db.execute(
        f"UPDATE main.{noun.table} SET {column} = (SELECT u.goal FROM united u WHERE u.id = {noun.table}.{column})"
        f" WHERE {column} IN (SELECT id FROM united)"
    )
    return int(found.rowcount)


def _own_link(store: Store, noun: Noun, link: Field) -> int:
    """A link of the team's own, which stands among the row's custom attributes."""
    cls, into = load(noun.name), _into(store)
    found = rows.read(store, cls, f"{stored(noun.name, link, 't')} IN (SELECT id FROM united)", hidden=True)
    for row in found:
        goal: str | None = into[row["extra"][link.name]]
        goal = None if goal == row["id"] else goal
        rows.update(store, cls, row, {"extra": {**row["extra"], link.name: goal}})
    return len(found)


def _cut(store: Store, noun: Noun, link: Field) -> list[tuple[str, str, str]]:
    """Take off the links of those that stay which lead back to themselves, at once or through others."""
    if link.custom:
        return []
    column = quoted(link.name)
    found = []
    for (goal,) in store.rows("SELECT DISTINCT goal FROM united"):
        seen, at = {goal}, goal
        while (row := store.one(f"SELECT {column} FROM main.{noun.table} WHERE id = ?", (at,))) and row[0]:
            at = row[0]
            if at in seen:
                break
            seen.add(at)
        if row and row[0] == goal:
            store.db.execute(f"UPDATE main.{noun.table} SET {column} = NULL WHERE id = ?", (goal,))
            found.append((noun.name, link.name, goal))
    return found


def _externals(store: Store) -> None:
    """What other systems call them."""
    store.db.execute(
        "UPDATE main.externals SET record = (SELECT u.goal FROM united u WHERE u.id = externals.record) WHERE record IN (SELECT id FROM united)"
    )


def _elements(store: Store) -> None:
    """Their sets, and the sets they are in: the id of an element follows from what it says, so each is made anew."""
    from crm_cli.records.nouns.elements import element_id  # only where records are united

    for row, (record, value) in _named(store, "element", "record", "value"):
        identity = element_id(record, row["field"], value)
        _replace(store, "element", row, {"id": identity, "record": record, "value": value})


def _differences(store: Store) -> None:
    """What they are not; two that are one are no longer different."""
    from crm_cli.records.nouns.differences import difference_id  # only where records are united

    for row, found in _named(store, "difference", "record", "other"):
        record, other = sorted(found)
        identity = difference_id(record, other)
        wanted = {"id": identity, "record": record, "other": other}
        _replace(store, "difference", row, None if record == other else wanted)


def _named(store: Store, name: str, first: str, second: str) -> list[tuple[Values, tuple[str, str]]]:
    """The rows that name one of the united in either column, with what these columns are to say."""
    into = _into(store)
    wanted = f"n IN (SELECT n FROM main.{NOUNS[name].table} WHERE {first} IN (SELECT id FROM united) UNION SELECT n FROM main.{NOUNS[name].table} WHERE {second} IN (SELECT id FROM united))"
    found = rows.read(store, load(name), wanted, hidden=True)
    two = ((row, str(row[first]), str(row[second])) for row in found)
    return [(row, (into.get(one, one), into.get(other, other))) for row, one, other in two]


def _replace(store: Store, name: str, row: Values, wanted: Values | None) -> None:
    cls = load(name)
    rows.delete(store, cls, row)
    if wanted and not store.one(f"SELECT 1 FROM main.{NOUNS[name].table} WHERE id = ?", (wanted["id"],)):
        rows.insert(store, cls, {**{key: value for key, value in row.items() if key != "n"}, **wanted})


# --- when what they were merged into goes


def remove_hidden(store: Store, going: Iterable[str]) -> None:
    """Before these records (ids) are removed: take out what was merged into them, and let other merged ones no longer name them."""
    gone, waiting = set[str](going), list(going)
    merged: dict[str, list[str]] = {table: [] for table in MERGEABLE}
    while waiting:
        identity = waiting.pop()
        for table in MERGEABLE:
            for (behind,) in store.rows(f"SELECT id FROM main.{table} WHERE {INTO} = ?", (identity,)):
                merged[table].append(behind)
                gone.add(behind)
                waiting.append(behind)
    _forget(store, gone, any(merged.values()))
    for table, ids in merged.items():
        cls = load(TABLES[table].name)
        for identity in ids:
            for row in rows.read(store, cls, "id = ?", (identity,), hidden=True):
                rows.delete(store, cls, row)


def _forget(store: Store, gone: set[str], some: bool) -> None:
    """Empty the links of merged records to these, since nobody looks at them there."""
    ids = json.dumps(sorted(gone))
    if some:
        store.db.execute("PRAGMA defer_foreign_keys=ON")
    for table in MERGEABLE:
        if not store.one(f"SELECT 1 FROM main.{table} WHERE {INTO} IS NOT NULL LIMIT 1"):
            continue
        for found in columns(load(TABLES[table].name)):
            if found.kind == "link" and found.name != INTO and not found.required:
                column = quoted(found.name)
                store.db.execute(
                    f"UPDATE main.{table} SET {column} = NULL WHERE {INTO} IS NOT NULL AND {column} IN (SELECT value FROM json_each(?1))"
                    " AND id NOT IN (SELECT value FROM json_each(?1))",
                    (ids,),
                )
