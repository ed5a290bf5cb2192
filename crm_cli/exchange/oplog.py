"""The log of this base as changes that the merge kernel takes, with all that their writers knew."""

from collections.abc import Iterator

from crm_cli.exchange.kernel import Change, Clock, Op, Rules, Table
from crm_cli.records.record import columns
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Workspace

EXTERNAL = "external"
Cell = tuple[str, str, str]


def rules() -> Rules:
    """What merging must know of every table: where its links lead."""
    return {noun.table: Table(parents=_parents(noun.name)) for noun in NOUNS.values()}


def _parents(noun: str) -> dict[str, str]:
    return {f.name: NOUNS[f.to].table for f in columns(load(noun)) if f.kind == "link"}


def ops(crm: Workspace) -> Iterator[Op]:
    """Every change of the log, in the order of this file: each writer saw all that stands before its change."""
    last: dict[Cell, str] = {}
    seen: dict[str, int] = {}
    for logged in crm.logged():
        stamp = Clock(logged.ms, logged.c).stamp(logged.device)
        table, fields = logged.noun.table, {}
        for name, (old, new) in logged.body.items() if logged.kind != "D" else ():
            if name != "id":
                cell = table, logged.row, name
                fields[name] = Change(old, new, (last[cell],) if cell in last else ())
                last[cell] = stamp
        knew = dict(seen) if logged.kind == "D" else {}
        actor = logged.actor or EXTERNAL
        yield Op(logged.device, logged.seq, stamp, logged.step, actor, table, logged.row, logged.kind, fields, knew)
        seen[logged.device] = logged.seq
