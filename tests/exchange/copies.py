"""A copy of the base in memory, whose users write and exchange changes: what a real store is compared with."""

from collections.abc import Iterable, Mapping

from crm_cli.exchange import kernel
from crm_cli.exchange.kernel import Change, Clock, Kind, Merged, Op, Rules, State, Table, Value

RULES: Rules = {
    "clients": Table(parents={"parent": "clients"}),
    "opportunities": Table(parents={"client": "clients"}, once=frozenset({"number"})),
    "payments": Table(parents={"opportunity": "opportunities"}, once=frozenset({"amount"}), ledger=True),
}


class Refused(Exception):
    """What a store would not let a user write."""


class Copy:
    """One device: it writes what a user changes as changes of its own, and takes those of others."""

    def __init__(self, device: str, rules: Rules = RULES, wall: int = 1_790_000_000_000) -> None:
        self.device = device
        self.wall = wall
        self.clock = Clock()
        self.merged = Merged(rules)
        self.steps = 0

    def step(self, writes: Iterable[tuple[Kind, str, str, Mapping[str, Value]]]) -> str:
        """Write several changes as one step; its name."""
        self.steps += 1
        step = f"{self.device}-{self.steps}"
        for kind, table, row, values in writes:
            self._write(step, kind, table, row, values)
        return step

    def add(self, table: str, row: str, /, **values: Value) -> str:
        """Insert a row; the step's name."""
        if self.merged.of(table, row):
            raise Refused(row)
        return self.step([("I", table, row, values)])

    def set(self, table: str, row: str, /, **values: Value) -> str | None:
        """Edit fields; the step's name, or None where nothing differs."""
        now = self._live(table, row)
        once = self.merged.rules[table].once
        values = {name: value for name, value in values.items() if now.get(name) != value}
        if any(now.get(name) is not None for name in values.keys() & once):
            raise Refused(row)
        return self.step([("U", table, row, values)]) if values else None

    def delete(self, table: str, row: str) -> str:
        """Delete a row; children are not asked, so that the merge has to keep what they need."""
        self._live(table, row)
        if self.merged.rules[table].ledger:
            raise Refused(row)
        return self.step([("D", table, row, {})])

    def erase(self, table: str, row: str) -> str:
        """Erase a row for ever."""
        self._live(table, row)
        return self.step([("E", table, row, {})])

    def undo(self, step: str) -> str | None:
        """Write the old values again where the row still is as the step left it; None where nothing is to undo."""
        done = [op for op in self.ops() if op.step == step]
        back = [found for op in reversed(done) if (found := self._reverse(op))]
        return self.step(back) if back else None

    def ops(self, after: Mapping[str, int] | None = None) -> list[Op]:
        return self.merged.ops(after)

    def receive(self, ops: Iterable[Op]) -> None:
        """Take changes of others, in any order, twice or late."""
        before = dict(self.merged.vector)
        for op in ops:
            self.merged.add(op)
        for op in self.merged.ops(before):
            self.clock = self.clock.receive(op.hlc)

    def row(self, table: str, row: str) -> dict[str, Value] | None:
        return self.merged.row(table, row)

    def state(self) -> State:
        return self.merged.state()

    def _live(self, table: str, row: str) -> dict[str, Value]:
        now = self.row(table, row)
        if now is None or any(op.kind == "E" for op in self.merged.of(table, row)):
            raise Refused(row)
        return now

    def _write(self, step: str, kind: Kind, table: str, row: str, values: Mapping[str, Value]) -> None:
        known = self.merged.of(table, row)
        now = self.row(table, row) or {}
        fields = {
            name: Change(now.get(name), value, tuple(op.hlc for op in kernel.heads(known, name)))
            for name, value in values.items()
        }
        self.clock = self.clock.tick(self.wall)
        stamp = self.clock.stamp(self.device)
        seen = dict(self.merged.vector) if kind == "D" else {}
        seq = self.merged.vector.get(self.device, 0) + 1
        self.merged.add(Op(self.device, seq, stamp, step, f"user {self.device}", table, row, kind, fields, seen))

    def _reverse(self, op: Op) -> tuple[Kind, str, str, Mapping[str, Value]] | None:
        table = self.merged.rules[op.table]
        if any(one.kind == "E" for one in self.merged.of(*op.key)):
            return None
        now = self.row(*op.key)
        if op.kind == "U" and now:
            same = {name: change for name, change in op.fields.items() if now.get(name) == change.new}
            back = {name: change.old for name, change in same.items() if name not in table.once}
            return ("U", *op.key, back) if back else None
        if op.kind == "I" and now and not table.ledger:
            return ("D", *op.key, {}) if all(now[name] == op.fields[name].new for name in op.fields) else None
        if op.kind == "D" and now is None:
            return ("I", *op.key, self._last(op))
        return None

    def _last(self, op: Op) -> dict[str, Value]:
        """The values a deleted row had."""
        known = self.merged.of(*op.key)
        names = {name for one in known if one.writes for name in one.fields}
        return {name: kernel.winner(known, name, name in self.merged.rules[op.table].once) for name in sorted(names)}
