"""Brings text to one spelling for comparing: width, case, traditional forms, accents, ä = ae = a, ß = ss."""

import unicodedata
from functools import cache

from crm_cli.records import data
from crm_cli.records.patterns import pattern

# Letters and digits of the scripts that part their words; every other script is searched in pieces, as Chinese is.
# (Both are short ranges: a pattern with all the ideographs in it would take 7 ms to compile.)
SPACED = (
    "0-9A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u02c1\u0370-\u0373\u0376-\u037d\u0386\u0388-\u0481"
    "\u048a-\u0556\u0561-\u0587\u1e00-\u1fff"
)
NOT_IDEOGRAPHIC = r"\W_" + "\x00-\u058f\u1e00-\u1fff"
_ACCENT = pattern("[\u0300-\u036f]+")
_OPENED_UMLAUT = pattern("(?<=[aou])e+")
# The letters beyond ASCII that can carry accents, or a case that lower() does not settle.
_OTHER_LETTERS = pattern("[\x80-\u058f\u1e00-\u1fff\u2c00-\u2dff\ua640-\ua7ff]")
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


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in it (kana and hangul are none)."""
    return not text.isascii() and any("\u3400" <= one < "\ua000" or one >= "\U00020000" for one in text)


def is_chinese(text: str) -> bool:
    """Whether it is a run of Chinese characters, two at least."""
    return (
        len(text) > 1 and not text.isascii() and all("\u3400" <= one < "\ua000" or one >= "\U00020000" for one in text)
    )


def _bare(text: str) -> str:
    """Without accents; composed again, since kana and hangul come apart too."""
    letters = _ACCENT.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFKC", letters.translate(_UNACCENTED))


@cache
def _simplified() -> tuple[dict[int, str], frozenset[str]]:
    cells = "".join(data.lines("simplified.txt"))
    return dict(zip(map(ord, cells[::2]), cells[1::2], strict=True)), frozenset(cells[::2])
