"""One write: once if so wanted, rehearsed if so wanted, all of it in one step, and its answer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from crm_cli.commands.answering import done, earlier
from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record

UNDO = N_("undo: crm undo")


@dataclass
class Answer:
    """What a write did: a sentence, lines below it, the records as they now are; without any nothing was written."""

    said: str
    records: Sequence[Record] = ()
    lines: Sequence[str] = field(default_factory=list)
    hint: str = ""


class _Rehearsal(Exception):  # noqa: N818 - it is no error
    """A dry run has been shown; the step is rolled back."""


def write(
    work: Callable[[], Answer], *, json: bool = False, once: str | None = None, dry_run: bool = False, nouns: Sequence[str] = ()
) -> None:  # fmt: skip
    """Do the work in one step and say so; a dry run does it, says so, and takes it back."""
    if earlier(once, json, nouns):
        return
    try:
        answer = _worked(work, json, once, dry_run)
    except CrmError:
        if earlier(once, json, nouns):  # the same key was used by another process in between
            return
        raise
    if not dry_run:
        _say(answer, json, answer.said, hint=answer.hint)


def _worked(work: Callable[[], Answer], json: bool, once: str | None, dry_run: bool) -> Answer:
    with step(once, dry_run):
        answer = work()
        if dry_run:
            _say(answer, json, _("dry run, nothing was written: {said}").format(said=answer.said), hint="")
    return answer


def _say(answer: Answer, json: bool, said: str, *, hint: str) -> None:
    done("\n".join([said, *("  " + line for line in answer.lines)]), answer.records, json=json, hint=hint)


@contextmanager
def step(once: str | None = None, dry_run: bool = False) -> Iterator[None]:
    """A step that a dry run does not keep."""
    crm = current().workspace
    try:
        with crm.step(once=once):
            yield
            if dry_run:
                raise _Rehearsal
    except _Rehearsal:
        pass
