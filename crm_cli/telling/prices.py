"""What a product costs somebody, and what it cost before, line by line: as every door says it."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from crm_cli.context import current
from crm_cli.errors import filled
from crm_cli.i18n import N_, _, clauses
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.numbers import format_money
from crm_cli.sales import pricehistory, pricing
from crm_cli.sales.pricehistory import HOW, SCOPES, Given
from crm_cli.sales.pricing import Resolved, Why

LATEST = 20
LEFT = N_("{name} (has left)")


class Told(NamedTuple):
    """A price with what there is to say of it."""

    what: str
    price: str
    day: str = ""
    by: str = ""
    ref: str = ""
    whose: str = ""


def said(why: Iterable[Why]) -> str:
    """Reasons in one sentence."""
    return clauses(filled(one.text, one.values) for one in why)


def by_books(found: Resolved) -> Iterator[Told]:
    """The price that holds, then the others, each with why it does or does not."""
    for one, why in pricing.explained(found.candidates):
        each = f"/{one.per}" if one.per > 1 else ""
        yield Told(one.rule, _money(one.price, one.currency) + each, by=said(why), ref=one.ref)


def before(product: Product, client: Client, currency: str, besides: str | None = None) -> Iterator[Told]:
    """Last, lowest and usual for the client, its group and its level; then each price that the client was told, the latest first."""
    crm = current().workspace
    for scope, found in pricehistory.summaries(crm, product, client, currency, besides=besides).items():
        usual = _("usual of {n}").format(n=min(found.count, pricehistory.RECENT))
        yield _given(_("last"), found.last, product)._replace(whose=_(SCOPES[scope]))
        yield _given(_("lowest"), found.lowest, product)
        yield Told(usual, _unit(found.usual, product, currency))
    every = [one for one in pricehistory.history(crm, product, client, besides=besides) if one.currency == currency]
    for one in every[:LATEST] if len(every) > 1 else ():
        yield _given(f"{_(HOW[one.how])} x{one.quantity}", one, product)


def _given(what: str, one: Given, product: Product) -> Told:
    by = _(LEFT).format(name=one.by) if one.by and one.left else one.by or ""
    return Told(what, _unit(one.unit, product, one.currency), one.day, by, one.ref)


def _unit(unit: Fraction, product: Product, currency: str) -> str:
    return _money(pricing.counted(unit, product), currency) + (f"/{product.per}" if product.per > 1 else "")


def _money(amount: int, currency: str) -> str:
    return format_money(amount, currency, current().language)


def in_a_line(told: Sequence[Told]) -> list[str]:
    """Each in one line, what is empty left out, and a ref that is said already."""
    return [
        "  ".join(filter(None, (one.price, one.whose, one.what, one.day, one.by, "" if one.ref in one.what.split() else one.ref)))
        for one in told
    ]  # fmt: skip
