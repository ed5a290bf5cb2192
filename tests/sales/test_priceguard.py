"""A price that a client was given is the firm's memory: what it was, whoever said it, and what is said of one that does not fit."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crm_cli.errors import Denied, filled
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.users import User
from crm_cli.sales import priceguard, pricehistory, quotes
from crm_cli.workspace import Workspace
from tests.founding import added, founded


class Shop:
    """A firm with one product at 5,000, two reps, and a client of level A that belongs to a group."""

    def __init__(self) -> None:
        self.crm: Workspace = founded()
        self.boss: User = self.crm.change(self.crm.find(User)[0], role="admin")
        self.li, self.chen = (added(self.crm, "user", name=name) for name in ("李强", "陈静"))
        added(self.crm, "limit", role="rep", below_usual=1000)
        self.pro: Product = added(self.crm, "product", name="GTX Pro", price=500_000, floor=300_000)
        self.parent: Client = added(self.crm, "client", name="科锐集团")
        self.client: Client = added(self.crm, "client", name="科锐", level="A", parent=self.parent.id)

    def as_(self, user: User) -> None:
        """That user works from now on."""
        self.crm.user, self.crm._me = user.name, None

    def quote(
        self,
        price: int,
        client: Client | None = None,
        day: str = "2026-11-01",
        sent: bool = True,
        whole: int = 0,
        **line: Any,
    ) -> Any:
        made = added(
            self.crm,
            "quote",
            client=(client or self.client).id,
            date=day,
            valid="2026-12-31",
            owner=self.crm.me,
            discount=whole,
        )
        added(self.crm, "quoteline", quote=made.id, product=self.pro.id, price=price, **line)
        made = self.crm.by_id(type(made), made.id)
        return quotes.send(self.crm, made, day) if sent else made

    def said(self, quote: Any, *codes: str) -> list[str]:
        """What is said of a quote, in words; of these codes, or of all."""
        found = priceguard.findings(self.crm, quote, self.lines(quote))
        return [filled(one.text, one.values) for one in found if not codes or one.code in codes]

    def lines(self, quote: Any) -> list[Any]:
        from crm_cli.sales.documents import lines_of

        return lines_of(self.crm, quote)

    def codes(self, quote: Any) -> list[tuple[str, str]]:
        return [(one.severity, one.code) for one in priceguard.findings(self.crm, quote, self.lines(quote))]


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_another_rep_is_warned_of_what_the_one_who_left_had_offered(shop: Shop) -> None:
    shop.as_(shop.li)
    first = shop.quote(450_000, day="2026-03-01")
    shop.quote(420_000, day="2026-05-01")
    shop.crm.change(shop.li, active=0)
    shop.as_(shop.chen)
    said = shop.said(shop.quote(400_000, sent=False))
    assert said[0] == "GTX Pro: ¥4,000 is below the last price of this client, ¥4,200: Q2, 2026-05-01, 李强 (has left)"
    assert (
        "GTX Pro, this client: last ¥4,200 (Q2, 2026-05-01, 李强 (has left)), lowest ¥4,200 (Q2, 李强 (has left)), usual ¥4,350 of 2"
        in said
    )
    assert first.number


def test_every_way_in_which_a_price_was_given_counts(shop: Shop) -> None:
    shop.quote(480_000, day="2026-01-01")
    order = added(shop.crm, "order", client=shop.client.id, date="2026-02-01")
    added(shop.crm, "orderline", order=order.id, product=shop.pro.id, price=470_000)
    added(shop.crm, "pricetalk", client=shop.client.id, product=shop.pro.id, price=460_000, at="2026-03-01T02:00:00Z")
    shop.quote(100, day="2026-04-01", sent=False)  # a draft was told nobody
    cancelled = added(shop.crm, "order", client=shop.client.id, date="2026-05-01")
    added(shop.crm, "orderline", order=cancelled.id, product=shop.pro.id, price=100)
    shop.crm.change(cancelled, cancelled="2026-05-02")
    found = pricehistory.history(shop.crm, shop.pro, shop.client)
    assert [(one.how, one.day, int(one.unit)) for one in found] == [
        ("spoken", "2026-03-01", 460_000), ("ordered", "2026-02-01", 470_000), ("quoted", "2026-01-01", 480_000),
    ]  # fmt: skip


def test_an_order_that_only_repeats_its_quote_is_no_second_price(shop: Shop) -> None:
    quote = shop.quote(480_000)
    order = added(shop.crm, "order", client=shop.client.id, quote=quote.id, date="2026-11-10", discount=quote.discount)
    line = shop.lines(quote)[0]
    same = added(shop.crm, "orderline", order=order.id, product=shop.pro.id, price=480_000, quoteline=line.id)
    assert [one.how for one in pricehistory.history(shop.crm, shop.pro, shop.client)] == ["quoted"]
    shop.crm.change(same, price=475_000)
    assert [one.how for one in pricehistory.history(shop.crm, shop.pro, shop.client)] == ["ordered", "quoted"]


def test_what_a_client_pays_is_the_price_less_all_discounts_and_tax(shop: Shop) -> None:
    shop.quote(500_000, day="2026-01-01", discount=1000, whole=500, quantity="10", off=50_000)
    found = pricehistory.history(shop.crm, shop.pro, shop.client)[0]
    assert int(found.unit) == found.unit == 422_750
    assert pricehistory.effective(1000, 100, Fraction(7)) == 10


def test_group_and_level_are_looked_at_where_the_client_has_no_price_of_its_own(shop: Shop) -> None:
    sister = added(shop.crm, "client", name="科锐电气", parent=shop.parent.id)
    peer = added(shop.crm, "client", name="永昌", level="A")
    other = added(shop.crm, "client", name="宏达", level="B")
    shop.quote(300_000, other)
    shop.quote(490_000, peer)
    draft = shop.quote(430_000, sent=False)
    assert shop.codes(draft) == [("warning", "below_usual"), ("info", "earlier")]
    assert "the usual ¥4,900 of its level" in shop.said(draft, "below_usual")[0]
    shop.quote(440_000, sister)
    assert shop.codes(draft) == [("info", "earlier"), ("info", "earlier")]
    known = pricehistory.summaries(shop.crm, shop.pro, shop.client, "CNY")
    assert {scope: one.count for scope, one in known.items()} == {"group": 1, "level": 1}
    assert {
        len(pricehistory.history(shop.crm, shop.pro, shop.client, scope=scope)) for scope in ("group", "level")
    } == {1}
    assert len(pricehistory.history(shop.crm, shop.pro)) == 3


def test_the_usual_price_is_the_median_of_the_last_five(shop: Shop) -> None:
    for month, price in enumerate((100_000, 450_000, 460_000, 470_000, 480_000, 490_000), 1):
        shop.quote(price, day=f"2026-0{month}-01")
    known = pricehistory.summaries(shop.crm, shop.pro, shop.client, "CNY")["client"]
    assert (known.count, int(known.usual), int(known.last.unit), int(known.lowest.unit)) == (
        6,
        470_000,
        490_000,
        100_000,
    )


@pytest.mark.parametrize(("price", "warned"), [(423_000, False), (422_999, True)])
def test_more_than_ten_per_cent_below_the_usual_is_warned(shop: Shop, price: int, warned: bool) -> None:
    shop.quote(470_000)
    assert (("warning", "below_usual") in shop.codes(shop.quote(price, sent=False))) is warned


def test_the_limit_of_a_role_says_from_when_on_it_is_warned(shop: Shop) -> None:
    shop.quote(470_000)
    draft = shop.quote(450_000, sent=False)
    assert not shop.said(draft, "below_usual")
    added(shop.crm, "limit", role="admin", below_usual=200)
    assert "4.3 % below" in shop.said(draft, "below_usual")[0]


def test_below_the_floor_is_refused_to_whoever_may_not_and_warned_to_whoever_may(shop: Shop) -> None:
    draft = shop.quote(330_000, sent=False, discount=1000)
    assert shop.codes(draft)[0] == ("warning", "below_floor")
    shop.as_(shop.li)
    with pytest.raises(Denied, match="¥2,970 is below the floor of ¥3,000"):
        priceguard.hold(shop.crm, draft, shop.lines(draft))
    at_floor = shop.quote(300_000, sent=False)
    assert priceguard.hold(shop.crm, at_floor, shop.lines(at_floor)) == []


def test_prices_of_other_currencies_are_not_compared(shop: Shop) -> None:
    dollars = added(shop.crm, "client", name="Acme", currency="USD", level="A")
    quote = added(shop.crm, "quote", client=dollars.id, currency="USD")
    added(shop.crm, "quoteline", quote=quote.id, product=shop.pro.id, price=900_000)
    quotes.send(shop.crm, shop.crm.by_id(type(quote), quote.id))
    assert shop.codes(shop.quote(500_000, sent=False)) == []


def test_a_price_that_was_told_to_nobody_is_said_nothing_of(shop: Shop) -> None:
    assert shop.codes(shop.quote(500_000, sent=False)) == []


@given(some.lists(some.fractions(min_value=0, max_value=100), min_size=1, max_size=9))
def test_the_usual_lies_between_the_lowest_and_the_highest_of_the_last_five_and_half_of_them_on_each_side(
    units: list[Fraction],
) -> None:
    last, usual = units[:5], pricehistory.usual(units)
    assert sum(one <= usual for one in last) * 2 >= len(last) <= 2 * sum(one >= usual for one in last)


def _day_of(shop: Shop, hours: list[tuple[str, int]]) -> list[int]:
    """One day: what is quoted (q), ordered (r) or said (s), one after the other; the prices as history tells them, the latest first."""
    clock = shop.crm.clock
    start = clock.now()
    for hour, (how, price) in enumerate(hours):
        clock._fixed = start + timedelta(minutes=10 * (hour + 1))
        today = clock.today().isoformat()
        if how == "q":
            made = shop.quote(price, day=today, sent=False)
            quotes.send(shop.crm, made, clock.stamp())
        elif how == "r":
            order = added(shop.crm, "order", client=shop.client.id, date=today)
            added(shop.crm, "orderline", order=order.id, product=shop.pro.id, price=price)
        else:
            added(shop.crm, "pricetalk", client=shop.client.id, product=shop.pro.id, price=price)
    return [int(one.unit) for one in pricehistory.history(shop.crm, shop.pro, shop.client)]


@given(some.lists(some.tuples(some.sampled_from("qrs"), some.integers(1, 999)), min_size=2, max_size=7))
@settings(max_examples=15, deadline=None)
def test_of_one_day_the_moment_decides_what_came_last_whatever_it_was(hours: list[tuple[str, int]]) -> None:
    assert _day_of(Shop(), hours) == [price for _how, price in reversed(hours)]


def test_an_order_of_a_past_day_came_after_what_was_quoted_and_said_that_day(shop: Shop) -> None:
    order = added(shop.crm, "order", client=shop.client.id, date="2026-11-01")
    added(shop.crm, "orderline", order=order.id, product=shop.pro.id, price=420_000)
    added(shop.crm, "pricetalk", client=shop.client.id, product=shop.pro.id, price=430_000, at="2026-11-01T09:00:00Z")
    shop.quote(440_000, day="2026-11-01")
    found = pricehistory.history(shop.crm, shop.pro, shop.client)
    assert [int(one.unit) for one in found] == [420_000, 430_000, 440_000]
    assert int(pricehistory.summaries(shop.crm, shop.pro, shop.client, "CNY")["client"].last.unit) == 420_000
