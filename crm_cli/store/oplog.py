"""Reads the log as other copies of the base need it: every change with its device, its number there and its stamp."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crm_cli.records.registry import CODES, Noun
from crm_cli.store.changes import Body, body_of
from crm_cli.store.store import Store

FULL = 1 << 16


@dataclass(frozen=True, slots=True)
class Logged:
    """One change. ``ms`` and ``c`` are its own stamp, made from its step's and its place in the step; ``row`` is the record's id."""

    device: str
    seq: int
    ms: int
    c: int
    step: str
    actor: str | None
    noun: Noun
    row: str
    kind: Literal["I", "U", "D", "E"]
    body: Body


def read(store: Store) -> Iterator[Logged]:
    """Every change, in the order in which this file has them."""
    ids: dict[tuple[str, int], str] = {}
    found = store.rows(
        "SELECT step.dev, op.seq, op.seq - step.shift, step.ms, step.c + op.seq - step.first, step.id, step.actor, op.noun, op.n, op.kind, body.body"
        " FROM op JOIN step USING(step) LEFT JOIN body USING(seq) ORDER BY op.seq"
    )
    for device, seq, number, ms, c, step, actor, code, n, kind, written in found:
        body = body_of(store.db, code, n, seq, written)
        if kind == "I":
            ids[code, n] = str(body["id"][1])
        row, noun = ids[code, n], CODES[code]
        yield Logged(device, number, ms + c // FULL, c % FULL, step, actor, noun, row, kind, body)
