"""What a product costs a client: of all prices that could hold the most particular one, and of every other why it does not.

A book that a contract grants goes before one for the client's level and region, that before one for the level, for the region, for
anybody, and the list price comes last. Among equals the largest quantity that is reached counts, then the book of the lowest position,
then the price that began last.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from crm_cli.i18n import N_
from crm_cli.records.fold import fold
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.registry import NOUNS
from crm_cli.sales import products
from crm_cli.sales.arithmetic import TAXED, WHOLE, half_up
from crm_cli.team import rights
from crm_cli.workspace import Workspace

KINDS = {
    "contract": N_("by contract"), "both": N_("for the level and region"), "level": N_("for the level"), "region": N_("for the region"),
    "general": N_("for everybody"), "list": N_("list price"), "parts": N_("sum of its parts"),
}  # fmt: skip
"""How particular a price is, the most particular first."""
RANKS = list(KINDS)
_PLACES = {kind: place for place, kind in enumerate(RANKS)}


_folded = lru_cache(1024)(fold)  # of the levels and regions of books there are few


class Why(NamedTuple):
    """A reason: a text of the catalogue with its values."""

    text: str
    values: Mapping[str, object] = {}


class Candidate(NamedTuple):
    """A price that could hold: ``price`` for ``per`` units, from ``quantity`` on; ``why`` it does not, empty for the one that does."""

    kind: str
    ref: str
    book: str
    price: int
    per: int
    currency: str
    taxed: bool
    quantity: Decimal
    floor: int | None = None
    position: int = 0
    start: str | None = None
    end: str | None = None
    contract: str | None = None
    n: int = 0
    why: tuple[Why, ...] = ()

    @property
    def rule(self) -> str:
        """The price, its book and its quantity, as they are kept in a line."""
        return " ".join(filter(None, (self.ref, self.book, f"≥{self.quantity}" if self.quantity > 1 else "")))


@dataclass(frozen=True)
class Resolved:
    """What counts: ``price`` for ``per`` units in ``currency``, with tax where ``taxed``; None where no price is known. ``rule`` is what won, ``least`` the product's own floor."""

    product: Product
    currency: str
    candidates: tuple[Candidate, ...]
    least: int | None = None

    @cached_property
    def won(self) -> Candidate | None:
        """The candidate that counts."""
        return next((one for one in self.candidates if not one.why), None)

    @property
    def price(self) -> int | None:
        return self.won.price if self.won else None

    @property
    def per(self) -> int:
        return self.won.per if self.won else self.product.per

    @property
    def taxed(self) -> bool:
        return self.won.taxed if self.won else bool(self.product.taxed)

    @property
    def floor(self) -> int | None:
        """The least that may be asked, as the price is counted; that of the price, else the product's."""
        return self.won.floor if self.won else self.least

    @property
    def rule(self) -> str:
        return self.won.rule if self.won else ""


def resolve(
    crm: Workspace, product: Product, client: Client | None, quantity: Decimal | int, day: str, currency: str | None = None
) -> Resolved:  # fmt: skip
    """The price of a product for a client, of that many units on that day (``2026-11-22``); the client's currency unless one is named."""
    money = currency or (client.currency if client else None) or crm.currency
    level, region = (fold((getattr(client, name) if client else None) or "") for name in ("level", "region"))
    asked = _Asked(abs(Decimal(quantity)), day, money, level, region, _granted(crm, client, day))
    found = [_judged(_Row(*row), asked) for row in crm.report("price_candidates", product=product.id)]
    found += _listed(crm, product, client, day, money)
    fitting = sorted((one for one in found if not one.why), key=_order)
    winning = [one._replace(floor=_floor(crm, product, one)) for one in fitting[:1]]
    losing = [one._replace(why=(_beaten(one, fitting[0]),)) for one in fitting[1:]]
    least = product.floor if money == (product.currency or crm.currency) else None
    return Resolved(product, money, (*winning, *losing, *(one for one in found if one.why)), least)


def price_day(crm: Workspace, said: str | None) -> str:
    """The day whose prices a document takes: the day it is written on, or its own where that is still to come.

    Of a day gone by only somebody takes them who may change prices: nobody else gets an old price by an old date.
    """
    today = crm.clock.today().isoformat()
    if said is None or said == today:
        return today
    return said if said > today or rights.may(crm, NOUNS["price"].right) else today


class _Asked(NamedTuple):
    """For whom a price is looked for, of how many and when; ``granted`` are the books of the client's contracts, each with the contract."""

    quantity: Decimal
    day: str
    currency: str
    level: str
    region: str
    granted: Mapping[str, str]


class _Row(NamedTuple):
    """A price with the book it is in."""

    ref: str
    n: int
    quantity: str
    price: int
    per: int
    floor: int | None
    start: str | None
    end: str | None
    active: int
    book: str
    name: str
    currency: str
    level: str | None
    region: str | None
    only: int
    opens: str | None
    closes: str | None
    taxed: int
    position: int
    kept: int


def unit(price: int, per: int, taxed: bool, rate: int | None, tax: str = TAXED) -> Fraction:
    """What one unit costs without tax, exact: so prices are compared, however they are counted."""
    one = Fraction(price, per)
    return one * WHOLE / (WHOLE + (rate or 0)) if taxed and tax == TAXED else one


def as_listed(amount: Fraction, product: Product) -> Fraction:
    """An exact price of one unit without tax, with the tax where the product's list price has it."""
    return amount * (WHOLE + (product.rate or 0)) / WHOLE if product.taxed and product.tax == TAXED else amount


def counted(amount: Fraction, product: Product) -> int:
    """An exact price of one unit without tax as the product itself counts: for its units, with tax where its list price has it."""
    whole = as_listed(amount, product) * product.per
    return half_up(whole.numerator, whole.denominator)


def _granted(crm: Workspace, client: Client | None, day: str) -> dict[str, str]:
    """The price books that contracts in force grant the client, each with the contract."""
    if client is None or crm.is_empty("contract"):
        return {}
    return dict(map(tuple, crm.report("price_granted", client=client.id, day=day)))


def _judged(row: _Row, asked: _Asked) -> Candidate:
    """A price of a book, and all that speaks against it."""
    contract = asked.granted.get(row.book)
    kind = "contract" if contract else _PARTICULAR[bool(row.level), bool(row.region)]
    least = Decimal(row.quantity)
    why = [] if row.active and row.kept else [Why(N_("not active"))]
    if row.start or row.end:
        why += _untimely(asked.day, row.start, row.end)
    if row.opens or row.closes:
        why += _untimely(asked.day, row.opens, row.closes)
    if row.currency != asked.currency:
        why.append(_other_currency(row.currency, asked.currency))
    if asked.quantity < least:
        why.append(Why(N_("only from {quantity} on"), {"quantity": least}))
    if not contract and (row.only or row.level or row.region):
        why += _unfit(row, asked)
    return Candidate(
        kind, row.ref, row.name, row.price, row.per, row.currency, bool(row.taxed), least, row.floor, row.position, row.start or row.opens,
        row.end or row.closes, contract, row.n, tuple(why),
    )  # fmt: skip


_PARTICULAR = {(True, True): "both", (True, False): "level", (False, True): "region", (False, False): "general"}
"""Whether a book is for a level, and for a region."""


def _other_currency(currency: str, wanted: str) -> Why:
    return Why(N_("in {currency}, and not in {wanted}"), {"currency": currency, "wanted": wanted})


def _untimely(day: str, start: str | None, end: str | None) -> Iterator[Why]:
    if start and day < start:
        yield Why(N_("only from {day} on"), {"day": start})
    if end and day > end:
        yield Why(N_("only until {day}"), {"day": end})


def _unfit(row: _Row, asked: _Asked) -> Iterator[Why]:
    """Why a book is not for this client."""
    if row.only:
        yield Why(N_("only by contract"))
    if row.level and _folded(row.level) != asked.level:
        yield Why(N_("only for level {level}"), {"level": row.level})
    if row.region and _folded(row.region) != asked.region:
        yield Why(N_("only for {region}"), {"region": row.region})


def _listed(crm: Workspace, product: Product, client: Client | None, day: str, money: str) -> Iterator[Candidate]:
    """The list price; of a bundle without one the sum of its parts."""
    currency = product.currency or crm.currency
    if product.price is not None:
        why = () if currency == money else (_other_currency(currency, money),)
        yield Candidate(
            "list", product.ref, "", product.price, product.per, currency, bool(product.taxed), Decimal(1), why=why
        )
    elif (total := _summed(crm, product, client, day, money)) is not None:
        yield Candidate("parts", product.ref, "", total, 1, money, bool(product.taxed), Decimal(1))


def _summed(crm: Workspace, bundle: Product, client: Client | None, day: str, money: str) -> int | None:
    """What the parts of a bundle cost that are no options, of a choice the first; None where one has no price."""
    total, chosen = Fraction(0), set[str]()
    inside = [] if crm.is_empty("component") else products.parts(crm, bundle)
    for part in inside:
        choice = part.component.choice
        if part.component.optional or (choice and choice in chosen):
            continue
        chosen.add(choice or "")
        found = resolve(crm, part.product, client, part.quantity, day, money)
        if found.price is None:
            return None
        net = unit(found.price, found.per, found.taxed, part.product.rate, part.product.tax)
        total += net * Fraction(part.quantity)
    return counted(total / bundle.per, bundle) if inside else None


def _floor(crm: Workspace, product: Product, one: Candidate) -> int | None:
    """The floor of the price itself, else the product's, counted as this price is; none in another currency."""
    if one.floor is not None or product.floor is None or one.currency != (product.currency or crm.currency):
        return one.floor
    whole = unit(product.floor, product.per, bool(product.taxed), product.rate, product.tax) * one.per
    if one.taxed and product.tax == TAXED:
        whole = whole * (WHOLE + (product.rate or 0)) / WHOLE
    return half_up(whole.numerator, whole.denominator)


def _order(one: Candidate) -> tuple[Any, ...]:
    """The most particular first; of a day the latest, its digits counted down."""
    began = int(one.start.replace("-", "")) if one.start else 0
    return _PLACES[one.kind], -one.quantity, one.position, -began, one.n


def _beaten(one: Candidate, best: Candidate) -> Why:
    """What the one that counts has before this one."""
    if one.kind != best.kind:
        return Why(N_("{ref} is more particular"), {"ref": best.ref})
    if one.quantity != best.quantity:
        return Why(N_("{ref} is for a larger quantity"), {"ref": best.ref})
    if one.position != best.position:
        return Why(N_("the book of {ref} comes first"), {"ref": best.ref})
    return Why(N_("{ref} began later"), {"ref": best.ref})


def explained(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, tuple[Why, ...]]]:
    """Every candidate with why it counts, or why it does not."""
    for one in candidates:
        yield one, one.why or (Why(KINDS[one.kind]),)
