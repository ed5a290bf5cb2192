"""How probable it is that two records are one, from the levels on which their parts agree: Fellegi and Sunter, fitted by EM.

I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", Journal of the American Statistical Association 64 (1969), 1183–1210:
a pair's parts agree on levels γ; with m = P(γ | same) and u = P(γ | different) each part adds log(m/u) to log(λ/(1 − λ)), λ being
the share of pairs that are the same. W. E. Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model of
Record Linkage", Proceedings of the Section on Survey Research Methods, ASA (1988), 667–671: λ, m and u without any known answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log

MISSING = -1  # of a level: one of the two says nothing
Pattern = tuple[int, ...]
Levels = list[list[float]]
ROUNDS = 40
STILL = 1e-4  # a share of the same that moves by less has settled
DUPLICATES = 0.1  # of the records, before anything is known of a base
BELIEF = 12.0  # pairs that the first guess counts for, against those that are there
CHANCE = 1000.0  # pairs that the first guess of how the different agree counts for: those of 45 records
LEAST = 1e-9
UNSEEN = 0.1  # pairs, of a level that none has
DIFFER, TWICE = 0.25, 2  # of the same, at most, have another value, and twice as many as was guessed
NOTHING = -14  # log odds that are not worth counting


@dataclass(frozen=True, slots=True)
class Weights:
    """What was fitted: log(m/u) by part and level, and the log odds of a pair before anything of it is known."""

    prior: float
    same: Levels
    different: Levels
    parts: Levels

    def odds(self, pattern: Pattern) -> float:
        """The log odds that a pair of this pattern is one record."""
        return self.prior + sum(part[level] for part, level in zip(self.parts, pattern, strict=True) if level >= 0)


def probability(odds: float) -> float:
    """Log odds as a probability."""
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def odds(probability: float) -> float:
    """A probability as log odds."""
    return log(max(probability, LEAST) / max(1 - probability, LEAST))


def fit(
    met: Mapping[Pattern, float],
    others: Mapping[Pattern, float],
    guess: Sequence[tuple[Sequence[float], Sequence[float]]],
    records: int,
    chance: Mapping[int, Sequence[float]] | None = None,
) -> Weights:
    """Weights fitted to the pairs that ``met`` in a block and to a sample of all ``others``, both as how many pairs have a pattern.

    ``others`` are taken for different: there are so many that the few who are not do not count. ``guess`` is how often
    the same and the different agree on each level, before anything is known of the base; a small base stays near it. ``chance`` is
    how often the different agree in a part, where that is known without the pairs: a part that stands alone says nothing of it.
    """
    fitting = _Fitting(met, others, guess, records, chance or {})
    for _round in range(ROUNDS):
        before = fitting.share
        fitting.improve()
        if abs(fitting.share - before) < STILL * before:
            break
    return fitting.weights()


class _Fitting:
    """A fit under way. The levels of all parts stand in one list, so that a pattern is a tuple of places in it."""

    def __init__(
        self,
        met: Mapping[Pattern, float],
        others: Mapping[Pattern, float],
        guess: Sequence[tuple[Sequence[float], Sequence[float]]],
        records: int,
        chance: Mapping[int, Sequence[float]],
    ) -> None:
        self.chance, self.guess = chance, [same for same, _different in guess]
        self.sizes = [len(levels) for levels in self.guess]
        self.starts = [0, *accumulate(self.sizes)]
        self.every = max(records * (records - 1) / 2, 1.0)
        self.met = [(self._places(pattern), count) for pattern, count in met.items()]
        scale = max(self.every - sum(met.values()), 0.0) / max(sum(others.values()), 1.0)
        self.all = [0.0] * self.starts[-1]
        for places, count in self.met:
            self._add(self.all, places, count)
        for pattern, count in others.items():
            self._add(self.all, self._places(pattern), count * scale)
        self.first = [BELIEF * share for levels in self.guess for share in levels]
        self.by_chance = [CHANCE * share for _same, levels in guess for share in levels]
        self.few = DUPLICATES * records
        self.share = min(self.few / self.every, 0.5)
        self.same = self._shares(self.first)
        self.different = self._of_different(self.all)

    def improve(self) -> None:
        """One round: how probable each pair is the same, then the shares that follow."""
        flat = [log(m / u) for m, u in zip(self.same, self.different, strict=True)]
        prior, same, together = log(self.share / (1 - self.share)), [0.0] * len(flat), 0.0
        for places, count in self.met:
            sure = prior + sum([flat[place] for place in places])
            if sure > NOTHING:
                found = count * probability(sure)
                together += found
                self._add(same, places, found)
        self.same = self._bounded(self._shares([more + count for more, count in zip(same, self.first, strict=True)]))
        others = [max(count - more, 0.0) for more, count in zip(same, self.all, strict=True)]
        self.different = self._of_different(others)
        belief = min(BELIEF, self.few) / max(self.few, LEAST)  # as if so large a part of the first guess had been seen
        self.share = min((together + belief * self.few) / (self.every * (1 + belief)), 0.5)

    def weights(self) -> Weights:
        flat = [log(m / u) for m, u in zip(self.same, self.different, strict=True)]
        parts = [
            [max(level, levels[0]) for level in levels] for levels in self._cut(flat)
        ]  # who agree a little do not agree less
        return Weights(log(self.share / (1 - self.share)), self._cut(self.same), self._cut(self.different), parts)

    def _places(self, pattern: Pattern) -> tuple[int, ...]:
        return tuple([start + level for start, level in zip(self.starts, pattern, strict=False) if level >= 0])

    def _cut(self, flat: Sequence[float]) -> Levels:
        return [list(flat[start : start + size]) for start, size in zip(self.starts, self.sizes, strict=False)]

    def _of_different(self, counts: Sequence[float]) -> list[float]:
        """How often the different agree, given how many do."""
        shares = self._shares([count + first for count, first in zip(counts, self.by_chance, strict=True)])
        for place, levels in self.chance.items():
            shares[self.starts[place] : self.starts[place + 1]] = levels
        return shares

    def _shares(self, counts: Sequence[float]) -> list[float]:
        """Counts as shares of their part; what was never seen is possible all the same."""
        found: list[float] = []
        for levels in self._cut(counts):
            whole = sum(levels) + UNSEEN * len(levels)
            found += [max((count + UNSEEN) / whole, LEAST) for count in levels]
        return found

    def _bounded(self, shares: Sequence[float]) -> list[float]:
        """Whoever is the same mostly agrees: the lower third of the levels is what differs. Colleagues, and names of one trade, agree
        in one thing and differ in all others; without a bound they are what a base has most of, and are taken for the same."""
        found: list[float] = []
        for levels, guess in zip(self._cut(shares), self.guess, strict=True):
            low = (len(levels) - 1) // 3 + 1
            differ, most = sum(levels[:low]), min(DIFFER, TWICE * sum(guess[:low]))
            less, more = (most / differ, (1 - most) / (1 - differ)) if differ > most else (1.0, 1.0)
            found += [level * (less if at < low else more) for at, level in enumerate(levels)]
        return found

    @staticmethod
    def _add(to: list[float], places: Sequence[int], count: float) -> None:
        for place in places:
            to[place] += count
