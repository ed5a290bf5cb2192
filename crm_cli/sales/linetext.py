"""A line of a document as people write it, in either language: ``GTX Pro x3 @4500 -5%``, ``GTX Pro 3台 95折``, ``+运费 300``."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.numbers import parse_decimal, parse_money, parse_number, parse_percent
from crm_cli.records.numerals import exact, fold, integer
from crm_cli.records.patterns import pattern
from crm_cli.sales import linewords
from crm_cli.sales.arithmetic import TAXED, WHOLE
from crm_cli.sales.linewords import NUMERAL, UNIT

EXAMPLE = "GTX Pro x3 @4500 -5%"
FREE = {
    "免税": "exempt", "exempt": "exempt", "tax-free": "exempt", "steuerfrei": "exempt", "不征税": "untaxed", "untaxed": "untaxed",
    "零税率": "zero", "zero-rated": "zero", "反向征税": "reverse", "reverse-charge": "reverse",
}  # fmt: skip
OPTION = ("可选", "选配", "选件", "optional", "option")
ADDED = ("必选", "included")
"""An option that is one no longer."""
_NUMBER = r"[0-9][0-9.,]*"
_TIMES = pattern(rf"(?:[x×*✕]\s*({_NUMBER}|-{_NUMBER}|{NUMERAL})|({_NUMBER})[x×])({UNIT})?", re.IGNORECASE)
_COUNTED = pattern(rf"({_NUMBER}|{NUMERAL}|半)\s*({UNIT})", re.IGNORECASE)
_PRICED = pattern(r"(?:@|单价)([^/]+)(?:/(.+))?")
_PER = pattern(rf"({_NUMBER})?({UNIT})?", re.IGNORECASE)
_TAX = pattern(rf"(?:tax|vat|mwst|ust|税率?|增值税)[:=]?({_NUMBER})%?|({_NUMBER})%税?", re.IGNORECASE)
_WHOLE_LINE = pattern(r"([+\-])\s*([^\d\s¥$€£@%].*)")
_WHOLE_SHARE = pattern(r"[+\-]\s*[0-9.,]+\s*%")
FINEST = 10**6
"""A price of one unit may have so many more decimals than its currency: it is kept as that of so many units."""


class Said(NamedTuple):
    """What somebody said of a line; what nobody said is None. ``product`` is what the words call it; ``currency`` that of an amount with a sign."""

    product: str
    kind: str = "item"
    quantity: str | None = None
    unit: str | None = None
    price: int | None = None
    per: int | None = None
    discount: int | None = None
    off: int | None = None
    extra_charge: int | None = None
    tax: str | None = None
    rate: int | None = None
    optional: int | None = None
    currency: str | None = None

    def values(self) -> dict[str, Any]:
        """The fields that were said, as they are stored."""
        return {
            name: value for name, value in self._asdict().items() if name not in ("product", "currency") and value is not None
        }  # fmt: skip


def read(text: str, country: Country, currency: str, *, change: bool = False) -> Said:
    """A line as it was written; amounts without a sign are in ``currency``. What cannot be understood is refused, none is guessed.

    A ``change`` of a line need not say its product.
    """
    plain = fold(text).replace("−", "-").strip()
    if not plain:
        raise Invalid(N_("an empty line says nothing"), hint=N_("such as {example}"), example=EXAMPLE)
    if not change and (whole := _WHOLE_LINE.fullmatch(plain)):
        return _of_the_document(whole, text, country, currency)
    if not change and _WHOLE_SHARE.fullmatch(plain):
        raise Invalid(N_("“{text}” is of the whole document, and no line of it"), hint="--discount 5%", text=text)
    reading = _Reading(text, country, currency)
    reading.change = change
    reading.times = any(_TIMES.fullmatch(word) for word in linewords.plain(plain, counted=True).split())
    words = [word for word in linewords.plain(plain, counted=reading.times).split() if not reading.takes(word)]
    if not words and not change:
        raise Invalid(N_("“{text}” names no product"), hint=N_("such as {example}"), text=text, example=EXAMPLE)
    return Said(" ".join(words), **reading.found)


def of_the_whole(text: str, taxed: str) -> Invalid:
    """Whether prices include the tax is said once for all lines."""
    return Invalid(
        N_("“{text}”: whether prices include the tax is said once for all lines"), hint="--taxed {taxed}", text=text, taxed=taxed
    )  # fmt: skip


def _of_the_document(whole: "re.Match[str]", text: str, country: Country, currency: str) -> Said:
    """``+运费 300``: a charge of the whole document, ``-返利 500`` a discount of it; with a tax rate of its own where it is said."""
    reading = _Reading(text, country, currency)
    words: list[str] = []
    amount: int | None = None
    for word in linewords.plain(whole[2], counted=True).split():
        if reading.takes(word):
            continue
        if amount is None and words and (re.search(r"[0-9]", word) or integer(word.rstrip("元块"))):
            amount = reading.amount(word)
        elif amount is None and (glued := re.fullmatch(r"(\D+?)([¥$€£]?[0-9].*)", word)):
            words.append(glued[1])
            amount = reading.amount(glued[2])
        else:
            words.append(word)
    found = reading.found
    price = found.pop("price", None) if amount is None else amount
    if price is None:
        raise Invalid(N_("“{text}” says no amount"), hint=N_("such as {example}"), text=text, example="+运费 300")
    return Said(" ".join(words), "charge" if whole[1] == "+" else "discount", price=price, **found)


def of_cells(cells: Mapping[str, str], country: Country, currency: str) -> dict[str, Any]:
    """What the cells of a row say of ``quantity``, ``price``, ``per`` and ``discount``: as in a line, so that 3台, 0.0125, 12.5/1000 and 95折 will do."""
    reading, found = _Reading(" ".join(cells.values()), country, currency), dict[str, Any]()
    plain = {name: re.sub(r"\s+", "", fold(text)) for name, text in cells.items()}
    if (text := plain.get("quantity")) and not _quantity(reading, text):
        found["quantity"] = parse_decimal(text, country)
    if text := plain.get("price"):
        _price(reading, "@" + text.removeprefix("@"))
        reading.found["per"] *= int(parse_number(plain.get("per") or "1", country))
        found["currency"] = reading.found.get("currency", currency)
    if text := plain.get("discount"):
        points = linewords.less(text)
        said = text.lstrip("-").removesuffix("off")
        found["discount"] = parse_percent(said, country) if points is None else points
    return found | {name: value for name, value in reading.found.items() if name != "currency"}


class _Reading:
    """Takes the words of a line that say something of it, one after the other; each thing may be said once."""

    def __init__(self, text: str, country: Country, currency: str) -> None:
        self.text, self.country, self.currency = text, country, currency
        self.found: dict[str, Any] = {}
        self.times = False  # “x3” says how many: 200米 is then a word of the product
        self.change = False  # of a line that is there already

    def takes(self, word: str) -> bool:
        """Whether the word says something, which then is known."""
        return any(way(self, word) for way in _WAYS)

    def amount(self, text: str, scale: int = 1) -> int:
        """An amount of money in minor units, of so many; all signs of a line are of one currency."""
        minor, written = parse_money(text, self.country, self.found.get("currency") or self.currency, scale=scale)
        if written:
            if self.found.get("currency", written) != written:
                raise Conflict(N_("“{text}” has two currencies"), text=self.text)
            self.found["currency"] = written
        if minor < 0:
            raise Invalid(N_("“{text}” is below zero"), text=text)
        return minor

    def price(self, text: str) -> tuple[int, int]:
        """What one costs, exact: of 0.0125 that is 1.25 for 100."""
        try:
            return self.amount(text), 1
        except Invalid:
            minor, per = self.amount(text, FINEST), FINEST
        while per > 1 and minor % 10 == 0:
            minor, per = minor // 10, per // 10
        return minor, per

    def put(self, name: str, value: object) -> bool:
        if name in self.found:
            raise Conflict(N_("“{text}” says its {field} twice"), text=self.text, field=Word(_NAMES[name]))
        self.found[name] = value
        return True


_NAMES = {
    "quantity": N_("Quantity"), "unit": N_("Unit"), "price": N_("Price"), "per": N_("Priced per"), "discount": N_("Discount"), "off": N_("Money off"),
    "extra_charge": N_("Charge"), "tax": N_("Tax category"), "rate": N_("Tax rate"), "optional": N_("Option"),
}  # fmt: skip


def _quantity(reading: _Reading, word: str) -> bool:
    if times := _TIMES.fullmatch(word):
        number, unit = times[1] or times[2], times[3]
    elif (counted := _COUNTED.fullmatch(word)) and not reading.times:
        number, unit = counted[1], counted[2]
    else:
        return False
    if number == "半":
        return reading.put("quantity", "0.5") and reading.put("unit", unit)
    numeral = exact(number)
    if numeral is None and not number.strip("-")[0].isdigit():
        return False
    reading.put("quantity", parse_decimal(number, reading.country) if numeral is None else str(numeral))
    return not unit or reading.put("unit", unit)


def _price(reading: _Reading, word: str) -> bool:
    priced = _PRICED.fullmatch(word)
    if not priced:
        return False
    if not word.isascii() and (taxed := linewords.taxed(word)):
        raise of_the_whole(word, taxed)
    price, per = reading.price(priced[1])
    reading.put("price", price)
    return reading.put("per", per * _units(priced[2]) if priced[2] else per)


def _units(text: str) -> int:
    """For how many units a price is: 100 of ``/100``, one of ``/台``."""
    per = _PER.fullmatch(text)
    if not per or re.search(r"[.,]", text) or (per[1] and not int(per[1])):
        raise Invalid(N_("“{text}” is no number of units"), hint="@450/100", text=text)
    return int(per[1] or 1)


def _less(reading: _Reading, word: str) -> bool:
    """``-5%``, ``95折``, ``-¥200``; a percentage on top is no discount and is refused."""
    if (points := linewords.less(word)) is not None:
        return reading.put("discount", points)
    if word[:1] not in "+-" or len(word) < 2:
        return False
    if word.endswith("%"):
        points = parse_percent(word[1:], reading.country)
        if word[0] == "+":
            raise Invalid(
                N_("“{text}” would raise the price: say the price itself"),
                hint=N_("such as {example}"),
                text=word,
                example="@4500",
            )
        if points > WHOLE:
            raise Invalid(N_("a discount of {text} is more than all"), text=word[1:])
        return reading.put("discount", points)
    if not re.search(r"[0-9零一二两三四五六七八九十百千万]", word):
        return False
    return reading.put("off" if word[0] == "-" else "extra_charge", reading.amount(word[1:]))


def _tax(reading: _Reading, word: str) -> bool:
    if category := FREE.get(word.casefold()):
        return reading.put("tax", category)
    rate = _TAX.fullmatch(word)
    if not rate:
        return False
    points = parse_percent(rate[1] or rate[2], reading.country)
    if points > WHOLE:
        raise Invalid(N_("a tax rate lies between 0 and 100 %"))
    reading.put("tax", TAXED)
    return reading.put("rate", points)


def _option(reading: _Reading, word: str) -> bool:
    if reading.change and word.casefold() in ADDED:
        return reading.put("optional", 0)
    return word.casefold() in OPTION and reading.put("optional", 1)


_WAYS: tuple[Callable[[_Reading, str], bool], ...] = (_price, _less, _tax, _quantity, _option)
