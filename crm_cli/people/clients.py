"""Rules of clients and contacts: what they are called, and the parts of a person's name."""

from collections.abc import Mapping
from typing import Any

from crm_cli.errors import Conflict, of_field
from crm_cli.i18n import N_
from crm_cli.people import claiming
from crm_cli.records.nouns.clients import Client
from crm_cli.records.record import Record
from crm_cli.records.registry import concerns
from crm_cli.workspace import Workspace

Values = dict[str, Any]
ABOVE = {"contact": "reports_to", "client": "parent", "team": "parent"}  # which link says who stands above


@concerns("name", "family", "given", *ABOVE.values(), also=claiming.claims)
def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> Values:
    """What goes with what is about to be written: one of whom only a phone is known is called by it; a person's name has two parts."""
    found: Values = {}
    if record is not None:
        claiming.check(crm, record, values)
        refuse_circle(crm, record, values.get(ABOVE.get(record.noun, "")))
    if record is None and not values.get("name"):
        name = whole(values.get("family"), values.get("given")) or values.get("phone") or values.get("email")
        found = {"name": name} if name else {}
    name = found.get("name") or values.get("name")
    told = values.get("family") or values.get("given")
    if name and not told and name != getattr(record, "name", None) and is_person(record, values):
        found["family"], found["given"] = parts(crm, name)
    return found


def refuse_circle(crm: Workspace, record: Record, above: str | None) -> None:
    """Nobody reports to himself, be it through others; nor is a firm a part of itself."""
    if above and is_above(crm, record, above):
        with of_field(ABOVE[record.noun]):
            raise Conflict(
                N_("{ref} {name} would stand above itself"), hint="crm {noun} show {ref}", ref=record.ref, noun=record.noun,
                name=getattr(record, "name", ""),
            )  # fmt: skip


def is_above(crm: Workspace, record: Record, start: str) -> bool:
    """Whether the way up from there (an id) leads by the record."""
    cls, link, way = type(record), ABOVE[record.noun], [start]
    while way[-1] != record.id:
        found = crm.by_ids(cls, way[-1:])
        after = getattr(found[way[-1]], link) if found else None
        if not after or after in way:
            return False
        way.append(after)
    return True


def is_person(record: Record | None, values: Mapping[str, Any]) -> bool:
    """A contact is; a client may be."""
    default = record.type if isinstance(record, Client) else None
    return values.get("type", default) in ("person", None)


def parts(crm: Workspace, name: str) -> tuple[str | None, str | None]:
    """Family and given name; 李总 has told only the first, and a number or an address neither."""
    from crm_cli.records.names import address_form, split_person  # only where a person is named

    if "@" in name or not any(char.isalpha() for char in name):
        return None, None
    form = address_form(name)
    family, given = (form.family, form.given) if form and not form.client else split_person(name, crm.country.code)
    return family or None, given or None


def whole(family: str | None, given: str | None) -> str:
    """The name that its two parts make: 李明, Anna Müller."""
    if not family or not given:
        return family or given or ""
    return family + given if ord(family[0]) >= 0x2E80 else f"{given} {family}"
