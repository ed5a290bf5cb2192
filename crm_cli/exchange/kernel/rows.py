"""All rows by their changes: each by itself, then what a living child keeps alive and what waits for its parent; conflicts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm_cli.exchange.kernel.cells import alive, heads, join, winner
from crm_cli.exchange.kernel.changes import PLAIN, Conflict, Key, Op, Rules, State, Table, Value


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its own changes alone; it has ``begun`` when its insert is here, and not only a later change."""

    values: Mapping[str, Value]
    links: frozenset[Key]
    alive: bool
    begun: bool
    conflicts: tuple[Conflict, ...]


def settle(key: Key, ops: Iterable[Op], table: Table) -> Row:
    """One row by its own changes."""
    ops = list(ops)
    own = alive(ops, table.ledger)
    if any(op.kind == "E" for op in ops):
        return Row({}, frozenset(), own, True, ())
    cells: dict[str, list[Op]] = {}
    for op in ops:
        for name in op.fields if op.writes else ():
            cells.setdefault(name, []).append(op)
    values = {name: winner(cells[name], name, name in table.once) for name in sorted(cells)}
    targets = ((parent, values.get(name)) for name, parent in table.parents.items())
    links = frozenset((parent, row) for parent, row in targets if isinstance(row, str) and row)
    begun = any(op.kind == "I" for op in ops)
    return Row(values, links, own, begun, _contested(key, cells))


def _contested(key: Key, cells: Mapping[str, list[Op]]) -> tuple[Conflict, ...]:
    several = sorted(name for name, writes in cells.items() if len(writes) > 1)
    found = (Conflict(*key, name, tuple(heads(cells[name], name))) for name in several)
    return tuple(conflict for conflict in found if len(set(conflict.values)) > 1)


def rise(alive: Iterable[Key], rows: Mapping[Key, Row]) -> set[Key]:
    """These rows and all they link to, however far: a live child keeps its parent alive."""
    found: set[Key] = set()
    todo = list(alive)
    while todo:
        key = todo.pop()
        if key in rows and key not in found:
            found.add(key)
            todo.extend(rows[key].links)
    return found


def sink(missing: Iterable[Key], children: Mapping[Key, set[Key]]) -> set[Key]:
    """These rows and all that link to them: they wait until what they link to has come."""
    found: set[Key] = set()
    todo = list(missing)
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo.extend(children.get(key, ()))
    return found


def _by_row(ops: Iterable[Op]) -> dict[Key, list[Op]]:
    found: dict[Key, list[Op]] = {}
    for op in join(ops).values():
        found.setdefault(op.key, []).append(op)
    return found


def spread(rows: Iterable[tuple[Key, Mapping[str, Value]]]) -> State:
    """Rows by their tables, in order."""
    found: State = {}
    for (table, row), values in sorted(rows, key=lambda item: item[0]):
        found.setdefault(table, {})[row] = dict(values)
    return found


def state(ops: Iterable[Op], rules: Rules) -> State:
    """The rows that live and their values, from the set of changes alone, whatever their order.

    An erased row that still has children stays as a row without values. A row waits unshown while its insert,
    or the row it links to, has not come yet.
    """
    rows = {key: settle(key, own, rules.get(key[0], PLAIN)) for key, own in _by_row(ops).items()}
    children: dict[Key, set[Key]] = {}
    for key, row in rows.items():
        for link in row.links:
            children.setdefault(link, set()).add(key)
    missing = {key for key in rows.keys() | children.keys() if key not in rows or not rows[key].begun}
    shown = rise((key for key, row in rows.items() if row.alive), rows) - sink(missing, children)
    return spread((key, rows[key].values) for key in shown)


def conflicts(ops: Iterable[Op]) -> list[Conflict]:
    """Every field whose standing writes differ, by table, row and field; of deleted rows too, of erased ones never."""
    rows = (settle(key, own, PLAIN) for key, own in _by_row(ops).items())
    return sorted((conflict for row in rows for conflict in row.conflicts), key=lambda conflict: conflict[:3])
