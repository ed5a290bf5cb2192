"""Writes vCards, 4.0 or 3.0, of clients, contacts and leads: what an address book knows, under the id that brings them back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm_cli.exchange import exporting
from crm_cli.exchange.cards import escaped, folded
from crm_cli.records.kinds import items
from crm_cli.records.patterns import pattern
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

NOUNS = ("client", "contact", "lead")
ID = Field("id", "text", "", {})
CHANGED = Field("changed", "time", "", {"computed": True})
MOBILE = pattern(r"(\+86 ?)?1[3-9]\d[ \d]{8,10}")
FIELDS = {
    "client": (
        "name", "type", "family", "given", "title", "phone", "other_phones", "fax", "email", "other_emails", "wechat", "address", "city", "region",
        "postcode", "country", "birthday", "sex", "website", "tags", "note",
    ),
    "contact": (
        "name", "client", "department", "family", "given", "title", "phone", "other_phones", "fax", "email", "other_emails", "wechat", "qq",
        "birthday", "sex", "tags", "note",
    ),
    "lead": (
        "name", "company", "family", "given", "title", "phone", "other_phones", "email", "other_emails", "wechat", "address", "city", "region",
        "postcode", "country", "website", "tags", "note",
    ),
}  # fmt: skip
SEXES = {"male": "M", "female": "F", "other": "O"}
PLACE = ("address", "city", "region", "postcode", "country")
Values = Mapping[str, Any]
Line = tuple[str, str]


def of_records(
    crm: Workspace, noun: str, tokens: Sequence[str], version: str, sort: str = "", limit: int | None = None
) -> Iterator[str]:
    """A card for each record that a filter finds."""
    names = [name for name in FIELDS[noun] if name in crm.fields(noun) and not crm.hides(crm.fields(noun)[name])]
    table = crm.table(noun, names, tokens, sort=sort, limit=limit)
    own = exporting.cells(crm, noun, tokens, (ID, CHANGED), sort=sort, limit=limit)
    for row, (identity, changed) in zip(table.rows, own, strict=True):
        yield card(noun, identity, changed, dict(zip(names, row, strict=True)), version)


def card(noun: str, identity: str, changed: str, values: Values, version: str) -> str:
    """One record as a card; ``values`` are stored values, with names for what is linked."""
    is_new = version == "4.0"
    lines: list[Line] = [("BEGIN", "VCARD"), ("VERSION", version), ("UID", f"urn:uuid:{identity}")]
    lines += _who(noun, values, is_new)
    lines += _reach(values, is_new)
    if any(values.get(name) for name in PLACE):
        lines.append(("ADR;TYPE=work", ";".join(["", "", *(_escaped(values.get(name)) for name in PLACE)])))
    lines += _rest(values, is_new)
    lines += [("REV", changed if not is_new else changed.replace("-", "").replace(":", "")), ("END", "VCARD")]
    return "".join(folded(f"{name}:{value}") for name, value in lines if value)


def _who(noun: str, values: Values, is_new: bool) -> Iterator[Line]:
    is_firm = noun == "client" and values.get("type") != "person"
    if is_new:
        yield "KIND", "org" if is_firm else "individual"
    yield "FN", _escaped(values["name"])
    parts = [_escaped(values.get(name)) for name in ("family", "given")]
    if any(parts) or not is_new:  # 3.0 wants the line even where there is nothing to say
        yield "N", ";".join([*parts, "", "", ""])
    firm = values["name"] if is_firm else values.get("client") or values.get("company")
    if firm or values.get("department"):
        units = [_escaped(firm), _escaped(values.get("department"))]
        yield "ORG", ";".join(units if units[1] else units[:1])
    yield "TITLE", _escaped(values.get("title"))


def _reach(values: Values, is_new: bool) -> Iterator[Line]:
    first = "PREF=1" if is_new else "TYPE=pref"
    for place, phone in enumerate(_all(values, "phone", "other_phones")):
        kind = "TYPE=cell" if MOBILE.fullmatch(phone) else "TYPE=work"
        yield f"TEL;{kind}" + (f";{first}" if place == 0 and values.get("phone") else ""), _escaped(phone)
    yield "TEL;TYPE=fax", _escaped(values.get("fax"))
    for place, address in enumerate(_all(values, "email", "other_emails")):
        yield "EMAIL" + (f";{first}" if place == 0 and values.get("email") else ""), _escaped(address)
    yield "X-WECHAT", _escaped(values.get("wechat"))
    yield "X-QQ", _escaped(values.get("qq"))
    yield "URL", _escaped(values.get("website"))


def _rest(values: Values, is_new: bool) -> Iterator[Line]:
    yield from _birthday(str(values.get("birthday") or ""), is_new)
    if is_new:
        yield "GENDER", SEXES.get(values.get("sex") or "", "")
    yield "CATEGORIES", ",".join(map(_escaped, items(values.get("tags"))))
    yield "NOTE", _escaped(values.get("note"))


def _birthday(text: str, is_new: bool) -> Iterator[Line]:
    """A day of the Western calendar, with its year or without; one of the moon's is a text, which only 4.0 has a place for."""
    if text.startswith("lunar"):
        if is_new:
            yield "BDAY;VALUE=text", _escaped(text)
    elif text.count("-") == 2:
        yield "BDAY", text.replace("-", "") if is_new else text
    elif text:
        yield "BDAY", "--" + (text.replace("-", "") if is_new else text)


def _all(values: Values, one: str, others: str) -> list[str]:
    return [*([values[one]] if values.get(one) else []), *items(values.get(others))]


def _escaped(value: Any) -> str:
    return escaped(str(value or ""))
