"""Puts steps of other copies behind those of this file, as they were made: who, when, on which device, what, and what its writer had seen."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from crm_cli.records.told import Change, Told
from crm_cli.store.devices import seal
from crm_cli.store.oplog import FULL
from crm_cli.store.places import Places
from crm_cli.store.store import Store

CHUNK = 2000
INSERT = (
    "INSERT INTO step(id, dev, ms, c, first, shift, at, actor, command, kind, target, once, knew)"
    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING step"
)


class Incoming:
    """Takes steps in, one after the other, inside a transaction; its temporary table is ``known``."""

    def __init__(self, store: Store, places: Places) -> None:
        self.db, self.places = store.db, places
        self.vector = seal(self.db)
        self.seq = self.db.execute("SELECT coalesce(max(seq), 0) FROM op").fetchone()[0]
        self.latest = tuple(self.db.execute("SELECT ms, c FROM ctx").fetchone())
        self.steps = self.ops = 0
        self.db.execute("CREATE TEMP TABLE known(id TEXT PRIMARY KEY, step INTEGER) WITHOUT ROWID")
        self.db.execute("INSERT OR IGNORE INTO known SELECT id, step FROM step")

    def close(self) -> None:
        """Let the clock go on behind all that was seen."""
        self.db.execute("UPDATE ctx SET ms = ?, c = ?", self.latest)
        self.db.execute("DROP TABLE temp.known")

    def known(self, identity: str | None) -> int | None:
        """The number here of the step of that id."""
        row = self.db.execute("SELECT step FROM known WHERE id = ?", (identity,)).fetchone()
        return row[0] if row else None

    def take(self, told: Told, changes: Iterable[Change]) -> int:
        """One step that is not here yet; its number."""
        target = self.known(told.target)
        knew = json.dumps(dict(sorted(told.knew.items())), separators=(",", ":"))
        number: int = self.db.execute(
            INSERT,
            (
                told.id, told.device, told.ms, told.c, self.seq + 1, self.seq + 1 - told.seq, told.at, told.actor,
                told.command, told.kind, target, told.once, knew,
            ),
        ).fetchone()[0]  # fmt: skip
        self.db.execute("INSERT INTO known VALUES(?, ?)", (told.id, number))
        self._mark_undone(number, target)
        self._write(number, changes)
        self.vector[told.device] = told.seq + told.ops - 1
        self.steps += 1
        last = told.c + max(told.ops - 1, 0)
        self.latest = max(self.latest, (told.ms + last // FULL, last % FULL))
        return number

    def _mark_undone(self, number: int, target: int | None) -> None:
        """Which step it took back, or brought back, as whoever made it found it."""
        if target is not None:
            self.db.execute("UPDATE step SET undone = ? WHERE step = ?", (number, target))
            self.db.execute(
                "UPDATE step SET undone = NULL WHERE step = (SELECT target FROM step WHERE step = ? AND kind = 'undo')",
                (target,),
            )

    def _write(self, number: int, changes: Iterable[Change]) -> None:
        stream = iter(changes)
        while chunk := list(islice(stream, CHUNK)):
            made = [change for change in chunk if change.kind.isupper()]
            self._log(number, made, self.places.of_changes(made, met=True))
            merged = [change for change in chunk if change.kind.islower()]
            numbers = self.places.of_changes(merged, met=False)
            self.db.executemany(
                "INSERT INTO merged(step, noun, n, kind, body) VALUES(?, ?, ?, ?, ?)",
                (
                    (number, change.noun.code, n, change.kind.upper(), _packed(change.body))
                    for change, n in zip(merged, numbers, strict=True)
                ),
            )

    def _log(self, number: int, chunk: Sequence[Change], numbers: Sequence[int]) -> None:
        placed = list(enumerate(zip(chunk, numbers, strict=True), self.seq + 1))
        self.db.executemany(
            "INSERT INTO op(seq, step, noun, n, kind) VALUES(?, ?, ?, ?, ?)",
            ((seq, number, change.noun.code, n, change.kind.replace("R", "I")) for seq, (change, n) in placed),
        )
        self.db.executemany(
            "INSERT INTO body(seq, body) VALUES(?, ?)",
            ((seq, _packed(change.body)) for seq, (change, _n) in placed if change.body is not None),
        )
        self.seq += len(placed)
        self.ops += len(placed)


def _packed(body: Mapping[str, list[Any]] | None) -> str | None:
    return None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
