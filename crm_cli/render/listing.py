"""A list of records on its way to the reader: columns, rows, and the formats it may take."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

# A machine format gets rows of machine values (money "482000.00", flags bool, several values a list), a human one gets
# rows of stored values, which it dresses in the reader's language.
MACHINE = frozenset({"csv", "tsv", "json", "jsonl", "ids"})
HUMAN = frozenset({"table", "plain", "md", "html", "xlsx"})
FORMATS = ("table", "plain", "csv", "tsv", "json", "jsonl", "md", "html", "ids")
WORKBOOK = "xlsx"  # the one that is no text
_RIGHT = frozenset({"number", "decimal", "money", "percent"})


class Column(NamedTuple):
    """One column: its key for machines, its label (a catalogue key) for people, and the kind of its values.

    ``currency_key`` names the column of the same row that carries the currency of a money column; a ``hidden`` column
    is carried for that and not printed. ``short`` writes money as on a board. What is ``below`` has lines of its own under its row where the
    screen is too narrow for it; what is ``whole`` is never cut nor rounded there, and what ``yields`` goes first, the highest before the others. ``choices`` gives each key its label.
    """

    key: str
    label: str
    kind: str = "text"
    choices: Mapping[str, str] = MappingProxyType({})
    currency_key: str | None = None
    hidden: bool = False
    short: bool = False
    below: bool = False
    whole: bool = False
    yields: int = 0

    @property
    def align(self) -> Literal["left", "right"]:
        """Numbers stand at the right."""
        return "right" if self.kind in _RIGHT else "left"


class Listing:
    """Columns and rows, read once; ``total`` says how many there are when a limit cut them, ``empty`` what may be done where none is."""

    empty = ""

    def __init__(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Any]], total: int | None = None, title: str = ""
    ) -> None:
        self.columns, self.rows, self.total, self.title = columns, rows, total, title

    def printed(self) -> list[tuple[int, Column]]:
        """The columns to print, each with its place in a row."""
        return [(place, column) for place, column in enumerate(self.columns) if not column.hidden]

    def place(self, key: str | None) -> int | None:
        """Where in a row the column of that key stands."""
        return next((place for place, column in enumerate(self.columns) if column.key == key), None)
