"""Lines of a document that come as rows, of CSV or JSON: by our names for the columns or by those that others have, cells as in a line."""

from typing import Any

from crm_cli.commands.piping import Came
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.records.countries import country
from crm_cli.records.filters import find_field
from crm_cli.sales import documents, linetext
from crm_cli.telling.given import stored

CELLS = ("quantity", "price", "per", "discount")
ELSEWHERE = (
    "ref", "position", "net", "list_price", "rule", "cost", "currency", "bundle", "came_from", "quoteline", "orderline", "milestone"
)  # fmt: skip
"""What a line was where it comes from: it is no more, or it says so itself."""


def of_row(head: Any, row: Came) -> dict[str, Any]:
    """A row as stored values of a new line of that document."""
    noun = documents.LINES[head.noun]
    cells = {_named(noun, name): cell for name, cell in (row.cells or {}).items()}
    read = {name: cells.pop(name) for name in CELLS if name in cells}
    known = {name: cell for name, cell in cells.items() if name not in (*ELSEWHERE, *documents.LINES)}
    place = country("US") if row.machine else current().workspace.country
    said = linetext.of_cells(read, place, head.currency)
    return stored(noun, {head.noun: head.ref, **known}, machine=row.machine) | said


def _named(noun: str, header: str) -> str:
    """The field that a header names: by its key, its label, or as others call it."""
    try:
        return find_field(noun, header, current().workspace).name
    except Invalid:
        from crm_cli.exchange.aliases import alias  # only where a header is none of our own words

        found = alias(noun, header)
        if found is None:
            raise
        return found
