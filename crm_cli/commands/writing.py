"""One write: once if so wanted, rehearsed if so wanted, all of it in one step, and its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from crm_cli.commands.answering import done, earlier
from crm_cli.commands.declaring import Parameter, parameters, taking
from crm_cli.commands.options import DryRun, Json, Once, Quiet
from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.telling.words import counted, refs_line

if TYPE_CHECKING:
    from crm_cli.commands.selection import Chosen

T = TypeVar("T")
Work = Callable[[], "Answer"]
UNDO = N_("undo: crm undo")
SHOWN = 20
HOW = (Parameter("json", Json, False), Parameter("once", Once, None), Parameter("dry_run", DryRun, False), Parameter("quiet", Quiet, False))  # fmt: skip
"""What every write takes beside what is its own."""


@dataclass
class Answer:
    """What a write did: a sentence, lines below it, the records as they now are; and whether there was anything to write."""

    said: str
    records: Sequence[Record] = ()
    lines: Sequence[str] = field(default_factory=list)
    hint: str = ""
    wrote: bool = True
    objects: Sequence[object] | None = None  # what a program reads, where the records are gone
    problem: CrmError | None = None  # what was left out, raised when the rest was done


def many(noun: str, records: Sequence[Record]) -> str:
    """What a write to several records, or to none that came, says in one line."""
    if not records:
        return _("nothing came by stdin, nothing was changed")
    refs = refs_line([record.ref for record in records])
    return _("{what} changed: {refs}").format(what=counted(noun, len(records)), refs=refs)


def shortened(lines: Sequence[str]) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], *([_("and {n} more").format(n=more)] if more > 0 else [])]


class _Rehearsal(Exception):
    """What was done is not to be kept; the step is rolled back."""


def rehearsed(work: Callable[[], T]) -> T:
    """What the work gives, in a step that is taken back."""
    found: list[T] = []
    try:
        with current().workspace.step():
            found.append(work())
            raise _Rehearsal
    except _Rehearsal:
        return found[0]


def writes(*nouns: str) -> Callable[[Callable[..., Work]], Callable[..., None]]:
    """A command that writes: with --json, --once, --dry-run and --quiet, it does in one step the work that its function returns."""

    def made(command: Callable[..., Work]) -> Callable[..., None]:
        def run(*, json: bool, once: str | None, dry_run: bool, quiet: bool, **given: object) -> None:  # noqa: ARG001 - its callback hushes
            write(command(**given), json=json, once=once, dry_run=dry_run, nouns=nouns)

        run.__doc__ = command.__doc__
        return taking(run, [*parameters(command), *HOW])

    return made


def write(
    work: Callable[[], Answer], *, json: bool = False, once: str | None = None, dry_run: bool = False, nouns: Sequence[str] = (),
    about: "Chosen | None" = None,
) -> None:  # fmt: skip
    """Do the work in one step and say so; a dry run does it, says so, and takes it back. What it is ``about`` is looked at again first."""
    if earlier(once, json, nouns):
        return
    try:
        answer = _worked(work, json, once, dry_run, about)
    except CrmError:
        if earlier(once, json, nouns):  # the same key was used by another process in between
            return
        raise
    if not dry_run:
        _say(answer, json, answer.said, hint=answer.hint)
    if answer.problem:
        raise answer.problem


def _worked(work: Callable[[], Answer], json: bool, once: str | None, dry_run: bool, about: "Chosen | None") -> Answer:
    """The answer of the work. A step that wrote nothing is not kept, lest it be what the next undo takes back."""
    answers: list[Answer] = []
    try:
        with current().workspace.step(once=once):
            if about is not None:
                about.renew()
            answers.append(work())
            if dry_run:
                said = answers[0].said and _("dry run, nothing was written: {said}").format(said=answers[0].said)
                _say(answers[0], json, said, hint="")
            if dry_run or not (answers[0].wrote or once):
                raise _Rehearsal
    except _Rehearsal:
        pass
    return answers[0]


def _say(answer: Answer, json: bool, said: str, *, hint: str) -> None:
    lines = "\n".join([said, *("  " + line for line in answer.lines)])
    done(lines, answer.records, json=json, hint=hint, objects=answer.objects)
