"""Who may be there twice: of a whole base the pairs that may be one, how probable that is, and why."""

import random
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crm_cli.people import blocking, linkage, traits
from crm_cli.people.facts import Facts, bare
from crm_cli.people.judging import LISTED, Judge, Reason, verdict
from crm_cli.people.linkage import Pattern
from crm_cli.workspace import Workspace

NOUNS = ("client", "contact", "lead")
KEYS = ("phone", "email", "tax", "domain", "firm", "name")  # the stored ones, the most telling first
KEY_BLOCK = 50  # records under one stored key that are compared all with all
SAMPLE = 10_000  # pairs by which it is known how different ones agree
SEED = 20  # the same base is judged the same each time
RISE = 5.0  # log odds that a rare value can add
MIXED = 20  # names of which some can be mixed
UNSEEN = 0.5
BATCH = 1000


class Pair(NamedTuple):
    """Two records that may be one, the older first, with the reasons: the weightiest first."""

    noun: str
    ids: tuple[str, str]
    refs: tuple[str, str]
    names: tuple[str, str]
    probability: float
    verdict: str
    reasons: tuple[Reason, ...]


def pairs(crm: Workspace, noun: str, *, least: float = LISTED) -> Iterator[Pair]:
    """The pairs of a noun that are one with this probability at least, the most probable first; not those that were told apart."""
    if crm.count(noun) < 2:
        return
    scan = Scan(crm, noun)
    found = sorted(scan.judged(least), key=lambda one: (-one[0], one[1], one[2]))
    for start in range(0, len(found), BATCH):
        yield from scan.told(found[start : start + BATCH])


Judged = tuple[float, int, int, Pattern]


class Scan:
    """A scan under way."""

    def __init__(self, crm: Workspace, noun: str) -> None:
        self.crm, self.noun = crm, noun
        self.facts = Facts(traits.of(crm, noun))
        met = self._meet()
        self.traits = self.facts.traits
        self.judge = Judge(self.traits, self.facts.filled)
        self.ways = [(trait.way.levels, trait.way.top) for trait in self.traits]
        at = self.judge.at
        self.parts = (at["family"], at["given"]) if {"family", "given"} <= at.keys() else None
        self.own = [(at[sort], self.ways[at[sort]][1]) for sort in ("phone", "email") if sort in at]
        self.patterns: dict[Pattern, int] = {}
        self.pairs, self.of_pair = array("Q"), array("I")
        self._compare(met)
        self.weights = self._fit()

    def judged(self, least: float) -> Iterator[Judged]:
        """Probability, rows and pattern of every pair that comes up to ``least``."""
        apart = {tuple(map(self.facts.row, two)) for two in self.crm.told_apart(self.noun)}
        odds = [self.weights.odds(pattern) for pattern in self.patterns]
        enough = linkage.odds(least) - RISE
        known = list(self.patterns)
        for pair, number in zip(self.pairs, self.of_pair, strict=True):
            if odds[number] >= enough:
                one, other = pair >> 32, pair & 0xFFFFFFFF
                found = self._probability(odds[number], known[number], one)
                if found >= least and (one, other) not in apart:
                    yield found, one, other, known[number]

    def told(self, found: Sequence[Judged]) -> Iterator[Pair]:
        """These pairs as records."""
        numbers = {self.facts.numbers[row] for _probability, one, other, _pattern in found for row in (one, other)}
        known = self.crm.called_by_number(self.noun, numbers)
        for probability, one, other, pattern in found:
            two = known[self.facts.numbers[one]], known[self.facts.numbers[other]]
            ids, refs, names = zip(*two, strict=True)
            reasons = self.judge.reasons(pattern, self._parts_of(pattern, self.facts[one]))
            yield Pair(self.noun, ids, refs, names, probability, verdict(probability), reasons)

    # --- who is compared

    def _meet(self) -> blocking.Pairs:
        """Read every record once; the pairs that are to be compared."""
        records = self.crm.count(self.noun)
        kinds = blocking.kinds(self.facts.traits, records)
        blocks = [blocking.Blocks() for _kind in kinds]
        filled = [(kind.keys, block.put) for kind, block in zip(kinds, blocks, strict=True)]
        for row, values in enumerate(self.facts.read(self.crm, self.noun, records)):
            for keys, put in filled:
                if found := keys(values):
                    put(found, row)
        self.facts.close()
        met = blocking.Pairs(len(self.facts))
        for key in KEYS:
            met.take(self._sharing(key), 0.5, None)
        for left, block in zip(range(len(blocks), 0, -1), blocks, strict=True):
            met.take(block.groups(), min(2 / (left + 1), 1.0), self.facts.line)
        return met

    def _sharing(self, key: str) -> Iterator[list[int]]:
        for numbers in self.crm.sharing(self.noun, key, KEY_BLOCK):
            yield [row for row in map(self.facts.row, numbers) if row >= 0]

    # --- how they agree

    def _compare(self, met: blocking.Pairs) -> None:
        last, mine = -1, [""]
        number = self.patterns.setdefault
        for one, other in met.each():
            if one != last:
                last, mine = one, self.facts[one]
            self.pairs.append(one << 32 | other)
            self.of_pair.append(number(self.pattern(mine, self.facts[other]), len(self.patterns)))

    def pattern(self, one: Sequence[str], other: Sequence[str]) -> Pattern:
        """The level on which each part of two records agrees."""
        found = [
            linkage.MISSING if not a or not b else way[1] if a == b else way[0](a, b)
            for a, b, way in zip(one, other, self.ways, strict=True)
        ]
        for at, top in self.own:  # what both share with others is none of theirs
            if found[at] == top and one[at][0] != "m" and " m" not in one[at]:
                found[at] = top - 1
        if self.parts and found[self.parts[0]] < 2 and found[self.parts[1]] < 2:
            self._turn(found, one, other)
        return tuple(found)

    def _turn(self, found: list[int], one: Sequence[str], other: Sequence[str]) -> None:
        """Family and given name may stand in the other's place: then they agree nearly."""
        family, given = self.parts or (0, 0)
        names = one[family], one[given], other[given], other[family]
        if not all(names) or (names[0][0] != names[2][0] and names[1][0] != names[3][0]):
            return
        levels, top = self.ways[family]
        turned = [min(top if a == b else levels(a, b), 2) for a, b in zip(names, names[2:], strict=False)]
        if sum(turned) > found[family] + found[given]:
            found[family], found[given] = turned

    def _fit(self) -> linkage.Weights:
        counts = Counter(self.of_pair)
        met = {pattern: counts[number] for pattern, number in self.patterns.items()}
        weights = linkage.fit(
            met, self._sample(), [trait.way.guess for trait in self.traits], len(self.facts), self._chance()
        )
        self.judge.learn(met, weights)
        return weights

    def _sample(self) -> Counter[Pattern]:
        """How pairs agree that were drawn by lot."""
        chance, last = random.Random(SEED), len(self.facts) - 1  # noqa: S311 - nothing is to be kept secret
        found: Counter[Pattern] = Counter()
        for _pair in range(SAMPLE if last > 0 else 0):
            one, other = chance.randint(0, last), chance.randint(0, last)
            if one != other:
                found[self.pattern(self.facts[one], self.facts[other])] += 1
        return found

    def _chance(self) -> dict[int, list[float]]:
        """How often companies' names agree by chance: those of one with such as are made of the beginning and the end of two others."""
        at = self.judge.at.get("firm")
        if at is None:
            return {}
        levels, top = self.ways[at]
        names = list({bare(value): value for value in self._some(at)}.values())
        chance, found = random.Random(SEED), [UNSEEN] * (top + 1)  # noqa: S311 - nothing is to be kept secret
        for _name in range(SAMPLE if len(names) > MIXED else 0):
            one, first, last = chance.sample(names, 3)
            found[levels(one, traits.crossed(first, last))] += 1
        return {at: [count / sum(found) for count in found]} if len(names) > MIXED else {}

    def _some(self, at: int) -> Iterator[str]:
        """The values of a trait, of so many records as tell enough."""
        step = max(len(self.facts) // SAMPLE, 1)
        return (value for row in range(0, len(self.facts), step) if (value := self.facts[row][at]))

    # --- what that comes to

    def _probability(self, odds: float, pattern: Pattern, one: int) -> float:
        values = self.facts[one]
        rare = self._rarities(pattern, values)
        parts = self._parts_of(pattern, values)
        return self.judge.capped(linkage.probability(odds + sum(rare)), pattern, parts)

    def _rarities(self, pattern: Pattern, values: Sequence[str]) -> list[float]:
        return [
            self.facts.rarity(at, values[at]) if level >= 0 and level == self.ways[at][1] else 0.0
            for at, level in enumerate(pattern)
        ]

    def _parts_of(self, pattern: Pattern, values: Sequence[str]) -> list[float]:
        """The weight of each part."""
        weights = (part[level] if level >= 0 else 0.0 for part, level in zip(self.weights.parts, pattern, strict=True))
        return [weight + rare for weight, rare in zip(weights, self._rarities(pattern, values), strict=True)]
