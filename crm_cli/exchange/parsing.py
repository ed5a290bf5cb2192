"""Reads a column of a file as stored values; the order of dates and the marks of numbers are settled by the whole column, never guessed."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.countries import CURRENCIES, Country
from crm_cli.records.numbers import parse_money
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

REMEMBERED = 50_000
ORDERS = ("dmy", "mdy")
MARKS = (".", ",")
Scan = Callable[[], Iterable[str]]
Refuse = Callable[[int, CrmError], None]
_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d)(.*)", re.DOTALL)
_PLAIN_CENTS = re.compile(r"-?\d{1,15}(?:\.(\d\d))?")
_NEVER = re.compile(r"(?!)()")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_MARKED = re.compile(r"\d[\d.,'’\u00a0\u202f ]*")
_TEXTS = ("text", "longtext")
_NUMBERS = ("number", "decimal", "money", "percent")


class Reader:
    """Reads the cells of one column for one field; ``scan`` gives the whole column, when it is needed to settle something.

    ``order`` and ``mark`` (of decimals) are what was told; ``exact`` says that numbers are written with a point whatever the country.
    """

    def __init__(
        self, crm: Workspace, field: Field, header: str, scan: Scan, *,
        order: str | None = None, mark: str | None = None, exact: bool = False,
    ) -> None:  # fmt: skip
        self.crm, self.field, self.header, self._scan = crm, field, header, scan
        self.order, self.mark = order, "." if exact else mark
        self.currencies: dict[str, str] = {}
        self._known: dict[str, Any] = {"": None}
        self._failed = False
        self._exact = exact
        self._usual, self._currency = crm.reading, crm.currency
        self._plain = _PLAIN_CENTS if CURRENCIES.get(self._currency, ("", 2))[1] == 2 else _NEVER

    def read(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        """The stored values of these cells; what cannot be one is refused by its place."""
        if self.field.kind in _TEXTS and not self.field.facets.get("check"):
            return self._texts(cells, refuse)
        if self.field.kind in ("phone", "email"):
            return self._unique(cells, refuse)
        known = self._known
        if len(known) > REMEMBERED:
            known.clear()
            known[""] = None
        for cell in [cell for cell in dict.fromkeys(cells) if cell not in known]:
            known[cell] = self._value(cell)
        found = [known[cell] for cell in cells]
        return self._refused(found, refuse) if self._failed else found

    def money(self, cells: Sequence[str], currencies: Sequence[str | None], refuse: Refuse) -> Sequence[Any]:
        """Amounts where each row may have a currency of its own."""
        found: list[Any] = []
        for place, (cell, currency) in enumerate(zip(cells, currencies, strict=True)):
            try:
                found.append(self._amount(cell, currency) if cell.strip() else None)
            except CrmError as error:
                refuse(place, error)
                found.append(None)
        return found

    def _texts(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        together = "".join(cells)
        if "\x00" in together or (self._exact and not _is_unicode(together)):
            return self._each(cells, refuse)
        return [cell or None for cell in cells]

    def _unique(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        """Phones and e-mails are hardly ever there twice, and nearly all plain."""
        plain = kinds.EMAIL if self.field.kind == "email" else _MOBILE if self._usual.country.code == "CN" else None
        if plain is None:
            return self._each(cells, refuse)
        is_plain = plain.fullmatch
        odd = [place for place, cell in enumerate(cells) if cell and not is_plain(cell)]
        found: list[Any] = [cell or None for cell in cells]
        for place, value in zip(
            odd, self._each([cells[place] for place in odd], lambda at, e: refuse(odd[at], e)), strict=True
        ):
            found[place] = value
        return found

    def _each(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        return self._refused([self._value(cell) for cell in cells], refuse)

    def _refused(self, found: list[Any], refuse: Refuse) -> list[Any]:
        for place, value in enumerate(found):
            if isinstance(value, CrmError):
                refuse(place, value)
                found[place] = None
        return found

    def _value(self, cell: str) -> Any:
        text = cell if self.field.kind in _TEXTS else cell.strip()
        if not text:
            return None
        try:
            return self._parsed(text)
        except Unsettled:
            raise
        except CrmError as error:
            self._failed = True
            return error

    def _parsed(self, text: str) -> Any:
        kind = self.field.kind
        if kind in ("date", "time"):
            return self._moment(text)
        if kind == "money":
            return self._amount(text, None)
        if kind in _NUMBERS:
            return kinds.parse(kind, text, self._reading(text), self.field.facets)
        return self.crm.parse_one(self.field, text)

    # --- numbers

    def _amount(self, text: str, currency: str | None) -> int:
        if currency is None and (plain := self._plain.fullmatch(text)):
            return int(text.replace(".", "")) if plain[1] else int(text) * 100
        amount, written = parse_money(text, self._reading(text).country, currency or self._currency)
        if written and written != (currency or self._currency):
            if currency:
                raise Invalid(N_("“{text}” is not in {currency}"), text=text, currency=currency)
            self.currencies[text] = written
        return amount

    def _reading(self, text: str) -> kinds.Reading:
        """The country's way to read numbers, with the marks of this column."""
        reading = self._usual
        marked = _MARKED.search(text)
        if marked is None or not re.search("[.,]", marked[0]):
            return reading
        mark = self.mark or self._mark_for(text)
        return _marked(reading, mark) if mark else reading

    def _mark_for(self, text: str) -> str | None:
        """The decimal mark of this number; where its form does not show it, the one that the other numbers show."""
        shown = self._shown_by(text)
        if shown is None and self._read_with(".", text) == self._read_with(",", text):
            return None
        if shown != self._usual.country.decimal and len(self._marks) == 1:
            shown = next(iter(self._marks))
        if shown is None:
            one, other = (_plainly(self.field, self._read_with(mark, text)) for mark in MARKS)
            raise Unsettled(
                N_("column “{name}”: “{text}” may be {one} or {other}"), hint="--decimal '{name}=.' · --decimal '{name}=,'",
                name=self.header, text=text, one=one, other=other,
            )  # fmt: skip
        self.mark = shown if len(self._marks) == 1 else None
        return shown

    @cached_property
    def _marks(self) -> set[str]:
        """The decimal marks that the numbers of the column show."""
        return {mark for cell in self._scan() if (mark := self._shown_by(cell))}

    def _shown_by(self, cell: str) -> str | None:
        """The mark that a number shows, by its form or because it makes sense only so."""
        if not re.search("[.,]", cell):
            return None
        if shown := _mark_of(cell):
            return shown
        sensible = [mark for mark in MARKS if self._read_with(mark, cell) is not None]
        return sensible[0] if len(sensible) == 1 else None

    def _read_with(self, mark: str, text: str) -> Any:
        reading = self._usual
        try:
            return kinds.parse(self.field.kind, text.strip(), _marked(reading, mark), self.field.facets)
        except CrmError:
            return None

    # --- dates

    def _moment(self, text: str) -> Any:
        match = _DATE.fullmatch(text)
        if match is None:
            return kinds.parse(self.field.kind, re.sub(r"(?<=[A-Za-z]), ?", " ", text), self._usual, self.field.facets)
        first, second, rest = int(match[1]), int(match[3]), match[5].strip(" ,T")
        dotted = match[2] == "."
        if not dotted and first <= 12 and second <= 12 and first != second and self.order is None:
            self.order = self._settled_order(text)
        by_month = self.order == "mdy" if self.order and not dotted else second > 12
        day, month = (second, first) if by_month else (first, second)
        try:
            iso = date(_year(match[4], self.crm.clock.today().year), month, day).isoformat()
        except ValueError:
            raise Invalid(N_("there is no {day}"), day=text) from None
        return kinds.parse(self.field.kind, f"{iso} {rest}".strip(), self._usual, self.field.facets)

    def _settled_order(self, text: str) -> str:
        found = {order for cell in self._scan() if (order := _order_of(cell.strip()))}
        if len(found) == 1:
            return found.pop()
        match = _DATE.fullmatch(text)
        one, other = (self._in_order(match, order) for order in ORDERS) if match else ("", "")
        raise Unsettled(
            N_("column “{name}”: “{text}” may be {one} or {other}"), hint="--date '{name}=dmy' · --date '{name}=mdy'",
            name=self.header, text=text, one=one, other=other,
        )  # fmt: skip

    def _in_order(self, match: re.Match[str], order: str) -> str:
        day, month = (match[1], match[3]) if order == "dmy" else (match[3], match[1])
        return f"{_year(match[4], self.crm.clock.today().year)}-{int(month):02}-{int(day):02}"


class Unsettled(Invalid):
    """Not one cell but the whole column can be read in two ways."""


def _order_of(text: str) -> str | None:
    match = _DATE.fullmatch(text)
    if match is None or match[2] == ".":
        return None
    first, second = int(match[1]), int(match[3])
    return "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else None


def _year(text: str, now: int) -> int:
    """Two digits are a year up to twenty ahead, else one of the century before."""
    full = int(text) if len(text) == 4 else now // 100 * 100 + int(text)
    return full - 100 if len(text) == 2 and full > now + 20 else full


def _mark_of(text: str) -> str | None:
    """The decimal mark of a number whose form shows it: 1.234,50 · 12.5 · 1,234,567."""
    match = _MARKED.search(text)
    body = re.sub(r"[^\d.,]", "", match[0]).rstrip(".,") if match else ""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return "." if body.rindex(".") > body.rindex(",") else ","
    if points > 1 or commas > 1:
        return "," if points else "."
    if points + commas == 0:
        return None
    mark = "." if points else ","
    before, after = body.split(mark)
    return mark if len(after) != 3 or len(before) > 3 or before in ("", "0") else None


def _marked(reading: kinds.Reading, mark: str) -> kinds.Reading:
    return kinds.Reading(_with_mark(reading.country, mark), reading.clock, reading.currency)


def _with_mark(country: Country, mark: str) -> Country:
    if country.decimal == mark:
        return country
    return country._replace(decimal=mark, thousands="," if mark == "." else ".")


def _plainly(field: Field, value: Any) -> str:
    return f"{value / 100:.2f}" if field.kind in ("money", "percent") else str(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
