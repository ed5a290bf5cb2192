"""Copies of one base: which device writes here, what it has seen of the others, and the letters of its refs."""

import json
import uuid

from crm_cli.records.registry import NOUNS
from crm_cli.store.engine import sqlite3

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # I, O and Q read like digits after a number
Vector = dict[str, int]

# The steps with the first change after each; steps without changes too.
SPANS = (
    "SELECT step, dev, shift, first, lead(first, 1, (SELECT coalesce(max(seq), 0) + 1 FROM op)) OVER (ORDER BY step) AS next FROM step"
    " WHERE first > 0"
)


def vector(db: "sqlite3.Connection") -> Vector:
    """The number of the last change of every device."""
    found = db.execute(f"SELECT dev, max(next - 1 - shift) FROM ({SPANS}) GROUP BY dev ORDER BY dev").fetchall()
    return {dev: last for dev, last in found if last}


def seen_by(known: Vector, dev: str) -> str:
    """What a device has seen of the others, as it is written down."""
    others = {name: last for name, last in sorted(known.items()) if name != dev}
    return json.dumps(others, separators=(",", ":"))


def seal(db: "sqlite3.Connection") -> Vector:
    """Write down what the steps so far had seen, before changes of others come to stand behind them; the vector."""
    known = vector(db)
    for (dev,) in db.execute("SELECT DISTINCT dev FROM step WHERE knew IS NULL").fetchall():
        db.execute("UPDATE step SET knew = ? WHERE dev = ? AND knew IS NULL", (seen_by(known, dev), dev))
    return known


def renew(db: "sqlite3.Connection") -> str:
    """Give this file a device of its own, with letters of its own: for a copy, or a backup that was restored. Inside a transaction."""
    seal(db)
    dev, site = uuid.uuid4().hex[:8], _free_letters(db)
    db.execute("UPDATE ctx SET dev = ?, site = ?", (dev, site))
    for noun in NOUNS.values():
        if not noun.internal:
            _count_on(db, noun.table, noun.code)
    return site


def _free_letters(db: "sqlite3.Connection") -> str:
    """Two letters that no ref ends in."""
    taken = {site for (site,) in db.execute("SELECT site FROM ctx")}
    for noun in NOUNS.values():
        if not noun.internal:
            letters = f"ltrim(substr(ref, {len(noun.code) + 1}), '0123456789')"
            taken |= {found for (found,) in db.execute(f"SELECT DISTINCT {letters} FROM {noun.table}")}
    every = [one + other for one in LETTERS for other in LETTERS]
    free = [letters for letters in every if letters not in taken] or every
    return free[uuid.uuid4().int % len(free)]


def _count_on(db: "sqlite3.Connection", table: str, code: str) -> None:
    """Numbers go on after the highest there is, so that a number without its letters is not soon another record's."""
    (last,) = db.execute(f"SELECT max(CAST(substr(ref, {len(code) + 1}) AS INT)) FROM {table}").fetchone()
    if last:
        db.execute(
            "INSERT INTO counter(code, n) VALUES(?, ?) ON CONFLICT DO UPDATE SET n = max(n, excluded.n)", (code, last)
        )
