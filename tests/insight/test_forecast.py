"""The forecast: months, categories, what is late or without a date, any field, any day."""

from crm_cli.insight.forecast import Line, forecast
from crm_cli.insight.scope import period_of
from crm_cli.records.nouns.users import User
from crm_cli.sales import opportunities
from tests.sales.conftest import Firm


def told(lines: list[Line]) -> list[tuple[str, object, int, int, int]]:
    return [(line.line, line.keys[0], line.count, line.value, line.weighted) for line in lines]


def test_open_deals_go_by_the_month_of_their_expected_close(firm: Firm) -> None:
    firm.deal(amount=1000, close="2026-11-30")
    firm.deal(amount=2000, close="2026-12-31")
    firm.deal(amount=4000, close="2026-12-01")
    for by in ("", "close:month"):
        _keys, lines = forecast(firm.crm, by=by)
        assert told(lines) == [("dated", "2026-11", 1, 1000, 100), ("dated", "2026-12", 2, 6000, 600)]


def test_what_is_late_or_without_a_date_stands_apart_and_is_never_dropped(firm: Firm) -> None:
    firm.deal(amount=1000, close="2026-11-21")
    firm.deal(amount=2000)
    firm.deal(amount=4000, close="2026-11-22")
    for by in ("", "owner"):
        _keys, lines = forecast(firm.crm, by=by)
        assert [(line.line, line.value) for line in lines] == [("dated", 4000), ("overdue", 1000), ("undated", 2000)]


def test_categories_are_the_stages_unless_set_by_hand(firm: Firm) -> None:
    close = "2026-12-31"
    firm.deal(amount=1, close=close)
    opportunities.move(firm.crm, firm.deal(amount=2, close=close), "方案")
    opportunities.move(firm.crm, firm.deal(amount=4, close=close), "谈判")
    firm.deal(amount=8, close=close, category="commit")
    firm.deal(amount=10000, close=close, category="omitted")
    line = forecast(firm.crm)[1][0]
    assert (line.pipeline, line.best, line.commit, line.value) == (1, 2, 12, 10015)
    assert line.weighted == 5


def test_what_is_won_stands_in_the_month_it_closed_and_lost_deals_nowhere(firm: Firm) -> None:
    opportunities.win(firm.crm, firm.deal(amount=500, close="2027-03-01"))
    opportunities.lose(firm.crm, firm.deal(amount=900, close="2026-12-01"), "价格")
    lines = forecast(firm.crm)[1]
    assert [(line.keys[0], line.won, line.closed, line.value) for line in lines] == [("2026-11", 1, 500, 0)]


def test_a_period_limits_both(firm: Firm) -> None:
    opportunities.win(firm.crm, firm.deal(amount=500))
    firm.deal(amount=1, close="2026-12-31")
    firm.deal(amount=2, close="2027-01-01")
    lines = forecast(firm.crm, period=period_of(firm.crm, "2026Q4"))[1]
    assert [(line.keys[0], line.value, line.closed) for line in lines] == [("2026-11", 0, 500), ("2026-12", 1, 0)]


def test_it_goes_by_any_field_and_several(firm: Firm) -> None:
    li = firm.crm.add(User(name="李明", manager=firm.me.id))
    firm.deal(amount=1000, close="2026-12-31", owner=li.id)
    firm.deal(amount=9000, close="2027-01-31")
    assert [line.keys for line in forecast(firm.crm, by="owner")[1]] == [("王芳",), ("李明",)]
    assert [line.keys for line in forecast(firm.crm, by="owner.manager,close:quarter")[1]] == [
        (None, "2027Q1"),
        ("王芳", "2026Q4"),
    ]


def test_currencies_are_lines_of_their_own(firm: Firm) -> None:
    firm.deal(amount=1000, close="2026-12-31")
    firm.deal(amount=700, close="2026-12-31", currency="USD")
    assert [(line.currency, line.value) for line in forecast(firm.crm)[1]] == [("CNY", 1000), ("USD", 700)]


def test_as_of_a_day_it_is_the_forecast_of_then(firm: Firm) -> None:
    deal = firm.deal(amount=1000, close="2026-11-30")
    firm.go("2026-12-05")
    deal = firm.crm.change(deal, close="2026-12-31", amount=3000)
    then = forecast(firm.crm, as_of=firm.crm.moment("2026-11-25"))[1]
    assert told(then) == [("dated", "2026-11", 1, 1000, 100)]
    late = forecast(firm.crm, as_of=firm.crm.moment("2026-12-04"))[1]
    assert told(late) == [("overdue", None, 1, 1000, 100)]


def test_a_probability_of_nought_weighs_nothing(firm: Firm) -> None:
    firm.deal(amount=1000, close="2026-12-31", probability=0)
    assert forecast(firm.crm)[1][0].weighted == 0
