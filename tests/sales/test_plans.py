"""Payment plans: as people write them, what each part comes to, and when it is due by what has happened."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import Conflict, CrmError, Invalid, Word
from crm_cli.i18n import bind
from crm_cli.records.countries import country
from crm_cli.records.nouns.instalments import Instalment
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import billing, deliveries, orders, paying, plans, plantext
from tests.sales.test_orders import Shop

USUAL = "30% signed, 60% before delivery, 10% 12 months after acceptance retention"


@pytest.fixture
def shop() -> Shop:
    return Shop()


def read(text: str) -> list[tuple[object, ...]]:
    return [
        (part.event, part.share, part.amount, part.days, part.months, part.day, part.retention)
        for part in plantext.read(text, country("CN"), "CNY")
    ]


USUAL_PARTS = [
    ("signed", 3000, None, 0, 0, None, 0), ("before", 6000, None, 0, 0, None, 0), ("accepted", 1000, None, 0, 12, None, 1),
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        USUAL, "签订30% 发货前60% 验收后12个月10%质保金", "签订合同付30%，发货前付60%，质保金10%验收合格后一年", "预付三成；提货前六成；验收后12个月一成质保金",
        "30 % on signing; 60 % prior to delivery; retention 10 % 1 year after acceptance", "30% Anzahlung, 60% vor Lieferung, 10% 12 Monate nach Abnahme Einbehalt",
    ],
)  # fmt: skip
def test_a_plan_is_read_as_it_is_written(text: str) -> None:
    assert read(text) == USUAL_PARTS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("100% 30 days after invoice", [("invoiced", 10000, None, 30, 0, None, 0)]),
        ("开票后30天100%", [("invoiced", 10000, None, 30, 0, None, 0)]),
        ("定金20%，余款货到30天", [("signed", 2000, None, 0, 0, None, 0), ("delivered", None, None, 30, 0, None, 0)]),
        ("50% on 2026-12-31, rest 2 weeks after delivery", [("date", 5000, None, 0, 0, "2026-12-31", 0), ("delivered", None, None, 14, 0, None, 0)]),
        ("¥30,000 signed, rest after acceptance", [("signed", None, 3000000, 0, 0, None, 0), ("accepted", None, None, 0, 0, None, 0)]),
        ("签订2万 开票后30天余款", [("signed", None, 2000000, 0, 0, None, 0), ("invoiced", None, None, 30, 0, None, 0)]),
        ("33.33% signed, 66.67% delivered", [("signed", 3333, None, 0, 0, None, 0), ("delivered", 6667, None, 0, 0, None, 0)]),
    ],
)  # fmt: skip
def test_parts_are_shares_amounts_or_the_rest_after_an_event_or_on_a_day(text: str, parts: list[object]) -> None:
    assert read(text) == parts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has parts"), ("30% signed, 60% delivered", "90 %, not to 100 %"), ("60% signed, 60% delivered", "120 %"), ("100% whenever", "whenever"),
        ("100%", "after what"), ("signed", "how much"), ("rest signed, rest delivered", "only one"), ("200% signed", "between 0 and 100"),
        ("50% 50% signed", "more than one share"), ("100% 半个月 after delivery", "not a whole number"), ("33.333% signed, rest delivered", "two decimals"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused_and_says_why(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text)
    assert said in str(refused.value)


@given(
    st.integers(0, 10**12),
    st.lists(st.integers(1, 3000), min_size=1, max_size=8).map(lambda cut: [*cut, 10000 - sum(cut)] if sum(cut) < 10000 else [10000]),
)  # fmt: skip
def test_the_parts_of_a_plan_come_to_the_whole_and_none_is_more_than_a_cent_off(total: int, shares: list[int]) -> None:
    found = plans.amounts(total, [SimpleNamespace(share=share, amount=None) for share in shares])
    assert sum(found) == total
    assert all(abs(Fraction(total * share, 10000) - got) <= 1 for share, got in zip(shares, found, strict=True))


def planned(shop: Shop, text: str = USUAL, **values: object) -> Order:
    order = shop.order({"quantity": "2", "rate": 1300}, **values)
    plans.put(shop.crm, order, text)
    return order


def told(shop: Shop, order: Order) -> list[tuple[str | None, int, str]]:
    return [(one.due, one.left, one.state) for one in plans.standing(shop.crm, order)]


def test_parts_are_due_by_what_has_happened_and_a_retention_stands_apart(shop: Shop) -> None:
    order = planned(shop, date="2026-11-10")
    total = order.total or 0
    assert total == 1017000
    assert told(shop, order) == [
        ("2026-11-10", 305100, "overdue"),
        (None, 610200, "waiting"),
        (None, 101700, "retention"),
    ]
    shop.crm.change(shop.again(order), due="2026-11-30")
    assert told(shop, order)[1] == ("2026-11-30", 610200, "due")
    deliveries.deliver(shop.crm, order, date="2026-11-20")
    assert told(shop, order)[1] == ("2026-11-20", 610200, "overdue")
    orders.accept(shop.crm, shop.again(order))
    assert told(shop, order)[2] == ("2027-11-22", 101700, "retention")
    shop.go("2027-11-23")
    assert told(shop, order)[2] == ("2027-11-22", 101700, "overdue")


def test_a_month_that_is_too_short_ends_it(shop: Shop) -> None:
    order = planned(shop, "100% 3 months after signing", date="2025-11-30")
    assert told(shop, order)[0][0] == "2026-02-28"
    plans.put(shop.crm, order, "100% 3 months 5 days after signing")
    assert told(shop, order)[0][0] == "2026-03-05"


def test_after_delivery_and_after_the_invoice_mean_the_last_of_them(shop: Shop) -> None:
    order = planned(shop, "50% 10 days after delivery, 50% 30 days after invoice", date="2026-10-01")
    [line] = shop.lines(order)
    deliveries.deliver(shop.crm, order, {line.id: Decimal(1)}, date="2026-10-02")
    billing.bill(shop.crm, order, {line.id: Decimal(1)}, date="2026-10-02")
    assert [due for due, _left, _state in told(shop, order)] == [None, None]
    deliveries.deliver(shop.crm, order, date="2026-11-01")
    billing.bill(shop.crm, order, date="2026-11-02")
    assert [due for due, _left, _state in told(shop, order)] == ["2026-11-11", "2026-12-02"]
    rows = shop.crm.table("instalment", ["due"], ["due<2026-12-01"]).rows
    assert [tuple(row) for row in rows] == [("2026-11-11",)]


def test_what_came_pays_what_is_due_first(shop: Shop) -> None:
    order = planned(shop, date="2026-11-10")
    shop.crm.add(Payment(client=shop.client.id, order=order.id, amount=400000, date="2026-11-12"))
    assert [(one.paid, one.left, one.state) for one in plans.standing(shop.crm, order)] == [
        (305100, 0, "paid"), (94900, 515300, "waiting"), (0, 101700, "retention"),
    ]  # fmt: skip


def test_an_acceptance_draft_is_money_once_it_matures_and_allocated_money_counts_once(shop: Shop) -> None:
    order = planned(shop, date="2026-11-10")
    billing.bill(shop.crm, order, date="2026-11-10")
    paying.receive(shop.crm, Payment(client=shop.client.id, order=order.id, amount=305100, date="2026-11-12"))
    assert plans.received(shop.crm, order) == 305100
    draft = Payment(
        client=shop.client.id, order=order.id, amount=100000, date="2026-11-12", method="draft", matures="2027-02-12"
    )
    shop.crm.add(draft)
    assert plans.received(shop.crm, order) == 305100
    shop.go("2027-02-12")
    assert plans.received(shop.crm, order) == 405100


def test_a_plan_takes_the_place_of_the_one_before_and_is_one_undo(shop: Shop) -> None:
    order = planned(shop)
    plans.put(shop.crm, order, "100% signed")
    assert [part.share for part in plans.of(shop.crm, order)] == [10000]
    shop.crm.undo()
    assert [part.share for part in plans.of(shop.crm, order)] == [3000, 6000, 1000]


@pytest.mark.parametrize(
    "text", ["¥20000 signed, rest after delivery", "¥10000 signed, ¥100 delivered", "$100 signed, rest delivered"]
)
def test_amounts_come_to_what_the_order_does_in_its_currency(shop: Shop, text: str) -> None:
    order = shop.order({"quantity": "2", "rate": 1300})
    with pytest.raises(CrmError):
        plans.put(shop.crm, order, text)
    assert plans.of(shop.crm, order) == []


def test_a_part_is_a_share_or_an_amount_and_says_its_day_only_where_it_is_due_on_one(shop: Shop) -> None:
    order = shop.order()
    for wrong in (
        {"share": 1, "amount": 1},
        {"share": 0},
        {"amount": -1},
        {"event": "date"},
        {"day": "2026-12-01"},
        {"days": -1},
    ):
        with pytest.raises(Invalid):
            shop.crm.add(Instalment(order=order.id, **wrong))
    with pytest.raises(Conflict):
        plans.put(shop.crm, orders.cancel(shop.crm, order, "预算"), "100% signed")


def test_what_is_no_plan_is_told_with_an_example_in_the_language_of_the_reader() -> None:
    with pytest.raises(CrmError) as caught:
        plantext.read("30% 月球", country("CN"), "CNY")
    bind("zh_CN")
    try:
        example = caught.value.values["example"]
        assert isinstance(example, Word)
        assert "签订30%" in example.shown()
    finally:
        bind("en")
