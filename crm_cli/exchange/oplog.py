"""The log of this base as changes that the merge kernel takes, with all that their writers knew."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from crm_cli.exchange.kernel import Change, Clock, Op, Rules, Table
from crm_cli.records.record import columns
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.workspace import Logged

EXTERNAL = "external"
Cell = tuple[str, str, str]


def rules() -> Rules:
    """What merging must know of every table: where its links lead."""
    return {noun.table: Table(parents=_parents(noun.name)) for noun in NOUNS.values()}


def _parents(noun: str) -> dict[str, str]:
    return {f.name: NOUNS[f.to].table for f in columns(load(noun)) if f.kind == "link"}


def ops(crm: Workspace) -> Iterator[Op]:
    """Every change of the log, in the order of this file."""
    return told(crm.logged())


def told(log: "Iterable[Logged]") -> Iterator[Op]:
    """Logged changes as the kernel takes them; of a row that is among them all must be."""
    last: dict[Cell, list[tuple[str, int, str]]] = {}
    for logged in log:
        stamp = Clock(logged.ms, logged.c).stamp(logged.device)
        knew = {**logged.knew, logged.device: logged.seq - 1}
        table, fields = logged.noun.table, {}
        for name, (old, new) in logged.body.items() if logged.kind != "D" else ():
            if name != "id":
                standing = last.setdefault((table, logged.row, name), [])
                seen = [write for write in standing if write[1] <= knew.get(write[0], 0)]
                fields[name] = Change(old, new, tuple(write[2] for write in seen))
                standing[:] = [write for write in standing if write not in seen]
                standing.append((logged.device, logged.seq, stamp))
        actor = logged.actor or EXTERNAL
        yield Op(logged.device, logged.seq, stamp, logged.step, actor, table, logged.row, logged.kind, fields, knew)
