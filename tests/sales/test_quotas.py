"""Quotas: one for each who and time, rolled up, and how far they are reached."""

from typing import Any

import pytest

from crm_cli.errors import Duplicate, Invalid, NotFound
from crm_cli.sales import attainments, pipelines, quotas
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    """王芳 and 李强 of 华东, which is part of 销售部; Sunday 22 November 2026."""
    base = founded()
    pipelines.install(base, "zh_CN")
    sales = added(base, "team", name="销售部")
    east = added(base, "team", name="华东", parent=sales.id)
    base.change(base.get(type(added(base, "user", name="李强", team=east.id)), "王芳"), team=east.id)
    base.user = "王芳"
    return base


def put(crm: Workspace, who: str, period: str, amount: int, **more: Any) -> Any:
    return quotas.put(crm, quotas.whom(crm, who), quotas.read_period(crm, period), amount, **more)


def far(crm: Workspace, who: str, period: str, **more: Any) -> attainments.Attainment:
    return attainments.attainment(crm, quotas.whom(crm, who), quotas.read_period(crm, period), **more)[0]


def deal(crm: Workspace, owner: str, **values: Any) -> Any:
    client = added(crm, "client", name="科锐")
    return added(crm, "opp", name="改造", client=client.id, owner=quotas.whom(crm, owner).id, **values)


def won(crm: Workspace, owner: str, amount: int, closed: str, **values: Any) -> Any:
    stage = next(one for one in crm.find(_stage()) if one.type == "won")
    return deal(crm, owner, amount=amount, stage=stage.id, status="won", closed=closed, **values)


def _stage() -> Any:
    from crm_cli.records.nouns.stages import Stage

    return Stage


def test_a_quota_keeps_its_period_as_it_reads_back_and_its_days(crm: Workspace) -> None:
    quota = put(crm, "王芳", "本季度", 60_000_000)
    assert (quota.period, quota.start, quota.end) == ("2026Q4", "2026-10-01", "2026-12-31")


def test_setting_it_again_replaces_it_and_adding_a_second_is_refused(crm: Workspace) -> None:
    first = put(crm, "王芳", "2026Q4", 60_000_000)
    assert put(crm, "王芳", "2026Q4", 70_000_000).id == first.id
    with pytest.raises(Duplicate):
        added(crm, "quota", user=quotas.whom(crm, "王芳").id, period="2026Q4", amount=1)
    assert put(crm, "王芳", "2026Q4", 10_000_000, family="交换机").id != first.id


@pytest.mark.parametrize("period", ["2026-W47", "今天", "2026-10..2026-11"])
def test_a_quota_is_for_a_month_a_quarter_or_a_year(crm: Workspace, period: str) -> None:
    with pytest.raises(Invalid):
        put(crm, "王芳", period, 1)


def test_a_quota_is_of_one_and_not_below_zero(crm: Workspace) -> None:
    who, team = quotas.whom(crm, "王芳").id, quotas.whom(crm, "华东").id
    with pytest.raises(Invalid):
        added(crm, "quota", user=who, team=team, period="2026", amount=1)
    with pytest.raises(Invalid):
        added(crm, "quota", user=who, period="2026", amount=-1)


def test_won_committed_and_likely_stand_against_it(crm: Workspace) -> None:
    put(crm, "王芳", "2026Q4", 60_000_000)
    won(crm, "王芳", 20_000_000, "2026-11-02")
    won(crm, "王芳", 99_000_000, "2026-09-30")
    deal(crm, "王芳", amount=10_000_000, close="2026-12-18", category="commit", probability=8000)
    deal(crm, "王芳", amount=5_000_000, close="2026-12-20", category="omitted", probability=5000)
    deal(crm, "王芳", amount=7_000_000, close="2026-11-20")  # its close has passed
    one = far(crm, "王芳", "2026Q4")
    assert (one.quota, one.won, one.commit, one.weighted) == (60_000_000, 20_000_000, 10_000_000, 8_000_000)
    assert one.late == 7_000_000
    assert (one.reached, one.gap, one.sure, one.likely) == (3333, 40_000_000, 30_000_000, 28_000_000)


def test_working_days_left_know_holidays(crm: Workspace) -> None:
    put(crm, "王芳", "2026-11", 1)
    assert far(crm, "王芳", "2026-11").days == 6
    added(crm, "holiday", start="2026-11-30")
    assert far(crm, "王芳", "2026-11").days == 5
    assert far(crm, "王芳", "2026-10").days == 0


def test_working_days_left_are_without_ones_own_leave(crm: Workspace) -> None:
    put(crm, "王芳", "2026-11", 1)
    put(crm, "李强", "2026-11", 1)
    user = quotas.whom(crm, "王芳").id
    added(
        crm, "absence", user=user, start="2026-11-22", end="2026-11-25", kind="leave"
    )  # a Sunday, and three working days
    added(crm, "absence", user=user, start="2026-11-26", kind="travel")
    added(crm, "absence", user=user, start="2026-11-27", half="morning")
    assert [far(crm, who, "2026-11").days for who in ("王芳", "李强", "公司")] == [3, 6, 6]


def test_a_family_is_one_that_products_have_as_they_spell_it(crm: Workspace) -> None:
    with pytest.raises(NotFound):
        quotas.family_of(crm, "Switches")
    added(crm, "product", name="S5700", family="Switches")
    assert quotas.family_of(crm, "ｓwitches") == "Switches"
    with pytest.raises(NotFound) as raised:
        quotas.family_of(crm, "没有")
    assert raised.value.values["known"] == "Switches"


def test_a_year_has_the_sum_of_its_parts_unless_it_has_its_own(crm: Workspace) -> None:
    put(crm, "王芳", "2026Q4", 60_000_000)
    put(crm, "王芳", "2026-11", 25_000_000)  # a part of the quarter counts once
    put(crm, "王芳", "2026-01", 5_000_000)
    assert far(crm, "王芳", "2026").quota == 65_000_000
    put(crm, "王芳", "2026", 200_000_000)
    assert far(crm, "王芳", "2026").quota == 200_000_000
    assert far(crm, "王芳", "2026-12").quota is None


def test_a_team_has_the_sum_of_those_under_it_unless_it_has_its_own(crm: Workspace) -> None:
    put(crm, "王芳", "2026Q4", 60_000_000)
    put(crm, "李强", "2026Q4", 40_000_000)
    won(crm, "李强", 30_000_000, "2026-11-02")
    for who in ("华东", "销售部", "公司"):
        assert (far(crm, who, "2026Q4").quota, far(crm, who, "2026Q4").won) == (100_000_000, 30_000_000)
    put(crm, "华东", "2026Q4", 120_000_000)
    assert far(crm, "销售部", "2026Q4").quota == 120_000_000


def test_what_nobody_owns_is_the_firms_alone(crm: Workspace) -> None:
    put(crm, "公司", "2026Q4", 100_000_000)
    opp = won(crm, "李强", 30_000_000, "2026-11-02")
    crm.change(opp, owner=None)
    assert (far(crm, "公司", "2026Q4").won, far(crm, "销售部", "2026Q4").won) == (30_000_000, 0)


def test_money_of_two_currencies_is_never_added(crm: Workspace) -> None:
    put(crm, "王芳", "2026Q4", 60_000_000)
    won(crm, "王芳", 10_000_000, "2026-11-02")
    won(crm, "王芳", 5_000_00, "2026-11-03", currency="EUR")
    found = attainments.attainment(crm, quotas.whom(crm, "王芳"), quotas.read_period(crm, "2026Q4"))
    assert [(one.currency, one.quota, one.won) for one in found] == [
        ("CNY", 60_000_000, 10_000_000),
        ("EUR", None, 5_000_00),
    ]


def test_a_quota_of_a_family_counts_its_products_alone(crm: Workspace) -> None:
    switch = added(crm, "product", name="S1", family="交换机", price=1_000_000)
    put(crm, "王芳", "2026Q4", 10_000_000, family="交换机")
    won(crm, "王芳", 3_000_000, "2026-11-02", product=switch.id)
    won(crm, "王芳", 9_000_000, "2026-11-02")
    one = far(crm, "王芳", "2026Q4", family="交换机")
    assert (one.quota, one.won) == (10_000_000, 3_000_000)
    assert far(crm, "王芳", "2026Q4").quota is None


def test_what_all_sold_is_not_set_against_the_quotas_of_some(crm: Workspace) -> None:
    put(crm, "王芳", "2026Q4", 100)
    won(crm, "李强", 300, "2026-11-02")
    won(crm, "王芳", 50, "2026-11-02")
    for who in ("华东", "销售部", "公司"):
        found = far(crm, who, "2026Q4")
        assert (found.quota, found.won, found.reached, found.gap) == (100, 350, None, None)
        assert (found.having, found.people, found.partial) == (1, 2, True)
    put(crm, "李强", "2026Q4", 200)
    assert [far(crm, who, "2026Q4").reached for who in ("华东", "公司")] == [11_667, 11_667]
    assert far(crm, "公司", "2026Q4").gap == -50


def test_the_quota_of_a_team_speaks_for_all_in_it(crm: Workspace) -> None:
    put(crm, "华东", "2026Q4", 1000)
    won(crm, "李强", 300, "2026-11-02")
    assert [far(crm, who, "2026Q4").reached for who in ("华东", "销售部", "公司")] == [3_000] * 3
    crm.add(type(crm.get_any(["user"], "李强"))(name="外来"))  # a rep of no team, who has none
    found = far(crm, "公司", "2026Q4")
    assert (found.reached, found.having, found.people) == (None, 2, 3)
