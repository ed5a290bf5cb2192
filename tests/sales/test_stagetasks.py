"""What stages hand out: to whom, by when, and not twice."""

from collections.abc import Callable

import pytest

from crm_cli.errors import CrmError, Invalid
from crm_cli.people import tasks
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.stagetasks import StageTask
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.sales import opportunities
from tests.sales.conftest import Firm

Hand = Callable[..., StageTask]


@pytest.fixture
def hand(firm: Firm) -> Hand:
    """Something that a stage hands out."""

    def made(stage: str = "方案", name: str = "发报价", **values: object) -> StageTask:
        return firm.crm.add(StageTask(name=name, stage=firm.stage(stage), **values))  # type: ignore[arg-type]

    return made


def told(firm: Firm) -> list[tuple[str, str | None, str]]:
    """The tasks: what, the day and whose."""
    found = firm.crm.where(Task)
    return [
        (one.text, str(day) if (day := tasks.due_day(firm.crm, one)) else None, firm.crm.by_id(User, one.owner).name if one.owner else "")
        for one in found
    ]  # fmt: skip


def test_a_deal_that_comes_into_a_stage_brings_its_tasks(firm: Firm, hand: Hand) -> None:
    client = firm.crm.add(Client(name="科锐"))
    hand(due="3个工作日后", kind="email")
    deal = firm.deal(client=client.id)
    opportunities.move(firm.crm, deal, "方案")
    (task,) = firm.crm.where(Task)
    assert told(firm) == [("发报价", "2026-11-25", "王芳")]
    assert (task.client, task.opportunity, task.kind, task.stage, task.author) == (
        client.id,
        deal.id,
        "email",
        firm.stage("方案"),
        firm.me.id,
    )
    firm.crm.undo(None)
    assert told(firm) == []


def test_a_deal_that_begins_there_brings_them_too_and_one_that_is_imported_does_not(firm: Firm, hand: Hand) -> None:
    hand()
    opportunities.open_deal(firm.crm, Opportunity(name="二期"), "方案")
    assert told(firm) == [("发报价", None, "王芳")]
    firm.deal("历史", stage=firm.stage("方案"))
    assert len(told(firm)) == 1


def test_what_is_still_open_is_not_handed_out_twice(firm: Firm, hand: Hand) -> None:
    hand()
    deal = opportunities.move(firm.crm, firm.deal(), "方案")
    back = opportunities.move(firm.crm, deal, "需求")
    again = opportunities.move(firm.crm, back, "方案")
    assert len(told(firm)) == 1
    tasks.finish(firm.crm, firm.crm.where(Task)[0])
    opportunities.move(firm.crm, opportunities.move(firm.crm, again, "需求"), "方案")
    assert [one.status for one in firm.crm.where(Task)] == ["done", "open"]


def test_a_sale_plans_the_return_visits(firm: Firm, hand: Hand) -> None:
    for days in (30, 90):
        hand("赢单", f"回访{days}", due=f"+{days}d", kind="return_visit")
    opportunities.win(firm.crm, firm.deal())
    assert told(firm) == [
        ("回访30", "2026-12-22", "王芳"),
        ("回访90", "2027-02-22", "王芳"),
    ]  # a Saturday goes on to Monday


def test_the_days_count_from_when_the_deal_came_and_are_never_over(firm: Firm, hand: Hand) -> None:
    hand("谈判", due="+7d")
    hand("谈判", "很快", due="+1d")
    deal = firm.deal()
    firm.go("2026-11-30")
    opportunities.move(firm.crm, deal, "谈判", at=firm.stamp("2026-11-25T15:00"))
    assert told(firm) == [("发报价", "2026-12-02", "王芳"), ("很快", "2026-11-30", "王芳")]


def test_it_goes_to_whom_the_process_says(firm: Firm, hand: Hand) -> None:
    chief, other = firm.crm.add(User(name="陈经理")), firm.crm.add(User(name="李强"))
    firm.crm.change(firm.me, manager=chief.id)
    hand(who="manager")
    hand(name="看样", user=other.id)
    hand(name="协同", who="coowner")
    opportunities.move(firm.crm, firm.deal(coowner=other.id), "方案")
    assert [(text, who) for text, _due, who in told(firm)] == [("发报价", "陈经理"), ("看样", "李强"), ("协同", "李强")]


def test_a_team_has_it_in_turn_and_who_has_left_has_none(firm: Firm, hand: Hand) -> None:
    team = firm.crm.add(Team(name="客服"))
    people = [firm.crm.add(User(name=name, team=team.id)) for name in ("甲", "乙", "丙")]
    firm.crm.change(people[1], active=0)
    hand(team=team.id)
    for name in "一二三":
        opportunities.move(firm.crm, firm.deal(name), "方案")
    assert [who for _text, _due, who in told(firm)] == ["甲", "丙", "甲"]


def test_one_who_has_left_gets_nothing(firm: Firm, hand: Hand) -> None:
    gone = firm.crm.add(User(name="旧", active=0))
    hand(user=gone.id)
    opportunities.move(firm.crm, firm.deal(), "方案")
    assert told(firm) == [("发报价", None, "王芳")]


def test_only_deals_that_match_bring_it(firm: Firm, hand: Hand) -> None:
    hand(filter="amount>10万")
    opportunities.move(firm.crm, firm.deal("小", amount=100_000), "方案")
    opportunities.move(firm.crm, firm.deal("大", amount=100_000_000), "方案")
    assert [firm.crm.by_id(Opportunity, str(one.opportunity)).name for one in firm.crm.where(Task)] == ["大"]


@pytest.mark.parametrize("wrong", [{"due": "2026-12-01"}, {"due": "昨天"}, {"due": "有空"}, {"filter": "nonsense=1"}])
def test_what_cannot_be_is_refused_when_it_is_declared(hand: Hand, wrong: dict[str, str]) -> None:
    with pytest.raises(CrmError):
        hand(**wrong)


def test_what_goes_to_a_user_goes_to_no_team(firm: Firm, hand: Hand) -> None:
    user, team = firm.crm.add(User(name="周芳")), firm.crm.add(Team(name="CS"))
    with pytest.raises(Invalid, match="to a user or to a team"):
        hand(user=user.id, team=team.id)
    one = hand(user=user.id)
    with pytest.raises(Invalid, match="to a user or to a team"):
        firm.crm.change(one, team=team.id)
    assert firm.crm.change(one, team=team.id, user=None).team == team.id


def test_a_fixed_day_is_named(hand: Hand) -> None:
    with pytest.raises(Invalid, match="a day of its own"):
        hand(due="2026-12-01")
