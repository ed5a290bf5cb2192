"""The change log: triggers made from the records, steps, and what the log says of a row."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from crm_cli.records.record import Record, columns
from crm_cli.records.registry import NOUNS, TABLES, Noun, load
from crm_cli.store.columns import quoted
from crm_cli.store.engine import sqlite3

Body = dict[str, list[Any]]
BETWEEN = "seq BETWEEN :low AND :high"
LATER = 1 << 40
NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INT)"
# Every trigger of a row only names the change; what is done about it stands once, in the trigger of this view: SQLite
# reads the text of all triggers whenever a base is opened. Values come as arrays, in the order of their names.
CHANGE = """CREATE VIEW change(noun, n, kind, names, old, new, custom_old, custom_new)
 AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE 0"""
SIDES = (
    "SELECT k, max(o) o, max(v) v FROM (SELECT key k, value o, NULL v FROM json_each({old}) WHERE value IS NOT NULL"
    " UNION ALL SELECT key, NULL, value FROM json_each({new}) WHERE value IS NOT NULL) GROUP BY k"
)
# A value is taken as JSON, not decoded: SQLite 3.40 decodes a text only up to a NUL.
OLD, NEW = "(NEW.old -> ('$[' || k || ']'))", "(NEW.new -> ('$[' || k || ']'))"
FIXED = (
    f"SELECT json_extract(NEW.names, '$[' || k || ']') f, json_array(json({OLD}), json({NEW})) p FROM ({SIDES.format(old='NEW.old', new='NEW.new')})"
    f" WHERE o IS NOT v OR instr(NEW.new, '\\u0000') AND {OLD} IS NOT {NEW}"
)
CUSTOM = (
    "SELECT 'x.' || k, json_array(o, v) FROM ("
    + SIDES.format(old="coalesce(NEW.custom_old, '{}')", new="coalesce(NEW.custom_new, '{}')")
    + ") WHERE o IS NOT v"
)
# What the numbers of this device's changes lack against those of this file: the changes of other devices that stand before them.
NEXT = "(SELECT coalesce(max(seq), 0) + 1 FROM op)"
SHIFT = (
    f"coalesce((SELECT p.shift + {NEXT} - coalesce((SELECT s.first FROM step s WHERE s.step > p.step ORDER BY s.step LIMIT 1), {NEXT})"
    f" FROM step p WHERE p.dev = ctx.dev ORDER BY p.step DESC LIMIT 1), {NEXT} - 1)"
)
# Whoever writes without a step (the sqlite3 shell) is logged as "external", a step for each row.
LOG = f"""CREATE TRIGGER log_change INSTEAD OF INSERT ON change
 WHEN NEW.kind <> 'U' OR NEW.old IS NOT NEW.new OR NEW.custom_old IS NOT NEW.custom_new
BEGIN
 UPDATE ctx SET c = CASE WHEN {NOW} > ms OR c >= 65535 THEN 0 ELSE c + 1 END,
  ms = CASE WHEN {NOW} > ms THEN {NOW} WHEN c >= 65535 THEN ms + 1 ELSE ms END WHERE step IS NULL;
 INSERT INTO step(id, dev, ms, c, first, shift, at, actor, command, kind)
  SELECT lower(hex(randomblob(16))), dev, ms, c, {NEXT}, {SHIFT}, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
  NULL, 'external', 'do' FROM ctx WHERE step IS NULL;
 INSERT INTO op(step, noun, n, kind) SELECT coalesce(step, (SELECT max(step) FROM step)), NEW.noun, NEW.n, NEW.kind FROM ctx;
 INSERT INTO body(seq, body) SELECT (SELECT max(seq) FROM op), json_group_object(f, json(p)) FROM ({FIXED} UNION ALL {CUSTOM});
END"""


class Op(NamedTuple):
    """One changed row of a step: ``I`` insert, ``U`` update, ``D`` delete."""

    seq: int
    step: int
    noun: Noun
    n: int
    kind: str
    body: Body


def logged(cls: type[Record]) -> list[str]:
    """The columns whose changes are logged, the id first; custom attributes are logged one by one as ``x.<name>``."""
    return ["id", *(f.name for f in columns(cls))]


def triggers() -> Iterator[str]:
    """The SQL of the log: the view that takes changes, and a trigger for each way a row changes."""
    yield CHANGE
    yield LOG
    for noun in NOUNS.values():
        for kind, event in (("I", "INSERT"), ("U", "UPDATE"), ("D", "DELETE")):
            yield _trigger(noun, load(noun.name), kind, event)


def _trigger(noun: Noun, cls: type[Record], kind: str, event: str) -> str:
    names = logged(cls)
    old, custom_old = ("'[]'", "NULL") if kind == "I" else (_array("OLD", names), "OLD.extra")
    new, custom_new = ("'[]'", "NULL") if kind == "D" else (_array("NEW", names), "NEW.extra")
    row = "OLD" if kind == "D" else "NEW"
    values = f"'{noun.code}', {row}.n, '{kind}', '{json.dumps(names)}', {old}, {new}, {custom_old}, {custom_new}"
    return (
        f"CREATE TRIGGER log_{noun.table}_{kind} AFTER {event} ON {noun.table} WHEN (SELECT applying FROM ctx) = 0"
        f" BEGIN INSERT INTO change VALUES({values}); END"
    )


def _array(row: str, names: list[str]) -> str:
    return "json_array(" + ", ".join(f"{row}.{quoted(name)}" for name in names) + ")"


def drop_triggers(db: "sqlite3.Connection") -> None:
    """Take the log away, as before a migration: what it does is not a change of the user's."""
    for name in trigger_names(db):
        db.execute(f"DROP TRIGGER {name}")
    db.execute("DROP VIEW IF EXISTS change")


def trigger_names(db: "sqlite3.Connection") -> list[str]:
    """The log triggers a base has."""
    return [
        name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'log_%'")
    ]


def ops(db: "sqlite3.Connection", step: int) -> list[Op]:
    """The changes of a step, in the order they were made, bodies derived where a bulk load left them out."""
    return list(chosen(db, "", *bounds(db, step)))


def merges(db: "sqlite3.Connection", step: int) -> bool:
    """Whether a step took in what another copy did."""
    return db.execute("SELECT 1 FROM merged WHERE step = ? LIMIT 1", (step,)).fetchone() is not None


def merged(db: "sqlite3.Connection", step: int) -> list[Op]:
    """What a step did to rows by taking in another copy's changes; numbered so that undo, which goes from the last to the first,
    takes out what is about others (elements, snapshots) before what it is about, and puts it back after. What a row that came
    held is derived. Those that wait in the table ``gone`` are left out."""
    found = db.execute(
        "SELECT seq, noun, n, kind, body FROM merged m WHERE step = ? AND NOT EXISTS (SELECT 1 FROM gone g WHERE g.noun = m.noun AND g.n = m.n)"
        " ORDER BY seq",
        (step,),
    ).fetchall()
    before = bounds(db, step)[0] - 1 if found else 0
    return [
        Op(_turn(kind, _noun(code)) * LATER + seq, step, _noun(code), n, kind, body_of(db, code, n, before, body))
        for seq, code, n, kind, body in found
    ]


def _turn(kind: str, noun: Noun) -> int:
    """When it is its turn among what was merged: before all that the step wrote itself."""
    rank, count = list(NOUNS).index(noun.name), len(NOUNS)
    return {"I": rank - count, "U": -2 * count, "D": -2 * count - rank - 1}[kind]


def others(db: "sqlite3.Connection", low: int, high: int) -> list[Op]:
    """Those of these changes that changed a row, or that are not the only one of their row."""
    several = f"SELECT noun, n FROM op WHERE {BETWEEN} GROUP BY noun, n HAVING count(*) > 1 OR max(kind) = 'U'"
    return list(chosen(db, f"JOIN ({several}) USING(noun, n)", low, high))


def chosen(db: "sqlite3.Connection", join: str, low: int, high: int) -> Iterator[Op]:
    """Those of these changes that a join of ours finds, in the order they were made."""
    found = db.execute(
        f"SELECT op.seq, op.step, op.noun, op.n, op.kind, body.body FROM op {join} LEFT JOIN body ON body.seq = op.seq"
        f" WHERE op.{BETWEEN} ORDER BY op.seq",
        {"low": low, "high": high},
    ).fetchall()
    for seq, step, code, n, kind, body in found:
        yield Op(seq, step, _noun(code), n, kind, body_of(db, code, n, seq, body))


def bounds(db: "sqlite3.Connection", step: int) -> tuple[int, int]:
    """The first and last number of a step's changes; a step's changes stand together."""
    first = db.execute("SELECT first FROM step WHERE step = ?", (step,)).fetchone()
    after = db.execute("SELECT first FROM step WHERE step > ? AND first > 0 ORDER BY step LIMIT 1", (step,)).fetchone()
    last = db.execute("SELECT coalesce(max(seq), 0) FROM op").fetchone()[0]
    return first[0], (after[0] - 1 if after else last)


def row_ops(db: "sqlite3.Connection", noun: Noun, n: int) -> list[Op]:
    """Everything that was ever done to a row, in order."""
    found = db.execute(
        "SELECT op.seq, op.step, op.kind, body.body FROM op LEFT JOIN body USING(seq) WHERE op.noun = ? AND op.n = ? ORDER BY op.seq",
        (noun.code, n),
    ).fetchall()
    return [Op(seq, step, noun, n, kind, body_of(db, noun.code, n, seq, body)) for seq, step, kind, body in found]


def rows_under(db: "sqlite3.Connection", noun: Noun, link: str, identity: str) -> list[int]:
    """The rows of a noun that hang on that record, and those that were taken out while they did."""
    there = db.execute(f"SELECT n FROM main.{noun.table} WHERE {quoted(link)} = ?", (identity,)).fetchall()
    gone = db.execute(
        "SELECT DISTINCT op.n FROM op JOIN body USING(seq) WHERE op.noun = ? AND op.kind = 'D' AND body.body ->> ? = ?",
        (noun.code, f'$."{link}"[0]', identity),
    ).fetchall()
    return sorted({n for (n,) in (*there, *gone)})


def revision(db: "sqlite3.Connection", noun: Noun, n: int) -> int:
    """The number of the last change to a row."""
    found: int = db.execute("SELECT coalesce(max(seq), 0) FROM op WHERE noun = ? AND n = ?", (noun.code, n)).fetchone()[
        0
    ]
    return found


def _noun(code: str) -> Noun:
    return next(noun for noun in NOUNS.values() if noun.code == code)


def body_of(db: "sqlite3.Connection", code: str, n: int, seq: int, body: str | None) -> Body:
    """What a change says, given as it is written, or derived."""
    if body is not None:
        found: Body = json.loads(body)
        return found
    return {name: [None, value] for name, value in first_values(db, _noun(code), n, seq).items()}


def first_values(
    db: "sqlite3.Connection", noun: Noun, n: int, seq: int, names: Sequence[str] | None = None
) -> dict[str, Any]:
    """What a bulk-loaded row held when it was loaded: what it holds now, or held last, with every later change taken back."""
    values = current(db, noun, n, names)
    later = db.execute(
        "SELECT op.kind, body.body FROM op JOIN body USING(seq) WHERE op.noun = ? AND op.n = ? AND op.seq > ? ORDER BY op.seq DESC",
        (noun.code, n, seq),
    ).fetchall()
    for kind, body in later:
        changes: Body = json.loads(body)
        if kind == "I":
            values = {}
        for name, (old, _new) in changes.items():
            values[name] = old
    return {name: value for name, value in values.items() if value is not None}


def current(db: "sqlite3.Connection", noun: Noun, n: int, names: Sequence[str] | None = None) -> dict[str, Any]:
    """The logged values of a row as it is; empty when it is gone."""
    names = logged(load(noun.name)) if names is None else names
    listed = ", ".join(map(quoted, names))
    row = db.execute(f"SELECT {listed}, extra FROM {noun.table} WHERE n = ?", (n,)).fetchone()
    if row is None:
        return {}
    custom = json.loads(row[-1] or "{}")
    return dict(zip(names, row[:-1], strict=True)) | {f"x.{name}": value for name, value in custom.items()}


def log_bulk(db: "sqlite3.Connection", step: int, table: str, kind: str, first: int, last: int) -> None:
    """The changes of a bulk load, one for each row numbered ``first`` to ``last``; an insert's bodies are derived when they are asked for."""
    db.execute(
        f"INSERT INTO op(step, noun, n, kind) SELECT ?, ?, n, ? FROM {table} WHERE n BETWEEN ? AND ? ORDER BY n",
        (step, TABLES[table].code, kind, first, last),
    )


def seal(db: "sqlite3.Connection") -> int:
    """Write out every derived body, so that a migration may change the tables; how many were written."""
    bare = db.execute(
        "SELECT op.seq, op.noun, op.n FROM op LEFT JOIN body USING(seq) WHERE body.seq IS NULL"
    ).fetchall()
    names = {code: _present(db, _noun(code)) for code in {code for _seq, code, _n in bare}}
    for seq, code, n in bare:
        values = first_values(db, _noun(code), n, seq, names[code])
        body = json.dumps({name: [None, value] for name, value in values.items()}, ensure_ascii=False)
        db.execute("INSERT INTO body(seq, body) VALUES(?, ?)", (seq, body))
    return len(bare)


def _present(db: "sqlite3.Connection", noun: Noun) -> list[str]:
    """The logged columns that the table has: an older base lacks what the pending migrations will add."""
    present = {name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (noun.table,))}
    return [name for name in logged(load(noun.name)) if name in present]
