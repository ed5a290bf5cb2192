"""Says which column of a file is which field: by its name in either language, by what others call it, or as it is told."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from crm_cli.errors import Invalid, Word
from crm_cli.exchange import cells as office
from crm_cli.exchange.aliases import ALIASES, COMPANIONS, OTHER_NAMES
from crm_cli.exchange.layout import (
    CLOSED_AMOUNT,
    COMPANION,
    EVERY,
    EXTERNAL,
    JOINED,
    OUR_OWN,
    OWN_COLUMNS,
    REFUSED,
    REFUSED_TOO,
    STAGE_DATE,
    Column,
    Layout,
    Target,
    word,
)
from crm_cli.exchange.options import Options
from crm_cli.i18n import N_, every
from crm_cli.records import filters
from crm_cli.records.fold import has_chinese
from crm_cli.records.names import split_person
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS
from crm_cli.workspace import Workspace

_PARTS = re.compile(r"\s*[,，;；/|\n]\s*")


def own_columns(headers: Sequence[str]) -> Sequence[str]:
    """The first headers, where they are those of a file of refused rows: they say nothing of the records."""
    first = tuple(header.casefold() for header in headers[: len(REFUSED)])
    return headers[: len(REFUSED)] if first in (REFUSED, REFUSED_TOO) else ()


def settle(
    crm: Workspace, noun: str, headers: Sequence[str], given: Iterable[str] = (), options: Options | None = None
) -> Layout:
    """Each header by what was told (``HEADER=FIELD``), else by what a preset says, else by its own name; the first that feeds a field has it."""
    return _Settling(crm, noun, headers, given, options or Options()).layout()


class _Settling:
    """A file's headers while it is being found out what they are."""

    def __init__(
        self, crm: Workspace, noun: str, headers: Sequence[str], given: Iterable[str], options: Options
    ) -> None:
        self.crm, self.noun, self.headers = crm, noun, headers
        self._known = {plain(header): header for header in headers}
        given = list(given)
        self.told = dict(self._told(given))
        if f"{EVERY}=" in given:
            self.told |= {header: [] for header in headers if header not in self.told}
        self.cut = {self._header(header): _names(text) for header, text in options.splits.items()}
        self.told |= {header: [*self.told.get(header, []), *names] for header, names in self.cut.items()}
        self.offered = {h: _names(text) for h, text in options.offered.items() if h in headers and h not in self.told}
        self.values = {self._header(header): table for header, table in options.values.items()}
        self.words = {**_aliases(noun), **_named(crm, noun)}
        self.companions = self._companions()
        self.columns: dict[str, Column] = {}
        self.unknown: list[str] = []
        self.hidden: list[str] = []

    def layout(self) -> Layout:
        """The whole of it, column by column in the order of the file."""
        for header in sorted(self.headers, key=lambda header: (header not in self.told, header not in self.offered)):
            self._place(header)
        ignored = tuple(h for h in self.headers if not self.told.get(h, self.offered.get(h, [h])))
        in_order = sorted(self.columns.values(), key=lambda column: column.place)
        unknown = [header for header in self.headers if header in self.unknown]
        return Layout(tuple(in_order), ignored, tuple(unknown), tuple(self.hidden))

    def _place(self, header: str) -> None:
        said = self.told.get(header, self.offered.get(header))
        if said is None and header in own_columns(self.headers):
            return
        wanted = self.guessed(header) if said is None else said
        columns = [self._column(header, name) for name in wanted]
        shown = [column for column in columns if not any(map(self.crm.hides, column.target.path))]
        if len(shown) < len(columns):
            self.hidden.append(header)
        taken = [self._taken(column, said is not None) for column in shown]
        if said is None and header not in self.hidden and not any(taken) and header.casefold() not in OWN_COLUMNS:
            self.unknown.append(header)

    def _column(self, header: str, name: str) -> Column:
        column = Column(
            header,
            self.headers.index(header),
            target(self.crm, self.noun, name),
            values=_table(self.values.get(header)),
        )
        if name in (names := self.cut.get(header, [])):
            column = replace(column, cut=_cutter(self.crm, names), part=names.index(name))
        if (measured := office.unit(header)) and column.target.path and column.target.field.kind in _MEASURED:
            column = replace(column, unit=measured[1])
        return column

    def _taken(self, column: Column, said: bool) -> bool:
        """Put a column where it belongs; a second one is joined where that makes sense, else refused or left out."""
        first = self.columns.get(column.target.name)
        if first is None:
            self.columns[column.target.name] = column
            return True
        kind = column.target.path[-1].kind if column.target.path else ""
        if kind in (JOINED if said else ("phone", "email")) and not column.cut and not first.cut:
            both = sorted(
                [(first.header, first.place), *first.also, (column.header, column.place)], key=lambda one: one[1]
            )
            if said or f"other_{column.target.field.name}s" in self.crm.fields(self.noun):
                self.columns[column.target.name] = replace(
                    first, header=both[0][0], place=both[0][1], also=tuple(both[1:])
                )
                return True
        if column.header in self.told:
            raise Invalid(
                N_("two columns are for {name}"), name=column.target.name, hint=N_("--map HEADER= leaves one out")
            )
        return False

    def _told(self, given: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        for text in given:
            header, equals, names = text.rpartition("=")
            if not equals:
                raise Invalid(N_("“{text}” is no mapping"), hint="--map HEADER=FIELD", text=text)
            if header == EVERY and not names and EVERY not in self.headers:
                continue
            yield self._header(header), _names(names)

    def _header(self, name: str) -> str:
        found = name if name in self.headers else self._known.get(plain(name))
        if found is None:
            raise Invalid(
                N_("the file has no column “{name}”"),
                hint=N_("one of {known}"),
                name=name,
                known=", ".join(self.headers),
            )
        return found

    # --- guessing

    def guessed(self, header: str) -> list[str]:
        """The field that a header names, if one does; without what stands in brackets if it must be."""
        found = self._said_by(header)
        measured = office.unit(header)
        if not found and measured:
            found = self._numeric(self._said_by(measured[0]))
        if not found and (bare := re.sub(r"\s*[(（\[【].*?[)）\]】]\s*|[*＊:：]+$", "", header)) and bare != header:
            found = self._said_by(bare)
        return found

    def _said_by(self, header: str) -> list[str]:
        word = plain(header)
        if word in self.companions:
            return [self.companions[word]]
        if word in self.words:
            return [self.words[word]]
        if "." in header and (found := self._through_link(header)):
            return found
        return [EXTERNAL] if word in _external_names(self.noun) else self._linked_by_id(word)

    def _through_link(self, header: str) -> list[str]:
        link, _dot, rest = header.partition(".")
        field = self.crm.fields(self.noun).get(self.words.get(plain(link), ""))
        inner = (
            {**_aliases(field.to), **_named(self.crm, field.to)}.get(plain(rest))
            if field and field.kind == "link"
            else None
        )
        return [f"{field.name}.{inner}"] if field and inner else []

    def _linked_by_id(self, word: str) -> list[str]:
        """``Account Id`` names the client by its number in the other system."""
        name = self.words.get(word.removesuffix("id")) if word.endswith("id") else None
        return [name] if name and self.crm.fields(self.noun)[name].kind == "link" else []

    def _numeric(self, names: list[str]) -> list[str]:
        known = self.crm.fields(self.noun)
        return [name for name in names if name == CLOSED_AMOUNT or (name in known and known[name].kind in _MEASURED)]

    def _companions(self) -> Mapping[str, str]:
        """What a list of clients says of a person there, where it names one."""
        if self.noun != "client":
            return {}
        words = {plain(word): name for name, told in COMPANIONS.items() for word in told.split("|")}
        named = any(words.get(plain(header)) == "contact.name" and header not in self.told for header in self.headers)
        told = any(
            name.startswith("contact.") for names in (*self.told.values(), *self.offered.values()) for name in names
        )
        return words if named or told else {}


def knows(crm: Workspace, noun: str) -> Callable[[str], bool]:
    """What tells whether a word is a name for a field of the noun, in any language."""
    known = _Settling(crm, noun, (), (), Options())
    known.companions = (
        {plain(word): name for name, told in COMPANIONS.items() for word in told.split("|")} if noun == "client" else {}
    )
    return lambda word: bool(known.guessed(word))


_GERMAN_NUMBERS = {"client": {"kundennummer", "kundennr"}, "contact": {"kontaktnummer"}, "opp": {"auftragsnummer"}}
_MEASURED = ("money", "number", "decimal", "percent")


def target(crm: Workspace, noun: str, name: str) -> Target:
    """What a name after ``=`` in --map stands for."""
    if name == EXTERNAL:
        return Target(EXTERNAL)
    if noun == "opp" and name == CLOSED_AMOUNT:
        return Target(CLOSED_AMOUNT)
    if noun == "opp" and name.startswith(STAGE_DATE):
        return Target("stage", stage=name.removeprefix(STAGE_DATE))
    if noun == "client" and name.startswith(f"{COMPANION}."):
        return Target(COMPANION, (_companion(crm, name.partition(".")[2]),))
    path = filters.find_path(noun, name, crm)
    last = path[-1]
    if last.facets.get("computed") or last.name in OUR_OWN:
        raise Invalid(N_("{field} cannot be imported"), field=Word(last.label))
    if len(path) > 2:
        raise Invalid(N_("“{name}” reaches too far; one link is as far as it goes"), name=name)
    if len(path) == 2 and last.name == "name":
        path = path[:1]
    return Target("field", path)


def _companion(crm: Workspace, name: str) -> Field:
    found = filters.find_field(COMPANION, name, crm)
    if found.facets.get("computed") or found.name in OUR_OWN or found.kind in ("link", "links", "tags"):
        raise Invalid(N_("{field} cannot be imported"), field=Word(found.label))
    return found


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _cutter(crm: Workspace, names: Sequence[str]) -> Callable[[str], Sequence[str]]:
    """What cuts a cell: a name into its two parts, in the order of the fields; anything else at its commas or strokes."""
    if {"family", "given"} == set(names):
        return partial(_name_parts, names=tuple(names), country=crm.country.code)
    return _PARTS.split


def _name_parts(cell: str, names: Sequence[str], country: str) -> Sequence[str]:
    family, given = split_person(cell, country)
    return [family if name == "family" else given for name in names]


def _table(table: Mapping[str, str] | None) -> Mapping[str, str] | None:
    return {word(old): new for old, new in table.items()} if table else None


def _named(crm: Workspace, noun: str) -> Mapping[str, str]:
    fields = [f for f in crm.fields(noun).values() if not f.facets.get("computed") and f.name not in OUR_OWN]
    return {plain(word): f.name for f in reversed(fields) for word in (*every(f.label), f.name)}


def _aliases(noun: str) -> Mapping[str, str]:
    return {plain(word): field for field, words in ALIASES.get(noun, {}).items() for word in words.split("|")}


def _external_names(noun: str) -> set[str]:
    own = (noun, *NOUNS[noun].aliases, *OTHER_NAMES.get(noun, ()))
    english = {plain(f"{name} {end}") for name in own for end in ("id", "number", "no")}
    chinese = {
        plain(word + end)
        for word in every(NOUNS[noun].title)
        if has_chinese(word)
        for end in ("ID", "编号", "编码", "代码")
    }
    others = {"id", "uid", "external", "externalid", "recordid", "外部编号"}
    return others | english | chinese | _GERMAN_NUMBERS.get(noun, set())


def plain(header: str) -> str:
    """A header such that signs, spaces and case do not count."""
    return re.sub(r"[\W_]+", "", header).casefold()
