"""A base of its own for what is read in a thread, so that the screen goes on meanwhile."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO

from crm_cli.context import Beside, Run, beside, login
from crm_cli.tui.lines import Said
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


def answered(run: Run, argv: Sequence[str], width: int, refs: Sequence[str] = ()) -> Said:
    """Run one line of crm in the thread that asks, on a base of its own; what it prints is as wide as the screen. A ``-`` means those refs."""
    assert run.answering is not None  # noqa: S101 - the door that opened the screen sets it
    inner = Beside(run, argv, width)
    inner.stdin, inner.leads = StringIO("\n".join(refs)), []
    with beside(inner):
        code = run.answering(inner, argv)
    return Said(code, inner.printed.getvalue(), inner.told.getvalue(), inner.refused, inner.leads)
