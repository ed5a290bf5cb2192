"""A base of its own for what is read in a thread, so that the screen goes on meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from crm_cli.context import Run, login
from crm_cli.workspace import Workspace, open_workspace


@contextmanager
def apart(run: Run) -> Iterator[Workspace]:
    """The base of a run, opened once more for the thread that asks."""
    crm = open_workspace(run.base, clock=run.clock, user=run.config.get("user").value, login=login())
    crm.own_views = run.config.group("view")
    try:
        yield crm
    finally:
        crm.store.close()
