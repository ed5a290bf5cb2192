"""Products, bundles and price books: what is asked of them, and what stays."""

from typing import Any

import pytest

from crm_cli.errors import Conflict, Duplicate, Invalid
from crm_cli.sales import products
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    return founded()


def test_what_is_taxed_has_the_usual_rate_of_the_country() -> None:
    rates = {code: added(founded(country=code), "product", name="GTX Pro").rate for code in ("CN", "DE", "GB", "US")}
    assert rates == {"CN": 1300, "DE": 1900, "GB": 2000, "US": 0}


def test_a_rate_that_is_said_is_kept_and_what_is_exempt_has_none(crm: Workspace) -> None:
    assert added(crm, "product", name="运费", rate=900).rate == 900
    free = added(crm, "product", name="培训", tax="exempt")
    assert free.rate is None
    assert crm.change(free, tax="standard").rate == 1300
    with pytest.raises(Invalid, match="no tax is reckoned"):
        added(crm, "product", name="讲座", tax="untaxed", rate=600)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"price": -1}, "price"), ({"per": 0}, "per"), ({"price": 100, "floor": 101}, "floor"), ({"rate": 10_001}, "rate"), ({"cost": -5}, "cost")],
)  # fmt: skip
def test_what_no_product_can_have_is_refused_by_its_field(crm: Workspace, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        added(crm, "product", name="GTX Pro", **values)
    assert refused.value.field == field


def test_what_is_not_sold_once_is_billed_by_the_month_unless_it_is_said(crm: Workspace) -> None:
    assert added(crm, "product", name="维保", billing="recurring").period == "month"
    assert added(crm, "product", name="租赁", billing="rental", period="year").period == "year"
    assert added(crm, "product", name="GTX Pro").period is None


def test_a_product_that_something_names_is_not_removed_but_deactivated(crm: Workspace) -> None:
    product = added(crm, "product", name="GTX Pro", price=450_000)
    client = added(crm, "client", name="科锐")
    deal = added(crm, "opp", name="改造", client=client.id, product=product.id)
    with pytest.raises(Conflict, match=deal.ref) as refused:
        crm.remove(product)
    assert refused.value.hint == "crm product edit {ref} --active no"
    products.must_be_sold(product)
    with pytest.raises(Invalid, match="no longer sold"):
        products.must_be_sold(crm.change(product, active=0))


def test_a_product_that_nothing_names_can_be_removed_with_its_bundle(crm: Workspace) -> None:
    bundle, part = added(crm, "product", name="套装"), added(crm, "product", name="GTX Pro")
    added(crm, "component", product=bundle.id, part=part.id)
    with pytest.raises(Conflict, match="BC1"):
        crm.remove(part)
    crm.remove(bundle)
    crm.remove(part)
    assert crm.count("product") == 0


def test_a_bundle_has_its_parts_in_order_each_once_and_never_itself(crm: Workspace) -> None:
    bundle, one, two = (added(crm, "product", name=name) for name in ("套装", "GTX Pro", "软件"))
    added(crm, "component", product=bundle.id, part=one.id, quantity="3")
    added(crm, "component", product=bundle.id, part=two.id)
    assert [(part.product.name, int(part.quantity), part.component.position) for part in products.parts(crm, bundle)] == [
        ("GTX Pro", 3, 1), ("软件", 1, 2),
    ]  # fmt: skip
    with pytest.raises(Duplicate):
        added(crm, "component", product=bundle.id, part=one.id)
    with pytest.raises(Invalid, match="part of itself"):
        added(crm, "component", product=two.id, part=bundle.id)
    with pytest.raises(Invalid, match="more than zero"):
        added(crm, "component", product=one.id, part=two.id, quantity="0")


def test_a_price_is_in_the_currency_of_its_book(crm: Workspace) -> None:
    book, product = added(crm, "pricebook", name="欧洲", currency="EUR"), added(crm, "product", name="GTX Pro")
    price = added(crm, "price", pricebook=book.id, product=product.id, price=50_000)
    assert price.currency == "EUR"
    with pytest.raises(Invalid, match="is in EUR"):
        crm.change(price, price=1, currency="USD")
    with pytest.raises(Conflict, match="has prices in EUR"):
        crm.change(book, currency="USD")


def test_two_prices_from_one_quantity_never_hold_on_the_same_day(crm: Workspace) -> None:
    book, product = added(crm, "pricebook", name="标准"), added(crm, "product", name="GTX Pro")
    lasting = {"pricebook": book.id, "product": product.id}
    first = added(crm, "price", **lasting, price=450_000, end="2026-12-31")
    with pytest.raises(Duplicate, match=first.ref):
        added(crm, "price", **lasting, price=440_000, start="2026-12-31", quantity="1.0")
    later = added(crm, "price", **lasting, price=440_000, start="2027-01-01")
    added(crm, "price", **lasting, price=430_000, quantity="10")
    with pytest.raises(Duplicate):
        crm.change(later, start=None)
    crm.change(later, active=0)
    crm.change(first, end=None)
    with pytest.raises(Duplicate):
        crm.change(crm.by_id(type(later), later.id), active=1)


def test_a_time_that_ends_before_it_begins_is_refused(crm: Workspace) -> None:
    with pytest.raises(Invalid, match="before it begins"):
        added(crm, "pricebook", name="标准", start="2026-12-01", end="2026-11-30")


def test_a_price_by_which_a_quote_was_made_stays(crm: Workspace) -> None:
    book, product = added(crm, "pricebook", name="标准"), added(crm, "product", name="GTX Pro")
    price = added(crm, "price", pricebook=book.id, product=product.id, price=450_000)
    other = added(crm, "price", pricebook=book.id, product=product.id, price=400_000, quantity="10")
    quote = added(crm, "quote", client=added(crm, "client", name="科锐").id)
    added(crm, "quoteline", quote=quote.id, product=product.id, price=450_000, rule=f"{price.ref} 标准")
    with pytest.raises(Conflict, match="quotes were made by it"):
        crm.remove(price)
    crm.remove(other)
    assert [one.ref for one in crm.where(type(price))] == [price.ref]
