"""One step is one undo: what it changed is put back where nobody changed it since, and the rest is said."""

from collections.abc import Callable

import pytest

from crm_cli.errors import Conflict, NotFound
from crm_cli.records.registry import load
from crm_cli.store import bulk, reversing
from crm_cli.workspace import Workspace
from tests.founding import added
from tests.store.holding import holding

Doing = Callable[[Workspace], object]


def client(crm: Workspace, ref: str = "C1") -> object:
    return crm.get(load("client"), ref)


def insert(crm: Workspace) -> None:
    added(crm, "client", name="乙", phone="021-6888 0000", tags='["+vip"]')


def update(crm: Workspace) -> None:
    crm.change(crm.get(load("client"), "C1"), name="换了", phone=None, level="B", other_phones='["13911112222"]')


def delete(crm: Workspace) -> None:
    crm.remove(crm.get(load("client"), "C1"))


def custom(crm: Workspace) -> None:
    crm.change(crm.get(load("client"), "C1"), 级别=None, 行业="芯片")


def merged(crm: Workspace) -> None:
    with crm.step():
        into = added(crm, "client", name="合并到这里")
        crm.unite("client", {crm.get(load("client"), "C1").id: into.id})


def several(crm: Workspace) -> None:
    with crm.step():
        custom(crm)
        update(crm)
        insert(crm)
        delete(crm)


def in_bulk(crm: Workspace) -> None:
    with crm.step("import", kind="import") as step:
        rows = [(f"甲{i}", f"1380013{i:04}", {"级别": f"v{i}"}) for i in range(30)]
        bulk.load(crm.store, load("client"), ["name", "phone", "extra"], rows, step=step, author=crm.me)


def setting(crm: Workspace) -> None:
    crm.put_setting("country", "DE")


DOINGS = (insert, update, delete, custom, merged, several, in_bulk, setting)


@pytest.fixture(params=[False, True], ids=["small", "set by set"])
def started(crm: Workspace, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A client with everything that hangs on one; undone row by row, or inserts set by set."""
    if request.param:
        monkeypatch.setattr(reversing, "BULK", 1)
    for name in ("级别", "行业"):
        added(crm, "field", noun_name="client", name=name, listed=1)
    crm.forget_fields()
    first = added(
        crm, "client", name="科锐", phone="13800138000", email="a@keri.cn", tags='["+老客户"]', extra={"级别": "甲"}
    )
    person = added(crm, "contact", name="李明", client=first.id)
    added(crm, "activity", kind="call", at="2026-11-20T01:00:00Z", client=first.id, contact=person.id, text="打了电话")
    added(crm, "task", text="发报价", client=first.id, due="2026-11-25T01:00:00Z")
    crm.name_external(first, "erp", "4711")
    return crm


@pytest.mark.parametrize("do", DOINGS)
def test_what_is_undone_is_as_if_it_had_never_been_and_redone_as_if_never_undone(do: Doing, started: Workspace) -> None:
    before = holding(started)
    do(started)
    done = holding(started)
    assert done != before
    for _ in range(2):
        assert started.undo().kept == [] and holding(started) == before
        assert started.redo().kept == [] and holding(started) == done


def test_steps_are_undone_one_after_the_other_and_redone_backwards(started: Workspace) -> None:
    moments = [holding(started)]
    for do in (insert, update, custom, in_bulk, delete):
        do(started)
        if moments[-1] != holding(started):
            moments.append(holding(started))
    for moment in reversed(moments[:-1]):
        while holding(started) != moment:
            assert started.undo().kept == []
    for moment in moments[1:]:
        while holding(started) != moment:
            assert started.redo().kept == []


def test_an_older_step_is_undone_under_later_ones_that_have_nothing_to_do_with_it(started: Workspace) -> None:
    update(started)
    number = started.steps(limit=1)[0].step
    added(started, "client", name="丙")
    setting(started)
    assert started.undo(number).kept == []
    assert (client(started).name, client(started).phone) == ("科锐", "13800138000")  # type: ignore[attr-defined]
    assert started.count("client") == 2 and started.setting("country") == "DE"


def test_a_field_changed_since_is_left_alone_and_named(started: Workspace) -> None:
    custom(started)
    number = started.steps(limit=1)[0].step
    started.change(started.get(load("client"), "C1"), 行业="医药")
    kept = started.undo(number).kept
    assert [(entry.ref, entry.field, entry.why) for entry in kept] == [("C1", "行业", "changed since")]
    assert started.get(load("client"), "C1").extra == {"级别": "甲", "行业": "医药"}


def test_a_record_removed_since_is_left_alone_and_named(started: Workspace) -> None:
    update(started)
    number = started.steps(limit=1)[0].step
    delete(started)
    kept = started.undo(number).kept
    assert {entry.why for entry in kept} == {"was removed since"} and {entry.field for entry in kept} >= {"name"}


def test_a_new_record_edited_since_is_left_alone_and_named(started: Workspace) -> None:
    insert(started)
    number = started.steps(limit=1)[0].step
    started.change(started.get(load("client"), "C2"), note="wichtig")
    kept = started.undo(number).kept
    assert [(entry.ref, entry.field) for entry in kept] == [("C2", "note")]
    assert started.get(load("client"), "C2").note == "wichtig"


def test_a_new_record_that_later_ones_need_stays(started: Workspace) -> None:
    added(started, "client", name="乙")
    number = started.steps(limit=1)[0].step
    added(started, "contact", name="王五", client=started.get(load("client"), "C2").id)
    before = holding(started)
    with pytest.raises(Conflict, match="it can't be undone: P2 came later and needs one of the clients"):
        started.undo(number)
    assert holding(started) == before


def test_loaded_rows_that_were_used_since_stay_and_are_named(crm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reversing, "BULK", 2)
    in_bulk(crm)
    number = crm.steps(limit=1)[0].step
    clients = crm.where(load("client"))
    crm.change(clients[3], note="wichtig")
    added(crm, "contact", name="李明", client=clients[5].id)
    kept = crm.undo(number).kept
    assert sorted(entry.ref for entry in kept) == sorted([clients[3].ref, clients[5].ref])
    assert {entry.why for entry in kept} == {"changed since", "used since"} and crm.count("client") == 2


@pytest.mark.parametrize("bulk_from", [1, 10_000])
def test_a_new_record_that_was_tagged_since_stays_with_its_tag(
    crm: Workspace, monkeypatch: pytest.MonkeyPatch, bulk_from: int
) -> None:
    monkeypatch.setattr(reversing, "BULK", bulk_from)
    with crm.step():
        added(crm, "client", name="甲")
        added(crm, "client", name="乙")
    number = crm.steps(limit=1)[0].step
    crm.change(crm.get(load("client"), "C1"), tags='["+vip"]')
    kept = crm.undo(number).kept
    assert [(entry.ref, entry.field, entry.why) for entry in kept] == [("C1", "tags", "changed since")]
    assert len(crm.where(load("element"))) == 1 and [one.ref for one in crm.where(load("client"))] == ["C1"]


@pytest.mark.parametrize("bulk_from", [1, 10_000])
def test_a_tag_that_is_used_since_stays(crm: Workspace, monkeypatch: pytest.MonkeyPatch, bulk_from: int) -> None:
    monkeypatch.setattr(reversing, "BULK", bulk_from)
    with crm.step():
        added(crm, "tag", name="vip")
        added(crm, "tag", name="old")
    number = crm.steps(limit=1)[0].step
    added(crm, "client", name="甲", tags='["+vip"]')
    kept = crm.undo(number).kept
    assert [(entry.ref, entry.why, entry.failed) for entry in kept] == [("TG1", "used since", True)]
    assert [one.name for one in crm.where(load("tag"))] == ["vip"]


def test_what_uses_a_kept_row_is_named_and_both_kinds_of_kept_are_told_apart(crm: Workspace) -> None:
    in_bulk(crm)
    number = crm.steps(limit=1)[0].step
    clients = crm.where(load("client"))
    crm.change(clients[3], note="wichtig")
    added(crm, "contact", name="李明", client=clients[5].id)
    undone = crm.undo(number)
    assert {(entry.ref, entry.failed, entry.by) for entry in undone.kept} == {
        (clients[3].ref, False, ""),
        (clients[5].ref, True, "P1"),
    }
    assert [(noun.name, kind, count) for noun, kind, count in undone.tally] == [("client", "D", 28)]


def test_a_rule_adds_nothing_to_what_was_put_back_as_it_was(crm: Workspace) -> None:
    """A lead that came in answered, without saying when, is as it came when a later change of it is undone."""
    status = added(crm, "status", name="Working", type="working")
    crm.load("lead", ["name", "status", "type"], [("甲", status.id, "working")])
    before = holding(crm)
    crm.change(crm.get(load("lead"), "L1"), company="科锐")
    for _ in range(2):
        assert crm.undo().kept == [] and holding(crm) == before
        crm.redo()


@pytest.mark.parametrize("do", DOINGS)
def test_a_dry_run_of_undo_and_redo_tells_the_same_and_writes_nothing(do: Doing, started: Workspace) -> None:
    do(started)
    for take in (started.undo, started.redo):
        before, count = holding(started), len(started.steps())
        told = take(dry_run=True)
        assert (holding(started), len(started.steps())) == (before, count)
        done = take()
        assert (told.kept, told.tally, told.step) == (done.kept, done.tally, done.step)


def test_a_step_is_undone_once(crm: Workspace) -> None:
    added(crm, "client", name="甲")
    number = crm.steps(limit=1)[0].step
    crm.undo(number)
    with pytest.raises(Conflict, match=f"step {number} was undone already, by step {number + 1}"):
        crm.undo(number)
    with pytest.raises(NotFound, match="there is no step 99"):
        crm.undo(99)


def test_the_undo_of_an_undo_is_a_redo(crm: Workspace) -> None:
    added(crm, "client", name="甲")
    done = holding(crm)
    undo = crm.undo().mine
    assert crm.count("client") == 0
    assert crm.undo(undo).kept == [] and holding(crm) == done
    assert crm.undo().kept == [] and crm.count("client") == 0


def test_what_was_redone_can_be_undone_by_the_number_of_its_redo(crm: Workspace) -> None:
    added(crm, "client", name="甲")
    crm.undo()
    redo = crm.redo().mine
    assert crm.undo(redo).kept == [] and crm.count("client") == 0


def test_a_ref_is_never_given_twice(crm: Workspace) -> None:
    assert added(crm, "client", name="甲").ref == "C1"
    crm.undo()
    assert added(crm, "client", name="乙").ref == "C2"
    crm.remove(crm.get(load("client"), "C2"))
    with pytest.raises(RuntimeError), crm.step():
        added(crm, "client", name="丙")
        raise RuntimeError
    with crm.step("import") as step:
        bulk.load(crm.store, load("client"), ["name"], [("丁",)], step=step, author=None)
    assert [record.ref for record in crm.where(load("client"))] == ["C3"]
    crm.undo()
    assert crm.restore("client", "C3")[0].ref == "C3"
    assert added(crm, "client", name="戊").ref == "C4"


def test_a_row_number_is_never_given_twice(crm: Workspace) -> None:
    first = added(crm, "client", name="甲").n
    crm.undo()
    assert added(crm, "client", name="乙").n > first


def test_a_key_used_once_is_refused_a_second_time(crm: Workspace) -> None:
    with crm.step(once="k1") as number:
        added(crm, "client", name="甲")
    assert crm.once("k1") == crm.steps(limit=1)[0]
    with pytest.raises(Conflict, match=f"the key “k1” was used already, by step {number}"), crm.step(once="k1"):
        added(crm, "client", name="乙")
    assert crm.count("client") == 1


def test_a_step_that_changed_nothing_leaves_none_and_the_next_one_has_its_number(crm: Workspace) -> None:
    first = added(crm, "client", name="甲")
    last = crm.steps(limit=1)[0]
    with crm.step() as empty:
        crm.change(first, name="甲")
    assert crm.steps(limit=1)[0] == last
    insert(crm)
    assert crm.steps(limit=1)[0].step == empty == last.step + 1
    crm.undo()
    assert crm.steps(limit=1)[0].kind == "undo"


def test_a_key_is_kept_though_nothing_was_changed_under_it(crm: Workspace) -> None:
    with crm.step(once="evening") as number:
        pass
    assert crm.steps(limit=1)[0].step == number
    with pytest.raises(Conflict), crm.step(once="evening"):
        pass


def test_who_watches_is_told_of_no_step_that_is_not_kept(crm: Workspace) -> None:
    watch = Watched()
    crm.watch = watch
    with crm.step():
        pass
    assert watch.kept == []
    insert(crm)
    assert watch.kept == [crm.steps(limit=1)[0].step]


class Watched:
    """Keeps the numbers of the steps that were kept."""

    def __init__(self) -> None:
        self.kept: list[int] = []

    def before(self, crm: Workspace, step: int, kind: str) -> None: ...

    def after(self, crm: Workspace, step: int, kind: str) -> None:
        self.kept.append(step)
