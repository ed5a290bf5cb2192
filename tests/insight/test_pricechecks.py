"""What is wrong with prices in open quotes and in price books."""

from typing import Any

import pytest

from crm_cli.insight import linting
from crm_cli.records.nouns.prices import Price
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import quotes
from crm_cli.store import rows
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    return founded(country="GB")


@pytest.fixture
def product(crm: Workspace) -> Product:
    found: Product = added(crm, "product", name="GTX Pro", price=500_000, floor=300_000)
    return found


def quote(crm: Workspace, client: Any, product: Product, **line: Any) -> Quote:
    made = added(crm, "quote", client=client.id)
    added(crm, "quoteline", quote=made.id, product=product.id, **line)
    return crm.by_id(Quote, made.id)


def wrong(crm: Workspace, *words: str) -> dict[str, str]:
    """By ref what is said."""
    found = linting.run(crm, words or ["prices"])
    assert not found.broken
    return {
        one.ref: str(one.check.message).format_map({name: value.value for name, value in one.values.items()})
        for one in found.findings
    }


def test_an_open_quote_is_told_when_its_price_has_changed(crm: Workspace, product: Product) -> None:
    client = added(crm, "client", name="Acme", level="A")
    old = quotes.send(crm, quote(crm, client, product))
    assert wrong(crm) == {}
    book = added(crm, "pricebook", name="A", level="A")
    added(crm, "price", pricebook=book.id, product=product.id, price=480_000)
    assert wrong(crm, "prices-outdated") == {old.ref: "GTX Pro is £4,800 by now, it was £5,000 when it was quoted"}
    quotes.reject(crm, old, "price")
    assert wrong(crm) == {}


def test_an_open_quote_below_the_floor_is_told(crm: Workspace, product: Product) -> None:
    client = added(crm, "client", name="Acme")
    low = quote(crm, client, product, price=320_000, discount=1000)
    assert wrong(crm) == {low.ref: "GTX Pro: £2,880, the floor is £3,000"}


def test_two_open_quotes_with_two_prices_for_one_client_are_told(crm: Workspace, product: Product) -> None:
    client, other = added(crm, "client", name="Acme"), added(crm, "client", name="Bolt")
    first, second = quote(crm, client, product, price=480_000), quote(crm, client, product, price=470_000)
    quote(crm, other, product, price=450_000)
    assert wrong(crm) == {
        first.ref: f"GTX Pro: £4,800 here, £4,700 in {second.ref}", second.ref: f"GTX Pro: £4,700 here, £4,800 in {first.ref}",
    }  # fmt: skip
    assert set(wrong(crm, "prices", f"ref={first.ref}")) == {first.ref}


def test_prices_that_a_file_brought_twice_into_a_book_are_told(crm: Workspace, product: Product) -> None:
    book = added(crm, "pricebook", name="Standard")
    first = added(crm, "price", pricebook=book.id, product=product.id, price=480_000)
    with crm.step():
        rows.insert(
            crm.store,
            Price,
            {"pricebook": book.id, "product": product.id, "price": 1, "quantity": "1.0", "per": 1, "active": 1},
        )
    assert wrong(crm, "prices") == {
        first.ref: "PX2 holds at the same time",
        "PX2": f"{first.ref} holds at the same time",
    }
