"""Orders in the day, in checks, in the story of a client and in what became of deals."""

import pytest

from crm_cli.agenda import changes, today
from crm_cli.agenda.timeline import timeline
from crm_cli.insight import builtin
from crm_cli.records import filters
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.sales import billing, deliveries, orders, plans
from tests.sales.test_orders import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()


def matters(shop: Shop) -> list[tuple[str, str, int]]:
    return [(one.what, one.ref, one.days) for one in today.read(shop.crm, owner=shop.me.id).matters]


def test_the_day_tells_what_is_late_what_is_promised_and_which_part_of_a_plan_should_have_come(shop: Shop) -> None:
    late = shop.order(date="2026-11-01", due="2026-11-15")
    soon = shop.order(due="2026-11-25")
    shop.order(due="2027-01-25")
    plans.put(shop.crm, late, "50% signed, 40% 30 days after delivery, 10% 1 year after acceptance retention")
    assert matters(shop) == [("plan", late.ref, -21), ("late", late.ref, -7), ("promised", soon.ref, 3)]
    deliveries.deliver(shop.crm, late)
    orders.cancel(shop.crm, soon, "预算")
    assert matters(shop) == [("plan", late.ref, -21)]


def test_the_check_of_plans_says_which_parts_and_how_much(shop: Shop) -> None:
    order = shop.order({"quantity": "2", "rate": 1300}, date="2026-11-01")
    plans.put(shop.crm, order, "50% signed, 50% 30 days after delivery")
    assert builtin.behind_plan(shop.crm, ((),)) == {"R1": {"parts": "50% signed", "left": "5085.00"}}
    assert builtin.behind_plan(shop.crm, filters.read("order", ["total>1000000"], shop.crm)) == {}


def test_what_went_out_and_is_not_billed_after_a_week_is_found_by_a_check(shop: Shop) -> None:
    order = shop.order(date="2026-11-01")
    deliveries.deliver(shop.crm, order, date="2026-11-10")
    wanted = str(builtin.BUILT_IN["order-unbilled"].filter).split()
    assert [one.ref for one in shop.crm.find(type(order), wanted)] == [order.ref]
    billing.bill(shop.crm, order)
    assert shop.crm.find(type(order), wanted) == []


def test_the_story_of_a_client_has_its_orders_and_what_went_out_and_came_back(shop: Shop) -> None:
    order = shop.order(date="2026-11-01")
    deliveries.deliver(shop.crm, order, carrier="顺丰", tracking="SF1", date="2026-11-20")
    orders.accept(shop.crm, order, "2026-11-20")
    deliveries.take_back(shop.crm, order, reason="坏")
    told = [(one.kind, one.ref, one.note) for one in timeline(shop.crm, shop.client) if one.kind != "created"]
    assert sorted(told) == [
        ("accepted", "R1", None), ("ordered", "R1", "25707.48 CNY"), ("returned", "DN2", "坏"), ("shipped", "DN1", "顺丰 SF1"),
    ]  # fmt: skip


def test_a_deal_that_was_ordered_is_told_with_the_number_of_the_order(shop: Shop) -> None:
    deal = shop.crm.add(Opportunity(name="扩建", client=shop.client.id, owner=shop.me.id))
    low = shop.clock.stamp()
    order = shop.order(opportunity=deal.id)
    [found] = [one for one in changes.read(shop.crm, low) if one.kind == "ordered"]
    assert (found.ref, found.new, found.value, found.by) == (deal.ref, order.number, order.total, "王芳")
