"""What a file is read as: a sheet of rows under headers, how it was asked for, and what was found on the way."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from crm_cli.errors import CrmError

MOST_COLUMNS = 512
LONGEST_CELL = 1 << 20
LONGEST_LINE = 4 << 20
LONGEST_ITEM = 4 << 20  # an object of JSON, a card
BLOCK = 1 << 20
Opened = Callable[[], BinaryIO]


class Row(NamedTuple):
    """A row, the line it begins on, and what is wrong with it, if its cells cannot be told apart."""

    line: int
    cells: Sequence[str]
    error: CrmError | None = None


class Note(NamedTuple):
    """Something that was found or left out: a text with a translation, and its values."""

    message: str
    values: dict[str, Any]


class Refused(NamedTuple):
    """The part of a row that is not taken, while the rest of it is."""

    cells: Sequence[str]
    error: CrmError


class Place(int):
    """A row of one of several sheets that are read together: a number of its own that says the sheet and its row there."""

    said: str

    def __new__(cls, number: int, said: str) -> "Place":
        made = super().__new__(cls, number)
        made.said = said
        return made

    def __str__(self) -> str:
        return self.said

    def __format__(self, spec: str) -> str:
        return format(self.said, spec)


def _unknown(_word: str) -> bool:
    return False


@dataclass(frozen=True)
class Asked:
    """How a file is to be read, where it is not left to be found out.

    ``known`` says whether a word is a name for a field; ``mark`` is the decimal mark in which the numbers of a workbook are
    written as text; ``keep`` are headers of columns that must not be left out.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header: int | None = None
    columns: Sequence[str] = ()
    known: Callable[[str], bool] = _unknown
    mark: str = "."
    keep: Collection[str] = ()


def _nothing() -> Sequence[Note]:
    return ()


@dataclass(frozen=True)
class Remembered:
    """What a workbook of ours remembers: what it holds, and what its rows were when it was written."""

    head: dict[str, Any]
    rows: Callable[[], Iterator[list[Any]]]


@dataclass(frozen=True)
class Sheet:
    """A table in a file; ``rows`` reads it from the beginning each time. In JSON numbers are numbers, whatever the country.

    A workbook of ours has its rows as they stand and what it ``remembers``; ``conflicts`` are by line the cells that both sides changed.
    """

    headers: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    encoding: str
    delimiter: str = ""
    format: str = "csv"
    found: Callable[[], Sequence[Note]] = field(default=_nothing)
    remembers: Remembered | None = None
    conflicts: Mapping[int, "Refused"] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """It went out from here, to be edited by hand."""
        return self.remembers is not None

    @property
    def is_json(self) -> bool:
        return self.format in ("json", "jsonl")

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was found and left out; whole when the rows have been read once."""
        return tuple(self.found())
