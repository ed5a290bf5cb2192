"""The unit of a product in a line: 12面, 3 day(s) and 2 Tage are understood as the product counts, whatever its unit is."""

import re
from typing import NamedTuple

from crm_cli.sales.linewords import NUMERAL

ANY = {"pcs", "pc", "stk", "st", "unit", "units", "个"}
"""Words that count whatever it is."""
_MANY = ("s", "es", "e", "n", "en")
_NUMBER = rf"[0-9][0-9.,]*|{NUMERAL}|半"
_AFTER = re.compile(rf"(?P<words>.*\S)\s+[x×*]?\s*(?P<number>{_NUMBER})\s*(?P<unit>[^\W\d_][^\s@+\-]*)", re.IGNORECASE)
_BEFORE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[^\W\d_]\S*)\s+(?P<words>\S.*)", re.IGNORECASE)


class Counted(NamedTuple):
    """Words that may be a product with how many of it, and in which unit that is said."""

    words: str
    number: str
    unit: str


def same(said: str, unit: str) -> bool:
    """Whether two words are one unit: days and day(s) are day, Tage is Tag, and 个 is any."""
    one, other = sorted((_stem(said), _stem(unit)), key=len)
    return bool(one) and (_stem(said) in ANY or one == other or (len(one) > 2 and other.removeprefix(one) in _MANY))


def readings(words: str) -> list[Counted]:
    """As what a text can be taken that is no product's name: “KYN28 12面”, “12 面 KYN28”."""
    found = [way.fullmatch(words.strip()) for way in (_AFTER, _BEFORE)]
    return [Counted(one["words"], one["number"], one["unit"]) for one in found if one]


def _stem(word: str) -> str:
    return re.sub(r"\((?:s|en|e|n)\)$", "", word.strip().casefold())
