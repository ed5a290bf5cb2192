"""Quotes: their lines and sums, what may be written, and how they go from draft to an end."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import Conflict, CrmError, Invalid
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import documents, quotes
from tests.sales.conftest import Firm


class Shop(Firm):
    """A firm with one client and two products."""

    def __init__(self) -> None:
        super().__init__()
        self.client = self.crm.add(Client(name="科锐"))
        self.pro = self.crm.add(Product(name="GTX Pro", price=450000, unit="台", cost=300000))
        self.plus = self.crm.add(Product(name="GTX Plus", price=9999, tax="exempt"))

    def quote(self, *lines: Mapping[str, object], **values: object) -> Quote:
        with self.crm.step():
            made = self.crm.add(Quote(client=self.client.id, **values))  # type: ignore[arg-type]
            for said in lines:
                self.line(made, **said)
        return self.again(made)

    def line(self, quote: Quote, **said: object) -> QuoteLine:
        return self.crm.add(QuoteLine(quote=quote.id, **({"product": self.pro.id} | said)))  # type: ignore[arg-type]

    def lines(self, quote: Quote) -> list[QuoteLine]:
        return documents.lines_of(self.crm, quote)

    def again(self, quote: Quote) -> Quote:
        return self.crm.by_id(Quote, quote.id)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_new_quote_has_its_number_a_day_until_which_it_holds_and_is_mine(shop: Shop) -> None:
    quote = shop.quote()
    assert (quote.number, quote.version, quote.status, quote.owner) == ("QT-2026-0001", 1, "draft", shop.me.id)
    assert (quote.date, quote.valid, quote.currency, quote.total) == ("2026-11-22", "2026-12-22", "CNY", None)


def test_a_line_takes_price_unit_tax_and_cost_of_its_product_and_the_quote_sums_it_up(shop: Shop) -> None:
    quote = shop.quote({"quantity": "3", "discount": 500})
    line = shop.lines(quote)[0]
    assert (line.price, line.unit, line.rate, line.cost, line.net, line.list_price) == (
        450000,
        "台",
        1300,
        900000,
        1282500,
        450000,
    )
    assert (quote.net, quote.vat, quote.total, quote.cost) == (1282500, 166725, 1449225, 900000)


def test_charges_and_discounts_of_the_whole_and_several_rates_are_summed_up(shop: Shop) -> None:
    freight = {"kind": "charge", "product": None, "text": "运费", "price": 30000}
    rebate = {"kind": "discount", "product": None, "text": "返利", "price": 10000}
    exempt = {"product": shop.plus.id, "quantity": "2"}
    quote = shop.quote({"quantity": "1"}, exempt, freight, rebate, discount=1000)
    # 13 %: 4500 less 10 %, and 300 - 100 without it: 4250; exempt: 199.98 less 20.00
    assert (quote.net, quote.vat, quote.total) == (425000 + 17998, 55250, 425000 + 17998 + 55250)


def test_options_and_texts_are_not_added(shop: Shop) -> None:
    quote = shop.quote({}, {"optional": 1}, {"kind": "text", "product": None, "text": "以下为选配"})
    assert quote.net == 450000


def test_prices_that_include_tax_take_it_out(shop: Shop) -> None:
    quote = shop.quote({"price": 11300}, taxed=1)
    assert (quote.net, quote.vat, quote.total) == (10000, 1300, 11300)
    assert shop.lines(shop.quote({}, taxed=1))[0].price == 508500  # the list price with its tax


def test_many_lines_are_summed_up_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    real = documents.sum_up

    def counting(*given: Any, **more: Any) -> None:
        counted.append("once")
        real(*given, **more)

    monkeypatch.setattr(documents, "sum_up", counting)
    shop.quote(*[{"quantity": str(n)} for n in range(1, 40)])
    assert counted == ["once"]


def test_lines_stand_in_the_order_they_came(shop: Shop) -> None:
    quote = shop.quote({"quantity": "1"}, {"quantity": "2"}, {"quantity": "3"})
    assert [(line.position, line.quantity) for line in shop.lines(quote)] == [(1, "1"), (2, "2"), (3, "3")]


def test_a_price_that_nobody_typed_follows_the_product_and_a_typed_one_stays(shop: Shop) -> None:
    quote = shop.quote({}, {"price": 440000})
    followed, typed = [shop.crm.change(line, product=shop.plus.id) for line in shop.lines(quote)]
    assert (followed.price, followed.tax, followed.rate) == (9999, "exempt", None)
    assert shop.crm.change(shop.lines(quote)[1], quantity="7").price == typed.price


def test_when_a_line_goes_the_sum_goes_with_it(shop: Shop) -> None:
    quote = shop.quote({}, {})
    shop.crm.remove(shop.lines(quote)[0])
    assert shop.again(quote).net == 450000
    shop.crm.remove(shop.lines(quote)[0])
    assert shop.again(quote).total is None


def test_undo_leaves_a_sum_that_is_right(shop: Shop) -> None:
    quote = shop.quote({})
    second = shop.line(quote)
    step = shop.crm.steps(mine=True)[0].step
    shop.line(quote)
    shop.crm.undo(step)
    assert not shop.crm.where(QuoteLine, id=second.id)
    assert shop.again(quote).net == 900000


@pytest.mark.parametrize(
    "said",
    [
        {"quantity": "0"}, {"quantity": "-2"}, {"quantity": "10000000000"}, {"quantity": "0.0000001"}, {"discount": 20000}, {"discount": -1},
        {"price": 10**17}, {"price": -1}, {"price": 10**13, "quantity": "1000"}, {"off": 450001}, {"rate": 20000}, {"per": 0, "price": 1}, {"currency": "USD"},
        {"product": None}, {"product": None, "text": "没有价格"},
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_refused_and_nothing_is_half_saved(shop: Shop, said: dict[str, object]) -> None:
    quote = shop.quote({})
    with pytest.raises(CrmError):
        shop.line(quote, **said)
    assert (len(shop.lines(quote)), shop.again(quote).net) == (1, 450000)


def test_a_product_that_is_sold_no_more_is_not_quoted(shop: Shop) -> None:
    shop.crm.change(shop.plus, active=0)
    with pytest.raises(Invalid, match="no longer sold"):
        shop.quote({"product": shop.plus.id})


def test_a_quote_with_lines_keeps_its_currency(shop: Shop) -> None:
    with pytest.raises(Conflict):
        shop.crm.change(shop.quote({}), currency="USD")


def test_a_quote_does_not_expire_before_its_date(shop: Shop) -> None:
    with pytest.raises(Invalid):
        shop.quote(valid="2026-11-01")


def test_a_sent_quote_and_its_lines_cannot_be_edited(shop: Shop) -> None:
    quote = quotes.send(shop.crm, shop.quote({}))
    line = shop.lines(quote)[0]
    for write in (
        lambda: shop.crm.change(quote, discount=100),
        lambda: shop.crm.change(quote, payment="30 days"),
        lambda: shop.crm.change(line, quantity="4"),
        lambda: shop.crm.change(line, position=7),
        lambda: shop.crm.remove(line),
        lambda: shop.line(quote),
        lambda: shop.crm.remove(quote),
    ):
        with pytest.raises(Conflict):
            write()
    assert shop.crm.change(quote, owner=shop.me.id, team=None).status == "sent"  # who keeps it may change


def test_what_was_asked_about_is_a_draft_again_when_it_changes(shop: Shop) -> None:
    for write in (
        lambda q: shop.crm.change(q, discount=100),
        lambda q: shop.crm.change(shop.lines(q)[0], text="说明"),
        shop.line,
    ):
        quote = shop.crm.change(shop.quote({}), status="submitted")
        write(quote)
        assert shop.again(quote).status == "draft"


def test_a_quote_goes_only_from_one_status_to_the_next(shop: Shop) -> None:
    quote = shop.quote({})
    with pytest.raises(Conflict):
        quotes.accept(shop.crm, quote)
    sent = quotes.send(shop.crm, quote)
    with pytest.raises(Conflict):
        quotes.send(shop.crm, sent)
    accepted = quotes.accept(shop.crm, sent, reason="交期")
    assert (accepted.status, accepted.reason, accepted.decided) == ("accepted", "交期", shop.clock.stamp())
    with pytest.raises(Conflict):
        quotes.reject(shop.crm, accepted, "价格")


def test_an_empty_quote_is_not_sent(shop: Shop) -> None:
    with pytest.raises(Invalid, match="no lines"):
        quotes.send(shop.crm, shop.quote())


def test_a_quote_is_rejected_for_a_reason(shop: Shop) -> None:
    quote = quotes.send(shop.crm, shop.quote({}))
    with pytest.raises(Invalid):
        quotes.reject(shop.crm, quote, " ")
    assert quotes.reject(shop.crm, quote, "价格").reason == "价格"


def test_a_quote_expires_by_its_date_in_every_list_and_is_written_down_when_asked(shop: Shop) -> None:
    quote = quotes.send(shop.crm, shop.quote({}, valid="2026-11-30"))
    shop.go("2026-11-30")
    assert shop.crm.find(Quote, ["status=sent"])
    shop.go("2026-12-01")
    assert [one.id for one in shop.crm.find(Quote, ["status=expired"])] == [quote.id]
    assert not shop.crm.find(Quote, ["status=sent"])
    with pytest.raises(Conflict, match="expired"):
        quotes.accept(shop.crm, shop.again(quote))
    assert quotes.accept(shop.crm, shop.again(quote), at=shop.stamp("2026-11-29T10:00")).status == "accepted"


def test_those_that_expired_are_written_down_at_once(shop: Shop) -> None:
    late, held = (quotes.send(shop.crm, shop.quote({}, valid=day)) for day in ("2026-11-30", "2026-12-31"))
    shop.go("2026-12-01")
    assert [one.id for one in quotes.expire(shop.crm)] == [late.id]
    assert [shop.again(one).status for one in (late, held)] == ["expired", "sent"]
    assert quotes.expire(shop.crm) == []
    with pytest.raises(Conflict, match="still holds"):
        quotes.expire(shop.crm, [held])


def test_the_deal_comes_to_what_its_quote_does_where_that_is_wanted(shop: Shop) -> None:
    deal = shop.deal(client=shop.client.id, amount=1)
    quote = shop.quote({}, opportunity=deal.id)
    found = quotes.value(shop.crm, quote)
    assert found is not None
    assert (found[0].amount, found[1].amount) == (1, quote.total)
    assert quotes.value(shop.crm, quote) is None
    assert quotes.value(shop.crm, shop.quote({})) is None


LINE = st.fixed_dictionaries(
    {
        "quantity": st.integers(1, 10**7).map(lambda n: str(Decimal(n) / 1000)),
        "price": st.integers(0, 10**7),
        "discount": st.integers(0, 10_000),
        "rate": st.sampled_from([0, 100, 300, 600, 900, 1300]),
    }
)


@given(lines=st.lists(LINE, min_size=1, max_size=5), off=st.integers(0, 10_000))
def test_a_quote_comes_to_what_exact_fractions_say(lines: list[dict[str, object]], off: int) -> None:
    quote = SHOP.quote(*lines, discount=off)

    def half_up(value: Fraction) -> int:
        return int((value * 2 + 1) // 2)

    nets: dict[object, int] = {}
    for line in lines:
        net = Fraction(str(line["quantity"])) * int(str(line["price"])) * (10_000 - int(str(line["discount"]))) / 10_000
        nets[line["rate"]] = nets.get(line["rate"], 0) + half_up(net)
    bases = {rate: net - half_up(Fraction(net * off, 10_000)) for rate, net in nets.items()}
    vat = sum(half_up(Fraction(base * int(str(rate)), 10_000)) for rate, base in bases.items())
    assert (quote.net, quote.vat, quote.total) == (sum(bases.values()), vat, sum(bases.values()) + vat)


SHOP = Shop()
