"""The log of exports: who took what out, by which filter, how many, and where to."""

from collections.abc import Sequence

from crm_cli.records.nouns.exports import Export
from crm_cli.records.shell import as_line
from crm_cli.workspace import Workspace

KIND = "export"


def write_down(
    crm: Workspace, noun: str, tokens: Sequence[str], names: Sequence[str], form: str, count: int, target: str
) -> None:
    """One export, in a step of its own, which undo leaves alone: what is out is out."""
    with crm.step(kind=KIND):
        crm.add(
            Export(
                noun_name=noun,
                filter=as_line(tokens) or None,
                fields=",".join(names) or None,
                format=form,
                count=count,
                target=target,
            )
        )
