"""What is compared of a record: its fields say by kind, key and group which of them tell one from another, and their values how."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.people import sampling, values
from crm_cli.people.comparing import WAYS, Way
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

NAMES = ("family", "given", "firm", "seat")
PHONES, EMAILS = ("phone", "phones"), ("email", "emails")
CROWD = 4  # names under one number or address: a switchboard, an agent's
ADDRESS = "Address"


class Trait(NamedTuple):
    """One thing that two records are compared by. ``sort`` is a way of comparing (or "domain", "client" …, told apart in reasons);
    ``read`` makes the comparable values of many records, empty where one says nothing, and ``needs`` these columns for it."""

    name: str
    sort: str
    label: str
    way: Way
    read: values.Read
    needs: tuple[str, ...]


class Known(NamedTuple):
    """What only the whole base tells: which phones and e-mails a crowd shares, and how the values of each further field are compared."""

    crowds: Mapping[str, frozenset[str]]
    sorts: Mapping[str, str]


def look(crm: Workspace, noun: str) -> Known:
    """Look over the base once."""
    fields = _shown(crm, noun)
    named = {trait.name for trait in (*_names(crm, noun, fields), *_reached(crm, fields, {}))}
    crowds = {kind: frozenset(crm.crowded(noun, kind, CROWD)) for kind in ("phone", "email")}
    further = [field for name, field in fields.items() if name not in named and _tells(field)]
    return Known(crowds, sampling.sorts(crm, noun, further))


def of(crm: Workspace, noun: str, known: Known) -> list[Trait]:
    """The traits of a noun, the team's own fields among them; the names come first."""
    fields = _shown(crm, noun)
    found = [*_names(crm, noun, fields), *_reached(crm, fields, known.crowds)]
    return found + [trait for name, sort in known.sorts.items() for trait in _plain(fields[name], sort)]


def _shown(crm: Workspace, noun: str) -> dict[str, Field]:
    return {name: field for name, field in crm.fields(noun).items() if not crm.hides(field)}


def _tells(field: Field) -> bool:
    """A field that tells one from another: of the team's own any but flags, notes and amounts, of ours what is personal or of the address."""
    if field.custom:
        return field.kind in ("text", "number", "date", "choice", "url", "link")
    if field.kind in ("text", "choice", "birthday"):
        return bool(field.facets.get("personal")) or (field.facets.get("group") == ADDRESS and field.name != "country")
    return field.kind == "birthday" or (field.kind == "link" and field.facets.get("on_remove") == "cascade")


def _names(crm: Workspace, noun: str, fields: Mapping[str, Field]) -> Iterator[Trait]:
    country, who = crm.country.code, values.WHO[noun]
    if "family" in fields:
        for name, place in (("family", 0), ("given", 1)):
            needs = (*who, "name", "family", "given")
            read = values.part_of_name(noun, place, country)
            yield Trait(name, name, fields[name].label, WAYS[name], read, needs)
    if name := next((name for name, field in fields.items() if "firm" in str(field.facets.get("key", ""))), ""):
        needs = (*who, name, "firm_key", "name_key")
        short = "short_name" if "short_name" in fields else ""
        read = values.firm(noun, name, short)
        yield Trait(name, "firm", fields[name].label, WAYS["firm"], read, (*needs, short) if short else needs)
        yield Trait("seat", "seat", N_("Place in the name"), WAYS["seat"], values.seat(noun, name), needs)
        yield Trait("form", "form", N_("Legal form"), WAYS["form"], values.form(noun, name), needs)


def _reached(crm: Workspace, fields: Mapping[str, Field], crowds: Mapping[str, frozenset[str]]) -> Iterator[Trait]:
    for sort, kinds, make in (("phone", PHONES, values.phones), ("email", EMAILS, values.emails)):
        of_kind = {name: field.kind for name, field in fields.items() if field.kind in kinds and _is_keyed(field)}
        if of_kind:
            read = make(crm.country, crowds.get(sort, ()), of_kind)
            yield Trait(sort, sort, fields[sort].label, WAYS[sort], read, (*of_kind, sort, f"{sort}_key"))
    for name, sort, label in (("website", "domain", N_("Web domain")), ("tax_id", "tax", N_("Tax id"))):
        if name in fields:
            yield Trait(name, sort, label, WAYS[sort], values.key(f"{sort}_key"), (f"{sort}_key",))


def _is_keyed(field: Field) -> bool:
    return bool(field.facets.get("key") or field.facets.get("also") or field.custom)


def _plain(field: Field, sort: str) -> Iterator[Trait]:
    if sort != "place":
        yield Trait(field.name, sort, field.label, WAYS[sort], values.plain(field.name, sort), (field.name,))
        return
    for name, part, label in ((field.name, "street", field.label), (f"{field.name}_number", "house", N_("House number"))):  # fmt: skip
        yield Trait(name, part, label, WAYS[part], values.plain(field.name, part), (field.name,))
