"""What the columns of a file are for, once that is settled: targets, columns with their rules, and the layout of the whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crm_cli.exchange import cells as office
from crm_cli.records.fold import has_chinese
from crm_cli.records.record import Field

EXTERNAL = "external"
CLOSED_AMOUNT = "closed_amount"
STAGE_DATE = "stage:"
COMPANION = "contact"
EVERY = "*"  # every column that nothing else is said of
REFUSED = ("line", "column", "reason")  # what a file of refused rows has before its columns
REFUSED_TOO = ("crm line", "crm column", "crm reason")  # the same, where the file has columns of those names itself
OWN_COLUMNS = (*REFUSED, *REFUSED_TOO)
OUR_OWN = ("id", "merged_into")
TEXTS = ("text", "longtext")
JOINED = (*TEXTS, "phone", "email")  # kinds whose columns can be joined


@dataclass(frozen=True, slots=True)
class Target:
    """What a column is for: a field, a field of the linked record when that is new (``path`` of two), an external id, the day of a
    stage, or a field of the person that a client's row brings along."""

    what: str
    path: tuple[Field, ...] = ()
    stage: str = ""

    @property
    def field(self) -> Field:
        return self.path[-1]

    @property
    def name(self) -> str:
        own = ".".join(field.name for field in self.path)
        if self.what == COMPANION:
            return f"{COMPANION}.{own}"
        return own or (STAGE_DATE + self.stage if self.stage else self.what)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file by its place, one thing it is for, and its rules: what it is joined with, cut into, and replaced by."""

    header: str
    place: int
    target: Target
    also: tuple[tuple[str, int], ...] = ()
    cut: Callable[[str], Sequence[str]] | None = None
    part: int = 0
    values: Mapping[str, str] | None = None
    unit: office.Unit | None = None

    @property
    def headers(self) -> str:
        """The header, or those that are joined."""
        return " + ".join([self.header, *(header for header, _place in self.also)])

    def cells(self, table: Sequence[Sequence[str]]) -> Sequence[str]:
        """Its cells out of the columns of a batch."""
        found = self._replaced(table[self.place])
        if self.cut:
            found = [_at(self.cut(cell), self.part) if cell else cell for cell in found]
        if self.also:
            others = [table[place] for _header, place in self.also]
            found = [self._joined(parts) for parts in zip(found, *others, strict=True)]
        return found

    def cell(self, row: Sequence[str]) -> str:
        """Its cell out of one row."""
        return self.cells([(cell,) for cell in row])[0] if self.also or self.cut or self.values else row[self.place]

    def _replaced(self, cells: Sequence[str]) -> Sequence[str]:
        if not self.values:
            return cells
        table = self.values
        return [table.get(word(cell), cell) for cell in cells]

    def _joined(self, parts: Sequence[str]) -> str:
        field = self.target.field
        filled = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        if field.kind in ("phone", "email"):
            return "; ".join(filled)
        if field.kind == "longtext":
            return "\n".join(filled)
        if all(map(has_chinese, filled)):
            return "".join(filled)
        return (" " if field.name == "name" else ", ").join(filled)


@dataclass(frozen=True)
class Layout:
    """Which columns are for what, which are left out because told so, which nobody knows, and which this base does not show."""

    columns: tuple[Column, ...]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]
    hidden: tuple[str, ...] = ()

    def fields(self) -> dict[str, Column]:
        """The columns that feed a field of the record itself."""
        return {c.target.field.name: c for c in self.columns if c.target.what == "field" and len(c.target.path) == 1}

    def external(self) -> Column | None:
        """The column of the external id."""
        return next((column for column in self.columns if column.target.what == EXTERNAL), None)

    def of(self, what: str) -> list[Column]:
        """The columns for that."""
        return [column for column in self.columns if column.target.what == what]


def _at(parts: Sequence[str], place: int) -> str:
    return parts[place] if place < len(parts) else ""


def word(cell: str) -> str:
    """A cell such that case and spaces around it do not count."""
    return cell.strip().casefold()
