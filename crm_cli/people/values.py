"""The comparable values of many records at once: each maker takes their stored values column by column, and gives one value for each record."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from crm_cli.people.comparing import BRAND, PART, WAY
from crm_cli.records.countries import Country
from crm_cli.records.firms import firm_key
from crm_cli.records.fold import fold, has_chinese
from crm_cli.records.keys import keying
from crm_cli.records.kinds import items
from crm_cli.records.names import name_key, split_person
from crm_cli.records.patterns import pattern
from crm_cli.records.phones import extension, is_mobile
from crm_cli.records.pinyin import full, spellings

Columns = Mapping[str, Sequence[Any]]
Read = Callable[[Columns], list[str]]
WHO = {"client": ("type", "given"), "contact": (), "lead": ("name", "company")}
FEW = 1 << 14  # names and towns come again and again
_NUMBER = pattern("[0-9]+")
_FORMS = pattern(
    "(?:股份|责任|集团)*有限(?:责任)?公司|(?:股份|集团|总|分)?公司|集团|合伙企业|办事处|营业部|代表处|支行|分(?:行|店|部|厂)"
)
_EXTENDED = frozenset("转轉分xXeE#,;")
_SIGNS = str.maketrans(dict.fromkeys(",.;:/\\-_'’\"()（）#，。、；：·•", " "))


# --- names


def persons(noun: str, columns: Columns) -> list[bool]:
    """A contact is; a client may be said to be, or have a given name; a lead is unless it is called as its company is."""
    if noun == "client":
        return [kind == "person" or bool(given) for kind, given in zip(columns["type"], columns["given"], strict=True)]
    if noun == "lead":
        return [name != company for name, company in zip(columns["name"], columns["company"], strict=True)]
    return [True] * len(columns["name"])


def part_of_name(noun: str, place: int, country: str) -> Read:
    """The family name (``place`` 0) or the given name of those who are persons."""

    def one(person: bool, name: str, *parts: str) -> str:
        if not person:
            return ""
        found = parts if any(parts) else _split(name, country)
        return name_part(found[place]) if found[place] else ""

    return lambda columns: list(map(one, persons(noun, columns), columns["name"], columns["family"], columns["given"]))


@lru_cache(maxsize=FEW)
def _split(name: str, country: str) -> tuple[str, str]:
    return split_person(name, country) if any(char.isalpha() for char in name) and "@" not in name else ("", "")


@lru_cache(maxsize=FEW)
def name_part(text: str) -> str:
    """A family or given name as it is compared, its sound behind it where it is Chinese."""
    folded = words(text)
    return f"{folded}{PART}{full(folded)}" if has_chinese(folded) else folded


def firm(noun: str, name: str, short: str) -> Read:
    """A company by its name, and by what it is called in ``short`` where there is such a field."""

    def read(columns: Columns) -> list[str]:
        found = list(map(firm_value, *_companies(noun, name, columns)))
        for at, called in enumerate(columns[short] if short else ()):
            if found[at] and called and called != columns[name][at]:
                found[at] += f"{WAY}{firm_key(called)}"
        return found

    return read


def _companies(noun: str, name: str, columns: Columns) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Of each record the name of the company, its key, and the key without place and legal form; empty where it is none."""
    keys = columns["name_key"] if name == "name" else [name_key(text) if text else "" for text in columns[name]]
    people = persons(noun, columns) if noun == "client" else [False] * len(keys)
    names = ["" if person else text or "" for person, text in zip(people, columns[name], strict=True)]
    return names, [key or "" for key in keys], [core or "" for core in columns["firm_key"]]


def firm_value(name: str, whole: str, core: str) -> str:
    """A company as it is compared: its whole name, the name without place and legal form, the sound of that or its words."""
    if not name:
        return ""
    if has_chinese(core):
        return f"{whole}{PART}{core}{PART}{spellings(core)[0][0]}"
    return f"{whole}{PART}{core}{PART}{' '.join(sorted(fold(name).translate(_SIGNS).split()))}"


def seat(noun: str, name: str) -> Read:
    """The places that a company's name tells besides the name itself."""

    def one(text: str, whole: str, core: str) -> str:
        if not core or text.isascii():
            return ""
        before, _core, after = whole.partition(core)
        return before + _around(after)[0]

    return lambda columns: list(map(one, *_companies(noun, name, columns)))


def form(noun: str, name: str) -> Read:
    """The legal form at the end of a company's name."""

    def one(text: str, whole: str, core: str) -> str:
        return _around(whole.partition(core)[2])[1] if text and core else ""

    return lambda columns: list(map(one, *_companies(noun, name, columns)))


@lru_cache(maxsize=FEW)
def _around(after: str) -> tuple[str, str]:
    """What follows a company's name, as places and legal form: ``北京有限公司上海分公司`` → ``北京上海``, ``有限公司``."""
    if after.isascii():
        return "", after
    found = _FORMS.search(after)
    return _FORMS.sub("", after), found[0] if found else ""


def crossed(one: str, other: str) -> str:
    """A company that there is not: called as one begins and another ends. By such it is known how often names agree by chance."""
    whole, core, spoken = one.partition(WAY)[0].split(PART)
    _whole, other_core, other_spoken = other.partition(WAY)[0].split(PART)
    if has_chinese(core):
        mixed = core[:BRAND] + other_core[BRAND:]
        return f"{mixed}{PART}{mixed}{PART}{spellings(mixed)[0][0]}"
    first, rest = spoken.split()[:1], other_spoken.split()[1:]
    if not rest:
        return f"{whole}{PART}{core}{PART}{spoken}"
    together = "".join([*first, *rest])
    return f"{together}{PART}{together}{PART}{' '.join(sorted([*first, *rest]))}"


# --- how they are reached


def phones(country: Country, crowd: Collection[str], fields: Mapping[str, str]) -> Read:
    """The phones in these fields (name and kind), what is somebody's own marked ``m``, what others have too ``d``."""
    key_of = keying("phone", country)
    others = {name: kind for name, kind in fields.items() if name != "phone"}

    def one(text: str, key: str | None) -> str:
        if key and key not in crowd and is_own(key):
            return "m" + key
        may_extend = key and (text.count("-") > 1 or not _EXTENDED.isdisjoint(text))
        inner = extension(text, country) if may_extend else ""
        return f"d{key or text.replace(' ', '')}" + (f"x{inner}" if inner else "")

    def read(columns: Columns) -> list[str]:
        keyed = zip(columns["phone"], columns["phone_key"], strict=True)
        found = [one(text, key) if text else "" for text, key in keyed]
        for at, texts in _further(columns, others):
            found[at] = _united(found[at], [one(text, key_of(text)) for text in texts])
        return found

    return read


def is_own(key: str) -> bool:
    """The number of one person, as far as a number says."""
    return key.startswith("+1") or (len(key) == 14 and key.startswith("+861")) or is_mobile(key)


def emails(country: Country, crowd: Collection[str], fields: Mapping[str, str]) -> Read:
    """The addresses in these fields (name and kind), marked as :func:`phones` are."""
    key_of = keying("email", country)
    others = {name: kind for name, kind in fields.items() if name != "email"}

    def one(key: str | None) -> str:
        return ("d" if key in crowd else "m") + key if key else ""

    def read(columns: Columns) -> list[str]:
        found = list(map(one, columns["email_key"]))
        for at, texts in _further(columns, others):
            found[at] = _united(found[at], [one(key_of(text)) for text in texts])
        return found

    return read


def _further(columns: Columns, fields: Mapping[str, str]) -> Iterator[tuple[int, list[str]]]:
    """The records that have something in these fields, by their place, and what."""
    for at, row in enumerate(zip(*(columns[name] for name in fields), strict=True)):
        if any(row):
            texts = [items(text) if kind.endswith("s") else (text,) for text, kind in zip(row, fields.values(), strict=True) if text]  # fmt: skip
            yield at, [text for some in texts for text in some]


def _united(first: str, rest: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, [first, *rest])))


# --- everything else


def key(name: str) -> Read:
    """A stored key as it is."""
    return lambda columns: [value or "" for value in columns[name]]


def plain(name: str, sort: str) -> Read:
    """A field whose values are compared in this way."""
    one = {"day": day, "code": code, "number": code, "id": code, "house": house, "street": street}.get(sort, words)
    return lambda columns: ["" if value in (None, "") else one(str(value)) for value in columns[name]]


@lru_cache(maxsize=FEW)
def words(text: str) -> str:
    """A text in small letters, without signs."""
    return " ".join(fold(text).translate(_SIGNS).split())


def code(text: str) -> str:
    """Letters and digits alone."""
    lower = text.lower()
    return lower if lower.isalnum() else "".join(filter(str.isalnum, lower))


def day(text: str) -> str:
    """The digits of a day, year first; a year that is missing is made up with dashes."""
    value = text.replace("-", "")
    if not (value.isascii() and value.isdigit()):
        value = "".join(filter(str.isdigit, text))
    return value.rjust(8, "-") if value else ""


def house(text: str) -> str:
    """The numbers of an address."""
    return " ".join(_NUMBER.findall(fold(text)))


def street(text: str) -> str:
    """An address without its numbers."""
    return " ".join(_NUMBER.sub(" ", fold(text).translate(_SIGNS)).split())
