"""Whatever was merged, edited, removed and undone, in whatever order: no orphan, no circle, no ref that leads nowhere."""

from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import CrmError, NotFound
from crm_cli.people import apart, merging
from crm_cli.records.kinds import packed
from crm_cli.records.nouns.elements import element_id
from crm_cli.records.record import columns
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Workspace
from tests.examples import MANY, tried
from tests.founding import added, founded
from tests.random.test_undo import differences
from tests.store.holding import holding

ACTIONS = ("merge", "merge", "merge", "move", "edit", "tags", "apart", "remove", "undo", "undo any", "redo")
STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9999)), min_size=1, max_size=40 if MANY else 10)
TREES = (("client", "parent"), ("client", "partner"), ("client", "referred_by"), ("contact", "reports_to"))
Step = tuple[str, int]


def base() -> Workspace:
    """Four clients, contacts and leads with something of everything that can point to them."""
    crm = founded()
    for noun in ("client", "contact"):
        added(crm, "field", noun_name=noun, name="对手", kind="link", to="client")
    crm.forget_fields()
    before: Any = None
    for at in range(4):
        client = added(
            crm, "client", name=f"客户{at}", phone=f"1380000000{at}", tags=f'["+{at % 2}"]', parent=before, referred_by=before,
            partner=before, note=f"{at}", extra={"对手": before} if before else {},
        )  # fmt: skip
        person = added(crm, "contact", name=f"李{at}", client=client.id, extra={"对手": client.id})
        lead = added(crm, "lead", name=f"张{at}", phone=f"1390000000{at}")
        deal = added(crm, "opp", name=f"单{at}", client=client.id, contact=person.id)
        added(
            crm, "activity", kind="call", at="2026-11-20T01:00:00Z", client=client.id, contact=person.id, text="x",
            people=packed([person.id]), about=packed([client.id, lead.id, deal.id]),
        )  # fmt: skip
        added(crm, "task", text="y", lead=lead.id, due="2026-11-25T01:00:00Z")
        for noun, one in (("client", client), ("contact", person), ("lead", lead)):
            added(crm, "group", name=f"{noun}{at}", noun_name=noun, members=packed([one.id]))
        crm.name_external(client, "erp", str(at))
        before = client.id
    return crm


class Doing:
    """Somebody who tidies up without a plan."""

    def __init__(self, crm: Workspace) -> None:
        self.crm, self.done, self.first = crm, 0, crm.steps(limit=1)[0].step

    def take(self, step: Step) -> None:
        action, seed = step
        try:
            getattr(self, "_" + action.replace(" ", "_"))(Random(seed))
            self.done += 1
        except CrmError:
            pass

    def _some(self, chance: Random, noun: str, count: int) -> Sequence[Any]:
        found: list[Any] = self.crm.where(load(noun))
        if len(found) < count:
            raise NotFound("too few are left")
        return chance.sample(found, count)

    def _merge(self, chance: Random) -> None:
        records = self._some(chance, chance.choice(merging.NOUNS), chance.randrange(2, 4))
        plan = merging.plan(self.crm, records, into=chance.choice([None, *records]))
        merging.merge(self.crm, [plan])

    def _move(self, chance: Random) -> None:
        (record,) = self._some(chance, chance.choice(("contact", "opp", "activity")), 1)
        (client,) = self._some(chance, "client", 1)
        self.crm.change(record, client=client.id)

    def _edit(self, chance: Random) -> None:
        (record,) = self._some(chance, chance.choice(merging.NOUNS), 1)
        self.crm.change(record, note=f"{chance.randrange(9)}", phone=f"1370000000{chance.randrange(9)}")

    def _tags(self, chance: Random) -> None:
        (record,) = self._some(chance, chance.choice(merging.NOUNS), 1)
        self.crm.change(record, tags=f'["+{chance.randrange(4)}"]')

    def _apart(self, chance: Random) -> None:
        one, other = self._some(chance, "client", 2)
        apart.tell_apart(self.crm, one, other)

    def _remove(self, chance: Random) -> None:
        (record,) = self._some(chance, chance.choice(merging.NOUNS), 1)
        self.crm.remove(record)

    def _undo(self, _chance: Random) -> None:
        self.crm.undo()

    def _undo_any(self, chance: Random) -> None:
        steps = [step for step in self.crm.steps() if step.step > self.first and not step.undone]
        self.crm.undo(chance.choice(steps or self.crm.steps(limit=1)).step)

    def _redo(self, _chance: Random) -> None:
        self.crm.redo()


def hold(crm: Workspace, refs: dict[str, list[str]]) -> None:
    """What must be so at any time."""
    hidden = {
        identity
        for noun in merging.NOUNS
        for (identity,) in crm.store.rows(f"SELECT id FROM {NOUNS[noun].table} WHERE merged_into IS NOT NULL")
    }
    assert crm.store.rows("PRAGMA foreign_key_check") == []
    for entry in NOUNS.values():
        for f in columns(load(entry.name)):
            if f.kind == "link" and f.name != "merged_into":
                found = crm.store.rows(f'SELECT "{f.name}" FROM visible_{entry.table} WHERE "{f.name}" IS NOT NULL')
                assert not hidden & {identity for (identity,) in found}, f"an orphan: {entry.name}.{f.name}"
    for table, column in (
        ("elements", "record"),
        ("elements", "value"),
        ("externals", "record"),
        ("differences", "record"),
    ):
        assert not hidden & {identity for (identity,) in crm.store.rows(f"SELECT {column} FROM {table}")}
    for noun in ("client", "contact"):
        assert not hidden & {record.extra.get("对手") for record in crm.where(load(noun))}
    sets_hold(crm)
    for noun, link in TREES:
        above = {record.id: getattr(record, link) for record in crm.where(load(noun))}
        for start in above:
            seen, at = set(), start
            while at:
                assert at not in seen, f"a circle of {link}"
                seen.add(at)
                at = above.get(at)
    for noun, known in refs.items():
        there = {ref for (ref,) in crm.store.rows(f"SELECT ref FROM {NOUNS[noun].table}")}
        for ref in there.intersection(known):
            assert len(crm.finder.candidates([noun], ref)) == 1, f"{ref} leads nowhere"
            assert crm.get(load(noun), ref).merged_into is None


def sets_hold(crm: Workspace) -> None:
    """Every member of a set and whoever has the set is there, and the id of the row follows from what it says."""
    there = {
        identity for entry in NOUNS.values() for (identity,) in crm.store.rows(f"SELECT id FROM visible_{entry.table}")
    }
    for identity, record, field, value in crm.store.rows("SELECT id, record, field, value FROM elements"):
        assert {record, value} <= there, f"a member of {field} that is nowhere"
        assert identity == element_id(record, field, value)
    assert {record for (record,) in crm.store.rows("SELECT record FROM externals")} <= there


def test_all_that_points_to_the_merged_points_to_the_one_that_stays() -> None:
    crm = base()
    for noun in merging.NOUNS:
        records = crm.where(load(noun))
        merging.merge(crm, [merging.plan(crm, records)])
        goal, others = records[0].id, {record.id for record in records[1:]}
        for entry in NOUNS.values():
            for f in columns(load(entry.name)):
                if f.kind == "link" and noun in f.to.split(",") and f.name != "merged_into":
                    found = {one for (one,) in crm.store.rows(f'SELECT "{f.name}" FROM visible_{entry.table}')}
                    assert not found & others, (entry.name, f.name)
        groups = crm.where(load("group"), noun_name=noun)
        assert [crm.elements(group, "members") for group in groups] == [[goal]] * 4
        assert crm.get(load(noun), records[-1].ref).id == goal
    (client,) = crm.where(load("client"))
    (person,) = crm.where(load("contact"))
    (lead,) = crm.where(load("lead"))
    for activity in crm.where(load("activity")):
        assert (activity.client, activity.contact) == (client.id, person.id)
        assert crm.elements(activity, "people") == [person.id]
        assert {client.id, lead.id} < set(crm.elements(activity, "about"))
    assert {deal.client for deal in crm.where(load("opp"))} == {client.id}
    assert {task.lead for task in crm.where(load("task"))} == {lead.id}
    assert person.extra["对手"] == client.id and not client.extra.get("对手")
    assert (client.parent, client.partner, client.referred_by) == (None, None, None)
    keys = {str(key) for key, record in crm.store.rows("SELECT key, record FROM externals") if record == client.id}
    assert keys == {"0", "1", "2", "3"} and len(crm.elements(client, "tags")) == 2


@tried(8, 8, 1000)
@given(STEPS)
def test_no_orphan_no_circle_and_every_ref_resolves(steps: list[Step]) -> None:
    crm = base()
    refs = {noun: [record.ref for record in crm.where(load(noun))] for noun in merging.NOUNS}
    doing = Doing(crm)
    for step in steps:
        doing.take(step)
        if MANY:
            hold(crm, refs)
    hold(crm, refs)


@tried(5, 5, 500)
@given(STEPS)
def test_what_was_merged_is_undone_to_the_row(steps: list[Step]) -> None:
    crm = base()
    before, last = holding(crm), crm.steps(limit=1)[0].step
    doing = Doing(crm)
    for step in steps:
        if not step[0].startswith(("undo", "redo")):
            doing.take(step)
    while any(step.kind == "do" and not step.undone and step.step > last for step in crm.steps()):
        assert crm.undo().kept == []
    assert differences(before, holding(crm)) == {}


def test_the_random_steps_are_not_mostly_refused() -> None:
    chance, done = Random(3), 0
    for start in range(2):
        crm = base()
        doing = Doing(crm)
        for _ in range(15):
            doing.take((chance.choice(ACTIONS), chance.randrange(10_000) + start))
        done += doing.done
    assert done > 15
