"""What a field can be: for each kind its column type, how typed text is read, and how two values compare."""

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.clock import Clock
from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_, _, every, language
from crm_cli.records.countries import Country
from crm_cli.records.patterns import pattern

if TYPE_CHECKING:  # working days are counted by few
    from crm_cli.records.workdays import Workdays

Stored = str | int | None
Facets = Mapping[str, Any]


class Reading(NamedTuple):
    """What reading typed text depends on: the base's country and currency, the day, and which days are worked."""

    country: Country
    clock: Clock
    currency: str
    office: "Callable[[], Workdays] | None" = None


class Kind(NamedTuple):
    """``sql`` is the column type; ``parse(text, reading, facets)`` gives the stored value; ``ordered`` kinds take < and ranges."""

    sql: str
    parse: Callable[[str, Reading, Facets], Stored]
    ordered: bool = False
    many: bool = False


def read_text(text: str, reading: Reading, facets: Facets) -> Stored:
    """The text as given; refused only what no file can hold."""
    if "\x00" in text:
        raise Invalid(N_("the text has a NUL character at position {at}"), at=text.index("\x00"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Invalid(N_("the text is not valid Unicode at position {at}"), at=error.start) from None
    return text


def read_number(text: str, reading: Reading, facets: Facets) -> Stored:
    if text.isdecimal() and text.isascii() and len(text) < SHORT:
        return int(text)
    from crm_cli.records.numbers import parse_number  # only where a number is not plain

    return parse_number(text, reading.country)


def read_decimal(text: str, reading: Reading, facets: Facets) -> Stored:
    from crm_cli.records.numbers import parse_decimal  # only where a number is typed

    return parse_decimal(text, reading.country)


def read_money(text: str, reading: Reading, facets: Facets) -> Stored:
    from crm_cli.records.numbers import parse_money  # only where money is typed

    return parse_money(text, reading.country, reading.currency)[0]


def read_percent(text: str, reading: Reading, facets: Facets) -> Stored:
    from crm_cli.records.numbers import parse_percent  # only where a percentage is typed

    return parse_percent(text, reading.country)


def read_date(text: str, reading: Reading, facets: Facets) -> Stored:
    if PLAIN_DATE.fullmatch(text):
        return _checked(text)
    from crm_cli.records.when import parse_day  # only where a date is not plain

    prefer = str(facets.get("prefer", "future"))
    return parse_day(text, reading.clock, reading.country, prefer, reading.office).isoformat()


def read_time(text: str, reading: Reading, facets: Facets) -> Stored:
    if PLAIN_STAMP.fullmatch(text):
        _checked(text[:10])
        return text
    from crm_cli.records.when import parse_time  # only where a time is not plain

    prefer = str(facets.get("prefer", "future"))
    return parse_time(text, reading.clock, reading.country, prefer, reading.office)


def read_flag(text: str, reading: Reading, facets: Facets) -> Stored:
    word = text.strip().casefold()
    if word in ("1", "yes", "y", "true", "on", "是", "有", "对", "√"):
        return 1
    if word in ("0", "no", "n", "false", "off", "否", "无", "没有", "×"):
        return 0
    raise Invalid(N_("“{text}” is neither yes nor no"), text=text)


def read_choice(text: str, reading: Reading, facets: Facets) -> Stored:
    """A key of the choices, given as its key, its label in any language, or another word for it."""
    choices: Mapping[str, str] = facets.get("choices") or {}
    if (found := chosen(text, choices, facets.get("words"))) is not None:
        return found
    if facets.get("open"):
        return read_text(text, reading, facets)
    raise Invalid(
        N_("“{text}” is not a choice of {label}"),
        hint=N_("one of {known}"),
        text=text,
        label=Word(facets["label"]),
        known=_Known(choices),
    )


class _Known(Word):
    """The choices of a field: their keys, in another language than English their words there."""

    _labels: list[str]

    def __new__(cls, choices: Mapping[str, str], /) -> "_Known":
        made = super().__new__(cls, ", ".join(map(str, choices)))
        made._labels = list(choices.values())
        return made

    def shown(self) -> str:
        """In the language of the interface, as they can be typed."""
        return str(self) if language().startswith("en") else ", ".join(_(label) for label in self._labels)


def read_choices(text: str, reading: Reading, facets: Facets) -> Stored:
    """Several of the choices; ``none`` is none of them, where that is no choice itself."""
    known: Mapping[str, str] = facets.get("choices") or {}
    if text.strip().casefold() in NOTHING and chosen(text, known, facets.get("words")) is None:
        return None
    return packed([str(read_choice(part, reading, facets)) for part in parts(text)])


def read_phone(text: str, reading: Reading, facets: Facets) -> Stored:
    from crm_cli.records.phones import parse_phone  # only where a phone is typed

    return parse_phone(text, reading.country)


def read_phones(text: str, reading: Reading, facets: Facets) -> Stored:
    return packed([str(read_phone(part, reading, facets)) for part in parts(text)])


def read_email(text: str, reading: Reading, facets: Facets) -> Stored:
    address = text.strip().replace("＠", "@")
    if not EMAIL.fullmatch(address):
        raise Invalid(N_("“{text}” is not an e-mail address"), text=text)
    return read_text(address, reading, facets)


def read_emails(text: str, reading: Reading, facets: Facets) -> Stored:
    return packed([str(read_email(part, reading, facets)) for part in parts(text)])


def read_url(text: str, reading: Reading, facets: Facets) -> Stored:
    address = text.strip()
    if not URL.fullmatch(address):
        raise Invalid(N_("“{text}” is not a web address"), hint=N_("write it as https://example.com"), text=text)
    return read_text(address, reading, facets)


def read_birthday(text: str, reading: Reading, facets: Facets) -> Stored:
    """``1980-05-14``, ``05-14`` without the year, ``农历八月十五`` or ``lunar 08-15``; stored as one of ``Y-M-D``, ``M-D``, ``lunar M-D``, ``lunar leap M-D``."""
    from crm_cli.records.birthdays import parse_birthday  # only where a birthday is typed

    return parse_birthday(text, reading)


def read_repeat(text: str, reading: Reading, facets: Facets) -> Stored:
    """How often something comes again, as a phrase or as RFC 5545 writes it; ``none`` ends it."""
    from crm_cli.records.repeats import parse_repeat  # only where something comes again

    return parse_repeat(text, reading.clock, reading.country, reading.office)


KINDS: dict[str, Kind] = {
    "text": Kind("TEXT", read_text),
    "longtext": Kind("TEXT", read_text),
    "number": Kind("INTEGER", read_number, ordered=True),
    "decimal": Kind("TEXT", read_decimal, ordered=True),
    "money": Kind("INTEGER", read_money, ordered=True),
    "percent": Kind("INTEGER", read_percent, ordered=True),
    "date": Kind("TEXT", read_date, ordered=True),
    "time": Kind("TEXT", read_time, ordered=True),
    "flag": Kind("INTEGER", read_flag),
    "choice": Kind("TEXT", read_choice),
    "choices": Kind("TEXT", read_choices, many=True),
    "phone": Kind("TEXT", read_phone),
    "phones": Kind("TEXT", read_phones, many=True),
    "email": Kind("TEXT", read_email),
    "emails": Kind("TEXT", read_emails, many=True),
    "url": Kind("TEXT", read_url),
    "birthday": Kind("TEXT", read_birthday),
    "repeat": Kind("TEXT", read_repeat),
    "link": Kind("TEXT", read_text),
    "links": Kind("TEXT", read_text, many=True),
    "tags": Kind("TEXT", read_text, many=True),
}
CUSTOM_KINDS = tuple(k for k in KINDS if k not in ("tags", "links", "birthday", "repeat"))
ME = ("me", "我")
PLAIN_DATE = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
PLAIN_STAMP = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")
EMAIL = pattern(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]+")
URL = pattern(r"(https?://)?[^\s/:@]+\.[^\s/]{2,}(/\S*)?", re.IGNORECASE)
SHORT = 10  # digits that need no look at signs and limits
NOTHING = ("none", "无")
_SPLIT = pattern(r"[,，、;；\n]+")


def parse(kind: str, text: str, reading: Reading, facets: Facets) -> Stored:
    """The stored value of typed text; empty text is no value."""
    if text == "":
        return None
    return KINDS[kind].parse(text, reading, facets)


def chosen(text: str, choices: Mapping[str, str], words: Mapping[str, str] | None = None) -> str | None:
    """The key of the choice that the text means: its key, its label in any language, one of the ``words`` for it; None if none."""
    if text in choices:
        return text
    folded = text.strip().casefold()
    for key, label in choices.items():
        if folded == key.casefold() or folded in (word.casefold() for word in every(label)):
            return key
    return next((key for key, said in (words or {}).items() if folded in said.split()), None)


def parts(text: str) -> list[str]:
    """A list as people write it: separated by commas or semicolons of either script, or lines; a JSON array as it is."""
    if text.startswith('["') or (text.startswith("[") and _is_array(text)):
        return items(text)
    return [part.strip() for part in _SPLIT.split(text) if part.strip()]


def _is_array(text: str) -> bool:
    """``[1, 2]`` is one, ``[vip]`` a word in brackets."""
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def packed(values: list[str]) -> str | None:
    """A list as the store keeps it, each value once; None when empty."""
    unique = list(dict.fromkeys(values))
    return json.dumps(unique, ensure_ascii=False) if unique else None


def items(stored: str | None) -> list[str]:
    """The list that a stored value holds."""
    if not stored:
        return []
    try:
        found = json.loads(stored)
    except ValueError:
        raise Invalid(N_("“{text}” is not a list"), text=stored) from None
    return [str(value) for value in found] if isinstance(found, list) else [str(found)]


def _checked(day: str) -> str:
    from datetime import date  # only where a date is typed

    try:
        date.fromisoformat(day)
    except ValueError:
        raise Invalid(N_("there is no {day}"), day=day) from None
    return day
