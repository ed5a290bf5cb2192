"""What is wrong with prices: in quotes that are still open, and in price books that say two things at once."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from crm_cli.i18n import language
from crm_cli.records.filters import Filter
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.prices import Price
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.numbers import format_money
from crm_cli.sales import documents, priceguard, pricing
from crm_cli.sales.arithmetic import half_up
from crm_cli.sales.lines import as_taxed
from crm_cli.sales.pricebooks import overlap
from crm_cli.workspace import Workspace

Wrong = dict[str, Mapping[str, Any]]
OPEN = ("draft", "submitted", "approved", "sent")


def _open(crm: Workspace, wanted: Filter) -> Iterator[tuple[Quote, QuoteLine]]:
    """The lines with a product and a price of the quotes that could still be accepted."""
    today = crm.clock.today().isoformat()
    for quote in crm.matching(Quote, wanted):
        if quote.status in OPEN and (quote.valid or today) >= today:
            for line in documents.lines_of(crm, quote):
                if line.kind == "item" and line.product and line.price is not None:
                    yield quote, line


def outdated(crm: Workspace, wanted: Filter) -> Wrong:
    """Open quotes of which the price books say something else by now."""
    found: Wrong = {}
    for quote, line in _open(crm, wanted):
        if line.list_price is None or quote.ref in found:
            continue
        now = _listed(crm, quote, line)
        if now is not None and now != line.list_price:
            found[quote.ref] = {
                "product": crm.name_of("product", str(line.product)), "before": _money(line.list_price, quote), "now": _money(now, quote)
            }  # fmt: skip
    return found


def _listed(crm: Workspace, quote: Quote, line: QuoteLine) -> int | None:
    """What the price books say today, counted as the line counts."""
    product, client = crm.by_id(Product, str(line.product)), crm.by_id(Client, quote.client)
    today = crm.clock.today().isoformat()
    found = pricing.resolve(crm, product, client, Decimal(line.quantity), today, quote.currency)
    if found.price is None:
        return None
    price = as_taxed(found.price, found.taxed, bool(quote.taxed), line.rate or 0)
    return half_up(price * line.per, found.per)


def below_floor(crm: Workspace, wanted: Filter) -> Wrong:
    """Open quotes with a price below its floor."""
    found: Wrong = {}
    for quote, line in _open(crm, wanted):
        told = priceguard.offer(crm, quote, line) if quote.ref not in found else None
        if told and (one := priceguard.below_floor(crm, told._replace(day=crm.clock.today().isoformat()))):
            found[quote.ref] = {
                "product": told.product.name,
                "price": one.values["price"],
                "floor": one.values["against"],
            }
    return found


def two_open(crm: Workspace, wanted: Filter) -> Wrong:
    """Open quotes in which a client is asked one price for a product, and another in another quote."""
    offers: dict[tuple[str, str, str], list[tuple[Quote, Any]]] = {}
    for quote, line in _open(crm, ((),)):
        if told := priceguard.offer(crm, quote, line):
            offers.setdefault((quote.client, told.product.id, f"{told.currency} {told.quantity}"), []).append(
                (quote, told)
            )
    chosen = {quote.id for quote in crm.matching(Quote, wanted)}
    found: Wrong = {}
    for some in offers.values():
        for quote, told in some:
            other = next((one for one in some if one[0].id != quote.id and one[1].unit != told.unit), None)
            if other and quote.id in chosen and quote.ref not in found:
                found[quote.ref] = {
                    "product": told.product.name, "price": priceguard.money(told, told.unit), "other": other[0].ref,
                    "other_price": priceguard.money(other[1], other[1].unit),
                }  # fmt: skip
    return found


def two_at_once(crm: Workspace, wanted: Filter) -> Wrong:
    """Prices of a book that hold from the same quantity on the same day as another, which only files and merges can bring."""
    by_place: dict[tuple[str, str, Decimal], list[Price]] = {}
    for price in crm.where(Price, active=1):
        by_place.setdefault((price.pricebook, price.product, Decimal(price.quantity)), []).append(price)
    chosen = {price.id for price in crm.matching(Price, wanted)}
    found: Wrong = {}
    for some in by_place.values():
        for price in some:
            other = next((one for one in some if one.id != price.id and overlap(one, price.start, price.end)), None)
            if other and price.id in chosen:
                found[price.ref] = {"other": other.ref}
    return found


def _money(amount: int, quote: Quote) -> str:
    return format_money(amount, str(quote.currency), language())
