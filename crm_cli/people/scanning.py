"""Who may be there twice: of a whole base the pairs that may be one, how probable that is, and why."""

import random
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from crm_cli.people import blocking, linkage, sharing_out, traits
from crm_cli.people.agreeing import Agreement
from crm_cli.people.facts import Facts, Lines, Reading, Sharing, bare
from crm_cli.people.judging import ENOUGH, LISTED, NEVER_SURE, Judge, Reason, verdict
from crm_cli.people.linkage import Pattern
from crm_cli.people.values import crossed
from crm_cli.workspace import Workspace

NOUNS = ("client", "contact", "lead")
KEYS = ("phone", "email", "tax", "domain", "firm", "name")  # the stored ones, the most telling first
SAMPLE = 10_000  # pairs by which it is known how different ones agree
SEED = 20  # the same base is judged the same each time
PLACES = 4  # companies of one name in several places, up to which each pair is looked at
RISE = 5.0  # log odds that a rare value can add
MOSTLY = 0.5  # of the records
MIXED = 20  # names of which some can be mixed
MADE, AGAINST = 4000, 16  # names made of two others, and with how many each is compared: near ones are rare
UNSEEN = 0.5
BATCH = 1000
PIECE = 4000  # pairs that are compared at a time
LARGE = 20_000  # records from which on several processes are quicker than one; the others are done before a second has begun
Processes = sharing_out.Alone | sharing_out.Helpers


class Pair(NamedTuple):
    """Two records that may be one, the older first, with the reasons: the weightiest first."""

    noun: str
    ids: tuple[str, str]
    refs: tuple[str, str]
    names: tuple[str, str]
    probability: float
    verdict: str
    reasons: tuple[Reason, ...]


def pairs(crm: Workspace, noun: str, *, least: float = LISTED, cut: Counter[str] | None = None) -> Iterator[Pair]:
    """The pairs of a noun that are one with this probability at least, the most probable first; not those that were told apart.

    ``cut`` counts for each noun the groups of similar records that were too large to compare all with all.
    """
    if crm.count(noun) < 2:
        return
    scan = Scan(crm, noun)
    if cut is not None:
        cut[noun] += scan.cut
    found = sorted(scan.judged(least), key=lambda one: (-one[0], one[1], one[2]))
    for start in range(0, len(found), BATCH):
        yield from scan.told(found[start : start + BATCH])


class Scan:
    """A scan under way."""

    def __init__(self, crm: Workspace, noun: str) -> None:
        self.crm, self.noun = crm, noun
        numbers = crm.numbers(noun)
        self.patterns: dict[Pattern, int] = {}
        self.pairs, self.of_pair = array("Q"), array("I")
        with sharing_out.shared(crm, sharing_out.processes() if len(numbers) >= LARGE else 1) as processes:
            processes.prepare(blocking.grouped)
            known = traits.look(crm, noun)
            self.facts = Facts(traits.of(crm, noun, known), numbers)
            met = self._meet(processes, known)
            self.traits = self.facts.traits
            self.judge = Judge(self.traits, self.facts.filled)
            self.cut = met.cut
            self._compare(processes, met)
            self.weights = self._fit(processes)

    def judged(self, least: float) -> "Iterator[Judged]":
        """Probability, rows and what is known of its pattern, of every pair that comes up to ``least``."""
        apart = {tuple(map(self.facts.row, two)) for two in self.crm.told_apart(self.noun)}
        cases = [self._case(pattern) for pattern in self.patterns]
        enough = linkage.odds(least) - RISE
        possible = [case.most >= least and (case.odds >= enough or case.least >= least) for case in cases]
        last, values = -1, self.facts[0]
        for pair, number in zip(self.pairs, self.of_pair, strict=True):
            if possible[number]:
                one, other = pair >> 32, pair & 0xFFFFFFFF
                if one != last:
                    last, values = one, self.facts[one]
                found = self._probability(case := cases[number], values)
                if found >= least and (one, other) not in apart:
                    yield found, one, other, case

    def told(self, found: "Sequence[Judged]") -> Iterator[Pair]:
        """These pairs as records."""
        numbers = {self.facts.numbers[row] for _probability, one, other, _case in found for row in (one, other)}
        known = self.crm.called_by_number(self.noun, numbers)
        for probability, one, other, case in found:
            both = [known[number] for row in (one, other) if (number := self.facts.numbers[row]) in known]
            if len(both) < 2:  # one was taken away meanwhile
                continue
            ids, refs, names = zip(*both, strict=True)
            yield Pair(self.noun, ids, refs, names, probability, verdict(probability), case.reasons)

    # --- who is compared

    def _meet(self, processes: Processes, known: traits.Known) -> blocking.Pairs:
        """Read every record once; the pairs that are to be compared."""
        records = len(self.facts)
        blocks = [blocking.Blocks() for _kind in blocking.kinds(self.facts.traits, records)]
        begin = processes.within(Reading, self.noun, known, records)
        for portion in processes.each(begin, self.facts.pieces()):
            self.facts.take(portion)
            for block, marks in zip(blocks, portion.marks, strict=True):
                block.put(marks)
        self.facts.close()
        met = blocking.Pairs(records)
        for groups in processes.each(processes.within(Sharing, self.noun, self.facts.numbers), KEYS):
            met.take([groups], 0.5, None)
        for left in range(len(blocks), 0, -1):
            groups = processes.each(sharing_out.doing(blocking.grouped), blocks.pop(0).drawers)
            met.take(groups, min(2 / (left + 1), 1.0), self.facts.line)
        return met

    # --- how they agree

    def _compare(self, processes: Processes, met: blocking.Pairs) -> None:
        number = self.patterns.setdefault
        for found, which in processes.each(self._agreement(), self._lines(met.each())):
            known = [number(pattern, len(self.patterns)) for pattern in found]
            self.of_pair.extend([known[one] for one in which])

    def _agreement(self) -> sharing_out.Begin:
        return partial(Agreement, [(trait.sort, trait.way) for trait in self.traits], self.facts.used)

    def _lines(self, pairs: Iterable[Sequence[int]]) -> Iterator[Lines]:
        """These pairs, kept as they pass: by pieces, and as what the records say."""
        for part in pairs:
            self.pairs.extend(part)
            for start in range(0, len(part), PIECE):
                yield self.facts.lines(part[start : start + PIECE])

    def _fit(self, processes: Processes) -> linkage.Weights:
        counts = Counter(self.of_pair)
        met = {pattern: counts[number] for pattern, number in self.patterns.items()}
        weights = linkage.fit(
            met,
            self._sample(processes),
            [(trait.way.guess, trait.way.chance) for trait in self.traits],
            len(self.facts),
            self._chance(),
        )
        self.judge.learn(met, weights)
        return weights

    def _sample(self, processes: Processes) -> Counter[Pattern]:
        """How pairs agree that were drawn by lot."""
        chance, last = random.Random(SEED), len(self.facts) - 1  # noqa: S311 - nothing is to be kept secret
        drawn = [(chance.randint(0, last), chance.randint(0, last)) for _pair in range(SAMPLE if last > 0 else 0)]
        pairs = sorted(one << 32 | other for one, other in drawn if one != other)
        pieces = (self.facts.lines(pairs[start : start + PIECE]) for start in range(0, len(pairs), PIECE))
        found: Counter[Pattern] = Counter()
        for patterns, which in processes.each(self._agreement(), pieces):
            found.update(patterns[one] for one in which)
        return found

    def _chance(self) -> dict[int, list[float]]:
        """How often companies' names agree by chance: such as are made of the beginning and the end of two others with those of one."""
        at = self.judge.at.get("firm")
        if at is None or self._are_employers(at):
            return {}
        way = self.traits[at].way
        names = list({bare(value): value for value in self._some(at)}.values())
        chance, found = random.Random(SEED), [UNSEEN] * (way.top + 1)  # noqa: S311 - nothing is to be kept secret
        for _name in range(MADE if len(names) > MIXED else 0):
            first, last, *others = chance.choices(names, k=2 + AGAINST)
            made = crossed(first, last)
            for one in others:
                found[way.levels(one, made)] += one not in (first, last)
        return {at: [count / sum(found) for count in found]} if len(names) > MIXED else {}

    def _are_employers(self, at: int) -> bool:
        """The companies are not the records themselves, but where people work: these share one more often than by chance."""
        family = self.judge.at.get("family")
        return self.traits[at].name != "name" and family is not None and self.facts.filled[family] >= MOSTLY

    def _some(self, at: int) -> Iterator[str]:
        """The values of a trait, of so many records as tell enough."""
        step = max(len(self.facts) // SAMPLE, 1)
        return (value for row in range(0, len(self.facts), step) if (value := self.facts[row][at]))

    # --- what that comes to

    def _case(self, pattern: Pattern) -> "Case":
        weights = [part[level] if level >= 0 else 0.0 for part, level in zip(self.weights.parts, pattern, strict=True)]
        rare = [at for at in self.facts.counted_at if pattern[at] == self.traits[at].way.top]
        least, most = self.judge.bounds(pattern)
        reasons = self.judge.reasons(pattern, weights)
        return Case(self.weights.odds(pattern), self.judge.evidence(weights), least, most, rare, reasons)

    def _probability(self, case: "Case", values: Sequence[str]) -> float:
        """A rare value in common tells more, a common one less; then what may be said of such a pair at all."""
        odds, evidence = case.odds, case.evidence
        for at in case.rare:
            more = self.facts.rarity(at, values[at])
            odds += more
            evidence += more * self.judge.telling[at]
        most = min(case.most, NEVER_SURE) if evidence < ENOUGH else case.most
        return min(max(linkage.probability(odds), self._least(case, values)), most)

    def _least(self, case: "Case", values: Sequence[str]) -> float:
        """A company elsewhere is looked at, unless half the trade is called so."""
        if not case.least:
            return 0.0
        at = self.judge.at["firm"]
        return case.least if self.facts.times(at, values[at]) <= PLACES else 0.0


class Case(NamedTuple):
    """What pairs of one pattern have in common; ``rare`` are the traits whose value matters."""

    odds: float
    evidence: float
    least: float
    most: float
    rare: list[int]
    reasons: tuple[Reason, ...]


Judged = tuple[float, int, int, Case]
