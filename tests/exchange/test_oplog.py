"""The log carries all that merging two copies will need."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crm_cli.exchange import kernel, oplog
from crm_cli.exchange.kernel import Merged, Op, State
from crm_cli.records.registry import NOUNS, load
from crm_cli.store import bulk, changes, devices
from crm_cli.workspace import Workspace
from tests.founding import added, founded
from tests.random.test_undo import ACTIONS, Doing
from tests.random.test_undo import base as furnished
from tests.store.conftest import opened, working
from tests.store.test_changes import Wound


def tables(crm: Workspace) -> State:
    """What the tables hold, as the kernel says it: live rows by table and id, empty values left out."""
    found: State = {}
    for noun in NOUNS.values():
        for n, identity in crm.store.rows(f"SELECT n, id FROM main.{noun.table}"):
            values = changes.current(crm.store.db, noun, n)
            found.setdefault(noun.table, {})[identity] = values
    return filled(found)


def filled(state: State) -> State:
    return {
        table: {
            row: {k: v for k, v in sorted(values.items()) if v is not None and k != "id"}
            for row, values in sorted(rows.items())
        }
        for table, rows in sorted(state.items())
        if rows
    }


def test_the_kernel_says_of_the_log_what_the_tables_hold() -> None:
    for seed in range(12):
        crm, chance = furnished(), Random(seed)
        doing = Doing(crm)
        for _ in range(40):
            doing.take((chance.choice(ACTIONS), chance.randrange(10_000)))
        log = list(oplog.ops(crm))
        assert filled(kernel.state(log, oplog.rules())) == tables(crm), f"seed {seed}"
        assert [op.seq for op in log] == list(range(1, len(log) + 1))
        assert [op.hlc for op in log] == sorted({op.hlc for op in log})
        assert kernel.conflicts(log) == []


def test_what_another_program_wrote_is_merged_too() -> None:
    crm = founded()
    before = len(list(oplog.ops(crm)))
    crm.store.db.execute("INSERT INTO clients(id, ref, name) VALUES('k', 'C9', '外来')")
    crm.store.db.execute("UPDATE clients SET level = 'B'")
    log = list(oplog.ops(crm))
    assert [op.actor for op in log[before:]] == ["external"] * 2
    assert filled(kernel.state(log, oplog.rules())) == tables(crm)


class Site:
    """One copy of the base, with a clock of its own."""

    def __init__(self, path: Path, minutes: int, device: str = "") -> None:
        self.crm = working(path)
        clock = Wound()
        clock.by = timedelta(minutes=minutes)
        self.crm.clock = self.crm.store.clock = clock
        if device:
            devices.renew(self.crm.store.db)
            self.crm.store.db.execute("UPDATE ctx SET dev = ?, site = ?", (device, device))
        self.clock = clock

    def log(self) -> list[Op]:
        return list(oplog.ops(self.crm))


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    """Two copies of one base: in the second the clock is an hour behind."""
    path = tmp_path / "crm.db"
    with closing(opened(path, create=True)):
        pass
    crm = working(path)
    for name in ("级别", "行业"):
        added(crm, "field", noun_name="client", name=name)
    for name in ("甲", "乙", "丙"):
        client = added(crm, "client", name=name, phone="13800138000")
        added(crm, "opp", name=f"{name}单", client=client.id, amount=100)
    with crm.step("import") as step:
        bulk.load(crm.store, load("client"), ["name"], [("丁",), ("戊",)], step=step, author=None)
    crm.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    crm.store.close()
    other = path.with_name("other.db")
    shutil.copy(path, other)
    found = Site(path, 1), Site(other, -60, "BBBB")
    yield found
    for site in found:
        site.crm.store.close()


def client(site: Site, ref: str) -> Any:
    return site.crm.get(load("client"), ref)


def merged(*logs: list[Op]) -> State:
    return filled(kernel.state([op for log in logs for op in log], oplog.rules()))


def test_two_copies_that_write_apart_become_one_whatever_the_order(sites: tuple[Site, Site]) -> None:
    here, there = sites
    here.crm.change(client(here, "C1"), phone="111", level="A")
    there.crm.change(client(there, "C1"), phone="222", note="von dort")
    there.crm.remove(client(there, "C2"))
    here.crm.change(client(here, "C2"), level="A")
    here.crm.remove(client(here, "C3"))
    added(there.crm, "client", name="己")
    both = merged(here.log(), there.log())
    assert both == merged(there.log(), here.log())
    one, other = Merged(oplog.rules(), here.log()), Merged(oplog.rules(), there.log())
    for op in there.log():
        one.add(op)
    for op in reversed(here.log()):
        other.add(op)
    assert filled(one.state()) == filled(other.state()) == both and not one.held() and not other.held()
    rows = {str(row["name"]): row for row in both["clients"].values()}
    assert (rows["甲"]["phone"], rows["甲"]["level"], rows["甲"]["note"]) == ("111", "A", "von dort")
    assert rows["乙"]["level"] == "A", "an edit that the remover had not seen keeps the row"
    assert "丙" not in rows and "己" in rows and "丁" in rows
    contested = kernel.conflicts([*here.log(), *there.log()])
    assert [(conflict.field, conflict.values) for conflict in contested] == [("phone", ("222", "111"))]


def test_each_copy_counts_its_own_changes_without_gaps(sites: tuple[Site, Site]) -> None:
    here, there = sites
    shared = len(here.log())
    for site in sites:
        for level in "ABC":
            site.crm.change(client(site, "C1"), level=level)
    there.crm.undo()
    there.crm.store.db.execute("UPDATE clients SET note = 'x' WHERE n = 1")
    assert [op.seq for op in there.log() if op.device == "BBBB"] == [1, 2, 3, 4, 5]
    own = [op.seq for op in here.log()]
    assert own == list(range(1, len(own) + 1)) and len(own) == shared + 3


def test_random_work_in_two_copies_with_wrong_clocks_becomes_one(sites: tuple[Site, Site]) -> None:
    chance = Random(5)
    for site in sites:
        doing = Doing(site.crm)
        for _ in range(60):
            site.clock.by += timedelta(minutes=chance.choice((0, 1, -30, 45)))
            doing.take((chance.choice(ACTIONS), chance.randrange(9999)))
    here, there = (site.log() for site in sites)
    assert merged(here) == tables(sites[0].crm) and merged(there) == tables(sites[1].crm)
    mixed = [*here, *there]
    chance.shuffle(mixed)
    assert merged(here, there) == merged(there, here) == filled(Merged(oplog.rules(), mixed).state())
