"""The board: counts, sums, rot, next steps; as it is and as it stood."""

from crm_cli.insight import board as boards
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.tasks import Task
from crm_cli.sales import history, opportunities, pipelines
from tests.sales.conftest import Firm

Told = dict[tuple[str, str], tuple[int, int, int]]


def told(columns: list[boards.Column]) -> Told:
    return {(c.stage.name if c.stage else "-", c.currency): (c.count, c.value, c.weighted) for c in columns if c.count}


def undated(firm: Firm, amount: int) -> None:
    """A deal of which nothing says when it began, as an import leaves it."""
    deal = firm.deal(amount=amount)
    firm.crm.change(deal, began=None)
    for row in history.of(firm.crm, deal):
        firm.crm.remove(row)


def test_each_stage_has_its_count_sum_and_weighted_sum(firm: Firm) -> None:
    firm.deal(amount=1000)
    firm.deal(amount=2000, probability=5000)
    opportunities.move(firm.crm, firm.deal(amount=500), "方案")
    found = boards.headers(firm.crm)
    assert told(found) == {("线索跟进", "CNY"): (2, 3000, 1100), ("方案", "CNY"): (1, 500, 250)}
    assert [c.stage.name for c in found if c.stage] == ["线索跟进", "需求确认", "方案", "谈判"]


def test_a_probability_of_nought_is_not_the_stages(firm: Firm) -> None:
    firm.deal(amount=1000, probability=0)
    assert boards.headers(firm.crm)[0].weighted == 0


def test_a_deal_without_amount_counts_at_list_price(firm: Firm) -> None:
    product = firm.crm.add(Product(name="GTX", price=700))
    firm.deal(product=product.id, quantity=2)
    assert boards.headers(firm.crm)[0].value == 1400


def test_money_of_two_currencies_is_never_added(firm: Firm) -> None:
    firm.deal(amount=1000)
    firm.deal(amount=70, currency="USD")
    one = opportunities.win(firm.crm, firm.deal(amount=90, currency="USD"))
    two = opportunities.win(firm.crm, firm.deal(amount=5))
    assert {one.status, two.status} == {"won"}
    found = boards.board(firm.crm)
    assert told(found.columns) == {("线索跟进", "CNY"): (1, 1000, 100), ("线索跟进", "USD"): (1, 70, 7)}
    assert [(c.status, c.currency, c.count, c.value) for c in found.closed] == [
        ("won", "CNY", 1, 5),
        ("won", "USD", 1, 90),
    ]


def test_the_filter_holds_for_headers_cards_and_closed(firm: Firm) -> None:
    firm.deal("甲", source="展会", amount=5)
    firm.deal("乙", source="网站", amount=6)
    opportunities.win(firm.crm, firm.deal("丙", source="展会", amount=7))
    found = boards.board(firm.crm, ["source=展会"])
    assert told(found.columns) == {("线索跟进", "CNY"): (1, 5, 1)}
    assert [card.name for card in found.cards] == ["甲"]
    assert [(one.status, one.value) for one in found.closed] == [("won", 7)]


def test_a_board_of_one_pipeline_holds_also_in_each_alternative_of_a_filter(firm: Firm) -> None:
    pipelines.install(firm.crm, "zh_CN", "项目")
    other = firm.crm.get(Pipeline, "项目")
    firm.deal("甲", amount=5)
    firm.deal("乙", amount=6, pipeline=other.id)
    found = boards.board(firm.crm, ["name=甲", "or", "name=乙"], pipeline=other)
    assert [card.name for card in found.cards] == ["乙"]


def test_a_card_tells_days_in_stage_and_the_next_step(firm: Firm) -> None:
    deal = firm.deal("甲", amount=5)
    firm.crm.add(Task(text="发报价", due="2026-11-25T02:00:00Z", timed=1, opportunity=deal.id))
    firm.go("2026-11-24")
    card = boards.board(firm.crm).cards[0]
    assert (card.name, card.days, card.step, card.text) == ("甲", 2, "later", "发报价")
    firm.go("2026-11-25")
    assert boards.board(firm.crm).cards[0].step == "today"
    firm.go("2026-11-26")
    assert boards.board(firm.crm).cards[0].step == "overdue"
    firm.deal("乙")
    assert boards.board(firm.crm).cards[1].step == "none"


def test_a_deal_rots_after_the_days_of_its_stage_without_anything(firm: Firm) -> None:
    firm.deal(amount=5)
    firm.go("2026-12-06")
    assert boards.board(firm.crm).columns[0].rotten == 0
    firm.go("2026-12-07")
    found = boards.board(firm.crm)
    assert (found.columns[0].rotten, found.cards[0].rotten) == (1, True)


def test_a_talk_stops_the_rot_and_a_far_task_does_not(firm: Firm) -> None:
    talked, planned = firm.deal("谈过"), firm.deal("计划")
    firm.crm.add(Activity(kind="call", at=firm.stamp("2026-12-05T10:00"), opportunity=talked.id))
    firm.crm.add(Task(text="回访", due="2027-06-01T02:00:00Z", opportunity=planned.id))
    firm.go("2026-12-07")
    assert {card.name: card.rotten for card in boards.board(firm.crm).cards} == {"谈过": False, "计划": True}


def test_won_and_lost_of_the_month_stand_beside_the_board(firm: Firm) -> None:
    opportunities.win(firm.crm, firm.deal(amount=5))
    opportunities.lose(firm.crm, firm.deal(amount=6), "价格")
    told = [(one.status, one.count, one.value) for one in boards.board(firm.crm).closed]
    assert told == [("won", 1, 5), ("lost", 1, 6)]
    firm.go("2026-12-01")
    assert boards.board(firm.crm).closed == []


def at(firm: Firm, day: str) -> str:
    found = firm.crm.moment(day)
    assert found is not None
    return found


def test_a_past_day_shows_the_stages_values_and_probabilities_of_then(firm: Firm) -> None:
    deal = firm.deal(amount=1000)
    firm.go("2026-11-25")
    deal = firm.crm.change(opportunities.move(firm.crm, deal, "方案"), amount=3000)
    firm.go("2026-11-28")
    opportunities.win(firm.crm, deal, amount=2500)
    days = {
        day: told(boards.headers(firm.crm, as_of=at(firm, day)))
        for day in ("2026-11-21", "2026-11-24", "2026-11-25", "2026-11-28")
    }
    assert days == {
        "2026-11-21": {},
        "2026-11-24": {("线索跟进", "CNY"): (1, 1000, 100)},
        "2026-11-25": {("方案", "CNY"): (1, 3000, 1500)},
        "2026-11-28": {("赢单", "CNY"): (1, 2500, 2500)},
    }


def test_a_day_ends_at_the_midnight_of_the_zone(firm: Firm) -> None:
    deal = firm.deal(amount=5)
    firm.go("2026-11-28")
    opportunities.move(firm.crm, deal, "方案", at=firm.stamp("2026-11-25T23:59:59"))
    assert told(boards.headers(firm.crm, as_of=at(firm, "2026-11-25"))) == {("方案", "CNY"): (1, 5, 3)}
    assert told(boards.headers(firm.crm, as_of=at(firm, "2026-11-24"))) == {("线索跟进", "CNY"): (1, 5, 1)}


def test_a_filter_of_a_past_day_goes_by_what_held_then(firm: Firm) -> None:
    deal = firm.deal("甲", amount=1000)
    firm.go("2026-11-25")
    firm.crm.change(deal, amount=9000)
    as_of = at(firm, "2026-11-24")
    assert told(boards.headers(firm.crm, ["amount=..50"], as_of=as_of)) == {("线索跟进", "CNY"): (1, 1000, 100)}
    assert [card.value for card in boards.board(firm.crm, ["stage=线索跟进"], as_of=as_of).cards] == [1000]


def test_the_board_of_a_past_day_is_the_same_with_and_without_a_filter(firm: Firm) -> None:
    firm.deal(amount=1000)
    firm.deal(amount=70, currency="USD")
    opportunities.win(firm.crm, firm.deal(amount=9))
    as_of = at(firm, "2026-11-22")
    plain = told(boards.headers(firm.crm, as_of=as_of))
    assert plain == told(boards.headers(firm.crm, ["status=open,won,lost"], as_of=as_of))
    assert ("线索跟进", "USD") in plain


def test_deals_without_a_date_stand_apart_and_those_to_come_are_counted(firm: Firm) -> None:
    undated(firm, amount=400)
    firm.go("2026-11-25")
    firm.deal(amount=5)
    found = boards.board(firm.crm, as_of=at(firm, "2026-11-24"))
    assert told(found.columns) == {}
    assert told(found.unknown) == {("线索跟进", "CNY"): (1, 400, 0)}
    assert found.not_begun == 1


def test_an_undated_deal_that_moves_later_still_stands_apart_before(firm: Firm) -> None:
    undated(firm, amount=400)
    firm.go("2026-11-25")
    opportunities.move(firm.crm, firm.crm.get(Opportunity, "D1"), "方案")
    assert told(boards.board(firm.crm, as_of=at(firm, "2026-11-24")).unknown) == {("方案", "CNY"): (1, 400, 0)}
    assert told(boards.headers(firm.crm, as_of=at(firm, "2026-11-25"))) == {("方案", "CNY"): (1, 400, 200)}


def test_after_an_undo_the_past_is_what_it_was(firm: Firm) -> None:
    deal = firm.deal(amount=1000)
    firm.go("2026-11-25")
    opportunities.move(firm.crm, deal, "方案", at=firm.stamp("2026-11-23T10:00"))
    firm.go("2026-11-26")
    firm.crm.undo()
    for day in ("2026-11-22", "2026-11-24", "2026-11-26"):
        assert told(boards.headers(firm.crm, as_of=at(firm, day))) == {("线索跟进", "CNY"): (1, 1000, 100)}


def test_a_reopened_deal_is_lost_on_the_days_it_was_lost(firm: Firm) -> None:
    deal = opportunities.lose(firm.crm, firm.deal(amount=8), "价格")
    firm.go("2026-11-25")
    opportunities.reopen(firm.crm, deal)
    assert told(boards.headers(firm.crm, as_of=at(firm, "2026-11-24"))) == {("输单", "CNY"): (1, 8, 0)}
    assert told(boards.headers(firm.crm, as_of=at(firm, "2026-11-25"))) == {("线索跟进", "CNY"): (1, 8, 1)}
    assert told(boards.headers(firm.crm)) == {("线索跟进", "CNY"): (1, 8, 1)}


def test_a_deal_in_no_stage_is_not_left_out(firm: Firm) -> None:
    deal = firm.deal(amount=8)
    firm.crm.change(deal, stage=None)
    assert told(boards.headers(firm.crm)) == {("-", "CNY"): (1, 8, 0)}
