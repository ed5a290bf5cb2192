"""Whether a base is whole, and whether it would be if the disk failed tonight."""

from collections.abc import Iterator
from pathlib import Path

from crm_cli.clock import Clock
from crm_cli.errors import CrmError, NotFound
from crm_cli.exchange import backups
from crm_cli.i18n import N_
from crm_cli.workspace import keeping
from crm_cli.workspace.keeping import Finding

__all__ = ["Finding", "examine", "repair"]


def examine(base: Path, clock: Clock, *, quick: bool = False) -> Iterator[Finding]:
    """Every check, in turn."""
    if not base.exists():
        raise NotFound(N_("there is no base at {path} yet"), hint="crm init", path=str(base))
    yield from keeping.examine(base, quick=quick)
    try:
        wrong = list(backups.overdue(base, clock))
    except CrmError:  # what is wrong with the base was said already
        wrong = []
    yield Finding("backup", N_("backups"), wrong, len(wrong), "crm backup" if wrong else "")


def repair(base: Path) -> None:
    """Make anew what follows from the records, and nothing else."""
    keeping.repair(base)
