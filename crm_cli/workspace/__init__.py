"""All that a rule may ask of the data: who does it, when, what may be seen, and one step for one undo.

Each part stands on the one before it: desk (who, which step) → fields → finding → permitting → writing → many → uniting → past → moving.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from crm_cli.clock import Clock
from crm_cli.store.migrate import VERSION as SCHEMA
from crm_cli.store.steps import Mark
from crm_cli.store.store import Store
from crm_cli.workspace.finding import Table
from crm_cli.workspace.moving import Moving
from crm_cli.workspace.past import Undone

if TYPE_CHECKING:
    from crm_cli.store.alike import Alike as Alike
    from crm_cli.store.arriving import Arriving as Arriving
    from crm_cli.store.meeting import Clash as Clash
    from crm_cli.store.meeting import Meeting as Meeting
    from crm_cli.store.oplog import Logged as Logged
    from crm_cli.store.places import Place as Place
    from crm_cli.store.uniting import United as United
    from crm_cli.store.where import Query as Query


class Workspace(Moving):
    """One person's work on an open base."""


def open_workspace(
    path: Path, *, clock: Clock, user: str | None = None, login: str = "", command: str = "", create: bool = False
) -> Workspace:
    """Open a base for somebody's work: ``user`` as set, else whoever has this ``login``; ``create`` makes an empty one."""
    return Workspace(Store(path, clock, create=create), clock, command, user, login)


__all__ = ["SCHEMA", "Mark", "Table", "Undone", "Workspace", "open_workspace"]
