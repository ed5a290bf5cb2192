"""Summaries: any noun by any field, with totals, periods and days of the past."""

import pytest

from crm_cli.errors import Invalid
from crm_cli.insight.scope import period_of
from crm_cli.insight.summary import summary
from crm_cli.records.kinds import packed
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.sales import opportunities
from tests.sales.conftest import Firm


def test_clients_by_industry_the_greatest_group_first(firm: Firm) -> None:
    for name, industry in (("甲", "电力"), ("乙", "电力"), ("丙", "医药"), ("丁", None)):
        firm.crm.add(Client(name=name, industry=industry))
    found = summary(firm.crm, "client", "industry")
    assert [(one.keys, one.count) for one in found.groups] == [(("电力",), 2), ((None,), 1), (("医药",), 1)]
    assert found.totals[0].count == 4


def test_a_path_goes_through_links(firm: Firm) -> None:
    north = firm.crm.add(Team(name="北方", region="北"))
    li = firm.crm.add(User(name="李明", team=north.id, manager=firm.me.id))
    firm.deal(amount=5, owner=li.id)
    firm.deal(amount=3)
    assert [one.keys for one in summary(firm.crm, "opp", "owner.team.region").groups] == [("北",), (None,)]
    assert [one.keys for one in summary(firm.crm, "opp", "owner.manager,owner").groups] == [
        ("王芳", "李明"),
        (None, "王芳"),
    ]


def test_dates_go_by_units_in_the_order_of_time_and_in_the_users_zone(firm: Firm) -> None:
    for moment in ("2026-10-31T23:30", "2026-11-01T00:30", "2026-11-20T10:00"):
        firm.crm.add(Activity(kind="call", at=firm.stamp(moment)))
    by = {
        unit: [one.keys[0] for one in summary(firm.crm, "activity", f"at:{unit}").groups]
        for unit in ("month", "quarter", "year", "week", "day")
    }
    assert by["month"] == ["2026-10", "2026-11"]
    assert by["quarter"] == ["2026Q4"]
    assert by["year"] == ["2026"]
    assert by["week"] == ["2026-W44", "2026-W47"]
    assert by["day"] == ["2026-10-31", "2026-11-01", "2026-11-20"]


def test_of_deals_it_tells_what_was_won_and_how_long_it_took(firm: Firm) -> None:
    firm.deal(amount=100)
    opportunities.lose(firm.crm, firm.deal(amount=50), "价格")
    deal = firm.deal(amount=1000)
    firm.go("2026-12-02")
    opportunities.win(firm.crm, deal)
    total = summary(firm.crm, "opp", "owner").totals[0]
    assert (total.count, total.value, total.won, total.won_value, total.lost) == (3, 1150, 1, 1000, 1)
    assert (total.win_rate, total.mean_days) == (5000, 10.0)


def test_a_field_is_added_up_and_currencies_are_not(firm: Firm) -> None:
    firm.crm.add(Client(name="甲", level="A", credit_limit=100))
    firm.crm.add(Client(name="乙", level="A", credit_limit=200))
    firm.crm.add(Client(name="丙", level="A", credit_limit=70, currency="USD"))
    found = summary(firm.crm, "client", "level", total="credit_limit")
    assert [(one.currency, one.count, one.sum) for one in found.groups] == [("CNY", 2, 300), ("USD", 1, 70)]
    assert [(one.currency, one.sum) for one in found.totals] == [("CNY", 300), ("USD", 70)]


def test_a_record_with_two_tags_is_in_two_groups(firm: Firm) -> None:
    with firm.crm.step():
        tags = [firm.crm.tag("vip"), firm.crm.tag("展会")]
    firm.crm.add(Client(name="甲", tags=packed(tags)))
    assert sorted(str(one.keys[0]) for one in summary(firm.crm, "client", "tags").groups) == ["vip", "展会"]


def test_a_period_is_where_an_activity_happened_and_a_deal_closed(firm: Firm) -> None:
    firm.crm.add(Activity(kind="call", at=firm.stamp("2026-11-01T00:30")))
    firm.crm.add(Activity(kind="call", at=firm.stamp("2026-10-31T23:30")))
    november = period_of(firm.crm, "2026-11")
    assert summary(firm.crm, "activity", "kind", period=november).totals[0].count == 1
    opportunities.win(firm.crm, firm.deal(close="2027-01-01"))
    assert summary(firm.crm, "opp", "status", period=november).totals[0].won == 1


def test_as_of_a_day_deals_are_what_they_were(firm: Firm) -> None:
    deal = firm.deal(amount=100)
    firm.go("2026-11-25")
    opportunities.win(firm.crm, deal, amount=70)
    found = summary(firm.crm, "opp", "status", as_of=firm.crm.moment("2026-11-24"))
    assert [(one.keys, one.value) for one in found.groups] == [(("open",), 100)]
    with pytest.raises(Invalid, match="only opportunities"):
        summary(firm.crm, "client", "level", as_of=firm.crm.moment("2026-11-24"))


def test_what_cannot_be_grouped_or_summed_is_refused(firm: Firm) -> None:
    for by, total in (
        ("", ""),
        ("owner:month", ""),
        ("close:fortnight", ""),
        ("note", ""),
        ("owner", "name"),
        ("nothing", ""),
    ):
        with pytest.raises(Invalid):
            summary(firm.crm, "opp", by, total=total)
