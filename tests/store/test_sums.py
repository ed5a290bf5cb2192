"""Every step carries a sum over what it says and what it loaded; what changes behind our back no longer fits it."""

import json

import pytest

from crm_cli.records.registry import load
from crm_cli.store import bulk, changes, sums
from crm_cli.workspace import Workspace
from tests.founding import added


def fits(crm: Workspace, step: int) -> bool:
    db = crm.store.db
    (said,) = db.execute("SELECT crc FROM step WHERE step = ?", (step,)).fetchone()
    return bool(said == sums.crc(db, step, *changes.bounds(db, step)))


def steps(crm: Workspace) -> list[int]:
    return [step for (step,) in crm.store.rows("SELECT step FROM step ORDER BY step")]


def brought_in(crm: Workspace, count: int) -> int:
    with crm.step("import", kind="import") as step:
        rows = ((f"甲{i}", "北京" if i % 2 else None) for i in range(count))
        bulk.load(crm.store, load("client"), ["name", "city"], rows, step=step, author=crm.me)
    return step


def loads(crm: Workspace, step: int) -> tuple[object, ...] | None:
    return crm.store.one("SELECT loaded FROM step WHERE step = ?", (step,))


def test_every_step_fits_its_sum(crm: Workspace) -> None:
    client = added(crm, "client", name="科锐")
    crm.change(client, city="上海")
    brought_in(crm, 30)
    crm.undo()
    assert all(fits(crm, step) for step in steps(crm))


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE step SET command = 'other' WHERE step = 2",
        "UPDATE step SET actor = NULL WHERE step = 2",
        "UPDATE op SET kind = 'U' WHERE step = 2",
        "UPDATE body SET body = replace(body, '科锐', '科税')",
        "DELETE FROM body WHERE seq = (SELECT first FROM step WHERE step = 2)",
    ],
)
def test_what_is_changed_afterwards_does_not(crm: Workspace, harm: str) -> None:
    number = steps(crm)[-1] + 1
    added(crm, "client", name="科锐")
    crm.store.db.execute(harm.replace("step = 2", f"step = {number}"))
    assert not fits(crm, number)


def test_a_write_from_outside_is_summed_up_with_the_next_step_of_ours(crm: Workspace) -> None:
    client = added(crm, "client", name="科锐")
    crm.store.db.execute("UPDATE clients SET city = '上海' WHERE n = ?", (client.n,))
    outside = steps(crm)[-1]
    assert crm.store.one("SELECT actor, command, crc FROM step WHERE step = ?", (outside,)) == (None, "external", None)
    added(crm, "client", name="清华")
    assert fits(crm, outside) and steps(crm)[-1] == outside + 1


@pytest.mark.parametrize("count", [30, 1200])
def test_what_was_loaded_is_summed_up_and_can_be_told_after_later_changes(crm: Workspace, count: int) -> None:
    step = brought_in(crm, count)
    said = loads(crm, step)
    low, high = changes.bounds(crm.store.db, step)
    noun = crm.store.one("SELECT noun FROM op WHERE seq = ?", (low,))
    assert noun == ("C",) and said is not None
    first, *others = crm.find(load("client"), [], sort="created")[:3]
    crm.change(first, city="广州", name="乙")
    crm.remove(others[0])
    before = sums.loaded(crm.store.db, changes._noun("C"), low, high)
    assert {"C": list(before)} == json.loads(str(said[0]))
    crm.store.db.execute("UPDATE ctx SET applying = 1")
    crm.store.db.execute("UPDATE clients SET city = '天津' WHERE n = ?", (others[1].n,))
    assert sums.loaded(crm.store.db, changes._noun("C"), low, high, before[0]) != before
    assert fits(crm, step)


def test_sealed_bodies_take_the_place_of_the_sums_of_a_load(crm: Workspace) -> None:
    step = brought_in(crm, 20)
    changes.seal(crm.store.db)
    assert not fits(crm, step)
    sums.renew(crm.store.db)
    assert fits(crm, step) and loads(crm, step) == (None,)
