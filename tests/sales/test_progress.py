"""How far an order is: line by line, in shares, and what each payment gave."""

from decimal import Decimal

from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import billing, deliveries, paying, payments, progress
from crm_cli.sales.paying import To
from crm_cli.sales.progress import Money, Shares
from tests.sales.test_invoices import Till, till  # noqa: F401 - the fixture


def shares(till: Till, order: Order) -> Shares:  # noqa: F811
    return progress.shares(progress.lines(till.crm, order), progress.money(till.crm, order))


def told(*much: Decimal | None) -> list[str]:
    return [str(one) for one in much]


def test_a_line_tells_what_went_out_came_back_and_was_billed(till: Till) -> None:  # noqa: F811
    order = till.order(("4", 10_000, 0), ("1", 20_000, 0))
    till.line(order, text="freight", kind="charge", price=1_000, position=3)
    till.line(order, text="by train", kind="text", position=4)
    first, second, freight = progress.lines(till.crm, order)
    assert told(first.out, first.open, freight.out, freight.open) == ["0", "4", "None", "None"]
    deliveries.deliver(till.crm, order, {first.line.id: Decimal(3)})
    deliveries.take_back(till.crm, order, {first.line.id: Decimal(1)})
    billing.bill(till.crm, order, {first.line.id: Decimal(2)})
    first, second, freight = progress.lines(till.crm, order)
    assert told(first.out, first.back, first.there, first.open, first.billed, first.unbilled) == [*"312222"]
    assert told(second.there, second.open) == ["0", "1"]


def test_the_shares_are_of_what_the_goods_are_worth_and_of_what_the_order_comes_to(till: Till) -> None:  # noqa: F811
    order = till.order(("4", 10_000, 0), ("1", 60_000, 0))
    assert shares(till, order) == Shares(0, 0, 0)
    line = progress.lines(till.crm, order)[0].line
    deliveries.deliver(till.crm, order, {line.id: Decimal(2)})
    invoice = billing.bill(till.crm, order, {line.id: Decimal(4)})
    paying.receive(till.crm, Payment(client=order.client, amount=10_000, currency="CNY"), [To(invoice)])
    order = till.crm.by_id(Order, order.id)
    assert shares(till, order) == Shares(2000, 4000, 1000)
    assert progress.money(till.crm, order) == Money(100_000, 40_000, 10_000)


def test_goods_that_cost_nothing_count_alike_and_an_order_of_nothing_has_no_shares(till: Till) -> None:  # noqa: F811
    gifts = till.order(("2", 0, 0), ("1", 0, 0))
    first = progress.lines(till.crm, gifts)[0].line
    deliveries.deliver(till.crm, gifts, {first.id: Decimal(2)})
    assert shares(till, till.crm.by_id(Order, gifts.id)) == Shares(5000, None, None)
    assert shares(till, till.order()) == Shares(None, None, None)


def test_what_a_payment_gave_is_told_without_what_was_taken_back(till: Till) -> None:  # noqa: F811
    first, second = till.invoice(due="2026-12-10"), till.invoice(due="2026-12-20")
    payment, _given = paying.receive(till.crm, Payment(client=till.client.id, amount=250_000))
    told = [(one.invoice.ref, one.amount) for one in progress.paid_of(till.crm, payment=payment.id)]
    assert told == [(first.ref, 100_000), (second.ref, 100_000)]
    assert [(one.ref, left) for one, left in progress.spare_of(till.crm, till.client.id)] == [(payment.ref, 50_000)]
    paying.reverse(till.crm, payment)
    assert progress.paid_of(till.crm, payment=payment.id) == progress.paid_of(till.crm, invoice=first.id) == []
    assert progress.spare_of(till.crm, till.client.id) == []


def test_what_is_asked_today_is_less_while_paying_early_is_let_off(till: Till) -> None:  # noqa: F811
    early = till.invoice(skonto=200, skonto_until=till.crm.clock.today().isoformat())
    late = till.invoice(skonto=200, skonto_until="2026-01-01", date="2025-12-01")
    assert (progress.asked_today(till.crm, early), progress.asked_today(till.crm, late)) == (98_000, 100_000)


def test_money_under_the_name_of_an_order_is_ahead_until_it_is_billed(till: Till) -> None:  # noqa: F811
    order = till.order(("1", 10_000, 0))
    payment, _given = paying.receive(
        till.crm, Payment(client=order.client, amount=4_000, order=order.id, currency="CNY")
    )
    assert [(one.ref, left) for one, left in progress.ahead(till.crm, order)] == [(payment.ref, 4_000)]
    invoice = billing.bill(till.crm, order)
    paying.credit(till.crm, invoice)
    assert progress.ahead(till.crm, order) == []
    assert payments.spare(till.crm, payment) == 0


def test_what_is_not_taken_back_of_an_invoice_is_told_line_by_line(till: Till) -> None:  # noqa: F811
    order = till.order(("4", 10_000, 0), ("1", 20_000, 0))
    invoice = billing.bill(till.crm, order)
    line = till.lines(invoice)[0]
    billing.reverse(till.crm, invoice, {line.id: Decimal(1)})
    assert [(one.text, much) for one, much in progress.not_taken_back(till.crm, invoice)] == [
        ("GTX", Decimal(3)),
        ("GTX", Decimal(1)),
    ]
