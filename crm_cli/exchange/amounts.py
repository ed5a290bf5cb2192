"""Reads the numbers and amounts of a column; the decimal mark and what per cent means are settled by the whole column, never guessed."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Any

from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange import cells as office
from crm_cli.exchange.cells import Unit
from crm_cli.exchange.moments import Scan, Unsettled
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.countries import CURRENCIES, Country
from crm_cli.records.numbers import parse_money
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

MARKS = (".", ",")
NUMBERS = ("number", "decimal", "money", "percent")
SHARES = N_("column “{name}”: 1 is the whole, so {text} is {percent} %")
PER_CENT = N_("column “{name}”: numbers are per cent, so {text} is {text} %")
UNITS = N_("column “{name}”: its numbers are in {unit}")
_PLAIN_CENTS = re.compile(r"-?\d{1,15}(?:\.(\d\d))?")
_NEVER = re.compile(r"(?!)()")
_MARKED = re.compile(r"\d[\d.,'’\u00a0\u202f ]*")
_PER_CENT = re.compile(r"[%％]|百分之|percent")


class Amounts:
    """The numbers of one column; ``mark`` is the decimal mark that was told, ``unit`` what the header says, ``ours`` an export of ours."""

    def __init__(
        self, crm: Workspace, field: Field, header: str, scan: Scan, say: Callable[..., None], *, mark: str | None, ours: bool, unit: Unit | None
    ) -> None:  # fmt: skip
        self.field, self.header, self.mark = field, header, mark
        self.currencies: dict[str, str] = {}
        self._scan, self._say, self._ours, self._unit = scan, say, ours, unit
        self._usual, self._currency = crm.reading, crm.currency
        self._plain = _PLAIN_CENTS if CURRENCIES.get(self._currency, ("", 2))[1] == 2 and not unit else _NEVER
        if unit and field.kind in NUMBERS and (unit.factor != 1 or unit.currency not in ("", crm.currency)):
            say(UNITS, unit=unit.written)

    def read(self, text: str) -> Any:
        """The stored value of a number that is no amount."""
        kind = self.field.kind
        if kind == "percent":
            return self._percent(text)
        if self._unit is None or self._unit.factor == 1:
            return kinds.parse(kind, text, self._reading(text), self.field.facets)
        amount = Decimal(str(kinds.parse("decimal", text, self._reading(text), {}))) * self._factor(text)
        return kinds.parse(
            kind, f"{amount:f}".rstrip("0").rstrip(".") or "0", _marked(self._usual, "."), self.field.facets
        )

    def _factor(self, text: str) -> int:
        """How many a number counts by the unit of its header; a cell with a unit of its own would count twice."""
        factor = self._unit.factor if self._unit else 1
        if factor != 1 and self._unit and office.scaled(text):
            raise Invalid(N_("“{text}” has a unit, and so has its column: {unit}"), text=text, unit=self._unit.written)
        return factor

    def _percent(self, text: str) -> Any:
        found = kinds.parse("percent", text, self._reading(text), self.field.facets)
        if self._ours or _PER_CENT.search(text) or (self._unit and self._unit.percent):
            return found
        return int(str(found)) * 100 if self._are_shares else found

    @cached_property
    def _are_shares(self) -> bool:
        """Whether 1 is the whole: no number is above it, and some are parts of it; where that does not show, it is asked."""
        signed, bare = office.shares(self._scan())
        parts_ = [one for one in bare if 0 < one < 1]
        if signed or any(one > 1 for one in bare):
            if parts_:
                self._say(PER_CENT, text=str(parts_[0]))
            return False
        if parts_:
            self._say(SHARES, text=str(parts_[0]), percent=f"{(parts_[0] * 100).normalize():f}")
            return True
        if any(one == 1 for one in bare):
            error = Unsettled(
                N_("column “{name}”: 1 may be 1 % or 100 %"), hint="--value '{name}:1=100%' · --value '{name}:1=1%'", name=self.header,
            )  # fmt: skip
            error.rule, error.readings = "value", {"1=100%": "100 %", "1=1%": "1 %"}
            raise error
        return False

    def amount(self, text: str, currency: str | None) -> int:
        """An amount in minor units; ``currencies`` keeps the currency that is not the record's."""
        if currency is None and (plain := self._plain.fullmatch(text)):
            return int(text.replace(".", "")) if plain[1] else int(text) * 100
        known = currency or (self._unit and self._unit.currency) or self._currency
        amount, written = parse_money(text, self._reading(text).country, known, scale=self._factor(text))
        written = written or (known if not currency and known != self._currency else None)
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
            error = Unsettled(
                N_("column “{name}”: “{text}” may be {one} or {other}"), hint="--decimal '{name}=.' · --decimal '{name}=,'",
                name=self.header, text=text, one=one, other=other,
            )  # fmt: skip
            error.rule, error.readings = "decimal", dict(zip(MARKS, (one, other), strict=True))
            raise error
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
