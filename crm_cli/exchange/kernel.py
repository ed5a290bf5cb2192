"""The merge of copies: from the set of changes to cells, rows and conflicts, without a database, a file or a clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Value = str | int | None
Kind = Literal["I", "U", "D", "E"]
Key = tuple[str, str]
"""A row: its table and its id."""
State = dict[str, dict[str, dict[str, Value]]]
"""Table to row to field to value."""

LAST = 0xFFFF


class ForkError(Exception):
    """One device number carries two different changes: a cloned machine or a restored backup."""


class Clock(NamedTuple):
    """A hybrid logical clock: milliseconds that never go back, and a counter within one millisecond."""

    ms: int = 0
    counter: int = 0

    def tick(self, wall: int) -> "Clock":
        """The clock after one change, made while the machine's own clock shows ``wall`` ms."""
        if wall > self.ms:
            return Clock(wall)
        if self.counter >= LAST:
            return Clock(self.ms + 1)
        return Clock(self.ms, self.counter + 1)

    def receive(self, hlc: str) -> "Clock":
        """The clock after seeing another's change, so that whatever is written next is later than it."""
        return max(self, Clock.read(hlc))

    def stamp(self, device: str) -> str:
        """The clock as changes carry it; two stamps compare as text."""
        return f"{self.ms:012x}{self.counter:04x}-{device}"

    @classmethod
    def read(cls, hlc: str) -> "Clock":
        """The clock of a stamp."""
        return cls(int(hlc[:12], 16), int(hlc[12:16], 16))


class Change(NamedTuple):
    """One field of a change: its value before and after, and the stamps of the writes its writer saw there."""

    old: Value
    new: Value
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Op:
    """One logged change of one row: I inserts, U updates, D deletes, E erases.

    ``seq`` counts from 1 without gaps on each device. ``seen`` is what its writer knew, device to its last ``seq``; only deletes need it.
    A body that was withheld or destroyed is an empty ``fields``.
    """

    device: str
    seq: int
    hlc: str
    step: str
    actor: str
    table: str
    row: str
    kind: Kind
    fields: Mapping[str, Change] = field(default_factory=dict, hash=False)
    seen: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> Key:
        return self.table, self.row

    @property
    def number(self) -> tuple[str, int]:
        return self.device, self.seq

    @property
    def writes(self) -> bool:
        return self.kind in ("I", "U")


@dataclass(frozen=True, slots=True)
class Table:
    """What merging must know of a table: link field to linked table, fields set once, whether rows are only added."""

    parents: Mapping[str, str] = field(default_factory=dict)
    once: frozenset[str] = frozenset()
    ledger: bool = False


Rules = Mapping[str, Table]
"""Table name to its rules; a table not named there (a newer program's) merges field by field."""
PLAIN = Table()


class Conflict(NamedTuple):
    """One field whose writers did not know of each other; ``heads`` are the standing writes, the latest last."""

    table: str
    row: str
    field: str
    heads: tuple[Op, ...]

    @property
    def values(self) -> tuple[Value, ...]:
        return tuple(op.fields[self.field].new for op in self.heads)


def heads(ops: Iterable[Op], name: str) -> list[Op]:
    """The writes of one row's field that no later write had seen, the latest last.

    A write can only supersede an earlier stamp, so that even forged ``heads`` leave the latest write standing.
    """
    writes = sorted((op for op in ops if op.writes and name in op.fields), key=lambda op: (op.hlc, op.number))
    seen = {stamp for op in writes for stamp in op.fields[name].heads if stamp < op.hlc}
    return [op for op in writes if op.hlc not in seen]


def winner(ops: Iterable[Op], name: str, once: bool = False) -> Value:
    """The value of one row's field: the latest head's, or for a field set ``once`` the earliest that is one."""
    if not once:
        found = heads(ops, name)
        return found[-1].fields[name].new if found else None
    set_by = [op for op in ops if op.writes and name in op.fields and op.fields[name].new is not None]
    return min(set_by, key=lambda op: (op.hlc, op.number)).fields[name].new if set_by else None


def alive(ops: Iterable[Op], ledger: bool = False) -> bool:
    """Whether one row lives by itself: some write was seen by no delete; a ledger's row lives until it is erased."""
    ops = list(ops)
    if any(op.kind == "E" for op in ops):
        return False
    covered: dict[str, int] = {}
    for op in ops:
        if op.kind == "D" and not ledger:
            for device, seq in op.seen.items():
                covered[device] = max(covered.get(device, 0), seq)
    return any(op.writes and op.seq > covered.get(op.device, 0) for op in ops)


def join(ops: Iterable[Op]) -> dict[tuple[str, int], Op]:
    """Every change once, by its number, with its body if any of them has it. Raises :class:`ForkError`."""
    found: dict[tuple[str, int], Op] = {}
    for op in ops:
        found[op.number] = _fuller(found.get(op.number, op), op)
    return found


def _fuller(known: Op, op: Op) -> Op:
    if known == op:
        return known
    if (known.fields and op.fields) or replace(known, fields={}) != replace(op, fields={}):
        raise ForkError(*op.number)
    return op if op.fields else known


def without_gaps(ops: Iterable[Op]) -> list[Op]:
    """The changes of each device up to its first missing number, which is what :class:`Merged` counts."""
    found = join(ops)
    known: dict[str, int] = {}
    for device, seq in sorted(found):
        if seq == known.get(device, 0) + 1:
            known[device] = seq
    return [op for (device, seq), op in found.items() if seq <= known.get(device, 0)]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row by its own changes alone; it has ``begun`` when its insert is here, and not only a later change."""

    values: Mapping[str, Value]
    links: frozenset[Key]
    alive: bool
    begun: bool
    conflicts: tuple[Conflict, ...]


def _settle(key: Key, ops: Iterable[Op], table: Table) -> _Row:
    ops = list(ops)
    own = alive(ops, table.ledger)
    if any(op.kind == "E" for op in ops):
        return _Row({}, frozenset(), own, True, ())
    cells: dict[str, list[Op]] = {}
    for op in ops:
        for name in op.fields if op.writes else ():
            cells.setdefault(name, []).append(op)
    values = {name: winner(cells[name], name, name in table.once) for name in sorted(cells)}
    targets = ((parent, values.get(name)) for name, parent in table.parents.items())
    links = frozenset((parent, row) for parent, row in targets if isinstance(row, str) and row)
    begun = any(op.kind == "I" for op in ops)
    return _Row(values, links, own, begun, _contested(key, cells))


def _contested(key: Key, cells: Mapping[str, list[Op]]) -> tuple[Conflict, ...]:
    several = sorted(name for name, writes in cells.items() if len(writes) > 1)
    found = (Conflict(*key, name, tuple(heads(cells[name], name))) for name in several)
    return tuple(conflict for conflict in found if len(set(conflict.values)) > 1)


def _rise(alive: Iterable[Key], rows: Mapping[Key, _Row]) -> set[Key]:
    """These rows and all they link to, however far: a live child keeps its parent alive."""
    found: set[Key] = set()
    todo = list(alive)
    while todo:
        key = todo.pop()
        if key in rows and key not in found:
            found.add(key)
            todo.extend(rows[key].links)
    return found


def _sink(missing: Iterable[Key], children: Mapping[Key, set[Key]]) -> set[Key]:
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


def _spread(rows: Iterable[tuple[Key, Mapping[str, Value]]]) -> State:
    found: State = {}
    for (table, row), values in sorted(rows, key=lambda item: item[0]):
        found.setdefault(table, {})[row] = dict(values)
    return found


def state(ops: Iterable[Op], rules: Rules) -> State:
    """The rows that live and their values, from the set of changes alone, whatever their order.

    An erased row that still has children stays as a row without values. A row waits unshown while its insert,
    or the row it links to, has not come yet.
    """
    rows = {key: _settle(key, own, rules.get(key[0], PLAIN)) for key, own in _by_row(ops).items()}
    children: dict[Key, set[Key]] = {}
    for key, row in rows.items():
        for link in row.links:
            children.setdefault(link, set()).add(key)
    missing = {key for key in rows.keys() | children.keys() if key not in rows or not rows[key].begun}
    shown = _rise((key for key, row in rows.items() if row.alive), rows) - _sink(missing, children)
    return _spread((key, rows[key].values) for key in shown)


def conflicts(ops: Iterable[Op]) -> list[Conflict]:
    """Every field whose standing writes differ, by table, row and field; of deleted rows too, of erased ones never."""
    rows = (_settle(key, own, PLAIN) for key, own in _by_row(ops).items())
    return sorted((conflict for row in rows for conflict in row.conflicts), key=lambda conflict: conflict[:3])


class Merged:
    """The same state kept up to date: changes come in any order, twice or late; only what they touch is computed again.

    What comes behind a gap in a device's numbers is held back until the gap is filled.
    """

    def __init__(self, rules: Rules, ops: Iterable[Op] = ()) -> None:
        self.rules = rules
        self.vector: dict[str, int] = {}
        self._ops: dict[tuple[str, int], Op] = {}
        self._held: dict[tuple[str, int], Op] = {}
        self._numbers: dict[Key, list[tuple[str, int]]] = {}
        self._rows: dict[Key, _Row] = {}
        self._children: dict[Key, set[Key]] = {}
        self._living: set[Key] = set()
        self._missing: set[Key] = set()
        self._waiting: set[Key] = set()
        self._stale: set[Key] = set()
        self._changed: set[Key] = set()
        for op in ops:
            self.add(op)

    def add(self, op: Op) -> bool:
        """Take one change; True if it, or its body, is new. Raises :class:`ForkError` and keeps what it had."""
        place = self._ops if op.seq <= self.vector.get(op.device, 0) else self._held
        known = place.get(op.number)
        fuller = op if known is None else _fuller(known, op)
        if fuller is known:
            return False
        place[op.number] = fuller
        if place is self._ops:
            self._stale.add(op.key)
        self._release(op.device)
        return True

    def _release(self, device: str) -> None:
        """Count what is held of that device as far as it follows without a gap."""
        number = device, self.vector.get(device, 0) + 1
        while number in self._held:
            op = self._ops[number] = self._held.pop(number)
            self._numbers.setdefault(op.key, []).append(number)
            self._stale.add(op.key)
            self.vector[device] = number[1]
            number = device, number[1] + 1

    def ops(self, after: Mapping[str, int] | None = None) -> list[Op]:
        """The changes counted so far, beyond those that ``after`` (device to its last number) already has."""
        after = after or {}
        return [op for (device, seq), op in self._ops.items() if seq > after.get(device, 0)]

    def of(self, table: str, row: str) -> list[Op]:
        """The changes of one row."""
        return [self._ops[number] for number in self._numbers.get((table, row), ())]

    def held(self) -> list[Op]:
        """The changes that wait behind a gap."""
        return list(self._held.values())

    def row(self, table: str, row: str) -> dict[str, Value] | None:
        """The values of one row, or None while it does not live."""
        self._refresh()
        key = table, row
        return dict(self._rows[key].values) if key in self._living and key not in self._waiting else None

    def state(self) -> State:
        """The rows that live and their values."""
        self._refresh()
        return _spread((key, self._rows[key].values) for key in self._living - self._waiting)

    def conflicts(self) -> list[Conflict]:
        """Every field whose standing writes differ."""
        self._refresh()
        found = (conflict for row in self._rows.values() for conflict in row.conflicts)
        return sorted(found, key=lambda conflict: conflict[:3])

    def changes(self) -> dict[Key, dict[str, Value] | None]:
        """The rows that may differ since the last call, with their values now; None for a row that does not live."""
        self._refresh()
        changed, self._changed = sorted(self._changed), set()
        return {key: self.row(*key) for key in changed if key in self._rows}

    def _refresh(self) -> None:
        if not self._stale:
            return
        stale, self._stale = self._stale, set()
        former = {link for key in stale if key in self._rows for link in self._rows[key].links}
        for key in stale:
            self._relink(key)
        region = _rise(stale | former, self._rows)
        self._revive(region)
        self._missing = {key for key in self._missing if key not in self._rows or not self._rows[key].begun}
        waiting = _sink(self._missing, self._children)
        self._changed |= region | (waiting ^ self._waiting)
        self._waiting = waiting

    def _relink(self, key: Key) -> None:
        known = self._rows.get(key)
        row = self._rows[key] = _settle(key, self.of(*key), self.rules.get(key[0], PLAIN))
        for link in known.links - row.links if known else ():
            self._children[link].discard(key)
        for link in row.links:
            self._children.setdefault(link, set()).add(key)
        self._missing |= {key, *row.links}

    def _revive(self, region: set[Key]) -> None:
        """Find again which rows of the region live; all above them are in it too, so no other row can have changed."""
        self._living -= region
        outside = self._living
        lives = [key for key in region if self._rows[key].alive or not outside.isdisjoint(self._children.get(key, ()))]
        self._living |= _rise(lives, self._rows)
