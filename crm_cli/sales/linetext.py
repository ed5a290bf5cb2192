"""A line of a document as people write it, in either language: ``GTX Pro x3 @4500 -5%``, ``GTX Pro 3台 95折``, ``+运费 300``."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.numbers import parse_decimal, parse_money, parse_percent
from crm_cli.records.numerals import fold, integer
from crm_cli.records.patterns import pattern
from crm_cli.sales.arithmetic import TAXED, WHOLE

EXAMPLE = "GTX Pro x3 @4500 -5%"
FREE = {
    "免税": "exempt", "exempt": "exempt", "tax-free": "exempt", "steuerfrei": "exempt", "不征税": "untaxed", "untaxed": "untaxed",
    "零税率": "zero", "zero-rated": "zero", "反向征税": "reverse", "reverse-charge": "reverse",
}  # fmt: skip
OPTION = ("可选", "选配", "选件", "optional", "option")
UNITS = "台个件套只箱盒瓶包卷米吨年月天次张把条根本支人份组架辆部块双副门间棵片幅令桶袋"
_UNIT = rf"(?:[{UNITS}]|公斤|千克|公里|平米|平方米|小时|人天|人月|kg|km|m|t|h|pcs|stk|st|pc|units?|sets?)"
_NUMBER = r"[0-9][0-9.,]*"
_TIMES = pattern(rf"(?:[x×*✕]\s*({_NUMBER}|-{_NUMBER})|({_NUMBER})[x×])({_UNIT})?", re.IGNORECASE)
_COUNTED = pattern(rf"({_NUMBER}|[一二两三四五六七八九十百千]+)\s*({_UNIT})", re.IGNORECASE)
_PRICED = pattern(r"(?:@|单价)([^/]+)(?:/(.+))?")
_PER = pattern(rf"({_NUMBER})?({_UNIT})?", re.IGNORECASE)
_TENTHS = pattern(r"([0-9]+(?:\.[0-9]+)?|[一二三四五六七八九]{1,2})折")
_TAX = pattern(rf"(?:tax|vat|mwst|ust|税率?|增值税)[:=]?({_NUMBER})%?|({_NUMBER})%税?", re.IGNORECASE)
_JOINED = pattern(
    r"(?i)(?<=\s[@x×*])\s+(?=[0-9¥$€£])|(?<=\btax)\s+(?=[0-9])|(?<=\bvat)\s+(?=[0-9])|(?<=\bmwst)\s+(?=[0-9])|(?<=税)\s+(?=[0-9])|(?<=\breverse)\s+(?=charge\b)|(?<=\btax)\s+(?=free\b)|(?<=[0-9])\s+(?=%)"
)
_WHOLE_LINE = pattern(r"([+\-])\s*([^\d\s¥$€£@%].*)")
_HELD = {"reverse charge": "reverse-charge", "tax free": "tax-free"}


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
    reading = _Reading(text, country, currency)
    words = [word for word in _joined(plain).split() if not reading.takes(word)]
    if not words and not change:
        raise Invalid(N_("“{text}” names no product"), hint=N_("such as {example}"), text=text, example=EXAMPLE)
    return Said(" ".join(words), **reading.found)


def _joined(plain: str) -> str:
    for apart, held in _HELD.items():
        plain = re.sub(apart, held, plain, flags=re.IGNORECASE)
    return _JOINED.sub("", plain)


def _of_the_document(whole: "re.Match[str]", text: str, country: Country, currency: str) -> Said:
    """``+运费 300``: a charge of the whole document, ``-返利 500`` a discount of it; with a tax rate of its own where it is said."""
    reading = _Reading(text, country, currency)
    words: list[str] = []
    amount: int | None = None
    for word in _joined(whole[2]).split():
        if reading.takes(word):
            continue
        if amount is None and re.search(r"[0-9]", word) and words:
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


class _Reading:
    """Takes the words of a line that say something of it, one after the other; each thing may be said once."""

    def __init__(self, text: str, country: Country, currency: str) -> None:
        self.text, self.country, self.currency = text, country, currency
        self.found: dict[str, Any] = {}

    def takes(self, word: str) -> bool:
        """Whether the word says something, which then is known."""
        return any(way(self, word) for way in _WAYS)

    def amount(self, text: str) -> int:
        """An amount of money in minor units; all signs of a line are of one currency."""
        minor, written = parse_money(text, self.country, self.found.get("currency") or self.currency)
        if written:
            if self.found.get("currency", written) != written:
                raise Conflict(N_("“{text}” has two currencies"), text=self.text)
            self.found["currency"] = written
        return minor

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
    elif counted := _COUNTED.fullmatch(word):
        number, unit = counted[1], counted[2]
    else:
        return False
    numeral = integer(number)
    reading.put("quantity", parse_decimal(number, reading.country) if numeral is None else str(numeral))
    return not unit or reading.put("unit", unit)


def _price(reading: _Reading, word: str) -> bool:
    priced = _PRICED.fullmatch(word)
    if not priced:
        return False
    reading.put("price", reading.amount(priced[1]))
    if priced[2]:
        per = _PER.fullmatch(priced[2])
        if not per or "".join(filter(None, re.findall(r"[.,]", priced[2]))):
            raise Invalid(N_("“{text}” is no number of units"), hint="@450/100", text=priced[2])
        reading.put("per", int(per[1] or 1))
    return True


def _less(reading: _Reading, word: str) -> bool:
    """``-5%``, ``95折``, ``-¥200``; a percentage on top is no discount and is refused."""
    if tenths := _TENTHS.fullmatch(word):
        return reading.put("discount", _off_tenths(tenths[1]))
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
    return reading.put("off" if word[0] == "-" else "extra_charge", reading.amount(word[1:]))


def _off_tenths(said: str) -> int:
    """95折 and 9.5折 take 5 % off, 八五折 15 %, 9折 10 %; of 10折 nobody knows whether it is all or a tenth."""
    digits = "".join(str("一二三四五六七八九".index(one) + 1) if one in "一二三四五六七八九" else one for one in said)
    share = Decimal(digits) * (1000 if "." in digits or len(digits) == 1 else 100)
    if not 0 < share < WHOLE or share != int(share) or re.fullmatch(r"[0-9]0+", digits):
        raise Invalid(N_("“{text}” is no discount: 95折 takes 5 % off"), text=f"{said}折")
    return WHOLE - int(share)


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
    return word.casefold() in OPTION and reading.put("optional", 1)


_WAYS: tuple[Callable[[_Reading, str], bool], ...] = (_price, _less, _tax, _quantity, _option)
