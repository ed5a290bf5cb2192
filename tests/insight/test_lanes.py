"""The lanes of the board: their cards a page at a time, in an order that every page keeps to."""

from collections.abc import Callable

import pytest

from crm_cli.insight import board, lanes
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.products import Product
from crm_cli.sales import opportunities
from tests.sales.conftest import Firm


def of_all_kinds(firm: Firm) -> None:
    """Deals with an amount, with the price of a product, with neither, two alike, one of another money and one beyond the first stage."""
    product = firm.crm.add(Product(name="GTX", price=700))
    unpriced = firm.crm.add(Product(name="to order"))
    firm.deal(amount=1000)
    firm.deal(product=product.id, quantity=2)
    firm.deal()
    firm.deal(amount=3000)
    firm.deal(product=unpriced.id)
    firm.deal(amount=1400)
    firm.deal(amount=0)
    firm.deal(amount=1000, currency="USD", probability=2000)
    opportunities.move(firm.crm, firm.deal(amount=500), "方案")


@pytest.mark.parametrize("arrange", [lanes.by_stage, lanes.by_month])
def test_the_pages_of_a_lane_are_its_cards_in_their_order_and_each_is_found_at_its_place(
    firm: Firm, arrange: Callable[..., lanes.Lanes]
) -> None:
    of_all_kinds(firm)
    found = arrange(firm.crm, [], firm.crm.get(Pipeline, "PL1"))
    whole = board.board(firm.crm, ["status=open"]).cards
    seen = 0
    for lane in found.lanes:
        cards = found.cards(firm.crm, lane, 0, -1)
        assert len(cards) == lane.count
        assert cards == [card for card in whole if card in cards]
        assert [one for at in range(0, lane.count, 2) for one in found.cards(firm.crm, lane, at, 2)] == cards
        assert [found.place(firm.crm, card.ref) for card in cards] == [(lane, at) for at in range(lane.count)]
        seen += lane.count
    assert seen == len(whole) == 9


def test_the_lanes_of_a_stage_begin_with_the_dearest_whatever_says_so(firm: Firm) -> None:
    of_all_kinds(firm)
    found = lanes.by_stage(firm.crm, [], firm.crm.get(Pipeline, "PL1"))
    assert [card.ref for card in found.cards(firm.crm, found.lanes[0], 0, 9)] == ["D4", "D2", "D6", "D1", "D8", "D7", "D3", "D5"]  # fmt: skip
    assert [(one.currency, one.count, one.value) for one in found.lanes[0].sums] == [("CNY", 7, 6800), ("USD", 1, 1000)]


def test_what_ended_is_that_of_the_pipeline(firm: Firm) -> None:
    opportunities.win(firm.crm, firm.deal(amount=70))
    found = lanes.by_stage(firm.crm, [], firm.crm.get(Pipeline, "PL1"))
    assert [card.ref for card in found.cards(firm.crm, found.ended[0], 0, 9)] == ["D1"]
    assert found.place(firm.crm, "D1") is None
    assert found.cards(firm.crm, found.ended[1], 0, 9) == []
