"""Numbers and money as people write them, read exactly: 48万, 1.2亿, 30k, 4.500,00, ¥4500, (1,200)."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from math import gcd

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.countries import CURRENCIES, Country
from crm_cli.records.numerals import fold, integer

LARGEST = 2**62
_EXACT = Context(prec=80)  # more digits than any accepted text can produce, so nothing is ever rounded
_LONGEST = 40
_SCALES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "w": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12,
    "k": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_CHINESE_PLACES = ("CN", "TW", "HK")
_SYMBOLS = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "a$": "AUD", "c$": "CAD", "jp¥": "JPY", "cn¥": "CNY",
    "€": "EUR", "£": "GBP", "₩": "KRW", "人民币": "CNY", "rmb": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR",
    "euro": "EUR", "英镑": "GBP", "日元": "JPY", "円": "JPY", "港元": "HKD", "港币": "HKD", "新台币": "TWD",
    "台币": "TWD", "瑞士法郎": "CHF", "fr.": "CHF", "韩元": "KRW",
}  # fmt: skip
_SHARED = {  # one sign for several currencies: the record's, else the country's, else the first
    "$": ("USD", "HKD", "TWD", "SGD", "AUD", "CAD"),
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "TWD", "HKD"),
    "块": ("CNY", "TWD", "HKD"),
    "块钱": ("CNY", "TWD", "HKD"),
}
_WORDS = sorted([*_SYMBOLS, *_SHARED, *(code.lower() for code in CURRENCIES)], key=len, reverse=True)
_SPACES = " \u00a0\u202f\u2009"


def parse_number(text: str, country: Country) -> int:
    """A whole number."""
    value = _read(fold(text), text, country)
    if value != value.to_integral_value():
        raise Invalid(N_("“{text}” is not a whole number"), text=text)
    return _within(int(value), text)


def parse_decimal(text: str, country: Country) -> str:
    """A number with decimals as canonical text: ``3.5``."""
    value = _read(fold(text), text, country)
    _within(int(value), text)
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def parse_percent(text: str, country: Country) -> int:
    """A percentage in basis points: ``60``, ``60%`` and ``百分之六十`` are 6000."""
    plain = re.sub(r"^百分之|\s*(%|percent)$", "", fold(text).lower())
    return _minor(_read(plain, text, country), 2, text)


def parse_money(text: str, country: Country, currency: str | None = None, *, scale: int = 1) -> tuple[int, str | None]:
    """An amount in minor units, and the currency if one is written; ``currency`` is the record's own, ``scale`` what each unit counts."""
    number, written = _split_currency(fold(text), country, currency)
    exponent = _exponent(written or currency or country.currency)
    value = _EXACT.multiply(_read(number, text, country), Decimal(scale))
    return _minor(value, exponent, text, exponent + len(str(scale)) - 1), written


def ambiguous_number(text: str) -> bool:
    """Whether the text is two different numbers in two countries (4.500)."""
    number, _written = _split_currency(fold(text), None, None)
    _sign, body = _split_sign(number.removesuffix("%").strip())
    head, _scale = _split_scale(body, None)
    return len(set(_readings(head).values())) > 1


def format_money(minor: int, currency: str, language: str, short: bool = False) -> str:
    """An amount for people: exact (``¥482,000``), or short (``¥48.2万``, ``¥482k``)."""
    symbol = CURRENCIES.get(currency, (currency, 2))[0]
    symbol += " " if symbol.isalpha() else ""
    sign = "-" if minor < 0 else ""
    amount = _amount(abs(minor), currency)
    return sign + symbol + ((short and _shortened(amount, language)) or _grouped(amount))


def each(price: int, per: int, currency: str) -> Decimal | None:
    """What one costs, exact, of a price in minor units for so many; None where no decimal number says it."""
    common = gcd(price, per)
    above, below = price // common, per // common
    rest = below
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return _EXACT.divide(_amount(above, currency), Decimal(below)) if rest == 1 else None


def plain_each(price: int | None, per: int, currency: str | None) -> str | None:
    """The same for machines: ``0.0125``."""
    one = None if price is None else each(price, per, currency or "")
    return None if one is None else f"{one.normalize(_EXACT):f}"


def format_each(price: int, per: int, currency: str, language: str) -> str:
    """The same for people: ``¥4,500``, ``¥0.0125``; ``¥10/7`` where it goes on for ever."""
    whole, rest = divmod(price, per)
    one = each(price, per, currency) if rest else None
    if one is None:
        return (
            format_money(whole, currency, language) if not rest else f"{format_money(price, currency, language)}/{per}"
        )
    head = format_money(0, currency, language).removesuffix("0")
    return f"{'-' if one < 0 else ''}{head}{abs(one):,f}"


def plain_money(minor: int, currency: str) -> str:
    """An amount for machines: ``482000.00``."""
    return f"{_amount(minor, currency):f}"


def _read(plain: str, text: str, country: Country) -> Decimal:
    """The number a folded text says in this country; ``text`` is what was typed, for the message."""
    sign, body = _split_sign(plain)
    value = _unsigned(body, country) if 0 < len(body) <= _LONGEST else None
    if value is None:
        shown = _examples(country)
        raise Invalid(
            N_("number “{text}” is not understood"), hint=N_("for example {examples}"), text=text, examples=shown
        )
    return sign * value


def _unsigned(body: str, country: Country) -> Decimal | None:
    numeral = integer(body)
    if numeral is not None:
        return Decimal(numeral)
    if joined := re.fullmatch(r"([^亿万]+亿)([^亿万]+万)?([0-9.]+千)?|([^亿万]+万)([0-9.]+千)", body):
        return _sum([part for part in joined.groups() if part], country)
    return _scaled(body, country)


def _sum(parts: list[str], country: Country) -> Decimal | None:
    """The sum of 1亿 and 2000万; each part must be smaller than one of the part before."""
    total, limit = Decimal(0), Decimal(10**18)
    for part in parts:
        value = _scaled(part, country)
        if value is None or value >= limit:
            return None
        total, limit = _EXACT.add(total, value), Decimal(_SCALES[part[-1]])
    return total


def _scaled(body: str, country: Country) -> Decimal | None:
    head, scale = _split_scale(body, country)
    value = _western(head, country)
    return None if value is None else _EXACT.multiply(value, Decimal(scale))


def _western(head: str, country: Country) -> Decimal | None:
    """Digits with marks: the country's own reading, or the only one there is unless it is grouped badly."""
    readings = _readings(head)
    own, other = (".", ",") if country.decimal == "." else (",", ".")
    if own in readings:
        return readings[own]
    misplaced = country.thousands == "," and re.fullmatch(r"[0-9]*,[0-9]*", head)
    return None if misplaced else readings.get(other)


def _readings(head: str) -> dict[str, Decimal]:
    """What the digits say when the decimal mark is a point and when it is a comma."""
    found = {}
    for decimal, thousands in ((".", ","), (",", ".")):
        group = rf"[1-9][0-9]{{0,2}}(?P<mark>[{thousands}'{_SPACES}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
        if match := re.fullmatch(rf"(?P<whole>{group}|[0-9]*)(?:[{decimal}](?P<rest>[0-9]+))?", head):
            whole, rest = re.sub(r"[^0-9]", "", match["whole"]), match["rest"]
            if whole or rest:
                found[decimal] = Decimal(f"{whole or 0}.{rest or 0}") if rest else Decimal(whole)
    return found


def _split_sign(plain: str) -> tuple[int, str]:
    plain = plain.strip()
    if enclosed := re.fullmatch(r"\((.+)\)", plain):
        return -1, enclosed[1].strip()
    if plain[:1] in ("-", "+"):
        return (-1 if plain[0] == "-" else 1), plain[1:].strip()
    return 1, plain


def _split_scale(body: str, country: Country | None) -> tuple[str, int]:
    match = re.fullmatch(r"(.*?[0-9])\s*([a-z]+|万亿|百万|千万|[百千万亿])\.?", body.lower())
    if match is None or match[2] not in _SCALES or _not_here(match[2], country):
        return body, 1
    return match[1], _SCALES[match[2]]


def _not_here(scale: str, country: Country | None) -> bool:
    """30w is 300,000 where people count in 万, and thirty watts elsewhere."""
    return scale == "w" and (country is None or country.code not in _CHINESE_PLACES)


def _split_currency(plain: str, country: Country | None, currency: str | None) -> tuple[str, str | None]:
    """The number without its currency sign or code; the sign of the number may stand before either."""
    sign, body = _split_sign(plain.lower())
    body = re.sub(r"(?<=[0-9])([.,])-{1,2}(?=\D*$)", r"\g<1>00", body)  # 4.500,- is an even amount in German
    word = next((one for one in _WORDS if body.startswith(one) or body.endswith(one)), None)
    minus = "-" if sign < 0 else ""
    if word is None:
        return minus + body, None
    rest = body.removeprefix(word) if body.startswith(word) else body.removesuffix(word)
    return minus + rest.strip(), _meant(word, country, currency)


def _meant(word: str, country: Country | None, currency: str | None) -> str:
    if word in _SHARED:
        wanted = (currency, country.currency if country else None)
        return next((one for one in wanted if one in _SHARED[word]), None) or _SHARED[word][0]
    return _SYMBOLS.get(word) or word.upper()


def _minor(value: Decimal, exponent: int, text: str, places: int | None = None) -> int:
    """So many minor units; ``places`` is how many decimals may be typed, where that is not as many as the currency has."""
    minor = value.scaleb(exponent, _EXACT)
    if minor != minor.to_integral_value(context=_EXACT):
        raise Invalid(
            N_("“{text}” has more than {places} decimals"), text=text, places=exponent if places is None else places
        )
    return _within(int(minor), text)


def _within(value: int, text: str) -> int:
    if abs(value) > LARGEST:
        raise Invalid(N_("“{text}” is too large"), text=text)
    return value


def _examples(country: Country) -> str:
    mark, group = country.decimal, country.thousands
    return f"4500, 4{group}500{mark}50, 48万, 30k"


def _exponent(currency: str) -> int:
    return CURRENCIES.get(currency, ("", 2))[1]


def _amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-_exponent(currency), _EXACT)


def _grouped(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value(context=_EXACT) else f"{amount:,f}"


def _shortened(amount: Decimal, language: str) -> str:
    """Rounded to one decimal of the largest fitting unit; empty when the amount is too small to be shortened."""
    chinese = language.startswith("zh")
    units = ((10**8, "亿"), (10**4, "万")) if chinese else ((10**9, "bn"), (10**6, "m"), (10**3, "k"))
    for size, unit in units:
        rounded = (amount / size).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if amount >= size or rounded * size >= size:
            return f"{rounded:,f}".removesuffix(".0") + unit
    return ""
