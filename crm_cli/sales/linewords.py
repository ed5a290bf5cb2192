"""The many ways in which people write the same of a line, brought to one: 3 台 is 3台, 单价：4500 is @4500, 5% off and 优惠5% are -5%."""

import re
from decimal import Decimal

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.numerals import integer
from crm_cli.records.patterns import pattern

UNITS = "台个件套只箱盒瓶包卷米吨年月天次张把条根本支人份组架辆部块双副门间棵片幅令桶袋面樘颗粒"
UNIT = rf"(?:[{UNITS}]|公斤|千克|公里|平米|平方米|小时|人天|人月|kg|km|m|t|h|pcs|stk|st|pc|units?|sets?)"
NUMERAL = "[零〇一二两三四五六七八九十百千万]+"
WHOLE = 10_000
FREE_OF_CHARGE = ("免费", "免单", "gratis", "kostenlos", "foc")
HALF = ("对折", "打对折", "半价", "half-price")
_CASH = r"[¥$€£]?[0-9]"
_CLOSED = rf"[{UNITS}]|公斤|千克|公里|平米|平方米|小时|人天|人月|pcs|stk|st|pc|units?|sets?"
_REWRITTEN = (
    (r"\breverse\s+charge\b", "reverse-charge"),
    (r"\btax\s+free\b", "tax-free"),
    (r"\b(?:free\s+of\s+charge|for\s+free)\b", "gratis"),
    (r"\bhalf\s+price\b", "half-price"),
    (r"(?<=[0-9])\s+(?=%)", ""),
    (r"(?<![^\s,;])(?:单价|价格|(?:unit )?price|(?:stück|einzel)?preis)\s*[:=]?\s*(?=[¥$€£]?[0-9])", "@"),
    (rf"(?<![^\s,;])(?:数量|qty|quantity|menge)\s*[:=]?\s*(?=[0-9]|{NUMERAL})", "x"),
    (r"(?<![^\s,;])(?:折扣|优惠|discount|rabatt)\s*[:=]?\s*(?=打?(?:[0-9.]+|[零一二三四五六七八九十点百]+)折)", ""),
    (r"(?<![^\s,;])(?:折扣|优惠|discount|rabatt)\s*[:=]?\s*-?(?=[0-9][0-9.,]*%)", "-"),
    (rf"(?<![^\s,;])(?:优惠|便宜|减|让利|less|minus)\s*(?={_CASH})", "-"),
    (r"(?<![^\s,;])-?([¥$€£]?[0-9][0-9.,]*%?)\s*off(?![^\s,;])", r"-\1"),
    (rf"(?<=\s[@x×*])\s+(?={_CASH}|{NUMERAL}{UNIT}?(?!\S))", ""),
    (rf"(?<![^\s,;])([+-])\s+(?={_CASH})", r"\1"),
    (r"(?<![^\s,;])(tax|vat|mwst|ust|税率?|增值税)\s+(?=[0-9])", r"\1"),
    (r"(?<=[0-9点])\s+(?=折(?!\S))", ""),
    (r"(?<=[0-9万千百亿])\s+(?=(?:元|块|cny|rmb|eur|usd|gbp|€)(?![^\s,;/]))", ""),
    (rf"(?<![^\s,;])([0-9]+|{NUMERAL})\s+(?=(?:{_CLOSED})(?![^\s,;]))", r"\1"),
    (r"(?<![^@x×*0-9.,][0-9])[,;、]+(?=@|[x×*]\s*[0-9]|[+-][¥$€£]?[0-9]|(?:打?[0-9.]+|打?[一二三四五六七八九]{1,2})折|[0-9.]+%|税|免|对折|半价)", " "),
    (r"[,;、]+(?=\s|$)", " "),
)  # fmt: skip
_GLUED = (
    (rf"(?<![^\s,;])([0-9]+|{NUMERAL})([{UNITS}])(?=[A-Za-z])", r"\1\2 "),
    (rf"(?<=[A-Za-z0-9])({NUMERAL}[{UNITS}])(?!\S)", r" \1"),
    (rf"(?<=[\u4e00-\u9fff])([0-9]+[{UNITS}])(?!\S)", r" \1"),
)
_UNTAXED = r"不含税|未税|税前|(?<!\w)(?:net|netto|(?:excl|exkl|zzgl|plus|without)\w*\.?\s*(?:tax|vat|mwst|ust))(?!\w)"
_TAXED = r"含税|(?<!\w)(?:gross|brutto|(?:incl|inkl|with)\w*\.?\s*(?:tax|vat|mwst|ust))(?!\w)"
_TENTHS = pattern(r"打?([0-9.,]+|[零〇一二三四五六七八九十点百]+)折")
_BOTH_WAYS = tuple((pattern(found, re.IGNORECASE), put) for found, put in _REWRITTEN)
_APART = tuple((pattern(found), put) for found, put in _GLUED)


def plain(text: str, *, counted: bool) -> str:
    """The text with what belongs together joined and what does not apart; a number that is ``counted`` elsewhere stays in its word."""
    for found, put in _BOTH_WAYS:
        text = found.sub(put, text)
    for found, put in _APART if not counted else ():
        text = found.sub(put, text)
    return text


def taxed(text: str) -> str:
    """What words say of whether prices include the tax: ``yes`` (含税, gross), ``no`` (不含税, net), nothing."""
    if re.search(_UNTAXED, text, re.IGNORECASE):
        return "no"
    return "yes" if re.search(_TAXED, text, re.IGNORECASE) else ""


def less(word: str) -> int | None:
    """What a word takes off, in basis points: 95折 and 9.5折 500, 八五折 1500, 对折 half, 免费 all; None where it says no such thing."""
    if word.casefold() in FREE_OF_CHARGE:
        return WHOLE
    if word.casefold() in HALF:
        return WHOLE // 2
    found = _TENTHS.fullmatch(word)
    return _off_tenths(found[1], word) if found else None


def _off_tenths(said: str, word: str) -> int:
    """折 lies between 0 and 10: of two digits the second is a decimal, but 11折 and 10折 nobody can be sure of."""
    spoken = "".join(
        "." if one == "点" else str(integer(one) or 0) if one in "零〇一二三四五六七八九" else one for one in said
    )
    tenths = Decimal(spoken) if re.fullmatch(r"[0-9]+(\.[0-9]{1,3})?", spoken) else Decimal(0)
    if re.fullmatch(r"[1-9][1-9]", spoken) and not re.fullmatch("1[0-9]", said):
        tenths /= 10
    points = tenths * 1000
    if not 0 < tenths < 10 or points != int(points) or re.fullmatch(r"0[0-9]+", spoken):
        raise Invalid(
            N_("“{text}” is no discount: 折 lies between 0 and 10, and both 95折 and 9.5折 take 5 % off"), text=word
        )  # fmt: skip
    return WHOLE - int(points)
