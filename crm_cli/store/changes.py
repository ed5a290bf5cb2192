"""The change log: triggers made from the records, steps, and what the log says of a row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crm_cli.records.record import Record, columns
from crm_cli.records.registry import NOUNS, TABLES, Noun, load
from crm_cli.store.library import sqlite3

Body = dict[str, list[Any]]
NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INT)"
# Extra steps for whoever writes without one (the sqlite3 shell): logged as "external", a step for each row.
EXTERNAL = f"""
 UPDATE ctx SET c = CASE WHEN {NOW} > ms OR c >= 65535 THEN 0 ELSE c + 1 END,
  ms = CASE WHEN {NOW} > ms THEN {NOW} WHEN c >= 65535 THEN ms + 1 ELSE ms END WHERE step IS NULL;
 INSERT INTO step(id, dev, ms, c, first, at, actor, command, kind)
  SELECT lower(hex(randomblob(16))), dev, ms, c, coalesce((SELECT max(seq) FROM op), 0) + 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
  NULL, 'external', 'do' FROM ctx WHERE step IS NULL;"""
OP = " INSERT INTO op(step, noun, n, kind) SELECT coalesce(step, (SELECT max(step) FROM step)), '{code}', {row}.n, '{kind}' FROM ctx;"
BODY = " INSERT INTO body(seq, body) VALUES((SELECT max(seq) FROM op), (SELECT json_group_object(f, json_array(o, n)) FROM ({pairs})));"


@dataclass(frozen=True, slots=True)
class Op:
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
    """The SQL of every log trigger."""
    for noun in NOUNS.values():
        for kind, event in (("I", "INSERT"), ("U", "UPDATE"), ("D", "DELETE")):
            yield _trigger(noun, load(noun.name), kind, event)


def _trigger(noun: Noun, cls: type[Record], kind: str, event: str) -> str:
    names = logged(cls)
    row = "OLD" if kind == "D" else "NEW"
    changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in (*names, "extra"))
    when = f" AND ({changed})" if kind == "U" else ""
    op = OP.format(code=noun.code, row=row, kind=kind)
    body = BODY.format(pairs=_pairs(names, kind))
    return f"CREATE TRIGGER log_{noun.table}_{kind} AFTER {event} ON {noun.table} WHEN (SELECT applying FROM ctx) = 0{when}\nBEGIN{EXTERNAL}\n{op}\n{body}\nEND"


def _pairs(names: list[str], kind: str) -> str:
    def old(column: str) -> str:
        return "NULL" if kind == "I" else f'OLD."{column}"'

    def new(column: str) -> str:
        return "NULL" if kind == "D" else f'NEW."{column}"'

    fixed = " UNION ALL ".join(f"SELECT '{c}' f, {old(c)} o, {new(c)} n WHERE {old(c)} IS NOT {new(c)}" for c in names)
    before, after = (f"json_each(coalesce({side('extra')}, '{{}}'))" for side in (old, new))
    custom = (
        f"SELECT 'x.' || k, max(o), max(n) FROM (SELECT key k, value o, NULL n FROM {before} UNION ALL SELECT key, NULL, value FROM {after})"
        f" WHERE {old('extra')} IS NOT {new('extra')} GROUP BY k HAVING max(o) IS NOT max(n)"
    )
    return f"{fixed} UNION ALL {custom}"


def trigger_names(db: "sqlite3.Connection") -> list[str]:
    """The log triggers a base has."""
    return [
        name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'log_%'")
    ]


def ops(db: "sqlite3.Connection", step: int) -> list[Op]:
    """The changes of a step, in the order they were made, bodies derived where a bulk load left them out."""
    low, high = bounds(db, step)
    found = db.execute(
        "SELECT op.seq, op.noun, op.n, op.kind, body.body FROM op LEFT JOIN body USING(seq) WHERE op.seq BETWEEN ? AND ? ORDER BY op.seq",
        (low, high),
    ).fetchall()
    return [Op(seq, step, _noun(code), n, kind, _body(db, code, n, seq, body)) for seq, code, n, kind, body in found]


def bounds(db: "sqlite3.Connection", step: int) -> tuple[int, int]:
    """The first and last number of a step's changes; a step's changes stand together."""
    first = db.execute("SELECT first FROM step WHERE step = ?", (step,)).fetchone()
    after = db.execute("SELECT min(first) FROM step WHERE step > ? AND first > 0", (step,)).fetchone()[0]
    last = db.execute("SELECT coalesce(max(seq), 0) FROM op").fetchone()[0]
    return first[0], (after - 1 if after is not None else last)


def row_ops(db: "sqlite3.Connection", noun: Noun, n: int) -> list[Op]:
    """Everything that was ever done to a row, in order."""
    found = db.execute(
        "SELECT op.seq, op.step, op.kind, body.body FROM op LEFT JOIN body USING(seq) WHERE op.noun = ? AND op.n = ? ORDER BY op.seq",
        (noun.code, n),
    ).fetchall()
    return [Op(seq, step, noun, n, kind, _body(db, noun.code, n, seq, body)) for seq, step, kind, body in found]


def _noun(code: str) -> Noun:
    return next(noun for noun in NOUNS.values() if noun.code == code)


def _body(db: "sqlite3.Connection", code: str, n: int, seq: int, body: str | None) -> Body:
    if body is not None:
        found: Body = json.loads(body)
        return found
    return {name: [None, value] for name, value in first_values(db, _noun(code), n, seq).items()}


def first_values(db: "sqlite3.Connection", noun: Noun, n: int, seq: int) -> dict[str, Any]:
    """What a bulk-loaded row held when it was loaded: what it holds now, or held last, with every later change taken back."""
    values = current(db, noun, n)
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


def current(db: "sqlite3.Connection", noun: Noun, n: int) -> dict[str, Any]:
    """The logged values of a row as it is; empty when it is gone."""
    names = logged(load(noun.name))
    listed = ", ".join(f'"{name}"' for name in names)
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
    for seq, code, n in bare:
        values = first_values(db, _noun(code), n, seq)
        db.execute(
            "INSERT INTO body(seq, body) VALUES(?, ?)",
            (seq, json.dumps({k: [None, v] for k, v in values.items()}, ensure_ascii=False)),
        )
    return len(bare)
