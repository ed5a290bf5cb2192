"""Rules at work: what a step did is held against them before it is kept, and what they do is of the same step."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from crm_cli.agenda.phrases import Action, When, noun_of, read_then, read_when
from crm_cli.errors import CrmError, Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.people import tasks
from crm_cli.records import filters, kinds
from crm_cli.records.belonging import words
from crm_cli.records.filters import Filter
from crm_cli.records.nouns.firings import Firing
from crm_cli.records.nouns.rules import Rule
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.users import User
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace

KINDS = ("do", "import")  # what is taken back or done again fires nothing: what the rules did then comes back with it
LINKS = {"client": "client", "contact": "contact", "opp": "opportunity", "lead": "lead"}
Tell = Callable[[CrmError], str]


class Fired(NamedTuple):
    """What a rule did to a record, as the team wrote it, and what of it could not be done, and why."""

    rule: Rule
    record: Record
    did: list[str]
    problems: list[str]


class Ready(NamedTuple):
    """A rule that was read; ``wanted`` is what its “when” and its “if” say together."""

    rule: Rule
    when: When
    wanted: Filter
    actions: list[Action]


def ordered(crm: Workspace) -> list[Rule]:
    """The rules that hold, in their order."""
    return sorted(crm.where(Rule, active=1), key=lambda one: (one.position or 0, one.n))


def ready(crm: Workspace, rule: Rule) -> Ready:
    """The rule as it is carried out."""
    when = read_when(crm, rule.when)
    wanted = filters.read(when.noun, words(rule.filter or ""), crm) or ((),)
    both = tuple((*one, *other) for one in when.wanted or ((),) for other in wanted)
    return Ready(rule, when, both, read_then(crm, when.noun, rule.then))


def follow(crm: Workspace, step: int, kind: str, told: Tell) -> list[Fired]:
    """Let the rules do their work over an open step. What they write fires no rule: it is looked at before the first of them writes."""
    if kind not in KINDS or any(crm.happened(step, "firing")):  # a rule was run by hand
        return []
    happened: dict[str, list[Any]] = {}
    met = []
    for rule in ordered(crm):
        noun = noun_of(rule.when)
        if noun and (kind != "import" or rule.imports):
            if noun not in happened:
                happened[noun] = list(crm.happened(step, noun))
            if ids := _met(crm, rule, happened[noun]):
                met.append((rule, ids))
    return [fired for rule, ids in met for fired in _carried_out(crm, rule, ids, told)]


def _met(crm: Workspace, rule: Rule, happened: Sequence[Any]) -> list[str]:
    """The records to which it happened; where nothing happened to any of the noun the rule is not even read."""
    if not happened:
        return []
    try:
        when = read_when(crm, rule.when)
    except CrmError:
        return []
    return [what.id for what in happened if when.met(what.kind, what.changed)]


def _carried_out(crm: Workspace, rule: Rule, ids: Sequence[str], told: Tell) -> list[Fired]:
    """A rule that names what is gone holds nobody up: ``crm doctor`` names it."""
    try:
        one = ready(crm, rule)
    except CrmError:
        return []
    return list(_work(crm, one, ids, told))


def broken(crm: Workspace) -> Iterator[tuple[Rule, CrmError]]:
    """The rules that cannot be read, and why."""
    for rule in ordered(crm):
        try:
            ready(crm, rule)
        except CrmError as error:
            yield rule, error


def hit(crm: Workspace, rule: Ready, tokens: Sequence[str] = ()) -> list[Record]:
    """The records that are so now, among those of a filter."""
    more = filters.read(rule.when.noun, tokens, crm) or ((),)
    both = tuple((*one, *other) for one in rule.wanted for other in more)
    return list(crm.matching(load(rule.when.noun), both))


def run(crm: Workspace, rule: Ready, records: Sequence[Record], told: Tell) -> list[Fired]:
    """Do what the rule says to these records, in one step."""
    with crm.step():
        return list(_work(crm, rule, [record.id for record in records], told))


def _work(crm: Workspace, one: Ready, ids: Sequence[str], told: Tell) -> Iterator[Fired]:
    cls = load(one.when.noun)
    for identity in _among(crm, one, ids) if ids else ():
        did: list[str] = []
        problems: list[str] = []
        for action in one.actions:
            try:
                with crm.ruled():
                    said = DO[action.verb](crm, one.rule, crm.by_id(cls, identity), action)
                if said:
                    did.append(said)
            except CrmError as error:
                problems.append(_("{label}: {said}").format(label=action.said, said=told(error)))
        if did or problems:
            yield _kept(crm, Fired(one.rule, crm.by_id(cls, identity), did, problems))


def _among(crm: Workspace, one: Ready, ids: Sequence[str]) -> list[str]:
    """Those of the records that are such ones, in their order."""
    found = {
        identity for (identity,) in crm.report("pool_among", crm.query(one.when.noun, one.wanted), ids=json.dumps(ids))
    }
    return [identity for identity in ids if identity in found]


def _kept(crm: Workspace, fired: Fired) -> Fired:
    """Write down what the rule did."""
    rule, record = fired.rule, fired.record
    about = f"{record.ref} {getattr(record, 'name', None) or getattr(record, 'text', None) or ''}".strip()
    crm.add(
        Firing(
            about=about, rule=rule.id, rule_name=rule.name, noun_name=record.noun, record=record.id, did="; ".join(fired.did) or None,
            problem="; ".join(fired.problems) or None,
        )
    )  # fmt: skip
    return fired


def _assign(crm: Workspace, _rule: Rule, record: Any, action: Action) -> str:
    user = _user(crm, record, action)
    if record.owner == user.id:
        return ""
    crm.change(record, owner=user.id)
    return f"{action.said} → {user.name}" if user.name not in action.said else action.said


def _tag(crm: Workspace, _rule: Rule, record: Any, action: Action) -> str:
    before = crm.elements(record, "tags")
    gone = {identity for name in action.off for identity in crm.tags_called(name)}
    after = [*(one for one in before if one not in gone), *(crm.tag(name) for name in action.tags)]
    after = list(dict.fromkeys(after))
    if after == before:
        return ""
    crm.change(record, tags=kinds.packed(after))
    return action.said


def _task(crm: Workspace, _rule: Rule, record: Any, action: Action) -> str:
    due, timed = _due(crm, action.due) if action.due else (None, False)
    whom = _user(crm, record, action) if action.whom else None
    owner = whom.id if whom else getattr(record, "owner", None) or crm.me
    made = crm.add(Task(text=action.text, due=due, timed=int(timed), owner=owner, **_links(record)))
    return f"{action.said} → {made.ref}"


def _notify(crm: Workspace, rule: Rule, record: Any, action: Action) -> str:
    """A note in the day of whoever is told."""
    text = " ".join(filter(None, (action.text or rule.name, "" if _links(record) else record.ref)))
    made = crm.add(Task(text=text, kind="note", due=_today(crm), owner=_user(crm, record, action).id, **_links(record)))
    return f"{action.said} → {made.ref}"


def _set(crm: Workspace, _rule: Rule, record: Any, action: Action) -> str:
    values = crm.parse(record.noun, action.values)
    fields = crm.fields(record.noun)
    same = all(
        (record.extra.get(name) if fields[name].custom else getattr(record, name)) == value
        for name, value in values.items()
    )
    if same:
        return ""
    crm.change(record, **values)
    return action.said


DO: Mapping[str, Callable[[Workspace, Rule, Any, Action], str]] = {
    "assign": _assign, "tag": _tag, "task": _task, "notify": _notify, "set": _set,
}  # fmt: skip


def _user(crm: Workspace, record: Any, action: Action) -> User:
    """Whoever is meant; somebody who has left is nobody."""
    whom = action.whom
    found = (
        crm.me
        if whom == "me"
        else record.owner
        if whom == "owner"
        else crm.along(record, whom)
        if isinstance(whom, tuple)
        else whom
    )
    user = crm.by_id(User, str(found)) if found else None
    if user is None or not user.active:
        raise NotFound(N_("there is nobody to give it to"))
    return user


def _due(crm: Workspace, said: str) -> tuple[str, bool]:
    """When the task is due; an hour that is over already is today."""
    try:
        return tasks.due_on(crm, said)
    except Invalid:
        return _today(crm), False


def _today(crm: Workspace) -> str:
    return crm.clock.utc(datetime.combine(crm.clock.today(), time()))


def _links(record: Any) -> dict[str, Any]:
    """What the task is about."""
    links = {LINKS[record.noun]: record.id} if record.noun in LINKS else {}
    for name in LINKS.values():
        if name not in links and getattr(record, name, None):
            links[name] = getattr(record, name)
    return links
