"""Worlds of several copies with wrong clocks that exchange changes badly, and what must hold in each of them."""

from collections.abc import Iterable
from random import Random

from crm_cli.exchange import kernel
from crm_cli.exchange.kernel import Key, Op, State, Value
from tests.exchange.copies import RULES, Copy, Refused

DAY = 86_400_000
SKEWS = (0, 0, 60_000, 3_600_000, -3_600_000, DAY, -DAY)
HOT: tuple[Key, ...] = (("clients", "k1"), ("clients", "k1"), ("clients", "k2"), ("opportunities", "o1"))
WRITES = ("hot", "hot", "hot", "add", "set", "delete", "undo")
ACTIONS = (*WRITES, *WRITES, "erase", "clock", "pack", "pack", "bring", "bring", "bring", "bring")

Step = tuple[str, int, int]
"""What is done, by which copy, and the seed of its choices."""


class World:
    """A few copies, the bundles under way between them, and what each writer knew when it wrote."""

    def __init__(self, copies: int, erasing: bool = True) -> None:
        self.copies = [Copy("ABCD"[number]) for number in range(copies)]
        self.bundles: list[list[Op]] = []
        self.knew: dict[tuple[str, int], dict[str, int]] = {}
        self.added: list[Key] = []
        self.steps: dict[str, list[str]] = {copy.device: [] for copy in self.copies}
        self.erasing = erasing
        self.mirrors: dict[str, State] = {copy.device: {} for copy in self.copies}
        self._begin()

    def _begin(self) -> None:
        first = self.copies[0]
        self._write(first, "clients", "k1", name="base")
        self._write(first, "clients", "k2", name="base", parent="k1")
        self._write(first, "opportunities", "o1", name="base", client="k1")
        for copy in self.copies[1:]:
            copy.receive(first.ops())

    def _write(self, copy: Copy, table: str, row: str, **values: Value) -> None:
        self.added.append((table, row))
        self._log(copy, copy.add(table, row, **values))

    def _log(self, copy: Copy, step: str | None) -> None:
        """Keep what the writer knew of others, apart from what its changes say of it."""
        if step is None:
            return
        self.steps[copy.device].append(step)
        others = {device: seq for device, seq in copy.merged.vector.items() if device != copy.device}
        for op in copy.ops():
            if op.step == step:
                self.knew[op.number] = {**others, op.device: op.seq - 1}

    def take(self, step: Step) -> None:
        """Do one step; what a store would refuse is left out."""
        action, number, seed = step
        copy, chance = self.copies[number % len(self.copies)], Random(seed)
        copy.wall += chance.choice((0, 0, 1, 1000))
        try:
            getattr(self, f"_{action}")(copy, chance)
        except Refused:
            return
        self._mirror(copy)

    def _hot(self, copy: Copy, chance: Random) -> None:
        key = chance.choice(HOT)
        name = chance.choice(("name", "phone") if key[0] == "clients" else ("name", "number"))
        self._edit(copy, key, name, chance.choice(("x", "y", f"{copy.device}{chance.randrange(99)}")))

    def _edit(self, copy: Copy, key: Key, name: str, value: Value) -> None:
        self._log(copy, copy.set(*key, **{name: value}))
        row = copy.row(*key)
        assert row is not None and row.get(name) == value, f"an own write did not stick: {key} {name}"

    def _add(self, copy: Copy, chance: Random) -> None:
        table = chance.choice(tuple(RULES))
        row = f"{table[0]}-{copy.device}{len(self.added)}"
        values: dict[str, Value] = {
            name: self._pick(copy, parent, chance) for name, parent in RULES[table].parents.items()
        }
        if table == "payments":
            values["amount"] = chance.randrange(-5, 99)
        self._write(copy, table, row, name="new", **values)

    def _pick(self, copy: Copy, table: str, chance: Random) -> str:
        rows = sorted(copy.state().get(table, {}))
        if not rows:
            raise Refused(table)
        return chance.choice(rows)

    def _set(self, copy: Copy, chance: Random) -> None:
        table = chance.choice(tuple(RULES))
        key = table, self._pick(copy, table, chance)
        links = RULES[table].parents
        name = chance.choice(("note", *links, *links, *sorted(RULES[table].once)))
        value = self._pick(copy, links[name], chance) if name in links else chance.choice((None, 1, 2, 3))
        self._edit(copy, key, name, value)

    def _delete(self, copy: Copy, chance: Random) -> None:
        table = chance.choice(("clients", "opportunities"))
        self._log(copy, copy.delete(table, self._pick(copy, table, chance)))

    def _undo(self, copy: Copy, chance: Random) -> None:
        if self.steps[copy.device]:
            self._log(copy, copy.undo(chance.choice(self.steps[copy.device])))

    def _erase(self, copy: Copy, chance: Random) -> None:
        if self.erasing:
            self._log(copy, copy.erase("clients", self._pick(copy, "clients", chance)))

    def _clock(self, copy: Copy, chance: Random) -> None:
        copy.wall += chance.choice(SKEWS)

    def _pack(self, copy: Copy, chance: Random) -> None:
        """Send some of what the copy has: some is lost, some twice, all in any order."""
        kept = [op for op in copy.ops() if chance.random() < 0.8]
        doubled = [*kept, *chance.sample(kept, len(kept) // 3)]
        self.bundles.append(chance.sample(doubled, len(doubled)))

    def _bring(self, copy: Copy, chance: Random) -> None:
        if self.bundles:
            copy.receive(chance.choice(self.bundles))

    def _mirror(self, copy: Copy) -> None:
        """A mirror that is only told of changes has to stay the same as the copy, and both as from scratch."""
        mirror = self.mirrors[copy.device]
        for (table, row), values in copy.merged.changes().items():
            mirror.setdefault(table, {}).pop(row, None)
            if values is not None:
                mirror[table][row] = values
        told = {table: rows for table, rows in mirror.items() if rows}
        assert copy.state() == told == kernel.state(copy.ops(), RULES), "incremental is not from scratch"

    def settle(self) -> None:
        """Bring all to all, until nobody lacks anything."""
        for _ in range(2):
            for sender in self.copies:
                for copy in self.copies:
                    copy.receive(sender.ops())
        for copy in self.copies:
            self._mirror(copy)

    def check(self) -> None:
        """Exchange everything, then hold every promise."""
        self.settle()
        first, *others = self.copies
        for copy in others:
            assert copy.state() == first.state(), "two copies differ"
            assert copy.merged.conflicts() == first.merged.conflicts(), "two copies list different conflicts"
            assert copy.merged.vector == first.merged.vector and not copy.merged.held(), "changes were left out"
        oracle = Oracle(first.ops(), self.knew)
        assert first.merged.conflicts() == kernel.conflicts(first.ops()), "conflicts are not as from scratch"
        check_links(first.state())
        check_inserts(self.added, first)
        check_edits(oracle, first)
        check_payments(first)
        assert first.state() == oracle.state(), "not what the oracle says"
        assert [conflict[:3] for conflict in first.merged.conflicts()] == oracle.conflicts(), "other conflicts"


def check_links(state: State) -> None:
    for table, rules in RULES.items():
        for row in state.get(table, {}).values():
            for name, parent in rules.parents.items():
                assert row.get(name) is None or row[name] in state.get(parent, {}), f"{table}.{name} leads nowhere"


def check_inserts(added: Iterable[Key], copy: Copy) -> None:
    for table, row in added:
        gone = any(op.kind in "DE" for op in copy.merged.of(table, row))
        assert gone or copy.row(table, row) is not None, f"an insert is lost: {row}"


def check_payments(copy: Copy) -> None:
    paid = [op.fields["amount"].new for op in copy.ops() if op.table == "payments" and op.kind == "I"]
    rows = copy.state().get("payments", {}).values()
    assert sorted(map(str, paid)) == sorted(str(row["amount"]) for row in rows), "money is lost"


class Oracle:
    """The state once more, by the definitions alone: who knew of what when writing, looked up pair by pair."""

    def __init__(self, ops: list[Op], knew: dict[tuple[str, int], dict[str, int]]) -> None:
        self.ops = ops
        self.knew = knew
        self.erased = {op.key for op in ops if op.kind == "E"}

    def aware(self, later: Op, earlier: Op) -> bool:
        """Whether the writer of one change had the other."""
        return self.knew[later.number].get(earlier.device, 0) >= earlier.seq

    def cells(self) -> dict[tuple[str, str, str], list[Op]]:
        found: dict[tuple[str, str, str], list[Op]] = {}
        for op in self.ops:
            for name in op.fields:
                if op.key not in self.erased:
                    found.setdefault((*op.key, name), []).append(op)
        return found

    def standing(self, writes: list[Op]) -> list[Op]:
        return [op for op in writes if not any(self.aware(other, op) for other in writes)]

    def value(self, table: str, name: str, writes: list[Op]) -> Value:
        if name not in RULES[table].once:
            return max(self.standing(writes), key=lambda op: op.hlc).fields[name].new
        given = [op for op in writes if op.fields[name].new is not None]
        return min(given, key=lambda op: op.hlc).fields[name].new if given else None

    def conflicts(self) -> list[tuple[str, str, str]]:
        found = {cell: self.standing(writes) for cell, writes in self.cells().items()}
        return sorted(cell for cell, ops in found.items() if len({op.fields[cell[2]].new for op in ops}) > 1)

    def unseen(self, op: Op) -> bool:
        """Whether no delete of the row knew of this change."""
        return not any(other.key == op.key and other.kind == "D" and self.aware(other, op) for other in self.ops)

    def state(self) -> State:
        values: dict[Key, dict[str, Value]] = {op.key: {} for op in self.ops}
        for (table, row, name), writes in self.cells().items():
            values[table, row][name] = self.value(table, name, writes)
        live = {op.key for op in self.ops if op.kind in "IU" and op.key not in self.erased and self.unseen(op)}
        for _ in values:
            for table, row in sorted(live):
                links = ((to, values[table, row].get(name)) for name, to in RULES[table].parents.items())
                live |= {(to, str(linked)) for to, linked in links if linked}
        tables = sorted({table for table, _ in live})
        return {table: {row: values[table, row] for to, row in sorted(live) if to == table} for table in tables}


def check_edits(oracle: Oracle, copy: Copy) -> None:
    """No edit is gone, unless who changed or deleted it knew of it, or it is listed, or the row is erased."""
    listed = {conflict[:3]: conflict.values for conflict in copy.merged.conflicts()}
    for (table, row, name), writes in oracle.cells().items():
        now = copy.row(table, row)
        for op in oracle.standing(writes):
            if now is None:
                assert not oracle.unseen(op), f"an edit went with its row: {row}.{name}"
            else:
                kept = (now[name], *listed.get((table, row, name), ()))
                assert op.fields[name].new in kept, f"an edit is silently lost: {row}.{name}"


def play(steps: Iterable[Step], copies: int, erasing: bool = True) -> World:
    """A world after these steps, checked."""
    world = World(copies, erasing)
    for step in steps:
        world.take(step)
    world.check()
    return world


def chance_steps(seed: int, longest: int = 40) -> list[Step]:
    """Steps drawn from one seed."""
    chance = Random(seed)
    count = chance.randrange(5, longest)
    return [(chance.choice(ACTIONS), chance.randrange(4), chance.randrange(10_000)) for _ in range(count)]
