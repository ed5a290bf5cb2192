"""Reads the dates of a column; which of two numbers is the month is settled by the whole column, never guessed."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

ORDERS = ("dmy", "mdy")
SERIAL = "excel"
Scan = Callable[[], Iterable[str]]
_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d)(.*)", re.DOTALL)
_MONTH = re.compile(r"(?:(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})月?|(?P<first>\d{1,2})[/.](?P<last>\d{4}))")
_NAMED_MONTH = re.compile(r"[A-Za-z]{3,9}\.? \d{4}")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_ZONE = re.compile(r"(?<=\d) ?(?:UTC|GMT)$")
_COMMA = re.compile(r"(?<=[A-Za-z]), ?")
_GERMAN = re.compile(
    r"(?<![A-Za-z])(jan|feb|mär|maerz|mrz|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\.?", re.IGNORECASE
)
_ENGLISH = {"mär": "mar", "mae": "mar", "mrz": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
_EPOCH = date(1899, 12, 30)  # a spreadsheet's day 0, after it took 1900 for a leap year


class Unsettled(Invalid):
    """Not one cell but the whole column can be read in two ways; ``rule`` and ``readings`` say what settles it."""

    rule = ""
    readings: Mapping[str, str] = MappingProxyType({})


class Moments:
    """Reads dates and times of one column; ``order`` is what was told. ``month`` is the first that named no day."""

    def __init__(self, crm: Workspace, field: Field, header: str, scan: Scan, order: str | None) -> None:
        self.crm, self.field, self.header, self.order = crm, field, header, order
        self._scan = scan
        self._year = crm.clock.today().year
        self.month = ""

    def read(self, text: str) -> Any:
        """The stored value of a date as it is written."""
        match = _DATE.fullmatch(text)
        if match is None:
            return self._worded(text)
        first, second, rest = int(match[1]), int(match[3]), match[5].strip(" ,T")
        dotted = match[2] == "."
        if not dotted and first <= 12 and second <= 12 and first != second and self.order not in ORDERS:
            self.order = self._settled(text)
        by_month = self.order == "mdy" if self.order in ORDERS and not dotted else second > 12
        day, month = (second, first) if by_month else (first, second)
        try:
            iso = date(_year(match[4], self._year), month, day).isoformat()
        except ValueError:
            raise Invalid(N_("there is no {day}"), day=text) from None
        return self._parsed(f"{iso} {rest}".strip())

    def _parsed(self, text: str) -> Any:
        return kinds.parse(self.field.kind, text, self.crm.reading, self.field.facets)

    def _worded(self, text: str) -> Any:
        """A date that is no three numbers of which the year is the last."""
        if _SERIAL.fullmatch(text):
            return self._counted(text)
        if match := _MONTH.fullmatch(text):
            self.month = self.month or text
            year, month = int(match["year"] or match["last"]), int(match["month"] or match["first"])
            return self._parsed(f"{year}-{month:02}-01" if 1 <= month <= 12 else text)
        if text.isascii() and not any(char.isalpha() for char in text):
            return self._parsed(text)
        plain = _ZONE.sub("Z", _GERMAN.sub(_in_english, text))
        if _NAMED_MONTH.fullmatch(plain):
            self.month = self.month or text
            plain = "1 " + plain
        return self._parsed(_COMMA.sub(" ", plain))

    def _counted(self, text: str) -> Any:
        """A day as a spreadsheet counts it: taken when that is told, else refused with what it would be."""
        whole, _point, rest = text.partition(".")
        day = _EPOCH + timedelta(int(whole))
        if self.order == SERIAL:
            seconds = round(float("0." + (rest or "0")) * 86400) if self.field.kind == "time" else 0
            clock = f" {seconds // 3600:02}:{seconds // 60 % 60:02}" if rest else ""
            return self._parsed(day.isoformat() + clock)
        message = N_(
            "column “{name}”: {text} is a day as a spreadsheet counts it, {day}: save the column as dates, or say --date '{name}=excel'"
        )
        every = all(_SERIAL.fullmatch(cell.strip()) for cell in self._scan() if cell.strip())
        error = (Unsettled if every else Invalid)(message, name=self.header, text=text, day=day.isoformat())
        if isinstance(error, Unsettled):
            error.rule, error.readings = "date", {SERIAL: day.isoformat()}
        raise error

    def _settled(self, text: str) -> str:
        found = {order for cell in self._scan() if (order := _order_of(cell.strip()))}
        if len(found) == 1:
            return found.pop()
        match = _DATE.fullmatch(text)
        one, other = (self._in_order(match, order) for order in ORDERS) if match else ("", "")
        error = Unsettled(
            N_("column “{name}”: “{text}” may be {one} or {other}"), hint="--date '{name}=dmy' · --date '{name}=mdy'",
            name=self.header, text=text, one=one, other=other,
        )  # fmt: skip
        error.rule, error.readings = "date", dict(zip(ORDERS, (one, other), strict=True))
        raise error

    def _in_order(self, match: re.Match[str], order: str) -> str:
        day, month = (match[1], match[3]) if order == "dmy" else (match[3], match[1])
        return f"{_year(match[4], self._year)}-{int(month):02}-{int(day):02}"


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


def _in_english(match: re.Match[str]) -> str:
    word = match[1].lower()[:3]
    return _ENGLISH.get(word, word)
