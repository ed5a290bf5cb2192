"""The merged state kept up to date, change by change."""

from collections.abc import Iterable, Mapping

from crm_cli.exchange.kernel.cells import fuller
from crm_cli.exchange.kernel.changes import PLAIN, Conflict, Key, Op, Rules, State, Value
from crm_cli.exchange.kernel.rows import Row, rise, settle, sink, spread


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
        self._rows: dict[Key, Row] = {}
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
        whole = op if known is None else fuller(known, op)
        if whole is known:
            return False
        place[op.number] = whole
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
        return spread((key, self._rows[key].values) for key in self._living - self._waiting)

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
        region = rise(stale | former, self._rows)
        self._revive(region)
        self._missing = {key for key in self._missing if key not in self._rows or not self._rows[key].begun}
        waiting = sink(self._missing, self._children)
        self._changed |= region | (waiting ^ self._waiting)
        self._waiting = waiting

    def _relink(self, key: Key) -> None:
        known = self._rows.get(key)
        row = self._rows[key] = settle(key, self.of(*key), self.rules.get(key[0], PLAIN))
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
        self._living |= rise(lives, self._rows)
