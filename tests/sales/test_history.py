"""Stage history: every change a snapshot, each with the time it held, past moves in their place, undo and import."""

from typing import Any

import pytest

from crm_cli.clock import Clock
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.stage_history import OPEN_END
from crm_cli.sales import history, opportunities, pipelines
from tests.sales.conftest import ZONE, Firm


def told(firm: Firm, deal: Opportunity) -> list[tuple[str, str, str]]:
    """(stage, effective, until) as local days."""
    return [
        (firm.name(row.stage), day(firm, row.effective), day(firm, row.until)) for row in history.of(firm.crm, deal)
    ]


def day(firm: Firm, stamp: str) -> str:
    return "" if stamp == OPEN_END else firm.clock.local(stamp).strftime("%m-%d")


def test_every_change_a_days_pipeline_depends_on_leaves_a_snapshot(firm: Firm) -> None:
    deal = firm.deal(amount=100)
    changes: list[dict[str, Any]] = [
        {"amount": 200}, {"close": "2026-12-31"}, {"probability": 0}, {"category": "commit"}, {"note": "x"},
    ]  # fmt: skip
    for at, changed in enumerate(changes, 23):
        firm.go(f"2026-11-{at}")
        deal = firm.crm.change(deal, **changed)
    found = [(row.value, row.close, row.probability, row.category) for row in history.of(firm.crm, deal)]
    assert found == [
        (100, None, 1000, "pipeline"), (200, None, 1000, "pipeline"), (200, "2026-12-31", 1000, "pipeline"),
        (200, "2026-12-31", 0, "pipeline"), (200, "2026-12-31", 0, "commit"),
    ]  # fmt: skip


def test_snapshots_follow_each_other_without_a_gap(firm: Firm) -> None:
    deal = firm.deal()
    firm.go("2026-11-25")
    deal = opportunities.move(firm.crm, deal, "方案")
    assert told(firm, deal) == [("线索跟进", "11-22", "11-25"), ("方案", "11-25", "")]


def test_two_changes_in_one_second_go_by_their_number(firm: Firm) -> None:
    deal = opportunities.move(firm.crm, opportunities.move(firm.crm, firm.deal(), "需求确认"), "方案")
    rows = history.of(firm.crm, deal)
    assert [firm.name(row.stage) for row in rows] == ["线索跟进", "需求确认", "方案"]
    assert [row.effective == row.until for row in rows] == [True, True, False]
    assert [firm.name(stay.stage) for stay in history.stays(firm.crm, deal)] == ["方案"]


def test_a_deal_without_amount_is_worth_the_list_price(firm: Firm) -> None:
    product = firm.crm.add(Product(name="GTX", price=5000))
    deal = firm.deal(product=product.id, quantity=3)
    assert history.of(firm.crm, deal)[0].value == 15000


def test_a_probability_of_nought_set_by_hand_is_not_unset(firm: Firm) -> None:
    unset, nought = firm.deal("a"), firm.deal("b", probability=0)
    assert [history.of(firm.crm, deal)[0].probability for deal in (unset, nought)] == [1000, 0]


def test_won_is_certain_and_lost_is_nothing_whatever_was_set_by_hand(firm: Firm) -> None:
    won = opportunities.win(firm.crm, firm.deal(probability=3000))
    lost = opportunities.lose(firm.crm, firm.deal(probability=3000), "价格")
    assert [history.of(firm.crm, deal)[-1].probability for deal in (won, lost)] == [10000, 0]


def test_a_move_that_really_happened_earlier_is_put_in_its_place(firm: Firm) -> None:
    deal = firm.deal()
    firm.go("2026-11-28")
    deal = opportunities.move(firm.crm, deal, "谈判")
    deal = opportunities.move(firm.crm, deal, "方案", at=firm.stamp("2026-11-25T10:00"))
    assert firm.name(deal.stage) == "谈判"
    assert told(firm, deal) == [("线索跟进", "11-22", "11-25"), ("方案", "11-25", "11-28"), ("谈判", "11-28", "")]


def test_a_move_in_the_past_with_no_later_one_moves_the_deal(firm: Firm) -> None:
    deal = firm.deal()
    firm.go("2026-11-28")
    deal = opportunities.move(firm.crm, deal, "方案", at=firm.stamp("2026-11-25T10:00"))
    assert firm.name(deal.stage) == "方案"
    assert told(firm, deal) == [("线索跟进", "11-22", "11-25"), ("方案", "11-25", "")]


def test_a_move_in_the_past_keeps_what_was_changed_after_it(firm: Firm) -> None:
    deal = firm.deal(amount=100)
    firm.go("2026-11-26")
    deal = firm.crm.change(deal, amount=500)
    firm.go("2026-11-28")
    deal = opportunities.win(firm.crm, deal, at=firm.stamp("2026-11-25T10:00"))
    rows = history.of(firm.crm, deal)
    assert [(firm.name(row.stage), row.value, day(firm, row.entered)) for row in rows] == [
        ("线索跟进", 100, "11-22"), ("赢单", 100, "11-25"), ("赢单", 500, "11-25"),
    ]  # fmt: skip


def test_what_it_was_won_for_holds_to_the_end_also_when_it_was_won_earlier(firm: Firm) -> None:
    deal = firm.deal(amount=100)
    firm.go("2026-11-26")
    deal = firm.crm.change(deal, amount=500)
    firm.go("2026-11-28")
    deal = opportunities.win(firm.crm, deal, amount=450, at=firm.stamp("2026-11-25T10:00"))
    assert history.of(firm.crm, deal)[-1].value == 450


def test_a_deal_said_to_have_begun_earlier_has_a_history_from_then(firm: Firm) -> None:
    deal = firm.crm.change(firm.deal(), began="2026-10-01")
    assert told(firm, deal) == [("线索跟进", "10-01", "")]
    deal = opportunities.move(firm.crm, deal, "方案", at=firm.stamp("2026-10-20T10:00"))
    assert told(firm, deal) == [("线索跟进", "10-01", "10-20"), ("方案", "10-20", "")]


def test_a_deal_written_down_as_won_was_open_from_its_beginning_to_its_close(firm: Firm) -> None:
    deal = firm.deal(stage=firm.stage("赢单"), began="2026-09-01", closed="2026-10-01")
    assert told(firm, deal) == [("线索跟进", "09-01", "10-01"), ("赢单", "10-01", "")]


def test_stays_tell_the_days_in_each_stage(firm: Firm) -> None:
    deal = firm.deal()
    firm.go("2026-12-01")
    deal = firm.crm.change(deal, amount=5)
    firm.go("2026-12-02")
    deal = opportunities.move(firm.crm, deal, "方案")
    firm.go("2026-12-05")
    assert [(firm.name(stay.stage), stay.days) for stay in history.stays(firm.crm, deal)] == [
        ("线索跟进", 10),
        ("方案", 3),
    ]


def test_undo_of_a_move_restores_the_snapshots_row_for_row(firm: Firm) -> None:
    deal = firm.deal()
    before = [{name: getattr(row, name) for name in row.specs} for row in history.of(firm.crm, deal)]
    firm.go("2026-11-25")
    opportunities.move(firm.crm, deal, "方案")
    firm.crm.undo()
    assert [{name: getattr(row, name) for name in row.specs} for row in history.of(firm.crm, deal)] == before


def test_redo_brings_the_move_and_its_snapshots_back(firm: Firm) -> None:
    deal = firm.deal()
    firm.go("2026-11-25")
    opportunities.move(firm.crm, deal, "方案")
    firm.crm.undo()
    firm.crm.redo()
    assert told(firm, deal) == [("线索跟进", "11-22", "11-25"), ("方案", "11-25", "")]


def test_undo_of_an_earlier_step_leaves_a_history_that_ends_with_what_the_deal_is(firm: Firm) -> None:
    deal = firm.deal(amount=100)
    firm.go("2026-11-25")
    deal = opportunities.move(firm.crm, deal, "方案")
    step = firm.crm.steps(limit=1)[0].step
    firm.go("2026-11-26")
    deal = firm.crm.change(deal, amount=200)
    firm.go("2026-11-27")
    firm.crm.undo(step)
    deal = firm.crm.by_id(Opportunity, deal.id)
    last = history.of(firm.crm, deal)[-1]
    assert (firm.name(deal.stage), firm.name(last.stage), last.value, day(firm, last.effective)) == (
        "线索跟进",
        "线索跟进",
        200,
        "11-27",
    )


def ladder(firm: Firm) -> history.Ladder:
    return history.Ladder(firm.pipeline.id, tuple(pipelines.stages(firm.crm, firm.pipeline.id)))


def brought_in(firm: Firm, final: str, **said: object) -> list[tuple[str, str, str, int | None]]:
    rows = history.imported(ladder(firm), firm.clock, final=firm.stage(final), **said)  # type: ignore[arg-type]
    return [
        (firm.name(row["stage"]), day(firm, row["effective"]), day(firm, row["until"]), row["value"]) for row in rows
    ]


def test_an_import_without_any_date_has_no_history(firm: Firm) -> None:
    assert brought_in(firm, "方案", value=100) == []


def test_an_open_deal_is_in_its_stage_from_the_day_it_began(firm: Firm) -> None:
    assert brought_in(firm, "方案", began="2026-03-01", value=100) == [("方案", "03-01", "", 100)]


def test_what_a_deal_came_to_is_not_known_before_it_closed(firm: Firm) -> None:
    assert brought_in(firm, "赢单", began="2026-03-01", closed="2026-05-01", earlier=firm.stage("方案"), value=100, closed_value=90) == [
        ("方案", "03-01", "05-01", 100), ("赢单", "05-01", "", 90),
    ]  # fmt: skip


def test_a_closed_deal_was_in_the_first_open_stage_where_nothing_else_is_said(firm: Firm) -> None:
    assert brought_in(firm, "输单", began="2026-03-01", closed="2026-05-01") == [
        ("线索跟进", "03-01", "05-01", None), ("输单", "05-01", "", None),
    ]  # fmt: skip


def test_dates_of_stages_make_a_row_each(firm: Firm) -> None:
    stages = {firm.stage("需求确认"): "2026-02-01", firm.stage("方案"): "2026-03-01", firm.stage("谈判"): None}
    assert brought_in(firm, "赢单", began="2026-01-01", closed="2026-04-01", stages=stages) == [
        ("线索跟进", "01-01", "02-01", None), ("需求确认", "02-01", "03-01", None), ("方案", "03-01", "04-01", None),
        ("赢单", "04-01", "", None),
    ]  # fmt: skip


def test_days_of_an_import_begin_at_the_midnight_of_the_zone(firm: Firm) -> None:
    rows = history.imported(ladder(firm), Clock(zone=ZONE), final=firm.stage("方案"), began="2026-03-01")
    assert rows[0]["effective"] == "2026-02-28T16:00:00Z"


@pytest.mark.parametrize("probability", [0, 2500])
def test_a_probability_set_by_hand_holds_for_an_open_import(firm: Firm, probability: int) -> None:
    rows = history.imported(
        ladder(firm), firm.clock, final=firm.stage("方案"), began="2026-03-01", probability=probability
    )
    assert rows[-1]["probability"] == probability
