"""Says which row of a file is which record that is there: by another system's number, by the fields of a key, or by all it says."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

from crm_cli.errors import Ambiguous, CrmError, Invalid
from crm_cli.exchange.layout import EXTERNAL, Layout
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.countries import Country
from crm_cli.records.firms import tax_key
from crm_cli.records.fold import plain
from crm_cli.records.kinds import items
from crm_cli.records.names import name_key
from crm_cli.records.patterns import pattern
from crm_cli.records.phones import phone_key
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS
from crm_cli.workspace import Workspace

Match = str | CrmError | None
Values = Mapping[str, Sequence[Any]]
_SPACES, _WEB = re.compile(r"\s+"), re.compile(r"^(?:https?://)?(?:www\.)?")
RECORD = "record"
MADE = "created"  # a row that leaves it empty got the time of its import
OWN_ID = pattern(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
INDEXED = {
    "ref": "ref",
    "number": "number",
    "name": "name_key",
    "email": "email_key",
    "phone": "phone_key",
    "tax_id": "tax_key",
}
FURTHER = ("phone", "email")  # kinds of which a record may have more than one
SHOWN = 5


def keys_of(
    crm: Workspace, noun: str, layout: Layout, given: Sequence[str], *, lacking: bool = False
) -> tuple[str, ...]:
    """The keys that were asked for, after another system's number where the file has one; else the ref, the printed number, or what there is
    one record of, or the name where names are unique. A file ``lacking`` what a new record needs names those that are there by any number."""
    fields = layout.fields()
    external = (EXTERNAL,) if layout.external() else ()
    if given:
        chosen = [name if name == EXTERNAL else filters.find_field(noun, name, crm).name for name in given]
        for name in chosen:
            if name not in fields and (name != EXTERNAL or not external):
                raise Invalid(N_("no column is for the key {name}"), name=name, hint="--map HEADER={name}")
        return (*external, *(name for name in chosen if name != EXTERNAL))
    if external:
        return (*external, *NOUNS[noun].one_of)
    if "ref" in fields:
        return ("ref",)
    known = crm.fields(noun)
    if "number" in fields and known["number"].facets.get("document"):
        return ("number", "version") if "version" in fields else ("number",)
    if NOUNS[noun].one_of and not (lacking and {*NOUNS[noun].one_of} - {*fields}):
        return NOUNS[noun].one_of
    if "name" in fields and known["name"].facets.get("unique"):
        return ("name",)
    numbers = [name for name in fields if lacking and known[name].facets.get("searched") == "number"]
    return tuple(numbers[:1])


class Matcher:
    """Finds for each row the record it is: by another system's number, then by the key. Without either a row is the record that
    holds just what it says, each of them once."""

    def __init__(
        self, crm: Workspace, noun: str, keys: Sequence[str], source: str, *, may_lack_key: bool = False
    ) -> None:
        self.crm, self.noun, self.source = crm, noun, source
        self._may_lack_key = (
            may_lack_key  # cards, and rows added by hand: such a row is told by what it is, or all it says
        )
        self.has_external, self.keys = EXTERNAL in keys, tuple(name for name in keys if name != EXTERNAL)
        self._is_one_of = self.keys == NOUNS[noun].one_of
        self._usual = [crm.fields(noun)[name].default for name in self.keys] if self._is_one_of else []
        self.adopted: dict[int, tuple[str, str]] = {}
        self._is_first = crm.is_empty(noun)  # what the file itself brings is told apart without the base
        self._seen: dict[int, int] = {}
        self._all: dict[int, list[str]] | None = None
        self._own: set[str] = set()
        one_of = NOUNS[noun].one_of if may_lack_key and not {*NOUNS[noun].one_of} & {*self.keys} else ()
        self._by_what_it_is = Matcher(crm, noun, one_of, source) if one_of else None

    def match(
        self, values: Values, externals: Sequence[str], lines: Sequence[int], refused: Container[int] = ()
    ) -> list[Match]:
        """For each row its record, None for a new one, or why it cannot be told. ``adopted`` has then, by place, the number by which a
        record found by its key is called from now on. A row that is ``refused`` is no record by what is left of it."""
        self.adopted = {}
        if not self.has_external and not self.keys:
            return self._by_everything(values, len(lines), refused)
        found = self._each_once(self._matched(values, externals, lines), lines)
        return self._without_key(values, externals, found, lines, refused) if self._may_lack_key else found

    def _each_once(self, found: list[Match], lines: Sequence[int]) -> list[Match]:
        """A record is one row of the file: what is found twice, by two numbers or by number and key, would change to and fro."""
        for place, match in enumerate(found):
            if isinstance(match, str):
                first = self._seen.setdefault(hash((RECORD, match)), lines[place])
                if first != lines[place]:
                    found[place] = Invalid(N_("line {line} is the same record"), line=first)
                    self.adopted.pop(place, None)
        return found

    def _without_key(
        self,
        values: Values,
        externals: Sequence[str],
        found: list[Match],
        lines: Sequence[int],
        refused: Container[int],
    ) -> list[Match]:
        numbered = externals if self.has_external else [""] * len(found)
        keyed = [any(parts) for parts in zip(numbered, *self._cells(values), strict=True)]
        places = [place for place, has in enumerate(keyed) if not has]
        if not places:
            return found
        said = {n: [cells[place] for place in places] for n, cells in values.items() if n not in self.keys}
        if self._by_what_it_is:
            alike = self._by_what_it_is.match(said, (), [lines[place] for place in places])
        else:
            alike = self._by_everything(said, len(places), {at for at, n in enumerate(places) if n in refused})
        for place, match in zip(places, alike, strict=True):
            found[place] = match
        return self._each_once(found, lines) if self._by_what_it_is else found

    def _called(self, texts: set[str]) -> dict[str, str]:
        """The records that the other system calls so; the ids that our own cards carry are those of our records."""
        known = self.crm.called(self.noun, self.source, texts)
        own = {text for text in texts - known.keys() if OWN_ID.fullmatch(text)}
        return known | {identity: identity for identity, _id in (self.crm.having(self.noun, "id", own) if own else ())}

    def _matched(self, values: Values, externals: Sequence[str], lines: Sequence[int]) -> list[Match]:
        called = self._called({text for text in externals if text}) if self.has_external else {}
        known: list[Match] = [called.get(text) for text in externals] if self.has_external else [None] * len(lines)
        if not self.keys:
            numbers: list[Any] = [text or None for text in externals]
            return [self._once(key, EXTERNAL, one, line) for key, one, line in zip(numbers, known, lines, strict=True)]
        own = [self._whole_key(parts) for parts in self._keyed(values)]
        found = [None] * len(own) if self._is_first else self._in_base(values, own)
        if not self.has_external:
            return [self._once(key, self._named, one, line) for key, one, line in zip(own, found, lines, strict=True)]
        rows = zip(externals, known, own, found, lines, strict=True)
        return [self._either(place, *row) for place, row in enumerate(rows)]

    def _either(self, place: int, text: str, called: Match, key: Any, found: Match, line: int) -> Match:
        """By its number where the base knows that, else by its key; then the record is called by that number from now on."""
        if text:
            called = self._once(("external", text), EXTERNAL, called, line)
        if called is not None:
            return called
        if key is None:
            return None if text else Invalid(N_("its key {name} is empty"), name=self._named)
        matched = self._once(key, self._named, found, line)
        if text and isinstance(matched, str):
            self.adopted[place] = text, matched
        return matched

    @property
    def _named(self) -> str:
        return ", ".join(self.keys)

    def _once(self, key: Any, name: str, found: Match, line: int) -> Match:
        if key is None:
            return Invalid(N_("its key {name} is empty"), name=name)
        mark = hash(key)
        if mark in self._seen:
            return Invalid(N_("line {line} has the same {name}"), line=self._seen[mark], name=name)
        self._seen[mark] = line
        return found

    def _in_base(self, values: Values, own: Sequence[Any]) -> list[Match]:
        return self._by_index(values, own) if len(self.keys) == 1 and self._index() else self._by_table(own)

    def _index(self) -> str | None:
        field = self.crm.fields(self.noun).get(self.keys[0])
        column = INDEXED.get(self.keys[0])
        if field is None or field.custom or column is None:
            return None
        made = f"{str(field.facets.get('key', '')).split(',')[0]}_key"
        return column if column in ("ref", made) or field.facets.get("document") else None

    def _by_index(self, values: Values, own: Sequence[Any]) -> list[Match]:
        name = self.keys[0]
        field = self.crm.fields(self.noun)[name]
        wanted = {key[0] for key in own if key}
        rows = self.crm.having(self.noun, str(self._index()), wanted, [field])
        found: dict[Any, list[tuple[str, str]]] = {}
        for key, identity, text in rows:
            found.setdefault((key,), []).append((identity, text))
        if name in FURTHER and f"other_{name}s" in self.crm.fields(self.noun):
            for key, identity in self.crm.having_further(self.noun, name, wanted):
                if identity not in [one for one, _text in found.get((key,), ())]:
                    found.setdefault((key,), []).append((identity, ""))
        return [self._one(found.get(key, []), text) for key, text in zip(own, values[name], strict=True)]

    def _one(self, found: Sequence[tuple[str, str]], text: str) -> Match:
        exactly = [identity for identity, written in found if written == text]
        return self._only(exactly or [identity for identity, _written in found])

    def _only(self, found: Sequence[str]) -> Match:
        if len(found) > 1 and self.noun == "quote" and self.keys == ("number",):
            return latest(self.crm, found)
        if len(found) > 1:
            ref = self.crm.fields(self.noun)["ref"]
            refs = [text for _id, _again, text in self.crm.having(self.noun, "id", found[:SHOWN], [ref])]
            more = " …" if len(found) > SHOWN else ""
            return Ambiguous(
                N_("it may be {refs}: they have the same {name}"), refs=", ".join(refs) + more, name=self._named
            )
        return found[0] if found else None

    def _by_table(self, own: Sequence[Any]) -> list[Match]:
        if self._all is None:
            fields = [self.crm.fields(self.noun)[name] for name in self.keys]
            normals = [_normal(field, self.crm.country) for field in fields]
            self._all = {}
            for identity, *stored in self.crm.every(self.noun, fields):
                key = _key(normal(value) for normal, value in zip(normals, stored, strict=True))
                self._all.setdefault(hash(key), []).append(identity)
        return [self._only(self._all.get(hash(key), [])) if key else None for key in own]

    def _keyed(self, values: Values) -> Iterable[tuple[Any, ...]]:
        known = self.crm.fields(self.noun)
        pairs = zip(self.keys, self._cells(values), strict=True)
        return zip(*(map(_normal(known[name], self.crm.country), cells) for name, cells in pairs), strict=True)

    def _whole_key(self, parts: Sequence[Any]) -> tuple[Any, ...] | None:
        """The parts of a key; of what makes a record one of its kind what is left out is as usual: a price holds from one on."""
        if not self._is_one_of or _key(parts) is None:
            return _key(parts)
        return tuple(usual if part is None else part for part, usual in zip(parts, self._usual, strict=True))

    def _cells(self, values: Values) -> list[Sequence[Any]]:
        """The cells of each key; what has no column is empty."""
        empty = [None] * max(map(len, values.values()), default=0)
        return [values.get(name, empty) for name in self.keys]

    def _by_everything(self, values: Values, count: int, refused: Container[int]) -> list[Match]:
        names = [name for name in values if name != "id"]
        fields = [self.crm.fields(self.noun)[name] for name in names]
        if self._all is None:
            self._all = {}
            unsaid = names.index(MADE) if MADE in names else None
            for identity, *stored in self.crm.every(self.noun, fields):
                self._all.setdefault(_whole(fields, stored), []).append(identity)
                if unsaid is not None:
                    stored[unsaid] = None
                    self._all.setdefault(_whole(fields, stored), []).append(identity)
        if not self._all:
            return [None] * count
        rows = zip(*(values[name] for name in names), strict=True)
        return [None if at in refused else self._taken(_whole(fields, row)) for at, row in enumerate(rows)]

    def _taken(self, key: int) -> str | None:
        waiting = (self._all or {}).get(key, [])
        while waiting:
            if (identity := waiting.pop(0)) not in self._own:
                self._own.add(identity)
                return identity
        return None


def latest(crm: Workspace, quotes: Sequence[str]) -> str:
    """Of the versions of a quote, which have one number, the latest."""
    version = crm.fields("quote")["version"]
    return str(max(crm.having("quote", "id", quotes, [version]), key=lambda row: row[2])[0])


def _normal(field: Field, country: Country) -> Callable[[Any], Any]:
    """What gives a value the form in which two writings of it are the same: neither case nor width nor spaces make a new record."""
    kind = str(field.facets.get("key") or field.facets.get("searched") or "").split(",")[0]
    if field.name == "ref":
        return lambda value: value
    if field.facets.get("document"):
        return lambda value: value and str(value).strip()
    if field.kind == "url":
        return lambda value: value and _WEB.sub("", plain(value)).rstrip("/")
    if field.kind == "phone" or kind == "phone":
        return lambda value: value and (phone_key(value, country) or plain(value))
    if kind in ("name", "family"):
        return lambda value: value and name_key(str(value))
    if kind == "tax":
        return lambda value: value and (tax_key(str(value)) or value)
    if field.kind == "email" or kind == "email":
        return lambda value: value and str(value).strip().casefold()
    if field.kind in ("text", "longtext"):
        return lambda value: value and _SPACES.sub("", plain(str(value)))
    return lambda value: value


def _key(parts: Iterable[Any]) -> tuple[Any, ...] | None:
    key = tuple(parts)
    return None if all(part is None for part in key) else key


def _whole(fields: Sequence[Field], values: Sequence[Any]) -> int:
    return hash(tuple(comparable(field, value) for field, value in zip(fields, values, strict=True)))


def comparable(field: Field, value: Any) -> Any:
    """A stored value such that equal ones are equal: what is in a set, whatever its order; a default where there is none."""
    if field.kind in ("tags", "links"):
        return tuple(sorted(items(value)))
    return field.default if value is None else value
