"""What the kernel merges: changes with their stamps, the rules of the tables, and what two copies may contradict each other in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
