"""What is printed: the facts of a quote, an order and a delivery, in whose language, and as approved."""

from typing import Any

import pytest

from crm_cli.errors import Invalid
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.deliverylines import DeliveryLine
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.nouns.users import User
from crm_cli.records.printed import Item, Rate, of_json, to_json
from crm_cli.sales import approvals, papers, plans
from tests.sales.conftest import Firm


class Desk(Firm):
    """A firm with a client, somebody to write to, a product and a quote."""

    def __init__(self, **client: Any) -> None:
        super().__init__()
        said = {
            "name": "科锐",
            "invoice_title": "广州科锐仪器有限公司",
            "invoice_tax_id": "91440101MA5ABCDE1X",
        } | client
        self.client = self.crm.add(Client(**said))
        self.contact = self.crm.add(Contact(name="李建国", client=self.client.id, sex="male", title="总经理"))
        self.pro = self.crm.add(Product(name="GTX Pro", code="G-1", price=450000, unit="台"))
        self.quote = self.crm.add(Quote(client=self.client.id, contact=self.contact.id, name="一期改造", discount=1000))

    def line(self, **said: Any) -> None:
        self.crm.add(QuoteLine(quote=self.quote.id, **({"product": self.pro.id} | said)))
        self.quote = self.crm.by_id(Quote, self.quote.id)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_quote_is_printed_with_its_lines_its_sums_and_its_buyer(desk: Desk) -> None:
    desk.line(quantity="3", text="含安装")
    desk.line(product=None, text="运费", kind="charge", price=10000)
    found = papers.paper(desk.crm, desk.quote)
    assert found.items[0] == Item(
        "item", "GTX Pro", "含安装", "G-1", "3", "台", 450000, tax="standard", rate=1300, net=1350000
    )
    assert (found.items[1].name, found.items[1].text, found.items[1].kind) == ("运费", "", "charge")
    assert found.sums and found.sums.rates == (Rate("standard", 1300, 1225000, 159250),)
    assert (found.sums.lines, found.sums.discount, found.sums.total) == (1360000, 135000, desk.quote.total)
    assert (found.buyer.name, found.buyer.billed.title) == ("科锐", "广州科锐仪器有限公司")
    assert found.contact and (found.contact.family, found.contact.title) == ("李", "总经理")
    assert (found.number, found.until, found.owner and found.owner.name) == ("QT-2026-0001", "2026-12-22", "王芳")


def test_what_is_kept_is_what_was_there_to_the_last_figure(desk: Desk) -> None:
    desk.line(quantity="3", discount=500)
    found = papers.live(desk.crm, desk.quote)
    assert of_json(to_json(found)) == found
    assert of_json(papers.snapshot(desk.crm, desk.quote)) == found


def approved(desk: Desk) -> Quote:
    """A quote of a rep's, let pass by a manager; the product has another name since."""
    rep, manager = (desk.crm.add(User(name=name, role=role)) for name, role in (("李强", "rep"), ("陈总", "manager")))
    desk.crm._me = rep.id
    desk.quote = desk.crm.add(Quote(client=desk.client.id))
    desk.line(quantity="3", discount=1200)
    asked = approvals.submit(desk.crm, desk.quote)
    assert asked is not None
    desk.crm._me = manager.id
    approvals.approve(desk.crm, asked)
    desk.crm.change(desk.pro, name="GTX Pro II")
    return desk.crm.by_id(Quote, desk.quote.id)


def test_what_was_approved_is_printed_though_the_product_was_renamed_since(desk: Desk) -> None:
    found = papers.paper(desk.crm, approved(desk))
    assert (found.items[0].name, found.status) == ("GTX Pro", "approved")


def test_a_draft_is_printed_as_it_stands_whatever_was_approved_before(desk: Desk) -> None:
    draft = desk.crm.change(approved(desk), status="draft")
    assert papers.paper(desk.crm, draft).items[0].name == "GTX Pro II"


def test_a_quote_without_lines_comes_to_nothing_that_could_be_printed(desk: Desk) -> None:
    found = papers.paper(desk.crm, desk.quote)
    assert (found.items, found.sums) == ((), None)


@pytest.mark.parametrize(
    ("country", "language"),
    [
        (None, "zh_CN"),
        ("中国", "zh_CN"),
        ("Germany", "de"),
        ("Deutschland", "de"),
        ("德国", "de"),
        ("AT", "de"),
        ("France", "en"),
        ("Vietnam", "en"),
    ],
)
def test_a_paper_is_in_the_language_of_the_clients_country(country: str | None, language: str) -> None:
    desk = Desk(country=country)
    assert papers.paper(desk.crm, desk.quote).language == language


def test_the_language_of_the_quote_goes_before_that_of_its_reader_and_that_before_the_country(desk: Desk) -> None:
    desk.crm.change(desk.contact, language="Deutsch")
    assert papers.paper(desk.crm, desk.quote).language == "de"
    assert papers.paper(desk.crm, desk.crm.change(desk.quote, language="en")).language == "en"


@pytest.mark.parametrize(("said", "meant"), [("zh", "zh_CN"), ("DE", "de"), ("en-GB", "en"), ("中文", "zh_CN")])
def test_a_language_is_asked_for_by_its_name_or_its_letters(said: str, meant: str) -> None:
    assert papers.tongue(said) == meant


def test_a_language_that_papers_do_not_speak_is_refused() -> None:
    with pytest.raises(Invalid, match="is no language of papers"):
        papers.tongue("fr")


class Sold(Desk):
    """An order of three, of which two went out."""

    def __init__(self) -> None:
        super().__init__()
        said: dict[str, Any] = {"their_number": "PO-77", "address": "黄埔区科学大道1号\n3号仓", "due": "2026-12-01"}
        with self.crm.step():
            self.order = self.crm.add(Order(client=self.client.id, contact=self.contact.id, name="一期", **said))
            line = self.crm.add(OrderLine(order=self.order.id, product=self.pro.id, quantity="3"))
        with self.crm.step():
            self.went = self.crm.add(Delivery(order=self.order.id, carrier="顺丰", tracking="SF1"))
            self.crm.add(DeliveryLine(delivery=self.went.id, orderline=line.id, quantity="2"))
        self.order = self.crm.by_id(Order, self.order.id)


def test_an_order_is_printed_with_what_the_client_calls_it_and_where_it_goes() -> None:
    sold = Sold()
    found = papers.paper(sold.crm, sold.order)
    assert (found.noun, found.number, found.theirs, found.until) == (
        "order",
        sold.order.number,
        "PO-77",
        "2026-12-01",
    )
    assert found.address == "黄埔区科学大道1号\n3号仓" and found.sums and found.sums.total == sold.order.total


def test_a_delivery_is_printed_with_what_went_of_what_was_ordered_and_without_prices() -> None:
    sold = Sold()
    found = papers.paper(sold.crm, sold.crm.by_id(Delivery, sold.went.id))
    assert [(item.name, item.quantity, item.ordered, item.price) for item in found.items] == [
        ("GTX Pro", "2", "3", None)
    ]
    assert (found.sums, found.order, found.carrier, found.tracking) == (None, sold.order.number, "顺丰", "SF1")
    assert of_json(to_json(found)) == found


def test_an_order_is_printed_with_the_parts_in_which_it_is_paid() -> None:
    sold = Sold()
    assert papers.paper(sold.crm, sold.order).plan == ()
    plans.put(sold.crm, sold.order, "30% signed, 70% 12 months after acceptance retention")
    found = papers.paper(sold.crm, sold.order)
    first, last = found.plan
    assert (first.event, first.share, first.due, first.retention) == ("signed", 3000, "2026-11-22", False)
    assert (last.event, last.months, last.due, last.retention) == ("accepted", 12, "", True)
    assert first.amount + last.amount == sold.order.total
    assert of_json(to_json(found)) == found
