"""Opportunities: opened, moved, won, lost, reopened, and what a stage asks before a deal leaves it."""

import pytest

from crm_cli.errors import Conflict, Invalid, NotFound
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.teams import Team
from crm_cli.sales import opportunities, pipelines
from tests.sales.conftest import Firm


def test_a_new_deal_is_mine_began_today_and_stands_in_the_first_open_stage(firm: Firm) -> None:
    deal = firm.deal()
    assert (deal.owner, deal.began, deal.status, firm.name(deal.stage)) == (
        firm.me.id,
        "2026-11-22",
        "open",
        "线索跟进",
    )
    assert deal.pipeline == firm.pipeline.id


def test_a_new_deal_can_begin_in_a_later_stage(firm: Firm) -> None:
    deal = opportunities.open_deal(firm.crm, Opportunity(name="二期"), "方案")
    assert firm.name(deal.stage) == "方案"


def test_a_deal_valued_at_the_list_price_takes_the_products_currency(firm: Firm) -> None:
    product = firm.crm.add(Product(name="GTX", price=5000, currency="USD"))
    assert firm.deal(product=product.id).currency == "USD"


def test_a_move_changes_stage_and_nothing_else(firm: Firm) -> None:
    deal = opportunities.move(firm.crm, firm.deal(), "谈判")
    assert (firm.name(deal.stage), deal.status, deal.closed) == ("谈判", "open", None)


@pytest.mark.parametrize("word", ["won", "赢单", "成交", "WON"])
def test_a_move_into_a_won_stage_wins_whatever_it_is_called(firm: Firm, word: str) -> None:
    deal = opportunities.move(firm.crm, firm.deal(), word)
    assert (deal.status, deal.closed) == ("won", "2026-11-22")


def test_a_move_into_a_lost_stage_asks_for_a_reason(firm: Firm) -> None:
    deal = firm.deal()
    with pytest.raises(Invalid, match="D1 is lost only for a reason"):
        opportunities.move(firm.crm, deal, "输单")
    deal = opportunities.move(firm.crm, deal, "输单", reason="价格")
    assert (deal.status, deal.loss_reason) == ("lost", "价格")


def test_an_unknown_stage_is_refused_with_those_there_are(firm: Firm) -> None:
    with pytest.raises(NotFound) as error:
        opportunities.move(firm.crm, firm.deal(), "签约")
    assert "线索跟进, 需求确认" in str(error.value.values["known"])


def test_a_deal_cannot_be_won_while_its_checklist_is_open(firm: Firm) -> None:
    deal = opportunities.move(firm.crm, firm.deal(), "谈判")
    with pytest.raises(Conflict) as error:
        opportunities.win(firm.crm, deal)
    assert str(error.value) == "D1 can't be won yet: 合同已签 is open on its checklist"
    ticked = opportunities.tick(firm.crm, deal, ["合同"])
    assert opportunities.win(firm.crm, ticked).status == "won"


def test_force_passes_the_checklist_and_going_back_asks_for_none(firm: Firm) -> None:
    deal = opportunities.move(firm.crm, firm.deal(), "谈判")
    assert firm.name(opportunities.move(firm.crm, deal, "方案").stage) == "方案"
    deal = opportunities.move(firm.crm, deal, "谈判")
    assert opportunities.win(firm.crm, deal, force=True).status == "won"


def test_what_is_ticked_can_be_open_again(firm: Firm) -> None:
    deal = opportunities.move(firm.crm, firm.deal(), "谈判")
    deal = opportunities.tick(firm.crm, deal, ["合同已签"])
    assert opportunities.open_items(firm.crm, deal) == []
    deal = opportunities.tick(firm.crm, deal, ["合同已签"], off=True)
    assert opportunities.open_items(firm.crm, deal) == ["合同已签"]
    with pytest.raises(NotFound):
        opportunities.tick(firm.crm, deal, ["付款"])


def test_a_lost_deal_keeps_the_stage_it_was_lost_at(firm: Firm) -> None:
    deal = opportunities.move(firm.crm, firm.deal(), "方案")
    deal = opportunities.lose(firm.crm, deal, "价格")
    assert (firm.name(deal.lost_stage), deal.closed) == ("方案", "2026-11-22")


def test_a_deal_that_comes_in_as_lost_was_lost_at_the_first_stage(firm: Firm) -> None:
    deal = firm.deal(stage=firm.stage("输单"))
    assert (deal.status, firm.name(deal.lost_stage)) == ("lost", "线索跟进")


def test_a_won_deal_that_is_lost_after_all_was_lost_at_its_last_open_stage(firm: Firm) -> None:
    deal = opportunities.win(firm.crm, opportunities.move(firm.crm, firm.deal(), "方案"))
    firm.go("2026-11-23")
    deal = opportunities.lose(firm.crm, deal, "违约")
    assert firm.name(deal.lost_stage) == "方案"


def test_other_is_a_reason_only_with_a_note(firm: Firm) -> None:
    deal = firm.deal(note="大客户")
    with pytest.raises(Invalid, match="needs a note"):
        opportunities.lose(firm.crm, deal, "其他")
    assert opportunities.lose(firm.crm, deal, "other", note="破产").note == "大客户\n破产"


def test_a_reopened_deal_goes_on_where_it_was(firm: Firm) -> None:
    deal = opportunities.lose(firm.crm, opportunities.move(firm.crm, firm.deal(), "方案"), "价格")
    firm.go("2026-11-25")
    deal = opportunities.reopen(firm.crm, deal)
    assert (firm.name(deal.stage), deal.status, deal.closed, deal.loss_reason) == ("方案", "open", None, None)
    assert firm.name(deal.lost_stage) == "方案"
    with pytest.raises(Conflict, match="open already"):
        opportunities.reopen(firm.crm, deal)


def test_what_is_won_cannot_be_won_again(firm: Firm) -> None:
    deal = opportunities.win(firm.crm, firm.deal())
    with pytest.raises(Conflict, match="won already"):
        opportunities.win(firm.crm, deal)


def test_a_move_that_is_still_to_come_is_refused(firm: Firm) -> None:
    with pytest.raises(Invalid, match="still to come"):
        opportunities.move(firm.crm, firm.deal(), "方案", at=firm.stamp("2026-11-23T10:00"))


def test_a_move_before_the_deal_began_is_refused(firm: Firm) -> None:
    with pytest.raises(Conflict, match="began on 2026-11-22"):
        opportunities.move(firm.crm, firm.deal(), "方案", at=firm.stamp("2026-11-20T10:00"))


def test_a_close_before_a_later_move_is_refused(firm: Firm) -> None:
    deal = firm.deal()
    firm.go("2026-11-25")
    deal = opportunities.move(firm.crm, deal, "方案")
    with pytest.raises(Conflict, match="moved after that day"):
        opportunities.win(firm.crm, deal, at=firm.stamp("2026-11-23T10:00"))


def test_the_day_it_really_closed_is_kept(firm: Firm) -> None:
    deal = firm.deal()
    firm.go("2026-11-28")
    assert opportunities.win(firm.crm, deal, at=firm.stamp("2026-11-26T23:30")).closed == "2026-11-26"


def test_a_deal_that_changes_pipeline_stays_in_the_stage_of_that_name(firm: Firm) -> None:
    other = pipelines.install(firm.crm, "zh_CN", "项目")
    deal = opportunities.move(firm.crm, firm.deal(), "方案")
    deal = firm.crm.change(deal, pipeline=other.id)
    stage = next(s for s in pipelines.stages(firm.crm, other.id) if s.id == deal.stage)
    assert stage.name == "方案"


def test_the_first_pipeline_that_fits_the_client_is_chosen(firm: Firm) -> None:
    project = pipelines.install(firm.crm, "zh_CN", "项目")
    firm.crm.change(project, position=0, clients="level=A or industry=电力")
    big = firm.crm.add(Client(name="科锐", level="A"))
    power = firm.crm.add(Client(name="国网", industry="电力"))
    small = firm.crm.add(Client(name="小店", level="C"))
    names = [firm.crm.by_id(Pipeline, str(firm.deal(client=c.id).pipeline)).name for c in (big, power, small)]
    assert names == ["项目", "项目", "标准销售"]


def test_a_pipeline_for_a_business_or_a_team_takes_only_theirs(firm: Firm) -> None:
    north = firm.crm.add(Team(name="北方"))
    beijing = firm.crm.add(Team(name="北京", parent=north.id))
    rental = pipelines.install(firm.crm, "zh_CN", "租赁")
    firm.crm.change(rental, position=0, business="租赁", team=north.id)
    chosen = [
        pipelines.choose(firm.crm, None, team, business)
        for team, business in ((beijing.id, "租赁"), (beijing.id, "销售"), (None, "租赁"))
    ]
    assert [one.name if one else None for one in chosen] == ["租赁", "标准销售", "标准销售"]


def test_a_closed_deal_goes_on_by_being_reopened_and_not_by_a_move(firm: Firm) -> None:
    deal = opportunities.win(firm.crm, firm.deal())
    with pytest.raises(Conflict, match="won"):
        opportunities.move(firm.crm, deal, "谈判")
    assert firm.name(opportunities.reopen(firm.crm, deal, "谈判").stage) == "谈判"
