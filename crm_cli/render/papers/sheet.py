"""A sheet: all that stands on a paper, in order, as texts in its reader's language."""

from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.render.style import shown


class Cell(NamedTuple):
    """A text, and the number that it is, for those who reckon on."""

    text: str = ""
    figure: Decimal | None = None
    below: str = ""


class Column(NamedTuple):
    """A column by its key; numbers stand at the right."""

    key: str
    label: str
    right: bool = False


class Row(NamedTuple):
    """A line: an item, a part of the bundle above it, an option, or words only."""

    look: str
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A small table with a title, below the sums."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Sum(NamedTuple):
    """A line below the table; the ``last`` is what there is to pay."""

    label: str
    cell: Cell
    last: bool = False


class Sheet(NamedTuple):
    """All that is on the paper, in order."""

    language: str
    title: str
    name: str
    mark: str
    firm: str
    firm_lines: tuple[str, ...]
    to: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    opening: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...]
    capitals: tuple[str, str] | None
    plan: Table | None
    notes: tuple[tuple[str, tuple[str, ...]], ...]
    closing: tuple[str, ...]
    signed: tuple[str, str]
    footer: str
    page: str
    currency: str


def cleaned(value: Any) -> Any:
    """Texts with nothing hidden in them: what reorders or hides text is shown by its number."""
    if isinstance(value, str):
        return shown(value, lines=True).replace("\t", " ")
    if isinstance(value, tuple):
        items = [cleaned(one) for one in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value


def numbered(text: str, page: str, pages: str) -> str:
    """The line that says which page of how many it is."""
    return text.replace("{pages}", pages).replace("{page}", page)
