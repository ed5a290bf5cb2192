"""Cells as offices keep them and spreadsheets leave them: several phones, a name and a phone, units in headers, rounded numbers, errors."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_
from crm_cli.records.countries import CURRENCIES
from crm_cli.records.fold import has_chinese

_STRONG = re.compile(r"\s*(?::::|[、,，;；|\n\r]|\bor\b|或者?|\boder\b)\s*")
_WEAK = (re.compile(r"\s*[/／]\s*"), re.compile(r"\s+"))
_INITIAL = re.compile(r"(?:^|\W)\w\.$")  # of a name: Bill L.
_LABEL = re.compile(
    r"手机号?码?|电话号?码?|座机|固话|办公?|宅电?|家|公司|微信同号|同微信|tel(?:efon|ephone)?|mobile?|mobil|handy|cell|phone|office|home|work|fax|传真|büro|privat|[mtfhop]",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?P<name>[^\d+()（）]+?)[\s:：.,()（）/／\-–]*(?P<number>[+(（]?\d.*)", re.DOTALL)
_AFTER = re.compile(
    r"(?P<number>[+(（]?\d[\d\s\-–./()（）]{5,}\d)[\s:：(（\-–]*(?P<name>[^\d()（）]+)[)）]?\s*", re.DOTALL
)
_FLOAT = re.compile(r"\+?\d{5,}\.0+")
_POWER = re.compile(r"\d(?:[.,]\d+)?[Ee]\+?\d{2,}")
_ROUNDED = re.compile(r"[1-9]\d{14}0{3,}")
_ERROR = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|NV|BEZUG!|WERT!|ZAHL!)|#{4,}", re.IGNORECASE
)
_UNIT = re.compile(
    r"(?P<stem>.+?)\s*[(（\[【]\s*(?P<unit>[^()（）\[\]【】]+?)\s*[)）\]】]|(?P<other>.+?)\s+in\s+(?P<bare>\S+)"
)
_SCALES = {
    "": 1, "k": 10**3, "t": 10**3, "tsd": 10**3, "千": 10**3, "thousand": 10**3, "thousands": 10**3, "万": 10**4, "百万": 10**6, "m": 10**6,
    "mn": 10**6, "mio": 10**6, "million": 10**6, "millions": 10**6, "亿": 10**8, "bn": 10**9, "mrd": 10**9, "billion": 10**9,
}  # fmt: skip
_SIGNS = {
    "元": "", "圆": "", "块": "", "人民币": "CNY", "人民币元": "CNY", "rmb": "CNY", "美元": "USD", "欧元": "EUR", "€": "EUR", "euro": "EUR", "£": "GBP",
    "$": "", "us$": "USD", "¥": "", "￥": "", "%": "%", "％": "%", "percent": "%", "prozent": "%",
    **{code.casefold(): code for code in CURRENCIES},
}  # fmt: skip


class Spoken(NamedTuple):
    """What a cell for phones says: who, and at which numbers."""

    name: str
    numbers: tuple[str, ...]


class Unit(NamedTuple):
    """The unit that a header gives its numbers: they count so many, in this currency, or are per cent."""

    written: str
    factor: int = 1
    currency: str = ""
    percent: bool = False


def spoken(text: str, parse: Callable[[str], str]) -> Spoken | None:
    """The numbers of a cell and the name beside them; None where a part of it is neither. ``parse`` refuses what is no number."""
    names: list[str] = []
    numbers: list[str] = []
    for piece in filter(None, _STRONG.split(text.strip())):
        found = _pieces(piece, parse)
        if found is None:
            return None
        for name, number in found:
            names += [name] if name and name not in names else []
            numbers += [number] if number and number not in numbers else []
    if len(names) > 1:
        raise Invalid(N_("“{text}” names several people; give each a row of their own"), text=text)
    return Spoken(names[0] if names else "", tuple(numbers)) if numbers else None


def _pieces(piece: str, parse: Callable[[str], str]) -> list[tuple[str, str]] | None:
    """A piece whole, else cut at strokes, else at spaces: 0203/12345 is one number."""
    if one := _one(piece, parse):
        return [one]
    for mark in _WEAK:
        found = [_one(part, parse) or _alone(part) for part in mark.split(piece) if part]
        if len(found) > 1 and all(found) and any(one and one[1] for one in found):
            return [one for one in found if one]
    return None


def _one(piece: str, parse: Callable[[str], str]) -> tuple[str, str] | None:
    plain = piece.strip(" \t：:")
    if _FLOAT.fullmatch(plain):
        plain = plain.partition(".")[0]
    if number := _read(plain, parse):
        return "", number
    for form in (_BEFORE, _AFTER):
        match = form.fullmatch(plain)
        if match and (number := _read(match["number"].strip(" )）"), parse)):
            return _bare(match["name"]), number
    return None


def _alone(part: str) -> tuple[str, str] | None:
    """A name that stands by itself between the strokes."""
    return (
        (_bare(part), "") if not any(char.isdigit() for char in part) and (has_chinese(part) or len(part) > 1) else None
    )


def _bare(name: str) -> str:
    plain = name.strip(" \t：:,，/／-–()（）")
    plain = plain if _INITIAL.search(plain) else plain.rstrip(".")
    return "" if _LABEL.fullmatch(plain) else plain


def _read(text: str, parse: Callable[[str], str]) -> str | None:
    try:
        return parse(text)
    except CrmError:
        return None


def addresses(text: str) -> list[str]:
    """The e-mails of a cell that holds several."""
    return [part.strip(" <>") for part in re.split(r":::|[\s,，;；、/|]+", text) if part.strip(" <>")]


def named_number(text: str) -> bool:
    """A name with a number behind or before it, where a name alone is expected."""
    return bool(_NUMBER.search(text))


_NUMBER = re.compile(r"1[3-9]\d{9}|\+?\d[\d\- ]{6,}\d")


# --- what a spreadsheet did


def repaired(text: str) -> str | None:
    """A number that became a fraction, without its ``.0``."""
    return text.partition(".")[0] if _FLOAT.fullmatch(text) else None


def errors(cells: Sequence[str]) -> Iterable[tuple[int, CrmError]]:
    """The places of what a spreadsheet shows instead of a value; asked only where a column has a # at all."""
    for place, cell in enumerate(cells):
        if cell.startswith("#") and _ERROR.fullmatch(cell.strip()):
            yield place, _lost(cell.strip())


def _lost(text: str) -> CrmError:
    if text.startswith("##"):
        return Invalid(
            N_("“{text}” is what a spreadsheet shows where a column is too narrow; the value is lost"), text=text,
            hint=N_("widen the column and save the file again"),
        )  # fmt: skip
    return Invalid(
        N_("“{text}” is an error of the spreadsheet, not a value"), text=text,
        hint=N_("mend the formula, or empty the cell"),
    )  # fmt: skip


def rounded(text: str) -> CrmError | None:
    """Why a long number cannot be true: a spreadsheet keeps fifteen digits and makes noughts of the rest."""
    plain = text.strip()
    if not (_POWER.fullmatch(plain) or _ROUNDED.fullmatch(plain)):
        return None
    return Invalid(
        N_("“{text}” was rounded by a spreadsheet, which keeps 15 digits: format the column as text and type the number again"), text=plain,
    )  # fmt: skip


def counted(text: str) -> bool:
    """A number in powers of ten, as a spreadsheet shows what is too long for it."""
    return bool(_POWER.fullmatch(text.strip()))


def may_be_rounded(together: str) -> bool:
    """A look at a whole column, so that one without such numbers costs nothing more."""
    return "000" in together or "E+" in together or "e+" in together


# --- units in headers


def unit(header: str) -> tuple[str, Unit] | None:
    """The header without its unit, and the unit: ``金额(万元)``, ``Amount (k€)``, ``Umsatz in TEUR``; None where it has none."""
    match = _UNIT.fullmatch(header.strip())
    if match is None:
        return None
    written = match["unit"] or match["bare"]
    found = _measured(written.casefold().removeprefix("in ").strip(" ."))
    return ((match["stem"] or match["other"]), Unit(written, *found)) if found else None


def _measured(word: str) -> tuple[int, str, bool] | None:
    for scale in sorted(_SCALES, key=len, reverse=True):
        for rest in (word.removeprefix(scale), word.removesuffix(scale)) if scale else (word,):
            sign = rest.strip(" .")
            if (rest != word or not scale) and (sign in _SIGNS or (scale and not sign)):
                code = _SIGNS.get(sign, "")
                return _SCALES[scale], "" if code == "%" else code, code == "%"
    return None


def scaled(text: str) -> bool:
    """A cell says a unit of its own: 12万, 30k."""
    return bool(re.search(r"[百千万亿]|\d\s*(?:k|m|mn|mio|bn|w)\b", text, re.IGNORECASE))


def shares(cells: Iterable[str]) -> tuple[bool, list[Decimal]]:
    """Whether any cell says per cent, and the numbers of those that do not."""
    signed, bare = False, []
    for cell in cells:
        plain = cell.strip().replace(",", ".")
        if re.search("[%％]|百分之", plain):
            signed = True
        elif re.fullmatch(r"\d+(?:\.\d+)?", plain):
            bare.append(Decimal(plain))
    return signed, bare
