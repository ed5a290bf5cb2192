"""``crm done``, and the verbs a task has of its own: putting it off and dropping it."""

from collections.abc import Sequence
from typing import Annotated

from crm_cli.agenda import capture
from crm_cli.commands.answering import choose, earlier
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.handing import said_again
from crm_cli.commands.options import DryRun, Json, NextStep, Once, Outcome, Quiet
from crm_cli.commands.piping import refs
from crm_cli.commands.writing import UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.people import tasks
from crm_cli.records.nouns.activities import KINDS
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.record import Record
from crm_cli.telling.words import counted, refs_line, said_day

NONE = N_("nothing came by stdin, nothing was changed")
Ref = Annotated[str, Argument(metavar="TASK", help=N_("The task, such as T31, or “-” for refs from stdin"))]


def finish(
    ref: Ref,
    text: Annotated[str | None, Argument(metavar="TEXT", help=N_("What came of it; it is logged too"))] = None,
    next: NextStep = None,  # noqa: A002 - its name on the line
    outcome: Outcome = None,
    kind: Annotated[str | None, Option("--kind", metavar="KIND", help=N_("What it was: call, visit, email …"))] = None,
    dry_run: DryRun = False,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Close a task; say what came of it, and what comes next.

    What came of it is logged with the client, and the next step opened, all in one step that one undo takes back; crm task done is the same.

    Example:
      crm done T31
      crm done T31 "wants the quote first" --kind call --next "wed send the quote"
      crm task list due=..today --format ids | crm done -
    """
    if earlier(once, json):
        return
    crm, found = current().workspace, _tasks(ref)
    step = tasks.next_step(crm, next) if next else None

    def work() -> Answer:
        every = [capture.settle(crm, task, text, outcome=outcome, kind=kind, next=step) for task in found]
        if len(every) == 1:
            said = _finished(found[0], every[0], step)
        else:
            named = refs_line([task.ref for task in found])
            done = _("{what} done: {refs}").format(what=counted("task", len(found)), refs=named)
            said = [done, *_all_again(every)] if found else [_(NONE)]
        records = [record for logged in every for record in _written(logged)]
        return Answer(said[0], records, said[1:], _(UNDO) if found else "", wrote=bool(found))

    write(work, json=json, once=once, dry_run=dry_run)


def _all_again(every: Sequence[capture.Logged]) -> list[str]:
    """When those come again that do."""
    return shortened([f"{line} {task.ref}" for logged in every for line, task in said_again(logged.again)])


def _finished(task: Task, logged: capture.Logged, step: tasks.Step | None) -> list[str]:
    """What became of one task, line by line."""
    said = [_("{ref} done: {text}").format(ref=task.ref, text=task.text)]
    if logged.activity:
        said.append(_("{kind} logged").format(kind=_(KINDS[logged.activity.kind])) + f" {logged.activity.ref}")
    if step and logged.task:
        when = said_day(step.at, step.timed)
        said.append(_("next: {when} {text}").format(when=when, text=step.text) + f" {logged.task.ref}")
    return [*said, *(f"{line} {task.ref}" for line, task in said_again(logged.again))]


def _written(logged: capture.Logged) -> list[Record]:
    """The task first, then what was logged and what comes next."""
    return [record for record in (logged.settled, logged.activity, logged.task, logged.again) if record]


def snooze(
    ref: Ref,
    until: Annotated[str, Argument(metavar="WHEN", help=N_("Until when: tomorrow, fri 10:00, +3d"))],
    dry_run: DryRun = False,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Put a task off until a day or an hour; crm snooze and crm task snooze are the same.

    Example:
      crm snooze T31 tomorrow
      crm task snooze T31 "fri 10:00"
    """
    if earlier(once, json):
        return
    crm, chosen = current().workspace, _tasks(ref)

    def work() -> Answer:
        found = [tasks.snooze(crm, task, until) for task in chosen]
        said = [_put_off(task) for task in found] or [_(NONE)]
        return Answer("\n".join(said), found, hint=_(UNDO) if found else "", wrote=bool(found))

    write(work, json=json, once=once, dry_run=dry_run)


def _put_off(task: Task) -> str:
    clock = current().clock
    at = clock.local(task.due or clock.stamp()).replace(tzinfo=None)
    when = said_day(at, bool(task.timed))
    return _("{ref} {text}: put off until {when}").format(ref=task.ref, text=task.text, when=when)


def drop(
    ref: Ref,
    text: Annotated[str | None, Argument(metavar="WHY", help=N_("Why nothing comes of it"))] = None,
    ends: Annotated[bool, Option("--ends", help=N_("It does not come again either"))] = False,
    dry_run: DryRun = False,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Close a task of which nothing will come. One that comes again does so all the same, unless it ends.

    Example:
      crm task drop T31 "they bought elsewhere"
      crm task drop T31 --ends
    """
    if earlier(once, json):
        return
    crm, chosen = current().workspace, _tasks(ref)

    def work() -> Answer:
        found = [tasks.finish(crm, task, text, drop=True, ends=ends) for task in chosen]
        said = [line for one in found for line in _dropped(*one)] or [_(NONE)]
        records = [task for one in found for task in one if task]
        return Answer("\n".join(said), records, hint=_(UNDO) if found else "", wrote=bool(found))

    write(work, json=json, once=once, dry_run=dry_run)


def _dropped(task: Task, again: Task | None) -> list[str]:
    said = _("{ref} dropped: {text}").format(ref=task.ref, text=task.text)
    return [said, *(f"  {line} {task.ref}" for line, task in said_again(again))]


def _tasks(text: str) -> list[Task]:
    """The task that is meant, or with ``-`` those that come by stdin."""
    crm = current().workspace
    found = [choose(["task"], ref, fits=lambda task: task.status == "open").id for ref in refs([text])]
    return [crm.by_id(Task, identity) for identity in found]
