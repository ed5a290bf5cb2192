"""A preset is laid into a base: only what is missing, once, in one step, and what the team made of it stays."""

from collections import Counter
from typing import Any

import pytest

from crm_cli.agenda.presets import declared, laying
from crm_cli.agenda.presets.declared import ORDER
from crm_cli.errors import NotFound
from crm_cli.insight import checks
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.nouns.views import View
from crm_cli.records.registry import load
from crm_cli.sales import pipelines
from crm_cli.workspace import Workspace
from tests.founding import added, founded

NOUNS = ("pipeline", "stage", "stagetask", "field", "check", "view")


def lay(crm: Workspace, name: str) -> laying.Laid:
    return laying.apply(crm, laying.read(crm, name))


def counts(crm: Workspace) -> dict[str, int]:
    return {noun: crm.count(noun) for noun in NOUNS}


def states(crm: Workspace, name: str) -> Counter[str]:
    return Counter(one.state for one in laying.compare(crm, laying.read(crm, name)))


def stage(crm: Workspace, name: str) -> Any:
    return next(one for one in crm.where(Stage) if one.name == name)


@pytest.fixture
def crm() -> Workspace:
    return founded()


@pytest.mark.parametrize("language", declared.LANGUAGES)
@pytest.mark.parametrize("name", ORDER)
def test_a_preset_lays_all_of_its_pieces(name: str, language: str) -> None:
    crm = founded(country="CN" if language == "zh_CN" else "GB")
    preset = laying.read(crm, name)
    laid = laying.apply(crm, preset)
    assert len(laid.added) == len(preset.pieces) and laid.left == []
    assert [one.name for one in crm.where(Pipeline)] == [one.name for one in preset.of("pipeline")]
    assert states(crm, name) == {"same": len(preset.pieces)}


@pytest.mark.parametrize("country", ["CN", "GB"])
def test_one_base_can_have_all_of_them_and_their_checks_and_views_run(country: str) -> None:
    crm = founded(country=country)
    for name in ORDER:
        assert lay(crm, name).left == []
    for check in checks.ordered(crm):
        crm.matching(load(check.noun_name), checks.read_filter(crm, check.noun_name, check.filter))
    for view in crm.where(View):
        crm.table(view.noun_name, (view.fields or "").split(","), [f"@{view.name}"], sort=view.sort or "")
    assert all(states(crm, name) == {"same": len(laying.read(crm, name).pieces)} for name in ORDER)


def test_twice_is_once(crm: Workspace) -> None:
    lay(crm, "project")
    before = counts(crm)
    assert lay(crm, "project").added == []
    assert counts(crm) == before


def test_one_undo_takes_all_of_it_back_and_then_it_can_be_laid_again(crm: Workspace) -> None:
    before = counts(crm)
    lay(crm, "membership")
    crm.undo()
    assert counts(crm) == before
    assert not laying.is_laid(crm, "membership")
    assert "会籍到期" not in crm.fields("client")
    assert len(lay(crm, "membership").added) == len(laying.read(crm, "membership").pieces)
    crm.undo()
    crm.redo()
    assert states(crm, "membership").keys() == {"same"}


def test_what_the_team_renamed_and_changed_stays_and_is_told(crm: Workspace) -> None:
    lay(crm, "project")
    crm.change(stage(crm, "需求调研"), name="摸底", rot_days=9)
    crm.change(crm.where(Pipeline)[0], name="工程")
    assert lay(crm, "project").added == []
    differing = [one for one in laying.compare(crm, laying.read(crm, "project")) if one.state == "changed"]
    assert [(one.noun, one.name, one.differs) for one in differing] == [
        ("pipeline", "工程", ("name",)),
        ("stage", "摸底", ("name", "rot_days")),
    ]


def test_what_the_team_took_out_stays_out(crm: Workspace) -> None:
    lay(crm, "product")
    crm.remove(stage(crm, "选型送样"))
    crm.remove(crm.where(View)[0])
    before = counts(crm)
    assert lay(crm, "product").added == []
    assert counts(crm) == before
    gone = [one for one in laying.compare(crm, laying.read(crm, "product")) if one.state == "gone"]
    assert [(one.noun, one.name) for one in gone] == [
        ("stage", "选型送样"),
        ("stagetask", "问样品测试结果"),
        ("view", "等样品反馈"),
    ]


def test_a_pipeline_that_was_taken_out_brings_no_stages_back(crm: Workspace) -> None:
    lay(crm, "product")
    crm.remove(crm.where(Pipeline)[0])
    assert lay(crm, "product").added == []
    assert crm.where(Stage) == []


def test_what_the_team_added_to_the_pipeline_is_told_as_its_own(crm: Workspace) -> None:
    lay(crm, "product")
    mine = added(crm, "stage", name="试产", pipeline=crm.where(Pipeline)[0].id, position=4)
    own = [one for one in laying.compare(crm, laying.read(crm, "product")) if one.state == "own"]
    assert [(one.noun, one.record.id) for one in own] == [("stage", mine.id)]


def test_what_is_there_under_the_same_name_is_left_as_it_is(crm: Workspace) -> None:
    line = added(crm, "pipeline", name="产品销售")
    won = added(crm, "stage", name="成单", type="won", probability=10000, pipeline=line.id)
    view = added(crm, "view", name="等样品反馈", noun_name="opp", filter="status=open")
    lay(crm, "product")
    assert [one.id for one in crm.where(Pipeline)] == [line.id]
    assert [one.id for one in crm.where(Stage, pipeline=line.id, type="won")] == [won.id]
    assert crm.by_id(View, view.id).filter == "status=open"


def test_what_reads_a_field_that_is_another_here_is_left_out_and_comes_when_that_is_gone(crm: Workspace) -> None:
    other = added(crm, "field", noun_name="opp", name="样品情况", kind="date")
    crm.forget_fields()
    laid = lay(crm, "product")
    assert [(piece.noun, piece.name) for piece, _error in laid.left] == [
        ("check", "样品寄出后没有跟进"),
        ("view", "等样品反馈"),
    ]
    assert states(crm, "product")["missing"] == 2
    crm.remove(other)
    crm.forget_fields()
    laid = lay(crm, "product")
    assert ([one.name for one in laid.added], laid.left) == (
        ["样品情况", "样品寄出后没有跟进", "等样品反馈"],
        [],
    )


def test_the_same_preset_has_the_same_ids_in_every_base() -> None:
    first, second = founded(), founded()
    ids = [{one.id for one in lay(crm, "group").added} for crm in (first, second)]
    assert ids[0] == ids[1]


def test_deals_go_to_the_pipeline_of_their_business_and_of_key_accounts(crm: Workspace) -> None:
    lay(crm, "group")
    lay(crm, "key-account")
    plain, key = added(crm, "client", name="甲"), added(crm, "client", name="乙", key_account=1)
    chosen = [
        pipelines.choose(crm, *what)
        for what in ((plain.id, None, None), (plain.id, None, "工程"), (plain.id, None, "维保"), (key.id, None, None))
    ]
    assert [one.name for one in chosen if one] == ["设备销售", "工程项目", "维保服务", "大客户销售"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("2", "project"),
        ("key", "key-account"),
        ("会员制", "membership"),
        ("促销", "promotion"),
        ("Group with", "group"),
    ],
)
def test_a_preset_is_named_by_number_name_or_title(typed: str, name: str) -> None:
    assert declared.named(typed) == name


@pytest.mark.parametrize("typed", ["", "0", "7", "pro", "火星"])
def test_a_name_of_none_or_of_several_is_refused_with_those_there_are(typed: str) -> None:
    with pytest.raises(NotFound) as refused:
        declared.named(typed)
    assert list(refused.value.candidates) == list(ORDER)
