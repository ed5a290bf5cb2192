"""Telephone numbers: the key they are compared by, whether a text is a whole number, and the extension behind it."""

import re
from functools import lru_cache

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.numerals import fold
from crm_cli.records.patterns import pattern

_CHINESE_PLACES = ("CN", "TW", "HK")
_MAINLAND = pattern(  # mobiles, 400 and 800 numbers, fixed lines with their area code
    r"(?:\+86|0)?(1[3-9][0-9]{9})|(?:\+86)?([48]00[0-9]{7})"
    r"|(?:\+860?|0)((?:10|2[0-9])[2-8][0-9]{7}|(?:[3-6][1-9]|[79][0-9]|8[1-9])[0-9][2-8][0-9]{6,7})"
)
_PLAIN_MOBILE = pattern(r"1[3-9][0-9]{9}")
_EXTENSION = pattern(r"(.*?[0-9)])[ ,;]*(?:转|轉|分机|分機|extension|ext\.?|x|#)[ :.]*([0-9]{1,6})", re.IGNORECASE)
_DASHED = pattern(r"(.*[0-9)]) ?- ?([0-9]{2,5})")
_WRITTEN = pattern(r"\+?[0-9()\-./ ]+")
_CHINESE_SERVICE = pattern(r"1[0-2][0-9]{1,3}|9[56][0-9]{3,4}")
_CHINESE_LOCAL = pattern(r"[2-8][0-9]{6,7}")  # a fixed line without its area code
_SERVICE = pattern(r"1[0-9]{2,5}|[2-9]11|999|000")
_NO_SIGNS = str.maketrans("", "", "()-./ ")
_FEW = 4  # digits, the fewest worth looking for
REMEMBERED = 1 << 13  # a number is read when it is typed, compared and stored


def phone_key(text: str, country: Country) -> str | None:
    """``+8613801234567`` without the extension; None for what is not one number in the world (95588, a local line)."""
    if len(text) == 11 and country.code == "CN" and _PLAIN_MOBILE.fullmatch(text):
        return "+86" + text  # nearly every number of a Chinese base, ten times faster
    number, _extension = split_extension(text, country)
    return _key(number, country.code)


def parse_phone(text: str, country: Country) -> str:
    """The number as it was written, half width; refused when it cannot be a whole telephone number."""
    plain = fold(text)
    number, _extension = split_extension(plain, country)
    if not _complete(number, country.code):
        if _digits(number) and _WRITTEN.fullmatch(number):
            raise Invalid(N_("“{text}” is not a whole phone number"), text=text)
        raise Invalid(N_("“{text}” is not a phone number"), text=text)
    return plain


def looks_like_phone(text: str) -> bool:
    """Whether someone looked for by this text is looked for by number, whole or in part."""
    plain = fold(text)
    named = _EXTENSION.fullmatch(plain)
    number = named[1] if named else plain
    return bool(_WRITTEN.fullmatch(number)) and len(_digits(number)) >= _FEW


def digits(text: str) -> str:
    """The digits to look for inside keys: no extension, and no zero that stands before an area or a country."""
    plain = fold(text)
    named = _EXTENSION.fullmatch(plain)
    found = _digits((named[1] if named else plain).replace("(0)", ""))
    return (len(found) > 6 and found.lstrip("0")) or found  # a short one may be the end of a number


def split_extension(text: str, country: Country) -> tuple[str, str]:
    """The number and its extension, which Chinese also write after a dash; elsewhere a dash belongs to the number."""
    return _split(fold(text), country.code)


def extension(text: str, country: Country) -> str:
    """The extension of a number as it is written; empty without one."""
    return split_extension(text, country)[1]


def is_mobile(key: str) -> bool:
    """Whether the number of this key rings in one person's pocket, or at a desk that several may share."""
    if key.startswith("+86"):
        return bool(_PLAIN_MOBILE.fullmatch(key[3:]))
    import phonenumbers  # see below

    return phonenumbers.number_type(phonenumbers.parse(key)) in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )


@lru_cache(maxsize=REMEMBERED)
def _split(plain: str, code: str) -> tuple[str, str]:
    if _key(plain, code) is not None:  # a whole number as it stands has none
        return plain, ""
    if named := _EXTENSION.fullmatch(plain):
        return named[1], named[2]
    dashed = _DASHED.fullmatch(plain) if code in _CHINESE_PLACES else None
    if dashed and _complete(dashed[1], code):
        return dashed[1], dashed[2]
    return plain, ""


def _complete(number: str, code: str) -> bool:
    return _key(number, code) is not None or _without_key(number, code)


@lru_cache(maxsize=REMEMBERED)
def _key(number: str, code: str) -> str | None:
    if not _WRITTEN.fullmatch(number):
        return None
    compact = _compact(number)
    if code == "CN" and compact.startswith("861") and len(compact) == 13:
        compact = "+" + compact
    if compact.startswith("+86") or (code == "CN" and not compact.startswith("+")):
        found = _MAINLAND.fullmatch(compact)
        return "+86" + str(found[found.lastindex or 0]) if found else None
    return _world(compact, code)[0]


def _compact(number: str) -> str:
    """Digits with a leading + where the country is written, as 0086 or +86; +49 (0)151 loses its zero."""
    bare = (number.replace("(0)", "") if number.lstrip().startswith(("+", "00")) else number).translate(_NO_SIGNS)
    return "+" + bare[2:] if bare.startswith("00") else bare


def _world(compact: str, code: str) -> tuple[str | None, bool]:
    """The key of a number that exists, or has its country written; and whether its length at least is right."""
    import phonenumbers  # 60 ms, which mainland numbers need not wait for

    try:
        number = phonenumbers.parse(compact, code)
    except phonenumbers.NumberParseException:
        return None, False
    possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    if phonenumbers.is_valid_number(number) or (possible and compact.startswith("+")):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), True
    return None, possible


def _without_key(number: str, code: str) -> bool:
    """A service number, a local line, one the numbering plan does not know yet: good to dial, but no key."""
    if not _WRITTEN.fullmatch(number) or number.startswith("+"):
        return False
    compact = _compact(number)
    if code == "CN":
        return bool(_CHINESE_SERVICE.fullmatch(compact) or _CHINESE_LOCAL.fullmatch(compact))
    return bool(_SERVICE.fullmatch(compact)) or _world(compact, code)[1]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
