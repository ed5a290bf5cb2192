"""The comparable values of every record of a base, in one piece of memory, and how often each value occurs."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from math import log

from crm_cli.people.comparing import PART
from crm_cli.people.traits import Trait
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

BETWEEN = "\x1f"
COUNTED = ("family", "given", "firm", "word", "code", "same", "domain", "seat")  # what is telling when it is rare
BATCH = 2000
ENOUGH = 50_000  # records by which it is known how often a value occurs
LEAST_SHARE, MOST_SHARE = 0.1, 30.0  # how much rarer or more common than another a value can count


class Facts:
    """A record is a row: its number in the order in which they were read."""

    def __init__(self, known: Sequence[Trait]) -> None:
        self.traits = known
        self.numbers, self.starts, self.text = array("q"), array("Q", [0]), bytearray()
        self.counted = [(at, Counter[str]()) for at, trait in enumerate(known) if trait.sort in COUNTED]
        self.filled = [0.0] * len(known)  # records that say something, of those counted
        self._used, self.each = list(range(len(known))), 1
        self._chances: dict[int, tuple[Counter[str], int, float]] = {}

    def read(self, crm: Workspace, noun: str, records: int) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
        """The values of the records, kept as they pass: the first row of each batch, and its records.

        A trait is read for a whole batch, then the next: what one trait needs stays in the processor's cache.
        """
        names = sorted({"n", *(name for trait in self.traits for name in trait.needs)})
        fields = crm.fields(noun)
        self.each = records // ENOUGH + 1
        stream = crm.every(noun, [fields.get(name) or Field(name, "text", "", {}) for name in names])
        while rows := [dict(zip(names, cells[1:], strict=True)) for cells in islice(stream, BATCH)]:
            first = len(self.numbers)
            batch = list(zip(*(list(map(trait.read, rows)) for trait in self.traits), strict=True))
            self.numbers.extend([row["n"] for row in rows])
            for values in batch:
                self.text += BETWEEN.join(values).encode("utf-8", "surrogatepass")
                self.starts.append(len(self.text))
            for values in batch[:: self.each]:
                self._count(values)
            yield first, batch

    def _count(self, values: Sequence[str]) -> None:
        for at, count in self.counted:
            if value := bare(values[at]):
                count[value] += 1
        for at, value in enumerate(values):
            if value:
                self.filled[at] += 1

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, row: int) -> list[str]:
        values = self.line(row).split(BETWEEN)
        return [values[at] for at in self._used]

    def line(self, row: int) -> str:
        """All values of a record."""
        return self.text[self.starts[row] : self.starts[row + 1]].decode("utf-8", "surrogatepass")

    def order(self, row: int) -> bytearray:
        """By what records that are alike stand side by side."""
        return self.text[self.starts[row] : self.starts[row + 1]]

    def row(self, number: int) -> int:
        """The row of the record that has this number in its table; -1 for one that was not read."""
        row = bisect_left(self.numbers, number)
        return row if row < len(self.numbers) and self.numbers[row] == number else -1

    def close(self) -> None:
        """All is read: traits of which no two say anything are left out, and how likely two have a value by chance is worked out."""
        self._used = [at for at, filled in enumerate(self.filled) if filled > 0]
        self.traits = [self.traits[at] for at in self._used]
        counted = max(max(self.filled, default=1), 1)
        self.filled = [self.filled[at] / counted for at in self._used]
        for at, count in self.counted:
            whole = sum(count.values())
            if at in self._used:
                by_chance = sum(many * many for many in count.values()) / whole / whole
                self._chances[self._used.index(at)] = (count, whole, by_chance)

    @property
    def counted_at(self) -> list[int]:
        """The traits whose values are counted."""
        return list(self._chances)

    def times(self, at: int, value: str) -> int:
        """How many records have this value, as far as was counted."""
        known = self._chances.get(at)
        return known[0].get(bare(value), 0) * self.each if known else 0

    def rarity(self, at: int, value: str) -> float:
        """What a value that two have in common tells beyond any other of its trait, as log odds: a rare one more, a common one less."""
        known = self._chances.get(at)
        if known is None:
            return 0.0
        count, whole, by_chance = known
        share = max(count.get(bare(value), 1), 1) / whole / by_chance
        return -log(min(max(share, LEAST_SHARE), MOST_SHARE))


def bare(value: str) -> str:
    """What of a value is counted: of a company its name without place and legal form, of a name what is written."""
    if PART not in value:
        return value
    parts = value.split(PART, 2)
    return parts[1] if len(parts) == 3 else parts[0]
