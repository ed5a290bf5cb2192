"""What the full-text index is given for a record, and the query that finds it again.

Ideographs are indexed in pairs, words and numbers whole, names also in pinyin. The document is a line of tokens that
SQLite's ``unicode61`` leaves as they are, so a query never needs a phrase and ``detail=none`` is enough. The last
character of a run stands alone: with it each character begins a token, and one character is found by its prefix.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from operator import add

from crm_cli.records.fold import NOT_IDEOGRAPHIC, SPACED, fold, plain
from crm_cli.records.patterns import pattern
from crm_cli.records.pinyin import given, spellings

# Vowel signs of New Tai Lue and two Vedic ones are letters to Python and gaps to SQLite: gaps to us too.
_GAP = "\u19b0-\u19c9\u1cf2\u1cf3"
_RUN = pattern(f"[^{NOT_IDEOGRAPHIC}{_GAP}]+|[{SPACED}]+")
_WORD = pattern(f"[^\\W_{_GAP}]+")
_IDEOGRAPH = pattern(f"[^{NOT_IDEOGRAPHIC}]")
_INNER_SIGN = pattern(r"[^\W_][&.'’/+-][^\W_]")
_DIALLED = pattern(r"\+?[\d\s()./-]{5,}")
_EXTENSION = pattern(r"(?:转|轉|ext\.?|extension|durchwahl|x|#|;ext=)\s*(\d+)\s*$", re.IGNORECASE)
# Marks a pinyin token. No text contains it after NFKC (which makes it an a), so words and pinyin never meet.
_PINYIN = "\u00aa"
_DIGITS = pattern("[0-9]+")
_COUNTED = pattern(r"([0-9]+)[^0-9]*$")
_BEFORE_EXTENSION = frozenset("eEdDxX#;")
_SHORT_NAME = 5
_MOST_INITIALS = 8
_LEGAL_FORMS = (
    "gongsi", "youxiangongsi", "youxianzerengongsi", "gufenyouxiangongsi", "gufengongsi", "jituan", "jituanyouxiangongsi", "jituangongsi",
)  # fmt: skip
_LONGEST_QUERY = 200  # more is a pasted text, and its first characters find it
_SHORT_CODE = pattern("2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")


def document(parts: Iterable[tuple[str, str]]) -> str:
    """The index text of a record from its (value, how) pairs; how is ``name``, ``text``, ``phone``, ``email`` or ``number``."""
    return " ".join([_INDEXED[how](value) for value, how in parts if value])


def indexed(how: str) -> Callable[[str], str]:
    """What gives the index text of one value: the ``document`` of it alone, for whoever has many."""
    return _INDEXED[how]


def query(text: str, *, whole: bool = False) -> str:
    """The FTS5 expression for what someone typed: everything typed must occur, words as beginnings.

    ``whole`` asks for whole words only: whoever wants the exact hits first searches so before. Empty when nothing
    that can be searched was typed; the caller then finds nothing. Nothing typed reaches FTS5 outside quotes.
    """
    typed = unicodedata.normalize("NFKC", text[:_LONGEST_QUERY])
    star = "" if whole else "*"
    terms = [term for piece in typed.split() if (term := _piece(piece, star))]
    ways = [" AND ".join(terms), *_joined(typed, star)] if terms else []
    return " OR ".join(f"({way})" for way in ways) if len(ways) > 1 else "".join(ways)


def sounds_so(name: str, typed: str) -> bool:
    """Whether a name, or a brand or given name in it, begins with that sound or those initials."""
    return any(token.startswith(_PINYIN + _as_pinyin(typed)) for token in _name(name).split())


def sounding(name: str) -> str:
    """The FTS5 expression for names that are read aloud as this one, with their place and legal form or without."""
    simple = plain(name)
    sounds = {whole for whole, _letters in spellings(simple)} if _IDEOGRAPH.search(simple) else {_squeeze(name)}
    return " OR ".join(f'"{_PINYIN}{sound}{form}"' for sound in sorted(sounds) if sound for form in ("", *_LEGAL_FORMS))


def _text(value: str) -> str:
    if value.isascii():
        return " ".join(_WORD.findall(fold(value)))
    if not unicodedata.is_normalized("NFKC", value):
        value = unicodedata.normalize("NFKC", value)
    return " ".join([_tokens(run) for run in _RUN.findall(value)])


@lru_cache(maxsize=1 << 15)
def _tokens(run: str) -> str:
    """The tokens of a run of ideographs, or of a word: runs come again and again, so they are remembered."""
    if _IDEOGRAPH.match(run):
        return _pairs(plain(run))
    return fold(run) if run.isascii() else " ".join(_WORD.findall(fold(run)))


def _pairs(run: str) -> str:
    return f"{' '.join(map(add, run, run[1:]))} {run[-1]}" if len(run) > 1 else run


def _name(value: str) -> str:
    if value.isascii():
        return _latin_name(value)
    simple = plain(value)
    runs = _RUN.findall(simple)
    if len(runs) == 1 and _IDEOGRAPH.match(simple):
        return _pairs(runs[0]) + _read(runs[0])
    return _latin_name(value) + (_read(simple) if _IDEOGRAPH.search(simple) else "")


def _latin_name(value: str) -> str:
    """Its words, those held together by a sign as one word too (``AT&T``, ``T-Mobile``), and the initials of several."""
    pieces = value.split()
    signed = [_squeeze(piece) for piece in pieces if _INNER_SIGN.search(piece)] if _INNER_SIGN.search(value) else []
    first = (
        plain("".join(piece[0] for piece in pieces if piece[0].isalpha())) if 1 < len(pieces) <= _MOST_INITIALS else ""
    )
    return " ".join([_text(value), *signed, *([_PINYIN + first] if len(first) > 1 and first.isascii() else [])])


def _read(simple: str) -> str:
    """Pinyin tokens of a name, from its start and from where its brand starts, in each reading."""
    pairs = spellings(simple)
    if len(simple) >= _SHORT_NAME:
        from crm_cli.records.brands import (
            brand_start,
        )  # its patterns take 5 ms to compile, and people's names need none

        start = brand_start(simple)
        pairs += spellings(simple[start:]) if start else []
    tokens = "".join([f" {_PINYIN}{whole} {_PINYIN}{letters}" for whole, letters in pairs])
    if called := given(simple):
        tokens += f" {_PINYIN}{called}"
    return tokens + "".join([f" {_PINYIN}{whole.replace('v', 'u')}" for whole, _ in pairs]) if "v" in tokens else tokens


def _phone(value: str) -> str:
    """Digits as written and without country code or leading zero, the last 8 and the last 4; an extension apart."""
    if len(value) > 8 and value.isascii() and value.isdigit() and value[0] != "0":
        return f"{value} {value[-8:]} {value[-4:]}"  # nearly every mobile
    number = unicodedata.normalize("NFKC", value).strip()
    extension = None if number.isascii() and _BEFORE_EXTENSION.isdisjoint(number) else _EXTENSION.search(number)
    digits, national = _numbers(number[: extension.start()] if extension else number)
    if not digits:
        return _text(number)
    found = dict.fromkeys([digits, national, digits[-8:], digits[-4:], extension[1] if extension else ""])
    return " ".join(filter(None, found))


def _numbers(written: str) -> tuple[str, str]:
    """The digits as they stand, and as they are dialled within the country: no country code, no leading zero."""
    foreign = written.lstrip("( ").startswith(("+", "00"))
    digits = "".join(_DIGITS.findall(written)).removeprefix("00")
    national = digits[_code_size(digits) :] if foreign and digits else digits
    return digits, national.lstrip("0")


def _code_size(digits: str) -> int:
    """How long the country code is: 1 for 1 and 7, 2 for those of _SHORT_CODE, else 3."""
    return 1 if digits[0] in "17" else 2 if _SHORT_CODE.match(digits) else 3


def _email(value: str) -> str:
    if value.isascii():
        words = _WORD.findall(fold(value))
        return f"{''.join(words)} {' '.join(words)}"
    return f"{_squeeze(value)} {_text(value)}"


def _number(value: str) -> str:
    """A printed number as written and as one word, its digits together, the last 8 and 4 of many, and the counter without its zeros."""
    written = unicodedata.normalize("NFKC", value)
    digits, last = "".join(_DIGITS.findall(written)), _COUNTED.search(written)
    counter = (last[1].lstrip("0"), last[1]) if last else ()
    ends = (digits[-8:], digits[-4:]) if len(digits) > 8 else ()
    return " ".join(filter(None, dict.fromkeys([*_text(written).split(), _squeeze(written), digits, *ends, *counter])))


_INDEXED = {"name": _name, "text": _text, "phone": _phone, "email": _email, "number": _number}


def _piece(piece: str, star: str) -> str:
    """What was typed between two spaces: its parts, or all of it as one word (``t-mobile``, ``a.b@c.de``, ``xi'an``)."""
    runs = _RUN.findall(piece)
    parts = " AND ".join(term for run in runs for term in _terms(run, star))
    squeezed = _squeeze(piece)
    if len(runs) > 1 and squeezed and not _IDEOGRAPH.search(piece):
        return f'("{squeezed}"{star} OR "{_PINYIN}{_as_pinyin(piece)}"{star} OR ({parts}))'
    return parts


def _terms(run: str, star: str) -> Iterator[str]:
    if not _IDEOGRAPH.match(run):
        for word in _WORD.findall(fold(run)):
            yield f'("{word}"{star} OR "{_PINYIN}{_as_pinyin(run)}"{star})' if run.isalpha() else f'"{word}"{star}'
    elif len(run) == 1:
        yield f'"{fold(run)}"*'
    else:
        folded = fold(run)
        yield from (f'"{one}{two}"' for one, two in pairwise(folded))


def _joined(typed: str, star: str) -> Iterator[str]:
    """Other ways to take the whole: as a phone number with gaps, as pinyin with gaps (``zhang san``)."""
    if _DIALLED.fullmatch(typed.strip()):
        yield from (f'"{number}"{star}' for number in dict.fromkeys(_numbers(typed.strip())) if number)
    words = typed.split()
    if len(words) > 1 and all(word.isalpha() and not _IDEOGRAPH.search(word) for word in words):
        yield f'"{_PINYIN}{_as_pinyin("".join(words))}"{star}'


def _as_pinyin(word: str) -> str:
    """As pinyin tokens are written: ü is v, no tones."""
    return "".join(_WORD.findall(plain(word.casefold().replace("ü", "v"))))


def _squeeze(value: str) -> str:
    return "".join(_WORD.findall(fold(value)))
