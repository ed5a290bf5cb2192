"""Keeps prices consistent: whether a price lies below its floor, below what is usual for the client, or below what the client was told last."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from crm_cli.errors import Denied, Word
from crm_cli.i18n import N_, language
from crm_cli.records.nouns.approvals import FLOOR
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.numbers import format_each, format_money
from crm_cli.sales import bundles, limits, pricehistory, pricing, products
from crm_cli.sales.arithmetic import WHOLE, half_up
from crm_cli.sales.pricehistory import SCOPES, Given, Summary
from crm_cli.workspace import Workspace

ORDER = ("refuse", "warning", "info")
"""How grave a finding is, the gravest first."""


SMALL, FINER = 1000, 10_000
"""Amounts of fewer minor units are told with four more decimals: of screws at ¥0.0125 the cent says nothing."""


class Finding(NamedTuple):
    """What is to be said of a price: ``code`` for programs, a text of the catalogue with its values; ``price`` and ``against`` as the product counts."""

    code: str
    severity: str
    line: str
    text: str
    values: dict[str, Any]
    price: int
    against: int
    currency: str
    ref: str


class Offer(NamedTuple):
    """A price that somebody is about to be told: a line of a quote or an order, with what its document says of it."""

    client: Client
    product: Product
    quantity: Decimal
    unit: Fraction
    currency: str
    day: str
    line: str = ""
    besides: str | None = None


def offer(crm: Workspace, document: Any, line: Any) -> Offer | None:
    """A line of a document as it is offered; None of one that has no product or no price, or whose price is in that of its bundle."""
    if line.kind != "item" or bundles.is_part(line) or None in (line.product, line.price) or not Decimal(line.quantity):
        return None
    quantity = Decimal(line.quantity)
    gross = pricehistory.effective(
        line.price, line.per, Fraction(quantity), discount=line.discount or 0, off=line.off or 0, whole=document.discount or 0
    )  # fmt: skip
    unit = gross * pricing.unit(1, 1, bool(document.taxed), line.rate, line.tax)
    return Offer(
        crm.by_id(Client, document.client), crm.by_id(Product, line.product), abs(quantity), unit, document.currency or crm.currency,
        pricing.price_day(crm, document.date), line.ref, document.id or None,
    )  # fmt: skip


def findings(crm: Workspace, document: Any, lines: Iterable[Any]) -> list[Finding]:
    """What is to be said of the prices of a quote or an order, the gravest first; nothing is refused here."""
    found = [one for line in lines if (told := offer(crm, document, line)) for one in of(crm, told)]
    return sorted(found, key=lambda one: ORDER.index(one.severity))


def hold(crm: Workspace, document: Any, lines: Iterable[Any]) -> list[Finding]:
    """The same; a price below the floor is refused, unless whoever works may go below it."""
    found = findings(crm, document, lines)
    for one in found:
        if one.severity == "refuse":
            raise Denied(one.text, hint=N_("ask somebody who may go below the floor, or raise the price"), **one.values)
    return found


def of(crm: Workspace, told: Offer) -> list[Finding]:
    """What is to be said of one price."""
    limit = limits.of(crm)
    known = pricehistory.summaries(crm, told.product, told.client, told.currency, besides=told.besides)
    below = limits.BELOW_USUAL if limit.below_usual is None else limit.below_usual
    return [
        *filter(None, [below_floor(crm, told, may=bool(limit.below_floor))]), *_usual(told, known, below), *_last(told, known), *_earlier(told, known)
    ]  # fmt: skip


def below_floor(crm: Workspace, told: Offer, *, may: bool = True) -> Finding | None:
    """What is to be said of a price below its floor; nothing of another."""
    resolved = pricing.resolve(crm, told.product, told.client, told.quantity, told.day, told.currency)
    if resolved.floor is None:
        return None
    floor = pricing.unit(resolved.floor, resolved.per, resolved.taxed, told.product.rate, told.product.tax)
    if told.unit >= floor:
        return None
    return _finding(
        "below_floor", "warning" if may else "refuse", told, FLOOR, floor,
        resolved.rule.partition(" ")[0],
    )  # fmt: skip


def is_known_elsewhere(crm: Workspace, told: Offer) -> bool:
    """What the product costs is known, but only in other currencies than the one it is offered in."""
    resolved = pricing.resolve(crm, told.product, told.client, told.quantity, told.day, told.currency)
    if resolved.price is not None:
        return False
    own = (told.product.currency or crm.currency) != told.currency
    of_its_own = (told.product.floor, told.product.cost) != (None, None) or products.is_bundle(crm, told.product)
    return any(one.currency != told.currency for one in resolved.candidates) or (own and of_its_own)


def _usual(told: Offer, known: dict[str, Summary], below: int) -> Iterator[Finding]:
    """Against the usual price of the client, else of its group, else of its level."""
    nearest = next((known[scope] for scope in SCOPES if scope in known), None)
    if nearest is None or told.unit >= nearest.usual * (WHOLE - below) / WHOLE:
        return
    missing = (nearest.usual - told.unit) * 1000 / nearest.usual
    tenths = half_up(missing.numerator, missing.denominator)
    yield _finding(
        "below_usual", "warning", told, N_("{product}: {price} is {percent} % below the usual {against} of {whom} (last {count})"), nearest.usual,
        nearest.last.ref, percent=f"{tenths // 10}.{tenths % 10}", whom=Word(SCOPES[nearest.scope]), count=min(nearest.count, pricehistory.RECENT),
    )  # fmt: skip


def _last(told: Offer, known: dict[str, Summary]) -> Iterator[Finding]:
    last = known["client"].last if "client" in known else None
    if last and told.unit < last.unit:
        yield _finding(
            "below_last", "warning", told, N_("{product}: {price} is below the last price of this client, {against}: {ref}, {day}, {by}"),
            last.unit, last.ref, **_whose(last),
        )  # fmt: skip


def _earlier(told: Offer, known: dict[str, Summary]) -> Iterator[Finding]:
    """What the client, its group and its level were told before, whoever told them."""
    for scope, found in known.items():
        if scope == "client" or (found.count > known["client"].count if "client" in known else True):
            yield _finding(
                "earlier", "info", told,
                N_("{product}, {whom}: last {against} ({ref}, {day}, {by}), lowest {lowest} ({lowest_ref}, {lowest_by}), usual {usual} of {count}"),
                found.last.unit, found.last.ref, whom=Word(SCOPES[scope]), lowest=money(told, found.lowest.unit),
                lowest_ref=found.lowest.ref, lowest_by=_whose(found.lowest)["by"], usual=money(told, found.usual),
                count=min(found.count, pricehistory.RECENT), **_whose(found.last),
            )  # fmt: skip


class Gone(Word):
    """The name of somebody who has left, and that it is so."""

    def shown(self) -> str:
        """In the language of the interface."""
        from crm_cli.i18n import _  # only where it is told

        return _("{name} (has left)").format(name=str(self))


def _whose(given: Given) -> dict[str, object]:
    return {"day": given.day, "by": Gone(given.by) if given.by and given.left else given.by or "–"}


def _finding(code: str, severity: str, told: Offer, text: str, against: Fraction, ref: str, **more: object) -> Finding:
    values = {
        "product": told.product.name, "price": money(told, told.unit), "against": money(told, against), "ref": ref, **more
    }  # fmt: skip
    price, other = (pricing.counted(amount, told.product) for amount in (told.unit, against))
    return Finding(code, severity, told.line, text, values, price, other, told.currency, ref)


def money(told: Offer, amount: Fraction) -> str:
    """A price of one unit as its product is counted, for people."""
    per = told.product.per
    whole, many = pricing.as_listed(amount, told.product) * per, f"/{per}" if per > 1 else ""
    if whole.denominator == 1 or abs(whole) >= SMALL:
        return format_money(pricing.counted(amount, told.product), told.currency, language()) + many
    return format_each(half_up(whole.numerator * FINER, whole.denominator), FINER, told.currency, language()) + many


def worst(found: Sequence[Finding]) -> str:
    """How grave the gravest is; empty where there is nothing to say."""
    return next((grave for grave in ORDER if any(one.severity == grave for one in found)), "")
