"""Steps: one command, one transaction, one undo."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from crm_cli.errors import Conflict, NotFound
from crm_cli.i18n import N_
from crm_cli.records.registry import Noun
from crm_cli.store import changes
from crm_cli.store.migrate import version
from crm_cli.store.rows import new_id
from crm_cli.store.store import Store
from crm_cli.store.sums import sum_up

COLUMNS = "step, id, at, actor, command, kind, target, undone, once, first"


class Step(NamedTuple):
    """One command as the log knows it; ``undone`` names the step that took it back."""

    step: int
    id: str
    at: str
    actor: str | None
    command: str
    kind: str
    target: int | None
    undone: int | None
    once: str | None
    first: int


@contextmanager
def step(
    store: Store,
    actor: str | None,
    command: str,
    *,
    kind: str = "do",
    target: int | None = None,
    once: str | None = None,
    before: Callable[[], None] | None = None,
) -> Iterator[int]:
    """Everything inside is one step: all of it is written, or nothing. Gives its number. A step that changed nothing leaves none, unless it
    bears a key, or takes another back.

    ``before`` writes into the same transaction what stands before the step in the log: changes of another copy of the base.
    """
    with store.errors():
        store.begin()
        try:
            version(store.db, store.path)  # a newer program may have migrated it since it was opened
            if before is not None:
                before()
            number = _open(store, actor, command, kind, target, once)
            yield number
            _close(store, number)
            if before is None and target is None and once is None and _is_empty(store, number):
                _forget(store, number)
            else:
                sum_up(store.db, number)
            store.db.execute("COMMIT")
        except BaseException:
            if store.db.in_transaction:
                store.db.execute("ROLLBACK")
            raise


def _open(store: Store, actor: str | None, command: str, kind: str, target: int | None, once: str | None) -> int:
    """The step's row, stamped by the hybrid logical clock: never behind the machine's clock, never behind what was seen."""
    if once is not None and (earlier := by_once(store, once)):
        raise Conflict(N_("the key “{key}” was used already, by step {number}"), key=once, number=earlier.step)
    wall = store.clock.ms()
    number: int = store.db.execute(
        "INSERT INTO step(id, dev, ms, c, first, shift, at, actor, command, kind, target, once)"
        " SELECT ?, dev, CASE WHEN ?2 > ms THEN ?2 WHEN c >= 65535 THEN ms + 1 ELSE ms END, CASE WHEN ?2 > ms OR c >= 65535 THEN 0 ELSE c + 1 END,"
        f" {changes.NEXT}, {changes.SHIFT}, ?, ?, ?, ?, ?, ? FROM ctx RETURNING step",
        (new_id(wall), wall, store.clock.stamp(), actor, command, kind, target, once),
    ).fetchone()[0]
    store.db.execute("UPDATE ctx SET step = ?", (number,))
    return number


def _close(store: Store, number: int) -> None:
    """Advance the clock past every change of the step; the counter's overflow goes into the time."""
    store.db.execute(
        "UPDATE ctx SET step = NULL, applying = 0, (ms, c) = (SELECT s.ms + (s.c + k.n) / 65536, (s.c + k.n) % 65536 FROM step s,"
        " (SELECT coalesce(max(seq), 0) + 1 - (SELECT first FROM step WHERE step = ?) n FROM op) k WHERE s.step = ?)",
        (number, number),
    )


def _is_empty(store: Store, number: int) -> bool:
    low, high = changes.bounds(store.db, number)
    return high < low


def _forget(store: Store, number: int) -> None:
    """As if the step had never begun: the next one has its number."""
    store.db.execute("DELETE FROM step WHERE step = ?", (number,))
    store.db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'step'", (number - 1,))


def is_kept(store: Store, number: int) -> bool:
    """Whether a step that has ended is in the log."""
    return store.one("SELECT 1 FROM step WHERE step = ?", (number,)) is not None


def recent(
    store: Store,
    *,
    number: int | None = None,
    actor: str | None = None,
    kind: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
) -> list[Step]:
    """The steps, the last first; ``until`` is the first moment after."""
    wanted = {"step = ?": number, "actor IS ?": actor, "kind = ?": kind, "at >= ?": since, "at < ?": until}
    conditions = {sql: value for sql, value in wanted.items() if value is not None}
    found = store.rows(
        f"SELECT {COLUMNS} FROM step WHERE {' AND '.join(['1', *conditions])} ORDER BY step DESC LIMIT ?",
        (*conditions.values(), -1 if limit is None else limit),
    )
    return [Step(*row) for row in found]


def get(store: Store, number: int) -> Step:
    """One step by its number."""
    found = store.one(f"SELECT {COLUMNS} FROM step WHERE step = ?", (number,))
    if found is None:
        raise NotFound(N_("there is no step {number}"), hint="crm steps", number=number)
    return Step(*found)


def by_once(store: Store, key: str) -> Step | None:
    """The step that was made under this key."""
    found = store.one(f"SELECT {COLUMNS} FROM step WHERE once = ? ORDER BY step LIMIT 1", (key,))
    return Step(*found) if found else None


class Mark(NamedTuple):
    """A moment of a base as its log knows it: the base, and the last step there was."""

    base: str
    step: int
    id: str


def mark(store: Store) -> Mark:
    """Where the log of this base stands."""
    found = store.one(
        "SELECT base, coalesce(step.step, 0), coalesce(step.id, '') FROM ctx LEFT JOIN step ON step.step = (SELECT max(step) FROM step)"
    )
    return Mark(*found) if found else Mark("", 0, "")


def touched_since(store: Store, then: Mark, noun: Noun) -> set[str]:
    """The ids of the records of a noun that were written since then, and are there."""
    found = store.rows(
        f"SELECT DISTINCT t.id FROM op JOIN {noun.table} t ON t.n = op.n WHERE op.noun = ? AND op.step > ?",
        (noun.code, then.step),
    )
    return {identity for (identity,) in found}


def has(store: Store, then: Mark) -> bool:
    """Whether the base came by this mark: a base restored from an older copy did not."""
    return then.step == 0 or store.one("SELECT 1 FROM step WHERE step = ? AND id = ?", (then.step, then.id)) is not None
