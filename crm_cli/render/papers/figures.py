"""Amounts, quantities, shares and days as readers of papers write them: every amount with all its decimals."""

from datetime import date
from decimal import Decimal

from crm_cli.records.countries import CURRENCIES

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_SWAPPED = str.maketrans(",.", ".,")


def places(currency: str) -> int:
    """How many decimals the currency has."""
    return CURRENCIES.get(currency, ("", 2))[1]


def value(minor: int, currency: str) -> Decimal:
    """An amount in whole units."""
    return Decimal(minor).scaleb(-places(currency))


def number(figure: Decimal, language: str) -> str:
    """A number with its thousands marked."""
    text = f"{figure:,f}"
    return text.translate(_SWAPPED) if language == "de" else text


def money(minor: int, currency: str, language: str) -> str:
    """An amount with its currency."""
    symbol = CURRENCIES.get(currency, (currency, 2))[0]
    figure = number(value(abs(minor), currency), language)
    sign = "-" if minor < 0 else ""
    if language == "de":
        return f"{sign}{figure} {symbol}"
    return f"{sign}{symbol}{' ' if symbol.isalpha() else ''}{figure}"


def amount(minor: int, currency: str, language: str) -> str:
    """An amount in a column that names its currency."""
    return number(value(minor, currency), language)


def quantity(text: str, language: str) -> str:
    """A quantity, with the decimals it has."""
    return number(Decimal(text), language)


def share(points: int, language: str) -> str:
    """Basis points as per cent."""
    figure = f"{Decimal(points) / 100:f}"
    figure = figure.rstrip("0").rstrip(".") if "." in figure else figure
    return f"{figure.replace('.', ',')} %" if language == "de" else f"{figure}%"


def day(text: str, language: str) -> str:
    """A day, which nobody can take for another."""
    if not text:
        return ""
    found = date.fromisoformat(text[:10])
    if language == "zh_CN":
        return f"{found.year}年{found.month}月{found.day}日"
    if language == "de":
        return f"{found.day:02}.{found.month:02}.{found.year}"
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"
