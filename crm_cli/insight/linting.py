"""Runs the team's checks over the base: which records are not as they should be, and what may be put right without asking."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm_cli.errors import CrmError, NotFound
from crm_cli.i18n import N_, every
from crm_cli.insight.builtin import BUILT_IN
from crm_cli.insight.checks import NAMED, ordered, read_filter, read_fix
from crm_cli.records import filters
from crm_cli.records.filters import Filter, Span, Test
from crm_cli.records.fold import fold
from crm_cli.records.nouns.checks import Check
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import ALIASES, NOUNS, load, rule
from crm_cli.workspace import Workspace

AT_ONCE = 500
TITLES = ("name", "text", "product", "number", "ref")
"""By the first of these that it has a record is called."""
OR = ("or", "或")
OPERATORS = frozenset("=<>~＝＜＞～≤≥≠")


class Value(NamedTuple):
    """What a message names: a field with its stored value (the name of what is linked), or a value without a field."""

    field: Field | None
    value: Any
    currency: str | None = None


class Finding(NamedTuple):
    """One record that is not as it should be; ``values`` are what the message names, ``extra`` what its finder found."""

    check: Check
    ref: str
    name: str
    owner: str | None
    values: Mapping[str, Value]
    extra: Mapping[str, Any]


@dataclass
class Found:
    """What the checks found; ``left`` are those that a filter does not fit, ``broken`` those that cannot be run, and why."""

    findings: list[Finding] = field(default_factory=list)
    left: list[Check] = field(default_factory=list)
    broken: list[tuple[Check, CrmError]] = field(default_factory=list)


def run(crm: Workspace, words: Sequence[str] = ()) -> Found:
    """What is wrong, of the checks that are named (all active ones), among the records that a filter finds."""
    conditions = [word for word in words if _is_condition(word)]
    chosen = _chosen(ordered(crm), [word for word in words if not _is_condition(word)])
    found, refused = Found(), list[CrmError]()
    read: dict[str, Filter | None] = {}
    for check in chosen:
        if check.noun_name not in read:
            read[check.noun_name] = _fitting(crm, check.noun_name, conditions, refused)
        mine = read[check.noun_name]
        if mine is None:
            found.left.append(check)
        else:
            _run(crm, check, mine, found)
    if refused and len(found.left) == len(chosen):
        raise refused[0]
    return found


def _is_condition(word: str) -> bool:
    return word in OR or bool(OPERATORS.intersection(word))


def _fitting(crm: Workspace, whose: str, conditions: Sequence[str], refused: list[CrmError]) -> Filter | None:
    try:
        return filters.read(whose, conditions, crm) or ((),)
    except CrmError as error:
        refused.append(error)
        return None


def _chosen(known: Sequence[Check], names: Sequence[str]) -> list[Check]:
    if not names:
        return [one for one in known if one.active]
    ids = {one.id for name in names for one in _called(known, name)}
    return [one for one in known if one.id in ids]


def _called(known: Sequence[Check], name: str) -> list[Check]:
    """Those of that name, ref or key; of that noun; of that family of built-in ones (prices); or with that in their name."""
    wanted, plain = fold(name.strip()), name.strip().casefold()
    exact = [one for one in known if wanted == fold(one.name) or plain in (one.ref.casefold(), one.built_in)]
    whose = ALIASES.get(plain, plain)
    titled = [
        one for one in known if one.active and wanted in (fold(word) for word in every(NOUNS[one.noun_name].title))
    ]
    family = [one for one in known if one.active and (one.built_in or "").partition("-")[0] == plain]
    for found in (exact, [one for one in known if one.active and one.noun_name == whose], titled, family):
        if found:
            return found
    if found := [one for one in known if one.active and wanted in fold(one.name)]:
        return found
    raise NotFound(
        N_("there is no check “{name}”"), hint=N_("crm check list, or a condition such as name~{name}"), name=name,
        candidates=[one.name for one in known if one.active],
    )  # fmt: skip


def _run(crm: Workspace, check: Check, mine: Filter, found: Found) -> None:
    try:
        both = tuple((*a, *b) for a in read_filter(crm, check.noun_name, check.filter) for b in mine)
        found.findings += _findings(crm, check, both)
    except CrmError as error:  # what a filter names (a user, a tag) may have been taken out since
        found.broken.append((check, error))


def _findings(crm: Workspace, check: Check, wanted: Filter) -> Iterator[Finding]:
    preset = BUILT_IN.get(check.built_in or "")
    if preset is None or not preset.finder:
        yield from _told(crm, check, wanted, {}, frozenset())
        return
    wrong = rule(preset.finder)(crm, wanted)
    ref, refs = crm.fields(check.noun_name)["ref"], list(wrong)
    names = {name for extra in wrong.values() for name in extra}
    by_ref: dict[str, Finding] = {}
    for at in range(0, len(refs), AT_ONCE):
        spans = tuple(Span(one, one) for one in refs[at : at + AT_ONCE])
        by_ref |= {one.ref: one for one in _told(crm, check, ((Test((ref,), "in", spans),),), wrong, names)}
    yield from (by_ref[one] for one in refs if one in by_ref)


def _told(
    crm: Workspace, check: Check, wanted: Filter, wrong: Mapping[str, Mapping[str, Any]], extra_names: Set[str]
) -> Iterator[Finding]:
    """The records that a filter finds, each with what the message names; ``extra_names`` are what the finder told."""
    fields = crm.fields(check.noun_name)
    title = next(name for name in TITLES if name in fields)
    named = [name for name in dict.fromkeys(NAMED.findall(check.message or "")) if name not in extra_names]
    always = ["ref", title, *(name for name in ("owner", "currency") if name in fields)]
    table = crm.table(check.noun_name, [*always, *named], wanted)
    for row in table.rows:
        first = dict(zip(always, row, strict=False))
        values = {
            name: Value(found, value, first.get("currency"))
            for (name, found), value in list(zip(table.fields, row, strict=True))[len(always) :]
        }
        extra = wrong.get(first["ref"], {})
        values |= {name: Value(None, value) for name, value in extra.items()}
        yield Finding(check, first["ref"], str(first[title] or ""), first.get("owner"), values, extra)


def fixes(crm: Workspace, findings: Sequence[Finding]) -> dict[str, list[tuple[Record, dict[str, Any]]]]:
    """By noun the records that can be put right without asking, with what they get; the severer check decides."""
    wanted: dict[tuple[str, str], tuple[Record, dict[str, Any]]] = {}
    for finding in findings:
        if finding.check.fix:
            whose = finding.check.noun_name
            place = (whose, finding.ref)
            record = wanted[place][0] if place in wanted else crm.get(load(whose), finding.ref)
            for name, value in _cure(crm, record, finding).items():
                wanted.setdefault(place, (record, {}))[1].setdefault(name, value)
    found: dict[str, list[tuple[Record, dict[str, Any]]]] = {}
    for (whose, _ref), pair in wanted.items():
        found.setdefault(whose, []).append(pair)
    return found


def _cure(crm: Workspace, record: Record, finding: Finding) -> dict[str, Any]:
    """What would put it right; nothing where that is not known, or is so already."""
    target, text = read_fix(crm, finding.check.noun_name, str(finding.check.fix))
    if not (path := NAMED.fullmatch(text)):
        value = crm.parse_one(target, text)
        before = record.extra.get(target.name) if target.custom else getattr(record, target.name)
        return {} if value == before else {target.name: value}
    name = path[1]
    value = (
        finding.extra[name] if name in finding.extra else crm.along(record, filters.find_path(record.noun, name, crm))
    )
    if value is None or value == getattr(record, target.name, None) or not _serves(crm, target, value):
        return {}
    return {target.name: value}


def _serves(crm: Workspace, target: Field, value: Any) -> bool:
    """Nothing is given to somebody who has left."""
    if target.kind != "link" or target.to != "user":
        return True
    return any(getattr(user, "active", 1) for user in crm.where(load("user"), id=value))
