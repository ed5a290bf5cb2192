"""What a rule may ask of the data: adding, changing, removing and bringing back, one step each."""

import pytest

from crm_cli.errors import Conflict, Denied, Invalid, NotFound
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    return founded()


def dump(crm: Workspace, *left_out: str) -> dict[str, list[object]]:
    """Every table row for row, but the log, steps and counters."""
    logs = ("op", "body", "step", "counter", "sqlite_sequence", "ctx", *left_out)
    tables = [
        name
        for (name,) in crm.store.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'")
    ]
    return {name: sorted(crm.store.rows(f"SELECT * FROM main.{name}"), key=str) for name in tables if name not in logs}


def test_a_new_record_gets_its_ref_time_and_author(crm: Workspace) -> None:
    client = added(crm, "client", name="甲")
    assert (client.ref, client.created, client.author) == ("C1", "2026-11-22T01:00:00Z", crm.me)


def test_a_record_without_its_name_is_refused(crm: Workspace) -> None:
    with pytest.raises(Invalid, match="a client needs its Name"):
        added(crm, "client", name="  ")
    assert crm.count("client") == 0


def test_a_unique_name_is_taken_once(crm: Workspace) -> None:
    added(crm, "product", name="GTX Pro")
    with pytest.raises(Conflict, match="there is already a product called “gtx pro”: PR1"):
        added(crm, "product", name="gtx pro")
    other = added(crm, "product", name="MG")
    with pytest.raises(Conflict):
        crm.change(other, name="GTX PRO")
    assert crm.change(other, name="mg").name == "mg"


def test_what_is_equal_is_not_written(crm: Workspace) -> None:
    client = added(crm, "client", name="甲", level="A")
    before = len(crm.history(client))
    crm.change(client, level="A", name="甲")
    assert len(crm.history(client)) == before


def test_several_writes_inside_a_step_are_one_undo(crm: Workspace) -> None:
    before = dump(crm)
    with crm.step("log call"):
        client = added(crm, "client", name="甲")
        added(crm, "contact", name="李明", client=client.id)
        crm.change(client, level="B", tags='["+vip"]')
    assert crm.undo().kept == []
    assert dump(crm) == before


def test_a_step_that_fails_writes_nothing(crm: Workspace) -> None:
    before = dump(crm)
    with pytest.raises(Invalid), crm.step():
        added(crm, "client", name="甲")
        added(crm, "client", name="")
    assert dump(crm) == before
    assert crm.steps(limit=1)[0].command != "never"


def test_a_client_goes_with_its_people_and_deals_and_comes_back_with_them(crm: Workspace) -> None:
    client = added(crm, "client", name="甲")
    person = added(crm, "contact", name="李明", client=client.id)
    deal = added(crm, "opp", name="一期", client=client.id, contact=person.id)
    added(
        crm,
        "activity",
        kind="call",
        at="2026-11-20T02:00:00Z",
        client=client.id,
        contact=person.id,
        opportunity=deal.id,
    )
    other = added(crm, "client", name="乙", referred_by=client.id, parent=client.id)
    crm.change(client, tags='["+vip"]')
    before = dump(crm)
    gone = crm.remove(client)
    assert {item.noun for item in gone} == {"client", "contact", "opp", "activity"}
    assert crm.by_id(load("client"), other.id).referred_by is None
    back = crm.restore("client", "C1")
    assert {item.ref for item in back} == {"C1", "P1", "D1", "A1"}
    assert crm.get(load("contact"), "李明").client == client.id
    crm.undo()
    crm.undo()
    assert dump(crm) == before


def test_a_user_with_clients_cannot_be_removed(crm: Workspace) -> None:
    ming = added(crm, "user", name="李明")
    added(crm, "client", name="甲", owner=ming.id)
    with pytest.raises(Conflict, match="U2 can't be removed: 1 client records name it, such as C1"):
        crm.remove(ming)


def test_what_was_never_removed_cannot_be_restored(crm: Workspace) -> None:
    with pytest.raises(NotFound):
        crm.restore("client", "C9")


def test_undo_takes_my_own_last_step_whoever_wrote_since(crm: Workspace) -> None:
    ming = added(crm, "user", name="李明")
    mine = added(crm, "client", name="甲")
    other = Workspace(crm.store, crm.clock, "test", "李明")
    theirs = added(other, "client", name="乙")
    assert crm.undo().step.command == "test"
    with pytest.raises(NotFound):
        crm.by_id(load("client"), mine.id)
    assert other.by_id(load("client"), theirs.id).author == ming.id


def test_undo_leaves_alone_what_somebody_changed_since_and_says_so(crm: Workspace) -> None:
    client = added(crm, "client", name="甲", level="A", industry="电力")
    added(crm, "user", name="李明")
    mine = Workspace(crm.store, crm.clock, "client edit", "王芳")
    mine.change(client, level="B", industry="化工")
    other = Workspace(crm.store, crm.clock, "client edit", "李明")
    other.change(other.by_id(load("client"), client.id), level="C")
    kept = mine.undo().kept
    assert [(item.ref, item.field) for item in kept] == [("C1", "level")]
    now = crm.by_id(load("client"), client.id)
    assert (now.level, now.industry) == ("C", "电力")


def test_redo_brings_back_what_undo_took(crm: Workspace) -> None:
    client = added(crm, "client", name="甲", level="A")
    crm.change(client, level="B")
    crm.undo()
    crm.redo()
    assert crm.by_id(load("client"), client.id).level == "B"
    crm.undo()
    crm.undo()
    with pytest.raises(NotFound):
        crm.by_id(load("client"), client.id)
    crm.redo()
    crm.redo()
    assert crm.by_id(load("client"), client.id).level == "B"
    with pytest.raises(NotFound, match="nothing of yours to redo"):
        crm.redo()


def test_a_new_step_ends_what_can_be_redone(crm: Workspace) -> None:
    client = added(crm, "client", name="甲", level="A")
    crm.change(client, level="B")
    crm.undo()
    added(crm, "client", name="乙")
    with pytest.raises(NotFound):
        crm.redo()


def test_a_base_with_several_users_asks_who_it_is(crm: Workspace) -> None:
    added(crm, "user", name="李明")
    with pytest.raises(Denied, match="several users"):
        _ = Workspace(crm.store, crm.clock).me
    with pytest.raises(NotFound, match="no user “赵六”"):
        _ = Workspace(crm.store, crm.clock, user="赵六").me


def test_an_attribute_is_a_field_like_any_other(crm: Workspace) -> None:
    added(crm, "field", noun_name="client", name="行业细分", kind="choice", choices='["硬件", "软件"]', listed=1)
    crm.forget_fields()
    client = added(crm, "client", name="甲")
    crm.change(client, **crm.parse("client", {"行业细分": "硬件"}))
    assert [row[0] for row in crm.table("client", ["行业细分"], ["行业细分=硬件"]).rows] == ["硬件"]
    assert "行业细分" in crm.listed("client")
    plan = crm.store.rows("EXPLAIN QUERY PLAN SELECT n FROM clients WHERE extra ->> '$.\"行业细分\"' = '硬件'")
    assert "INDEX attribute_clients_" in str(plan)
    with pytest.raises(Invalid):
        crm.parse("client", {"行业细分": "渔业"})
    assert "x.行业细分" in crm.history(client)[-1][1].body


def test_times_and_the_currency_of_the_base_reach_computed_fields(crm: Workspace) -> None:
    product = added(crm, "product", name="GTX", price=4821_00)
    deal = added(crm, "opp", name="一期", product=product.id, quantity=2)
    assert [tuple(row) for row in crm.table("opp", ["ref", "value"], machine=True).rows] == [("D1", "9642.00")]
    crm.change(deal, amount=5_00)
    assert [tuple(row) for row in crm.table("opp", ["value"], machine=True).rows] == [("5.00",)]


@pytest.mark.parametrize("tokens", [[], ["name~1"], ["name~1", "or", "name~2"]])
def test_merged_records_are_not_counted(tokens: list[str]) -> None:
    crm = founded()
    first, *others = (added(crm, "client", name=f"Acme {number}") for number in (1, 12, 21))
    assert crm.table("client", tokens=tokens, limit=1).total == 3
    crm.change(others[0], merged_into=first.id)
    assert crm.table("client", tokens=tokens, limit=1).total == crm.count("client", tokens) == 2
    assert crm.count("product") == 0


def test_who_was_merged_or_removed_meanwhile_is_told_by_the_ref_and_never_by_the_id(crm: Workspace) -> None:
    one, other = (added(crm, "client", name=name) for name in ("甲", "乙"))
    crm.change(other, merged_into=one.id)
    with pytest.raises(NotFound, match=r"^C2 was merged just now$"):
        crm.by_id(type(other), other.id)
    crm.remove(one)
    with pytest.raises(NotFound) as gone:
        crm.by_id(type(one), one.id)
    assert one.id not in str(gone.value)
