"""What a line says of tasks that arose by themselves: what comes again, and what a stage handed out."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from crm_cli.context import current
from crm_cli.i18n import _
from crm_cli.records.nouns.tasks import Task
from crm_cli.telling.words import listed


def said_again(task: Task | None) -> Iterator[tuple[str, Task]]:
    """When a task comes again."""
    if task is not None:
        yield _("again: {when} {text}").format(when=_when(task), text=task.text), task


def handed(tasks: Iterable[Task]) -> Iterator[tuple[str, Task]]:
    """A task that a stage handed out: by when, what, and to whom where that is not me."""
    crm = current().workspace
    for task in tasks:
        said = _("to do: {when} {text}").format(when=_when(task), text=task.text)
        whose = crm.name_of("user", task.owner) if task.owner and task.owner != crm.me else None
        yield f"{said} → {whose}" if whose else said, task


def begins(task: Task) -> Iterator[str]:
    """When a task that comes again is due, and when after that."""
    if not task.every or task.due is None:
        return
    from crm_cli.records.repeating import upcoming  # only where something comes again

    run = current()
    later = upcoming(task.every, run.clock.local(task.due).date(), run.workspace.workdays(), 2)
    then = listed(_said_day(day) for day in later)
    yield (_("due {when}, then {then}") if later else _("due {when}")).format(when=_when(task), then=then)


def _said_day(day: date) -> str:
    from crm_cli.records.when import echo  # only where a day is said

    return echo(datetime.combine(day, time()), False, current().language, current().clock.today())


def handed_lines() -> list[str]:
    """Those that stages handed out in the step that is open, each in a line."""
    crm = current().workspace
    if crm.is_empty("stagetask"):
        return []
    from crm_cli.sales import stagetasks  # only where stages hand out any

    return [f"{said} {task.ref}" for said, task in handed(stagetasks.handed_out(crm))]


def _when(task: Task) -> str:
    if task.due is None:
        return _("some time")
    from crm_cli.records.when import echo  # only where a day is said

    run = current()
    return echo(run.clock.local(task.due).replace(tzinfo=None), bool(task.timed), run.language, run.clock.today())
