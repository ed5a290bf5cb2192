"""What a preset's file says, in one language: its pieces, each a record that a base may get.

A text that differs by language is a table of both (``{ en = …, zh_CN = … }``); all else stands in the file as the fields of the noun are called.
In a filter ``$key`` is the pipeline of that key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from crm_cli.errors import NotFound
from crm_cli.i18n import N_
from crm_cli.records.fold import fold
from crm_cli.records.kinds import packed
from crm_cli.records.record import declared
from crm_cli.records.registry import load

ORDER = ("product", "project", "promotion", "key-account", "membership", "group")
LANGUAGES = ("en", "zh_CN")
TABLES = {"fields": "field", "pricebooks": "pricebook", "pipelines": "pipeline", "checks": "check", "views": "view"}
INNER = {"stages": ("stage", "pipeline"), "tasks": ("stagetask", "stage")}
KEY = "key"


@dataclass(frozen=True, slots=True)
class Piece:
    """One record of a preset: its noun, a key that never changes, its stored values, and the piece that it hangs under."""

    noun: str
    key: str
    values: Mapping[str, Any]
    under: str = ""
    link: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.values["name"])


@dataclass(frozen=True, slots=True)
class Preset:
    """A way of selling, in one language."""

    name: str
    title: str
    about: str
    pieces: tuple[Piece, ...] = field(repr=False)

    def of(self, noun: str) -> list[Piece]:
        """Its pieces of that noun."""
        return [piece for piece in self.pieces if piece.noun == noun]


def read(name: str, language: str) -> Preset:
    """The preset of that name, in that language."""
    told = _spoken(_file(name), language)
    return Preset(name, told["title"], told["about"], tuple(_pieces(told)))


def every(language: str) -> list[Preset]:
    """All of them."""
    return [read(name, language) for name in ORDER]


def named(text: str) -> str:
    """The name of the preset that is meant: its name, its number in the list, or its title or the start of it, in any language."""
    wanted = fold(text.strip())
    if wanted.isdecimal() and 0 < int(wanted) <= len(ORDER):
        return ORDER[int(wanted) - 1]
    words = {name: [fold(word) for word in (name, *_file(name)["title"].values())] for name in ORDER}
    for fits in (lambda word: word == wanted, lambda word: bool(wanted) and word.startswith(wanted)):
        found = [name for name, known in words.items() if any(map(fits, known))]
        if len(found) == 1:
            return found[0]
    raise NotFound(
        N_("there is no preset “{name}”"), hint=N_("one of {known}"), name=text, known=", ".join(ORDER), candidates=list(ORDER),
    )  # fmt: skip


@cache
def _file(name: str) -> dict[str, Any]:
    import tomllib  # only where a preset is read

    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def _spoken(value: Any, language: str) -> Any:
    """The same in one language."""
    if isinstance(value, dict):
        if value.keys() == set(LANGUAGES):
            return value[language]
        return {name: _spoken(inner, language) for name, inner in value.items()}
    return [_spoken(inner, language) for inner in value] if isinstance(value, list) else value


def _pieces(told: Mapping[str, Any]) -> Iterator[Piece]:
    """All of them; what others name comes first."""
    for table, noun in TABLES.items():
        for position, entry in enumerate(told.get(table, ()), 1):
            yield from _piece(noun, entry, position, entry[KEY], "", "")


def _piece(noun: str, entry: Mapping[str, Any], position: int, key: str, under: str, link: str) -> Iterator[Piece]:
    yield Piece(noun, key, _stored(noun, entry, position), under, link)
    for table, (inner, to) in INNER.items():
        for at, each in enumerate(entry.get(table, ()), 1):
            yield from _piece(inner, each, at, f"{key}/{each[KEY]}", key, to)


def _stored(noun: str, entry: Mapping[str, Any], position: int) -> dict[str, Any]:
    """What the file says as the base keeps it; a word that is no field of the noun is a mistake in the file."""
    fields = {one.name: one for one in declared(load(noun))}
    found = {"position": position} if "position" in fields else {}
    for name, value in entry.items():
        if name != KEY and name not in INNER:
            found[name] = _value(fields[name].kind, value)
    return found


def _value(kind: str, value: Any) -> Any:
    if kind == "percent":
        return value * 100
    if kind == "choices":
        return packed(value)
    return int(value) if kind == "flag" else value
