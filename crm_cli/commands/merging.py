"""``crm merge``: several records that are one become one; a pair, some, or all pairs of a file, in one step."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from crm_cli.commands.answering import confirm, earlier
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.editing import differences
from crm_cli.commands.named import Wanted, of_words
from crm_cli.commands.options import DryRun, Json, Once, Plan, Quiet, Yes
from crm_cli.commands.writing import SHOWN, UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import merging
from crm_cli.people.merging import Merge
from crm_cli.records.registry import NOUNS as ALL
from crm_cli.records.registry import load
from crm_cli.telling.words import called, counted, label_of, listed, value_words

if TYPE_CHECKING:
    from crm_cli.people.merging import United

Work = list[Merge]
FEW = 6  # values that are told of one merge; the history has all of them


def merge(
    which: Annotated[
        list[str] | None,
        Argument(metavar="REF…", help=N_("Two or more that are one, or “-” for refs from stdin")),
    ] = None,
    keep: Annotated[
        list[str] | None, Option("--keep", metavar="FIELD=REF", help=N_("Take this field from that record"))
    ] = None,
    into: Annotated[
        str | None, Option("--into", metavar="REF", help=N_("Which of them stays; without it, the oldest"))
    ] = None,
    file: Annotated[
        str | None,
        Option(
            "--pairs",
            metavar="FILE",
            help=N_("All pairs of a file that duplicates scan or lead clean wrote; - is stdin"),
        ),
    ] = None,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    plan: Plan = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Make one record of several clients, contacts or leads that are the same. Nothing is lost, and one undo takes it back.

    The oldest stays and takes what it lacks from the others: phones, e-mails, tags and lists of all, the notes of all, and whatever
    hangs on them: contacts, deals, activities, tasks, links. The refs and names of the others lead to it from then on.

    Example:
      crm merge C12 C40
      crm merge C12 C40 C51 --keep address=C40 --keep phone=C51
      crm duplicates scan client --min 0.99 --format csv | crm merge --pairs - --yes
    """
    if not (plan or dry_run) and earlier(once, json):  # before the records are looked for: they are gone
        return
    wanted = _wanted(file, which or [], keep or [], into)
    if plan and wanted.work:
        for note in wanted.notes:
            current().renderer.say(note)
        from crm_cli.commands.drafting import plan_merges  # only where a plan is wanted

        plan_merges(plan, wanted.work)
        return
    count = sum(1 + len(one.others) for one in wanted.work)
    confirm(_("make {n} of {what}?").format(n=len(wanted.work), what=_whom(wanted.work)), count, yes or dry_run)
    write(lambda: merged(*wanted.renewed(), whole=dry_run), json=json, once=once, dry_run=dry_run)


def _wanted(file: str | None, which: Sequence[str], keep: Sequence[str], into: str | None) -> Wanted:
    """The pairs of a file, or those that are named."""
    if not file:
        return of_words(which, keep, into)
    if which or keep or into:
        raise Invalid(N_("--pairs takes its records from the file"), hint="crm merge --pairs FILE")
    from crm_cli.commands.pairs import of_file  # reads any file, which the others do without

    return of_file(file)


def _whom(work: Work) -> str:
    """``4 clients, 2 contacts``."""
    count: dict[str, int] = {}
    for one in work:
        count[one.survivor.noun] = count.get(one.survivor.noun, 0) + 1 + len(one.others)
    return listed(counted(noun, n) for noun, n in count.items())


# --- what was done


def merged(work: Work, notes: Sequence[str] = (), *, whole: bool = False) -> Answer:
    """Merge them and tell it; inside a step. ``whole`` tells every value."""
    if not work:
        return Answer(_("nothing to merge"), lines=shortened(notes), wrote=False)
    crm = current().workspace
    words = [differences(one.survivor, one.values) for one in work[:SHOWN]]
    apart = list(_apart(work))  # a merge forgets it
    united = merging.merge(crm, work)
    records = [crm.by_id(type(one.survivor), one.survivor.id) for one in work]
    moved = _moved(united)
    if len(work) == 1:
        said = _("merged: {others} into {record}").format(
            others=listed(map(called, work[0].others)), record=called(records[0])
        )
        lines = [*words[0], *_left(work[0])] if whole else _few(words[0], [*_left(work[0])], records[0].ref)
    else:
        said = _("merged: {what} into {n}").format(what=_whom(work), n=len(work))
        lines = shortened([_line(one) for one in work])
    said += _(", with {what}").format(what=moved) if moved else ""
    return Answer(said, records, [*lines, *apart, *_cut(united), *shortened(notes)], _(UNDO))


def _apart(work: Work) -> Iterator[str]:
    """Those that somebody had called different."""
    for one in work:
        for first, second in merging.told_apart(current().workspace, [one.survivor, *one.others]):
            yield _("{one} and {other} were called different").format(one=first.ref, other=second.ref)


def _moved(united: "Mapping[str, United]") -> str:
    """What moved along."""
    count: dict[str, int] = {}
    for one in united.values():
        for noun, n in one.moved.items():
            count[noun] = count.get(noun, 0) + n
    return listed(counted(noun, n) for noun, n in count.items() if not ALL[noun].internal)


def _line(one: Merge) -> str:
    return f"{called(one.survivor)}  ← " + listed(map(called, one.others))


def _left(one: Merge) -> Iterator[str]:
    """What the others said differently, so that nobody misses it."""
    fields = current().workspace.fields(one.survivor.noun)
    for left in one.left:
        value = value_words(fields[left.field], left.value)
        yield _("left out, of {ref}: {label}: {value}").format(
            ref=left.ref, label=label_of(one.survivor.noun, left.field), value=value
        )


def _few(changed: Sequence[str], left: Sequence[str], ref: str) -> list[str]:
    """The first of what changed and of what was left out, and where the rest is told."""
    lines = [*changed[:FEW], *left[:FEW]]
    counts = [
        (N_("{n} more changed"), len(changed) - FEW),
        (N_("{n} more left out"), len(left) - FEW),
    ]
    if more := [_(text).format(n=n) for text, n in counts if n > 0]:
        lines.append(_("{what}: crm history {ref}").format(what=listed(more), ref=ref))
    return lines


def _cut(united: "Mapping[str, United]") -> Iterator[str]:
    """Links that would have led back to their own record."""
    for one in united.values():
        for noun, field, identity in one.cut:
            record = current().workspace.by_id(load(noun), identity)
            yield _("{record}: {label} would lead back to itself and is empty now").format(
                record=record.ref, label=label_of(noun, field)
            )
