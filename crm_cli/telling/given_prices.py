"""What a client was told that products cost, product by product."""

from typing import Any

from crm_cli.context import current
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.sales import pricehistory, pricing
from crm_cli.sales.pricehistory import Given

WHERE = ("quoteline", "orderline", "pricetalk")


def rows(client: Client) -> list[list[Any]]:
    """A row for each product and currency; nothing is looked for where nobody was ever told a price."""
    crm = current().workspace
    if all(crm.is_empty(noun) for noun in WHERE):
        return []
    by_product: dict[tuple[str, str], list[Given]] = {}
    for one in pricehistory.history(crm, None, client):
        by_product.setdefault((one.product, one.currency), []).append(one)
    products = crm.by_ids(Product, {product for product, _currency in by_product})
    return [_row(products[product], some) for (product, _currency), some in by_product.items() if product in products]


def _row(product: Product, some: list[Given]) -> list[Any]:
    found = pricehistory.summary("client", some)
    last, lowest, usual = (pricing.counted(unit, product) for unit in (found.last.unit, found.lowest.unit, found.usual))
    one = found.last
    return [
        f"{product.name} {product.ref}",
        last,
        one.day,
        one.how,
        one.ref,
        one.by,
        lowest,
        usual,
        one.currency,
        found.count,
    ]
