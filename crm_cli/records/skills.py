"""Skills as people type them: ``德语:5``, a level from 1 to 10; a bare word (``上海``, ``SMT``) is level 1."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.fold import fold

HIGHEST = 10
PLACE_ENDINGS = ("市", "省")


class Skill(NamedTuple):
    """What somebody can do, and how well."""

    name: str
    level: int = 1

    def __str__(self) -> str:
        return self.name if self.level == 1 else f"{self.name}:{self.level}"


def read(text: str) -> Skill:
    """One skill; what stands behind the last colon is its level."""
    name, colon, level = text.replace("：", ":").rpartition(":")
    if not colon:
        name, level = level, "1"
    known = level.strip().isdecimal() and 1 <= int(level) <= HIGHEST
    if not name.strip() or not known:
        raise Invalid(
            N_("“{text}” is no skill: its level is a number from 1 to {highest}"), hint=N_("such as {example}"), text=text, highest=HIGHEST,
            example="德语:5",
        )  # fmt: skip
    return Skill(name.strip(), int(level))


def canonical(stored: str | None) -> str | None:
    """A list of skills as it is kept: each skill once, with the level that was named last."""
    found = {key(skill.name): skill for skill in map(read, kinds.items(stored))}
    return kinds.packed([str(skill) for skill in found.values()])


@lru_cache(maxsize=1000)
def of(stored: str | None) -> Mapping[str, int]:
    """The levels in a stored list by the key of the skill."""
    return {key(skill.name): skill.level for skill in map(read, kinds.items(stored))}


def key(name: str) -> str:
    """What makes two words the same skill: 上海市 is 上海, SMT is smt."""
    folded = fold(name.strip())
    bare = folded[:-1] if folded.endswith(PLACE_ENDINGS) else ""
    return bare if len(bare) > 1 else folded


def at_least(text: str) -> list[str]:
    """What a list holds where somebody has this skill at that level or a higher one."""
    wanted = read(text)
    return [str(Skill(wanted.name, level)) for level in range(wanted.level, HIGHEST + 1)]


def without(held: Iterable[str], text: str) -> list[str]:
    """A list without this skill, whatever its level."""
    gone = key(read(text).name)
    return [item for item in held if key(read(item).name) != gone]
