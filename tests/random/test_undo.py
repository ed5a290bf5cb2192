"""Whatever was done, in whatever order: once it is undone, every table is as before, row for row."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import CrmError
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.store import bulk
from crm_cli.workspace import Workspace
from tests.examples import MANY, tried
from tests.founding import added, founded
from tests.store.holding import Rows, holding

NOUNS = ("client", "contact", "opp", "activity", "task", "product", "tag")
ACTIONS = (
    "add",
    "add",
    "add",
    "change",
    "change",
    "change",
    "custom",
    "tags",
    "remove",
    "restore",
    "load",
    "several",
    "undo",
    "redo",
)
WORDS = ("科锐", "Müller", "李明", "a b", "'\"", "x\x1b[2J", "王芳 13800138000", "")  # fmt: skip
PHONES = (None, "13800138000", "021 6888 0000", "not a number")

Step = tuple[str, int]
"""What is done, and the seed of its choices."""


def base() -> Workspace:
    """A base with something of everything, so that there is something to change at once."""
    crm = founded()
    for name in ("级别", "行业"):
        added(crm, "field", noun_name="client", name=name, listed=1)
    crm.forget_fields()
    pipeline = added(crm, "pipeline", name="销售")
    for position, name in enumerate(("初步", "报价", "签约"), 1):
        added(crm, "stage", name=name, pipeline=pipeline.id, position=position, probability=position * 1000)
    first = added(crm, "client", name="科锐", phone="13800138000", tags='["+vip"]', extra={"级别": "甲"})
    added(crm, "contact", name="李明", client=first.id)
    added(crm, "opp", name="大单", client=first.id, amount=100)
    return crm


class Doing:
    """Somebody who does whatever comes to mind, in a base."""

    def __init__(self, crm: Workspace) -> None:
        self.crm = crm
        self.first = crm.steps(limit=1)[0].step
        self.done = 0

    def take(self, step: Step) -> None:
        """Do it; what the rules refuse is left out, and must then have changed nothing."""
        action, seed = step
        before = None if action != "several" else holding(self.crm)
        try:
            getattr(self, f"_{action}")(Random(seed))
            self.done += 1
        except CrmError:
            assert before is None or holding(self.crm) == before, "a refused step left something behind"

    def _one(self, chance: Random, *nouns: str) -> Record | None:
        found: list[Any] = self.crm.where(load(chance.choice(nouns or NOUNS)))
        return chance.choice(found) if found else None

    def _linked(self, chance: Random, noun: str) -> str | None:
        found = self._one(chance, noun)
        return found.id if found and chance.random() < 0.7 else None

    def _values(self, noun: str, chance: Random) -> dict[str, Any]:
        word = f"{chance.choice(WORDS)}{chance.randrange(5)}"
        links = {name: self._linked(chance, name) for name in ("client", "contact")}
        made: dict[str, dict[str, Any]] = {
            "client": {"name": word, "phone": chance.choice(PHONES), "parent": links["client"], "note": word},
            "contact": {"name": word, "client": links["client"], "other_phones": '["13911112222"]'},
            "opp": {"name": word, "client": links["client"], "amount": chance.randrange(1000)},
            "activity": {"kind": "call", "at": "2026-11-20T01:00:00Z", "text": word, **links},
            "task": {"text": word, "due": "2026-11-25T01:00:00Z", **links},
            "product": {"name": f"{word}{chance.random()}", "price": chance.randrange(1000)},
            "tag": {"name": f"{word}{chance.random()}", "meaning": word},
        }
        return made[noun]

    def _add(self, chance: Random) -> None:
        noun = chance.choice(NOUNS)
        added(self.crm, noun, **self._values(noun, chance))

    def _change(self, chance: Random) -> None:
        record = self._one(chance)
        if record:
            values = self._values(record.noun, chance)
            some = chance.sample(sorted(values), chance.randrange(1, len(values) + 1))
            self.crm.change(record, **{name: values[name] for name in some})

    def _custom(self, chance: Random) -> None:
        record = self._one(chance, "client")
        if record:
            self.crm.change(record, **{chance.choice(("级别", "行业")): chance.choice((None, "甲", "乙", "丙"))})

    def _tags(self, chance: Random) -> None:
        record = self._one(chance, "client", "contact")
        if record:
            wanted = chance.sample(("+vip", "+新", "+老"), chance.randrange(4))
            self.crm.change(record, tags="[" + ", ".join(f'"{tag}"' for tag in wanted) + "]")

    def _remove(self, chance: Random) -> None:
        record = self._one(chance)
        if record:
            self.crm.remove(record)

    def _restore(self, chance: Random) -> None:
        noun, ref = chance.choice((("client", "C"), ("contact", "P"), ("opp", "D"), ("task", "T")))
        self.crm.restore(noun, f"{ref}{chance.randrange(1, 9)}")

    def _load(self, chance: Random) -> None:
        rows = [(f"{chance.choice(WORDS)}{i}", chance.choice(PHONES)) for i in range(chance.randrange(1, 9))]
        with self.crm.step("import", kind="import") as step:
            bulk.load(self.crm.store, load("client"), ["name", "phone"], rows, step=step, author=self.crm.me)

    def _several(self, chance: Random) -> None:
        with self.crm.step("several"):
            for _ in range(chance.randrange(2, 6)):
                getattr(self, f"_{chance.choice(('add', 'change', 'custom', 'tags', 'remove'))}")(chance)

    def _undo(self, chance: Random) -> None:
        if standing(self.crm, self.first):
            assert self.crm.undo().kept == [], "one's own last step is always undone whole"

    def _redo(self, chance: Random) -> None:
        assert self.crm.redo().kept == [], "one's own last undo is always redone whole"


def standing(crm: Workspace, after: int) -> int:
    """How many later steps are not undone."""
    return sum(step.kind in ("do", "import") and not step.undone and step.step > after for step in crm.steps())


def undo_all(crm: Workspace, down_to: int) -> None:
    """Undo until none but the first steps stand."""
    while standing(crm, down_to):
        assert crm.undo().kept == []


def found(crm: Workspace) -> list[list[str]]:
    """What the search finds, in order."""
    return [[record.ref for record in crm.search(word, ("client", "contact", "opp"))] for word in ("科锐", "keri", "138", "李", "vip")]  # fmt: skip


def differences(before: Rows, after: Rows) -> dict[str, object]:
    return {
        name: sorted(set(before[name]) ^ set(after[name]), key=repr)
        for name in before
        if sorted(before[name], key=repr) != sorted(after[name], key=repr)
    }


STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9999)), min_size=1, max_size=60 if MANY else 15)


@tried(10, 25, 2000)
@given(STEPS)
def test_after_everything_is_undone_every_table_is_as_before(steps: list[Step]) -> None:
    crm = base()
    before, seen = holding(crm), found(crm)
    doing = Doing(crm)
    for step in steps:
        doing.take(step)
    undo_all(crm, doing.first)
    assert differences(before, holding(crm)) == {}
    assert found(crm) == seen
    assert crm.store.rows("PRAGMA foreign_key_check") == []
    crm.store.db.execute("INSERT INTO search(search) VALUES('integrity-check')")


@tried(5, 10, 500)
@given(STEPS)
def test_what_was_undone_step_by_step_is_redone_step_by_step(steps: list[Step]) -> None:
    crm = base()
    doing = Doing(crm)
    for step in steps:
        if step[0] not in ("undo", "redo"):
            doing.take(step)
    after = holding(crm)
    count = standing(crm, doing.first)
    for _ in range(count):
        assert crm.undo().kept == []
    for _ in range(count):
        assert crm.redo().kept == []
    assert differences(after, holding(crm)) == {}


def test_the_random_steps_are_not_mostly_refused() -> None:
    crm = base()
    doing, chance = Doing(crm), Random(7)
    for _ in range(200):
        doing.take((chance.choice(ACTIONS), chance.randrange(10_000)))
    assert doing.done > 120
    assert {op.kind for step in crm.steps() for op in crm.ops(step.step)} == {"I", "U", "D"}
