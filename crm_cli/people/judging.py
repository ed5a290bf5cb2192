"""What follows from how two records agree: certain, to be looked at, or not the same; and the reasons in words.

The weights say how probable it is; what is written here holds whatever they say, since a base can only teach what is in it.
"""

from collections.abc import Callable, Mapping, Sequence
from math import log
from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.people.linkage import Pattern, Weights
from crm_cli.people.traits import NAMES, Trait

CERTAIN, REVIEW, NO = "certain", "review", "no"
VERDICTS = {CERTAIN: N_("certain"), REVIEW: N_("review"), NO: N_("no")}
SURE, LISTED = 0.9, 0.5
NEVER_SURE, UNLIKELY = 0.89, 0.49
ENOUGH = log(100)  # what else than the name must say, as log odds, before anybody is certain
NEAR_DAY = 3  # the level of days that are one typing mistake apart
FAMILIES, FEW = 0.15, 10  # the part of them that is a good part, and how many pairs tell nothing yet
USUAL = 0.5  # of the records that say on which day they were born: then one who does not may be anybody
TELLING = {
    "phone": 1.0, "email": 1.0, "tax": 1.0, "domain": 1.0, "street": 1.0, "house": 0.5, "day": 1.0, "code": 1.0, "id": 1.0, "text": 1.0, "word": 0.5, "number": 0.5,
}  # fmt: skip
SAME, SIMILAR, OTHER = "same", "similar", "other"
SAYINGS = {SAME: N_("same {field}"), SIMILAR: N_("similar {field}"), OTHER: N_("other {field}")}


class Reason(NamedTuple):
    """That two records agree in a field, nearly agree or differ."""

    field: str
    how: str
    label: str

    def __str__(self) -> str:
        return f"{self.how} {self.field}"


class Judge:
    """Judges pairs of one base, whose traits stand in this order; ``filled`` is which part of the records has each."""

    def __init__(self, traits: Sequence[Trait], filled: Sequence[float]) -> None:
        self.traits = traits
        self.at = {trait.sort: place for place, trait in reversed(list(enumerate(traits)))}
        day = self.at.get("day")
        self.days_are_known = day is not None and filled[day] >= USUAL
        self.families = self.neighbours = True
        self.telling = [
            0.0 if trait.name in ("city", "region", "district") else TELLING.get(trait.sort, 0.0) for trait in traits
        ]

    def learn(self, pairs: Mapping[Pattern, int], weights: Weights) -> None:
        """Whether families, and companies that share a house, are in this base, given how many pairs have each pattern."""
        self.families = self._are_usual("given", self._is_family, pairs, weights)
        self.neighbours = self._are_usual("firm", self._is_shared, pairs, weights)

    def _are_usual(
        self, sort: str, other: Callable[[dict[str, int]], bool], pairs: Mapping[Pattern, int], weights: Weights
    ) -> bool:
        """Of those who are one but for this name a good part has another. Where hardly any has, one of the two is mistyped."""
        place = self.at.get(sort)
        there = apart = float(FEW)  # a small base is taken for one with others
        for pattern, count in pairs.items() if place is not None else ():
            level = pattern[place or 0]
            own = weights.parts[place or 0][level] if level >= 0 else 0.0
            if weights.odds(pattern) - own > ENOUGH:
                there += count
                apart += count * other(self._levels(pattern))
        return apart > FAMILIES * there

    def _levels(self, pattern: Pattern) -> dict[str, int]:
        return {sort: pattern[place] for sort, place in self.at.items()}

    def bounds(self, pattern: Pattern) -> tuple[float, float]:
        """Between which probabilities a pair of this pattern is, whatever the weights say."""
        level = self._levels(pattern)
        if (self.families and self._is_family(level)) or (self.neighbours and self._is_shared(level)):
            return 0.0, UNLIKELY
        if self._is_colleague(level):
            return 0.0, UNLIKELY
        if level.get("firm", -1) >= 4 and level.get("seat") == 0:  # 北京X and 上海X
            return LISTED, NEVER_SURE
        return 0.0, NEVER_SURE if self._is_doubtful(level) else 1.0

    def _is_doubtful(self, level: dict[str, int]) -> bool:
        """Something that is the same for one and the same differs."""
        names = [level[sort] for sort in ("family", "given", "firm") if level.get(sort, -1) >= 0]
        return min(names, default=3) == 0 or any(level.get(sort) == 0 for sort in ("seat", "tax"))

    def _is_family(self, level: dict[str, int]) -> bool:
        """Another given name, and nothing that is one person's own: what a family or colleagues have in common does not count."""
        if level.get("given") != 0 or level["family"] < 0 or self._has_own(level):
            return False
        day = level.get("day", -1)
        return 0 <= day < NEAR_DAY or (day < 0 and not self.days_are_known)

    def _is_colleague(self, level: dict[str, int]) -> bool:
        """Somebody of the same company, with another family or given name and another phone or e-mail."""
        named = level.get("firm", -1) >= 4 and min(level.get("family", -1), level.get("given", -1)) == 0
        return named and 0 in (level.get("phone"), level.get("email")) and not self._has_own(level)

    def _is_shared(self, level: dict[str, int]) -> bool:
        """Another company at the same switchboard, house or domain."""
        return (
            level.get("firm") == 0
            and level.get("given", -1) < 2
            and level.get("day", 0) < NEAR_DAY
            and not self._has_own(level)
        )

    @staticmethod
    def _has_own(level: dict[str, int]) -> bool:
        own = level.get("phone") == 3 or level.get("email") == 2
        return own or level.get("tax", 0) > 1 or level.get("id", 0) > 1

    def evidence(self, weights: Sequence[float]) -> float:
        """What else than the name says that they are one: a name alone is not enough."""
        return sum([weight * telling for weight, telling in zip(weights, self.telling, strict=True) if weight > 0])

    def reasons(self, pattern: Pattern, weights: Sequence[float]) -> tuple[Reason, ...]:
        """Why, the weightiest first; a field that differs is told too."""
        found = []
        for trait, level, weight in zip(self.traits, pattern, weights, strict=True):
            if level > 0 or (level == 0 and trait.sort not in ("same", "number")):
                found.append((abs(weight), _reason(trait, level)))
        return tuple(reason for _weight, reason in sorted(found, key=lambda one: -one[0]))


def _reason(trait: Trait, level: int) -> Reason:
    how = SAME if level >= trait.way.alike else SIMILAR if level > trait.way.top / 3 else OTHER
    return Reason(trait.name, how, trait.label)


def verdict(probability: float) -> str:
    """What a probability comes to."""
    return CERTAIN if probability >= SURE else REVIEW if probability >= LISTED else NO


__all__ = ["CERTAIN", "LISTED", "NAMES", "NO", "REVIEW", "SAYINGS", "SURE", "VERDICTS", "Judge", "Reason", "verdict"]
