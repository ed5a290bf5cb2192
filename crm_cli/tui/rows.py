"""The rows of a list by their places: those that are looked at are read page by page."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from crm_cli.context import current
from crm_cli.i18n import _
from crm_cli.records.filters import find_path
from crm_cli.records.registry import noun as named
from crm_cli.render.listing import Column
from crm_cli.render.values import Look, dressed
from crm_cli.telling.lists import column_of, key_of, with_currencies
from crm_cli.tui.widths import Head
from crm_cli.workspace import Workspace

FIRST = 100  # rows that are shown before the others are known
PATIENCE = 0.02  # seconds for which one waits for the first rows, or for all where they are to be sorted
PAGE = 50  # rows that are read at once
AT_ONCE = 2000  # of refs alone
RIGHT = ("number", "money", "percent", "decimal")
WHOLE = ("date", "time", "birthday")
Row = Sequence[str]
"""The key of a row, then its cells as they are shown."""


class Wanted(NamedTuple):
    """What is asked for: by which words, in which order, which fields."""

    tokens: Sequence[str] = ()
    sort: str = ""
    fields: Sequence[str] = ()


class Found:
    """The rows of what was found by their places; those that are looked at are read page by page."""

    def __init__(
        self, crm: Workspace, noun: str, wanted: Wanted, columns: Sequence[Column], selected: Sequence[str]
    ) -> None:
        self.crm, self.noun, self.wanted, self.columns, self.selected = crm, noun, wanted, columns, selected
        self.numbers: array[int] = array("q")
        self.whole = False
        self.known: dict[int, Sequence[Row | None]] = {}
        language = current().language
        self.dress = [self._dresser(column, language) for column in columns]
        self.ref = selected.index("ref")

    def _dresser(self, column: Column, language: str) -> Callable[[Sequence[Any]], str]:
        """How a cell of a row is shown; an amount in the currency that its row says."""
        at, crm = self.selected.index(column.key), self.crm
        money = self.selected.index(column.currency_key) if column.currency_key in self.selected else None

        def dress(values: Sequence[Any]) -> str:
            currency = (money is not None and values[money]) or crm.currency
            return dressed(column.kind, values[at], Look(currency, language, crm.clock, False, True, column.choices))

        return dress

    def take(self, numbers: "array[int]", *, whole: bool) -> None:
        """These are the rows now; ``whole`` says that there are no more. Pages that are full and the same stay read."""
        same = len(self.numbers) and numbers[: len(self.numbers)] == self.numbers
        full = len(self.numbers) // PAGE
        self.known = {page: rows for page, rows in self.known.items() if same and page < full}
        self.numbers, self.whole = numbers, whole

    def row(self, at: int) -> Row | None:
        """The row at a place; none where it is gone meanwhile."""
        page, place = divmod(at, PAGE)
        if page not in self.known:
            numbers = self.numbers[page * PAGE : (page + 1) * PAGE]
            found = self.crm.rows(self.noun, self.selected, numbers)
            self.known[page] = [self._shown(found[n]) if n in found else None for n in numbers]
        return self.known[page][place] if place < len(self.known[page]) else None

    def _shown(self, values: Sequence[Any]) -> Row:
        return [str(values[self.ref]), *(dress(values) for dress in self.dress)]

    def place(self, number: int | None) -> int | None:
        """Where the row of that number is."""
        try:
            return self.numbers.index(number) if number is not None else None
        except ValueError:
            return None

    def refs(self, crm: Workspace) -> list[str]:
        """The refs of all, in their order."""
        found: list[str] = []
        for start in range(0, len(self.numbers), AT_ONCE):
            some = self.numbers[start : start + AT_ONCE]
            known = crm.rows(self.noun, ["ref"], some)
            found += [str(known[number][0]) for number in some if number in known]
        return found

    def number(self, at: int) -> int | None:
        """The number of the row at a place."""
        return self.numbers[at] if 0 <= at < len(self.numbers) else None


def rows_of(crm: Workspace, noun: str, wanted: Wanted) -> Found:
    """What is to be shown of the rows that are wanted, of which none is found yet; a filter or a field that cannot be read is refused."""
    names = list(dict.fromkeys(["ref", *(wanted.fields or crm.listed(noun))]))
    paths = [find_path(noun, name, crm) for name in names]
    selected = [key_of(path) for path in with_currencies(noun, paths)]
    crm.query(noun, wanted.tokens, sort=wanted.sort)
    return Found(crm, noun, wanted, [column_of(path) for path in paths], selected)


def heads_of(found: Found) -> list[Head]:
    """The heads of the columns, with a sign at that by which they are sorted, and which way."""
    sort = found.wanted.sort

    def arrow(key: str) -> str:
        return {key: " ^", f"-{key}": " v"}.get(sort, "")

    return [
        Head(_(column.label) + arrow(column.key), column.kind in RIGHT, column.kind in WHOLE)
        for column in found.columns
    ]


def natural(noun: str, wanted: Wanted) -> bool:
    """The rows come in the order in which they were written, so that the first of them are found before all are."""
    return not wanted.sort and not named(noun).order


def remembered(noun: str) -> tuple[str, ...]:
    """The columns this person wants in a list; none are the usual ones. What is no field any more is left out."""
    said = current().config.group("list").get(noun, "")
    known = current().workspace.fields(noun)
    names = (name.strip() for name in said.replace("，", ",").split(","))
    return tuple(name for name in names if name.partition(".")[0] in known)
