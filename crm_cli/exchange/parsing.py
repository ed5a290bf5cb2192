"""Reads a column of a file as stored values; the order of dates and the marks of numbers are settled by the whole column, never guessed."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange import cells as office
from crm_cli.exchange.cells import Unit
from crm_cli.exchange.moments import ORDERS, SERIAL, Moments, Scan, Unsettled
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.countries import CURRENCIES, Country
from crm_cli.records.numbers import parse_money
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

__all__ = ["MARKS", "ORDERS", "SERIAL", "More", "Reader", "Unsettled"]

REMEMBERED = 50_000
MARKS = (".", ",")
Refuse = Callable[[int, CrmError], None]
_PLAIN_CENTS = re.compile(r"-?\d{1,15}(?:\.(\d\d))?")
_NEVER = re.compile(r"(?!)()")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_MARKED = re.compile(r"\d[\d.,'’\u00a0\u202f ]*")
_PER_CENT = re.compile(r"[%％]|百分之|percent")
_TEXTS = ("text", "longtext")
_NUMBERS = ("number", "decimal", "money", "percent")
SEVERAL = {
    "phone": N_("column “{name}”: cells with several phones: {n}"),
    "email": N_("column “{name}”: cells with several e-mails: {n}"),
}
NAMED = N_("column “{name}”: cells with a name and a phone: {n}")
REPAIRED = N_("column “{name}”: phones that a spreadsheet had made fractions, repaired: {n}")
MONTHS = N_("column “{name}”: “{text}” names a month only; its first day was taken")
SHARES = N_("column “{name}”: 1 is the whole, so {text} is {percent} %")
PER_CENT = N_("column “{name}”: numbers are per cent, so {text} is {text} %")
UNITS = N_("column “{name}”: its numbers are in {unit}")


class More(NamedTuple):
    """What a cell says beyond the value of its field: who has the phone, and further phones or e-mails."""

    name: str = ""
    others: tuple[str, ...] = ()


class Reader:
    """Reads the cells of one column for one field; ``scan`` gives the whole column, when it is needed to settle something.

    ``order`` and ``mark`` (of decimals) are what was told; ``exact`` says that numbers are written with a point whatever the country.
    After each read ``more`` has what cells said beyond their value, by place; ``said`` counts what the plan is to tell.
    """

    def __init__(
        self, crm: Workspace, field: Field, header: str, scan: Scan, *,
        order: str | None = None, mark: str | None = None, exact: bool = False, ours: bool = False, unit: Unit | None = None,
        of_people: bool = False,
    ) -> None:  # fmt: skip
        self.crm, self.field, self.header, self._scan = crm, field, header, scan
        self.mark = "." if exact else mark
        self.currencies: dict[str, str] = {}
        self.more: dict[int, More] = {}
        self.said: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
        self._moments = Moments(crm, field, header, scan, order)
        self._known: dict[str, Any] = {"": None}
        self._failed = False
        self._exact, self._ours, self._unit, self._of_people = exact, ours, unit, of_people
        self._usual, self._currency = crm.reading, crm.currency
        self._plain = _PLAIN_CENTS if CURRENCIES.get(self._currency, ("", 2))[1] == 2 and not unit else _NEVER
        if unit and self.field.kind in _NUMBERS and (unit.factor != 1 or unit.currency not in ("", crm.currency)):
            self._say(UNITS, unit=unit.written)

    def read(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        """The stored values of these cells; what cannot be one is refused by its place."""
        self.more = {}
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
            except Unsettled:
                raise
            except CrmError as error:
                refuse(place, error)
                found.append(None)
        return found

    def _texts(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        together = "".join(cells)
        if "\x00" in together or (self._exact and not _is_unicode(together)):
            return self._each(cells, refuse)
        found: list[Any] = [cell or None for cell in cells]
        if self._of_people and not self._exact and office.named_number("\n".join(cells)):
            return self._refused([self._person(place, cell) for place, cell in enumerate(cells)], refuse)
        if self.field.kind == "text" and not self._exact and office.may_be_rounded(together):
            return self._refused(
                [office.rounded(cell) or value for cell, value in zip(cells, found, strict=True)], refuse
            )
        return found

    def _unique(self, cells: Sequence[str], refuse: Refuse) -> Sequence[Any]:
        """Phones and e-mails are hardly ever there twice, and nearly all plain."""
        plain = kinds.EMAIL if self.field.kind == "email" else _MOBILE if self._usual.country.code == "CN" else None
        is_plain = plain.fullmatch if plain else (lambda _cell: None)
        found: list[Any] = [cell or None for cell in cells]
        for place, cell in enumerate(cells):
            if cell and not is_plain(cell):
                value = found[place] = self._kept(place, cell)
                if isinstance(value, CrmError):
                    refuse(place, value)
                    found[place] = None
        return found

    def _kept(self, place: int, cell: str) -> Any:
        """The value of a cell that is not plain; what else it holds is put aside."""
        text = cell.strip()
        if not text:
            return None
        if self.field.kind == "email":
            return self._kept_mails(place, text)
        return self._kept_phones(place, text)

    def _kept_phones(self, place: int, text: str) -> Any:
        if (whole := office.repaired(text)) and not isinstance(found := self._value(whole), CrmError):
            self._say(REPAIRED)
            return found
        found = self._value(text)
        if not isinstance(found, CrmError):
            return found
        try:
            said = office.spoken(text, lambda part: str(self.crm.parse_one(self.field, part)))
        except CrmError as error:
            return error
        if said is None:
            return office.rounded(text) or found
        if len(said.numbers) > 1:
            self._say(SEVERAL["phone"])
        if said.name:
            self._say(NAMED)
        self.more[place] = More(said.name, said.numbers[1:])
        return said.numbers[0]

    def _person(self, place: int, cell: str) -> Any:
        """A name; the numbers beside it are put aside."""
        if not office.named_number(cell):
            return cell or None
        phone = self.crm.fields("contact")["phone"]
        try:
            said = office.spoken(cell, lambda part: str(self.crm.parse_one(phone, part)))
        except CrmError as error:
            return error
        if said is None or not said.name:
            return cell
        self._say(NAMED)
        self.more[place] = More(others=said.numbers)
        return said.name

    def _kept_mails(self, place: int, text: str) -> Any:
        found = self._value(text)
        if not isinstance(found, CrmError):
            return found
        several = [self._value(part) for part in office.addresses(text)]
        if len(several) < 1 or any(isinstance(one, CrmError) for one in several):
            return found
        if len(several) > 1:
            self._say(SEVERAL["email"])
        self.more[place] = More(others=tuple(several[1:]))
        return several[0]

    def _say(self, message: str, **values: str) -> None:
        self.said[message, tuple(values.items())] += 1

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
        if self.field.kind == "text" and not self._exact and office.counted(text):
            self._failed = True
            return office.rounded(text)
        try:
            return self._parsed(text)
        except Unsettled:
            raise
        except CrmError as error:
            self._failed = True
            return (None if self._exact or self.field.kind not in _TEXTS else office.rounded(text)) or error

    def _parsed(self, text: str) -> Any:
        kind = self.field.kind
        if kind in ("date", "time"):
            return self._moment(text)
        if kind == "money":
            return self._amount(text, None)
        if kind in _NUMBERS:
            return self._number(kind, text)
        return self.crm.parse_one(self.field, text)

    def _moment(self, text: str) -> Any:
        found = self._moments.read(text)
        if self._moments.month == text:
            self._say(MONTHS, text=text)
        return found

    # --- numbers

    def _number(self, kind: str, text: str) -> Any:
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

    def _amount(self, text: str, currency: str | None) -> int:
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


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
