"""What is compared of a record: its fields say by kind, key and group which of them tell one from another, and their values how."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from crm_cli.i18n import N_
from crm_cli.people.comparing import BRAND, PART, WAY, WAYS, Way
from crm_cli.records.firms import firm_key
from crm_cli.records.fold import fold, has_chinese
from crm_cli.records.keys import keying
from crm_cli.records.kinds import items
from crm_cli.records.names import name_key, split_person
from crm_cli.records.patterns import pattern
from crm_cli.records.phones import extension, is_mobile
from crm_cli.records.pinyin import full, spellings
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

SAMPLE = 3000  # values by which a text is known for what it is
OFTEN, FOLLOWS = 4, 0.9  # records of one town, and which part of them is in one region
NAMES = ("family", "given", "firm", "seat")
_WRITTEN_DAY = pattern(r"(?:19|20)[0-9]{2}([-/.]?)[0-9]{2}\1[0-9]{2}")
_NUMBER = pattern("[0-9]+")
_FORMS = pattern(
    "(?:股份|责任|集团)*有限(?:责任)?公司|(?:股份|集团|总|分)?公司|集团|合伙企业|办事处|营业部|代表处|支行|分(?:行|店|部|厂)"
)
_PERSON = {"client": ("type", "given"), "contact": (), "lead": ("name", "company")}
_EXTENDED = frozenset("转轉分xXeE#,;")
PHONES, EMAILS = ("phone", "phones"), ("email", "emails")
CROWD = 4  # names under one number or address: a switchboard, an agent's
ADDRESS = "Address"
_SIGNS = str.maketrans(dict.fromkeys(",.;:/\\-_'’\"()（）#，。、；：·•", " "))
Row = Mapping[str, Any]


class Trait(NamedTuple):
    """One thing that two records are compared by. ``sort`` is a way of comparing (or "domain", "client" …, told apart in reasons);
    ``read`` makes the comparable value of a row, empty where it says nothing, and ``needs`` these columns for it."""

    name: str
    sort: str
    label: str
    way: Way
    read: Callable[[Row], str]
    needs: tuple[str, ...]


def of(crm: Workspace, noun: str) -> list[Trait]:
    """The traits of a noun, the team's own fields among them; the names come first."""
    fields = {name: field for name, field in crm.fields(noun).items() if not crm.hides(field)}
    found = [*_names(crm, noun, fields), *_reached(crm, noun, fields)]
    known = {trait.name for trait in found}
    sorts = _sorts(crm, noun, [field for name, field in fields.items() if name not in known and _tells(field)])
    return found + [trait for field, sort in sorts for trait in _plain(field, sort)]


def _tells(field: Field) -> bool:
    """A field that tells one from another: of the team's own any but flags, notes and amounts, of ours what is personal or of the address."""
    if field.custom:
        return field.kind in ("text", "number", "date", "choice", "url", "link")
    if field.kind in ("text", "choice", "birthday"):
        return bool(field.facets.get("personal")) or (field.facets.get("group") == ADDRESS and field.name != "country")
    return field.kind == "birthday" or (field.kind == "link" and field.facets.get("on_remove") == "cascade")


# --- names


def _names(crm: Workspace, noun: str, fields: Mapping[str, Field]) -> Iterator[Trait]:
    country, who = crm.country.code, _PERSON[noun]
    if "family" in fields:
        for name, place in (("family", 0), ("given", 1)):
            needs = (*who, "name", "family", "given")
            yield Trait(name, name, fields[name].label, WAYS[name], _part(noun, place, country), needs)
    if firm := next((name for name, field in fields.items() if "firm" in str(field.facets.get("key", ""))), None):
        needs = (*who, firm, "firm_key", "name_key")
        short = ("short_name",) if "short_name" in fields else ()
        yield Trait(firm, "firm", fields[firm].label, WAYS["firm"], _firm(noun, firm), (*needs, *short))
        for sort, at, label in (("seat", 0, N_("Place in the name")), ("form", 1, N_("Legal form"))):
            yield Trait(sort, sort, label, WAYS[sort], _beside(noun, firm, at), needs)


def is_person(noun: str, row: Row) -> bool:
    """A contact is; a client may be said to be, or have a given name; a lead is unless it is called as its company is."""
    if noun == "client":
        return row["type"] == "person" or bool(row["given"])
    return noun != "lead" or row["name"] != row["company"]


def _part(noun: str, place: int, country: str) -> Callable[[Row], str]:
    def read(row: Row) -> str:
        if not is_person(noun, row):
            return ""
        parts = (row["family"], row["given"])
        if not any(parts):
            parts = _split(row["name"], country)
        return name_part(parts[place]) if parts[place] else ""

    return read


@lru_cache(maxsize=4)  # of a row both parts are asked for, one after the other
def _split(name: str, country: str) -> tuple[str, str]:
    return split_person(name, country) if any(char.isalpha() for char in name) and "@" not in name else ("", "")


@lru_cache(maxsize=1 << 14)
def name_part(text: str) -> str:
    """A family or given name as it is compared, its sound behind it where it is Chinese."""
    folded = " ".join(fold(text).translate(_SIGNS).split())
    return f"{folded}{PART}{full(folded)}" if has_chinese(folded) else folded


def _firm(noun: str, name: str) -> Callable[[Row], str]:
    def read(row: Row) -> str:
        if not row[name] or (noun == "client" and is_person(noun, row)):
            return ""
        found = firm_value(row[name], _whole(row, name), row["firm_key"] or "")
        short = row.get("short_name")
        return f"{found}{WAY}{firm_key(short)}" if short and short != row[name] else found

    return read


def _whole(row: Row, name: str) -> str:
    return (row["name_key"] if name == "name" else name_key(row[name])) or ""


def firm_value(name: str, whole: str, core: str) -> str:
    """A company as it is compared: its whole name, the name without place and legal form, the sound of that or its words."""
    if has_chinese(core):
        return f"{whole}{PART}{core}{PART}{spellings(core)[0][0]}"
    return f"{whole}{PART}{core}{PART}{' '.join(sorted(fold(name).translate(_SIGNS).split()))}"


def _beside(noun: str, name: str, at: int) -> Callable[[Row], str]:
    """What a company's name tells besides the name itself: its place, or its legal form."""

    def read(row: Row) -> str:
        if not row[name] or (noun == "client" and is_person(noun, row)):
            return ""
        before, core, after = _whole(row, name).partition(row["firm_key"] or "\0")
        if not core:
            return ""
        places, form = _around(after)
        return form if at else "" if row[name].isascii() else before + places

    return read


@lru_cache(maxsize=1 << 12)
def _around(after: str) -> tuple[str, str]:
    """What follows a company's name, as places and legal form: ``北京有限公司上海分公司`` → ``北京上海``, ``有限公司``."""
    if after.isascii():
        return "", after
    form = _FORMS.search(after)
    return _FORMS.sub("", after), form[0] if form else ""


def crossed(one: str, other: str) -> str:
    """A company that there is not: called as one begins and another ends. By such it is known how often names agree by chance."""
    whole, core, spoken = one.partition(WAY)[0].split(PART)
    _whole, other_core, other_spoken = other.partition(WAY)[0].split(PART)
    if has_chinese(core):
        mixed = core[:BRAND] + other_core[BRAND:]
        return f"{mixed}{PART}{mixed}{PART}{spellings(mixed)[0][0]}"
    first, rest = spoken.split()[:1], other_spoken.split()[1:]
    mixed = " ".join(sorted([*first, *rest]))
    return (
        f"{''.join([*first, *rest])}{PART}{''.join([*first, *rest])}{PART}{mixed}"
        if rest
        else f"{whole}{PART}{core}{PART}{spoken}"
    )


# --- how they are reached


def _reached(crm: Workspace, noun: str, fields: Mapping[str, Field]) -> Iterator[Trait]:
    phones = [field for field in fields.values() if field.kind in PHONES and (_keyed(field) or field.custom)]
    emails = [field for field in fields.values() if field.kind in EMAILS and (_keyed(field) or field.custom)]
    if phones:
        yield Trait(
            "phone",
            "phone",
            fields["phone"].label,
            WAYS["phone"],
            _phone(crm, noun, phones),
            (*(f.name for f in phones), "phone", "phone_key"),
        )
    if emails:
        yield Trait(
            "email",
            "email",
            fields["email"].label,
            WAYS["email"],
            _email(crm, noun, emails),
            (*(f.name for f in emails), "email", "email_key"),
        )
    if "website" in fields:
        yield Trait(
            "website",
            "domain",
            fields["website"].label,
            WAYS["same"],
            lambda row: row["domain_key"] or "",
            ("domain_key",),
        )
    if "tax_id" in fields:
        yield Trait(
            "tax_id", "tax", fields["tax_id"].label, WAYS["tax"], lambda row: row["tax_key"] or "", ("tax_key",)
        )


def _keyed(field: Field) -> bool:
    return bool(field.facets.get("key") or field.facets.get("also"))


def _texts(row: Row, fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        if value := row[field.name]:
            yield from items(value) if field.kind.endswith("s") else (value,)


def _phone(crm: Workspace, noun: str, fields: Sequence[Field]) -> Callable[[Row], str]:
    crowd, country = crm.crowded(noun, "phone", CROWD), crm.country
    key_of = keying("phone", country)
    others = [field for field in fields if field.name != "phone"]
    names = [field.name for field in others]

    def one(text: str, key: str | None) -> str:
        if key and key not in crowd and is_own(key):
            return "m" + key
        may_extend = key and (text.count("-") > 1 or not _EXTENDED.isdisjoint(text))
        inner = extension(text, country) if may_extend else ""
        return f"d{key or text.replace(' ', '')}" + (f"x{inner}" if inner else "")

    def read(row: Row) -> str:
        first = one(row["phone"], row["phone_key"]) if row["phone"] else ""
        if not any(row[name] for name in names):
            return first
        rest = [one(text, key_of(text)) for text in _texts(row, others)]
        return " ".join(dict.fromkeys(filter(None, [first, *rest])))

    return read


def is_own(key: str) -> bool:
    """The number of one person, as far as a number says."""
    return key.startswith("+1") or (len(key) == 14 and key.startswith("+861")) or is_mobile(key)


def _email(crm: Workspace, noun: str, fields: Sequence[Field]) -> Callable[[Row], str]:
    crowd, key_of = crm.crowded(noun, "email", CROWD), keying("email", crm.country)
    others = [field for field in fields if field.name != "email"]
    names = [field.name for field in others]

    def one(key: str | None) -> str:
        return ("d" if key in crowd else "m") + key if key else ""

    def read(row: Row) -> str:
        if not any(row[name] for name in names):
            return one(row["email_key"])
        keys = [row["email_key"], *map(key_of, _texts(row, others))]
        return " ".join(dict.fromkeys(filter(None, map(one, keys))))

    return read


# --- everything else


def _sorts(crm: Workspace, noun: str, fields: Sequence[Field]) -> list[tuple[Field, str]]:
    """Each field that is filled with how its values are compared; not the region where the town says it already."""
    values: dict[str, list[str]] = {field.name: [] for field in fields}
    for _identity, *row in islice(crm.every(noun, fields), SAMPLE):
        for seen, value in zip(values.values(), row, strict=True):
            seen.append("" if value is None else str(value))
    if _follows(values.get("region", ()), values.get("city", ())):
        values.pop("region")
    said = [(field, [value for value in values.get(field.name, ()) if value]) for field in fields]
    return [(field, sort_of(field, seen)) for field, seen in said if seen]


def _follows(coarse: Sequence[str], fine: Sequence[str]) -> bool:
    """One value nearly always follows from the other: then the two tell no more than one."""
    seen: dict[str, Counter[str]] = {}
    for what, where in zip(coarse, fine, strict=False):
        if what and where:
            seen.setdefault(where, Counter())[what] += 1
    often = [count for count in seen.values() if sum(count.values()) >= OFTEN]
    usual = sum(max(count.values()) for count in often)
    return usual > FOLLOWS * sum(sum(count.values()) for count in often)


def sort_of(field: Field, values: Sequence[str]) -> str:
    """How the values of a field are compared: by its kind, a text by what stands in it."""
    if field.kind in ("birthday", "date"):
        return "day"
    if field.kind in ("link", "choice", "flag"):
        return "same"
    digits = sum(sum(char.isdigit() for char in value) * 2 > len(value) for value in values)
    if digits * 2 > len(values) and field.kind != "url":
        return _digital(values)
    if field.name == "address" or sum(_is_addressed(value) for value in values) * 2 > len(values):
        return "place"
    words = sum(len(value.split()) for value in values) / len(values)
    return "text" if words > 3 or sum(map(len, values)) > 24 * len(values) else "word"


def _digital(values: Sequence[str]) -> str:
    """Days are known by their look; what is long is given to one alone, a house number to many."""
    if sum(bool(_WRITTEN_DAY.fullmatch(value)) for value in values) > 0.8 * len(values):
        return "day"
    length = sum(map(len, values)) / len(values)
    return "id" if length > 6 else "code" if length > 3 else "number"


def _is_addressed(value: str) -> bool:
    return any(char.isdigit() for char in value) and (" " in value or has_chinese(value))


def _plain(field: Field, sort: str) -> list[Trait]:
    if sort == "place":
        house = Trait(
            f"{field.name}_number", "house", N_("House number"), WAYS["house"], _house(field.name), (field.name,)
        )
        return [Trait(field.name, "street", field.label, WAYS["street"], _street(field.name), (field.name,)), house]
    read = {"day": _day, "code": _code, "number": _code, "id": _code}.get(sort, _folded)
    return [Trait(field.name, sort, field.label, WAYS[sort], read(field.name), (field.name,))]


def _folded(name: str) -> Callable[[Row], str]:
    return lambda row: " ".join(fold(str(row[name])).translate(_SIGNS).split()) if row[name] not in (None, "") else ""


def _code(name: str) -> Callable[[Row], str]:
    return lambda row: "".join(filter(str.isalnum, str(row[name]).lower())) if row[name] not in (None, "") else ""


def _day(name: str) -> Callable[[Row], str]:
    def read(row: Row) -> str:
        value = "".join(filter(str.isdigit, str(row[name] or "")))
        return value.rjust(8, "-") if value else ""

    return read


def _house(name: str) -> Callable[[Row], str]:
    return lambda row: " ".join(_NUMBER.findall(fold(str(row[name])))) if row[name] else ""


def _street(name: str) -> Callable[[Row], str]:
    return lambda row: " ".join(_NUMBER.sub(" ", fold(str(row[name])).translate(_SIGNS)).split()) if row[name] else ""
