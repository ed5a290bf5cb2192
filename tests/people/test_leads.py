"""Leads: their statuses, why they are given up, when they were first answered, and their score."""

import pytest

from crm_cli.errors import Ambiguous, Conflict, Invalid, NotFound
from crm_cli.people import leads, statuses
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.statuses import OPEN, TYPES, Status
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    return founded()


def status_of(crm: Workspace, lead: Lead) -> str:
    return crm.by_id(Status, str(crm.by_id(Lead, lead.id).status)).name


def test_the_first_lead_of_a_base_without_statuses_brings_them_in_the_same_step(crm: Workspace) -> None:
    before = len(crm.steps())
    lead = added(crm, "lead", phone="13801234567", name=None)
    assert [one.name for one in statuses.ordered(crm)] == ["新线索", "跟进中", "培育中", "已确认", "已转化", "已放弃"]
    assert {one.type for one in crm.where(Status)} == set(TYPES)
    assert (lead.name, lead.type, status_of(crm, lead)) == ("13801234567", "new", "新线索")
    assert len(crm.steps()) == before + 1
    crm.undo()
    assert not crm.where(Status)


def test_the_statuses_speak_the_language_of_the_base() -> None:
    american = founded("Ann", "US")
    assert [one.name for one in statuses.ordered(american)][-1] == "Discarded"
    assert "wrong number" in statuses.reasons(american, statuses.of_type(american, "discarded"))


def test_a_lead_is_called_by_its_company_where_nothing_else_is_known(crm: Workspace) -> None:
    assert added(crm, "lead", name=None, company="科锐配电").name == "科锐配电"
    assert added(crm, "lead", name=None, email="li@kr.example").name == "li@kr.example"
    with pytest.raises(Invalid):
        added(crm, "lead", name=None)


@pytest.mark.parametrize(
    ("said", "type_"),
    [("跟进中", "working"), ("跟进", "working"), ("qualified", "qualified"), ("培育", "nurturing"), ("LS1", "new")],
)
def test_a_status_is_named_as_people_do(crm: Workspace, said: str, type_: str) -> None:
    statuses.install(crm)
    assert statuses.find(crm, said).type == type_


def test_a_status_that_is_none_or_may_be_two_is_a_question(crm: Workspace) -> None:
    statuses.install(crm)
    with pytest.raises(NotFound, match="没有"):
        statuses.find(crm, "没有这个")
    with pytest.raises(Ambiguous):
        statuses.find(crm, "已")


def test_the_program_goes_by_the_type_whatever_the_status_is_called(crm: Workspace) -> None:
    lead = added(crm, "lead", name="张三")
    crm.change(statuses.of_type(crm, "qualified"), name="热线索")
    moved = leads.move(crm, lead, statuses.find(crm, "热线索"))
    assert moved.type == "qualified"
    assert crm.count("lead", ["type=qualified"]) == 1
    crm.add(Status(name="等回电", type="working", position=9))
    assert leads.move(crm, moved, statuses.find(crm, "等回电")).type == "working"


def test_a_status_that_leads_stand_in_keeps_its_type(crm: Workspace) -> None:
    added(crm, "lead", name="张三")
    with pytest.raises(Conflict):
        crm.change(statuses.of_type(crm, "new"), type="working")
    assert crm.change(statuses.of_type(crm, "nurturing"), type="working").type == "working"


def test_a_type_that_has_no_status_any_more_gets_one_again(crm: Workspace) -> None:
    lead = added(crm, "lead", name="张三")
    crm.remove(statuses.of_type(crm, "discarded"))
    assert leads.discard(crm, lead, "空号").type == "discarded"


def test_giving_up_needs_a_reason_however_it_is_done(crm: Workspace) -> None:
    lead = added(crm, "lead", name="张三")
    discarded = statuses.of_type(crm, "discarded")
    for attempt in (lambda: leads.discard(crm, lead, None), lambda: crm.change(lead, status=discarded.id)):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert "没有需求" in refused.value.candidates
    with pytest.raises(Invalid):
        added(crm, "lead", name="李四", status=discarded.id)
    assert crm.change(lead, status=discarded.id, reason="选了别家").type == "discarded"


def test_reasons_that_were_used_are_offered_after_those_of_the_status(crm: Workspace) -> None:
    given = [("甲", "太远"), ("乙", "太远"), ("丙", "  没有需求 "), ("丁", "改行")]
    for name, reason in given:
        leads.discard(crm, added(crm, "lead", name=name), reason)
    assert statuses.reasons(crm, statuses.of_type(crm, "discarded"))[-2:] == ["太远", "改行"]
    assert crm.find(Lead, ["reason=没有需求"])[0].name == "丙"


def test_a_lead_goes_on_where_it_was_when_it_was_given_up(crm: Workspace) -> None:
    lead = leads.move(crm, added(crm, "lead", name="张三"), statuses.of_type(crm, "nurturing"))
    again = leads.reopen(crm, leads.discard(crm, lead, "没有预算"))
    assert (again.type, again.reason) == ("nurturing", None)
    with pytest.raises(Conflict):
        leads.reopen(crm, again)
    with pytest.raises(Conflict):
        leads.discard(crm, leads.discard(crm, again, "没有预算"), "没有预算")


def test_only_a_conversion_makes_a_lead_converted_and_then_nothing_moves_it(crm: Workspace) -> None:
    lead = added(crm, "lead", name="张三")
    done = statuses.of_type(crm, "converted")
    with pytest.raises(Conflict) as refused:
        leads.move(crm, lead, done)
    assert "convert" in str(refused.value.hint)
    converted = crm.change(lead, status=done.id, converted=crm.clock.stamp())
    for type_ in OPEN:
        with pytest.raises(Conflict, match="converted already"):
            leads.move(crm, converted, statuses.of_type(crm, type_))
    with pytest.raises(Conflict):
        leads.reopen(crm, converted)
    crm.undo()
    assert crm.by_id(Lead, lead.id).type == "new"


def test_the_first_real_contact_is_the_first_response(crm: Workspace) -> None:
    lead = added(crm, "lead", name="张三", created="2026-11-20T01:00:00Z")
    assert lead.responded is None
    for kind, outcome, at in (
        ("note", None, "2026-11-20T02:00:00Z"),
        ("call", "no_answer", "2026-11-20T03:00:00Z"),
        ("call", "connected", "2026-11-20T05:00:00Z"),
        ("call", "connected", "2026-11-20T06:00:00Z"),
    ):
        crm.add(Activity(kind=kind, at=at, outcome=outcome, lead=lead.id, text="…"))
    assert crm.by_id(Lead, lead.id).responded == "2026-11-20T05:00:00Z"
    crm.add(Activity(kind="visit", at="2026-11-20T04:00:00Z", lead=lead.id, text="later written down"))
    assert crm.by_id(Lead, lead.id).responded == "2026-11-20T04:00:00Z"
    crm.undo()
    assert crm.by_id(Lead, lead.id).responded == "2026-11-20T05:00:00Z"


def test_leaving_the_new_ones_is_a_response_too_and_giving_up_is_none(crm: Workspace) -> None:
    one, other = added(crm, "lead", name="张三"), added(crm, "lead", name="李四")
    assert leads.move(crm, one, statuses.of_type(crm, "working")).responded == crm.clock.stamp()
    assert leads.discard(crm, other, "空号错号").responded is None


def test_the_score_counts_a_third_each_for_need_authority_and_money(crm: Workspace) -> None:
    added(crm, "lead", name="甲", need="yes", authority="yes", budget="yes")
    added(crm, "lead", name="乙", need="yes", authority="partly")
    added(crm, "lead", name="丙", need="no")
    added(crm, "lead", name="丁")
    rows = list(crm.table("lead", ["name", "score"], sort="-score").rows)
    assert [tuple(row) for row in rows] == [("甲", 10000), ("乙", 5000), ("丙", 0), ("丁", None)]
    assert [lead.name for lead in crm.find(Lead, ["score=50%.."], sort="score")] == ["乙", "甲"]


def test_hours_waiting_are_of_new_leads_nobody_answered(crm: Workspace) -> None:
    lead = added(crm, "lead", name="张三", created="2026-11-21T20:00:00Z")
    assert [tuple(row) for row in crm.table("lead", ["waiting"]).rows] == [(5,)]
    leads.move(crm, lead, statuses.of_type(crm, "working"))
    assert [tuple(row) for row in crm.table("lead", ["waiting"]).rows] == [(None,)]
