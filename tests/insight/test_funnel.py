"""The funnel: reached, gone on, lost, days; by period and as of a day."""

from crm_cli.insight.funnel import Funnel, funnel
from crm_cli.insight.scope import period_of, rate, weighted
from crm_cli.sales import opportunities
from tests.sales.conftest import Firm


def reached(found: Funnel) -> dict[str, int]:
    return {step.stage.name: step.reached for step in found.steps}


def test_a_deal_reached_every_stage_before_the_furthest_it_was_in(firm: Firm) -> None:
    opportunities.move(firm.crm, firm.deal(amount=10), "方案")
    firm.deal(amount=5)
    found = funnel(firm.crm, firm.pipeline)
    assert reached(found) == {"线索跟进": 2, "需求确认": 1, "方案": 1, "谈判": 0, "赢单": 0}
    assert [step.value for step in found.steps] == [15, 10, 10, 0, 0]


def test_a_stage_it_was_in_for_a_while_counts_though_it_went_back(firm: Firm) -> None:
    deal = firm.deal()
    firm.go("2026-11-23")
    deal = opportunities.move(firm.crm, deal, "方案")
    firm.go("2026-11-24")
    opportunities.move(firm.crm, deal, "线索跟进")
    assert reached(funnel(firm.crm, firm.pipeline))["方案"] == 1


def test_conversion_drop_and_where_they_stopped(firm: Firm) -> None:
    for _ in range(3):
        opportunities.win(firm.crm, firm.deal(amount=10), force=True)
    opportunities.lose(firm.crm, opportunities.move(firm.crm, firm.deal(amount=10), "方案"), "价格")
    firm.deal(amount=10)
    steps = {step.stage.name: step for step in funnel(firm.crm, firm.pipeline).steps}
    first, proposal = steps["线索跟进"], steps["方案"]
    last = steps["赢单"]
    assert (first.reached, first.went, first.conversion, first.dropped, first.drop_rate) == (5, 4, 8000, 1, 2000)
    assert (proposal.reached, proposal.went, proposal.conversion, proposal.dropped, proposal.drop_rate) == (
        4,
        3,
        7500,
        1,
        2500,
    )
    assert (last.reached, last.went, last.conversion, last.dropped, last.drop_rate) == (3, None, None, 0, None)
    assert [(one.here, one.lost) for one in (first, proposal)] == [(1, 0), (0, 1)]


def test_the_win_rate_is_of_those_that_closed_and_days_of_those_that_were_won(firm: Firm) -> None:
    deals = [firm.deal(amount=10) for _ in range(4)]
    firm.go("2026-12-02")
    opportunities.win(firm.crm, deals[0])
    firm.go("2026-12-03")
    opportunities.win(firm.crm, deals[1])
    opportunities.lose(firm.crm, deals[2], "价格")
    outcome = funnel(firm.crm, firm.pipeline).outcomes[0]
    assert (outcome.won, outcome.lost, outcome.open, outcome.win_rate, outcome.mean_days) == (2, 1, 1, 6667, 10.5)


def test_days_in_a_stage_are_of_those_that_left_it(firm: Firm) -> None:
    deals = [firm.deal(str(at)) for at in range(4)]
    for day, deal in zip(("2026-11-23", "2026-11-24", "2026-12-02"), deals, strict=False):
        firm.go(day)
        opportunities.move(firm.crm, deal, "方案")
    step = funnel(firm.crm, firm.pipeline).steps[0]
    assert (step.mean_days, step.median_days) == (13 / 3, 2.0)


def test_a_period_takes_what_closed_in_it_and_the_open_that_are_expected_in_it(firm: Firm) -> None:
    opportunities.win(firm.crm, firm.deal(close="2027-01-01"))
    firm.deal(close="2026-11-30")
    firm.deal(close="2026-12-30")
    firm.deal()
    found = funnel(firm.crm, firm.pipeline, period=period_of(firm.crm, "2026-11"))
    assert reached(found)["线索跟进"] == 2


def test_as_of_a_day_nothing_is_known_of_what_came_later(firm: Firm) -> None:
    deal = firm.deal(amount=10)
    firm.go("2026-11-25")
    opportunities.win(firm.crm, opportunities.move(firm.crm, deal, "方案"))
    found = funnel(firm.crm, firm.pipeline, as_of=firm.crm.moment("2026-11-24"))
    assert reached(found) == {"线索跟进": 1, "需求确认": 0, "方案": 0, "谈判": 0, "赢单": 0}
    assert (found.outcomes[0].won, found.outcomes[0].open) == (0, 1)
    assert found.steps[0].mean_days is None


def test_currencies_have_lines_of_their_own(firm: Firm) -> None:
    firm.deal(amount=10)
    firm.deal(amount=7, currency="USD")
    found = funnel(firm.crm, firm.pipeline)
    assert [(step.currency, step.value) for step in found.steps if step.reached] == [("CNY", 10), ("USD", 7)]


def test_shares_and_weighted_sums_round_half_up_once() -> None:
    assert [rate(1, 3), rate(2, 3), rate(1, 1), rate(0, 0)] == [3333, 6667, 10000, None]
    assert [weighted(15000), weighted(14999), weighted(None), weighted(-15000)] == [2, 1, 0, -2]
