"""Which rows of a file are somebody already: by the keys that tell one from all others, a batch at a time."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.people.likeness import NOUNS
from crm_cli.records.fold import fold
from crm_cli.records.keys import keying
from crm_cli.workspace import Workspace

# The keys, and where they stand: those that tell one from all others, and those that only make it likely.
SURE_FIELDS = {"phone": "phone", "email": "email", "tax": "tax_id"}
LIKELY_FIELDS = {"firm": "name"}
ONLY_CLIENTS = ("tax", "firm")


class Twin(NamedTuple):
    """Why a row of a file is not new: the key it shares, with an earlier line of the file or (None) with a record that is there."""

    reason: str
    line: int | None


class Seen:
    """The line in which each key came first, in twenty bytes a key: of a million rows a dictionary would take a hundred megabytes."""

    def __init__(self) -> None:
        self._marks: dict[int, array[int]] = {}
        self._lines: dict[int, array[int]] = {}

    def first(self, key: str, line: int) -> int:
        """The line that had the key first; this one, if it is new."""
        mark = hash(key)
        drawer = mark & 0xFFFF
        marks = self._marks.get(drawer)
        if marks is None:
            self._marks[drawer], self._lines[drawer] = array("q", (mark,)), array("q", (line,))
            return line
        if mark in marks:
            return self._lines[drawer][marks.index(mark)]
        marks.append(mark)
        self._lines[drawer].append(line)
        return line


class Within:
    """Finds rows of a file that are somebody already, by these keys and a batch at a time: one query for a batch and a key.

    ``known`` are the fields by which the file's rows were matched: what they say is settled.
    """

    def __init__(
        self, crm: Workspace, noun: str, known: Sequence[str] = (), keys: Mapping[str, str] = SURE_FIELDS
    ) -> None:
        self.crm, self.noun, self.fields = crm, noun, keys
        there = crm.fields(noun)
        self.kinds = [
            kind
            for kind, name in keys.items()
            if name in there and name not in known and (noun == "client" or kind not in ONLY_CLIENTS)
        ]
        self._seen = {kind: Seen() for kind in self.kinds}
        self._nouns = {kind: self._with(kind) for kind in self.kinds}

    def _with(self, kind: str) -> list[str]:
        """The nouns whose records may have such a key, empty ones left out."""
        nouns = ("client",) if kind in ONLY_CLIENTS else NOUNS
        return [noun for noun in nouns if not self.crm.is_empty(noun)]

    def find(
        self, columns: Mapping[str, Sequence[Any]], places: Sequence[int], lines: Sequence[int]
    ) -> dict[int, Twin]:
        """Of these rows of a batch of stored values those that are somebody already, by their place."""
        found: dict[int, Twin] = {}
        for kind in self.kinds:
            if column := columns.get(self.fields[kind]):
                keys = self._keys(kind, column, places)
                taken = self._taken(kind, keys)
                for place, key in keys.items():
                    line = self._seen[kind].first(key, lines[place])
                    if key in taken:
                        found.setdefault(place, Twin(kind, None))
                    elif line != lines[place]:
                        found.setdefault(place, Twin(kind, line))
        return found

    def _keys(self, kind: str, column: Sequence[Any], places: Sequence[int]) -> dict[int, str]:
        key_of = _sure_key(kind, self.crm)
        return {place: key for place in places if (value := column[place]) and (key := key_of(str(value)))}

    def _taken(self, kind: str, keys: Mapping[int, str]) -> set[str]:
        wanted = set(keys.values())
        return {key for noun in self._nouns[kind] for key in self.crm.taken(noun, kind, wanted)} if wanted else set()


class Repeated:
    """Finds rows of a file that are a client of an earlier line once more: the same name with the same phone or e-mail."""

    def __init__(self, crm: Workspace) -> None:
        self._keys = {kind: keying(kind, crm.country) for kind in ("phone", "email")}
        self._seen = {kind: Seen() for kind in self._keys}

    def find(
        self, columns: Mapping[str, Sequence[Any]], places: Sequence[int], lines: Sequence[int]
    ) -> dict[int, Twin]:
        """Of these rows of a batch those that repeat an earlier one, by their place."""
        found: dict[int, Twin] = {}
        names = columns.get("name")
        for kind, key_of in self._keys.items():
            cells = columns.get(SURE_FIELDS[kind])
            for place in places if names and cells else ():
                name, key = names[place], cells[place] and key_of(str(cells[place]))  # type: ignore[index]  # both are there
                if name and key:
                    line = self._seen[kind].first(f"{fold(str(name))}\n{key}", lines[place])
                    if line != lines[place]:
                        found.setdefault(place, Twin(kind, line))
        return found


def _sure_key(kind: str, crm: Workspace) -> Callable[[str], str | None]:
    """What makes the keys that tell one from all others: no desk's number."""
    from crm_cli.records.phones import extension, is_mobile, phone_key  # only where a file is read

    if kind != "phone":
        return keying(kind, crm.country)

    def own_number(text: str) -> str | None:
        key = phone_key(text, crm.country)
        return key if key and is_mobile(key) and not extension(text, crm.country) else None

    return own_number
