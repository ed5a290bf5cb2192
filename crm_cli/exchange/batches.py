"""Reads a file in batches, column by column, as stored values with their links resolved; a row that cannot be is refused with its reason."""

import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from typing import Any

from crm_cli.errors import CrmError, Invalid, One, Word
from crm_cli.exchange import cells as office
from crm_cli.exchange.layout import COMPANION, EXTERNAL, OWN_COLUMNS, Column, Layout
from crm_cli.exchange.options import Options
from crm_cli.exchange.parsing import More, Reader
from crm_cli.exchange.reading import Row, Sheet
from crm_cli.exchange.references import References, several
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS
from crm_cli.sales.documents import COUNTED_AS
from crm_cli.workspace import Workspace

__all__ = ["Batch", "Options", "Reading", "Reject", "check_required"]

SIZE = 5000
YES, NO = ("yes", "true", "1", "是", "ja", "已转化", "converted"), ("no", "false", "0", "否", "nein", "未转化")
Note = tuple[str, Mapping[str, Any]]
"""What the plan tells besides its counts: a message and its values."""


class Reject:
    """A row that was not taken, and why; ``column`` is the header of the cell that is wrong, where it is one.

    Its cells are kept packed: of a large file there may be a hundred thousand of them.
    """

    __slots__ = ("_packed", "column", "error", "line")

    def __init__(self, line: int, cells: Sequence[str], error: CrmError, column: str = "") -> None:
        self.line, self.error, self.column = line, error, column
        self._packed = marshal.dumps(tuple(map(str, cells)))

    @property
    def cells(self) -> Sequence[str]:
        """The row as it came."""
        found: tuple[str, ...] = marshal.loads(self._packed)  # noqa: S302 - packed above
        return found


@dataclass
class Batch:
    """Some rows of the file as columns of stored values; ``refused`` has what is wrong, by the row's place, and ``wrong`` in which column.

    ``defaulted`` has the places that --default filled, by field; ``more`` what cells said beyond their field's value, by field;
    ``people`` what rows of clients say of a person there.
    """

    rows: Sequence[Row]
    width: int
    headers: Sequence[str] = ()
    columns: dict[str, Sequence[Any]] = field(default_factory=dict)
    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    externals: Sequence[str] = ()
    refused: dict[int, CrmError] = field(default_factory=dict)
    wrong: dict[int, str] = field(default_factory=dict)
    beside: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    defaulted: dict[str, set[int]] = field(default_factory=dict)
    more: dict[str, dict[int, More]] = field(default_factory=dict)
    people: dict[int, dict[str, Any]] = field(default_factory=dict)

    def refuse(self, place: int, error: CrmError, column: str = "") -> None:
        """The first thing that is wrong with a row is its reason; where it was found is forgotten, for that keeps the whole batch."""
        error.__traceback__ = error.__context__ = error.__cause__ = None
        if place not in self.refused:
            self.refused[place] = error
            self.wrong[place] = column

    def refusing(self, column: Column) -> Callable[[int, CrmError], None]:
        """What refuses rows for a cell of that column."""
        return lambda place, error: self.refuse(place, error, column.header)

    def rejects(self) -> list[Reject]:
        """The rows that were refused, in the order of the file."""
        return [
            Reject(self.rows[place].line, self.rows[place].cells, error, self.wrong[place])
            for place, error in sorted(self.refused.items())
        ]

    def cells(self, column: Column) -> Sequence[str]:
        """A column of the file as it is written; empty where a row's cells cannot be told apart."""
        return column.cells(self._table)

    @cached_property
    def _table(self) -> list[Sequence[str]]:
        blank = ("",) * self.width
        return list(zip(*(blank if row.error else row.cells for row in self.rows), strict=True))

    def free_of_errors(self) -> None:
        """Refuse rows in which a spreadsheet shows an error instead of a value; a column without a # costs one look."""
        for number, cells in enumerate(self._table):
            if "#" in "".join(cells):
                found = list(office.errors(cells))
                for place, error in found:
                    self.refuse(place, error, self.headers[number] if number < len(self.headers) else "")
                if found:
                    wrong = {place for place, _error in found}
                    self._table[number] = ["" if place in wrong else cell for place, cell in enumerate(cells)]


class Reading:
    """Makes batches of a sheet; keeps what the columns and links have learnt on the way."""

    def __init__(self, crm: Workspace, noun: str, sheet: Sheet, layout: Layout, options: Options) -> None:
        self.crm, self.noun, self.sheet, self.layout, self.options = crm, noun, sheet, layout, options
        self.fields = layout.fields()
        self.references: dict[str, References] = {}
        self._readers: dict[tuple[str, str], Reader] = {}
        self._constants = self._fixed(options.constants)
        self._defaults = self._fixed(options.defaults)
        self._ours = sheet.is_ours or _is_ours(crm, noun, sheet.headers)
        self._exact = sheet.is_json or self._ours

    def batches(self) -> Iterator[Batch]:
        """All of the file; rows whose cells cannot be told apart are already refused in their batch."""
        rows = self.sheet.rows()
        while chunk := list(islice(rows, SIZE)):
            batch = Batch(chunk, len(self.sheet.headers), self.sheet.headers)
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
        references = self.reference(self.noun)
        column = self.fields.get(references.named_by)
        if column is None:
            return
        keys = dict.fromkeys(references.own_key(row.cells[column.place]) for row in self.sheet.rows() if not row.error)
        references.own = dict(zip(keys, self.crm.new_ids(len(keys)), strict=True))

    def fixed(self) -> list[str]:
        """The fields that --set and --default fill."""
        return [*self._constants, *self._defaults]

    def told(self) -> list[Note]:
        """What the columns say of themselves, each with how often."""
        return [
            (message, {"name": reader.header, "n": n, **dict(values)})
            for reader in self._readers.values()
            for (message, values), n in reader.said.items()
        ]

    def _fixed(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The values that --set gives to every row, or --default to those that have none."""
        found = {}
        for name, text in given.items():
            known = filters.find_field(self.noun, name, self.crm)
            if self.crm.hides(known):
                raise Invalid(N_("this base does not show {field}"), field=Word(known.label))
            if known.kind in ("tags", "links"):
                raise Invalid(N_("{field} cannot be set for all rows"), field=Word(known.label))
            found[known.name] = text if self._is_own(known.name) else self.crm.parse_one(known, text)
        return found

    def _fill_defaults(self, batch: Batch) -> None:
        for name, value in self._defaults.items():
            kept = batch.texts if self._is_own(name) else batch.columns
            values = list(kept.get(name, [None] * len(batch.rows)))
            empty = {place for place, one in enumerate(values) if not one and one != 0}
            kept[name] = [value if place in empty else one for place, one in enumerate(values)]
            batch.defaulted[name] = empty

    def _is_own(self, name: str) -> bool:
        """Stages and pipelines of a deal are told by their names together, by whoever knows deals."""
        return self.noun == "opp" and name in ("stage", "pipeline", "status")

    def _fill(self, batch: Batch) -> None:
        if not self._exact:
            batch.free_of_errors()
        batch.texts = {c.target.name: batch.cells(c) for c in self.layout.columns if self._is_text(c)}
        for name, value in self._constants.items():
            kept = batch.texts if self._is_own(name) else batch.columns
            kept[name] = [value] * len(batch.rows)
        if external := self.layout.external():
            batch.externals = [cell.strip() for cell in batch.cells(external)]
        for name, column in sorted(self.fields.items(), key=_currency_first):
            if not self._is_own(name):
                batch.columns[name] = self._read(batch, column)
                if name == "currency":  # that of the base need not be said
                    batch.columns[name] = [None if code == self.crm.currency else code for code in batch.columns[name]]
        self._fill_defaults(batch)
        self._fill_linked(batch)

    def _is_text(self, column: Column) -> bool:
        return column.target.what not in ("field", EXTERNAL, COMPANION) or self._is_own(
            column.target.field.name if column.target.path else ""
        )

    def _read(self, batch: Batch, column: Column) -> Sequence[Any]:
        known = column.target.field
        cells = batch.cells(column)
        if known.kind in ("link", "links", "tags"):
            groups = [self.reference(noun) for noun in known.to.split(",")]
            many = known.kind != "link"
            return self._resolved(batch, column, several(groups, cells) if many else groups[0].resolve(cells))
        reader = self.reader(column)
        if known.kind == "money" and (currencies := self._currencies(batch)):
            return reader.money(cells, currencies, batch.refusing(column))
        if self.noun == "lead" and known.name == "converted":
            batch.texts["converted"] = cells
            cells = ["" if _is_flag(cell) else cell for cell in cells]
        found = reader.read(cells, batch.refusing(column))
        if reader.more:
            batch.more[known.name] = reader.more
        if reader.currencies and "currency" in self.crm.fields(self.noun):
            batch.columns["currency"] = [reader.currencies.get(cell.strip()) for cell in cells]
        return found

    def _currencies(self, batch: Batch) -> Sequence[str | None]:
        """The currency of each row: its own, else that of the document or the price book it belongs to; nothing where no row has one."""
        own = batch.columns.get("currency", ())
        heads = batch.columns.get(COUNTED_AS.get(self.noun, ""), ())
        if not heads:
            return own
        noun = COUNTED_AS[self.noun]
        found = self.crm.having(noun, "id", {head for head in heads if head}, [self.crm.fields(noun)["currency"]])
        known = {identity: code or self.crm.currency for _value, identity, code in found}
        of = [known.get(head) for head in heads]
        return [code or other for code, other in zip(own or of, of, strict=True)]

    def _resolved(self, batch: Batch, column: Column, found: Sequence[str | CrmError | None]) -> list[Any]:
        values: list[Any] = list(found)
        for place, value in enumerate(found):
            if isinstance(value, CrmError):
                batch.refuse(place, value, column.header)
                values[place] = None
        return values

    def reader(self, column: Column, known: Field | None = None) -> Reader:
        """What reads a column of the file for its field, or for one that is named."""
        key = column.header, column.target.name
        if key not in self._readers:
            self._readers[key] = Reader(
                self.crm, known or column.target.field, column.header, partial(self._scan, column), exact=self._exact, ours=self._ours,
                order=self.options.orders.get(column.header), mark=self.options.marks.get(column.header), unit=column.unit,
                of_people=column.target.name == "contact.name" or (self.noun in ("contact", "lead") and key[1] == "name"),
            )  # fmt: skip
        return self._readers[key]

    def _scan(self, column: Column) -> Iterator[str]:
        return (column.cell(row.cells) for row in self.sheet.rows() if not row.error)

    def _fill_linked(self, batch: Batch) -> None:
        """Columns such as ``client.phone`` complete the linked record where the row makes it anew."""
        for column in self.layout.columns:
            if len(column.target.path) == 2:
                link, known = column.target.path
                stubs = {stub.id: stub for stub in self.reference(link.to).stubs.values()}
                values = self.reader(column, known).read(batch.cells(column), batch.refusing(column))
                for identity, value in zip(batch.columns.get(link.name, ()), values, strict=False):
                    if value is not None and identity in stubs:
                        stubs[identity].values.setdefault(known.name, value)


def _is_ours(crm: Workspace, noun: str, headers: Sequence[str]) -> bool:
    """An export of ours has a ref and the fields' own keys; its numbers have a point in every country."""
    return "ref" in headers and {header.partition(".")[0] for header in headers} <= {*crm.fields(noun), *OWN_COLUMNS}


def _is_flag(cell: str) -> bool:
    return cell.strip().casefold() in (*YES, *NO)


def check_required(crm: Workspace, noun: str, batch: Batch, places: Sequence[int]) -> None:
    """Refuse new rows that leave a required field empty."""
    for known in crm.fields(noun).values():
        if known.required and not known.facets.get("computed"):
            values = batch.columns.get(known.name, ())
            for place in places:
                value = values[place] if values else None
                if value is None or (isinstance(value, str) and not value.strip()):
                    needed = Invalid(N_("{one} needs its {field}"), one=One(NOUNS[noun].title), field=Word(known.label))
                    batch.refuse(place, needed)


def _currency_first(item: tuple[str, Column]) -> tuple[bool, bool]:
    """Currencies before all, amounts after what says their currency."""
    return item[0] != "currency", item[1].target.field.kind == "money"
