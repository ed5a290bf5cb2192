"""What becomes of rows: new, changed, unchanged, left alone; and taken out again where what they name was refused."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_cli.exchange.batches import Batch


@dataclass(frozen=True, slots=True)
class Update:
    """A record that a row changes: by field what it holds and what it is to hold."""

    line: int
    id: str
    changes: dict[str, tuple[Any, Any]]


@dataclass
class Decided:
    """What becomes of the rows of a batch: which are new (with their ids), what changes, and which are called by a number from now on."""

    batch: Batch
    new: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    named: list[tuple[str, str]] = field(default_factory=list)

    def take_out(self, links: Sequence[str], hanging: Collection[str]) -> tuple[int, int, set[int]]:
        """Leave out the rows that name one of the hanging; how many were new, how many would have changed something, and their lines."""
        columns = [self.batch.columns[name] for name in links if name in self.batch.columns]
        new = [place for place in self.new if any(cells[place] in hanging for cells in columns)]
        changed = [u for u in self.updates if any(after in hanging for _before, after in u.changes.values())]
        return self.leave_out({self.batch.rows[place].line for place in new} | {update.line for update in changed})

    def leave_out(self, lines: set[int]) -> tuple[int, int, set[int]]:
        """Leave out these lines; how many were new, how many would have changed something."""
        before = len(self.new), len(self.updates)
        kept = [pair for pair in zip(self.new, self.ids, strict=True) if self.batch.rows[pair[0]].line not in lines]
        self.new, self.ids = [place for place, _identity in kept], [identity for _place, identity in kept]
        self.updates = [update for update in self.updates if update.line not in lines]
        return before[0] - len(self.new), before[1] - len(self.updates), lines


@dataclass
class Counts:
    """How many rows are new, change something, change nothing, and are left alone because of the mode."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.skipped
