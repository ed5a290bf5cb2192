"""Two copies of one base on which people work apart become the same again, whoever takes in the other first, and tell the same losses."""

import io
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_cli.exchange import everything, kernel, oplog
from crm_cli.exchange.everything import Done
from crm_cli.records.registry import NOUNS
from crm_cli.store import changes, replay
from crm_cli.store.connection import MEMORY
from crm_cli.store.store import Store
from crm_cli.workspace import Workspace
from tests.examples import MANY, tried
from tests.exchange.test_oplog import filled, tables
from tests.random.test_undo import ACTIONS, Doing, differences, standing
from tests.random.test_undo import base as furnished
from tests.store.holding import holding
from tests.store.test_changes import Wound

WORK = (*ACTIONS, "move", "setting")
STEPS = st.lists(
    st.tuples(st.sampled_from(WORK), st.integers(0, 1), st.integers(0, 9999), st.sampled_from((0, 0, 1, 5, -30, 600))),
    min_size=1, max_size=40 if MANY else 16,
)  # fmt: skip
examples = tried(5, 12, 1500)


class Working(Doing):
    """Somebody at one copy, with a clock of its own, who also moves deals and sets settings."""

    def __init__(self, crm: Workspace) -> None:
        super().__init__(crm)
        self.wall = Wound()
        crm.clock = crm.store.clock = self.wall

    def _undo(self, chance: Random) -> None:
        if standing(self.crm, self.first):
            self.crm.undo()  # of what came from the other copy some may stay

    def _redo(self, chance: Random) -> None:
        self.crm.redo()

    def _move(self, chance: Random) -> None:
        deal = self._one(chance, "opp")
        stage = self._one(chance, "stage")
        if deal and stage:
            self.crm.change(deal, stage=stage.id)

    def _setting(self, chance: Random) -> None:
        self.crm.put_setting(chance.choice(("archive.sensitive", "other")), chance.choice(("yes", "no")))


def taken_out(crm: Workspace) -> bytes:
    return "".join(piece + "\n" for piece in everything.take_out(crm)).encode()


def brought_in(crm: Workspace, text: bytes, **how: Any) -> Done:
    return everything.bring_in(crm, everything.opened(lambda: io.BytesIO(text)), **how)


def copied(crm: Workspace) -> Workspace:
    other = Workspace(Store(MEMORY, crm.clock, create=True), crm.clock, "test")
    brought_in(other, taken_out(crm))
    return other


def by_id(crm: Workspace) -> dict[str, Any]:
    """What the tables hold, row for row by id, keys and places in the search index left out."""
    found: dict[str, Any] = {}
    for noun in NOUNS.values():
        for n, identity in crm.store.rows(f"SELECT n, id FROM main.{noun.table}"):
            found[f"{noun.name} {identity}"] = changes.current(crm.store.db, noun, n)
    return found


def agree(one: Workspace, other: Workspace) -> None:
    here, there = by_id(one), by_id(other)
    assert {key: value for key, value in here.items() if there.get(key) != value} == {
        key: there.get(key) for key, value in here.items() if there.get(key) != value
    }
    assert here.keys() == there.keys()


def sound(crm: Workspace) -> None:
    """The tables are what the log says, no link is broken, and every deal's history is one line."""
    assert crm.store.rows("PRAGMA foreign_key_check") == []
    assert filled(kernel.state(list(oplog.ops(crm)), oplog.rules())) == tables(crm)
    assert not crm.store.rows(
        "SELECT 1 FROM (SELECT until, lead(effective, 1, '9999-12-31T23:59:59Z') OVER (PARTITION BY opportunity ORDER BY effective, until <> effective) next"
        " FROM stage_history) WHERE until <> next"
    )
    crm.store.db.execute("INSERT INTO search(search) VALUES('integrity-check')")
    assert [*replay.log(crm.store.db), *replay.compare(crm.store.db)] == []


def work(copies: list[Working], steps: list[tuple[str, int, int, int]]) -> None:
    for action, which, seed, minutes in steps:
        copies[which].wall.by += timedelta(minutes=minutes)
        copies[which].take((action, seed))


@examples
@given(STEPS, STEPS)
def test_two_copies_agree_after_each_took_in_the_other(first: Any, second: Any) -> None:
    here = furnished()
    there = copied(here)
    copies = [Working(here), Working(there)]
    for steps in (first, second):
        work(copies, steps)
        texts = taken_out(here), taken_out(there)
        before = holding(here)
        dry = brought_in(here, texts[1], dry_run=True)
        assert differences(before, holding(here)) == {}
        mine, theirs = brought_in(here, texts[1]), brought_in(there, texts[0])
        assert dry == mine
        assert [lost for lost in told(mine) if lost not in told(theirs)] == []
        assert told(mine) == told(theirs)
        agree(here, there)
        for crm in (here, there):
            sound(crm)
        for crm, text in ((here, texts[1]), (there, texts[0])):
            again = taken_out(crm)
            assert brought_in(crm, text).steps == 0
            assert taken_out(crm) == again


def told(done: Done) -> list[Any]:
    return [lost._replace(id="") if lost.noun == "external" else lost for lost in done.lost]


@examples
@given(STEPS)
def test_one_after_the_other_is_the_same_as_crosswise(steps: Any) -> None:
    here = furnished()
    there = copied(here)
    work([Working(here), Working(there)], steps)
    brought_in(here, taken_out(there))
    brought_in(there, taken_out(here))
    agree(here, there)
    sound(there)
    assert brought_in(here, taken_out(there)).steps == (brought_in(there, taken_out(here)).steps or 0)
    agree(here, there)


@examples
@given(STEPS)
def test_undo_takes_a_meeting_back_and_redo_brings_it_again(steps: Any) -> None:
    here = furnished()
    there = copied(here)
    work([Working(here), Working(there)], steps)
    before = by_id(here)
    if not brought_in(here, taken_out(there)).steps:
        return
    after = by_id(here)
    assert here.undo().kept == []
    assert by_id(here) == before
    assert here.redo().kept == []
    assert by_id(here) == after
    assert brought_in(here, taken_out(there)).steps == 0


@examples
@given(STEPS)
def test_a_base_that_met_another_moves_whole(steps: Any) -> None:
    here = furnished()
    there = copied(here)
    work([Working(here), Working(there)], steps)
    met = brought_in(here, taken_out(there)).steps
    third = copied(here)
    assert taken_out(third) == taken_out(here)
    sound(third)
    third.clock = third.store.clock = Wound()
    if met:
        third.undo()
        here.undo()
        assert by_id(third) == by_id(here)
