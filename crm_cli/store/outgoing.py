"""Takes the log out as lines of JSON, for a copy of the base: each step, then what it changed, rows named by their ids."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from crm_cli.records.registry import NOUNS
from crm_cli.store.columns import literal
from crm_cli.store.devices import Vector, seen_by, vector
from crm_cli.store.migrate import VERSION
from crm_cli.store.store import Store

AT_ONCE = 500
NEXT = (
    "coalesce((SELECT f.first FROM step f WHERE f.step > s.step AND f.first > 0 ORDER BY f.step LIMIT 1),"
    " (SELECT coalesce(max(seq), 0) + 1 FROM op))"
)
STEP = (
    "SELECT s.first, s.id, s.dev, s.first - s.shift, s.ms, s.c, s.at, s.actor, s.command, s.kind, (SELECT t.id FROM step t WHERE t.step = s.target),"
    f" s.once, s.knew, {NEXT} - s.first, (SELECT count(*) FROM merged m WHERE m.step = s.step) FROM step s"
)
NAMES = ("id", "device", "seq", "ms", "c", "at", "actor", "command", "kind", "target", "once", "knew", "ops", "merged")


# What was removed and put back under its old number is not told like what was made anew under the same id.
AGAIN = "CASE WHEN op.kind = 'I' AND EXISTS (SELECT 1 FROM op o WHERE o.noun = op.noun AND o.n = op.n AND o.seq < op.seq) THEN 'R' ELSE op.kind END"


class About(NamedTuple):
    """What a base says of itself: its identity, its schema, how many rows of each noun, steps and changes it has, and of which devices."""

    base: str
    schema: int
    records: dict[str, int]
    steps: int
    ops: int
    devices: Vector


def about(store: Store) -> About:
    """The base in a line."""
    db = store.db
    records = {name: _count(store, noun.table) for name, noun in NOUNS.items()}
    base = db.execute("SELECT base FROM ctx").fetchone()[0]
    filled = {name: count for name, count in records.items() if count}
    return About(base, VERSION, filled, _count(store, "step"), _count(store, "op"), vector(db))


def _count(store: Store, table: str) -> int:
    found: int = store.db.execute(f"SELECT count(*) FROM main.{table}").fetchone()[0]
    return found


def log(store: Store) -> Iterator[str]:
    """The log in the order of this file, several lines at once; the last line ends without a line end."""
    known = vector(store.db)
    changes, merges = store.stream(_changes()), store.stream(_merges())
    for row in store.stream(f"{STEP} ORDER BY s.step"):
        values = dict(zip(NAMES, row[1:], strict=True))
        yield _step(values, known)
        yield from _portions(changes, values["ops"])
        yield from _portions(merges, values["merged"])


def of_step(store: Store, step: int) -> tuple[dict[str, Any], Iterator[str]]:
    """One step as :func:`log` tells it, and the lines of what it changed."""
    first, *row = store.rows(f"{STEP} WHERE s.step = ?", (step,))[0]
    values = dict(zip(NAMES, row, strict=True))
    found = store.stream(_changes("WHERE op.seq BETWEEN ? AND ?"), (first, first + values["ops"] - 1))
    return values, (line for (line,) in found)


def _step(values: dict[str, Any], known: Vector) -> str:
    values["knew"] = json.loads(values["knew"] or seen_by(known, values["device"]))
    told = {"step": values.pop("id"), **{name: value for name, value in values.items() if value not in (None, 0, {})}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _portions(lines: Iterator[tuple[str]], count: int) -> Iterator[str]:
    while count > 0:
        some = [line for (line,) in islice(lines, min(count, AT_ONCE))]
        yield "\n".join(some)
        count -= len(some) or count


def _changes(which: str = "") -> str:
    return f"SELECT {_line('op', 'body.body')} FROM op LEFT JOIN body USING(seq) {which} ORDER BY op.seq"


def _merges() -> str:
    return f"SELECT {_line('merged', 'merged.body', lower=True)} FROM merged ORDER BY merged.seq"


def _line(table: str, body: str, *, lower: bool = False) -> str:
    """``["U","client","<id>",{"name":["old","new"]}]``; a merge's own kinds are told in small letters."""
    kind = f"lower({table}.kind)" if lower else AGAIN
    nouns = " ".join(f"WHEN '{noun.code}' THEN {literal(f'{chr(34)}{name}{chr(34)},')}" for name, noun in NOUNS.items())
    told = f"CASE WHEN {body} IS NULL THEN '' ELSE ',' || json({body}) END"
    return (
        f"'[\"' || {kind} || '\",' || CASE {table}.noun {nouns} END || json_quote({_identity(table)}) || {told} || ']'"
    )


def _identity(table: str) -> str:
    """The id of a row by its number: of one that is gone as the log last told it; failing all, the number of a row nobody can name."""
    live = " ".join(
        f"WHEN '{noun.code}' THEN (SELECT t.id FROM main.{noun.table} t WHERE t.n = {table}.n)"
        for noun in NOUNS.values()
    )
    told = "coalesce(b.body ->> '$.id[0]', b.body ->> '$.id[1]')"
    gone = (
        f"(SELECT {told} FROM op o JOIN body b USING(seq) WHERE o.noun = {table}.noun AND o.n = {table}.n AND {told} IS NOT NULL"
        " ORDER BY o.seq DESC LIMIT 1)"
    )
    return f"coalesce(CASE {table}.noun {live} END, {gone}, '?' || {table}.n)"
