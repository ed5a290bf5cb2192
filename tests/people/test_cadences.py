"""Cadences: by level and by tag, the strictest holds; what is planned or spoken puts a client at rest."""

import pytest

from crm_cli.agenda import capture
from crm_cli.errors import Duplicate, Invalid
from crm_cli.people import cadences
from crm_cli.records.nouns.cadences import Cadence
from crm_cli.records.nouns.clients import Client
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    """C1 of level A and C2 without one, both 20 days old and never spoken to."""
    crm = founded()
    for name, level in (("科锐配电", "A"), ("清华同方", None)):
        client = added(crm, "client", name=name, level=level, owner=crm.me)
        crm.change(client, created="2026-11-02T00:00:00Z")
    return crm


def states(crm: Workspace) -> dict[str, object]:
    found = crm.table("client", ["ref", "cadence"], []).rows
    return {ref: state for ref, state in found if state}


def tagged(crm: Workspace, ref: str, name: str) -> None:
    tag = crm.tag(name)
    crm.change(crm.get(Client, ref), tags=f'["{tag}"]')


def test_a_level_has_its_usual_cadence_until_the_team_sets_another(crm: Workspace) -> None:
    assert states(crm) == {"C1": "due"}
    cadences.put(crm, "A", 5, 10)
    assert states(crm) == {"C1": "critical"}
    cadences.put(crm, "A", 21, 30)
    assert states(crm) == {}
    cadences.put(crm, "A", 0, 0)
    assert cadences.spans(crm).of("A", []) is None


def test_of_a_level_and_a_tag_the_strictest_holds(crm: Workspace) -> None:
    added(crm, "tag", name="大客户")
    cadences.put(crm, "大客户", 7, 14)
    for ref in ("C1", "C2"):
        tagged(crm, ref, "大客户")
    assert states(crm) == {"C1": "critical", "C2": "critical"}
    cadences.put(crm, "大客户", 100, 200)
    assert states(crm) == {"C1": "due"}
    known = cadences.spans(crm)
    assert known.of("A", known.tags) == (14, 30, "A")
    assert known.of(None, known.tags) == (100, 200, "大客户")


def test_only_a_real_contact_counts_be_it_still_to_come(crm: Workspace) -> None:
    capture.log(crm, "note", "C1", "no contact")
    assert states(crm) == {"C1": "due"}
    added(crm, "activity", kind="visit", client=crm.get(Client, "C1").id, at="2026-12-01T02:00:00Z")
    assert states(crm) == {}


@pytest.mark.parametrize("link", ["client", "contact", "opportunity"])
def test_a_planned_contact_puts_it_at_rest_whomever_of_them_it_is_with(crm: Workspace, link: str) -> None:
    client = crm.get(Client, "C1")
    whom = {
        "client": client.id,
        "contact": added(crm, "contact", name="李建国", client=client.id).id,
        "opportunity": added(crm, "opp", name="一期", client=client.id).id,
    }
    task = added(crm, "task", text="回电", due="2026-11-21T16:00:00Z", **{link: whom[link]})
    assert states(crm) == {}
    crm.change(task, due="2026-11-21T15:00:00Z")
    assert states(crm) == {"C1": "due"}


def test_what_is_planned_after_the_maximum_is_over_puts_nobody_at_rest(crm: Workspace) -> None:
    task = added(crm, "task", text="回访", due="2027-06-10T02:00:00Z", client=crm.get(Client, "C1").id)
    assert states(crm) == {"C1": "due"}
    crm.change(task, due="2026-12-01T16:00:00Z")
    assert states(crm) == {}
    crm.change(task, due="2026-12-20T02:00:00Z")  # a month after the maximum
    assert states(crm) == {"C1": "due"}


def test_of_one_beyond_the_maximum_what_is_planned_soon_does(crm: Workspace) -> None:
    crm.change(crm.get(Client, "C1"), created="2026-09-01T00:00:00Z")
    assert states(crm) == {"C1": "critical"}
    task = added(crm, "task", text="回访", due="2026-11-25T02:00:00Z", client=crm.get(Client, "C1").id)
    assert states(crm) == {}
    crm.change(task, due="2026-12-20T02:00:00Z")
    assert states(crm) == {"C1": "critical"}


@pytest.mark.parametrize("text", ["0", "0/5", "0/0", "0天"])
def test_only_none_switches_a_cadence_off(text: str) -> None:
    with pytest.raises(Invalid, match="after 0 days is no cadence"):
        cadences.read_span(text)
    assert cadences.read_span("none") == cadences.read_span("不限") == (0, 0)


@pytest.mark.parametrize("values", [{"kind": "note"}, {"theirs": 1}, {"status": "done"}])
def test_what_is_no_contact_of_ours_plans_none(crm: Workspace, values: dict[str, object]) -> None:
    added(crm, "task", text="写方案", due="2026-11-25T02:00:00Z", client=crm.get(Client, "C1").id, **values)
    assert states(crm) == {"C1": "due"}


def test_a_cadence_is_of_one_thing_and_makes_sense(crm: Workspace) -> None:
    tag = added(crm, "tag", name="大客户")
    for wrong in ({}, {"level": "A", "tag": tag.id}, {"level": "B", "target": 9, "most": 3}):
        with pytest.raises(Invalid):
            added(crm, "cadence", **{"target": 7, "most": 14, **wrong})
    cadences.put(crm, "A", 7, 14)
    with pytest.raises(Duplicate):
        crm.add(Cadence(level="A", target=1, most=2))
    with pytest.raises(Invalid):
        cadences.read_span("a fortnight")
    assert [cadences.read_span(said) for said in ("14/30", "7", "7天／14天", "none")] == [
        (14, 30),
        (7, 7),
        (7, 14),
        (0, 0),
    ]
