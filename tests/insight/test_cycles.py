"""How long orders take, reckoned by hand: parts, what is billed before it goes out, drafts, and what is not done yet."""

from decimal import Decimal
from typing import Any

from crm_cli.insight.cycles import cycles
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.records.nouns.users import User
from crm_cli.sales import billing, deliveries, paying
from crm_cli.sales.paying import To
from tests.sales.test_orders import Shop


def paid(shop: Shop, order: Order, billed: str, *came: tuple[int, str, str | None]) -> None:
    """Bill an order on a day and take in its payments: how much, when, and when a draft matures; None: the rest."""
    invoice = billing.bill(shop.crm, order, date=billed)
    for amount, day, matures in came:
        method = "draft" if matures else "transfer"
        payment = Payment(
            client=order.client, amount=amount or invoice.total or 0, date=day, method=method, matures=matures
        )
        paying.receive(shop.crm, payment, [To(invoice)])


def told(shop: Shop, by: str | None = None) -> list[tuple[Any, ...]]:
    return [(one.group, one.step, one.orders, one.low, one.median, one.high) for one in cycles(shop.crm, by=by)]


def laid() -> Shop:
    """First: 10 days to the last goods, billed 4 later, half paid by a draft 30 days after. Second: 2, 0, 20. Third, of another: 20, billed 10 before, paid after 5."""
    shop = Shop()
    second, rep = shop.crm.add(Client(name="华泰")), shop.crm.add(User(name="李强", role="rep"))
    first = shop.order({"quantity": "2"}, date="2026-01-01")
    [line] = shop.lines(first)
    deliveries.deliver(shop.crm, first, {line.id: Decimal(1)}, date="2026-01-05")
    deliveries.deliver(shop.crm, first, date="2026-01-11")
    paid(shop, first, "2026-01-15", (100, "2026-01-31", None), ((first.total or 0) - 100, "2026-01-20", "2026-02-14"))
    fast = shop.order({"quantity": "1"}, date="2026-02-01")
    deliveries.deliver(shop.crm, fast, date="2026-02-03")
    paid(shop, fast, "2026-02-03", (0, "2026-02-23", None))
    mine, shop.client = shop.client, second
    other = shop.order({"quantity": "1"}, date="2026-03-01", owner=rep.id)
    shop.client = mine
    paid(shop, other, "2026-03-11", (0, "2026-03-16", None))
    deliveries.deliver(shop.crm, other, date="2026-03-21")
    open_ = shop.order({"quantity": "1"}, date="2026-04-01")
    paid(shop, open_, "2026-04-02", (0, "2026-11-20", "2027-03-01"))
    return shop


def test_median_and_spread_are_those_reckoned_by_hand() -> None:
    assert told(laid()) == [
        (None, "delivery", 3, 6, 10, 15), (None, "invoice", 3, -5, 0, 2), (None, "cash", 3, 12.5, 20, 25), (None, "whole", 3, 18.5, 22, 33),
    ]  # fmt: skip


def test_each_client_rep_and_product_has_its_own() -> None:
    shop = laid()
    mine = [("delivery", 2, 4, 6, 8), ("invoice", 2, 1, 2, 3), ("cash", 2, 22.5, 25, 27.5), ("whole", 2, 27.5, 33, 38.5)]  # fmt: skip
    theirs = [("delivery", 1, 20, 20, 20), ("invoice", 1, -10, -10, -10), ("cash", 1, 5, 5, 5), ("whole", 1, 15, 15, 15)]  # fmt: skip
    for by, one, other in (("client", shop.client.name, "华泰"), ("rep", "王芳", "李强")):
        assert told(shop, by) == [*((one, *row) for row in mine), *((other, *row) for row in theirs)]
    product = told(shop, "product")
    assert [row[1:] for row in product] == [row[1:] for row in told(shop)]
