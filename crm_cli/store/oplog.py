"""Reads the log as other copies of the base need it: every change with its device, its number there, its stamp and what its writer had seen."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from crm_cli.records.registry import CODES, Noun
from crm_cli.store.changes import Body, body_of
from crm_cli.store.devices import Vector, seen_by, vector
from crm_cli.store.store import Store

FULL = 1 << 16
READ = (
    "SELECT step.dev, op.seq, op.seq - step.shift, step.ms, step.c + op.seq - step.first, step.id, step.at, step.actor, step.knew,"
    " op.noun, op.n, op.kind, body.body FROM op JOIN step USING(step) LEFT JOIN body USING(seq)"
)


@dataclass(frozen=True, slots=True)
class Logged:
    """One change. ``ms`` and ``c`` are its own stamp, made from its step's and its place in the step; ``row`` is the record's id;
    ``knew`` names the last change of every other device that its writer had seen."""

    device: str
    seq: int
    ms: int
    c: int
    step: str
    at: str
    actor: str | None
    knew: Vector
    noun: Noun
    row: str
    kind: Literal["I", "U", "D", "E"]
    body: Body


def read(store: Store) -> Iterator[Logged]:
    """Every change, in the order in which this file has them."""
    ids: dict[tuple[str, int], str] = {}
    reading = _Reading(store)
    for row in store.rows(f"{READ} ORDER BY op.seq"):
        code, n, kind, body = row[9], row[10], row[11], reading.body(row)
        if kind == "I":
            ids[code, n] = str(body["id"][1])
        yield reading.logged(row, ids[code, n], body)


def of_rows(store: Store, noun: Noun, places: Sequence[tuple[int, str]]) -> Iterator[Logged]:
    """Every change of these rows, given by number and id."""
    ids = dict(places)
    reading = _Reading(store)
    wanted = "op.noun = ? AND op.n IN (SELECT value FROM json_each(?))"
    for row in store.rows(f"{READ} WHERE {wanted} ORDER BY op.seq", (noun.code, json.dumps(list(ids)))):
        yield reading.logged(row, ids[row[10]], reading.body(row))


class _Reading:
    """Turns rows of the log into changes; what a step here had seen is worked out once for a device."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.known: Vector | None = None

    def body(self, row: Sequence[Any]) -> Body:
        seq, code, n, written = row[1], row[9], row[10], row[12]
        return body_of(self.store.db, code, n, seq, written)

    def logged(self, row: Sequence[Any], identity: str, body: Body) -> Logged:
        device, _seq, number, ms, c, step, at, actor, knew, code, _n, kind, _body = row
        seen = _vector(knew if knew is not None else self._seen(device))
        return Logged(
            device, number, ms + c // FULL, c % FULL, step, at, actor, seen, CODES[code], identity, kind, body
        )

    def _seen(self, device: str) -> str:
        if self.known is None:
            self.known = vector(self.store.db)
        return seen_by(self.known, device)


@lru_cache(256)
def _vector(knew: str) -> Vector:
    found: Vector = json.loads(knew)
    return found
