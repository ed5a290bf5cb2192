"""Excel workbooks: a list as typed cells under a frozen head, streamed; what an edited one needs to come back stands on a hidden sheet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.cells import EXACT, LONGEST, MOST_ROWS, cell_text
from crm_cli.records.countries import CURRENCIES
from crm_cli.records.patterns import pattern
from crm_cli.render.listing import Column, Listing
from crm_cli.render.style import ELLIPSIS, cells, shown
from crm_cli.render.values import Look, dressed
from crm_cli.render.view import View

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MARK = "guanxi"  # the name of the hidden sheet
CHOICES = "guanxi choices"
CHUNK = 32_000
MORE = 1000  # rows below the list that have its drop-downs, for what is written there by hand
NARROW, WIDE, LOOKED_AT = 6, 42, 1000
FIRST_YEAR = 1901  # what Excel does with earlier days is a mistake of its own
_NO_TITLE = pattern(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Kept:
    """What the hidden sheet keeps: a head, and for each row the values in the hidden column ``place`` of the listing.

    ``keys`` are the columns whose cells are compared when the workbook comes back; a cell that does not read as the value at its
    place of the kept row is written down beside it. ``hidden`` columns are folded away, ``open`` ones take other choices too.
    """

    head: Mapping[str, Any]
    place: int
    keys: Sequence[str]
    hidden: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()


def write_workbook(listing: Listing, out: BinaryIO, view: View, kept: Kept | None = None) -> int:
    """Write the list as a workbook; how many rows."""
    from xlsxwriter import Workbook  # only a workbook pays for it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
    book = Workbook(out, options)
    sheet = _Sheet(book, listing, view, kept)
    count = 0
    for count, row in enumerate(listing.rows, 1):
        if count == MOST_ROWS:
            raise Invalid(
                N_("a sheet holds no more than {most} rows"), hint=N_("take csv, or a narrower filter"), most=MOST_ROWS - 1,
            )  # fmt: skip
        sheet.put(count, row)
    sheet.finish(count)
    book.close()
    return count


class _Sheet:
    """The visible sheet, and beside it the hidden one, row by row."""

    def __init__(self, book: "Workbook", listing: Listing, view: View, kept: Kept | None) -> None:
        self.book, self.view, self.kept = book, view, kept
        self.columns = listing.printed()
        self.looks = _Looks(book)
        self.money = [listing.place(c.currency_key) if c.currency_key else None for _place, c in self.columns]
        self.sheet: Worksheet = book.add_worksheet(_title(listing.title))
        self.widths = [cells(_(column.label)) + 3 for _place, column in self.columns]
        for at, (_place, column) in enumerate(self.columns):
            self.sheet.write_string(0, at, shown(_(column.label)), self.looks.head)
        self.hidden = self._hidden_sheet(kept) if kept else None
        self.shown_as: dict[tuple[int, str], Look] = {}

    def _hidden_sheet(self, kept: Kept) -> "Worksheet":
        sheet = self.book.add_worksheet(MARK)
        sheet.very_hidden()
        labels = [[column.key, shown(_(column.label))] for _place, column in self.columns]
        _put_json(sheet, 0, {**kept.head, "columns": labels, "keys": list(kept.keys)})
        return sheet

    def put(self, number: int, row: Sequence[Any]) -> None:
        """One row; what its cells say is what reading them will give."""
        said: dict[str, str] = {}
        for at, (place, column) in enumerate(self.columns):
            value = row[place]
            if value is not None:
                said[column.key] = text = self._cell(number, at, column, value, self._look(at, column, row))
                if number < LOOKED_AT:
                    self.widths[at] = max(self.widths[at], max(map(cells, text.split("\n"))) + 1)
        if self.kept and self.hidden:
            self._keep(self.kept, self.hidden, number, row[self.kept.place], said)

    def _look(self, at: int, column: Column, row: Sequence[Any]) -> Look:
        money = self.money[at]
        currency = (row[money] if money is not None else None) or self.view.currency
        if (at, currency) not in self.shown_as:
            self.shown_as[at, currency] = Look(
                currency, self.view.language, self.view.clock, False, False, column.choices
            )
        return self.shown_as[at, currency]

    def _cell(self, number: int, at: int, column: Column, value: Any, look: Look) -> str:
        written = _typed(column.kind, value, look)
        if isinstance(written, str):
            text = shown(written, lines=True)
            text = text if len(text) <= LONGEST else text[: LONGEST - 1] + ELLIPSIS
            self.sheet.write_string(number, at, text, self.looks.text)
            return text
        style = self.looks.of("date" if _is_day(written) else column.kind, value, look.currency)
        if isinstance(written, int | float):
            self.sheet.write_number(number, at, written, style)
        else:
            self.sheet.write_datetime(number, at, written, style)
        return cell_text(written)

    def _keep(
        self, kept: Kept, sheet: "Worksheet", number: int, values: Sequence[Any], said: Mapping[str, str]
    ) -> None:
        """The values by which the row comes back, and beside them by place what a cell says otherwise."""
        first = len(values) - len(kept.keys)
        other = {
            str(place): said.get(key, "")
            for place, (key, value) in enumerate(zip(kept.keys, values[first:], strict=True))
            if (value is not None or key in said) and said.get(key, "") != cell_text(value)
        }
        _put_json(sheet, number, [*values, other])

    def finish(self, count: int) -> None:
        """Head, filter, widths and drop-downs."""
        last = max(len(self.columns) - 1, 0)
        self.sheet.freeze_panes(1, 1)
        if self.columns:
            self.sheet.autofilter(0, 0, max(count, 1), last)
        for at, (_place, column) in enumerate(self.columns):
            hides = {"hidden": True} if self.kept and column.key in self.kept.hidden else {}
            style = self.looks.of(column.kind, None, self.view.currency)
            self.sheet.set_column(at, at, min(max(self.widths[at], NARROW), WIDE), style, hides)
        self._drop_downs(min(count + MORE, MOST_ROWS - 1))

    def _drop_downs(self, last: int) -> None:
        lists = [(at, words) for at, (_place, column) in enumerate(self.columns) if (words := _words(column))]
        if not lists:
            return
        choices = self.book.add_worksheet(CHOICES)
        choices.very_hidden()
        for line, (at, words) in enumerate(lists):
            for place, word in enumerate(words):
                choices.write_string(line, place, word)
            strict = not (self.kept and self.columns[at][1].key in self.kept.open)
            rule = {"validate": "list", "source": f"='{CHOICES}'!$A${line + 1}:${_letters(len(words) - 1)}${line + 1}", "show_error": strict}  # fmt: skip
            self.sheet.data_validation(1, at, last, at, rule)


def _words(column: Column) -> list[str]:
    """What the drop-down of a column offers, in the reader's language."""
    if column.kind == "flag":
        return [_("yes"), _("no")]
    return [shown(_(label)) for label in column.choices.values()] if column.kind == "choice" else []


def _typed(kind: str, value: Any, look: Look) -> Any:
    """The value as a cell of its type; a text where a cell of that type would lose something."""
    if kind == "money":
        exponent = CURRENCIES.get(look.currency, ("", 2))[1]
        return value / 10**exponent if abs(value) < 10**EXACT else dressed(kind, value, look)
    if kind == "percent":
        return value / 10_000 if abs(value) < 10**EXACT else dressed(kind, value, look)
    if kind in ("number", "decimal"):
        return _number(value)
    if kind == "date":
        day = date.fromisoformat(value)
        return day if day.year >= FIRST_YEAR else value
    if kind == "time":
        if len(value) == len("2026-11-22"):  # a day of which no hour is known
            return datetime.fromisoformat(value)
        moment = look.clock.local(value).replace(tzinfo=None)
        return moment if moment.year >= FIRST_YEAR else moment.isoformat(" ")
    return dressed(kind, value, look, lines=True)


def _is_day(written: Any) -> bool:
    """A moment of which only the day is known is shown as a day."""
    return isinstance(written, datetime) and written.time() == time()


def _number(value: Any) -> Any:
    text = str(value)
    if len(text.lstrip("-").replace(".", "")) > EXACT:
        return text
    return int(text) if text.lstrip("-").isdecimal() else float(text)


class _Looks:
    """The formats of cells, each made when it is first needed."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self._made: dict[str, Format] = {}

    @cached_property
    def head(self) -> "Format":
        return self.book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEEEEE"})

    @cached_property
    def text(self) -> "Format":
        """Text whatever it looks like: a phone, a tax id, a bank account, ``=1+1``."""
        return self.book.add_format({"num_format": "@", "valign": "top"})

    def of(self, kind: str, value: Any, currency: str) -> "Format":
        """The format of a kind of value; that of the empty cells of its column where there is no value."""
        code = _code(kind, value, currency)
        if code is None:
            return self.text
        if code not in self._made:
            self._made[code] = self.book.add_format({"num_format": code, "valign": "top"})
        return self._made[code]


def _code(kind: str, value: Any, currency: str) -> str | None:
    """How Excel shows a number, in its own language of formats."""
    if kind == "money":
        symbol, exponent = CURRENCIES.get(currency, (currency + " ", 2))
        return f'"{symbol}"#,##0' + ("." + "0" * exponent if exponent else "")
    if kind == "percent":
        digits = 0 if not value or value % 100 == 0 else 1 if value % 10 == 0 else 2
        return "0" + ("." + "0" * digits if digits else "") + "%"
    return {"number": "0", "decimal": "General", "date": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm"}.get(kind)


def _put_json(sheet: "Worksheet", number: int, value: Any) -> None:
    """A value in one row of the hidden sheet, in as many cells as it takes."""
    text = json.dumps(value, separators=(",", ":"))
    for place, start in enumerate(range(0, len(text), CHUNK)):
        sheet.write_string(number, place, text[start : start + CHUNK])


def _title(text: str) -> str:
    """The name of a sheet: at most 31 characters, none of those that mean something in a formula."""
    return _NO_TITLE.sub(" ", shown(text))[:31].strip() or "Sheet1"


def _letters(place: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
