"""Text folded to its plain form, and Chinese numerals: 十五, 两千五百, 二〇二六, 一亿两千万."""

import unicodedata

from crm_cli.errors import Invalid
from crm_cli.i18n import N_

_WRITTEN = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {sign: value for value, signs in enumerate(_WRITTEN) for sign in signs}
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"亿": 10**8, "万": 10**4}
_FOLD = str.maketrans(
    "億萬兩貳陸參點後號鐘鍾週禮個這過時內−–—‑’‘“”",
    "亿万两贰陆叁点后号钟钟周礼个这过时内----''\"\"",
)


def fold(text: str) -> str:
    """Full width to half, traditional signs to simplified where they count or date, dashes and quotes to ASCII."""
    return unicodedata.normalize("NFKC", text).strip().translate(_FOLD)


def integer(text: str) -> int | None:
    """A whole number in Western digits or Chinese numerals; None when it is neither, or is cut short (三万五)."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return _large(text)


def exact(text: str) -> int | None:
    """The same of so many of something; 两三 and 七八 are about so many, and refused."""
    if len(text) == 2 and all(sign in _DIGITS and sign not in "零〇" for sign in text):
        one, other = (_DIGITS[sign] for sign in text)
        raise Invalid(
            N_("“{text}” may be {one} or {other}"), hint=N_("say one of them"), text=text, one=one, other=other
        )
    return integer(text)


def _large(text: str) -> int | None:
    for sign, size in _BIG.items():
        head, found, tail = text.rpartition(sign)
        if found:
            high, low = integer(head) if head else None, _rest(tail, size)
            return None if high is None or low is None else high * size + low
    return _small(text)


def _rest(tail: str, size: int) -> int | None:
    """What follows 万 or 亿: nothing, or a number that says its size (五千, 零五), not a bare 五 (it may mean 五千)."""
    if not tail:
        return 0
    low = integer(tail)
    return None if low is None or (len(tail) == 1 and low < 10) or low >= size else low


def _small(text: str) -> int | None:
    """Below ten thousand: digits and steps in falling order, 零 where a step is left out."""
    total, digit, last = 0, -1, 10**4
    for sign in text:
        if sign in _STEPS:
            step = _STEPS[sign]
            if step >= last or digit == 0 or (digit < 0 and (step != 10 or total)):
                return None
            total, digit, last = total + max(digit, 1) * step, -1, step
        elif sign in "零〇" and digit < 0 and total:
            digit, last = 0, 11 if last > 10 else last
        elif sign in _DIGITS and digit <= 0:
            digit = _DIGITS[sign]
        else:
            return None
    bare = digit > 0 and last > 11
    return None if bare or digit == 0 else total + max(digit, 0)
