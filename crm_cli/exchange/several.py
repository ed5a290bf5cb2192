"""Does a plan that changes records of several nouns: who gets what, what a check puts right, what goes to the pool with a note that says why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext

from crm_cli.exchange.foreseeing import Row
from crm_cli.exchange.plans import ASSIGN, POOL, Planned
from crm_cli.exchange.standing import Standing
from crm_cli.people import pool
from crm_cli.records.registry import load, visible
from crm_cli.workspace import Workspace

BESIDE = ("assignment",)  # keeps whose turn it was, and is not counted


def change(crm: Workspace, plan: Planned) -> Mapping[str, int]:
    """Write what the rows say where each is as it was planned; how many of each noun."""
    check, rows = Standing(crm, plan.head), list(plan.rows())
    nouns = Counter(row["noun"] for row in rows)
    if not nouns.keys() <= set(visible()):
        raise KeyError(nouns)
    for noun in nouns:
        check.updates(noun, [row for row in rows if row["noun"] == noun])
    if plan.head.do == POOL and rows:
        _let_go(crm, check, rows)
    else:
        check.finish()
        with crm.ruled() if plan.head.do == ASSIGN else nullcontext():  # what the rules of assignment said
            _write(crm, rows)
    return {noun: count for noun, count in nouns.items() if noun not in BESIDE}


def _let_go(crm: Workspace, check: Standing, rows: Sequence[Row]) -> None:
    """What goes to the pool, as :func:`crm_cli.people.pool.apply` does it, each with the note it was planned with."""
    notes = {row["id"]: row["note"] for row in rows}
    due = pool.due(crm)
    check.losses(rows, {move.record.id for move in due})
    check.finish()
    pool.let_all_go(crm, [move for move in due if move.record.id in notes], lambda move: notes[move.record.id])


def _write(crm: Workspace, rows: Sequence[Row]) -> None:
    for row in rows:
        record = crm.by_id(load(row["noun"]), row["id"])
        crm.change(record, **{name: pair["to"] for name, pair in row["changes"].items()})
