"""What a step did to the records of a noun, read from its changes; while it is open too."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from crm_cli.records.registry import NOUNS, Noun
from crm_cli.store import changes
from crm_cli.store.store import Store

SETS = NOUNS["element"].code
HIDING = "merged_into"


class Happened(NamedTuple):
    """A record was added, changed or removed (``kind``): the stored values that were there before in ``old`` (of a removed one all), and
    for each set field what was put in and what taken out (ids)."""

    id: str
    kind: str
    old: dict[str, Any]
    sets: dict[str, tuple[list[str], list[str]]]

    @property
    def changed(self) -> set[str]:
        """The fields that are not as they were."""
        return {*self.old, *self.sets} if self.kind == "change" else set()


def of(store: Store, step: int, noun: Noun) -> Iterator[Happened]:
    """Record by record in the order they stand in their table, those of which only tags changed at the end."""
    with store.errors():
        low, high = changes.bounds(store.db, step)
        sets = _sets(store, noun, low, high)
        found = store.db.execute(
            "SELECT o.n, t.id, json_group_array(json_array(o.seq, o.kind, json(b.body))) FROM op o LEFT JOIN body b USING(seq)"
            f" LEFT JOIN main.{noun.table} t ON t.n = o.n WHERE o.seq BETWEEN ? AND ? AND +o.noun = ? GROUP BY o.n",
            (low, high, noun.code),
        )
        for n, identity, told in found:
            if one := _one(identity, sorted(json.loads(told))):
                one = _merged(store, noun, n, one) if one.old.keys() & {HIDING} and one.kind == "change" else one
                yield one._replace(sets=sets.pop(one.id, {}))
        there = store.db.execute(
            f"SELECT id FROM main.{noun.table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(sets)),)
        )
        yield from [Happened(identity, "change", {}, sets[identity]) for (identity,) in there]


def _merged(store: Store, noun: Noun, n: int, one: Happened) -> Happened:
    """To whoever looks, one that was merged into another is gone, and one that is told apart again is new."""
    if one.old[HIDING] is not None:
        return Happened(one.id, "add", {}, {})
    values = changes.current(store.db, noun, n)
    held = {name.removeprefix("x."): value for name, value in values.items() if name != HIDING}
    return Happened(one.id, "remove", held | {name: was for name, was in one.old.items() if name != HIDING}, {})


def _one(identity: str | None, ops: list[list[Any]]) -> Happened | None:
    """What the changes of a row come to, in their order; nothing for one that came and went."""
    first, last = ops[0][1], ops[-1][1]
    if first == "I" and last == "D":
        return None
    kind = "add" if first == "I" else "remove" if last == "D" else "change"
    old: dict[str, Any] = {}
    for _seq, how, body in ops if kind != "add" else ():
        for name, (was, now) in (body or {}).items():
            if how != "I" and (was is not None or now is not None):
                old.setdefault(name.removeprefix("x."), was)
    return Happened(identity or str(old.get("id", "")), kind, old, {})


def _sets(store: Store, noun: Noun, low: int, high: int) -> dict[str, dict[str, tuple[list[str], list[str]]]]:
    """By record and set field what was put in and what was taken out; a bulk load leaves out the bodies, so the rows are asked too."""
    said = {
        name: f"coalesce(e.{name}, b.body ->> '$.{name}[0]', b.body ->> '$.{name}[1]')"
        for name in ("noun_name", "record", "field", "value")
    }
    rows = store.rows(
        f"SELECT {said['record']}, {said['field']}, {said['value']}, o.kind FROM op o LEFT JOIN body b USING(seq)"
        f" LEFT JOIN main.elements e ON e.n = o.n WHERE o.seq BETWEEN ? AND ? AND +o.noun = ? AND {said['noun_name']} = ? ORDER BY o.seq",
        (low, high, SETS, noun.name),
    )
    found: dict[str, dict[str, tuple[list[str], list[str]]]] = {}
    for record, field, value, kind in rows:
        into, out = found.setdefault(record, {}).setdefault(field, ([], []))
        here, there = (into, out) if kind == "I" else (out, into)
        if value in there:
            there.remove(value)
        else:
            here.append(value)
    left = {record: {name: both for name, both in fields.items() if any(both)} for record, fields in found.items()}
    return {record: fields for record, fields in left.items() if fields}
