"""Cadences: how often a client is to be spoken to, by its level and its tags; where several hold, the strictest does."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from crm_cli.errors import Duplicate, Invalid
from crm_cli.i18n import N_
from crm_cli.records.nouns.cadences import DEFAULTS, Cadence
from crm_cli.records.nouns.tags import Tag
from crm_cli.workspace import Workspace

REST = ("none", "无", "不限")  # of those who are not to be spoken to by any cadence


class Span(NamedTuple):
    """How many days may pass between real contacts: those aimed at, and at most; ``by`` is the level or the tag that says so."""

    target: int
    most: int
    by: str


class Spans(NamedTuple):
    """What holds in a base, for each level and for each tag (an id)."""

    levels: Mapping[str, Span]
    tags: Mapping[str, Span]

    def of(self, level: str | None, tags: Iterable[str]) -> Span | None:
        """The strictest for a client of that level with these tags; None where it may rest."""
        found = [self.levels.get(level or ""), *map(self.tags.get, tags)]
        return min((one for one in found if one and one.target), default=None)


def spans(crm: Workspace) -> Spans:
    """The cadences of the team, and the usual ones of the levels of which it says nothing."""
    levels = {level: Span(*days, level) for level, days in DEFAULTS.items()}
    tags: dict[str, Span] = {}
    for one in [] if crm.is_empty("cadence") else crm.where(Cadence):
        if one.tag:
            tags[one.tag] = Span(one.target, one.most, crm.name_of("tag", one.tag) or "")
        elif one.level:
            levels[one.level] = Span(one.target, one.most, one.level)
    return Spans(levels, tags)


def complete(crm: Workspace, cadence: Cadence | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A cadence is of a level or of a tag, of each there is one, and the target is not above the most."""
    now = {name: values.get(name, getattr(cadence, name, None)) for name in ("level", "tag", "target", "most")}
    if bool(now["level"]) == bool(now["tag"]):
        raise Invalid(N_("a cadence is of a level or of a tag"), hint="crm cadence set A 14/30")
    if not 0 <= (now["target"] or 0) <= (now["most"] or 0) or (now["most"] and not now["target"]):
        raise Invalid(
            N_("{target} days aimed at, and {most} at most, do not go together"), hint="crm cadence set A 14/30",
            target=now["target"], most=now["most"],
        )  # fmt: skip
    for other in crm.where(Cadence, level=now["level"], tag=now["tag"]):
        if cadence is None or other.id != cadence.id:
            raise Duplicate(
                N_("there is a cadence of that already: {ref}"), hint="crm cadence edit {ref} --target …", ref=other.ref
            )
    return {}


def put(crm: Workspace, what: str, target: int, most: int) -> Cadence:
    """Set how often clients of a level, or with a tag, are to be spoken to, anew or in place of what was set."""
    level = what if what in crm.fields("client")["level"].choices or what in DEFAULTS else None
    tag = None if level else crm.get(Tag, what).id
    found = crm.where(Cadence, level=level, tag=tag)
    if found:
        return crm.change(found[0], target=target, most=most)
    return crm.add(Cadence(level=level, tag=tag, target=target, most=most))


def read_span(text: str) -> tuple[int, int]:
    """``14/30`` as days; ``none`` lets them rest, one number is both."""
    if text.strip().casefold() in REST:
        return 0, 0
    target, _slash, most = text.replace("／", "/").partition("/")
    said = [part.strip().removesuffix("天").removesuffix("d") for part in (target, most or target)]
    if not all(part.isdecimal() and part.isascii() for part in said):
        raise Invalid(N_("“{text}” is not two numbers of days"), hint="14/30", text=text)
    if not int(said[0]):
        raise Invalid(N_("after 0 days is no cadence: none lets them rest, 1 is every day"), hint=N_("14/30, or none"))
    return int(said[0]), int(said[1])
