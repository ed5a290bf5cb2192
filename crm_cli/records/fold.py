"""Brings text to one spelling for comparing: width, case, traditional forms, accents, ä = ae = a, ß = ss."""

import re
import unicodedata
from functools import cache

from crm_cli.records import data

# The ideographs, and the kana and hangul that are searched like them: in pieces, since nothing parts their words.
IDEOGRAPHIC = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_ACCENT = re.compile("[\u0300-\u036f]+")
_OPENED_UMLAUT = re.compile("(?<=[aou])e+")
# Letters beyond ASCII that are neither ideographs nor their punctuation: only these can carry accents or case.
_OTHER_LETTERS = re.compile(f"[^\x00-\x7f\u2010-\u206f\u3000-\u303f{IDEOGRAPHIC}]")
_UNACCENTED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i"}
)


def fold(text: str) -> str:
    """The key under which two spellings are the same.

    Of the three ways to write an umlaut the shortest is the key: ``Müller``, ``Mueller`` and ``Muller`` all give
    ``muller``, ``Straße`` gives ``strasse``. It follows that an e after a, o or u never counts (``blue`` = ``blu``):
    fit for comparing and for search, never for showing. Folding twice changes nothing.
    """
    spelt = plain(text)
    return _OPENED_UMLAUT.sub("", spelt) if "e" in spelt else spelt


def plain(text: str) -> str:
    """As :func:`fold`, but an e that was written stays: what pinyin needs (``xue`` is not ``xu``)."""
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    if _OTHER_LETTERS.search(text):
        text = _bare(text.casefold())
    return simplify(text.lower())


def simplify(text: str) -> str:
    """Traditional and regional forms replaced by the simplified ones, character by character."""
    pairs, forms = _simplified()
    return text if forms.isdisjoint(text) else text.translate(pairs)


def _bare(text: str) -> str:
    """Without accents; composed again, since kana and hangul come apart too."""
    letters = _ACCENT.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFKC", letters.translate(_UNACCENTED))


@cache
def _simplified() -> tuple[dict[int, str], frozenset[str]]:
    cells = "".join(data.lines("simplified.txt"))
    return dict(zip(map(ord, cells[::2]), cells[1::2], strict=True)), frozenset(cells[::2])
