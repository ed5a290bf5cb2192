"""Payments: to which invoices they go, what is over, early ones, what is paid back or reversed, and what is never changed."""

from typing import Any

import pytest

from crm_cli.errors import Conflict, CrmError, Invalid
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import invoices, paying, payments
from crm_cli.sales.paying import To
from tests.sales.test_invoices import Till, till  # noqa: F401 - the fixture

EARLY: dict[str, Any] = {"skonto": 200, "skonto_until": "2026-12-02"}


def pay(till: Till, amount: int, *to: To, **said: Any) -> tuple[Payment, list[Allocation]]:  # noqa: F811
    return paying.receive(till.crm, Payment(client=till.client.id, amount=amount, **said), list(to) or None)


def test_a_payment_goes_to_the_oldest_invoices_and_what_is_over_stays_with_it(till: Till) -> None:  # noqa: F811
    late, early = till.invoice(due="2026-12-20"), till.invoice(due="2026-12-10")
    payment, given = pay(till, 150_000)
    assert [(one.invoice, one.amount) for one in given] == [(early.id, 100_000), (late.id, 50_000)]
    assert (till.left(early), till.left(late), payments.spare(till.crm, payment)) == (0, 50_000, 0)
    more, _given = pay(till, 80_000)
    assert payments.spare(till.crm, more) == 30_000


def test_a_payment_goes_where_it_is_said_and_not_beyond(till: Till) -> None:  # noqa: F811
    first, second = till.invoice(due="2026-12-10"), till.invoice(due="2026-12-20")
    payment, _given = pay(till, 150_000, To(second, 20_000))
    assert (till.left(first), till.left(second), payments.spare(till.crm, payment)) == (100_000, 80_000, 130_000)
    for to in (To(second, 80_001), To(first, 130_001)):
        with pytest.raises(Conflict):
            paying.allocate(till.crm, payment, [to])
    assert paying.allocate(till.crm, payment, [To(second)])[0].amount == 80_000
    with pytest.raises(Conflict):
        paying.allocate(till.crm, payment, [To(second)])


def test_an_early_payment_closes_the_invoice_that_it_shortens(till: Till) -> None:  # noqa: F811
    invoice = till.invoice(**EARLY)
    _payment, (given,) = pay(till, 98_000)
    assert (given.amount, given.skonto, till.left(invoice)) == (98_000, 2_000, 0)


def test_two_early_invoices_are_closed_by_one_payment(till: Till) -> None:  # noqa: F811
    first, second = till.invoice(**EARLY), till.invoice(**EARLY)
    payment, _given = pay(till, 196_000)
    assert (till.left(first), till.left(second), payments.spare(till.crm, payment)) == (0, 0, 0)


def test_who_pays_in_full_though_early_has_nothing_left_off(till: Till) -> None:  # noqa: F811
    till.invoice(**EARLY)
    _payment, (given,) = pay(till, 100_000)
    assert (given.amount, given.skonto) == (100_000, 0)
    till.invoice(**EARLY)
    _payment, (given,) = pay(till, 99_000)
    assert (given.amount, given.skonto) == (99_000, 1_000)


def test_a_late_or_too_small_payment_leaves_the_rest_to_pay(till: Till) -> None:  # noqa: F811
    invoice = till.invoice(date="2026-11-01", skonto=200, skonto_until="2026-11-11")
    pay(till, 98_000)
    assert till.left(invoice) == 2_000
    early = till.invoice(**EARLY)
    _payment, given = pay(till, 97_999, To(early))
    assert (given[0].skonto, till.left(early)) == (0, 2_001)


def test_an_acceptance_draft_is_cash_when_it_matures(till: Till) -> None:  # noqa: F811
    invoice = till.invoice(**EARLY)
    payment, _given = pay(till, 98_000, method="draft", matures="2027-05-22")
    assert (payments.cash_day(payment), till.left(invoice)) == ("2027-05-22", 100_000)


@pytest.mark.parametrize(
    "said",
    [
        {"amount": 0},
        {"amount": 10**15},
        {"amount": 1, "date": "2026-11-23"},
        {"amount": 1, "matures": "2027-01-01"},
        {"amount": 1, "method": "draft", "matures": "2026-11-21"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_saved(till: Till, said: dict[str, Any]) -> None:  # noqa: F811
    with pytest.raises(Invalid):
        paying.receive(till.crm, Payment(client=till.client.id, **said))
    assert not till.crm.where(Payment)


def test_one_currency_does_not_pay_another(till: Till) -> None:  # noqa: F811
    invoice = till.invoice(currency="EUR")
    payment, given = pay(till, 100)
    assert not given
    with pytest.raises(Conflict):
        paying.allocate(till.crm, payment, [To(invoice, 100)])


def test_a_stranger_does_not_pay_but_a_company_of_the_group_does(till: Till) -> None:  # noqa: F811
    invoice = till.invoice()
    mother, stranger = till.crm.add(Client(name="科锐集团")), till.crm.add(Client(name="华泰"))
    with pytest.raises(Conflict):
        paying.receive(till.crm, Payment(client=stranger.id, amount=100), [To(invoice, 100)])
    till.crm.change(till.client, parent=mother.id)
    paying.receive(till.crm, Payment(client=mother.id, amount=100), [To(invoice, 100)])
    assert till.left(invoice) == 99_900


def test_a_reversal_opens_what_was_paid(till: Till) -> None:  # noqa: F811
    invoice = till.invoice(**EARLY)
    payment, _given = pay(till, 98_000)
    back, freed = paying.reverse(till.crm, payment, note="退票")
    assert (back.amount, back.reverses, freed[0].amount, freed[0].skonto) == (-98_000, payment.id, -98_000, -2_000)
    assert (till.left(invoice), payments.spare(till.crm, payment), payments.spare(till.crm, back)) == (100_000, 0, 0)
    for again in (payment, back):
        with pytest.raises(Conflict):
            paying.reverse(till.crm, again)


def test_only_what_is_spare_is_paid_back(till: Till) -> None:  # noqa: F811
    till.invoice()
    payment, _given = pay(till, 130_000)
    assert paying.refund(till.crm, payment, 10_000).amount == -10_000
    with pytest.raises(Conflict):
        paying.refund(till.crm, payment, 20_001)
    assert paying.refund(till.crm, payment).amount == -20_000
    with pytest.raises(Conflict):
        paying.refund(till.crm, payment)


def test_what_was_allocated_is_never_changed_or_taken_out(till: Till) -> None:  # noqa: F811
    invoice = till.invoice()
    payment, (given,) = pay(till, 50_000)
    tries = (
        lambda: till.crm.change(given, amount=1),
        lambda: till.crm.remove(given),
        lambda: till.crm.change(payment, amount=1),
        lambda: till.crm.remove(payment),
        lambda: till.crm.remove(invoice),
        lambda: till.crm.add(Allocation(payment=payment.id, invoice=invoice.id, amount=-1)),
    )
    for work in tries:
        with pytest.raises(CrmError):
            work()
    assert till.crm.change(payment, note="转账").note == "转账"
    assert invoices.fate(till.crm, invoice).paid == 50_000


def test_undo_takes_a_payment_back_with_what_it_paid(till: Till) -> None:  # noqa: F811
    invoice = till.invoice()
    pay(till, 50_000)
    till.crm.undo(None)
    assert till.left(invoice) == 100_000
    assert not till.crm.where(Payment)


def test_a_reversal_is_not_undone_when_others_paid_since(till: Till) -> None:  # noqa: F811
    invoice = till.invoice()
    payment, _given = pay(till, 100_000)
    paying.reverse(till.crm, payment)
    step = till.crm.steps(limit=1)[0].step
    pay(till, 100_000)
    with pytest.raises(Conflict, match="would be paid"):
        till.crm.undo(step)
    assert till.left(invoice) == 0
    till.crm.undo()
    till.crm.undo(step)
    assert (till.left(invoice), payments.spare(till.crm, payment)) == (0, 0)


def test_money_that_was_paid_back_is_not_there_again_when_it_paid_something_since(till: Till) -> None:  # noqa: F811
    payment, _given = pay(till, 100_000)
    paying.refund(till.crm, payment, 40_000)
    till.crm.undo()
    refunded = till.crm.steps(limit=1)[0].target
    invoice = till.invoice()
    paying.allocate(till.crm, payment, [To(invoice, 100_000)])
    with pytest.raises(Conflict, match="would have paid"):
        till.crm.redo(refunded)
    assert payments.spare(till.crm, payment) == 0
