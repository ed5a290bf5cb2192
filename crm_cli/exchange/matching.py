"""Says which row of a file is which record that is there: by another system's number, by the fields of a key, or by all it says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from crm_cli.errors import Ambiguous, CrmError, Invalid
from crm_cli.exchange.mapping import EXTERNAL, Layout
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.countries import Country
from crm_cli.records.kinds import items
from crm_cli.records.names import name_key
from crm_cli.records.phones import phone_key
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

Match = str | CrmError | None
Values = Mapping[str, Sequence[Any]]
MADE = "created"  # a row that leaves it empty got the time of its import
INDEXED = {"ref": "ref", "name": "name_key", "email": "email_key", "phone": "phone_key"}


def keys_of(crm: Workspace, noun: str, layout: Layout, given: Sequence[str]) -> tuple[str, ...]:
    """The key that was asked for; else another system's number, the ref, or the name where names are unique; else none."""
    fields = layout.fields()
    if given:
        chosen = [name if name == EXTERNAL else filters.find_field(noun, name, crm).name for name in given]
        for name in chosen:
            if name not in fields and (name != EXTERNAL or layout.external() is None):
                raise Invalid(N_("no column is for the key {name}"), hint="--map HEADER={name}", name=name)
        if EXTERNAL in chosen and len(chosen) > 1:
            raise Invalid(N_("the external id is a key of its own"), hint="--key external")
        return tuple(chosen)
    if layout.external():
        return (EXTERNAL,)
    if "ref" in fields:
        return ("ref",)
    return ("name",) if "name" in fields and crm.fields(noun)["name"].facets.get("unique") else ()


class Matcher:
    """Finds for each row the record it is. Without a key a row is the record that holds just what it says, each of them once."""

    def __init__(self, crm: Workspace, noun: str, keys: Sequence[str], source: str) -> None:
        self.crm, self.noun, self.keys, self.source = crm, noun, tuple(keys), source
        self._is_first = crm.is_empty(noun)  # what the file itself brings is told apart without the base
        self._seen: dict[int, int] = {}
        self._all: dict[int, list[str]] | None = None
        self._own: set[str] = set()

    def match(self, values: Values, externals: Sequence[str], lines: Sequence[int]) -> list[Match]:
        """For each row its record, None for a new one, or why it cannot be told."""
        if self.keys == (EXTERNAL,):
            known = self.crm.called(self.noun, self.source, {text for text in externals if text})
            found: list[Match] = [known.get(text) for text in externals]
            own: list[Any] = [text or None for text in externals]
        elif not self.keys:
            return self._by_everything(values, len(lines))
        else:
            own = [_key(parts) for parts in self._keyed(values)]
            found = [None] * len(own) if self._is_first else self._in_base(values, own)
        return [self._once(key, one, line) for key, one, line in zip(own, found, lines, strict=True)]

    def _once(self, key: Any, found: Match, line: int) -> Match:
        if key is None:
            return Invalid(N_("its key {name} is empty"), name=", ".join(self.keys))
        mark = hash(key)
        if mark in self._seen:
            return Invalid(N_("line {line} has the same {name}"), line=self._seen[mark], name=", ".join(self.keys))
        self._seen[mark] = line
        return found

    def _in_base(self, values: Values, own: Sequence[Any]) -> list[Match]:
        return self._by_index(values, own) if len(self.keys) == 1 and self._index() else self._by_table(own)

    def _index(self) -> str | None:
        field = self.crm.fields(self.noun).get(self.keys[0])
        if field is None or field.custom or (field.name != "ref" and field.key != field.name):
            return None
        return INDEXED.get(field.name)

    def _by_index(self, values: Values, own: Sequence[Any]) -> list[Match]:
        name = self.keys[0]
        field = self.crm.fields(self.noun)[name]
        rows = self.crm.having(self.noun, str(self._index()), {key[0] for key in own if key}, [field])
        found: dict[Any, list[tuple[str, str]]] = {}
        for key, identity, text in rows:
            found.setdefault((key,), []).append((identity, text))
        return [self._one(found.get(key, []), text) for key, text in zip(own, values[name], strict=True)]

    def _one(self, found: Sequence[tuple[str, str]], text: str) -> Match:
        exactly = [identity for identity, written in found if written == text]
        return self._only(exactly or [identity for identity, _written in found])

    def _only(self, found: Sequence[str]) -> Match:
        if len(found) > 1:
            return Ambiguous(N_("{count} records have the same {name}"), count=len(found), name=", ".join(self.keys))
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
        columns = [map(_normal(known[name], self.crm.country), values[name]) for name in self.keys]
        return zip(*columns, strict=True)

    def _by_everything(self, values: Values, count: int) -> list[Match]:
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
        return [self._taken(_whole(fields, row)) for row in rows]

    def _taken(self, key: int) -> str | None:
        waiting = (self._all or {}).get(key, [])
        while waiting:
            if (identity := waiting.pop(0)) not in self._own:
                self._own.add(identity)
                return identity
        return None


def _normal(field: Field, country: Country) -> Callable[[Any], Any]:
    """What gives a value the form in which two writings of it are the same."""
    kind = field.key or str(field.facets.get("searched") or "")
    if field.name == "ref":
        return lambda value: value
    if kind in ("name", "family"):
        return lambda value: value and name_key(str(value))
    if kind == "phone":
        return lambda value: value and (phone_key(value, country) or value)
    if kind == "email" or field.kind == "text":
        return lambda value: value and str(value).strip().casefold()
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
