"""Amounts of yuan in the characters that cannot be altered (大写金额): 壹仟肆佰零玖元伍角整."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEPS = ("", "拾", "佰", "仟")
GROUP, HUNDRED_MILLION = 10**4, 10**8
NEGATIVE, ZERO, YUAN, JIAO, FEN, EVEN = "负", "零", "元", "角", "分", "整"


def capitals(fen: int) -> str:
    """So many fen as they are written on contracts and invoices.

    One 零 stands for any zeros between two digits, and after 元 where the digit before it or the 角 is zero; 整 ends an amount
    without 分; a group of four digits that is zero is left out with its 万.
    """
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    said = (NEGATIVE if fen < 0 else "") + (whole(yuan) + YUAN if yuan or not rest else "")
    if rest and yuan and (not jiao or not yuan % 10):
        said += ZERO
    said += DIGITS[jiao] + JIAO if jiao else ""
    return said + (DIGITS[cents] + FEN if cents else EVEN)


def whole(number: int) -> str:
    """A whole number, not below zero."""
    return _said(number) or ZERO


def _said(number: int) -> str:
    for size, sign in ((HUNDRED_MILLION, "亿"), (GROUP, "万")):
        if number >= size:
            high, low = divmod(number, size)
            return _said(high) + sign + _after(low, size)
    return _group(number)


def _after(low: int, size: int) -> str:
    """What follows 亿 or 万: a zero stands for those between."""
    return (ZERO if low and low < size // 10 else "") + _said(low)


def _group(number: int) -> str:
    """Up to four digits."""
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += (ZERO if gap and said else "") + DIGITS[digit] + STEPS[place]
        gap = not digit
    return said
