"""One row by its changes: which writes of a field stand, which wins, whether the row lives; and each change once."""

from collections.abc import Iterable
from dataclasses import replace

from crm_cli.exchange.kernel.changes import ForkError, Op, Value


def heads(ops: Iterable[Op], name: str) -> list[Op]:
    """The writes of one row's field that no later write had seen, the latest last.

    A write can only supersede an earlier stamp, so that even forged ``heads`` leave the latest write standing.
    """
    writes = sorted((op for op in ops if op.writes and name in op.fields), key=lambda op: (op.hlc, op.number))
    seen = {stamp for op in writes for stamp in op.fields[name].heads if stamp < op.hlc}
    return [op for op in writes if op.hlc not in seen]


def winner(ops: Iterable[Op], name: str, once: bool = False) -> Value:
    """The value of one row's field: the latest head's, or for a field set ``once`` the earliest that is one."""
    if not once:
        found = heads(ops, name)
        return found[-1].fields[name].new if found else None
    set_by = [op for op in ops if op.writes and name in op.fields and op.fields[name].new is not None]
    return min(set_by, key=lambda op: (op.hlc, op.number)).fields[name].new if set_by else None


def alive(ops: Iterable[Op], ledger: bool = False) -> bool:
    """Whether one row lives by itself: some write was seen by no delete; a ledger's row lives until it is erased."""
    ops = list(ops)
    if any(op.kind == "E" for op in ops):
        return False
    covered: dict[str, int] = {}
    for op in ops:
        if op.kind == "D" and not ledger:
            for device, seq in op.seen.items():
                covered[device] = max(covered.get(device, 0), seq)
    return any(op.writes and op.seq > covered.get(op.device, 0) for op in ops)


def join(ops: Iterable[Op]) -> dict[tuple[str, int], Op]:
    """Every change once, by its number, with its body if any of them has it. Raises :class:`ForkError`."""
    found: dict[tuple[str, int], Op] = {}
    for op in ops:
        found[op.number] = fuller(found.get(op.number, op), op)
    return found


def fuller(known: Op, op: Op) -> Op:
    """The same change twice: the one with its body. Raises :class:`ForkError` where they differ."""
    if known == op:
        return known
    if (known.fields and op.fields) or replace(known, fields={}) != replace(op, fields={}):
        raise ForkError(*op.number)
    return op if op.fields else known


def without_gaps(ops: Iterable[Op]) -> list[Op]:
    """The changes of each device up to its first missing number, which is what :class:`Merged` counts."""
    found = join(ops)
    known: dict[str, int] = {}
    for device, seq in sorted(found):
        if seq == known.get(device, 0) + 1:
            known[device] = seq
    return [op for (device, seq), op in found.items() if seq <= known.get(device, 0)]
