"""A sum over every step: what it says, and what a bulk load wrote without saying it again, can be checked ever after.

Values stand twice, in the row and in the log; what stands once (who and when, what was loaded in bulk) would change unseen
when a disk fails. A step that somebody wrote without us is summed up with our next one.
"""

import json
from collections.abc import Sequence
from marshal import dumps
from typing import Any
from zlib import crc32

from crm_cli.records.registry import CODES, Noun, load
from crm_cli.store import changes
from crm_cli.store.columns import quoted
from crm_cli.store.engine import sqlite3

SAID = "id, dev, ms, c, first, shift, at, actor, command, kind, target, once, loaded"
BLOCK = 500
FEW = 1000  # changes that are summed up one by one; of more, the bodies
FORMAT = 0  # of marshal: plain values, the same in every version of Python
BARE = "op.seq BETWEEN ? AND ? AND op.kind = 'I' AND NOT EXISTS (SELECT 1 FROM body WHERE body.seq = op.seq)"
Loads = dict[str, tuple[list[str], list[int]]]


def sum_up(db: "sqlite3.Connection", step: int) -> None:
    """Write the sum of a step that is done; first of those before it that have none yet."""
    *said, low, high, earlier = db.execute(
        f"SELECT {SAID}, first, (SELECT coalesce(max(seq), 0) FROM op), EXISTS (SELECT 1 FROM step b WHERE b.step = s.step - 1 AND b.crc IS NULL)"
        " FROM step s WHERE step = ?", (step,),
    ).fetchone()  # fmt: skip
    if earlier:
        for number in _without(db, step):
            _write(db, number, *changes.bounds(db, number))
    if high - low >= FEW or _holds_bare(found := _listed(db, low, high)):
        _write(db, step, low, high)
    else:
        db.execute("UPDATE step SET crc = ? WHERE step = ?", (crc32(dumps([said, found], FORMAT)), step))


def complete(db: "sqlite3.Connection") -> None:
    """Write the sums of all steps that have none yet, as those of another copy that came."""
    for (number,) in db.execute("SELECT step FROM step WHERE crc IS NULL").fetchall():
        _write(db, number, *changes.bounds(db, number))


def renew(db: "sqlite3.Connection") -> None:
    """Sum up again the steps of loads whose first values are written out now."""
    for (number,) in db.execute("SELECT step FROM step WHERE loaded IS NOT NULL").fetchall():
        db.execute("UPDATE step SET loaded = NULL WHERE step = ?", (number,))
        _write(db, number, *changes.bounds(db, number))


def _without(db: "sqlite3.Connection", step: int) -> list[int]:
    found = db.execute(
        "SELECT step FROM step WHERE step > (SELECT coalesce(max(step), 0) FROM step WHERE step < ?1 AND crc IS NOT NULL) AND step < ?1",
        (step,),
    )
    return [number for (number,) in found]


def _write(db: "sqlite3.Connection", step: int, low: int, high: int) -> None:
    if loads := _loads(db, low, high):
        db.execute("UPDATE step SET loaded = ? WHERE step = ?", (json.dumps(loads), step))
    db.execute("UPDATE step SET crc = ? WHERE step = ?", (crc(db, step, low, high), step))


def crc(db: "sqlite3.Connection", step: int, low: int, high: int) -> int:
    """The sum of a step: its row, and its changes, which are those numbered ``low`` to ``high``."""
    said = list(db.execute(f"SELECT {SAID} FROM step WHERE step = ?", (step,)).fetchone())
    if high - low < FEW:
        return crc32(dumps([said, _listed(db, low, high)], FORMAT))
    found = crc32(dumps(said, FORMAT))
    many = (
        "SELECT step, noun, kind, count(*), min(n), max(n), sum(n), sum(seq), sum(n * (seq % 1009)) FROM op WHERE seq BETWEEN ? AND ?"
        " GROUP BY step, noun, kind ORDER BY step, noun, kind"
    )
    for sql in (many, "SELECT seq, body FROM body WHERE seq BETWEEN ? AND ? ORDER BY seq"):
        rows = db.execute(sql, (low, high))
        while chunk := rows.fetchmany(BLOCK):
            found = crc32(dumps(chunk, FORMAT), found)
    return found


def _listed(db: "sqlite3.Connection", low: int, high: int) -> list[tuple[Any, ...]]:
    """Few changes, with what they say."""
    return db.execute(
        "SELECT op.seq, op.step, op.noun, op.n, op.kind, body.body FROM op LEFT JOIN body USING(seq) WHERE op.seq BETWEEN ? AND ? ORDER BY op.seq",
        (low, high),
    ).fetchall()


def _holds_bare(listed: list[tuple[Any, ...]]) -> bool:
    return any(body is None and kind == "I" for *_op, kind, body in listed)


def _loads(db: "sqlite3.Connection", low: int, high: int) -> Loads:
    """For each noun that has rows whose first values no body says: the columns that are filled, and a sum for every block of rows."""
    bare = db.execute(f"SELECT DISTINCT noun FROM op WHERE {BARE}", (low, high)).fetchall()
    return {code: loaded(db, CODES[code], low, high) for (code,) in bare}


def loaded(
    db: "sqlite3.Connection", noun: Noun, low: int, high: int, names: Sequence[str] = ()
) -> tuple[list[str], list[int]]:
    """The columns that a load may fill, and the sums over what they held in it, block by block. The id stands in its index too."""
    names = names or [*changes.logged(load(noun.name))[1:], "extra"]
    touched = dict(_touched(db, noun, low, high))
    held = f"printf({_form(names)}, {', '.join(f't.{quoted(name)}' for name in names)})"
    rows = db.execute(
        f"SELECT op.n, {held} FROM op LEFT JOIN {noun.table} t USING(n) WHERE {BARE} AND op.noun = ? ORDER BY op.seq",
        (low, high, noun.code),
    )
    sums = []
    while block := rows.fetchmany(BLOCK):
        texts = [_first(db, noun, n, touched[n], names) if n in touched else text for n, text in block]
        sums.append(crc32("\n".join(texts).encode("utf-8", "surrogateescape")))
    return list(names), sums


def _form(names: Sequence[str]) -> str:
    return f"'{','.join(['%Q'] * len(names))}'"


def _touched(db: "sqlite3.Connection", noun: Noun, low: int, high: int) -> list[tuple[int, int]]:
    """The loaded rows that were changed later, as (row, change)."""
    later = "EXISTS (SELECT 1 FROM op b WHERE b.noun = op.noun AND b.n = op.n AND b.seq > op.seq)"
    found = f"SELECT op.n, op.seq FROM op WHERE {BARE} AND op.noun = ? AND {later}"
    return db.execute(found, (low, high, noun.code)).fetchall() if _goes_on(db, low, high) else []


def _goes_on(db: "sqlite3.Connection", low: int, high: int) -> bool:
    """Something was written after the load, be it in its own step."""
    after = "SELECT EXISTS (SELECT 1 FROM op WHERE seq > ?2) OR EXISTS (SELECT 1 FROM body WHERE seq BETWEEN ?1 AND ?2)"
    return bool(db.execute(after, (low, high)).fetchone()[0])


def _first(db: "sqlite3.Connection", noun: Noun, n: int, seq: int, names: Sequence[str]) -> str:
    """What a row held when it was loaded: what it holds, every later change taken back."""
    values = changes.first_values(db, noun, n, seq)
    custom = {name[2:]: value for name, value in values.items() if name.startswith("x.")}
    values["extra"] = json.dumps(custom, ensure_ascii=False, sort_keys=True) if custom else None
    held = db.execute(f"SELECT printf({_form(names)}, {', '.join('?' * len(names))})", [values.get(n) for n in names])
    return str(held.fetchone()[0])
