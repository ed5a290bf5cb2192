"""Who is compared with whom: records that share a piece of a name, of an address, a day, a number; every block bounded."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain, combinations, pairwise
from typing import NamedTuple
from zlib import crc32

from crm_cli.people.comparing import PART, WAY
from crm_cli.people.traits import Trait
from crm_cli.records.fold import has_chinese

ROW_BITS = 26
ROW = (1 << ROW_BITS) - 1
DRAWERS = 64  # keys are sorted a drawer at a time, so that few of them stand in memory as objects
WIDE = 60_000  # records up to which single words make blocks too
MOST_EACH, MANY, EACH = (
    60,
    160_000,
    2,
)  # pairs compared: at most 60 for each record, and 160,000 and 1.5 for each; of a large base 1.5 for each record
PART_SIZE = 200_000  # pairs
WINDOW = 3  # neighbours on each side, where a block is too large to compare all with all
_SOUND = str.maketrans("bfpvcgjkqsxzdtlmnr", "111122222222334556")
_VOWELS = frozenset("aeiouhwy")
Values = Sequence[Sequence[str]]  # of many records, trait by trait
Keys = Callable[[Values], Iterable[Sequence[str]]]


class Block(NamedTuple):
    """A kind of block: what it is made of, and the keys of each record, given their values."""

    name: str
    keys: Keys

    def marks(self, values: Values, first: int) -> "list[array[int]]":
        """The keys of these records, eight bytes each with the row behind, by drawers; the first record has this row."""
        drawers: list[list[int]] = [[] for _ in range(DRAWERS)]
        for row, keys in enumerate(self.keys(values), first):
            for key in keys:
                mark = crc32(key.encode())  # the same in every run, as hash() is not
                drawers[mark % DRAWERS].append(mark << ROW_BITS | row)
        return [array("Q", drawer) for drawer in drawers]


class Groups(NamedTuple):
    """Rows that share a key, one group behind the other, in their order; and how many each group has."""

    sizes: "array[int]"
    rows: "array[int]"


def grouped(drawer: "array[int]") -> Groups:
    """The rows of every key in a drawer that two have."""
    marks = sorted(drawer)
    keys = [mark >> ROW_BITS for mark in marks]
    sizes, rows, last = array("I"), array("I"), -1
    for at in [at for at, (one, after) in enumerate(pairwise(keys)) if one == after]:
        if keys[at] != last:
            last = keys[at]
            sizes.append(1)
            rows.append(marks[at] & ROW)
        if rows[-1] != marks[at + 1] & ROW:  # one that has the key twice is no two
            sizes[-1] += 1
            rows.append(marks[at + 1] & ROW)
    return Groups(sizes, rows)


def gathered(groups: Iterable[Sequence[int]]) -> Groups:
    """The same of rows that share a key as they come."""
    sizes, rows = array("I"), array("I")
    for group in groups:
        sizes.append(len(group))
        rows.extend(sorted(group))
    return Groups(sizes, rows)


class Blocks:
    """The keys of all records of one kind."""

    def __init__(self) -> None:
        self.drawers = [array("Q") for _ in range(DRAWERS)]

    def put(self, marks: "Sequence[array[int]]") -> None:
        """The keys of some records more."""
        for drawer, more in zip(self.drawers, marks, strict=True):
            drawer.extend(more)


class Pairs:
    """The pairs that are to be compared, each once as one number, and what was left out of it."""

    def __init__(self, records: int) -> None:
        self.left = int(min(MOST_EACH * records, MANY + EACH * records) if records <= WIDE else EACH * records)
        self.found = array("Q")
        self.cut = 0  # blocks that were too large to compare all with all

    def take(self, groups: Iterable[Groups], share: float, order: Callable[[int], bytes] | None) -> None:
        """The pairs of these groups, at most that share of those that are left; of a larger group only neighbours in ``order``."""
        kept, allowed = list(groups), int(self.left * share)
        most = _largest(Counter(chain.from_iterable(some.sizes for some in kept)), allowed)
        began = len(self.found)
        for sizes, rows in kept:
            for end, size in zip(accumulate(sizes), sizes, strict=True):
                if size <= most:
                    self.found.extend([one << 32 | other for one, other in combinations(rows[end - size : end], 2)])
                    continue
                self.cut += 1
                if order is not None and len(self.found) - began < 2 * allowed:
                    self._neighbours(sorted(rows[end - size : end], key=order))
        self.left -= min(len(self.found) - began, self.left)

    def _neighbours(self, rows: Sequence[int]) -> None:
        for distance in range(1, WINDOW + 1):
            for one, other in zip(rows, rows[distance:], strict=False):
                self.found.append(one << 32 | other if one < other else other << 32 | one)

    def each(self) -> Iterator[list[int]]:
        """Every pair once, in order; sorted part by part, so that few stand in memory as objects."""
        found, self.found = self.found, array("Q")
        parts = len(found) // PART_SIZE + 1
        size = max(found, default=0) // parts + 1
        drawers = [array("Q") for _ in range(parts)]
        for pair in found:
            drawers[pair // size].append(pair)
        for drawer in drawers:
            yield sorted({*drawer})


def _largest(sizes: Mapping[int, int], allowed: int) -> int:
    """The largest size of which all groups up to it make no more pairs than allowed."""
    made, most = 0, 1
    for size in sorted(sizes):
        made += sizes[size] * size * (size - 1) // 2
        if made > allowed:
            break
        most = size
    return most


def kinds(traits: Sequence[Trait], records: int) -> list[Block]:
    """The kinds of block for these traits, the most telling first; the finer ones only for few records."""
    place = {trait.sort: at for at, trait in reversed(list(enumerate(traits)))}
    wide = records <= WIDE
    found: list[Block] = []
    if "firm" in place:
        found += _firm_blocks(place["firm"], wide)
    if "family" in place:
        found += _name_blocks(place["family"], place["given"], wide)
    for at, trait in enumerate(traits):
        found += _plain_blocks(trait, at, wide)
    return found


def _name_blocks(family: int, given: int, wide: bool) -> list[Block]:
    def sounds(one: str, other: str) -> Sequence[str]:
        return (" ".join(sorted((sound(one), sound(other)))),) if one and other else ()

    def beginnings(one: str, other: str) -> Sequence[str]:
        return (" ".join(sorted((one[:3], other[:3]))),) if one and other else ()

    def whole(one: str, other: str) -> Sequence[str]:
        return [name.partition(PART)[0] for name in (one, other) if len(name) > 1]

    found = [("sound", sounds), ("beginning", beginnings), *([("name", whole)] if wide else [])]
    return [_block(name, keys, family, given) for name, keys in found]


def _firm_blocks(at: int, wide: bool) -> list[Block]:
    most = 12 if wide else 3
    found = [("sound", _heard), ("piece", lambda name: _pieces(name, most)), *([("word", _words)] if wide else [])]
    return [_block(name, keys, at) for name, keys in found]


def _plain_blocks(trait: Trait, at: int, wide: bool) -> list[Block]:
    if trait.sort == "street":
        found = [_block(trait.name, _house, at + 1, at)]  # its number stands behind it
        return [*found, _block(trait.name, _streets, at)] if wide else found
    if trait.sort == "text" and wide:
        return [_block(trait.name, _long_words, at)]
    if trait.sort in ("day", "tax", "id", "text") or (trait.sort in ("code", "word") and wide):
        return [_block(trait.name, _itself, at)]
    return []


def _block(name: str, keys: Callable[..., Sequence[str]], *places: int) -> Block:
    """A kind of block whose keys are made of the values at these places; what is empty has none."""
    none: Sequence[str] = ()
    if len(places) > 1:
        return Block(name, lambda values: map(keys, *(values[at] for at in places)))
    return Block(name, lambda values: [keys(value) if value else none for value in values[places[0]]])


def _itself(value: str) -> Sequence[str]:
    return (value,)


@lru_cache(maxsize=1 << 15)
def sound(name: str) -> str:
    """How a name sounds, roughly: its pinyin, or its first letter and the groups of its consonants (as Soundex has them)."""
    plain, _sep, spoken = name.partition(PART)
    if spoken or not plain:
        return spoken
    groups = plain.translate(_SOUND)
    found, last = [plain[0]], groups[0]
    for group in groups[1:]:
        if group != last and group.isdigit():
            found.append(group)
        if group not in _VOWELS or group in "aeiouy":
            last = group
    return "".join(found)[:4]


def _heard(name: str) -> Sequence[str]:
    _whole, core, spoken = name.partition(WAY)[0].split(PART)
    return (" ".join([sound(word) for word in spoken.split()]) if core.isascii() else spoken,)


def _pieces(name: str, most: int) -> list[str]:
    """Of a Chinese name its beginning, and what is left without one of its characters; of another its beginning and its end.
    And what it is called in short."""
    name, _way, short = name.partition(WAY)
    core = name.split(PART)[1]
    found = [short] if short else []
    if core.isascii():
        return [*found, core[:6], core[-6:] + "$"]
    return [*found, core[:4], *(core[:at] + core[at + 1 :] for at in range(min(len(core), most)) if len(core) > 2)]


def _words(name: str) -> list[str]:
    _whole, core, spoken = name.partition(WAY)[0].split(PART)
    if core.isascii():
        return list({word for word in spoken.split() if len(word) > 2})
    return [core, *(core[at : at + 2] for at in range(len(core) - 1))]


def _house(number: str, street: str) -> list[str]:
    longest = max(street.split(), key=len, default="")
    return [f"{number.partition(' ')[0]} {longest[:4]}"] if number and longest else []


def _streets(street: str) -> list[str]:
    if has_chinese(street):
        return [street[-6:-2], street[:4]]
    return [word for word in street.split() if len(word) > 3]


def _long_words(value: str) -> list[str]:
    return sorted({word for word in value.split() if len(word) > 3}, key=len)[-8:]
