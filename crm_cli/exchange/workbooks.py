"""Workbooks that come back: what a row was when it went out, which of its cells were changed by hand since, and what the base says now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import islice
from typing import Any

from crm_cli.errors import Conflict, CrmError, Invalid, Newer, NotFound, Word
from crm_cli.exchange import exporting
from crm_cli.exchange.reading.sheets import Note, Refused, Remembered, Row, Sheet
from crm_cli.i18n import N_, _, every
from crm_cli.records.cells import cell_text
from crm_cli.records.filters import Span, Test
from crm_cli.records.kinds import chosen
from crm_cli.records.patterns import pattern
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS
from crm_cli.workspace import Workspace

FORMAT = 1
ID = Field("id", "text", "", {})
REVISION = Field("revision", "number", "", {"computed": True})
SENT = (ID, REVISION)
AT_ONCE = 500
MINE, THEIRS = "mine", "theirs"
NUMBERS = ("number", "decimal", "money", "percent")
UNNAMED = pattern(r"\(\d+\)")
EMPTIED = N_("emptied cells that were left as they are: {n} (--clear-empty empties them)")
LEFT = N_("cells that were changed on both sides and left as the base has them: {n}")


def head(noun: str) -> dict[str, Any]:
    """How a workbook of ours is known again."""
    return {"guanxi": FORMAT, "noun": noun}


def comes_back(crm: Workspace, noun: str, keys: Sequence[str]) -> list[Field]:
    """Of the columns those that an edited workbook may change: the record's own fields, and not what is worked out."""
    known = crm.fields(noun)
    return [known[key] for key in keys if key in known and not known[key].facets.get("computed")]


def kept(
    crm: Workspace, noun: str, tokens: Sequence[str], fields: Sequence[Field], sort: str, limit: int | None
) -> Iterator[Sequence[Any]]:
    """For each row its id, its revision, and its values as data."""
    return exporting.cells(crm, noun, tokens, [*SENT, *fields], sort=sort, limit=limit)


# --- coming back


def returned(
    crm: Workspace,
    noun: str,
    sheet: Sheet,
    *,
    mark: str,
    clears: bool = False,
    mine: bool = False,
    theirs: bool = False,
) -> Sheet:
    """The sheet as data again: cells that nobody touched as the base has them now, the others as they were typed.

    Where both sides changed a cell, the base's stays and the other is refused, unless it is said whose stands.
    """
    if sheet.remembers is None:
        raise Invalid(
            N_("--mine and --theirs are for workbooks that went out from here"),
            hint="crm export {noun} -o FILE.xlsx",
            noun=noun,
        )
    if mine and theirs:
        raise Invalid(N_("--mine and --theirs contradict each other"), hint=N_("leave one of them out"))
    return _Return(crm, noun, sheet, sheet.remembers, mark, clears, MINE if mine else THEIRS if theirs else "").sheet()


@dataclass
class _Was:
    """A row as it went out: its id, the number of its last change, its values, and what cells of other wording said."""

    id: str
    revision: int
    values: Mapping[str, str]
    said: Mapping[str, str]


@dataclass
class _Return:
    """What a workbook says, against what it was and what the base is now."""

    crm: Workspace
    noun: str
    sent: Sheet
    memory: Remembered
    mark: str
    clears: bool
    prefer: str
    conflicts: dict[int, Refused] = field(default_factory=dict)
    emptied: set[tuple[int, str]] = field(default_factory=set)
    left: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        told = self.memory.head
        if not isinstance(told.get("guanxi"), int) or told["guanxi"] > FORMAT:
            raise Newer(N_("the workbook was written by a newer program"), hint=N_("update this one"))
        if told.get("noun") != self.noun:
            raise Invalid(
                N_("this workbook holds another kind of record: {found}"),
                hint="crm import {found}",
                found=str(told.get("noun")),
            )
        known = self.crm.fields(self.noun)
        self.keys = [str(key) for key in told.get("keys", ())]
        self.fields = {key: known[key] for key in self.keys if key in known}
        self.places = self._places(told.get("columns", ()))
        if "ref" not in self.places.values():
            raise Invalid(
                N_("the column of the refs is gone from the workbook"),
                hint=N_("export it again, and hide that column instead"),
            )

    def _places(self, columns: Sequence[Sequence[str]]) -> dict[int, str]:
        """Which column of the sheet is for what: a key of ours, empty for what only shows, by its name in either language."""
        names: dict[str, str] = {}
        for key, label in reversed(columns):
            names |= dict.fromkeys([*every(self.fields[key].label), key] if key in self.fields else [], key)
            names[label] = key if key in self.fields else ""
        found: dict[int, str] = {}
        for place, header in enumerate(self.sent.headers):
            if UNNAMED.fullmatch(header):
                found[place] = ""
            elif header in names and (not names[header] or names[header] not in found.values()):
                found[place] = names[header]
        return found

    def sheet(self) -> Sheet:
        """The sheet that the import goes on with: headers are keys, but those of columns that were added by hand."""
        own = [key for key in self.places.values() if key]
        others = [place for place in range(len(self.sent.headers)) if place not in self.places]
        headers = (*own, *(self.sent.headers[place] for place in others))
        return replace(
            self.sent,
            headers=headers,
            rows=lambda: self._rows(own, others),
            conflicts=self.conflicts,
            found=self._notes,
        )

    def _notes(self) -> list[Note]:
        counts = ((EMPTIED, len(self.emptied)), (LEFT, len(self.left)))
        return [*self.sent.found(), *(Note(message, {"n": n}) for message, n in counts if n)]

    def _rows(self, own: Sequence[str], others: Sequence[int]) -> Iterator[Row]:
        rows, memory = self.sent.rows(), _Memory(self.memory.rows(), self.keys)
        places = {key: place for place, key in self.places.items() if key}
        while chunk := list(islice(rows, AT_ONCE)):
            refs = [row.cells[places["ref"]].strip() for row in chunk]
            now = self._now(refs)
            for row, ref in zip(chunk, refs, strict=True):
                typed = {key: row.cells[places[key]] for key in own}
                cells, error = self._settled(row.line, ref, typed, memory.of(ref), now.get(ref))
                yield Row(
                    row.line,
                    [*(cells[key] for key in own), *(row.cells[place] for place in others)],
                    row.error or error,
                )

    def _now(self, refs: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """What the base holds of these, by ref."""
        wanted = [ref for ref in dict.fromkeys(refs) if ref and "," not in ref]
        if not wanted or self.crm.is_empty(self.noun):
            return {}
        fields = [self.crm.fields(self.noun)["ref"], ID, *self.fields.values()]
        query = self.crm.query(self.noun, self._named(wanted))
        return {
            str(ref): {"id": str(identity), **dict(zip(self.fields, map(cell_text, values), strict=True))}
            for ref, identity, *values in self.crm.extract(query, fields)
        }

    def _named(self, refs: Sequence[str]) -> Any:
        """The filter for these refs, read already: what stands in a cell is no condition."""
        spans = tuple(Span(ref, ref) for ref in refs)
        return ((Test((self.crm.fields(self.noun)["ref"],), "in", spans),),)

    def _settled(
        self, line: int, ref: str, typed: Mapping[str, str], was: _Was | None, now: Mapping[str, str] | None
    ) -> tuple[dict[str, str], CrmError | None]:
        if was is None:
            return {key: self._read(key, text) for key, text in typed.items()}, None
        if now is None:
            gone = ref in self._removed
            removed = NotFound(
                N_("{ref} was removed since the export"), hint="crm {noun} restore {ref}", noun=self.noun, ref=ref
            )
            return {key: self._fresh(key, text, was) for key, text in typed.items()}, removed if gone else None
        if now["id"] != was.id:  # another base, in which nothing is known of what was changed since
            error = Conflict(N_("{ref} is another {noun} in this base"), ref=ref, noun=Word(NOUNS[self.noun].title))
            same = now.get("name") == was.values.get("name")
            return {key: self._fresh(key, text, was) for key, text in typed.items()}, None if same else error
        cells, both = dict[str, str](), list[tuple[str, str]]()
        for key, text in typed.items():
            cells[key] = self._cell(line, key, text, was, now, both)
        if both:
            self._refuse(line, ref, both, now)
        return cells, None

    @cached_property
    def _removed(self) -> set[str]:
        return self.crm.removed(self.noun)

    def _fresh(self, key: str, text: str, was: _Was) -> str:
        return was.values.get(key, "") if self._is_as_it_was(key, text, was) else self._read(key, text)

    def _cell(
        self, line: int, key: str, text: str, was: _Was, now: Mapping[str, str], both: list[tuple[str, str]]
    ) -> str:
        """One cell of a row that the base has: untouched, changed by hand, or changed on both sides."""
        before, held = was.values.get(key, ""), now.get(key, "")
        if self._is_as_it_was(key, text, was) or self._is(key, text, held):
            return held
        if not text.strip() and not self.clears:
            self.emptied.add((line, key))
            return held
        if before == held or self.prefer == MINE:
            return self._read(key, text)
        if self.prefer == THEIRS:
            self.left.add((line, key))
        else:
            both.append((key, text))
        return held

    def _refuse(self, line: int, ref: str, both: Sequence[tuple[str, str]], now: Mapping[str, str]) -> None:
        typed = dict(both)
        own = [key for key in self.places.values() if key]
        cells = [ref if key == "ref" else typed.get(key, "") for key in own]
        told = "; ".join(f"{_(self.fields[key].label)} “{text}” ≠ “{now.get(key, '')}”" for key, text in both)
        error = Conflict(
            N_("{ref} was changed in the base too since the export: {changes}"), hint="--mine · --theirs", ref=ref, changes=told
        )  # fmt: skip
        added = [""] * (len(self.sent.headers) - len(self.places))
        self.conflicts[line] = Refused([*cells, *added], error)

    # --- what a cell says

    def _is_as_it_was(self, key: str, text: str, was: _Was) -> bool:
        said = was.said.get(key, was.values.get(key, ""))
        return text == said or self._alike(key, text, said)

    def _is(self, key: str, text: str, held: str) -> bool:
        known = self.fields[key]
        return self._alike(key, text, held) or (
            known.kind == "choice" and chosen(text, known.choices, known.facets.get("words")) == held != ""
        )

    def _alike(self, key: str, text: str, said: str) -> bool:
        """Two wordings of the same: line ends, numbers and days as other programs write them."""
        kind = self.fields[key].kind
        if kind in NUMBERS:
            return (one := _number(text, self.mark)) is not None and one == _number(said, ".")
        if kind == "time":
            return (moment := _moment(text)) is not None and moment == _moment(said)
        return text.replace("\r\n", "\n") == said

    def _read(self, key: str, text: str) -> str:
        """A cell that was typed, as data: numbers with a point, a percentage as what stands before its sign."""
        known = self.fields[key]
        number = _number(text, self.mark) if known.kind in NUMBERS else None
        if number is None:
            return text
        return f"{number * 100 if known.kind == 'percent' and text.rstrip().endswith('%') else number:f}"


class _Memory:
    """The rows as they went out, read along with the sheet: only what was moved waits in memory."""

    def __init__(self, rows: Iterator[list[Any]], keys: Sequence[str]) -> None:
        self._rows, self._keys = rows, keys
        self._waiting: dict[str, list[Any]] = {}
        next(rows, None)  # the head

    def of(self, ref: str) -> _Was | None:
        """What the row of that ref was."""
        while ref and ref not in self._waiting:
            row = next(self._rows, None)
            if row is None:
                return None
            if len(row) == len(self._keys) + 3 and isinstance(row[-1], dict):
                self._waiting[str(row[2 + self._keys.index("ref")])] = row
        return self._was(self._waiting.pop(ref)) if ref else None

    def _was(self, row: list[Any]) -> _Was:
        identity, revision, *values, other = row
        said = {self._keys[int(place)]: str(text) for place, text in other.items()}
        return _Was(str(identity), int(revision or 0), dict(zip(self._keys, map(cell_text, values), strict=True)), said)


def _number(text: str, mark: str) -> Decimal | None:
    plain = text.strip().removesuffix("%")
    try:
        number = Decimal(plain.replace(mark, "."))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return number / 100 if plain != text.strip() else number


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
