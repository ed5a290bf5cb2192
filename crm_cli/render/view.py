"""The reader's surroundings: language, clock, currency, and the screen (or pipe) the text goes to."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from crm_cli.clock import Clock
from crm_cli.render.encoding import fitted
from crm_cli.render.listing import Column, Listing
from crm_cli.render.style import Paint
from crm_cli.render.values import Look, dressed


class View(NamedTuple):
    """For whom and for what screen text is made; ``currency`` is the base's, for rows that carry none, ``paper`` its country's."""

    language: str
    clock: Clock
    currency: str = "CNY"
    terminal: bool = False
    width: int = 80
    paint: Paint = Paint(False)
    encoding: str = "utf-8"
    paper: str = "A4"

    def value(
        self, column: Column, value: Any, currency: str | None, *, relative: bool = False, lines: bool = False
    ) -> str:
        """One value as text, in characters the screen has."""
        return fitted(dressed(column.kind, value, self._look(column, currency, relative), lines), self.encoding)

    def rows(self, listing: Listing, *, relative: bool = False, lines: bool = False) -> Iterator[list[str]]:
        """Each row of a listing as texts, one at a time."""
        cells = [self._cell(listing, place, column, relative, lines) for place, column in listing.printed()]
        for row in listing.rows:
            yield [cell(row) for cell in cells]

    def _look(self, column: Column, currency: str | None, relative: bool) -> Look:
        money = currency or self.currency
        return Look(money, self.language, self.clock, column.short, relative, column.choices)

    def _cell(
        self, listing: Listing, place: int, column: Column, relative: bool, lines: bool
    ) -> Callable[[Sequence[Any]], str]:
        """What turns a row into the text of one column; the surroundings are made once for each currency."""
        money = listing.place(column.currency_key) if column.currency_key else None
        looks: dict[str | None, Look] = {}

        def cell(row: Sequence[Any]) -> str:
            currency = None if money is None else row[money]
            look = looks.get(currency) or looks.setdefault(currency, self._look(column, currency, relative))
            return fitted(dressed(column.kind, row[place], look, lines), self.encoding)

        return cell
