"""Takes a step back, value by value, where each still is as that step left it; what is not is kept and named."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crm_cli.errors import Conflict, Word
from crm_cli.i18n import N_
from crm_cli.records.record import by_itself
from crm_cli.records.record import guarded as guarded_fields
from crm_cli.records.registry import CODES, NOUNS, WHOLE, Noun, load
from crm_cli.store import changes, rows, sets, uniting
from crm_cli.store.columns import quoted
from crm_cli.store.rows import Values
from crm_cli.store.sets import Kept
from crm_cli.store.steps import Step, get
from crm_cli.store.store import Store

BULK = 1000  # from so many changes on, and for imports always, rows that were only added or only removed go set by set


_BETWEEN = "seq BETWEEN ? AND ?"


class Reversed(NamedTuple):
    """What was left alone, and the rows that were changed one by one and that a rule may follow."""

    kept: list[Kept]
    touched: list[tuple[Noun, int]]


def reverse(store: Store, undone: Step, mine: int) -> Reversed:
    """Inside the step ``mine``: put back what ``undone`` changed, value by value, where it still is as that step left it.

    Rows that the step did one thing to, added or removed, go as sets; the others one by one before them.
    """
    if undone.undone:
        raise Conflict(
            N_("step {number} was undone already, by step {by}"), hint="crm redo", number=undone.step, by=undone.undone
        )
    low, high = changes.bounds(store.db, undone.step)
    store.db.execute("PRAGMA defer_foreign_keys=ON")
    if changes.merges(store.db, undone.step):
        kept, touched = _merged_back(store, undone.step, mine)
    else:
        in_sets = undone.kind == "import" or high - low >= BULK
        with sets.sorted_out(store, low, high, in_sets) as others:
            kept, touched = _taken_back(store, others)
            if in_sets:
                kept += sets.remove_added(store, low, high, mine)
                kept += sets.bring_back_removed(store, mine)
    _refuse_dangling(store)
    store.db.execute("UPDATE step SET undone = ? WHERE step = ?", (mine, undone.step))
    if undone.kind == "undo":
        store.db.execute("UPDATE step SET undone = NULL WHERE step = ?", (undone.target,))
    return Reversed(kept, [row for row in touched if _was_written_since(store, *row, undone.step)])


def refuse_half(store: Store, undone: Step, kept: Iterable[Kept]) -> None:
    """Of a document a step is taken back whole or not at all; what its lines come to follows. What came as a file goes row by row."""
    if _came_as_file(store, undone):
        return
    added: set[object] = set()
    whole = [one for one in kept if one.noun.name in WHOLE]
    if whole:
        ops = changes.ops(store.db, undone.step)
        added = {op.body["ref"][1] for op in ops if op.kind == "I" and "ref" in op.body}
    for one in whole:
        if one.ref in added or one.field not in WHOLE[one.noun.name]:
            later = _later(store, one, undone.step)
            raise Conflict(
                N_("step {number} is not taken back by half: {ref} was changed since, by step {later}") if later
                else N_("step {number} is not taken back by half: {ref} is no longer as it left it"),
                hint="crm undo {later}" if later else "crm steps", number=undone.step, ref=one.ref or Word(one.noun.title), later=later,
            )  # fmt: skip


def _came_as_file(store: Store, step: Step) -> bool:
    """Whether a step brought in a file, or took one back."""
    while step.kind in ("undo", "redo") and step.target:
        step = get(store, step.target)
    return step.kind == "import"


def _later(store: Store, kept: Kept, step: int) -> int | None:
    """The last step that stands and wrote since to what was kept."""
    found = store.one(
        f"SELECT max(op.step) FROM op JOIN step USING(step) JOIN main.{kept.noun.table} t ON t.n = op.n"
        " WHERE op.noun = ? AND t.ref = ? AND op.step > ? AND step.undone IS NULL AND step.kind NOT IN ('undo', 'redo')"
        " AND op.step < (SELECT max(step) FROM step)",
        (kept.noun.code, kept.ref, step),
    )
    return found[0] if found else None


def nouns(store: Store, step: Step) -> list[Noun]:
    """What a step wrote to."""
    given = changes.bounds(store.db, step.step)
    return [CODES[code] for (code,) in store.rows(f"SELECT DISTINCT noun FROM op WHERE {_BETWEEN}", given)]


def guarded(store: Store, step: Step) -> Iterator[tuple[str, list[str]]]:
    """What a step wrote that not everybody may write: the nouns, and which fields of them that have a right of their own."""
    low, high = changes.bounds(store.db, step.step)
    wrote = (("op", "LEFT JOIN body USING(seq)", changes.BETWEEN), ("merged", "", "step = :step"))
    for table, join, which in wrote:
        given = {"low": low, "high": high, "step": step.step}
        for (code,) in store.db.execute(f"SELECT DISTINCT noun FROM {table} WHERE {which}", given).fetchall():
            noun = CODES[code]
            held = guarded_fields(load(noun.name)).items()
            known = {name: by_itself(name, usual, store.country, store.currency) for name, (_right, usual) in held}
            fields = [
                name
                for name, usual in known.items()
                if _wrote(store, f"{table} {join}", which, given, noun, name, usual)
            ]
            if fields or noun.right:
                yield noun.name, fields


def _wrote(store: Store, source: str, which: str, given: dict[str, int], noun: Noun, name: str, usual: object) -> bool:
    """Whether some of these changes made another value of a field; of a row loaded with many others what it holds now is asked."""
    old, new = (f"coalesce(json_extract(body, '$.{name}[{side}]'), :usual)" for side in (0, 1))
    found = store.db.execute(
        f"SELECT 1 FROM {source} WHERE {which} AND noun = :code AND body IS NOT NULL AND {old} IS NOT {new}"
        f" UNION ALL SELECT 1 FROM {source} JOIN main.{noun.table} t USING(n) WHERE {which} AND noun = :code AND body IS NULL"
        f" AND coalesce(t.{quoted(name)}, :usual) IS NOT :usual LIMIT 1",
        {**given, "code": noun.code, "usual": usual},
    )
    return found.fetchone() is not None


def _was_written_since(store: Store, noun: Noun, n: int, step: int) -> bool:
    """Whether a later step that stands wrote to a row; without one it is again what it was, and no rule has anything to follow."""
    later = "op.noun = ? AND op.n = ? AND op.step > ? AND step.kind NOT IN ('undo', 'redo') AND step.undone IS NULL"
    found = store.db.execute(f"SELECT 1 FROM op JOIN step USING(step) WHERE {later} LIMIT 1", (noun.code, n, step))
    return found.fetchone() is not None


def _merged_back(store: Store, step: int, mine: int) -> tuple[list[Kept], list[tuple[Noun, int]]]:
    """A meeting of two copies: what it wrote itself, what it changed, the many rows that came, as a set, and last what it removed.

    What it said to be there, or removed for good, is among what it merged.
    """
    with sets.merged(store, step):
        merged = changes.merged(store.db, step)
        own = [op for op in changes.ops(store.db, step) if op.kind != "D" and op.body]
        kept, touched = _taken_back(store, [*(op for op in merged if op.kind != "D"), *own])
        kept += sets.remove(store, mine)
        more, again = _taken_back(store, [op for op in merged if op.kind == "D"])
        return kept + more, touched + again


def _taken_back(store: Store, ops: Iterable[changes.Op]) -> tuple[list[Kept], list[tuple[Noun, int]]]:
    kept, touched = [], dict[tuple[Noun, int], None]()
    for op in sorted(ops, key=_turn):
        kept += _REVERSE[op.kind](store, op)
        if op.noun.after:
            touched[op.noun, op.n] = None
    return kept, list(touched)


def _turn(op: changes.Op) -> tuple[bool, int]:
    """The last is taken back first; only members of sets come back when all that they join is there."""
    return op.kind == "D" and op.noun.name == "element", -op.seq


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
    kept = (sets.changed_since(store, op) or _named_since(store, op, found[0])) if found else []
    if found and not kept:
        rows.delete(store, cls, found[0])
    return kept


def _named_since(store: Store, op: changes.Op, row: Values) -> list[Kept]:
    """What a row was given since that does not stand in it: a tag, an external id; or that it is such a tag itself."""
    element, external, apart = (f"n NOT IN (SELECT n FROM gone WHERE noun = '{code}')" for code in ("EL", "EX", "DF"))
    found = store.db.execute(
        f"SELECT field, 0 FROM elements WHERE record = ?1 AND {element} UNION ALL SELECT '', 1 FROM elements WHERE value = ?1 AND {element}"
        f" UNION ALL SELECT '', 0 FROM externals WHERE record = ?1 AND {external}"
        f" UNION ALL SELECT '', 0 FROM differences WHERE (record = ?1 OR other = ?1) AND {apart}",
        (row["id"],),
    ).fetchall()
    why = (N_("changed since"), N_("used since"))
    return [Kept(op.noun, row["ref"], field, why[used], failed=bool(used)) for field, used in dict.fromkeys(found)]


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
        return [Kept(op.noun, values.get("ref") or "", "", N_("is there again"), failed=True)]
    if op.noun.name == "element" and not (_is_there(store, values["record"]) and _is_there(store, values["value"])):
        return []  # one of the two was removed by another step since, and is in no set before it is back
    rows.insert(store, cls, {"n": op.n, **values})
    return []


def _is_there(store: Store, identity: str) -> bool:
    """A record of any noun has this id."""
    tables = (noun.table for noun in NOUNS.values() if not noun.internal)
    return any(store.one(f"SELECT 1 FROM main.{table} WHERE id = ?", (identity,)) for table in tables)


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
        elif name == uniting.INTO and old and uniting.leads_to(store, op.noun, old, row["id"]):
            kept.append(Kept(op.noun, row["ref"], name, N_("the other was merged into it since")))
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


def tally(store: Store, mine: int) -> list[tuple[Noun, str, int]]:
    """How many rows of which noun the step added, changed and removed so far; also of one that is not yet closed."""
    codes = {noun.code: noun for noun in NOUNS.values()}
    found = store.db.execute(
        "SELECT noun, kind, count(*) FROM op WHERE seq >= (SELECT first FROM step WHERE step = ?) GROUP BY noun, kind ORDER BY min(seq)",
        (mine,),
    ).fetchall()
    return [(codes[code], kind, count) for code, kind, count in found]
