"""The 360 of a client: its people as a network, its money, its kin, its story."""

from typing import Any

from crm_cli.agenda import full_view
from crm_cli.agenda.full_view import Person
from crm_cli.agenda.timeline import timeline
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.sales import opportunities, pipelines
from crm_cli.workspace import Workspace
from tests.founding import added, founded


def person(n: int, name: str, role: str | None = None, boss: int | None = None) -> Person:
    """Somebody whose id is a number."""
    return Person(
        str(n), f"P{n}", name, None, None, role, None, None if boss is None else str(boss), None, None, None, None
    )


def drawn(*people: Person) -> list[str]:
    return [one.branch + one.person.name for one in full_view.network(people)]


def test_a_network_puts_the_boss_above_and_draws_a_branch_to_each() -> None:
    people = [
        person(1, "李明", "influences", 2),
        person(2, "王总", "decides"),
        person(3, "赵工", "uses", 1),
        person(4, "钱", None, 2),
    ]
    assert drawn(*people) == ["王总", "├ 李明", "│ └ 赵工", "└ 钱"]


def test_of_equals_who_decides_stands_first() -> None:
    assert drawn(person(1, "uses", "uses"), person(2, "nobody"), person(3, "decides", "decides")) == [
        "decides",
        "uses",
        "nobody",
    ]


def test_a_circle_and_a_boss_elsewhere_lose_nobody() -> None:
    circle = [person(1, "a", None, 2), person(2, "b", None, 3), person(3, "c", None, 1), person(4, "d", None, 99)]
    found = full_view.network(circle)
    assert sorted(one.person.name for one in found) == ["a", "b", "c", "d"]
    assert [one.person.name for one in found if one.apart] == ["d", "a"]


def test_a_network_as_deep_as_a_thousand_people_is_drawn_and_stays_narrow() -> None:
    found = full_view.network([person(n, str(n), None, n - 1 if n else None) for n in range(3000)])
    assert [int(one.person.name) for one in found] == list(range(3000))
    assert max(len(one.branch) for one in found) <= 2 * full_view.DEEPEST + 2


def stocked() -> tuple[Workspace, Any]:
    crm = founded()
    return crm, added(crm, "client", name="科锐配电")


def test_sums_stand_apart_by_status_and_currency() -> None:
    crm, client = stocked()
    for status, amount, currency in (("won", 100, None), ("won", 50, "CNY"), ("won", 7, "EUR"), ("lost", 9, None)):
        added(crm, "opp", name="x", client=client.id, amount=amount, currency=currency, status=status)
    found = full_view.read(crm, client, 5).sums
    assert [(one.status, one.currency, one.number, one.value) for one in found] == [
        ("won", "CNY", 2, 150),
        ("won", "EUR", 1, 7),
        ("lost", "CNY", 1, 9),
    ]


def test_kin_are_found_from_both_sides() -> None:
    crm, client = stocked()
    added(crm, "client", name="子公司", parent=client.id)
    added(crm, "client", name="转介绍", referred_by=client.id)
    other = added(crm, "client", name="渠道")
    client = crm.change(client, partner=other.id)
    assert [(one.how, one.name) for one in full_view.read(crm, client, 5).related] == [
        ("subsidiary", "子公司"), ("partner", "渠道"), ("referred", "转介绍"),
    ]  # fmt: skip
    assert [(one.how, one.name) for one in full_view.read(crm, other, 5).related] == [("partnered", "科锐配电")]


def test_living_and_fixed_groups_name_their_members_and_one_that_cannot_be_read_nobody() -> None:
    crm, client = stocked()
    added(crm, "group", name="重点", noun_name="client", filter="name~科锐")
    added(crm, "group", name="别的", noun_name="client", filter="level=A")
    added(crm, "group", name="名单", noun_name="client", members=f'["{client.id}"]')
    crm.store.db.execute("UPDATE groups SET filter = 'nosuch=1' WHERE name = '别的'")
    assert full_view.groups(crm, client) == [("GP1", "重点"), ("GP3", "名单")]


def test_the_last_contact_is_a_real_one_that_has_been() -> None:
    crm, client = stocked()
    for kind, at in (
        ("call", "2026-11-01T02:00:00Z"),
        ("note", "2026-11-20T02:00:00Z"),
        ("visit", "2026-12-24T02:00:00Z"),
    ):
        added(crm, "activity", kind=kind, at=at, client=client.id, text="x")
    (found,) = full_view.contacts(crm, client, 3)
    assert (found.kind, found.at) == ("call", "2026-11-01T02:00:00Z")


def test_the_story_has_what_was_also_about_the_client_and_the_lead_it_came_from() -> None:
    crm, client = stocked()
    other = added(crm, "client", name="清华同方")
    both = added(
        crm,
        "activity",
        kind="meeting",
        at="2026-11-01T02:00:00Z",
        client=other.id,
        text="three of us",
        about=f'["{client.id}"]',
    )
    lead = added(crm, "lead", name="李明", source="展会")
    crm.change(lead, type="converted", converted="2026-11-02T02:00:00Z", client=client.id)
    story = [(event.kind, event.ref) for event in timeline(crm, client)]
    assert ("meeting", both.ref) in story and ("converted", lead.ref) in story
    assert len(timeline(crm, other)) == 2


def test_a_deal_that_moves_twice_in_a_second_is_told_in_its_order_and_one_that_only_grows_is_not() -> None:
    crm, client = stocked()
    pipelines.install(crm, "zh_CN")
    deal = crm.add(Opportunity(name="一期", client=client.id, amount=100))
    for stage in ("谈判", "方案"):
        deal = opportunities.move(crm, deal, stage, force=True)
    crm.change(deal, amount=200)
    moves = [(event.note, event.text) for event in timeline(crm, client) if event.kind == "stage"]
    assert len(moves) == 3
    assert moves[0][0] == moves[1][1] and moves[1][0] == moves[2][1] and moves[2][0] is None
