"""Invoices: the buyer as it was, when they are due, parts that make the whole to the cent, and red ones that take them back."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import Conflict, CrmError, Duplicate, Invalid
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.instalments import Instalment
from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import billing, deliveries, documents, invoices, paying, payments
from tests.sales.conftest import Firm


class Till(Firm):
    """A firm with a client and orders whose lines are written as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.client = self.crm.add(
            Client(name="科锐", credit_days=45, invoice_title="科锐配电有限公司", bank="工行苏州", bank_account="1102", invoice_kind="special")
        )  # fmt: skip

    def order(self, *lines: tuple[str, int, int], **said: Any) -> Order:
        """An order whose lines are (quantity, price, tax rate)."""
        order = self.crm.add(Order(client=self.client.id, **{"currency": "CNY", **said}))
        for at, (quantity, price, rate) in enumerate(lines, 1):
            self.line(order, quantity=quantity, price=price, rate=rate, position=at)
        return self.crm.by_id(Order, order.id)

    def line(self, order: Order, **said: Any) -> OrderLine:
        line = OrderLine(order=order.id, **{"text": "GTX", **said})
        line.net = documents.reckoned(line).net
        return self.crm.add(line)

    def lines(self, head: Any) -> list[Any]:
        return documents.lines_of(self.crm, head)

    def invoice(self, total: int | None = 100_000, **said: Any) -> Invoice:
        return self.crm.add(Invoice(client=self.client.id, total=total, **said))

    def left(self, invoice: Invoice) -> int:
        return invoices.fate(self.crm, invoice).left

    def another(self) -> "Till":
        """The same with a client of its own: founding a base takes longer than what is tried in it."""
        self.client = self.crm.add(Client(name="科锐"))
        return self


@pytest.fixture
def till() -> Till:
    return Till()


@cache
def one_till() -> Till:
    return Till()


def whole(till: Till, order: Order) -> int:
    """What an order comes to, reckoned as any document."""
    return documents.totals(order, till.lines(order)).total


def test_an_invoice_bills_what_is_open_and_says_its_buyer_as_the_archive_does(till: Till) -> None:
    order = till.order(("3", 10_000, 1300))
    invoice = billing.bill(till.crm, order)
    assert (invoice.number, invoice.net, invoice.vat, invoice.total) == ("IN-2026-0001", 30_000, 3_900, 33_900)
    assert (invoice.title, invoice.bank, invoice.bank_account, invoice.kind) == (
        "科锐配电有限公司",
        "工行苏州",
        "1102",
        "special",
    )
    till.crm.change(till.client, invoice_title="新名字")
    assert till.crm.by_id(Invoice, invoice.id).title == "科锐配电有限公司"


def test_what_nothing_is_left_of_is_not_billed_twice(till: Till) -> None:
    order = till.order(("3", 10_000, 1300))
    billing.bill(till.crm, order)
    with pytest.raises(Conflict):
        billing.bill(till.crm, order)


def test_more_than_is_open_is_not_billed(till: Till) -> None:
    order = till.order(("3", 10_000, 1300), ("1", 500, 0))
    line = till.lines(order)[0]
    billing.bill(till.crm, order, {line.id: Decimal(2)})
    with pytest.raises(Conflict):
        billing.bill(till.crm, order, {line.id: Decimal(2)})
    assert len(till.crm.where(Invoice)) == 1


def test_it_is_due_by_the_plan_else_the_terms_else_the_days_of_the_client(till: Till) -> None:
    assert till.invoice().due == "2027-01-06"
    said = till.order(("1", 100, 0), payment="净 20 天")
    assert billing.bill(till.crm, said).due == "2026-12-12"
    planned = till.order(("1", 100, 0), payment="净 20 天")
    till.crm.add(Instalment(order=planned.id, share=9000, event="invoiced", months=3))
    till.crm.add(Instalment(order=planned.id, share=1000, event="invoiced", months=12, retention=1))
    assert billing.bill(till.crm, planned).due == "2027-02-22"
    till.crm.change(till.client, credit_days=None)
    assert till.invoice().due == "2026-12-22"


@pytest.mark.parametrize(
    "said",
    [
        {"date": "2026-11-23"},
        {"due": "2026-11-21"},
        {"skonto": 200},
        {"skonto": 10_000, "skonto_until": "2026-12-01"},
        {"skonto": 200, "skonto_until": "2026-11-01"},
    ],
)
def test_what_cannot_be_is_refused(till: Till, said: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        till.invoice(**said)


def test_an_official_number_stands_on_one_invoice(till: Till) -> None:
    till.invoice(official="24322000000012345678")
    with pytest.raises(Duplicate):
        till.invoice(official="24322000000012345678")


def test_an_invoice_with_an_official_number_is_reversed_and_not_changed(till: Till) -> None:
    invoice = billing.bill(till.crm, till.order(("3", 10_000, 1300)), official="2432")
    for change in ({"title": "别的"}, {"official": None}, {"currency": "EUR"}):
        with pytest.raises(Conflict):
            till.crm.change(invoice, **change)
    with pytest.raises(Conflict):
        till.crm.remove(invoice)
    with pytest.raises(Conflict):
        till.crm.change(till.lines(invoice)[0], quantity="1")
    assert till.crm.change(invoice, due="2027-03-01").due == "2027-03-01"
    till.crm.add(Payment(client=invoice.client, amount=10_000))
    paying.allocate(till.crm, till.crm.where(Payment)[0], [paying.To(invoice)])
    assert till.crm.change(invoice, official="2433").official == "2433"  # it was typed wrong


def test_one_that_nobody_knows_yet_may_be_taken_out_and_its_lines_are_open_again(till: Till) -> None:
    order = till.order(("3", 10_000, 1300))
    till.crm.remove(billing.bill(till.crm, order))
    assert billing.still_open(till.crm, order)[0][1] == 3


def test_a_red_invoice_takes_the_whole_back_and_the_lines_are_open_again(till: Till) -> None:
    order = till.order(("3", 3333, 1300))
    invoice = billing.bill(till.crm, order, official="2432")
    red, _freed = billing.reverse(till.crm, invoice, official="2433")
    assert (red.total, red.reverses, red.title) == (-(invoice.total or 0), invoice.id, invoice.title)
    assert till.left(invoice) == 0
    assert billing.still_open(till.crm, order)[0][1] == 3
    with pytest.raises(Conflict):
        billing.reverse(till.crm, invoice)
    with pytest.raises(Conflict):
        billing.reverse(till.crm, red)


def test_a_red_invoice_of_a_part_leaves_the_rest(till: Till) -> None:
    invoice = billing.bill(till.crm, till.order(("3", 10_000, 1300)))
    line = till.lines(invoice)[0]
    red, _freed = billing.reverse(till.crm, invoice, {line.id: Decimal(1)})
    assert (red.total, till.left(invoice)) == (-11_300, 22_600)
    assert till.lines(red)[0].quantity == "-1"
    with pytest.raises(Conflict):
        billing.reverse(till.crm, invoice, {line.id: Decimal(3)})


def test_what_was_paid_of_a_reversed_invoice_is_spare_again(till: Till) -> None:
    invoice = till.invoice()
    payment, _given = paying.receive(till.crm, Payment(client=till.client.id, amount=100_000))
    _red, freed = billing.reverse(till.crm, invoice)
    assert [(one.amount, one.reverses is not None) for one in freed] == [(-100_000, True)]
    assert (till.left(invoice), payments.spare(till.crm, payment)) == (0, 100_000)


def test_the_status_follows_from_what_was_paid(till: Till) -> None:
    invoice = till.invoice(date="2026-10-01", due="2026-11-01")

    def status() -> str:
        return _status(till, invoice)

    assert status() == "overdue"
    till.crm.change(invoice, due="2026-12-01")
    assert status() == "open"
    payment, _given = paying.receive(till.crm, Payment(client=till.client.id, amount=40_000))
    assert status() == "part"
    paying.reverse(till.crm, payment)
    assert status() == "open"
    red, _freed = billing.reverse(till.crm, invoice)
    assert (status(), _status(till, red)) == ("reversed", "red")


def _status(till: Till, invoice: Invoice) -> str:
    names = ("overdue", "open", "part", "paid", "reversed", "red")
    return next(name for name in names if till.crm.find(Invoice, [f"ref={invoice.ref}", f"status={name}"]))


def test_what_is_retained_is_not_overdue_until_it_is_due(till: Till) -> None:
    order = till.order(("1", 100_000, 0), date="2025-09-01", accepted="2026-10-01")
    till.crm.add(Instalment(order=order.id, share=1000, event="accepted", months=12, retention=1))
    billing.bill(till.crm, order, date="2026-10-01", due="2026-10-31")
    paying.receive(till.crm, Payment(client=till.client.id, amount=90_000))
    (row,) = till.crm.table("invoice", ["left", "held", "status"], ["order=" + order.ref]).rows
    assert list(row) == [10_000, 10_000, "part"]
    deliveries.deliver(till.crm, order, date="2025-09-15")
    till.crm.change(order, accepted="2025-10-01")
    assert till.crm.find(Invoice, ["status=overdue"])


quantities = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 99_999), st.sampled_from([0, 600, 1300])), min_size=1, max_size=3
)


@given(
    lines=quantities, discount=st.sampled_from([None, 333, 1000]), taxed=st.integers(0, 1), rounding=st.sampled_from(["document", "line"]),
    cuts=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5), st.booleans()), max_size=6), charge=st.sampled_from([None, 1999]),
)  # fmt: skip
def test_an_order_in_any_parts_comes_to_the_order(
    lines: list[tuple[int, int, int]], discount: int | None, taxed: int, rounding: str, cuts: list[tuple[int, int, bool]], charge: int | None
) -> None:  # fmt: skip
    till = one_till().another()
    order = till.order(*((str(q), p, r) for q, p, r in lines), discount=discount, taxed=taxed, rounding=rounding)
    if charge:
        till.line(order, quantity="1", price=charge, rate=1300, kind="charge", text="运费", position=9)
    for which, quantity, back in cuts:
        line = till.lines(order)[which % len(lines)]
        try:
            invoice = billing.bill(till.crm, order, {line.id: Decimal(quantity)})
        except CrmError:
            continue
        if back:
            billing.reverse(till.crm, invoice)
            assert till.left(invoice) == 0
    if billing.still_open(till.crm, order):
        billing.bill(till.crm, order)
    every = till.crm.where(Invoice, order=order.id)
    assert sum(one.total or 0 for one in every) == whole(till, order)
    assert sum(one.vat or 0 for one in every) == documents.totals(order, till.lines(order)).vat
    for line in till.lines(order):
        found = till.crm.where(InvoiceLine, orderline=line.id)
        assert sum(Decimal(one.quantity) for one in found) == Decimal(line.quantity)
        assert sum(one.net or 0 for one in found) == line.net


@given(
    totals=st.lists(st.integers(1, 10_000), min_size=1, max_size=4), paid=st.lists(st.integers(1, 9_000), max_size=5),
    back=st.lists(st.integers(0, 4), max_size=3),
)  # fmt: skip
def test_money_is_conserved_whatever_is_paid_reversed_or_taken_back(
    totals: list[int], paid: list[int], back: list[int]
) -> None:
    till = one_till().another()
    billed = [till.invoice(total) for total in totals]
    came = [paying.receive(till.crm, Payment(client=till.client.id, amount=amount))[0] for amount in paid]
    for at in back:
        for what in (
            lambda at=at: paying.reverse(till.crm, came[at]),
            lambda at=at: billing.reverse(till.crm, billed[at]),
        ):
            try:
                what()
            except (CrmError, IndexError):
                continue
    every = till.crm.where(Payment, client=till.client.id)
    money = sum(one.amount for one in every)
    spare = sum(payments.spare(till.crm, one) for one in every)
    left = [till.left(one) for one in billed]
    assert money == spare + sum(
        one.amount for one in till.crm.where(Allocation) if one.payment in {came.id for came in every}
    )
    assert sum(one.total or 0 for one in till.crm.where(Invoice, client=till.client.id)) - sum(left) == money - spare
    assert min([*left, *(payments.spare(till.crm, one) for one in every)]) >= 0
