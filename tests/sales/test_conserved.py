"""However an order is cut into deliveries, invoices and payments: quantity and money are conserved to the cent."""

from contextlib import suppress
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.errors import CrmError, Invalid
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import billing, deliveries, documents, fulfilment, invoices, paying, planbilling, plans
from tests.sales.test_orders import Shop

PLAN = "33.33% signed, 56.67% delivered, 10% 12 months after acceptance retention"
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": st.decimals("0.01", "20", places=2).map(str), "price": st.integers(1, 99999), "per": st.sampled_from([1, 3, 7]),
            "discount": st.sampled_from([None, 333, 1250]), "rate": st.sampled_from([1300, 600, 0]),
        }
    ),
    min_size=1, max_size=3,
)  # fmt: skip
SHARES = st.lists(st.integers(1, 100), min_size=0, max_size=3)
PARTS = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cut(whole: Decimal, share: int) -> Decimal:
    """So many hundredths of a quantity, never nothing."""
    return max((whole * share / 100).quantize(Decimal("0.01")), Decimal("0.01"))


def deliver_in_parts(shop: Shop, order: Order, shares: list[int]) -> None:
    for share in shares:
        left = {line: quantity for line, quantity in fulfilment.still_open(shop.crm, order).items() if quantity}
        if left:
            deliveries.deliver(shop.crm, order, {line: min(cut(left[line], share), left[line]) for line in left})
    if any(fulfilment.still_open(shop.crm, order).values()):
        deliveries.deliver(shop.crm, order)


def bill_in_parts(shop: Shop, order: Order, shares: list[int]) -> None:
    for share in shares:
        left = [(line, quantity) for line, quantity in billing.still_open(shop.crm, order) if line.kind == "item"]
        if left:
            billing.bill(shop.crm, order, {line.id: min(cut(quantity, share), quantity) for line, quantity in left})
    if billing.still_open(shop.crm, order):
        billing.bill(shop.crm, order)


@PARTS
@given(
    LINES,
    st.sampled_from([None, 250]),
    st.sampled_from([0, 1]),
    SHARES,
    SHARES,
    SHARES,
    st.booleans(),
    st.sampled_from([0, 30, 90]),
)
def test_quantity_and_money_are_conserved_to_the_cent(
    said: list[dict[str, object]], discount: int | None, taxed: int, out: list[int], billed: list[int], paid: list[int], back: bool, off: int
) -> None:  # fmt: skip
    shop = Shop()
    freight = {"product": None, "kind": "charge", "text": "运费", "price": 1234, "rate": 900}
    less = (shop.order(*said).net or 0) * off // 100
    rebate = {"product": None, "kind": "discount", "text": "返利", "price": less, "rate": 1300}
    more = [rebate] if less and all(one["rate"] == 1300 for one in said) else []
    order = shop.order(*said, freight, *more, discount=discount, taxed=taxed)
    total = order.total or 0
    plans.put(shop.crm, order, PLAN)

    deliver_in_parts(shop, order, out)
    if back:
        deliveries.take_back(shop.crm, order)
        deliver_in_parts(shop, order, billed)
    assert fulfilment.at_client(shop.crm, order) == {
        line.id: Decimal(line.quantity) for line in fulfilment.goods(shop.crm, order)
    }

    bill_in_parts(shop, order, billed)
    written = shop.crm.where(Invoice, order=order.id)
    assert [sum(getattr(one, name) or 0 for one in written) for name in ("total", "net", "vat")] == [
        total, order.net or 0, order.vat or 0,
    ]  # fmt: skip
    for line in documents.lines_of(shop.crm, order):
        assert shop.seen("orderline", line.ref, "invoiced") == [format(Decimal(line.quantity).normalize(), "f")]

    left = total
    for share in [*paid, 100]:
        amount = max(left * share // 100, 1) if left else 0
        if amount > 0:
            paying.receive(shop.crm, Payment(client=shop.client.id, amount=amount))
            left -= amount
    assert left == 0
    assert sum(invoices.fate(shop.crm, one).left for one in written) == 0
    assert plans.received(shop.crm, order) == total
    parts = plans.standing(shop.crm, order)
    assert (sum(one.amount for one in parts), sum(one.paid for one in parts)) == (total, total)
    assert shop.status(order) == "done"


@PARTS
@given(LINES, SHARES, st.integers(1, 100))
def test_red_invoices_and_returns_take_back_exactly_what_was(
    said: list[dict[str, object]], billed: list[int], share: int
) -> None:
    shop = Shop()
    order = shop.order(*said)
    deliver_in_parts(shop, order, [share])
    bill_in_parts(shop, order, billed)
    for one in shop.crm.where(Invoice, order=order.id, reverses=None):
        billing.reverse(shop.crm, one)
    deliveries.take_back(shop.crm, order)
    assert sum(one.total or 0 for one in shop.crm.where(Invoice, order=order.id)) == 0
    assert set(fulfilment.at_client(shop.crm, order).values()) == {0}
    assert shop.status(order) == "open"
    try:
        deliveries.take_back(shop.crm, order)
    except CrmError as refused:
        assert "nothing of" in str(refused)
    else:
        raise AssertionError


PLANS = (
    "30% signed, 60% before delivery, 10% 12 months after acceptance retention",
    "33.33% signed, 33.33% delivered, 33.34% accepted",
    "1元 signed, 20% delivered, rest 30 days after invoice",
    "5% retention accepted, 95% signed",
)


@PARTS
@given(LINES, st.sampled_from([None, 250]), st.sampled_from([0, 1]), st.sampled_from(["document", "line"]), st.sampled_from(PLANS), st.booleans())  # fmt: skip
def test_the_parts_of_a_plan_are_billed_to_the_cent_and_together_are_the_order(
    said: list[dict[str, object]], discount: int | None, taxed: int, rounding: str, plan: str, first: bool
) -> None:
    shop = Shop()
    freight = {"product": None, "kind": "charge", "text": "运费", "price": 12345, "rate": 900}
    rebate = {"product": None, "kind": "discount", "text": "返利", "price": 321, "rate": 900}
    order = shop.order(*said, freight, rebate, discount=discount, taxed=taxed, rounding=rounding)
    plans.put(shop.crm, order, plan)
    if first:
        with suppress(Invalid):  # a line that is worth less than the rebate it bears is not billed alone
            billing.bill(shop.crm, order, {documents.lines_of(shop.crm, order)[0].id: Decimal("0.01")})
    while part := planbilling.following(shop.crm, order):
        wanted = {one.id: left for one, left in plans.to_bill(shop.crm, order)}[part.id]
        made = planbilling.bill(shop.crm, order, part)
        assert (made.total, made.part) == (wanted, part.id)
    written = shop.crm.where(Invoice, order=order.id)
    assert [sum(getattr(one, name) or 0 for one in written) for name in ("total", "net", "vat")] == [
        order.total, order.net, order.vat,
    ]  # fmt: skip
    assert not billing.still_open(shop.crm, order)
