"""What was typed for the fields of a record, as stored values, and how it was understood."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.errors import Invalid, Word, of_field
from crm_cli.i18n import N_, _
from crm_cli.people.duplicates import REASONS, Hit
from crm_cli.records import kinds
from crm_cli.records.countries import country
from crm_cli.records.filters import find_field
from crm_cli.records.names import name_key
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import load, rule
from crm_cli.telling.words import label_of, listed, value_words

Values = dict[str, Any]
NUMBERS = ("number", "decimal", "money", "percent")
UNDERSTOOD = (*NUMBERS, "date", "time", "birthday", "repeat", "phone")


def stored(noun: str, given: Mapping[str, str], record: Record | None = None, *, machine: bool = False) -> Values:
    """Typed texts as stored values by field name; ``machine`` reads numbers with a point, as our own JSON writes them."""
    crm = current().workspace
    typed = [(find_field(noun, name, crm), text) for name, text in given.items()]
    if noun == "lead" and any(field.name == "status" for field, _text in typed):
        rule("crm_cli.people.statuses:ordered")(crm)  # a base without any gets them before one is named
    values: Values = {}
    for field, text in sorted(typed, key=lambda one: one[0].kind == "money"):  # by then its currency is known
        with of_field(field.name):
            if not (field.addable if record is None else field.settable):
                raise Invalid(
                    N_("{field} is not set by hand"), hint="crm {noun} --help", field=Word(field.label), noun=noun
                )
            if field.kind == "money":
                values |= _money(noun, field, text, values, record, machine)
            else:
                values |= _one(noun, field, text, record, machine)
    return values


def filled_in(**said: str | None) -> dict[str, str]:
    """What was said, without the options that were not."""
    return {name: text for name, text in said.items() if text is not None}


def _one(noun: str, field: Field, text: str, record: Record | None, machine: bool) -> Values:
    crm = current().workspace
    if field.facets.get("on_add"):
        return {field.name: text or None}  # its room reads it, knowing the rest of the record
    if noun == "task" and field.name == "due":
        due, timed = rule("crm_cli.people.tasks:due_on")(crm, text) if text else (None, False)
        return {"due": due, "timed": int(timed)}
    if is_delta(field, text):
        return {field.name: _moved(field, text, record)}
    if machine and field.kind in NUMBERS and text:
        return {field.name: kinds.parse(field.kind, text, _machine_reading(), field.facets)}
    return {field.name: crm.parse_one(field, text)}


def _machine_reading() -> kinds.Reading:
    return current().workspace.reading._replace(country=country("US"))


def _money(noun: str, field: Field, text: str, values: Values, record: Record | None, machine: bool) -> Values:
    """An amount, and the currency when one was written that is not the record's."""
    from crm_cli.records.numbers import parse_money  # only where money is typed

    crm = current().workspace
    if not text:
        return {field.name: None}
    own = values.get("currency") or getattr(record, "currency", None) or _of_document(noun, values)
    place = country("US") if machine else crm.country
    minor, written = parse_money(text, place, own or crm.currency)
    has_own = "currency" in crm.fields(noun)
    if not has_own and written not in (None, crm.currency):
        raise Invalid(N_("{field} is counted in {currency}"), field=Word(field.label), currency=crm.currency)
    if own and written not in (None, own):
        raise Invalid(
            N_("{field} is in {written}, the record in {currency}"), hint="--currency {written}",
            field=Word(field.label), written=written, currency=own,
        )  # fmt: skip
    return {field.name: minor} | ({"currency": own or written or crm.currency} if has_own else {})


def _of_document(noun: str, values: Values) -> str | None:
    """A line of a document is in the currency of that."""
    if not noun.endswith("line"):
        return None
    found: str | None = rule("crm_cli.sales.documents:currency_of")(current().workspace, noun, values)
    return found


def is_delta(field: Field, text: str) -> bool:
    """``+vip,-old``: every part adds to a list or takes from it."""
    parts = kinds.parts(text) if field.kind in ("tags", "links", "choices") else []
    return bool(parts) and all(part[0] in "+-＋－" and len(part) > 1 for part in parts)


def _moved(field: Field, text: str, record: Record | None) -> str | None:
    """What a set holds when the parts with a plus are added to it and those with a minus taken from it."""
    crm = current().workspace
    held: list[str] = []
    if record is not None and field.kind == "choices":
        held = kinds.items(value_of(record, field))
    elif record is not None:
        held = crm.elements(record, field.name)
    for part in kinds.parts(text):
        if part[0] in "-－" and field.kind == "tags":  # a word that is no tag is not made one to be taken away
            held = [item for item in held if name_key(_tag_name(item)) != name_key(part[1:])]
            continue
        if part[0] in "-－" and field.facets.get("check") == "skill":  # whatever its level
            held = rule("crm_cli.records.skills:without")(held, part[1:])
            continue
        found = kinds.items(crm.parse_one(field, part[1:]))
        held = [item for item in held if item not in found] + (found if part[0] in "+＋" else [])
    return crm.parse_one(field, kinds.packed(held) or "") if field.facets.get("check") else kinds.packed(held)


def _tag_name(item: str) -> str:
    """The name of a tag that is held, by its id, or by its name after a plus where it is still to be made."""
    return item[1:] if item.startswith("+") else str(current().workspace.by_id(load("tag"), item).name)


def value_of(record: Record, field: Field) -> Any:
    """What a record stores in a field."""
    if field.custom:
        return record.extra.get(field.name)
    if field.kind in ("tags", "links"):
        return kinds.packed(current().workspace.elements(record, field.name))
    return None if field.facets.get("computed") else getattr(record, field.name)


def echoes(noun: str, given: Mapping[str, str], values: Values, *, but: Sequence[str] = ()) -> list[str]:
    """How what was typed was understood, where that does not read the same; of fields of these kinds it is told already."""
    found = []
    for name, text in given.items():
        field = find_field(noun, name, current().workspace)
        value = values.get(field.name)
        if field.kind in UNDERSTOOD and field.kind not in but and value is not None:
            words = understood(noun, field, value, values)
            if words != text.strip():
                found.append(_("{label}: {said}").format(label=label_of(noun, field.name), said=words))
    return found


def understood(noun: str, field: Field, value: Any, values: Values) -> str:
    """One value as a person reads it, a day as it is said back."""
    if field.kind not in ("date", "time"):
        return value_words(field, value, values.get("currency"))
    from datetime import datetime  # only where a date was typed

    from crm_cli.records.when import echo  # the same

    clock = current().clock
    at = clock.local(value).replace(tzinfo=None) if field.kind == "time" else datetime.fromisoformat(value)
    timed = field.kind == "time" and not (noun == "task" and not values.get("timed"))
    return echo(at, timed, current().language, clock.today())


def said_alike(hit: Hit) -> str:
    """Who is there already: ``C1  科锐配电 · same phone · 王芳``; of a hidden one no ref."""
    parts = [hit.name, listed(_(REASONS[reason]) for reason in hit.reasons), hit.owner or _("nobody's")]
    return (f"{hit.ref}  " if hit.shown else "") + " · ".join(parts)
