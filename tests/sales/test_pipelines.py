"""Which pipeline a new deal goes into."""

import pytest

from crm_cli.sales import pipelines
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    crm = founded()
    pipelines.install(crm, "zh_CN")
    return crm


def named(crm: Workspace, **about: str | None) -> str:
    found = pipelines.choose(crm, **about)
    assert found is not None
    return found.name


def test_a_rule_goes_before_none_whatever_the_position(crm: Workspace) -> None:
    added(crm, "pipeline", name="大单", business="big")
    assert named(crm, business="big") == "大单"
    assert named(crm, business="small") == named(crm) == "标准销售"


def test_clients_that_match_a_filter_have_their_own_way(crm: Workspace) -> None:
    added(crm, "pipeline", name="重点", clients="level=A")
    important = added(crm, "client", name="甲", level="A")
    other = added(crm, "client", name="乙", level="B")
    assert (named(crm, client=important.id), named(crm, client=other.id)) == ("重点", "标准销售")


def test_a_team_counts_those_it_is_part_of(crm: Workspace) -> None:
    north = added(crm, "team", name="北方")
    city = added(crm, "team", name="北京", parent=north.id)
    added(crm, "pipeline", name="北方销售", team=north.id)
    assert (named(crm, team=city.id), named(crm)) == ("北方销售", "标准销售")


def test_without_any_pipeline_there_is_none_to_choose() -> None:
    assert pipelines.choose(founded()) is None
