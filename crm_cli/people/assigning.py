"""Who gets what nobody has: the first rule that fits says among whom, and in which way one of them is chosen."""

from collections.abc import Sequence
from typing import NamedTuple

from crm_cli.records.belonging import words
from crm_cli.records.nouns.assignments import Assignment
from crm_cli.records.nouns.statuses import OPEN
from crm_cli.records.nouns.users import User
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace


class Given(NamedTuple):
    """A record, the rule that fits it (none fits: None), who gets it (nobody is there: None), and how much that one had."""

    record: Record
    rule: Assignment | None
    user: User | None
    load: int | None = None


def unowned(crm: Workspace, noun: str, tokens: Sequence[str]) -> list[Record]:
    """What nobody has, the oldest first; of leads only open ones."""
    from crm_cli.records import filters  # only where something is assigned

    more = ["type=" + ",".join(OPEN)] if noun == "lead" else []
    held = filters.read(noun, ["owner=none", *more], crm)[0]
    wanted = filters.read(noun, tokens, crm) or ((),)
    return list(crm.matching(load(noun), tuple((*group, *held) for group in wanted), sort="created"))


def assign(crm: Workspace, noun: str, records: Sequence[Record]) -> list[Given]:
    """Give each record to whom the first fitting rule says; a rule of turns goes on where it stopped. Inside a step."""
    rules = crm.find(Assignment, [f"noun_name={noun}", "active=yes"])
    fitting = {rule.id: {one.id for one in crm.find(load(noun), words(rule.filter or ""))} for rule in rules}
    loads: dict[str, int] = {user: held for user, held in crm.report("loads")}  # noqa: C416 - rows of two
    found = []
    for record in records:
        rule = next((rule for rule in rules if record.id in fitting[rule.id]), None)
        user = chosen(crm, rule, loads) if rule else None
        found.append(Given(record, rule, user, loads.get(user.id, 0) if user else None))
        if rule and user:
            loads[user.id] = loads.get(user.id, 0) + 1
            rule.last = user.id
            crm.change(record, owner=user.id)
    for rule in rules:
        if rule.way == "turns":
            crm.change(crm.by_id(Assignment, rule.id), last=rule.last)
    return found


def chosen(crm: Workspace, rule: Assignment, loads: dict[str, int]) -> User | None:
    """Whose turn it is; on equal terms whoever was there first."""
    people = among(crm, rule)
    if not people or rule.way == "to":
        return people[0] if people else None
    if rule.way == "least":
        return min(people, key=lambda one: loads.get(one.id, 0))
    ids = [one.id for one in people]
    return people[(ids.index(rule.last) + 1) % len(people)] if rule.last in ids else people[0]


def among(crm: Workspace, rule: Assignment) -> list[User]:
    """The active users that a rule names, in its order, then those of its team."""
    named = [crm.by_id(User, identity) for identity in crm.elements(rule, "users")]
    team = crm.where(User, team=rule.team) if rule.team else []
    return [one for one in {one.id: one for one in [*named, *team]}.values() if one.active]
