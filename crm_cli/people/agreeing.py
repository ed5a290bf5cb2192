"""How two records agree: the level of each of their traits."""

from array import array
from collections.abc import Iterable, Sequence

from crm_cli.people.comparing import Way
from crm_cli.people.facts import BETWEEN, Lines, picking
from crm_cli.people.linkage import MISSING, Pattern

Agreed = tuple[list[Pattern], "array[int]"]  # the patterns that there are, and of each pair which of them


class Agreement:
    """Compares records of these traits, of which only those that are used count."""

    def __init__(self, ways: Sequence[tuple[str, Way]], used: Sequence[bool]) -> None:
        self.pick = picking(used)
        self.ways = [(way.levels, way.top) for _sort, way in ways]
        at = {sort: place for place, (sort, _way) in reversed(list(enumerate(ways)))}
        self.parts = (at["family"], at["given"]) if {"family", "given"} <= at.keys() else None
        self.follows = [at[sort] for sort in ("seat", "form") if "firm" in at and sort in at]
        self.firm = at.get("firm", -1)
        self.own = [(at[sort], self.ways[at[sort]][1]) for sort in ("phone", "email") if sort in at]

    def __call__(self, lines: Lines) -> Agreed:
        """Every pair of these, in their order."""
        met: dict[Pattern, int] = {}
        which = array("I", (met.setdefault(pattern, len(met)) for pattern in self._patterns(lines)))
        return list(met), which

    def _patterns(self, lines: Lines) -> Iterable[Pattern]:
        pick = self.pick
        for line, others in lines:
            one = pick(line.decode().split(BETWEEN))
            for other in others:
                yield self.pattern(one, pick(other.decode().split(BETWEEN)))

    def pattern(self, one: Sequence[str], other: Sequence[str]) -> Pattern:
        """The level on which each part of two records agrees."""
        found = [
            MISSING if not a or not b else way[1] if a == b else way[0](a, b)
            for a, b, way in zip(one, other, self.ways, strict=True)
        ]
        for at, top in self.own:  # what both share with others is none of theirs
            if found[at] == top and one[at][0] != "m" and " m" not in one[at]:
                found[at] = top - 1
        if self.follows and one[self.firm] == other[self.firm]:  # the same name has the same place and legal form in it
            for at in self.follows:
                found[at] = MISSING
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
