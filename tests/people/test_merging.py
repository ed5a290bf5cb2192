"""Merging: who stays, with which values, and that all that hung on the others hangs on the one that stays."""

from itertools import pairwise
from typing import Any

import pytest

from crm_cli.errors import Invalid
from crm_cli.people import apart, leads, merging, statuses
from crm_cli.records.kinds import items
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace
from tests.founding import added, founded
from tests.store.holding import holding


@pytest.fixture
def crm() -> Workspace:
    return founded()


def one(crm: Workspace, *records: Any, into: Record | None = None, **keep: Record) -> Any:
    """The records as one."""
    plan = merging.plan(crm, [crm.by_id(type(r), r.id) for r in records], into=into, keep=keep)
    merging.merge(crm, [plan])
    return crm.by_id(type(plan.survivor), plan.survivor.id)


def test_the_oldest_stays_and_takes_what_it_lacks(crm: Workspace) -> None:
    first = added(crm, "client", name="科锐配电", level="A", created="2020-01-01T00:00:00Z")
    second = added(crm, "client", name="科锐", level="B", industry="电力", phone="13901234567")
    found = one(crm, second, first)
    assert (found.id, found.name, found.level, found.industry, found.phone) == (
        first.id, "科锐配电", "A", "电力", "13901234567",
    )  # fmt: skip
    assert crm.count("client") == 1


def test_another_can_stay_and_a_field_be_chosen(crm: Workspace) -> None:
    first, second = (added(crm, "client", name=name, level=level) for name, level in (("甲", "A"), ("乙", "B")))
    found = one(crm, first, second, into=second, level=first)
    assert (found.id, found.name, found.level) == (second.id, "乙", "A")
    with pytest.raises(Invalid, match="has no"):
        merging.plan(crm, [found, added(crm, "client", name="丙")], keep={"industry": found})
    with pytest.raises(Invalid, match="chosen"):
        merging.plan(crm, [found, added(crm, "client", name="丁")], keep={"ref": found})


def test_phones_emails_lists_tags_and_notes_are_those_of_all(crm: Workspace) -> None:
    first = added(
        crm,
        "client",
        name="甲",
        phone="138 0123 4567",
        other_emails='["a@b.cn"]',
        tags='["+vip"]',
        needs='["x"]',
        note="一",
    )
    second = added(
        crm, "client", name="乙", phone="13901234567", other_phones='["+86 13801234567"]', email="c@d.cn", tags='["+vip", "+old"]',
        needs='["y", "x"]', note="二",
    )  # fmt: skip
    found = one(crm, first, second)
    assert (found.phone, items(found.other_phones)) == ("138 0123 4567", ["13901234567"])
    assert (found.email, items(found.other_emails)) == ("c@d.cn", ["a@b.cn"])
    assert (items(found.needs), found.note) == (["x", "y"], "一\n\n二")
    names = {crm.by_id(load("tag"), tag).name for tag in crm.elements(found, "tags")}
    assert names == {"vip", "old"}


def test_a_chosen_phone_is_the_main_one_and_the_other_stays_beside_it(crm: Workspace) -> None:
    first, second = (added(crm, "client", name="甲", phone=phone) for phone in ("13801234567", "13901234567"))
    found = one(crm, first, second, phone=second)
    assert (found.phone, items(found.other_phones)) == ("13901234567", ["13801234567"])


def test_an_address_is_never_put_together_from_two(crm: Workspace) -> None:
    first = added(crm, "client", name="甲", address="某路5号")
    second = added(crm, "client", name="乙", address="他路7号", city="上海")
    plan = merging.plan(crm, [first, second])
    assert "city" not in plan.values and {left.field for left in plan.left} == {"address", "city", "name"}
    found = one(crm, first, second, address=second)
    assert (found.address, found.city) == ("他路7号", "上海")


def test_an_amount_is_taken_only_with_its_currency(crm: Workspace) -> None:
    first = added(crm, "client", name="甲", credit_limit=100)
    second = added(crm, "client", name="乙", revenue=500, currency="EUR")
    third = added(crm, "client", name="丙", revenue=700)
    assert merging.plan(crm, [first, second]).values == {}
    assert merging.plan(crm, [first, second, third]).values == {"revenue": 700}
    empty = added(crm, "client", name="丁")
    assert merging.plan(crm, [empty, second], into=empty).values == {"revenue": 500, "currency": "EUR"}
    with pytest.raises(Invalid, match="EUR"):
        merging.plan(crm, [first, second], keep={"revenue": second})


def test_who_is_only_called_by_a_phone_gets_a_name(crm: Workspace) -> None:
    first = added(crm, "lead", name=None, phone="13801234567")
    second = added(crm, "lead", name="张三", phone="13801234567")
    found = one(crm, first, second)
    assert (found.id, found.name) == (first.id, "张三")


def test_every_kind_of_child_moves_and_undo_gives_all_back(crm: Workspace) -> None:
    added(crm, "field", noun_name="opp", name="对手", kind="link", to="client")
    crm.forget_fields()
    first, second = added(crm, "client", name="甲"), added(crm, "client", name="乙", tags='["+vip"]')
    person = added(crm, "contact", name="李明", client=second.id)
    deal = added(crm, "opp", name="大单", client=second.id, extra={"对手": second.id})
    done = added(crm, "activity", kind="call", at="2026-11-20T01:00:00Z", client=second.id, text="x")
    task = added(crm, "task", text="y", client=second.id, due="2026-11-25T01:00:00Z")
    child = added(crm, "client", name="子", parent=second.id, partner=second.id, referred_by=second.id)
    lead = added(crm, "lead", name="线索")
    crm.fill(lead, {"client": second.id})
    crm.name_external(second, "erp", "4711")
    third = added(crm, "client", name="丙")
    apart.tell_apart(crm, second, third)
    before = holding(crm)
    one(crm, first, second)
    for record in (person, deal, done, task, lead):
        assert crm.by_id(type(record), record.id).client == first.id
    after = crm.by_id(type(child), child.id)
    assert (after.parent, after.partner, after.referred_by) == (first.id,) * 3
    assert crm.by_id(type(deal), deal.id).extra["对手"] == first.id
    assert crm.called("client", "erp", ["4711"]) == {"4711": first.id}
    assert apart.are_apart(crm, first.id, third.id) and not apart.are_apart(crm, second.id, third.id)
    for text in ("C2", "4711", "乙"):
        assert crm.get(load("client"), text).id == first.id
    assert crm.count("contact", ["client=C2"]) == 1 and crm.count("client", ["tags=vip"]) == 1
    assert crm.undo().kept == [] and holding(crm) == before
    done_again = crm.redo()
    assert done_again.kept == [] and crm.get(load("client"), "C2").id == first.id


def test_links_make_no_circle_and_never_lead_to_their_own_record(crm: Workspace) -> None:
    first = added(crm, "client", name="甲")
    between = added(crm, "client", name="间", parent=first.id)
    second = added(crm, "client", name="乙", parent=between.id, referred_by=first.id)
    plan = merging.plan(crm, [first, second])
    united = merging.merge(crm, [plan])["client"]
    found = crm.by_id(type(first), first.id)
    assert (found.parent, found.referred_by, crm.by_id(type(between), between.id).parent) == (None, None, first.id)
    assert [field for _noun, field, _id in united.cut] == ["parent"]
    boss = added(crm, "contact", name="上")
    under = added(crm, "contact", name="下", reports_to=boss.id)
    assert one(crm, boss, under).reports_to is None


def test_a_link_to_one_of_them_gives_way_to_a_link_that_leads_out(crm: Workspace) -> None:
    out = added(crm, "client", name="外")
    first = added(crm, "client", name="甲")
    second = added(crm, "client", name="乙", parent=out.id)
    crm.change(first, parent=second.id)
    assert one(crm, first, second).parent == out.id


def test_a_lead_stands_where_the_furthest_came_and_was_answered_when_the_first_was(crm: Workspace) -> None:
    first, second = added(crm, "lead", name="甲"), added(crm, "lead", name="乙")
    leads.move(crm, second, statuses.of_type(crm, "working"))
    found = one(crm, first, second)
    assert found.type == "working" and found.responded == crm.clock.stamp()
    third = added(crm, "lead", name="丙")
    leads.discard(crm, third, "没意向")
    assert one(crm, found, third).reason is None


def test_a_merged_one_can_be_merged_on_and_its_ref_still_resolves(crm: Workspace) -> None:
    all_ = [added(crm, "client", name=name) for name in "甲乙丙丁"]
    for early, late in pairwise(all_):
        one(crm, early, late, into=late)
    assert {crm.get(load("client"), f"C{n}").id for n in range(1, 5)} == {all_[-1].id}
    assert crm.search("甲", ["client"])[0].id == all_[-1].id


def test_whoever_is_removed_takes_along_what_was_merged_into_it(crm: Workspace) -> None:
    first, second, third = (added(crm, "client", name=name) for name in "甲乙丙")
    a, b = (added(crm, "contact", name="李", client=client.id) for client in (first, third))
    one(crm, first, second)
    one(crm, a, b, into=b)
    before = holding(crm)
    gone = crm.remove(crm.by_id(type(first), first.id))
    assert [record.ref for record in gone] == ["C1"]
    assert crm.store.rows("PRAGMA foreign_key_check") == []
    back = [record.ref for record in crm.restore("client", "C1")]
    assert back == ["C1"] and crm.get(load("client"), "C2").id == first.id
    crm.undo()
    assert crm.undo().kept == [] and holding(crm) == before


def test_an_undo_that_would_make_a_circle_leaves_it(crm: Workspace) -> None:
    first, second = added(crm, "client", name="甲"), added(crm, "client", name="乙")
    one(crm, first, second)
    undone = crm.undo().mine
    one(crm, first, second, into=second)
    kept = crm.undo(undone).kept
    assert [entry.field for entry in kept] == ["merged_into"]
    assert crm.get(load("client"), "C1").id == crm.get(load("client"), "C2").id == second.id


def test_what_an_undo_puts_back_to_a_merged_record_goes_on_to_the_one_that_stays(crm: Workspace) -> None:
    first, second = added(crm, "client", name="甲"), added(crm, "client", name="乙")
    person = added(crm, "contact", name="李", client=second.id)
    crm.change(person, client=None)
    moved = crm.steps(limit=1)[0].step
    one(crm, first, second)
    crm.undo(moved)
    assert crm.by_id(type(person), person.id).client == first.id


def test_only_records_of_one_kind_can_be_one(crm: Workspace) -> None:
    client, person = added(crm, "client", name="甲"), added(crm, "contact", name="乙")
    for records in ([client, person], [client], [client, client], [], [added(crm, "product", name="p")] * 2):
        with pytest.raises(Invalid):
            merging.plan(crm, records)


def test_pairs_that_hang_together_are_one_group() -> None:
    assert merging.groups([("a", "b"), ("c", "d"), ("b", "e"), ("e", "a")]) == [["a", "b", "e"], ["c", "d"]]


def test_who_is_merged_with_the_boss_of_his_boss_reports_to_nobody() -> None:
    crm = founded()
    top, middle = (added(crm, "contact", name=name) for name in ("总", "中"))
    low = added(crm, "contact", name="下", reports_to=middle.id)
    crm.change(middle, reports_to=top.id)
    merging.merge(crm, [merging.plan(crm, [low, top], into=low)])
    assert crm.by_id(type(low), low.id).reports_to is None
    assert crm.by_id(type(low), middle.id).reports_to == low.id
