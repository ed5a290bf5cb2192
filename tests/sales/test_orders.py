"""Orders: from a quote or direct, what goes out and comes back, how they stand and end."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from crm_cli.errors import Conflict, CrmError, Denied, Invalid
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.deliverylines import DeliveryLine
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import billing, deliveries, documents, fulfilment, orders, paying, quotes
from tests.sales.conftest import Firm


class Shop(Firm):
    """A firm with one client, two products, and orders of them."""

    def __init__(self) -> None:
        super().__init__()
        self.client = self.crm.add(Client(name="科锐"))
        self.pro = self.crm.add(Product(name="GTX Pro", price=450000, unit="台", cost=300000))
        self.plus = self.crm.add(Product(name="GTX Plus", price=9999))

    def order(self, *lines: Mapping[str, object], **values: object) -> Order:
        with self.crm.step():
            made = self.crm.add(Order(client=self.client.id, **values))  # type: ignore[arg-type]
            for said in lines or ({"quantity": "5"}, {"product": self.plus.id, "quantity": "2.5"}):
                self.crm.add(OrderLine(order=made.id, **{"product": self.pro.id, **said}))  # type: ignore[arg-type]
        return self.again(made)

    def quote(self, *lines: Mapping[str, object], **values: object) -> Quote:
        with self.crm.step():
            made = self.crm.add(Quote(client=self.client.id, **values))  # type: ignore[arg-type]
            for said in lines:
                self.crm.add(QuoteLine(quote=made.id, **{"product": self.pro.id, **said}))  # type: ignore[arg-type]
        return self.crm.by_id(Quote, made.id)

    def accepted(self, quote: Quote) -> Quote:
        return quotes.accept(self.crm, quotes.send(self.crm, quote))

    def lines(self, order: Order) -> list[OrderLine]:
        return documents.lines_of(self.crm, order)

    def again(self, order: Order) -> Order:
        return self.crm.by_id(Order, order.id)

    def seen(self, noun: str, ref: str, *names: str) -> list[Any]:
        return list(next(iter(self.crm.table(noun, list(names), [f"ref={ref}"]).rows)))

    def status(self, order: Order) -> str:
        return str(self.seen("order", order.ref, "status")[0])


@pytest.fixture
def shop() -> Shop:
    return Shop()


# --- from a quote, or direct


def test_an_order_has_its_number_and_comes_to_what_its_lines_do(shop: Shop) -> None:
    order = shop.order()
    assert (order.number, order.date, order.currency, order.owner) == ("SO-2026-0001", "2026-11-22", "CNY", shop.me.id)
    assert order.net == 5 * 450000 + 24998


def test_an_accepted_quote_becomes_an_order_with_the_same_figures_and_where_each_line_came_from(shop: Shop) -> None:
    quote = shop.accepted(
        shop.quote(
            {"quantity": "3", "discount": 500}, {"product": shop.plus.id, "optional": 1}, discount=200, payment="30 天"
        )
    )
    order = orders.from_quote(shop.crm, quote)
    assert (order.total, order.net, order.vat, order.cost) == (quote.total, quote.net, quote.vat, quote.cost)
    assert (order.quote, order.client, order.discount, order.payment) == (quote.id, quote.client, 200, "30 天")
    [line], [source] = shop.lines(order), documents.lines_of(shop.crm, quote)[:1]
    assert (line.quoteline, line.net, line.price, line.cost) == (source.id, source.net, source.price, source.cost)


def test_options_are_ordered_only_when_they_are_chosen(shop: Shop) -> None:
    quote = shop.accepted(shop.quote({}, {"product": shop.plus.id, "optional": 1}))
    item, option = documents.lines_of(shop.crm, quote)
    with pytest.raises(Invalid, match="no option"):
        orders.from_quote(shop.crm, quote, [item])
    assert [line.quoteline for line in shop.lines(orders.from_quote(shop.crm, quote, [option]))] == [item.id, option.id]


def test_only_what_was_accepted_is_ordered_and_only_once(shop: Shop) -> None:
    draft = shop.quote({})
    with pytest.raises(Conflict, match="only what was accepted"):
        orders.from_quote(shop.crm, draft)
    quote = shop.accepted(draft)
    first = orders.from_quote(shop.crm, quote)
    with pytest.raises(Conflict, match="ordered already"):
        orders.from_quote(shop.crm, quote)
    orders.cancel(shop.crm, first, "预算")
    assert orders.from_quote(shop.crm, quote).number == "SO-2026-0002"


def test_the_deal_of_an_order_is_won_for_what_it_comes_to(shop: Shop) -> None:
    deal = shop.crm.add(Opportunity(name="扩建", client=shop.client.id, amount=1))
    order = shop.order(opportunity=deal.id)
    won = orders.win(shop.crm, order)
    assert won is not None
    assert (won.status, won.amount) == ("won", order.total)
    assert orders.win(shop.crm, order) is None


# --- what goes out and comes back


def test_all_that_is_open_goes_out_in_parts_and_never_more(shop: Shop) -> None:
    order = shop.order()
    pro, plus = shop.lines(order)
    first = deliveries.deliver(shop.crm, order, {pro.id: Decimal(2)}, carrier="顺丰", tracking="SF1")
    assert (first.number, first.client, first.date) == ("DN-2026-0001", shop.client.id, "2026-11-22")
    assert shop.status(order) == "part"
    with pytest.raises(Conflict, match="3 are still to go out, not 4"):
        deliveries.deliver(shop.crm, order, {pro.id: Decimal(4)})
    second = deliveries.deliver(shop.crm, order)
    assert {line.orderline: line.quantity for line in deliveries.lines_of(shop.crm, second)} == {
        pro.id: "3",
        plus.id: "2.5",
    }
    assert shop.status(order) == "delivered"
    assert shop.seen("orderline", plus.ref, "delivered", "invoiced") == ["2.5", "0"]
    with pytest.raises(Conflict, match="nothing of R1 is still to go out"):
        deliveries.deliver(shop.crm, order)


def test_nothing_half_is_written_when_one_line_is_too_much(shop: Shop) -> None:
    order = shop.order()
    pro, plus = shop.lines(order)
    with pytest.raises(CrmError):
        deliveries.deliver(shop.crm, order, {pro.id: Decimal(1), plus.id: Decimal(9)})
    assert shop.crm.count("delivery") == 0
    assert fulfilment.sent(shop.crm, pro.id) == 0


def test_what_came_back_may_go_out_again_and_no_more_comes_back_than_is_there(shop: Shop) -> None:
    order = shop.order()
    pro, plus = shop.lines(order)
    with pytest.raises(Conflict, match="nothing of R1 is at the client"):
        deliveries.take_back(shop.crm, order)
    out = deliveries.deliver(shop.crm, order)
    back = deliveries.take_back(shop.crm, order, {pro.id: Decimal(1)}, reason="坏")
    assert (back.kind, shop.status(order)) == ("return", "part")
    with pytest.raises(Conflict, match="4 are at the client, 5 can't come back"):
        deliveries.take_back(shop.crm, order, {pro.id: Decimal(5)})
    with pytest.raises(Conflict, match="more came back"):
        shop.crm.remove(out)
    deliveries.deliver(shop.crm, order)
    assert fulfilment.at_client(shop.crm, order) == {pro.id: 5, plus.id: Decimal("2.5")}


def test_a_delivery_removed_opens_what_it_took(shop: Shop) -> None:
    order = shop.order()
    shop.crm.remove(deliveries.deliver(shop.crm, order))
    assert [*fulfilment.still_open(shop.crm, order).values()] == [5, Decimal("2.5")]


@pytest.mark.parametrize("quantity", ["0", "-1", "1.1234567"])
def test_a_delivery_is_of_something(shop: Shop, quantity: str) -> None:
    order = shop.order()
    out = deliveries.deliver(shop.crm, order, {shop.lines(order)[0].id: Decimal(1)})
    with pytest.raises(Invalid):
        shop.crm.add(DeliveryLine(delivery=out.id, orderline=shop.lines(order)[0].id, quantity=quantity))


def test_only_goods_of_the_same_order_go_out_and_not_tomorrow(shop: Shop) -> None:
    order, other = shop.order({}, {"product": None, "kind": "charge", "text": "运费", "price": 5000}), shop.order({})
    out = deliveries.deliver(shop.crm, order)
    assert len(deliveries.lines_of(shop.crm, out)) == 1
    for line in (shop.lines(order)[1], shop.lines(other)[0]):
        with pytest.raises(CrmError, match=r"not goods|another order"):
            shop.crm.add(DeliveryLine(delivery=out.id, orderline=line.id, quantity="1"))
    with pytest.raises(Invalid, match="still to come"):
        deliveries.deliver(shop.crm, other, date="2026-11-23")


# --- what stays


def test_a_line_is_not_changed_below_what_went_out(shop: Shop) -> None:
    order = shop.order()
    pro = shop.lines(order)[0]
    deliveries.deliver(shop.crm, order, {pro.id: Decimal(3)})
    with pytest.raises(Conflict, match="of RX1 3 went out"):
        shop.crm.change(pro, quantity="2")
    with pytest.raises(Conflict, match="stays as it is"):
        shop.crm.change(pro, product=shop.plus.id)
    with pytest.raises(CrmError):
        shop.crm.remove(pro)
    assert shop.crm.change(pro, quantity="3", price=440000).net == 3 * 440000
    with pytest.raises(Conflict, match="its client stays"):
        shop.crm.change(shop.again(order), client=shop.crm.add(Client(name="华信")).id)


def test_what_was_billed_keeps_its_price(shop: Shop) -> None:
    order = shop.order()
    billing.bill(shop.crm, order, {shop.lines(order)[0].id: Decimal(1)})
    with pytest.raises(Conflict, match="stays as it is"):
        shop.crm.change(shop.lines(order)[0], price=1)
    with pytest.raises(Conflict, match="currency, discount and taxes stay"):
        shop.crm.change(shop.again(order), discount=1000)
    assert shop.crm.change(shop.lines(order)[0], quantity="6").net == 6 * 450000


def test_an_order_beyond_the_credit_of_its_client_needs_the_right_to_it(shop: Shop) -> None:
    client = shop.crm.change(shop.client, credit_limit=1000000)
    order = shop.order({"quantity": "2"})
    shop.crm.change(shop.me, role="rep")
    with pytest.raises(Denied, match="over its credit limit"):
        shop.order({"quantity": "1"})
    assert shop.crm.count("order") == 1
    with pytest.raises(Denied):
        shop.crm.change(shop.lines(order)[0], quantity="3")
    assert shop.crm.change(shop.lines(order)[0], quantity="1").quantity == "1"
    shop.crm.change(client, credit_limit=None)
    assert shop.order({"quantity": "9"}).ref


# --- how it stands and ends


def test_the_status_follows_from_what_happened(shop: Shop) -> None:
    order = shop.order()
    assert shop.status(order) == "open"
    invoice = billing.bill(shop.crm, order)
    assert shop.status(order) == "open", "what is billed in advance is still to go out"
    deliveries.deliver(shop.crm, order)
    assert shop.status(order) == "invoiced"
    back = deliveries.take_back(shop.crm, order, {shop.lines(order)[0].id: Decimal(2)})
    assert shop.status(order) == "part"
    crm = shop.crm
    crm.remove(back)
    deliveries.take_back(crm, order)
    assert shop.status(order) == "open"
    billing.reverse(crm, invoice)
    assert shop.status(order) == "open"


def test_what_came_back_was_taken_back_by_a_red_invoice_and_is_taken_off_leaves_the_rest_done(shop: Shop) -> None:
    order = shop.order({"quantity": "5"})
    invoice = billing.bill(shop.crm, order)
    deliveries.deliver(shop.crm, order)
    [line], [billed] = shop.lines(order), documents.lines_of(shop.crm, invoice)
    deliveries.take_back(shop.crm, order, {line.id: Decimal(2)})
    billing.reverse(shop.crm, invoice, {billed.id: Decimal(2)})
    assert shop.seen("orderline", line.ref, "delivered", "invoiced") == ["3", "3"]
    assert shop.status(order) == "part"
    shop.crm.change(line, quantity="3")
    assert shop.status(order) == "invoiced"
    paying.receive(shop.crm, Payment(client=shop.client.id, amount=shop.again(order).total or 0))
    assert shop.status(order) == "done"


def test_a_client_accepts_only_what_is_there(shop: Shop) -> None:
    order = shop.order({"quantity": "5"}, date="2026-11-10")
    with pytest.raises(Conflict, match="nothing to accept"):
        orders.accept(shop.crm, order)
    with pytest.raises(Conflict, match="nothing to accept"):
        shop.crm.change(order, accepted="2026-11-20")
    deliveries.deliver(shop.crm, order, {shop.lines(order)[0].id: Decimal(1)}, date="2026-11-15")
    with pytest.raises(Invalid, match="before the first delivery"):
        orders.accept(shop.crm, order, "2026-11-14")
    assert orders.accept(shop.crm, order, "2026-11-15").accepted == "2026-11-15"
    back = shop.order({"quantity": "5"})
    deliveries.deliver(shop.crm, back)
    deliveries.take_back(shop.crm, back)
    with pytest.raises(Conflict, match="nothing to accept"):
        orders.accept(shop.crm, back)


def test_work_without_goods_is_accepted_when_it_is_done(shop: Shop) -> None:
    order = shop.order({"product": None, "kind": "charge", "text": "安装", "price": 5000})
    assert orders.accept(shop.crm, order).accepted == "2026-11-22"


def test_a_charge_is_billed_too_before_all_is(shop: Shop) -> None:
    order = shop.order({}, {"product": None, "kind": "charge", "text": "运费", "price": 5000})
    deliveries.deliver(shop.crm, order)
    assert shop.status(order) == "delivered"
    billing.bill(shop.crm, order)
    assert shop.status(order) == "invoiced"


def test_late_is_what_was_promised_and_is_not_out(shop: Shop) -> None:
    order = shop.order(date="2026-11-01", due="2026-11-20")
    assert [one.ref for one in shop.crm.find(Order, ["late=yes"])] == [order.ref]
    deliveries.deliver(shop.crm, order)
    assert shop.crm.find(Order, ["late=yes"]) == []
    with pytest.raises(Invalid, match="before the order"):
        shop.crm.change(shop.again(order), due="2026-10-31")


def test_an_order_is_cancelled_for_a_reason_and_only_when_nothing_is_out(shop: Shop) -> None:
    order = shop.order()
    with pytest.raises(Invalid, match="for a reason"):
        orders.cancel(shop.crm, order, " ")
    deliveries.deliver(shop.crm, order)
    with pytest.raises(Conflict, match="was delivered"):
        orders.cancel(shop.crm, order, "预算")
    deliveries.take_back(shop.crm, order)
    invoice = billing.bill(shop.crm, order)
    with pytest.raises(Conflict, match="was billed"):
        orders.cancel(shop.crm, order, "预算")
    billing.reverse(shop.crm, invoice)
    gone = orders.cancel(shop.crm, order, "预算")
    assert (gone.cancelled, gone.reason, shop.status(order)) == ("2026-11-22", "预算", "cancelled")


def test_nothing_is_done_with_an_order_that_was_cancelled(shop: Shop) -> None:
    order = orders.cancel(shop.crm, shop.order(), "预算")
    for work in (
        lambda: deliveries.deliver(shop.crm, order),
        lambda: orders.accept(shop.crm, order),
        lambda: shop.crm.change(shop.lines(order)[0], quantity="1"),
        lambda: shop.crm.change(order, discount=100),
    ):
        with pytest.raises(Conflict, match="R1 was cancelled"):
            work()
    assert shop.crm.change(order, note="旧").note == "旧"


def test_what_was_done_is_taken_back_by_one_undo(shop: Shop) -> None:
    order = shop.order()
    deliveries.deliver(shop.crm, order)
    shop.crm.undo()
    assert (shop.crm.count("delivery"), shop.status(order)) == (0, "open")
