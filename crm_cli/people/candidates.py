"""Who can get a record by an assignment rule: the active people it names, with the skills it asks for and room for one more."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from crm_cli.i18n import every
from crm_cli.people import members, taking
from crm_cli.records import filters, kinds, skills
from crm_cli.records.nouns.assignments import Assignment
from crm_cli.records.nouns.poolrules import POOLED
from crm_cli.records.nouns.statuses import OPEN
from crm_cli.records.nouns.users import User
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace

NAMING = ("text", "choice", "choices", "tags", "link")  # kinds of fields whose value may be the name of a skill


class Asked(NamedTuple):
    """A skill that is needed, in each of the words it may have, and how it is told."""

    words: tuple[str, ...]
    skill: skills.Skill


def among(crm: Workspace, rule: Assignment) -> list[User]:
    """The active users that a rule names, in its order, then those of its team and of the teams below it."""
    named = [crm.by_id(User, identity) for identity in crm.elements(rule, "users")]
    people = [*named, *(members.of_team(crm, rule.team) if rule.team else [])]
    return [one for one in {one.id: one for one in people}.values() if one.active]


def asked(crm: Workspace, rule: Assignment, record: Record) -> list[Asked] | None:
    """The skills that a rule asks for this record; None where the record names none and the rule wants it to."""
    found = [Asked((skills.key(one.name),), one) for one in map(skills.read, kinds.items(rule.skills))]
    if not rule.match:
        return found
    named = list(_named(crm, record, filters.find_path(record.noun, rule.match, crm)))
    return [*found, *named] if named else None


def _named(crm: Workspace, record: Record, path: Sequence[Field]) -> Iterator[Asked]:
    """What the field at the end of a path says, each value as a skill of any level."""
    field, *rest = path
    for value in _values(crm, record, field):
        if rest:
            yield from _named(crm, crm.by_id(load(field.to), value), rest)
            continue
        words = [value, *every(field.choices[value])] if value in field.choices else [_called(crm, field, value)]
        if all(words):
            yield Asked(tuple(skills.key(word) for word in words), skills.Skill(words[0]))


def _values(crm: Workspace, record: Record, field: Field) -> list[str]:
    if field.kind in ("tags", "links"):
        return crm.elements(record, field.name)
    held: Any = record.extra.get(field.name) if field.custom else getattr(record, field.name)
    if field.kind == "choices":
        return kinds.items(held)
    return [held] if held else []


def _called(crm: Workspace, field: Field, value: str) -> str:
    return (crm.name_of(field.to, value) or "") if field.kind in ("link", "tags") else value.strip()


def can(user: User, wanted: Sequence[Asked]) -> bool:
    """Somebody has all these skills, each at the level asked for or a higher one."""
    held = skills.of(user.skills) if wanted else {}
    return all(any(held.get(word, 0) >= one.skill.level for word in one.words) for one in wanted)


class Loads:
    """How much each has to do and holds, with what is given out on the way."""

    def __init__(self, crm: Workspace, noun: str) -> None:
        rows = crm.report("loads", noun=noun, open=json.dumps(OPEN))
        self._busy: dict[str, int] = {user: busy for user, busy in rows}  # noqa: C416 - rows of two
        shares = taking.shares(crm) if noun in POOLED else []
        self._left = {one.id: one.most - one.of(noun) for one in shares if one.most is not None}

    def of(self, user: User) -> int:
        """What somebody has to do."""
        return self._busy.get(user.id, 0)

    def room(self, user: User) -> bool:
        """Somebody may hold one more."""
        return self._left.get(user.id, 1) > 0

    def add(self, user: User) -> None:
        """One more for somebody."""
        self._busy[user.id] = self.of(user) + 1
        if user.id in self._left:
            self._left[user.id] -= 1
