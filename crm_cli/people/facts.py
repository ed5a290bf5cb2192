"""The comparable values of every record of a base, packed, and how often each value occurs."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, compress
from math import log
from operator import itemgetter
from typing import Any, NamedTuple

from crm_cli.people import blocking, traits
from crm_cli.people.comparing import PART
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

BETWEEN = "\x1f"
COUNTED = ("family", "given", "firm", "word", "code", "same", "domain", "seat")  # what is telling when it is rare
BATCH = 2000
KEY_BLOCK = 50  # records under one stored key that are compared all with all
ENOUGH = 50_000  # records by which it is known how often a value occurs
LEAST_SHARE, MOST_SHARE = 0.1, 30.0  # how much rarer or more common than another a value can count
Piece = tuple[int, "array[int]"]
Lines = Sequence[tuple[bytes, Sequence[bytes]]]  # records, and of each those that it is compared with


class Portion(NamedTuple):
    """What some records say: a line for each, its marks for each kind of block; how often each value of some of them occurs, and how
    many of these say something."""

    sizes: "array[int]"
    text: bytes
    marks: "list[list[array[int]]]"
    counts: list[Counter[str]]
    filled: list[int]


class Reading:
    """Reads records by their numbers, trait by trait."""

    def __init__(self, crm: Workspace, noun: str, known: traits.Known, records: int) -> None:
        self.crm, self.noun, self.traits = crm, noun, traits.of(crm, noun, known)
        self.kinds = blocking.kinds(self.traits, records)
        self.each = step(records)
        self.names = sorted({name for trait in self.traits for name in trait.needs})
        fields = crm.fields(noun)
        self.fields = [fields.get(name) or Field(name, "text", "", {}) for name in self.names]

    def __call__(self, piece: Piece) -> Portion:
        """The first row and the numbers, as what these records say."""
        first, numbers = piece
        columns = dict(zip(("n", *self.names), zip(*self._rows(numbers), strict=True), strict=True))
        values = [trait.read(columns) for trait in self.traits]
        lines = [BETWEEN.join(row).encode() for row in zip(*values, strict=True)]
        some = [column[:: self.each] for column in values]
        return Portion(
            array("I", map(len, lines)), b"".join(lines), [kind.marks(values, first) for kind in self.kinds],
            [Counter(map(bare, filter(None, some[at]))) for at in counted(self.traits)], [sum(map(bool, column)) for column in some],
        )  # fmt: skip

    def _rows(self, numbers: "array[int]") -> list[tuple[Any, ...]]:
        """Of each number what is stored; of one that was taken away meanwhile nothing."""
        rows = self.crm.numbered(self.noun, numbers[0], numbers[-1], self.fields)
        if [row[0] for row in rows] == list(numbers):
            return rows
        there, nothing = {row[0]: row for row in rows}, ("",) * len(self.names)
        return [there.get(number, (number, *nothing)) for number in numbers]


class Sharing:
    """The rows of the records that share a stored key, by kinds of key."""

    def __init__(self, crm: Workspace, noun: str, numbers: "array[int]") -> None:
        self.crm, self.noun, self.numbers = crm, noun, numbers

    def __call__(self, kind: str) -> blocking.Groups:
        groups = self.crm.sharing(self.noun, kind, KEY_BLOCK)
        return blocking.gathered([row for n in group if (row := row_of(self.numbers, n)) >= 0] for group in groups)


def step(records: int) -> int:
    """Each how many-th record is counted."""
    return records // ENOUGH + 1


def counted(known: Sequence[traits.Trait]) -> list[int]:
    """The traits whose values are counted."""
    return [at for at, trait in enumerate(known) if trait.sort in COUNTED]


class Facts:
    """A record is a row: its place in the order of their numbers."""

    def __init__(self, known: Sequence[traits.Trait], numbers: "array[int]") -> None:
        self.traits, self.numbers = known, numbers
        self.texts: list[bytes] = []  # of each piece the lines of its records, one behind the other
        self.ends = array("I")  # of each piece 0, and where in its text each line ends
        self.counted = [(at, Counter[str]()) for at in counted(known)]
        self.filled = [0.0] * len(known)  # records that say something, of those counted
        self.used, self.each = [True] * len(known), step(len(numbers))
        self.pick = picking(self.used)
        self._chances: dict[int, tuple[Counter[str], int, float]] = {}

    def pieces(self) -> Iterator[Piece]:
        """What is to be read, piece by piece."""
        for first in range(0, len(self.numbers), BATCH):
            yield first, self.numbers[first : first + BATCH]

    def take(self, portion: Portion) -> None:
        """What the next piece says."""
        self.ends.extend(accumulate(portion.sizes, initial=0))
        self.texts.append(portion.text)
        for (_at, count), more in zip(self.counted, portion.counts, strict=True):
            for value, many in more.items():
                count[value] += many
        self.filled = [known + more for known, more in zip(self.filled, portion.filled, strict=True)]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, row: int) -> Sequence[str]:
        return self.pick(self.line(row).decode().split(BETWEEN))

    def line(self, row: int) -> bytes:
        """All values of a record; in their order records that are alike stand side by side."""
        piece = row // BATCH
        return self.texts[piece][self.ends[row + piece] : self.ends[row + piece + 1]]

    def lines(self, pairs: Sequence[int]) -> Lines:
        """The records of these pairs, which are in order: each first one with the others that it is compared with."""
        line, last, others = self.line, -1, [b""]
        found: list[tuple[bytes, list[bytes]]] = []
        for pair in pairs:
            one = pair >> 32
            if one != last:
                last, others = one, []
                found.append((line(one), others))
            others.append(line(pair & 0xFFFFFFFF))
        return found

    def row(self, number: int) -> int:
        """The row of the record that has this number."""
        return row_of(self.numbers, number)

    def close(self) -> None:
        """All is read: traits of which no two say anything are left out, and how likely two have a value by chance is worked out."""
        self.used = [filled > 0 for filled in self.filled]
        self.pick = picking(self.used)
        places = list(accumulate(self.used, initial=0))
        whole = max(max(self.filled, default=1), 1)
        for at, count in self.counted:
            if self.used[at]:
                every = count.total()
                by_chance = sum(many * many for many in count.values()) / every / every
                self._chances[places[at]] = (count, every, by_chance)
        self.traits = list(compress(self.traits, self.used))
        self.filled = [filled / whole for filled in compress(self.filled, self.used)]

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


def row_of(numbers: "array[int]", number: int) -> int:
    """The row of the record that has this number in its table; -1 for one that was not read."""
    row = bisect_left(numbers, number)
    return row if row < len(numbers) and numbers[row] == number else -1


def picking(used: Sequence[bool]) -> Callable[[Sequence[str]], Sequence[str]]:
    """What picks the values that are used out of all."""
    places = [at for at, is_used in enumerate(used) if is_used]
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[at] for at in places]


def bare(value: str) -> str:
    """What of a value is counted: of a company its name without place and legal form, of a name what is written."""
    if PART not in value:
        return value
    parts = value.split(PART, 2)
    return parts[1] if len(parts) == 3 else parts[0]
