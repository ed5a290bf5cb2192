"""Who may be there twice: of a whole base the pairs that may be one, how probable that is, and why."""

import random
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crm_cli.people import blocking, linkage, traits
from crm_cli.people.facts import Facts, bare
from crm_cli.people.judging import ENOUGH, LISTED, NEVER_SURE, Judge, Reason, verdict
from crm_cli.people.linkage import Pattern
from crm_cli.workspace import Workspace

NOUNS = ("client", "contact", "lead")
KEYS = ("phone", "email", "tax", "domain", "firm", "name")  # the stored ones, the most telling first
KEY_BLOCK = 50  # records under one stored key that are compared all with all
SAMPLE = 10_000  # pairs by which it is known how different ones agree
SEED = 20  # the same base is judged the same each time
PLACES = 4  # companies of one name in several places, up to which each pair is looked at
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

    def judged(self, least: float) -> "Iterator[Judged]":
        """Probability, rows and what is known of its pattern, of every pair that comes up to ``least``."""
        apart = {tuple(map(self.facts.row, two)) for two in self.crm.told_apart(self.noun)}
        cases = [self._case(pattern) for pattern in self.patterns]
        enough = linkage.odds(least) - RISE
        for pair, number in zip(self.pairs, self.of_pair, strict=True):
            case = cases[number]
            if case.odds >= enough or case.least >= least:
                one, other = pair >> 32, pair & 0xFFFFFFFF
                found = self._probability(case, one)
                if found >= least and (one, other) not in apart:
                    yield found, one, other, case

    def told(self, found: "Sequence[Judged]") -> Iterator[Pair]:
        """These pairs as records."""
        numbers = {self.facts.numbers[row] for _probability, one, other, _case in found for row in (one, other)}
        known = self.crm.called_by_number(self.noun, numbers)
        for probability, one, other, case in found:
            ids, refs, names = zip(*(known[self.facts.numbers[row]] for row in (one, other)), strict=True)
            yield Pair(self.noun, ids, refs, names, probability, verdict(probability), case.reasons)

    # --- who is compared

    def _meet(self) -> blocking.Pairs:
        """Read every record once; the pairs that are to be compared."""
        records = self.crm.count(self.noun)
        kinds = blocking.kinds(self.facts.traits, records)
        blocks = [blocking.Blocks() for _kind in kinds]
        for first, batch in self.facts.read(self.crm, self.noun, records):
            for kind, block in zip(kinds, blocks, strict=True):
                block.fill(kind.keys, first, batch)
        self.facts.close()
        met = blocking.Pairs(len(self.facts))
        for key in KEYS:
            met.take(self._sharing(key), 0.5, None)
        for left, block in zip(range(len(blocks), 0, -1), blocks, strict=True):
            met.take(block.groups(), min(2 / (left + 1), 1.0), self.facts.order)
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

    def _case(self, pattern: Pattern) -> "Case":
        weights = [part[level] if level >= 0 else 0.0 for part, level in zip(self.weights.parts, pattern, strict=True)]
        rare = [at for at in self.facts.counted_at if pattern[at] == self.ways[at][1]]
        least, most = self.judge.bounds(pattern)
        reasons = self.judge.reasons(pattern, weights)
        return Case(self.weights.odds(pattern), self.judge.evidence(weights), least, most, rare, reasons)

    def _probability(self, case: "Case", row: int) -> float:
        """A rare value in common tells more, a common one less; then what may be said of such a pair at all."""
        odds, evidence = case.odds, case.evidence
        if case.rare:
            values = self.facts[row]
            for at in case.rare:
                more = self.facts.rarity(at, values[at])
                odds += more
                evidence += more * self.judge.telling[at]
        most = min(case.most, NEVER_SURE) if evidence < ENOUGH else case.most
        return min(max(linkage.probability(odds), self._least(case, row)), most)

    def _least(self, case: "Case", row: int) -> float:
        """A company elsewhere is looked at, unless half the trade is called so."""
        if not case.least:
            return 0.0
        at = self.judge.at["firm"]
        return case.least if self.facts.times(at, self.facts[row][at]) <= PLACES else 0.0


class Case(NamedTuple):
    """What pairs of one pattern have in common; ``rare`` are the traits whose value matters."""

    odds: float
    evidence: float
    least: float
    most: float
    rare: list[int]
    reasons: tuple[Reason, ...]


Judged = tuple[float, int, int, Case]
