"""In which ways a record that is there is like a new one: each way with its reason and how sure it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.i18n import N_
from crm_cli.records.firms import domain_key, firm_key, tax_key
from crm_cli.records.fold import has_chinese
from crm_cli.records.keys import inbox_key, normal_key
from crm_cli.records.kinds import URL, items
from crm_cli.records.names import name_key
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.workspace import Alike

NOUNS = ("client", "contact", "lead")
SURE, LIKELY, WEAK = "sure", "likely", "weak"
REASONS: dict[str, str] = {
    "phone": N_("same phone"),
    "switchboard": N_("same switchboard"),
    "email": N_("same e-mail"),
    "tax": N_("same tax id"),
    "domain": N_("same web domain"),
    "name": N_("same name"),
    "firm": N_("same company name"),
    "colleague": N_("same company"),
    "sound": N_("sounds the same"),
    "words": N_("has these words"),
}
# What is compared besides the keys: whose it is, and how a number was written.
FIELDS = ("phone", "other_phones", "client", "type", "company", "contact")
SHORTEST_SOUND = 2  # characters; one alone sounds like too many others
Values = Mapping[str, Any]


class Way(NamedTuple):
    """One way in which a record that is there is like the new one."""

    record: "Alike"
    reason: str
    strength: str


def told(crm: Workspace, text: str) -> Iterator[Way]:
    """What the text may be, each in its way."""
    from crm_cli.records.phones import looks_like_phone  # only where somebody is looked for

    if "@" in text.replace("＠", "@"):
        address = text.replace("＠", "@")
        yield from _by_email(crm, [address])
        yield from _by_domain(crm, "client", {"email": address})
    elif looks_like_phone(text):
        yield from _by_phone(crm, "client", {"phone": text})
        yield from _by_tax(crm, text)
    else:
        yield from _by_tax(crm, text)
        if URL.fullmatch(text):
            yield from _by_domain(crm, "client", {"website": text})
        yield from _by_firm(crm, "client", {}, text)
        yield from _by_person(crm, "client", {"name": text, "type": "person"})


def every(crm: Workspace, noun: str, values: Values) -> Iterator[Way]:
    """All that is like a new record of these stored values."""
    yield from _by_phone(crm, noun, values)
    yield from _by_email(crm, [str(text) for text in (values.get("email"), *items(values.get("other_emails"))) if text])
    company = _company(noun, values)
    if noun != "contact":
        yield from _by_tax(crm, values.get("tax_id"))
        yield from _by_domain(crm, noun, values)
        yield from _by_firm(crm, noun, values, company)
    yield from _by_person(crm, noun, values)


def _company(noun: str, values: Values) -> str:
    """The company that the new record is, or comes from; empty for a person alone."""
    if noun == "client":
        return str(values.get("name") or "") if values.get("type") != "person" else ""
    return str(values.get("company") or "") if noun == "lead" else ""


def _by_phone(crm: Workspace, noun: str, values: Values) -> Iterator[Way]:
    texts = [str(text) for text in (values.get("phone"), *items(values.get("other_phones"))) if text]
    written = {key: text for text in texts if (key := normal_key("phone", text, crm.country))}
    for record in crm.alike(NOUNS, "phone", list(written), FIELDS):
        yield Way(record, *_of_number(crm, noun, written[record.key], record))


def _of_number(crm: Workspace, noun: str, text: str, record: "Alike") -> tuple[str, str]:
    """A number of one's own is sure; a desk's is shared by those of one extension, and a switchboard by a whole firm."""
    from crm_cli.records.phones import extension, is_mobile  # only where there is a phone

    key, mine = record.key, extension(text, crm.country)
    numbers = [record.values.get("phone"), *items(record.values.get("other_phones"))]
    theirs = next((extension(n, crm.country) for n in numbers if n and normal_key("phone", n, crm.country) == key), "")
    if mine == theirs and (mine or is_mobile(key)):
        return "phone", SURE
    if mine or theirs or "contact" in (noun, record.noun):
        return "switchboard", WEAK
    return "phone", LIKELY


def _by_email(crm: Workspace, addresses: Sequence[str]) -> Iterator[Way]:
    """The address itself, and whatever arrives in the same inbox."""
    keys = [key for text in addresses for key in (normal_key("email", text, crm.country), inbox_key(text)) if key]
    for record in crm.alike(NOUNS, "email", keys, FIELDS):
        yield Way(record, "email", SURE)


def _by_tax(crm: Workspace, number: str | None) -> Iterator[Way]:
    if number and (key := tax_key(str(number))):
        yield from (Way(record, "tax", SURE) for record in crm.alike(["client"], "tax", [key], FIELDS))


def _by_domain(crm: Workspace, noun: str, values: Values) -> Iterator[Way]:
    addresses = [str(values[name]) for name in ("website", "email") if values.get(name)]
    keys = list(dict.fromkeys(key for address in addresses if (key := domain_key(address))))
    for record in crm.alike(("client", "lead"), "domain", keys, FIELDS):
        yield Way(record, "domain", _between(noun, values, record))


def _by_firm(crm: Workspace, noun: str, values: Values, company: str) -> Iterator[Way]:
    """Companies of the same name, place and legal form aside, and those that only sound like it."""
    key = firm_key(company) if company else None
    if not key:
        return
    for record in crm.alike(("client", "lead"), "firm", [key], FIELDS):
        if record.noun != "client" or record.values.get("type") != "person":
            reason = "colleague" if noun == record.noun == "lead" else "firm"
            yield Way(record, reason, _between(noun, values, record))
    yield from _by_sound(crm, key)


def _by_sound(crm: Workspace, key: str) -> Iterator[Way]:
    if len(key) < SHORTEST_SOUND or not (has_chinese(key) or _is_pinyin(key)):
        return
    for record in _sounding(crm, key):
        company = record.values.get("company") if record.noun == "lead" else record.name
        if company and firm_key(str(company)) != key:
            yield Way(record, "sound", WEAK)


def _sounding(crm: Workspace, key: str) -> "Iterator[Alike]":
    yield from crm.sounding(("client", "lead"), key, FIELDS)
    if has_chinese(key):
        from crm_cli.records.pinyin import full  # only for Chinese names

        yield from crm.alike(("client", "lead"), "firm", [full(key)], FIELDS)


def _is_pinyin(key: str) -> bool:
    from crm_cli.records.pinyin import is_pinyin  # only for names in Latin letters

    return is_pinyin(key)


def _between(noun: str, values: Values, record: "Alike") -> str:
    """Two leads of one company are two people, unless their names say otherwise."""
    both_leads = noun == record.noun == "lead"
    return WEAK if both_leads and not _same_person(values, record.name, record.values.get("company")) else LIKELY


def _same_person(values: Values, name: str, company: str | None) -> bool:
    mine, theirs = name_key(str(values.get("name") or "")), name_key(name)
    nameless = {"", name_key(str(values.get("company") or "")), name_key(company or "")}
    return mine == theirs or mine in nameless or theirs in nameless


def _by_person(crm: Workspace, noun: str, values: Values) -> Iterator[Way]:
    """Namesakes: likely at the same client or company, else a note."""
    name = str(values.get("name") or "")
    if not _is_person(noun, values) or not any(char.isalpha() for char in name) or "@" in name:
        return
    for record in crm.alike(NOUNS, "name", [name_key(name)], FIELDS):
        if record.noun == "client" and record.values.get("type") != "person":
            continue
        yield Way(record, "name", LIKELY if _same_place(crm, noun, values, record) else WEAK)


def _is_person(noun: str, values: Values) -> bool:
    return noun == "contact" or (
        values.get("type") == "person" if noun == "client" else values.get("name") != values.get("company")
    )


def _same_place(crm: Workspace, noun: str, values: Values, record: "Alike") -> bool:
    """Both are at one client, or at companies of one name."""
    if noun == record.noun == "contact":
        return bool(values.get("client")) and values["client"] == record.values.get("client")
    mine, theirs = _place(crm, noun, values), _place(crm, record.noun, record.values)
    return bool(mine) and mine == theirs


def _place(crm: Workspace, noun: str, values: Values) -> str | None:
    company = values.get("company") if noun == "lead" else None
    if noun == "contact" and values.get("client"):
        company = crm.name_of("client", str(values["client"]))
    return firm_key(str(company)) if company else None


def is_at_home(way: Way, noun: str, values: Values) -> bool:
    """A contact has the phone and the mail of the client it is of, and shares a desk with its colleagues."""
    client = values.get("client") if noun == "contact" else None
    if not client:
        return False
    if way.record.noun == "client":
        return bool(way.record.id == client)
    return way.reason == "switchboard" and bool(way.record.values.get("client") == client)
