"""Whatever was done, in whatever order: doctor has nothing to say; and what is changed behind its back it names."""

from pathlib import Path
from random import Random

from hypothesis import given

from crm_cli.store.examine import examine_open
from crm_cli.workspace import Workspace
from tests.examples import tried
from tests.random.test_undo import ACTIONS, STEPS, Doing, Step, base, undo_all


def wrong(crm: Workspace) -> list[tuple[str, str]]:
    """What doctor says of it, but that a base in memory has a journal in memory."""
    found = examine_open(crm.store.db, Path(":memory:"), quick=False)
    said = [(f.check, one.text.format_map(one.values)) for f in found for one in f.wrong if f.check != "journal"]
    crm.store.db.execute("ROLLBACK")
    return said


@tried(8, 20, 1500)
@given(STEPS)
def test_whatever_is_done_and_taken_back_is_sound(steps: list[Step]) -> None:
    crm = base()
    doing = Doing(crm)
    for step in steps:
        doing.take(step)
    assert wrong(crm) == []
    undo_all(crm, doing.first)
    assert wrong(crm) == []


def test_a_value_changed_behind_its_back_is_named_wherever_it_stands() -> None:
    crm = base()
    doing, chance = Doing(crm), Random(3)
    for _ in range(60):
        doing.take((chance.choice(ACTIONS), chance.randrange(10_000)))
    db = crm.store.db
    for table in ("clients", "contacts", "opportunities", "activities", "tasks", "products", "tags"):
        n, created = chance.choice(db.execute(f"SELECT n, created FROM {table} ORDER BY n").fetchall())
        behind(crm, f"UPDATE {table} SET created = '2001-01-01T00:00:00Z' WHERE n = {n}")
        assert any("2001-01-01" in text or "a row loaded" in text for _check, text in wrong(crm)), table
        behind(crm, f"UPDATE {table} SET created = '{created}' WHERE n = {n}")
        assert wrong(crm) == []


def behind(crm: Workspace, sql: str) -> None:
    """Write without the log."""
    for statement in ("UPDATE ctx SET applying = 1", sql, "UPDATE ctx SET applying = 0"):
        crm.store.db.execute(statement)
