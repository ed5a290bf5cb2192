"""What may be written: orders and what comes in files keep the limits of quotes, nothing falls below zero, a product is called by its name."""

from typing import Any

import pytest

from crm_cli.errors import Conflict, CrmError, Denied, Invalid, filled
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.components import Component
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.pricebooks import Pricebook
from crm_cli.records.nouns.prices import Price
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.nouns.users import User
from crm_cli.sales import approvals, billing, documents, limits, linewriting, orders, quotes, takings, versions
from tests.sales.test_orders import Shop


class Counter(Shop):
    """A shop where a rep works, with a manager over him, a floor, and a bundle of two pumps with an option."""

    def __init__(self) -> None:
        super().__init__()
        self.rep = self.crm.add(User(name="李强", role="rep"))
        self.manager = self.crm.add(User(name="陈总", role="manager"))
        self.crm.change(self.pro, floor=350000, code="GP-1")
        self.set = self.crm.add(Product(name="套装", price=900000))
        self.crm.add(Component(product=self.set.id, part=self.pro.id, quantity="2"))
        self.crm.add(Component(product=self.set.id, part=self.plus.id, optional=1))
        self.by(self.rep)

    def by(self, user: User) -> None:
        self.crm._me = user.id

    def limit(self, **said: Any) -> None:
        """What a rep may, from now on."""
        self.by(self.me)
        for one in self.crm.where(type(limits.of_role(self.crm, "rep")), role="rep"):
            self.crm.remove(one)
        self.crm.add(type(limits.of_role(self.crm, "rep"))(role="rep", **said))
        self.by(self.rep)

    def put(self, head: Any, *texts: str) -> list[Any]:
        made = linewriting.write(self.crm, head, texts)
        self.crm.settle()
        return made

    def quoted(self, *texts: str, **head: Any) -> Quote:
        with self.crm.step():
            made = self.crm.add(Quote(client=self.client.id, **head))
            linewriting.write(self.crm, made, texts)
        return self.crm.by_id(Quote, made.id)

    def ordered(self, *texts: str, **head: Any) -> Order:
        with self.crm.step():
            made = self.crm.add(Order(client=self.client.id, **head))
            linewriting.write(self.crm, made, texts)
        return self.again(made)

    def billed(self, *texts: str, **head: Any) -> Invoice:
        with self.crm.step():
            made = self.crm.add(Invoice(client=self.client.id, **head))
            linewriting.write(self.crm, made, texts)
        return self.crm.by_id(Invoice, made.id)

    def let_pass(self, quote: Quote) -> Quote:
        """Asked for, approved by the manager, sent and accepted."""
        approval = approvals.submit(self.crm, quote)
        assert approval
        self.by(self.manager)
        approvals.approve(self.crm, approval)
        self.by(self.rep)
        return self.accepted(self.crm.by_id(Quote, quote.id))


@pytest.fixture
def counter() -> Counter:
    return Counter()


# --- orders keep the limits of quotes


@pytest.mark.parametrize(
    ("lines", "head", "why"),
    [
        (["GTX Pro x3 @1000"], {}, "below the floor"),
        (["GTX Pro x3 -11%"], {}, "11 % off"),
        (["GTX Pro x3"], {"discount": 1100}, "11 % off"),
        (["GTX Pro x3", "-返利 2000"], {}, "14.9 % off"),
        (["GTX Plus x3", "GTX Plus x3 -¥200"], {}, "66.7 % off"),
    ],
)
def test_a_direct_order_beyond_the_limits_is_refused(
    counter: Counter, lines: list[str], head: dict[str, Any], why: str
) -> None:
    with pytest.raises(Denied) as refused:
        counter.ordered(*lines, **head)
    assert why in filled(refused.value.message, refused.value.values)
    assert "crm quote add" in str(refused.value.hint)
    assert counter.crm.count("order") == 0


def test_within_the_limits_it_is_taken_and_who_may_more_takes_more(counter: Counter) -> None:
    counter.ordered("GTX Pro x3 -10%")
    counter.by(counter.manager)
    counter.ordered("GTX Pro x3 @3400 -1%")
    with pytest.raises(Denied):
        counter.ordered("GTX Pro x3 -31%")
    counter.by(counter.me)
    counter.ordered("GTX Pro x3 -95%")


@pytest.mark.parametrize(
    "worse",
    [
        lambda c, order, line: c.crm.change(line, discount=2000),
        lambda c, order, line: c.crm.change(line, price=100),
        lambda c, order, line: c.crm.change(order, discount=2000),
        lambda c, order, line: c.crm.change(order, taxed=1),
        lambda c, order, line: c.put(order, "GTX Plus x1 -50%"),
        lambda c, order, line: c.put(order, "-返利 2000"),
    ],
)
def test_nor_is_it_made_so_afterwards(counter: Counter, worse: Any) -> None:
    order = counter.ordered("GTX Pro x3")
    before = counter.again(order)
    with pytest.raises(Denied):
        worse(counter, order, counter.lines(order)[0])
    assert counter.again(order).total == before.total
    assert len(counter.lines(order)) == 1


def test_the_amount_and_the_margin_of_an_order_are_limited_too(counter: Counter) -> None:
    counter.limit(amount=1000000, below_floor=1)
    counter.ordered("GTX Pro x2")
    with pytest.raises(Denied, match="without tax"):
        counter.ordered("= 咨询 @6000", "GTX Pro x1")
    counter.limit(margin=3000, below_floor=1)
    counter.ordered("GTX Pro x1 @4300")
    with pytest.raises(Denied, match="margin"):
        counter.ordered("GTX Pro x1 @4000")


def test_what_came_unchanged_from_an_approved_quote_is_not_asked_again(counter: Counter) -> None:
    order = orders.from_quote(counter.crm, counter.let_pass(counter.quoted("GTX Pro x3 -20%", "-返利 100")))
    line = counter.lines(order)[0]
    counter.crm.change(line, unit="箱")
    linewriting.move(counter.crm, line, 2)
    counter.put(order, "GTX Plus x1")
    for worse in ({"quantity": "30"}, {"discount": 2500}, {"price": 440000}):
        with pytest.raises(Denied):
            counter.crm.change(counter.crm.by_id(OrderLine, line.id), **worse)
    with pytest.raises(Denied):
        counter.put(order, "-返利 500")


def test_a_line_of_the_quote_counts_once(counter: Counter) -> None:
    quote = counter.let_pass(counter.quoted("GTX Pro x3 -20%"))
    order = orders.from_quote(counter.crm, quote)
    twice = documents.copied(documents.lines_of(counter.crm, quote)[0], "orderline", order=order.id)
    twice.quoteline = documents.lines_of(counter.crm, quote)[0].id
    with pytest.raises(Denied):
        counter.crm.add(twice)


def test_an_option_below_the_floor_is_not_offered_to_be_ordered_later(counter: Counter) -> None:
    quote = counter.quoted("GTX Pro x1", "GTX Pro x9 @1 可选")
    with pytest.raises(Denied):
        quotes.send(counter.crm, quote)


def test_a_quote_whose_prices_come_to_include_the_tax_gives_that_away(counter: Counter) -> None:
    quote = counter.crm.change(counter.quoted("GTX Pro x1"), taxed=1)
    with pytest.raises(Denied, match=r"11\.6 % off"):
        quotes.send(counter.crm, quote)


# --- an order of a quote that came without lines


@pytest.mark.parametrize(
    "said",
    [
        {"total": 1130000, "net": 1000000, "vat": 130000},
        {"total": 1130001, "net": 1000000, "vat": 130001},
        {"total": 4624985},
        {"total": 1130000, "net": 1000000, "vat": 130000, "taxed": 1},
        {"total": 900000, "discount": 1000},
        {"stated": 770000},
    ],
)
def test_an_order_of_a_quote_without_lines_comes_to_what_the_quote_says(counter: Counter, said: dict[str, Any]) -> None:
    counter.by(counter.me)
    quote = counter.crm.add(Quote(client=counter.client.id, name="旧系统", **said))
    quote = counter.crm.change(counter.crm.change(quote, status="sent"), status="accepted")
    counter.by(counter.rep)
    order = counter.again(orders.from_quote(counter.crm, quote))
    assert order.total == (said.get("total") or said["stated"])
    (line,) = counter.lines(order)
    assert line.text == f"{quote.number} 旧系统"
    counter.by(counter.me)
    assert billing.bill(counter.crm, order).total == order.total


def test_one_that_says_no_total_either_is_not_ordered(counter: Counter) -> None:
    counter.by(counter.me)
    quote = counter.crm.add(Quote(client=counter.client.id))
    quote = counter.crm.change(counter.crm.change(quote, status="sent"), status="accepted")
    with pytest.raises(Conflict, match="no total"):
        orders.from_quote(counter.crm, quote)


# --- nothing below zero


@pytest.mark.parametrize("head", [Quote, Order, Invoice])
@pytest.mark.parametrize("line", ["-折扣 999999", "-bonus 451", "GTX Plus x1 -¥200"])
def test_no_document_and_no_line_comes_to_less_than_nothing(counter: Counter, head: Any, line: str) -> None:
    counter.by(counter.me)
    with counter.crm.step():
        made = counter.crm.add(head(client=counter.client.id))
        counter.put(made, "GTX Plus x4")
    with pytest.raises(Invalid), counter.crm.step():
        counter.put(made, line)
    assert len(documents.lines_of(counter.crm, made)) == 1
    with pytest.raises(Invalid):
        counter.crm.change(counter.crm.by_id(head, made.id), total=-1)


@pytest.mark.parametrize("head", [Quote, Order, Invoice])
def test_all_of_it_may_be_taken_off(counter: Counter, head: Any) -> None:
    counter.by(counter.me)
    made = counter.crm.add(head(client=counter.client.id))
    counter.put(made, "GTX Plus x4 -100%", "+运费 300", "-返利 300")
    assert counter.crm.by_id(head, made.id).total == 0


def test_a_free_item_passes_through_the_limits(counter: Counter) -> None:
    with pytest.raises(Denied, match="100 % off"):
        counter.ordered("GTX Plus x4 -100%")
    with pytest.raises(Denied, match="100 % off"):
        quotes.send(counter.crm, counter.quoted("GTX Plus x1 -100%", "+运费 300"))


def test_a_charge_that_is_taken_off_again_is_given_away(counter: Counter) -> None:
    quote = counter.quoted("GTX Plus x1 @0", "+运费 300", "-返利 300")
    with pytest.raises(Denied, match="100 % off"):
        quotes.send(counter.crm, quote)


def test_a_red_invoice_is_below_zero(counter: Counter) -> None:
    counter.by(counter.me)
    invoice = billing.bill(counter.crm, counter.ordered("GTX Pro x2"))
    red, _spare = billing.reverse(counter.crm, invoice)
    assert (red.total or 0) == -(invoice.total or 0)


# --- words that call a product


@pytest.mark.parametrize("words", ["GTX Pro", "gtx  pro", "ＧＴＸ Ｐｒｏ", "GP-1", "gp-1", "PR1"])
@pytest.mark.parametrize("head", [Quote, Order, Invoice])
def test_words_that_call_a_product_mean_it(counter: Counter, words: str, head: Any) -> None:
    counter.by(counter.me)
    made = counter.crm.add(head(client=counter.client.id))
    (line,) = counter.put(made, f"= {words} @1")
    assert line.product == counter.pro.id
    (other,) = counter.put(made, "= 咨询 @1")
    assert other.product is None
    with pytest.raises(Invalid, match="no charge"):
        linewriting.write(counter.crm, made, [{"kind": "charge", "text": words, "price": 30000}])


def test_so_nothing_is_sold_round_its_floor(counter: Counter) -> None:
    with pytest.raises(Denied, match="below the floor"):
        counter.ordered("= GTX Pro @1")
    order = counter.ordered("= 咨询 @1")
    line = counter.crm.change(counter.lines(order)[0], text="GTX Pro")
    assert (line.product, line.price) == (counter.pro.id, 450000)
    with pytest.raises(Denied, match="below the floor"):
        counter.crm.change(line, price=100)


# --- bundles


@pytest.mark.parametrize("head", [Quote, Order])
def test_a_bundle_takes_what_it_brought_along(counter: Counter, head: Any) -> None:
    made = counter.crm.add(head(client=counter.client.id))
    bundle, part, *rest = counter.put(made, "套装 x2", "GTX Plus x1")
    counter.crm.change(bundle, quantity="2.5")
    assert counter.crm.by_id(type(part), part.id).quantity == "5"
    linewriting.move(counter.crm, counter.crm.by_id(type(bundle), bundle.id), 3)
    placed = documents.lines_of(counter.crm, made)
    assert [line.position for line in placed] == list(range(1, len(placed) + 1))
    assert placed[0].id == rest[-1].id
    assert [line.id for line in placed][1:3] == [bundle.id, part.id]
    with pytest.raises(Conflict, match="moves with it"):
        linewriting.move(counter.crm, counter.crm.by_id(type(part), part.id), 1)
    gone = counter.crm.remove(counter.crm.by_id(type(bundle), bundle.id))
    assert part.id in {one.id for one in gone}
    assert [line.id for line in documents.lines_of(counter.crm, made)] == [rest[-1].id]
    counter.crm.undo()
    assert len(documents.lines_of(counter.crm, made)) == len(placed)


def test_another_product_takes_the_place_of_a_bundle_with_its_parts(counter: Counter) -> None:
    quote = counter.quoted("套装 x2", "GTX Plus x1")
    counter.crm.change(documents.lines_of(counter.crm, quote)[0], product=counter.plus.id)
    assert [line.product for line in documents.lines_of(counter.crm, quote)] == [counter.plus.id, counter.plus.id]
    counter.crm.change(documents.lines_of(counter.crm, quote)[1], product=counter.set.id)
    placed = documents.lines_of(counter.crm, quote)
    assert [line.product for line in placed] == [counter.plus.id, counter.set.id, counter.pro.id, counter.plus.id]
    assert [line.position for line in placed] == [1, 2, 3, 4]


def test_an_order_of_a_bundle_keeps_which_parts_are_of_it(counter: Counter) -> None:
    quote = counter.accepted(counter.quoted("套装 x2"))
    bundle, part = counter.lines(orders.from_quote(counter.crm, quote))
    assert (part.bundle, part.price, bundle.list_price) == (bundle.id, 0, 900000)


def test_more_of_a_part_than_the_bundle_holds_is_given_away(counter: Counter) -> None:
    order = counter.ordered("套装 x2")
    part = counter.lines(order)[1]
    with pytest.raises(Denied, match="100 % off"):
        counter.crm.change(part, quantity="5")


# --- what is there instead


def test_the_hint_of_what_is_not_edited_says_what_works(counter: Counter) -> None:
    quote = counter.accepted(counter.quoted("GTX Pro x1"))
    assert "crm order from {ref}" in hint(counter, quote)
    order = orders.from_quote(counter.crm, quote)
    assert f"crm order line add {order.ref}" in hint(counter, quote)
    sent = quotes.send(counter.crm, counter.quoted("GTX Pro x1"))
    assert hint(counter, sent) == "crm quote revise {ref}"
    new = versions.revise(counter.crm, sent)
    assert hint(counter, sent) == f"crm quote line {new.ref}"


def hint(counter: Counter, quote: Quote) -> str:
    with pytest.raises(CrmError) as refused:
        counter.crm.change(quote, discount=100)
    return str(refused.value.hint)


def test_a_status_and_a_discount_in_one_go_out_only_within_the_limits(counter: Counter) -> None:
    quote = counter.quoted("GTX Pro x1")
    with pytest.raises(Denied, match="80 % off"):
        counter.crm.change(quote, status="sent", discount=8000)
    sent = counter.crm.change(quote, status="sent")
    assert sent.sent == counter.clock.stamp()


def test_an_approved_quote_goes_out_as_it_was_approved(counter: Counter) -> None:
    quote = counter.quoted("GTX Pro x1 -20%")
    approval = approvals.submit(counter.crm, quote)
    counter.by(counter.manager)
    assert approval
    approvals.approve(counter.crm, approval)
    counter.by(counter.rep)
    with pytest.raises(Conflict, match="approved as it is"):
        counter.crm.change(counter.crm.by_id(Quote, quote.id), status="sent", discount=5000)


def test_lines_of_invoices_have_no_bundle(counter: Counter) -> None:
    counter.by(counter.me)
    invoice = counter.crm.add(Invoice(client=counter.client.id))
    made = counter.put(invoice, "套装 x1")
    assert [type(line) for line in made] == [InvoiceLine, InvoiceLine]
    assert isinstance(counter.crm.change(made[0], quantity="2"), InvoiceLine)
    assert isinstance(linewriting.move(counter.crm, made[0], 2)[0], InvoiceLine)
    assert QuoteLine.specs["bundle"]


# --- what is in a currency that nothing is known in


def test_a_price_in_a_currency_in_which_none_is_known_is_let_pass_by_who_may_go_below_floors(counter: Counter) -> None:
    quote = counter.quoted("GTX Pro x10 @1", currency="USD")
    with pytest.raises(Denied) as refused:
        quotes.send(counter.crm, quote)
    assert "GTX Pro has no list price in USD" in filled(refused.value.message, refused.value.values)
    with pytest.raises(Denied):
        counter.ordered("GTX Pro x10 @1", currency="USD")
    counter.let_pass(quote)
    counter.by(counter.manager)
    counter.ordered("GTX Pro x10 @1", currency="USD")


def test_a_book_in_that_currency_says_what_its_list_price_is(counter: Counter) -> None:
    counter.by(counter.me)
    book = counter.crm.add(Pricebook(name="Export", currency="USD"))
    counter.crm.add(Price(pricebook=book.id, product=counter.pro.id, price=60000))
    counter.by(counter.rep)
    assert quotes.send(counter.crm, counter.quoted("GTX Pro x10 @550", currency="USD")).status == "sent"
    with pytest.raises(Denied) as refused:
        counter.ordered("GTX Pro x10 @1", currency="USD")
    assert "99.9 % off" in filled(refused.value.message, refused.value.values)


def test_a_floor_holds_also_where_there_is_no_list_price(counter: Counter) -> None:
    counter.by(counter.me)
    counter.crm.change(counter.pro, price=None)
    counter.by(counter.rep)
    with pytest.raises(Denied):
        counter.ordered("GTX Pro x10 @3499")
    counter.ordered("GTX Pro x10 @3500")


# --- what is billed without an order, what a file brings, and another client


@pytest.mark.parametrize(
    ("lines", "head", "why"),
    [
        (["GTX Pro x3 @1000"], {}, "below the floor"),
        (["GTX Pro x3 -11%"], {}, "11 % off"),
        (["GTX Pro x3"], {"discount": 1100}, "11 % off"),
        (["GTX Pro x3 @1"], {"currency": "USD"}, "no list price in USD"),
    ],
)
def test_an_invoice_without_an_order_keeps_the_limits_of_one(
    counter: Counter, lines: list[str], head: dict[str, Any], why: str
) -> None:
    with pytest.raises(Denied) as refused:
        counter.billed(*lines, **head)
    assert why in filled(refused.value.message, refused.value.values)
    counter.billed("GTX Pro x3 -10%")
    counter.billed("套装 x1")
    counter.by(counter.manager)
    counter.billed("GTX Pro x3 @3400 -1%")


def test_the_margin_of_an_invoice_is_held_by_what_its_products_cost(counter: Counter) -> None:
    counter.limit(discount=9000, margin=2500, below_floor=1)
    with pytest.raises(Denied) as refused:
        counter.billed("GTX Pro x1 @3999")
    assert "margin" in filled(refused.value.message, refused.value.values)
    counter.billed("GTX Pro x1 @4000")


def test_an_invoice_without_an_order_is_within_the_credit_of_its_client_and_one_of_an_order_owes_no_more(
    counter: Counter,
) -> None:
    counter.by(counter.me)
    counter.crm.change(counter.client, credit_limit=600000)
    counter.by(counter.rep)
    billing.bill(counter.crm, counter.ordered("GTX Pro x1"))
    with pytest.raises(Denied, match="over its credit limit"):
        counter.billed("GTX Pro x1")
    assert counter.crm.count("invoice") == 1
    counter.by(counter.manager)
    counter.billed("GTX Pro x1")


def test_an_order_of_another_client_is_asked_again_for_its_credit_and_its_limits(counter: Counter) -> None:
    counter.by(counter.me)
    beta = counter.crm.add(Client(name="Beta", level="A", credit_limit=100000))
    book = counter.crm.add(Pricebook(name="科锐价", level="A"))
    counter.crm.add(Price(pricebook=book.id, product=counter.pro.id, price=360000, floor=300000))
    counter.crm.change(counter.client, level="A")
    gamma = counter.crm.add(Client(name="Gamma"))
    counter.by(counter.rep)
    order = counter.ordered("GTX Pro x1")
    with pytest.raises(Denied, match="over its credit limit"):
        counter.crm.change(order, client=beta.id)
    with pytest.raises(Denied, match="limits"):
        counter.crm.change(order, client=gamma.id)
    assert counter.again(order).client == counter.client.id


def test_a_line_in_a_file_is_refused_by_itself_where_it_passes_the_credit_and_has_its_cost(counter: Counter) -> None:
    counter.by(counter.me)
    counter.crm.change(counter.client, credit_limit=600000)
    counter.by(counter.rep)
    order = counter.crm.add(Order(client=counter.client.id))
    values = {"order": order.id, "product": counter.pro.id, "quantity": "1", "price": 450000}
    found = orders.imported_line(counter.crm, None, values)
    assert found["cost"] == 300000
    together = takings.Together("orderline", counter.crm)
    rows = [(place, {**values, **found}) for place in range(2)]
    refused = list(together.too_much(rows))
    assert [(place, type(error)) for place, error in refused] == [(1, Denied)]
