"""A whole day at once: each of its lines is written, all in one step, or told what is wrong with it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from crm_cli.agenda import capture, daylines
from crm_cli.agenda.capture import Draft, Logged, Person
from crm_cli.agenda.daylines import Line
from crm_cli.errors import CrmError
from crm_cli.people import tasks
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.record import Record
from crm_cli.workspace import Workspace

Whom = Callable[[str], Person]


class Written(NamedTuple):
    """A line, what was (or would be) written for it, or the problem with it; ``task`` is the one that it is about."""

    at: int
    text: str
    line: Line | None = None
    draft: Draft | None = None
    logged: Logged | None = None
    task: Task | None = None
    problem: CrmError | None = None

    @property
    def records(self) -> list[Record]:
        """All that was written for it."""
        found = self.logged.records if self.logged else []
        return [*([self.task] if self.task and self.task not in found else []), *found]


class _Rehearsal(Exception):
    """Nothing of it is to be kept."""


def rehearse(crm: Workspace, lines: Sequence[tuple[int, str]], whom: Whom, day: str | None = None) -> list[Written]:
    """What would be written, and what is wrong; nothing is kept."""
    found: list[Written] = []
    try:
        with crm.step():
            found = [_tried(crm, at, text, whom, day) for at, text in lines]
            raise _Rehearsal
    except _Rehearsal:
        return found


def write(crm: Workspace, lines: Sequence[tuple[int, str]], whom: Whom, day: str | None = None) -> list[Written]:
    """Write them all; inside a step, which the first problem takes back."""
    return [_written(crm, daylines.read(crm, at, text, day), whom) for at, text in lines]


def _tried(crm: Workspace, at: int, text: str, whom: Whom, day: str | None) -> Written:
    """A line that cannot be written stands with its problem."""
    line: Line | None = None
    try:
        line = daylines.read(crm, at, text, day)
        return _written(crm, line, whom)
    except CrmError as error:
        return Written(at, text, line, problem=error)


def _written(crm: Workspace, line: Line, whom: Whom) -> Written:
    if line.task:
        return _about_a_task(crm, line, crm.get(Task, line.task))
    draft = capture.draft(crm, str(line.kind), whom(line.who), line.said, **line.words)
    return Written(line.at, line.text, line, draft, capture.write(crm, draft))


def _about_a_task(crm: Workspace, line: Line, task: Task) -> Written:
    """It is put off, dropped, or done with what came of it and what comes next."""
    if line.until:
        return Written(line.at, line.text, line, task=tasks.snooze(crm, task, line.until))
    if line.drop:
        dropped, again = tasks.finish(crm, task, line.said, drop=True)
        return Written(line.at, line.text, line, logged=Logged(settled=dropped, again=again), task=dropped)
    step = tasks.next_step(crm, line.words["next"]) if "next" in line.words else None
    logged = capture.settle(crm, task, line.said, outcome=line.words.get("outcome"), kind=line.kind, next=step)
    return Written(line.at, line.text, line, logged=logged, task=logged.settled)
