"""What is owed and when: drafts before they mature, discounts of what is left, retentions on days of their own, invoices that bill parts of a plan."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.errors import Conflict, Denied
from crm_cli.insight import receivables
from crm_cli.insight.receivables import Aged, Open
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.payments import Payment
from crm_cli.records.nouns.users import User
from crm_cli.sales import billing, credit, deliveries, invoices, orders, paying, payments, plans
from crm_cli.sales.paying import To
from tests.sales.test_conserved import bill_in_parts
from tests.sales.test_invoices import Till, till  # noqa: F401 - the fixture
from tests.sales.test_orders import Shop

USUAL = "30% signed, 60% delivered, 10% 12 months after acceptance retention"


@pytest.fixture
def shop() -> Shop:
    return Shop()


def seen(till: Till, ref: str, *names: str) -> list[object]:  # noqa: F811
    (row,) = till.crm.table("invoice", names, [f"ref={ref}"]).rows
    return list(row)


def one(till: Till, day: date | None = None) -> Open:  # noqa: F811
    (found,) = receivables.open_invoices(till.crm, day=day)
    return found


def aged(till: Till, day: date | None = None) -> Aged:  # noqa: F811
    (found,) = receivables.ages(till.crm, day=day)
    return found


def drafted(till: Till, amount: int, matures: str) -> Payment:  # noqa: F811
    payment = Payment(client=till.client.id, amount=amount, method="draft", matures=matures)
    return paying.receive(till.crm, payment)[0]


# --- acceptance drafts


def test_a_draft_covers_its_invoice_and_pays_it_when_it_matures(till: Till) -> None:  # noqa: F811
    invoice = till.invoice(due="2026-12-10")
    drafted(till, 100_000, "2027-05-22")
    assert seen(till, "V1", "status", "paid", "left", "covered", "covered_until") == [
        "covered", 0, 100_000, 100_000, "2027-05-22",
    ]  # fmt: skip
    fate = invoices.fate(till.crm, invoice)
    assert (fate.left, fate.covered, fate.asked) == (100_000, 100_000, 0)
    assert credit.exposure(till.crm, till.client).invoices == 100_000
    till.go("2027-05-21")
    assert (credit.overdue(till.crm), seen(till, "V1", "status")) == ([], ["covered"])
    assert (aged(till).left, aged(till).covered, aged(till).late, one(till).days) == (100_000, 100_000, 0, None)
    till.go("2027-05-22")
    assert seen(till, "V1", "status", "paid", "left", "covered", "covered_until") == ["paid", 100_000, 0, 0, None]
    assert credit.exposure(till.crm, till.client).total == 0
    assert receivables.ages(till.crm) == []


def test_what_a_draft_covers_is_not_paid_a_second_time(till: Till) -> None:  # noqa: F811
    invoice = till.invoice()
    drafted(till, 60_000, "2027-05-22")
    payment, _given = paying.receive(till.crm, Payment(client=till.client.id, amount=50_000))
    assert (invoices.fate(till.crm, invoice).asked, payments.spare(till.crm, payment)) == (0, 10_000)
    with pytest.raises(Conflict):
        paying.allocate(till.crm, payment, [To(invoice, 1)])


def test_a_draft_that_bounces_opens_its_invoice_again_before_and_after_it_matures(till: Till) -> None:  # noqa: F811
    till.invoice(due="2026-12-10")
    paying.reverse(till.crm, drafted(till, 100_000, "2027-05-22"))
    assert seen(till, "V1", "status", "left", "covered", "covered_until") == ["open", 100_000, 0, None]
    second = drafted(till, 100_000, "2027-05-22")
    till.go("2027-05-25")
    paying.reverse(till.crm, second)
    assert seen(till, "V1", "status", "left", "covered") == ["overdue", 100_000, 0]
    assert receivables.open_invoices(till.crm, day=date(2027, 5, 23)) == []


def test_a_draft_that_went_to_no_invoice_is_no_money_in_advance_before_it_matures(till: Till) -> None:  # noqa: F811
    drafted(till, 100_000, "2027-05-22")
    assert credit.exposure(till.crm, till.client).ahead == 0
    assert [(month.month, month.drafts) for month in receivables.forecast(till.crm)] == [("2027-05", 100_000)]
    till.go("2027-05-22")
    assert credit.exposure(till.crm, till.client).ahead == 100_000


def test_a_forecast_counts_a_draft_once(till: Till) -> None:  # noqa: F811
    till.invoice(due="2026-12-10")
    drafted(till, 130_000, "2027-05-22")
    (month,) = receivables.forecast(till.crm)
    assert (month.month, month.due, month.likely, month.drafts) == ("2027-05", 0, 0, 130_000)
    (month,) = receivables.forecast(till.crm, [f"client={till.client.ref}"])
    assert (month.month, month.drafts) == ("2027-05", 100_000)


# --- discounts for early payment


@pytest.mark.parametrize(("back", "paid", "off", "spare"), [(1, 49_000, 1_000, 49_000), (2, 0, 0, 98_000)])
def test_a_discount_shortens_with_what_is_left_of_its_invoice(
    till: Till, back: int, paid: int, off: int, spare: int  # noqa: F811
) -> None:  # fmt: skip
    order = till.order(("2", 50_000, 0))
    invoice = billing.bill(till.crm, order, skonto=200, skonto_until="2026-12-02")
    payment, _given = paying.receive(till.crm, Payment(client=till.client.id, amount=98_000))
    billing.reverse(till.crm, invoice, {till.lines(invoice)[0].id: Decimal(back)})
    fate = invoices.fate(till.crm, invoice)
    assert (fate.paid, fate.skonto, fate.left, payments.spare(till.crm, payment)) == (paid, off, 0, spare)


# --- retentions


def test_a_retention_ages_from_its_own_day(shop: Shop) -> None:
    order = shop.order({"quantity": "2", "rate": 1300}, date="2026-11-10")
    plans.put(shop.crm, order, "90% 30 days after invoice, 10% 12 months after acceptance retention")
    billing.bill(shop.crm, order, date="2026-11-10")
    paying.receive(shop.crm, Payment(client=shop.client.id, amount=915300))
    deliveries.deliver(shop.crm, order)
    orders.accept(shop.crm, shop.again(order))
    (found,) = receivables.open_invoices(shop.crm)
    assert (found.left, found.held, found.held_until, found.days, found.late) == (101700, 101700, "2027-11-22", None, False)  # fmt: skip
    shop.go("2027-11-22")
    assert receivables.ages(shop.crm)[0].late == 0
    shop.go("2027-11-27")
    (ages,) = receivables.ages(shop.crm)
    assert (ages.held, ages.to30, ages.over90, ages.oldest) == (0, 101700, 0, "2027-11-22")
    (late,) = credit.overdue(shop.crm)
    assert (late.due, late.days, late.left) == ("2027-11-22", 5, 101700)
    paying.receive(shop.crm, Payment(client=shop.client.id, amount=101700, date="2027-11-25"))
    (habit,) = credit.habits(shop.crm)
    assert (round(habit.late, 6), habit.in_time) == (-15.9, 9000)


RETENTIONS = st.sampled_from(
    [
        "33.33% signed, 56.67% delivered, 10% 12 months after acceptance retention", "93% signed, 7% 12 months after acceptance retention",
        "5% 6 months after acceptance retention, 90.5% signed, 4.5% 12 months after acceptance retention",
    ]
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(1, 99_999)), min_size=1, max_size=3), RETENTIONS, st.lists(st.integers(1, 100), max_size=4)
)  # fmt: skip
def test_the_invoices_of_an_order_together_retain_what_its_plan_does(
    said: list[tuple[int, int]], text: str, shares: list[int]
) -> None:
    shop = Shop()
    order = shop.order(*({"quantity": str(quantity), "price": price, "rate": 1300} for quantity, price in said))
    plans.put(shop.crm, order, text)
    bill_in_parts(shop, order, shares)
    kept = sum(part.amount for part in plans.standing(shop.crm, order) if part.part.retention)
    assert sum(found.held for found in receivables.open_invoices(shop.crm)) == kept


def test_a_retention_that_is_the_rest_or_an_amount_is_retained_too(shop: Shop) -> None:
    for text in ("90% signed, rest 12 months after acceptance retention", "¥1017 12 months after acceptance retention, rest signed"):  # fmt: skip
        order = shop.order({"quantity": "2", "rate": 1300})
        plans.put(shop.crm, order, text)
        billing.bill(shop.crm, order)
    assert [found.held for found in receivables.open_invoices(shop.crm)] == [101700, 101700]


# --- parts of a plan


def test_an_invoice_is_due_with_the_part_of_the_plan_that_it_bills(shop: Shop) -> None:
    order = shop.order({"quantity": "10", "rate": 0}, date="2026-11-10")
    plans.put(shop.crm, order, "30% 5 days after signing, 60% 10 days after delivery, 10% 12 months after acceptance retention")  # fmt: skip
    [line] = shop.lines(order)
    first = billing.bill(shop.crm, order, {line.id: Decimal(3)}, date="2026-11-10")
    second = billing.bill(shop.crm, order, date="2026-11-10")
    parts = plans.of(shop.crm, order)
    assert [first.part, second.part] == [parts[0].id, parts[1].id]
    rows = shop.crm.table("invoice", ["ref", "due", "status"], sort="ref").rows
    assert [tuple(row) for row in rows] == [("V1", "2026-11-15", "overdue"), ("V2", None, "open")]
    (ages,) = receivables.ages(shop.crm)
    assert (ages.to30, ages.now, ages.held) == (
        (first.total or 0) * 9 // 10,  # billed by lines, of which a tenth is retained
        (second.total or 0) * 9 // 10,
        (order.total or 0) // 10,
    )
    assert [month.month for month in receivables.forecast(shop.crm)] == ["late", "2026-11", ""]
    deliveries.deliver(shop.crm, order, date="2026-11-11")
    assert [tuple(row) for row in shop.crm.table("invoice", ["due", "status"], ["ref=V2"]).rows] == [("2026-11-21", "overdue")]  # fmt: skip
    assert [late.ref for late in credit.overdue(shop.crm)] == ["V1", "V2"]


def test_an_invoice_says_itself_which_part_it_bills_or_when_it_is_due(shop: Shop) -> None:
    order = shop.order({"quantity": "10", "rate": 0}, date="2026-11-10")
    plans.put(shop.crm, order, USUAL)
    parts = plans.of(shop.crm, order)
    [line] = shop.lines(order)
    said = billing.bill(shop.crm, order, {line.id: Decimal(1)}, part=parts[1].id)
    dated = billing.bill(shop.crm, order, {line.id: Decimal(1)}, due="2026-12-24")
    assert (said.part, said.due, dated.part, dated.due) == (parts[1].id, None, None, "2026-12-24")
    assert shop.crm.change(dated, part=parts[0].id).due is None
    other = shop.order({"quantity": "1"})
    with pytest.raises(Conflict):
        billing.bill(shop.crm, other, part=parts[0].id)


def test_who_plans_anew_has_the_invoices_due_by_the_new_plan(shop: Shop) -> None:
    order = shop.order({"quantity": "10", "rate": 0}, date="2026-11-10")
    plans.put(shop.crm, order, USUAL)
    billing.bill(shop.crm, order)
    plans.put(shop.crm, order, "100% 3 days after signing")
    (found,) = shop.crm.where(Invoice)
    assert found.part == plans.of(shop.crm, order)[0].id
    assert [tuple(row) for row in shop.crm.table("invoice", ["due"]).rows] == [("2026-11-13",)]
    shop.crm.undo()
    (found,) = shop.crm.where(Invoice)
    assert found.part == plans.of(shop.crm, order)[1].id


# --- as of a day


def test_it_is_told_how_it_stood_on_a_day_that_is_past(till: Till) -> None:  # noqa: F811
    till.go("2026-09-01")
    till.invoice(due="2026-09-30")
    till.go("2026-10-20")
    paying.receive(till.crm, Payment(client=till.client.id, amount=40_000))
    till.go("2026-11-10")
    drafted(till, 60_000, "2026-11-20")
    till.go("2026-11-22")
    till.invoice(5_000)
    told = {day: (found.left, found.covered, found.now, found.to30, found.to60) for day in (date(2026, 9, 15), date(2026, 10, 5), date(2026, 10, 20), date(2026, 11, 10), date(2026, 11, 22)) for found in receivables.ages(till.crm, day=day)}  # fmt: skip
    assert told == {
        date(2026, 9, 15): (100_000, 0, 100_000, 0, 0), date(2026, 10, 5): (100_000, 0, 0, 100_000, 0), date(2026, 10, 20): (60_000, 0, 0, 60_000, 0),
        date(2026, 11, 10): (60_000, 60_000, 0, 0, 0), date(2026, 11, 22): (5_000, 0, 5_000, 0, 0),
    }  # fmt: skip
    assert receivables.ages(till.crm, day=date(2026, 8, 31)) == []
    assert one(till, date(2026, 10, 5)).days == 5


def test_whose_limit_is_used_most_stands_first(till: Till) -> None:  # noqa: F811
    for name, limit, owes in (("小", 100_000, 50_000), ("大", 10_000_000, 9_000_000), ("无", None, 20_000_000), ("超", 1_000, 2_000), ("零", 0, 1), ("空", 500, 0)):  # fmt: skip
        till.client = till.crm.add(Client(name=name, credit_limit=limit))
        till.invoice(owes) if owes else None
    found = credit.exposures(till.crm)
    assert [(each.client, each.used, each.over > 0) for each in found] == [
        ("零", None, True), ("超", 20_000, True), ("大", 9_000, False), ("小", 5_000, False), ("空", 0, False), ("无", None, False),
    ]  # fmt: skip
    for each in found:
        client = till.crm.get(Client, each.ref)
        assert each == credit.exposure(till.crm, client)


# --- what will never come


def test_what_is_written_off_settles_its_invoice_and_is_no_money(till: Till) -> None:  # noqa: F811
    till.go("2026-09-01")
    invoice = till.invoice(due="2026-09-30")
    paying.receive(till.crm, Payment(client=till.client.id, amount=99_000, date="2026-09-01"))
    till.go("2026-11-22")
    with pytest.raises(Conflict):
        paying.receive(till.crm, Payment(client=till.client.id, amount=1_001, method="writeoff"))
    paying.receive(till.crm, Payment(client=till.client.id, amount=1_000, method="writeoff"))
    assert (till.left(invoice), seen(till, "V1", "status")) == (0, ["paid"])
    (habit,) = credit.habits(till.crm)
    assert (habit.amount, round(habit.late)) == (99_000, -29)


def test_only_a_manager_writes_off(till: Till) -> None:  # noqa: F811
    till.invoice()
    till.crm.user = till.crm.add(User(name="小李", role="rep")).name
    till.crm._me = None
    with pytest.raises(Denied):
        paying.receive(till.crm, Payment(client=till.client.id, amount=1_000, method="writeoff"))
    assert not till.crm.where(Payment)
