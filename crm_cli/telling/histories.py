"""What was done to a record, change by change, in words for people and in values for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.filters import find_field
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS, load
from crm_cli.telling.lists import converted
from crm_cli.telling.words import label_of, value_words

CHANGES = {"I": N_("added"), "U": N_("changed"), "D": N_("removed"), "R": N_("rule")}
UNSAID = ("id", "ref", "created", "author")


def happened(records: Sequence[Record], wanted: str | None, machine: bool) -> Iterator[Sequence[Any]]:
    """One row for each value that changed; ``ref`` says to which of the records that are one by now."""
    crm, noun = current().workspace, records[0].noun
    name = find_field(noun, wanted, crm).name if wanted else None
    fields = crm.fields(noun)
    actors = {user.id: user.name for user in crm.where(load("user"))}
    logged = [(*change, record) for record in records for change in (*_logged(record), *_ruled(record))]
    for at, actor, kind, key, values, step, record in sorted(logged, key=lambda change: (change[0], change[-2])):
        what = CHANGES[kind] if machine else kind
        if kind == "R" and name is None:
            yield at, actors.get(actor), what, key, *values, step, record.ref
        elif kind != "R" and (key == name or (name is None and _told_of(fields.get(key), key, machine))):
            told = [value_told(record, fields.get(key), value, machine) for value in values]
            yield at, actors.get(actor), what, key if machine else label_of(noun, key), *told, step, record.ref


def _told_of(field: Field | None, key: str, machine: bool) -> bool:
    """What a program alone can read is told to programs, and to whoever names the field."""
    return key not in UNSAID and (machine or field is None or not field.facets.get("machine"))


def _ruled(record: Record) -> Iterator[tuple[Any, ...]]:
    """What rules did to it, in the order and the form of :func:`_logged`: the rule stands for the field."""
    for at, rule, _noun, _record, did, _problem, actor, step, _undone in current().workspace.report(
        "rule_log", about=record.id
    ):
        if did:
            yield at, actor, "R", rule, (None, did), step


def _logged(record: Record) -> Iterator[tuple[Any, ...]]:
    """Every logged value of the record, then those of its sets: when, who, what, the field, from and to, the step."""
    crm = current().workspace
    for step, op in crm.history(record):
        for key, values in op.body.items():
            yield step.at, step.actor, op.kind, key.removeprefix("x."), values, step.step
    for at, actor, kind, field, value, number in crm.report("set_history", record=record.id):
        packed = kinds.packed([value])
        yield at, actor, kind, field, (packed, None) if kind == "D" else (None, packed), number


def value_told(record: Record | None, field: Field | None, value: Any, machine: bool) -> Any:
    """A logged value as it is told: in words to people, as in any list to programs."""
    if value is None or field is None:
        return value
    currency = getattr(record, "currency", None) or current().workspace.currency
    if not machine:
        return value_words(field, value, currency)
    if field.kind == "money":
        from crm_cli.records.numbers import plain_money  # only where money is told

        return plain_money(value, currency)
    if field.kind == "percent":
        value = f"{value / 100:.2f}".rstrip("0").rstrip(".")
    if field.kind == "link":
        return _handle(field, str(value))
    if field.kind in ("tags", "links"):
        return [_handle(field, item) for item in kinds.items(value)]
    return next(iter(converted([[value]], [field], currency)))[0]


def _handle(field: Field, identity: str) -> str:
    for noun in field.to.split(","):
        for record in current().workspace.where(load(noun), id=identity):
            return str(getattr(record, NOUNS[noun].handle))
    return identity
