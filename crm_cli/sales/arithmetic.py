"""What a document comes to: lines, discounts and taxes, exact to the minor unit.

The rule, shown by ``--explain``: each line is rounded half-up (a half goes away from zero); the discount of the document is taken off
each tax rate and rounded; tax is reckoned once per rate on what is left, or on every line where the firm does it so.
Money is whole minor units, rates and discounts are basis points (10,000 is all of it), quantities are exact decimals: nothing is a float.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from crm_cli.records import rounding

half_up = rounding.half_up
WHOLE = 10_000
TAXED = "standard"
"""The one tax category whose rate counts; of all others (zero, exempt, untaxed, reverse) the client pays no tax."""


class Line(NamedTuple):
    """``quantity`` at ``price`` for ``per`` of them, less ``discount`` (basis points) and ``off``, plus ``charge``.

    A ``whole`` line is a charge or discount of the document itself, from which its own discount takes nothing.
    """

    quantity: Decimal
    price: int
    per: int = 1
    discount: int = 0
    off: int = 0
    charge: int = 0
    tax: str = TAXED
    rate: int = 0
    whole: bool = False

    @property
    def gross(self) -> int:
        """The quantity at its price, rounded half-up."""
        return self._priced(WHOLE)

    @property
    def net(self) -> int:
        """What the line comes to, rounded half-up; with its tax, where the document's prices include it."""
        return self._priced(WHOLE - self.discount) - self.off + self.charge

    def _priced(self, share: int) -> int:
        above, below = self.quantity.as_integer_ratio()
        return half_up(self.price * above * share, self.per * below * WHOLE)


class Group(NamedTuple):
    """One tax rate of a document: ``net`` without tax, ``vat``, and ``discount``, what the document's own discount took from it."""

    tax: str
    rate: int
    net: int
    vat: int
    discount: int


class Totals(NamedTuple):
    """What a document comes to: ``lines`` the sum of its lines, ``discount`` what was taken off them, ``net``, ``vat``, and ``total`` to pay."""

    lines: int
    discount: int
    net: int
    vat: int
    total: int
    groups: tuple[Group, ...]


def share(amount: int, points: int) -> int:
    """So many basis points of an amount, half-up."""
    return half_up(amount * points, WHOLE)


def totals(lines: Iterable[Line], *, discount: int = 0, taxed: bool = False, rounding: str = "document") -> Totals:
    """What these lines come to. ``discount``: basis points off the whole; ``taxed``: prices include tax; ``rounding``: document or line."""
    rates: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        rates.setdefault((line.tax, line.rate if line.tax == TAXED else 0), []).append(line)
    groups = tuple(
        _group(*rate, of, discount, taxed, rounding == "line") for rate, of in sorted(rates.items(), key=_order)
    )
    net, vat = sum(group.net for group in groups), sum(group.vat for group in groups)
    summed = sum(line.net for of in rates.values() for line in of)
    return Totals(summed, sum(group.discount for group in groups), net, vat, net + vat, groups)


def _order(item: tuple[tuple[str, int], list[Line]]) -> tuple[int, str]:
    """The highest rate first."""
    return (-item[0][1], item[0][0])


def _group(tax: str, rate: int, lines: list[Line], discount: int, taxed: bool, by_line: bool) -> Group:
    amounts = [line.net for line in lines]
    cut = share(sum(line.net for line in lines if not line.whole), discount)
    base = sum(amounts) - cut
    vat = sum(_vat(part, rate, taxed) for part in [*amounts, -cut]) if by_line else _vat(base, rate, taxed)
    return Group(tax, rate, base - vat if taxed else base, vat, cut)


def _vat(amount: int, rate: int, taxed: bool) -> int:
    """The tax on an amount, or the tax that an amount holds."""
    return half_up(amount * rate, WHOLE + rate) if taxed else half_up(amount * rate, WHOLE)
