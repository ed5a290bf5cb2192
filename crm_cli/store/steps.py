"""Steps: one command, one transaction, one undo."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, NotFound
from crm_cli.i18n import N_
from crm_cli.records.record import Record, columns
from crm_cli.records.registry import NOUNS, Noun, load
from crm_cli.store import changes, rows, search
from crm_cli.store.columns import quoted
from crm_cli.store.migrate import version
from crm_cli.store.rows import Values, new_id
from crm_cli.store.store import Store

COLUMNS = "step, id, at, actor, command, kind, target, undone, once, first"
BULK = 1000


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


class Kept(NamedTuple):
    """A value that undo left alone, since it is no longer what the undone step made it."""

    noun: Noun
    ref: str
    field: str
    why: str


@contextmanager
def step(
    store: Store,
    actor: str | None,
    command: str,
    *,
    kind: str = "do",
    target: int | None = None,
    once: str | None = None,
) -> Iterator[int]:
    """Everything inside is one step: all of it is written, or nothing. Gives its number."""
    with store.errors():
        store.begin()
        try:
            version(store.db, store.path)  # a newer program may have migrated it since it was opened
            number = _open(store, actor, command, kind, target, once)
            yield number
            _close(store, number)
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


def recent(store: Store, *, actor: str | None = None, kind: str | None = None, limit: int | None = None) -> list[Step]:
    """The steps, the last first."""
    conditions = ["1"]
    given: list[Any] = []
    if actor is not None:
        conditions.append("actor IS ?")
        given.append(actor)
    if kind is not None:
        conditions.append("kind = ?")
        given.append(kind)
    found = store.rows(
        f"SELECT {COLUMNS} FROM step WHERE {' AND '.join(conditions)} ORDER BY step DESC LIMIT ?",
        (*given, -1 if limit is None else limit),
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
    found = store.one(f"SELECT {COLUMNS} FROM step WHERE once = ?", (key,))
    return Step(*found) if found else None


def reverse(store: Store, undone: Step, mine: int) -> list[Kept]:
    """Inside the step ``mine``: put back what ``undone`` changed, value by value, where it still is as that step left it."""
    if undone.undone:
        raise Conflict(
            N_("step {number} was undone already, by step {by}"), hint="crm redo", number=undone.step, by=undone.undone
        )
    low, high = changes.bounds(store.db, undone.step)
    if high - low >= BULK and _only_inserts(store, low, high):
        kept = _remove_inserted(store, low, high, mine)
    else:
        kept = []
        store.db.execute("PRAGMA defer_foreign_keys=ON")
        for op in reversed(changes.ops(store.db, undone.step)):
            kept += _REVERSE[op.kind](store, op)
        _refuse_dangling(store)
    store.db.execute("UPDATE step SET undone = ? WHERE step = ?", (mine, undone.step))
    if undone.kind == "undo":
        store.db.execute("UPDATE step SET undone = NULL WHERE step = ?", (undone.target,))
    return kept


def touched(store: Store, step: Step) -> list[tuple[Noun, int]]:
    """The rows of a step that a rule follows, each once."""
    low, high = changes.bounds(store.db, step.step)
    codes = {noun.code: noun for noun in NOUNS.values() if noun.after}
    found = store.rows("SELECT DISTINCT noun, n FROM op WHERE seq BETWEEN ? AND ?", (low, high))
    return [(codes[code], n) for code, n in found if code in codes]


def _refuse_dangling(store: Store) -> None:
    """A link that undo cannot leave hanging: refuse the whole undo, naming it."""
    found = store.db.execute("PRAGMA foreign_key_check").fetchall()
    if not found:
        return
    table, rowid, parent, _ = found[0]
    row = store.db.execute(f"SELECT ref FROM {table} WHERE rowid = ?", (rowid,)).fetchone()
    raise Conflict(
        N_("it can't be undone: {ref} came later and needs one of the {parent}"), hint=N_("undo the later steps first: crm steps"),
        ref=row[0] or table, parent=parent,
    )  # fmt: skip


def _take_insert_back(store: Store, op: changes.Op) -> list[Kept]:
    cls = load(op.noun.name)
    found = rows.read(store, cls, "n = ?", (op.n,), hidden=True)
    kept = _changed_since(store, op) if found else []
    if found and not kept:
        rows.delete(store, cls, found[0])
    return kept


def _changed_since(store: Store, op: changes.Op) -> list[Kept]:
    """The values of an inserted row that are not its first ones."""
    now = changes.current(store.db, op.noun, op.n)
    first = {name: new for name, (_old, new) in op.body.items()}
    names = dict.fromkeys([*now, *first])
    changed = [name for name in names if now.get(name) != first.get(name)]
    return [Kept(op.noun, now.get("ref") or "", name.removeprefix("x."), N_("changed since")) for name in changed]


def _take_delete_back(store: Store, op: changes.Op) -> list[Kept]:
    cls = load(op.noun.name)
    values: Values = {"extra": {}}
    for name, (old, _new) in op.body.items():
        if name.startswith("x."):
            values["extra"][name[2:]] = old
        else:
            values[name] = old
    taken = store.db.execute(f"SELECT 1 FROM {op.noun.table} WHERE n = ? OR id = ?", (op.n, values["id"])).fetchone()
    if taken:
        return [Kept(op.noun, values.get("ref") or "", "", N_("is there again"))]
    rows.insert(store, cls, {"n": op.n, **values})
    return []


def bring_back(store: Store, removals: list[changes.Op]) -> None:
    """Put removed rows in again, in this order, inside a step."""
    store.db.execute("PRAGMA defer_foreign_keys=ON")
    for op in removals:
        _take_delete_back(store, op)


def _take_update_back(store: Store, op: changes.Op) -> list[Kept]:
    cls = load(op.noun.name)
    found = rows.read(store, cls, "n = ?", (op.n,), hidden=True)
    if not found:
        return [Kept(op.noun, "", name, N_("was removed since")) for name in op.body]
    row, back, kept = found[0], Values(), []
    extra = dict(row["extra"])
    for name, (old, new) in op.body.items():
        holder, key = (extra, name[2:]) if name.startswith("x.") else (row, name)
        if holder.get(key) != new:
            kept.append(Kept(op.noun, row["ref"], name.removeprefix("x."), N_("changed since")))
        elif holder is extra:
            extra[key] = old
        else:
            back[name] = old
    if extra != row["extra"]:
        back["extra"] = extra
    if back:
        rows.update(store, cls, row, back)
    return kept


_REVERSE = {"I": _take_insert_back, "U": _take_update_back, "D": _take_delete_back}


def _only_inserts(store: Store, low: int, high: int) -> bool:
    return (
        store.db.execute("SELECT 1 FROM op WHERE seq BETWEEN ? AND ? AND kind <> 'I' LIMIT 1", (low, high)).fetchone()
        is None
    )


def _remove_inserted(store: Store, low: int, high: int, mine: int) -> list[Kept]:
    """Take back a bulk load set by set: every row that is as it was loaded, unless a kept or later row hangs on it."""
    db = store.db
    db.execute("CREATE TEMP TABLE gone(noun TEXT, n INTEGER, PRIMARY KEY(noun, n)) WITHOUT ROWID")
    try:
        db.execute("INSERT INTO gone SELECT noun, n FROM op WHERE seq BETWEEN ? AND ?", (low, high))
        kept = _keep_changed(store, low, high)
        named = {(entry.noun.code, entry.ref) for entry in kept}
        while sum(_keep_parents(store, noun) for noun in NOUNS.values()):
            pass
        kept += [entry for entry in _kept_rows(store, low, high) if (entry.noun.code, entry.ref) not in named]
        _delete_gone(store, mine)
        return kept
    finally:
        db.execute("DROP TABLE gone")


def _keep_changed(store: Store, low: int, high: int) -> list[Kept]:
    """Rows that somebody touched since, and did not put back as they were, stay; a row that is gone already needs nothing."""
    kept = []
    for op in changes.touched_since(store.db, low, high):
        gone = not changes.current(store.db, op.noun, op.n)
        changed = [] if gone else _changed_since(store, op)
        if gone or changed:
            store.db.execute("DELETE FROM gone WHERE noun = ? AND n = ?", (op.noun.code, op.n))
        kept += changed
    return kept


def _keep_parents(store: Store, noun: Noun) -> int:
    """Rows that a row which stays points to must stay too; how many were kept by it."""
    cls, kept = load(noun.name), 0
    for f in columns(cls):
        if f.kind == "link":
            target = NOUNS[f.to]
            kept += store.db.execute(
                f"DELETE FROM gone WHERE noun = '{target.code}' AND n IN (SELECT p.n FROM {target.table} p JOIN {noun.table} c ON c.{quoted(f.name)} = p.id"
                f" WHERE NOT EXISTS (SELECT 1 FROM gone g WHERE g.noun = '{noun.code}' AND g.n = c.n))"
            ).rowcount
    return kept


def _kept_rows(store: Store, low: int, high: int) -> list[Kept]:
    found = []
    for code, n in store.db.execute(
        "SELECT noun, n FROM op WHERE seq BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM gone g WHERE g.noun = op.noun AND g.n = op.n)",
        (low, high),
    ).fetchall():
        noun = next(entry for entry in NOUNS.values() if entry.code == code)
        row = store.db.execute(f"SELECT ref FROM {noun.table} WHERE n = ?", (n,)).fetchone()
        if row:
            found.append(Kept(noun, row[0], "", N_("used since")))
    return found


def _delete_gone(store: Store, mine: int) -> None:
    """Log the deletes with all they held, unindex, delete; children before parents is not needed, the keys are checked at the end."""
    db = store.db
    db.execute("PRAGMA defer_foreign_keys=ON")
    db.execute("UPDATE ctx SET applying = 1")
    for noun in NOUNS.values():
        cls = load(noun.name)
        for (n,) in db.execute("SELECT n FROM gone WHERE noun = ? ORDER BY n", (noun.code,)).fetchall():
            _log_delete(store, cls, noun, n, mine)
        db.execute(f"DELETE FROM {noun.table} WHERE n IN (SELECT n FROM gone WHERE noun = ?)", (noun.code,))
        db.execute(
            "DELETE FROM more_keys WHERE noun = ? AND n IN (SELECT n FROM gone WHERE noun = ?)", (noun.code, noun.code)
        )
    db.execute("UPDATE ctx SET applying = 0")


def _log_delete(store: Store, cls: type[Record], noun: Noun, n: int, mine: int) -> None:
    values = {name: value for name, value in changes.current(store.db, noun, n).items() if value is not None}
    search.replace(store.db, noun, n, search.document(cls, values), "")
    seq = store.db.execute(
        "INSERT INTO op(step, noun, n, kind) VALUES(?, ?, ?, 'D') RETURNING seq", (mine, noun.code, n)
    ).fetchone()[0]
    body = json.dumps({name: [value, None] for name, value in values.items()}, ensure_ascii=False)
    store.db.execute("INSERT INTO body(seq, body) VALUES(?, ?)", (seq, body))
