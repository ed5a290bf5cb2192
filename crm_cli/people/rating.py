"""ABC: into which class each client falls, by its share of what was won or of a field, or by a rule of one's own; and key accounts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_
from crm_cli.people import together
from crm_cli.people.policy import WHOLE, shares
from crm_cli.records import filters
from crm_cli.records.belonging import words
from crm_cli.records.nouns.clients import LEVELS, Client
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

KEY_ACCOUNT = "key_account"
COUNTED = ("number", "decimal", "money", "percent")

__all__ = [
    "Class",
    "Measure",
    "Rating",
    "changes",
    "classes",
    "foreign",
    "measure",
    "put",
    "ranked",
    "ruled",
    "shares",
    "target",
]


@dataclass(frozen=True)
class Measure:
    """What clients are compared by: what their deals brought in a time, or a field of theirs."""

    field: Field | None = None
    low: date | None = None
    high: date | None = None


@dataclass(frozen=True)
class Class:
    """A class of one's own rule: those that ``filter`` finds; without one, all that are left."""

    value: str
    filter: str | None


@dataclass(frozen=True)
class Rating:
    """A client with the class it has and is to have: by its amount, its share and the shares down to it (basis points), or by a rule."""

    client: Client
    before: str | None
    level: str | None
    amount: Any = None
    share: int = 0
    reached: int = 0
    place: int = 0
    rule: Class | None = None


@dataclass
class Changes:
    """What is to be written, by client: its class, its mark; with the refs of those that are key accounts then."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    keys: set[str] | None = None

    def add(self, client: Client, name: str, value: Any) -> None:
        """One value of a client."""
        self.clients.setdefault(client.id, client)
        self.values.setdefault(client.id, {})[name] = value

    def pairs(self) -> list[tuple[Client, dict[str, Any]]]:
        """Each client with what changes of it."""
        return [(self.clients[identity], values) for identity, values in self.values.items()]


def target(crm: Workspace, name: str) -> Field:
    """The field that holds the class."""
    found = filters.find_field("client", name, crm)
    if found.kind not in ("choice", "text") or not found.settable or found.name == "name":
        raise Invalid(N_("{field} cannot hold a class"), hint="--field level", field=name)
    return found


def measure(crm: Workspace, by: str | None, low: date | None, high: date | None) -> Measure:
    """What to compare by; a field has no time."""
    if by is None:
        return Measure(None, low, high)
    found = filters.find_field("client", by, crm)
    if found.kind not in COUNTED:
        raise Invalid(N_("{field} is no number and no money"), hint="--by revenue", field=Word(found.label))
    if low or high:
        raise Invalid(N_("a period is for what was won, not for {field}"), hint="--by", field=Word(found.label))
    return Measure(found)


def ranked(crm: Workspace, tokens: Sequence[str], parts: Sequence[int], by: Measure, into: Field) -> list[Rating]:
    """The clients that a filter finds, the greatest first; whoever has as much as another is in the same class."""
    amounts = _amounts(crm, tokens, by)
    clients = sorted(crm.find(Client, tokens), key=lambda one: (-amounts.get(one.ref, 0), one.n))
    total = sum(max(amounts.get(one.ref, 0), 0) for one in clients)
    found: list[Rating] = []
    reached: int | Decimal = 0
    for value, same in groupby(clients, key=lambda one: max(amounts.get(one.ref, 0), 0)):
        level, alike, place = _level(reached, value, total, parts), list(same), len(found) + 1
        for client in alike:
            reached += value
            part, so_far = (int(10000 * value // total), int(10000 * reached // total)) if total else (0, 0)
            found.append(Rating(client, _held(client, into), level, amounts.get(client.ref, 0), part, so_far, place))
    return found


def _amounts(crm: Workspace, tokens: Sequence[str], by: Measure) -> dict[str, Any]:
    """What each has, by its ref; money in another currency than the base's is not counted, since there are no rates."""
    if by.field is None:
        rows = crm.report("won_by_client", low=by.low and str(by.low), high=by.high and str(by.high))
        return {ref: value for ref, value in rows}  # noqa: C416 - rows of two
    found = {}
    for ref, currency, value in crm.table("client", ["ref", "currency", by.field.name], tokens).rows:
        if value is not None and (by.field.kind != "money" or currency in (None, crm.currency)):
            found[str(ref)] = Decimal(str(value)) if by.field.kind == "decimal" else value
    return found


def foreign(crm: Workspace, found: Sequence[Rating], by: Measure) -> int:
    """How many have their amount in another currency than the base's."""
    if by.field is None or by.field.kind != "money":
        return 0
    return sum(bool(one.client.currency not in (None, crm.currency) and _value(one.client, by.field)) for one in found)


def _value(client: Client, field_: Field) -> Any:
    return client.extra.get(field_.name) if field_.custom else getattr(client, field_.name)


def _held(client: Client, into: Field) -> str | None:
    found: str | None = _value(client, into)
    return found


def _level(before: int | Decimal, value: int | Decimal, total: int | Decimal, parts: Sequence[int]) -> str:
    """The class in which somebody stands before whom that much was brought; nothing brought is the last class."""
    first, second, last = LEVELS
    if not value or not total:
        return last
    if WHOLE * before < parts[0] * total:
        return first
    return second if WHOLE * before < (parts[0] + parts[1]) * total else last


def classes(crm: Workspace, texts: Sequence[str], into: Field) -> list[Class]:
    """``A=revenue>100万``, ``B=relation=customer``, ``C``: each class with its filter, the first that fits holds."""
    found = []
    for text in texts:
        name, equals, wanted = text.partition("=")
        value = crm.parse_one(into, name.strip())
        if not value or (equals and not wanted.strip()):
            raise Invalid(
                N_("“{text}” is no class with its filter"), hint='--class "A=revenue>1000000" --class C', text=text
            )
        crm.query("client", words(wanted))
        found.append(Class(str(value), wanted.strip() or None))
    return found


def ruled(crm: Workspace, tokens: Sequence[str], rules: Sequence[Class], into: Field) -> list[Rating]:
    """The clients that a filter finds with the first class whose filter finds them too; where none does, it stays as it is."""
    clients = sorted(crm.find(Client, tokens), key=lambda one: one.n)
    ids = json.dumps([one.id for one in clients])
    fits = [
        {
            str(identity)
            for (identity,) in crm.report("pool_among", crm.query("client", words(one.filter or "")), ids=ids)
        }
        for one in rules
    ]
    found = []
    for client in clients:
        rule = next((one for one, those in zip(rules, fits, strict=True) if client.id in those), None)
        before = _held(client, into)
        found.append(Rating(client, before, rule.value if rule else before, rule=rule))
    return found


class _TakenBackError(Exception):
    """What was written only to look is not to stay."""


def changes(crm: Workspace, found: Sequence[Rating], into: Field, key: str | None, only: bool = False) -> Changes:
    """What is to be written; nothing is."""
    if key is None:
        return _classed(found, into)
    wanted = Changes()
    try:
        with crm.step():
            wanted = put(crm, found, into, key, only)
            raise _TakenBackError
    except _TakenBackError:
        return wanted


def put(crm: Workspace, found: Sequence[Rating], into: Field, key: str | None, only: bool = False) -> Changes:
    """Write the classes, then the marks; gives what was written. Inside a step.

    Key accounts are those that ``key`` finds when the classes are in place, and no others (``only``: of these).
    """
    wanted = _classed(found, into)
    together.change(crm, wanted.pairs())
    if key is None:
        return wanted
    wanted.keys = _refs(crm, words(key))
    marks = _marked(crm, wanted.keys, found, only)
    together.change(crm, marks.pairs())
    for client, values in marks.pairs():
        wanted.add(client, KEY_ACCOUNT, values[KEY_ACCOUNT])
    return wanted


def _classed(found: Sequence[Rating], into: Field) -> Changes:
    """Those whose class is not as it is to be."""
    wanted = Changes()
    for one in found:
        if one.before != one.level:
            wanted.add(one.client, into.name, one.level)
    return wanted


def _marked(crm: Workspace, keys: set[str], found: Sequence[Rating], only: bool) -> Changes:
    """Those whose mark is not as it is to be."""
    wanted = Changes()
    wrong = keys ^ _refs(crm, ["key_account=yes"])
    known = {one.client.ref: one.client for one in found}
    if not only and wrong - known.keys():
        known = {client.ref: client for client in crm.find(Client)}
    for ref, client in known.items():
        if ref in wrong:
            wanted.add(client, KEY_ACCOUNT, int(ref in keys))
    return wanted


def _refs(crm: Workspace, tokens: Sequence[str]) -> set[str]:
    return {str(ref) for (ref,) in crm.table("client", ["ref"], tokens).rows}
