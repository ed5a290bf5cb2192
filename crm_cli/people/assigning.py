"""Who gets what nobody has: the first rule by which somebody can get it says among whom, and in which way one of them is chosen."""

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from crm_cli.errors import CrmError, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.people import groups, together
from crm_cli.people.candidates import NAMING, Asked, Loads, among, asked, can
from crm_cli.records import filters
from crm_cli.records.belonging import words
from crm_cli.records.nouns.assignments import Assignment
from crm_cli.records.nouns.statuses import OPEN
from crm_cli.records.nouns.users import User
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace

ONLY_OPEN = {"lead": "type=" + ",".join(OPEN), "opp": "status=open", "task": "status=open"}


class Why(Enum):
    """Why a rule that fits a record gives it to nobody."""

    BROKEN = N_("“{rule}” cannot be used: {problem}")
    NOBODY = N_("“{rule}” names nobody who is active")
    UNABLE = N_("nobody of “{rule}” has {skills}")
    FULL = N_("everybody of “{rule}” who could holds as many as allowed")


class Passed(NamedTuple):
    """A rule that fits, by which nobody could get the record; the skills that were asked for, or what is wrong with the rule."""

    rule: Assignment
    why: Why
    asked: Sequence[Asked] = ()
    problem: CrmError | None = None


class Given(NamedTuple):
    """A record, the rule by which it goes to somebody (to nobody: None), with how much that one had and what was asked of them."""

    record: Record
    rule: Assignment | None = None
    user: User | None = None
    load: int = 0
    asked: Sequence[Asked] = ()
    passed: Sequence[Passed] = ()


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a rule says can be read, it names somebody, and the field that is to name a skill can do so."""
    found = groups.complete(crm, record, values)
    held = {name: values.get(name, getattr(record, name, None)) for name in ("noun_name", "match", "team")}
    says_who = "way" in values if record is None else "users" in values
    if says_who and not values.get("users") and not held["team"]:
        raise Invalid(N_("an assignment rule needs users or a team"), hint="--users 王芳,李强")
    if held["match"] and held["noun_name"]:
        field = filters.find_path(found.get("noun_name") or held["noun_name"], held["match"], crm)[-1]
        if field.kind not in NAMING or field.facets.get("computed"):
            raise Invalid(N_("{field} names no skill"), hint="--match city", field=Word(field.label))
    return found


def unowned(crm: Workspace, noun: str, tokens: Sequence[str] = ()) -> list[Record]:
    """What nobody has, the oldest first; of leads, opportunities and tasks only open ones."""
    held = filters.read(noun, ["owner=none", *([ONLY_OPEN[noun]] if noun in ONLY_OPEN else [])], crm)[0]
    wanted = filters.read(noun, tokens, crm) or ((),)
    return list(crm.matching(load(noun), tuple((*group, *held) for group in wanted), sort="created"))


def share_out(crm: Workspace, noun: str, records: Sequence[Record]) -> list[Given]:
    """Who gets each, as yet in thought only; a rule of turns goes on where it stopped."""
    rules = [_Rule(crm, rule, records) for rule in crm.find(Assignment, [f"noun_name={noun}", "active=yes"])]
    loads = Loads(crm, noun)
    return [_given(crm, record, [one for one in rules if record.id in one.fits], loads) for record in records]


class _Rule:
    """A rule while it is followed: whom it names, what it fits, and who got the last one."""

    def __init__(self, crm: Workspace, rule: Assignment, records: Sequence[Record]) -> None:
        self.rule, self.people, self.last = rule, among(crm, rule), rule.last
        self.problem: CrmError | None = None
        self.fits = {record.id for record in records}
        try:  # what the rule names (a field, a user, a tag) may have been taken out since
            self._read(crm)
        except CrmError as error:
            self.problem = error

    def _read(self, crm: Workspace) -> None:
        query = crm.query(self.rule.noun_name, words(self.rule.filter or ""))
        if self.rule.match:
            filters.find_path(self.rule.noun_name, self.rule.match, crm)
        ids = json.dumps(list(self.fits))
        self.fits = {str(identity) for (identity,) in crm.report("pool_among", query, ids=ids)}

    def choose(self, able: Sequence[User], loads: Loads) -> User:
        """One of those who can; on equal terms whoever was there first."""
        if self.rule.way == "least":
            return min(able, key=loads.of)
        if self.rule.way == "to":
            return able[0]
        places = {one.id: place for place, one in enumerate(self.people)}
        after = places.get(self.last or "", -1)
        return next((one for one in able if places[one.id] > after), able[0])


def _given(crm: Workspace, record: Record, rules: Sequence[_Rule], loads: Loads) -> Given:
    passed: list[Passed] = []
    for one in rules:
        if one.problem:
            passed.append(Passed(one.rule, Why.BROKEN, problem=one.problem))
            continue
        wanted = asked(crm, one.rule, record)
        if wanted is None:
            continue
        able = [user for user in one.people if can(user, wanted)]
        free = [user for user in able if loads.room(user)]
        if free:
            user = one.choose(free, loads)
            found = Given(record, one.rule, user, loads.of(user), wanted, passed)
            loads.add(user)
            one.last = user.id
            return found
        why = Why.FULL if able else Why.UNABLE if one.people else Why.NOBODY
        passed.append(Passed(one.rule, why, wanted))
    return Given(record, passed=passed)


def changes(crm: Workspace, found: Sequence[Given]) -> list[tuple[Record, dict[str, Any]]]:
    """What is to be written: whose each is, and where the rules of turns stopped."""
    owners: list[tuple[Record, dict[str, Any]]] = [(one.record, {"owner": one.user.id}) for one in found if one.user]
    turns = {one.rule.id: one.user.id for one in found if one.rule and one.user and one.rule.way == "turns"}
    return [*owners, *((crm.by_id(Assignment, rule), {"last": user}) for rule, user in turns.items())]


def assign(crm: Workspace, found: Sequence[Given]) -> list[Record]:
    """Give each to whom it goes; gives the records that went. Inside a step."""
    with crm.ruled():
        together.change(crm, changes(crm, found))
    return [one.record for one in found if one.user]
