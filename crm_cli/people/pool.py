"""The pool: who loses a client or lead that nobody speaks to, when and by which rule."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Denied, Invalid
from crm_cli.i18n import N_
from crm_cli.records.belonging import words
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.poolrules import POOLED, WARNED, PoolRule
from crm_cli.records.nouns.statuses import OPEN
from crm_cli.records.nouns.users import User
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Workspace

Pooled = Client | Lead


class Kept(NamedTuple):
    """A client or lead that somebody has, as far as it takes to tell of it; whole it is read by :func:`read`."""

    noun: str
    id: str
    n: int
    ref: str
    name: str


class Move(NamedTuple):
    """Somebody loses a record on a day, by a rule: nobody spoke to it for ``days`` days since ``since``; ``last`` None: never.

    ``taken`` is when its owner got it, if that was not when it came. A deal won of late may have put the day off.
    """

    record: Kept
    rule: PoolRule
    owner: str
    days: int
    day: date
    since: date
    last: str | None
    taken: str | None


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A rule says days, warns for fewer of them, its filter can be read, and it comes after the others unless it is said where."""
    rule = record if isinstance(record, PoolRule) else None
    for name, least in (("days", 1), ("warn_days", 0), ("spare_won", 1)):
        if name in values and values[name] is not None and int(values[name]) < least:
            raise Invalid(
                N_("{count} is too few days"), hint=N_("{least} or more"), count=values[name], least=least
            )  # fmt: skip
    text = values.get("filter", rule.filter if rule else None)
    if text:
        crm.query(str(values.get("noun_name") or (rule.noun_name if rule else "client")), words(text))
    found = _warning(rule, values)
    if rule is None and values.get("position") is None:
        found["position"] = max((one.position or 0 for one in crm.where(PoolRule)), default=0) + 1
    return found


def _warning(rule: PoolRule | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A warning that began before the contact it waits for would never end; a new rule of few days has a shorter one than others."""
    days, warned = (values.get(name, getattr(rule, name, None)) for name in ("days", "warn_days"))
    if days is None or warned is None or warned < days:
        return {}
    if rule is None and warned == WARNED:
        return {"warn_days": days - 1}
    raise Invalid(
        N_("what goes after {days} days cannot be warned of for {warned} days"), hint="--warn-days {most}", days=days, warned=warned,
        most=days - 1,
    )  # fmt: skip


def ordered(crm: Workspace) -> list[PoolRule]:
    """The rules that hold, in the order in which they decide."""
    return sorted(crm.where(PoolRule, active=1), key=lambda one: (one.position or 0, one.n))


def preview(
    crm: Workspace, *, ahead: int | None = None, owner: str | None = None, nouns: Iterable[str] = tuple(POOLED)
) -> list[Move]:
    """Who loses what by which rule, the first first: what is due, and what will be within the days of warning, or ``ahead``."""
    rules = [] if crm.is_empty("poolrule") else ordered(crm)
    found = [move for noun in nouns for move in _of(crm, [one for one in rules if one.noun_name == noun], ahead, owner)]
    return sorted(found, key=lambda one: (one.day, one.record.noun, one.record.n))


def due(crm: Workspace, nouns: Iterable[str] = tuple(POOLED)) -> list[Move]:
    """What goes to the pool today."""
    return preview(crm, ahead=0, nouns=nouns)


def _of(crm: Workspace, rules: Sequence[PoolRule], ahead: int | None, owner: str | None) -> Iterator[Move]:
    """The moves of one noun. The first rule that fits decides, also when a later one would be sooner."""
    decided: set[str] = set()
    for place, rule in enumerate(rules):
        near = _neglected(crm, rule, rule.warn_days if ahead is None else ahead, owner)
        near = {identity: found for identity, found in near.items() if identity not in decided}
        for earlier in rules[:place]:
            fitting = _among(crm, earlier, near) if near else set()
            near = {identity: found for identity, found in near.items() if identity not in fitting}
        decided |= near.keys()
        for identity, found in near.items():
            yield _move(crm, rule, identity, *found)  # many of them: nothing is read here


def _neglected(crm: Workspace, rule: PoolRule, ahead: int, owner: str | None) -> dict[str, Sequence[Any]]:
    day = crm.clock.today() + timedelta(ahead)
    first = day - timedelta(rule.days - 1)
    won = (day - timedelta(rule.spare_won)).isoformat() if rule.spare_won else None
    rows = crm.report(
        "pool_neglected", crm.query(rule.noun_name, words(rule.filter or "")), before=morning(crm, first), owner=owner,
        spare_open=rule.spare_open, won=won, **given(rule.noun_name),
    )  # fmt: skip
    return {str(identity): rest for identity, *rest in rows}


def _among(crm: Workspace, rule: PoolRule, found: Iterable[str]) -> set[str]:
    query = crm.query(rule.noun_name, words(rule.filter or ""))
    return {str(identity) for (identity,) in crm.report("pool_among", query, ids=json.dumps(list(found)))}


def _move(
    crm: Workspace, rule: PoolRule, identity: str, last: str | None, taken: str | None, bought: str | None, since: str,
    n: int, ref: str, name: str, owner: str,
) -> Move:  # fmt: skip
    began = crm.clock.local(since).date()
    day, days = began + timedelta(rule.days), (crm.clock.today() - began).days
    if bought:
        day = max(day, date.fromisoformat(bought) + timedelta(rule.spare_won or 0))
    return Move(Kept(rule.noun_name, identity, n, ref, name), rule, owner, days, day, began, last, taken)


def given(noun: str) -> dict[str, str]:
    """What the reports of the pool need to know of a noun."""
    return {
        "noun": noun,
        "code": NOUNS[noun].code,
        "open": json.dumps(OPEN),
    }


def morning(crm: Workspace, day: date) -> str:
    """The first moment of a day."""
    return crm.clock.utc(datetime.combine(day, time()))


def read(crm: Workspace, noun: str, identity: str) -> Pooled:
    """The client or lead of that id."""
    found: Pooled = crm.by_id(load(noun), identity)
    return found


def whole(crm: Workspace, moves: Sequence[Move]) -> list[Pooled]:
    """The records of these moves as they now are."""
    found: dict[str, Pooled] = {}
    for noun in POOLED:
        found |= crm.by_ids(load(noun), [one.record.id for one in moves if one.record.noun == noun])
    return [found[one.record.id] for one in moves]


def apply(crm: Workspace, told: Callable[[Move], str]) -> list[Move]:
    """Let go to the pool what is due today, each with a note that says why; in one step."""
    with crm.step():
        found = due(crm)
        let_all_go(crm, found, told)
    return found


def let_all_go(crm: Workspace, moves: Sequence[Move], told: Callable[[Move], str]) -> None:
    """As :func:`let_go` for each, at once: the first night may take thousands."""
    now = crm.clock.stamp()
    for noun in POOLED:
        if gone := [move for move in moves if move.record.noun == noun]:
            notes = [("note", now, told(one), crm.me, one.record.id) for one in gone]
            crm.load("activity", ["kind", "at", "text", "owner", noun], notes)
            crm.sweep(noun, [one.record for one in gone], {"owner": None})


def release(crm: Workspace, record: Pooled, note: str) -> Pooled:
    """Somebody gives one of his own back, and says why; a manager may do so with anybody's."""
    if record.owner is None:
        raise Conflict(
            N_("{ref} {name} is in the pool already"), hint="crm pool take {ref}", ref=record.ref, name=record.name
        )  # fmt: skip
    if record.locked:
        raise Conflict(
            N_("{ref} {name} is locked: it does not go to the pool"), hint="crm pool unlock {ref}",
            ref=record.ref, name=record.name,
        )  # fmt: skip
    me = crm.by_id(User, crm.me) if crm.me else None
    if me is not None and me.id != record.owner and me.role == "rep":
        raise Denied(
            N_("{ref} {name} is {owner}'s to give back"), hint=N_("its owner or a manager may"), ref=record.ref, name=record.name,
            owner=crm.name_of("user", record.owner),
        )  # fmt: skip
    return let_go(crm, record, note)


def let_go(crm: Workspace, record: Pooled, note: str) -> Pooled:
    """It is nobody's from now on, and a note says why."""
    with crm.step():
        said = Activity(kind="note", at=crm.clock.stamp(), text=note, owner=crm.me)
        setattr(said, record.noun, record.id)
        crm.add(said)
        return crm.change(record, owner=None)
