"""Which of all prices counts, and why not the others."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crm_cli.errors import Invalid
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.users import User
from crm_cli.sales import priceguard, pricing
from crm_cli.sales.pricing import RANKS, Candidate, Resolved
from crm_cli.workspace import Workspace
from tests.founding import added, founded

TODAY = "2026-11-22"


@pytest.fixture
def crm() -> Workspace:
    return founded()


@pytest.fixture
def product(crm: Workspace) -> Product:
    found: Product = added(crm, "product", name="GTX Pro", code="GTX", price=500_000, floor=300_000)
    return found


def book(crm: Workspace, product: Product, price: int, name: str = "标准", quantity: str = "1", **more: Any) -> Any:
    """A price in a book of that name, which is made with what is said of it."""
    books = [one for one in crm.find(_book()) if one.name == name]
    held = books[0] if books else added(crm, "pricebook", name=name, **more)
    return added(crm, "price", pricebook=held.id, product=product.id, price=price, quantity=quantity)


def _book() -> Any:
    from crm_cli.records.nouns.pricebooks import Pricebook

    return Pricebook


def cost(
    crm: Workspace,
    product: Product,
    client: Any = None,
    quantity: int = 1,
    day: str = TODAY,
    currency: str | None = None,
) -> Resolved:
    return pricing.resolve(crm, product, client, quantity, day, currency)


def why(found: Resolved) -> dict[str, str]:
    """What is said of each candidate, by its ref."""
    return {
        one.ref: "; ".join(text.text.format_map(text.values) for text in reasons)
        for one, reasons in pricing.explained(found.candidates)
    }


def test_without_a_book_the_list_price_counts(crm: Workspace, product: Product) -> None:
    found = cost(crm, product)
    assert (found.price, found.floor, found.rule) == (500_000, 300_000, product.ref)


def test_the_most_particular_book_goes_before_all_others(crm: Workspace, product: Product) -> None:
    client = added(crm, "client", name="科锐", level="A", region="江苏")
    for name, price, more in (
        ("所有", 490_000, {}), ("江苏", 480_000, {"region": "江苏"}), ("A级", 470_000, {"level": "A"}),
        ("江苏A级", 460_000, {"level": "a", "region": "江苏"}), ("科锐", 450_000, {"granted": 1}),
    ):  # fmt: skip
        book(crm, product, price, name, **more)
    found = []
    granted = next(one for one in crm.find(_book()) if one.name == "科锐")
    contract = added(
        crm, "contract", name="框架", client=client.id, pricebook=granted.id, signed="2026-01-01", start="2026-01-01"
    )
    for name in ("科锐", "江苏A级", "A级", "江苏", "所有", ""):
        now = cost(crm, product, client)
        found.append((now.won.kind if now.won else None, now.price))
        if name:
            crm.change(next(one for one in crm.find(_book()) if one.name == name), active=0)
    assert found == [
        ("contract", 450_000),
        ("both", 460_000),
        ("level", 470_000),
        ("region", 480_000),
        ("general", 490_000),
        ("list", 500_000),
    ]
    crm.change(contract, terminated="2026-02-01")
    assert "only by contract" in why(cost(crm, product, client))["PX5"]


def test_a_contract_grants_its_book_only_while_it_is_in_force(crm: Workspace, product: Product) -> None:
    client, other = added(crm, "client", name="科锐"), added(crm, "client", name="永昌")
    book(crm, product, 450_000, "科锐", granted=1)
    contract = added(
        crm,
        "contract",
        name="框架",
        client=client.id,
        pricebook=crm.find(_book())[0].id,
        start="2026-01-01",
        end="2026-12-31",
    )
    assert cost(crm, product, client).price == 500_000  # not signed
    contract = crm.change(contract, signed="2026-01-01")
    assert [cost(crm, product, client, day=day).price for day in ("2025-12-31", TODAY, "2027-01-01")] == [
        500_000,
        450_000,
        500_000,
    ]
    assert cost(crm, product, other).price == 500_000
    crm.change(contract, renewal="automatic")
    assert cost(crm, product, client, day="2027-01-01").price == 450_000


def test_the_largest_quantity_that_is_reached_counts(crm: Workspace, product: Product) -> None:
    for least, price in (("1", 490_000), ("10", 470_000), ("50", 450_000)):
        book(crm, product, price, quantity=least)
    assert [cost(crm, product, quantity=n).price for n in (1, 9, 10, 49, 50, 1000, -50)] == [
        490_000, 490_000, 470_000, 470_000, 450_000, 450_000, 450_000,
    ]  # fmt: skip
    assert cost(crm, product, quantity=50).rule == "PX3 标准 ≥50"
    assert why(cost(crm, product, quantity=10)) == {
        "PX2": "for everybody", "PX1": "PX2 is for a larger quantity", "PX3": "only from 50 on", "PR1": "PX2 is more particular",
    }  # fmt: skip


def test_of_equal_books_the_lowest_position_counts_then_the_latest_start(crm: Workspace, product: Product) -> None:
    book(crm, product, 490_000, "二", position=2)
    book(crm, product, 480_000, "一", position=1, start="2026-01-01")
    book(crm, product, 470_000, "新", position=1, start="2026-06-01")
    assert cost(crm, product).price == 470_000
    assert why(cost(crm, product))["PX2"] == "PX3 began later"
    assert why(cost(crm, product))["PX1"] == "the book of PX3 comes first"


def test_a_price_holds_in_its_time_and_currency_only(crm: Workspace, product: Product) -> None:
    book(crm, product, 60_000, "Europa", currency="EUR")
    old = book(crm, product, 490_000)
    crm.change(old, start="2026-01-01", end="2026-10-31")
    assert cost(crm, product).price == 500_000
    assert cost(crm, product, day="2026-10-31").price == 490_000
    assert cost(crm, product, currency="EUR").price == 60_000
    assert cost(crm, product, added(crm, "client", name="Hansa", currency="EUR")).currency == "EUR"
    assert why(cost(crm, product)) == {
        "PR1": "list price",
        "PX1": "in EUR, and not in CNY",
        "PX2": "only until 2026-10-31",
    }
    assert cost(crm, product, currency="USD").price is None


def test_a_floor_of_the_price_goes_before_that_of_the_product_which_is_counted_as_the_price_is(
    crm: Workspace, product: Product
) -> None:
    first = book(crm, product, 490_000)
    assert cost(crm, product).floor == 300_000
    first = crm.change(first, floor=400_000)
    assert cost(crm, product).floor == 400_000
    crm.change(first, floor=None, per=10)
    assert cost(crm, product).floor == 3_000_000
    crm.change(crm.find(_book())[0], taxed=1)
    assert cost(crm, product).floor == 3_390_000


def test_a_bundle_without_a_price_costs_what_its_parts_cost_for_this_client(crm: Workspace, product: Product) -> None:
    bundle = added(crm, "product", name="套装")
    soft, extra, choice = (added(crm, "product", name=name, price=100_000) for name in ("软件", "延保", "支架"))
    for part, more in (
        (product, {"quantity": "3"}),
        (soft, {"choice": "a"}),
        (choice, {"choice": "a"}),
        (extra, {"optional": 1}),
    ):
        added(crm, "component", product=bundle.id, part=part.id, **more)
    client = added(crm, "client", name="科锐", level="A")
    book(crm, product, 400_000, level="A")
    assert (cost(crm, bundle).price, cost(crm, bundle, client).price) == (1_600_000, 1_300_000)
    crm.change(soft, price=None)
    assert cost(crm, bundle).price is None
    assert cost(crm, crm.change(bundle, price=1_000_000)).price == 1_000_000


def test_prices_are_compared_by_one_unit_without_tax() -> None:
    assert pricing.unit(113, 1, True, 1300) == pricing.unit(1000, 10, False, 1300) == 100
    assert pricing.unit(113, 1, True, 1300, "exempt") == 113
    product = Product(name="x", per=10, taxed=1, rate=1300)
    assert pricing.counted(Fraction(100), product) == 1130


AMONG = some.lists(
    some.tuples(
        some.sampled_from(["", "A", "B"]), some.sampled_from(["", "江苏", "上海"]), some.booleans(), some.integers(1, 3),
        some.sampled_from([None, "2026-06-01", "2027-01-01"]), some.sampled_from([1, 10, 50]), some.integers(1, 10**6),
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=40)
@given(AMONG, some.integers(1, 60), some.sampled_from(["A", "B", None]), some.sampled_from(["江苏", None]))
def test_whatever_the_books_what_counts_is_the_best_of_what_fits(
    books: list[tuple[Any, ...]], quantity: int, level: str | None, region: str | None
) -> None:
    crm = founded()
    product = added(crm, "product", name="GTX Pro", price=500_000)
    client = added(crm, "client", name="科锐", level=level, region=region)
    fits: list[tuple[Any, ...]] = [(RANKS.index("list"), 0, 0, 0, 0, 500_000)]
    for number, (for_level, of_region, granted, position, start, least, price) in enumerate(books, 1):
        made = book(
            crm, product, price, f"书{number}", str(least), level=for_level or None, region=of_region or None, granted=int(granted),
            position=position, start=start,
        )  # fmt: skip
        wrong = granted or (for_level and for_level != level) or (of_region and of_region != region)
        if not wrong and least <= quantity and (start or "") <= TODAY:
            kind = {(1, 1): "both", (1, 0): "level", (0, 1): "region", (0, 0): "general"}[
                (int(bool(for_level)), int(bool(of_region)))
            ]
            fits.append((RANKS.index(kind), -least, position, -int((start or "0").replace("-", "")), made.n, price))
    found = cost(crm, product, client, quantity)
    assert found.price == min(fits)[-1]
    assert len(found.candidates) == len(books) + 1
    assert [bool(reasons) for reasons in why(found).values()] == [True] * (len(books) + 1)
    assert sum(not one.why for one in found.candidates) == 1


def test_a_rule_reads_as_the_price_the_book_and_the_quantity() -> None:
    one = Candidate("general", "PX7", "标准", 1, 1, "CNY", False, Decimal(50))
    assert one.rule == "PX7 标准 ≥50"


def _quoted(crm: Workspace, product: Product, day: str | None) -> tuple[int, str]:
    """The price and the rule of a line of a new quote of that date."""
    client = crm.find(Client)[0]
    quote = added(crm, "quote", client=client.id, date=day)
    line = added(crm, "quoteline", quote=quote.id, product=product.id)
    return line.price, line.rule


def test_an_old_date_brings_old_prices_only_to_whoever_may_change_prices(crm: Workspace, product: Product) -> None:
    added(crm, "client", name="科锐")
    old = added(crm, "pricebook", name="旧价", start="2026-01-01", end="2026-06-30")
    new = added(crm, "pricebook", name="新年", start="2027-01-01")
    added(crm, "price", pricebook=old.id, product=product.id, price=400_000)
    added(crm, "price", pricebook=new.id, product=product.id, price=550_000)
    crm.change(crm.find(User)[0], role="admin")
    rep = added(crm, "user", name="李强", role="rep")
    assert _quoted(crm, product, "2026-03-01") == (400_000, "PX1 旧价 · 2026-03-01")
    crm.user, crm._me = rep.name, None
    assert _quoted(crm, product, "2026-03-01") == (500_000, f"{product.ref} · 2026-11-22")
    assert _quoted(crm, product, None) == (500_000, f"{product.ref} · 2026-11-22")
    assert _quoted(crm, product, "2027-02-01") == (550_000, "PX2 新年 · 2027-02-01")


def test_an_old_date_is_no_way_below_the_floor_of_today(crm: Workspace, product: Product) -> None:
    added(crm, "client", name="科锐")
    old = added(crm, "pricebook", name="旧价", end="2026-06-30")
    added(crm, "price", pricebook=old.id, product=product.id, price=400_000, floor=200_000)
    crm.change(crm.find(User)[0], role="admin")
    rep = added(crm, "user", name="李强", role="rep")
    crm.user, crm._me = rep.name, None
    quote = added(crm, "quote", client=crm.find(Client)[0].id, date="2026-03-01")
    line = added(crm, "quoteline", quote=quote.id, product=product.id, price=250_000)
    assert [one.code for one in priceguard.findings(crm, quote, [line])] == ["below_floor"]


def test_a_book_that_has_expired_cannot_be_granted_by_a_contract(crm: Workspace) -> None:
    client = added(crm, "client", name="科锐")
    old, new = (
        added(crm, "pricebook", name="旧价", end="2026-11-21"),
        added(crm, "pricebook", name="新价", end="2026-11-22"),
    )
    with pytest.raises(Invalid, match="has expired"):
        added(crm, "contract", name="框架", client=client.id, pricebook=old.id, start="2026-01-01")
    past = added(crm, "contract", name="框架", client=client.id, pricebook=old.id, start="2026-01-01", end="2026-06-30")
    held = added(crm, "contract", name="框架", client=client.id, pricebook=new.id, start="2026-01-01")
    with pytest.raises(Invalid, match="has expired"):
        crm.change(held, pricebook=old.id)
    assert past.pricebook == old.id
