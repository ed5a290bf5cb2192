"""Reads a file in batches, column by column, as stored values with their links resolved; a row that cannot be is refused with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from typing import Any

from crm_cli.errors import CrmError, Invalid, Word
from crm_cli.exchange.mapping import EXTERNAL, OWN_COLUMNS, Column, Layout
from crm_cli.exchange.parsing import Reader
from crm_cli.exchange.readers import Row, Sheet
from crm_cli.exchange.references import References, several
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.names import name_key
from crm_cli.records.registry import NOUNS
from crm_cli.workspace import Workspace

SIZE = 5000


@dataclass(frozen=True)
class Options:
    """What was asked for besides the file."""

    keys: Sequence[str] = ()
    mode: str = "both"
    source: str | None = None
    clear_empty: bool = False
    create: frozenset[str] = frozenset()
    constants: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, and why."""

    line: int
    cells: Sequence[str]
    error: CrmError


@dataclass
class Batch:
    """Some rows of the file as columns of stored values; ``refused`` has what is wrong, by the row's place."""

    rows: Sequence[Row]
    width: int
    columns: dict[str, Sequence[Any]] = field(default_factory=dict)
    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    externals: Sequence[str] = ()
    refused: dict[int, CrmError] = field(default_factory=dict)
    beside: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def refuse(self, place: int, error: CrmError) -> None:
        """The first thing that is wrong with a row is its reason; where it was found is forgotten, for that keeps the whole batch."""
        error.__traceback__ = error.__context__ = error.__cause__ = None
        self.refused.setdefault(place, error)

    def cells(self, column: Column) -> Sequence[str]:
        """A column of the file as it is written; empty where a row's cells cannot be told apart."""
        return self._table[column.place]

    @cached_property
    def _table(self) -> list[tuple[str, ...]]:
        blank = ("",) * self.width
        return list(zip(*(blank if row.error else row.cells for row in self.rows), strict=True))


class Reading:
    """Makes batches of a sheet; keeps what the columns and links have learnt on the way."""

    def __init__(self, crm: Workspace, noun: str, sheet: Sheet, layout: Layout, options: Options) -> None:
        self.crm, self.noun, self.sheet, self.layout, self.options = crm, noun, sheet, layout, options
        self.fields = layout.fields()
        self.references: dict[str, References] = {}
        self._readers: dict[str, Reader] = {}
        self._constants = self._fixed()
        self._exact = sheet.is_json or _is_ours(crm, noun, sheet.headers)

    def batches(self) -> Iterator[Batch]:
        """All of the file; rows whose cells cannot be told apart are already refused in their batch."""
        rows = self.sheet.rows()
        while chunk := list(islice(rows, SIZE)):
            batch = Batch(chunk, len(self.sheet.headers))
            for place, row in enumerate(chunk):
                if row.error:
                    batch.refuse(place, row.error)
            self._fill(batch)
            yield batch

    def reference(self, noun: str) -> References:
        """What the file calls the records of a noun."""
        if noun not in self.references:
            create = noun in self.options.create or noun == "tag"
            self.references[noun] = References(self.crm, noun, self.options.source, create)
        return self.references[noun]

    def know_own_names(self) -> None:
        """The names that the file's own rows bring, with the ids they will have: a row may name another one, also a later one."""
        column = self.fields.get("name")
        if column is None:
            return
        keys = dict.fromkeys(name_key(row.cells[column.place]) for row in self.sheet.rows() if not row.error)
        self.reference(self.noun).own = dict(zip(keys, self.crm.new_ids(len(keys)), strict=True))

    def _fixed(self) -> dict[str, Any]:
        """The values that --set gives to every row."""
        found = {}
        for name, text in self.options.constants.items():
            known = filters.find_field(self.noun, name, self.crm)
            if self.crm.hides(known):
                raise Invalid(N_("this base does not show {field}"), field=Word(known.label))
            if known.kind in ("tags", "links"):
                raise Invalid(N_("{field} cannot be set for all rows"), field=Word(known.label))
            found[known.name] = text if self._is_own(known.name) else self.crm.parse_one(known, text)
        return found

    def _is_own(self, name: str) -> bool:
        """Stages and pipelines of a deal are told by their names together, by whoever knows deals."""
        return self.noun == "opp" and name in ("stage", "pipeline", "status")

    def _fill(self, batch: Batch) -> None:
        batch.texts = {c.target.name: batch.cells(c) for c in self.layout.columns if self._is_text(c)}
        for name, value in self._constants.items():
            kept = batch.texts if self._is_own(name) else batch.columns
            kept[name] = [value] * len(batch.rows)
        if external := self.layout.external():
            batch.externals = [cell.strip() for cell in batch.cells(external)]
        for name, column in sorted(self.fields.items(), key=lambda item: item[0] != "currency"):
            if not self._is_own(name):
                batch.columns[name] = self._read(batch, column)
                if name == "currency":  # that of the base need not be said
                    batch.columns[name] = [None if code == self.crm.currency else code for code in batch.columns[name]]
        self._fill_linked(batch)

    def _is_text(self, column: Column) -> bool:
        return column.target.what not in ("field", EXTERNAL) or self._is_own(
            column.target.field.name if column.target.path else ""
        )

    def _read(self, batch: Batch, column: Column) -> Sequence[Any]:
        known = column.target.field
        cells = batch.cells(column)
        if known.kind in ("link", "links", "tags"):
            groups = [self.reference(noun) for noun in known.to.split(",")]
            many = known.kind != "link"
            return self._resolved(batch, several(groups, cells) if many else groups[0].resolve(cells))
        reader = self.reader(column)
        if known.kind == "money" and "currency" in batch.columns:
            return reader.money(cells, batch.columns["currency"], batch.refuse)
        found = reader.read(cells, batch.refuse)
        if reader.currencies and "currency" in self.crm.fields(self.noun):
            batch.columns["currency"] = [reader.currencies.get(cell.strip()) for cell in cells]
        return found

    def _resolved(self, batch: Batch, found: Sequence[str | CrmError | None]) -> list[Any]:
        values: list[Any] = list(found)
        for place, value in enumerate(found):
            if isinstance(value, CrmError):
                batch.refuse(place, value)
                values[place] = None
        return values

    def reader(self, column: Column, known: Any = None) -> Reader:
        """What reads a column of the file for its field, or for one that is named."""
        if column.header not in self._readers:
            self._readers[column.header] = Reader(
                self.crm, known or column.target.field, column.header, partial(self._scan, column.place),
                order=self.options.orders.get(column.header), mark=self.options.marks.get(column.header), exact=self._exact,
            )  # fmt: skip
        return self._readers[column.header]

    def _scan(self, place: int) -> Iterator[str]:
        return (row.cells[place] for row in self.sheet.rows() if not row.error)

    def _fill_linked(self, batch: Batch) -> None:
        """Columns such as ``client.phone`` complete the linked record where the row makes it anew."""
        for column in self.layout.columns:
            if len(column.target.path) == 2:
                link, known = column.target.path
                stubs = {stub.id: stub for stub in self.reference(link.to).stubs.values()}
                values = self.reader(column, known).read(batch.cells(column), batch.refuse)
                for identity, value in zip(batch.columns.get(link.name, ()), values, strict=False):
                    if value is not None and identity in stubs:
                        stubs[identity].values.setdefault(known.name, value)


def _is_ours(crm: Workspace, noun: str, headers: Sequence[str]) -> bool:
    """An export of ours has a ref and the fields' own keys; its numbers have a point in every country."""
    return "ref" in headers and {header.partition(".")[0] for header in headers} <= {*crm.fields(noun), *OWN_COLUMNS}


def check_required(crm: Workspace, noun: str, batch: Batch, places: Sequence[int]) -> None:
    """Refuse new rows that leave a required field empty."""
    for known in crm.fields(noun).values():
        if known.required and not known.facets.get("computed"):
            values = batch.columns.get(known.name, ())
            for place in places:
                value = values[place] if values else None
                if value is None or (isinstance(value, str) and not value.strip()):
                    batch.refuse(
                        place,
                        Invalid(
                            N_("a {noun} needs its {field}"), noun=Word(NOUNS[noun].title), field=Word(known.label)
                        ),
                    )
