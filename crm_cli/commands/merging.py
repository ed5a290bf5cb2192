"""``crm merge``: several records that are one become one; a pair, some, or all pairs of a file, in one step."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.commands import pairs
from crm_cli.commands.answering import choose, confirm, earlier
from crm_cli.commands.editing import differences
from crm_cli.commands.loading import REF
from crm_cli.commands.options import DryRun, Json, Once, Plan, Quiet, Yes
from crm_cli.commands.piping import refs
from crm_cli.commands.words import at_line, called, counted, label_of, listed, value_words
from crm_cli.commands.writing import SHOWN, UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.errors import Conflict, CrmError, Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import merging
from crm_cli.people.merging import NOUNS, Merge
from crm_cli.records.filters import find_field
from crm_cli.records.record import Record
from crm_cli.records.registry import CODES, load
from crm_cli.records.registry import NOUNS as ALL

if TYPE_CHECKING:
    from crm_cli.people.merging import United

Work = list[Merge]


def merge(
    which: Annotated[
        list[str] | None,
        typer.Argument(metavar="REF…", help=N_("Two or more that are one, or “-” for refs from stdin")),
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", metavar="FIELD=REF", help=N_("Take this field from that record"))
    ] = None,
    into: Annotated[
        str | None, typer.Option("--into", metavar="REF", help=N_("Which of them stays; without it, the oldest"))
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(
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
    work, notes = _of_pairs(file, which, keep, into) if file else (_of_words(which or [], keep or [], into), [])
    if not work:
        current().renderer.say("\n  ".join([_("nothing to merge"), *notes]))
        return
    if plan:
        for note in notes:
            current().renderer.say(note)
        from crm_cli.commands.drafting import plan_merges  # only where a plan is wanted

        plan_merges(plan, work)
        return
    count = sum(1 + len(one.others) for one in work)
    confirm(_("make {n} of {what}?").format(n=len(work), what=_whom(work)), count, yes or dry_run)
    write(partial(merged, work, notes), json=json, once=once, dry_run=dry_run)


def _whom(work: Work) -> str:
    """``4 clients, 2 contacts``."""
    count: dict[str, int] = {}
    for one in work:
        count[one.survivor.noun] = count.get(one.survivor.noun, 0) + 1 + len(one.others)
    return listed(counted(noun, n) for noun, n in count.items())


# --- who is meant


def _of_words(which: Sequence[str], keep: Sequence[str], into: str | None) -> Work:
    """Those that are named, as one."""
    names = refs(which)
    if into is not None and not names:
        raise Invalid(N_("say which are one"), hint="crm merge C1 C2 --into C1")
    records: list[Record] = []
    for name in names:
        records.append(_one(name, [records[0].noun] if records else NOUNS))
    goal = _among(records, into) if into else None
    if goal and goal.id not in {record.id for record in records}:
        records.append(goal)
    merging.check(records)
    return [merging.plan(current().workspace, records, into=goal, keep=_kept(records, keep))]


def _one(name: str, nouns: Sequence[str]) -> Record:
    """The record of a ref, be it of another noun, or of a name; one that was merged is told, not followed."""
    code = _code(name)
    if code and code in NOUNS and (goal := current().workspace.gone_into(code, name.upper())):
        after = current().workspace.by_id(load(code), goal)
        raise Conflict(
            N_("{ref} was merged into {into} already"), hint="crm show {shown}", ref=name.upper(), into=called(after), shown=after.ref
        )  # fmt: skip
    return choose([code] if code else list(nouns), name)


def _code(text: str) -> str | None:
    """The noun of a ref; None for what is none."""
    letters = "".join(takewhile(str.isalpha, text.upper()))
    noun = CODES.get(letters) if REF.fullmatch(text) else None
    return noun.name if noun and not noun.internal else None


def _among(records: Sequence[Record], name: str) -> Record:
    """One of those that are merged."""
    found = next((record for record in records if record.ref == name.upper()), None)
    return found or _one(name, [records[0].noun])


def _kept(records: Sequence[Record], keep: Sequence[str]) -> dict[str, Record]:
    """By field, the record whose value is wanted."""
    found: dict[str, Record] = {}
    for said in keep:
        name, sign, ref = said.partition("=")
        if not sign or not name or not ref:
            raise Invalid(N_("“{text}” does not say whose field"), hint="--keep phone=C2", text=said)
        found[find_field(records[0].noun, name.strip(), current().workspace).name] = _among(records, ref.strip())
    return found


def _of_pairs(
    file: str, which: Sequence[str] | None, keep: Sequence[str] | None, into: str | None
) -> tuple[Work, list[str]]:
    """What the pairs of a file come to, and what is to be said of those that are left out."""
    if which or keep or into:
        raise Invalid(N_("--pairs takes its records from the file"), hint="crm merge --pairs FILE")
    crm, found = current().workspace, dict[str, Record]()
    said, known, notes = [], 0, []
    for two in pairs.read(file):
        one, other = (_of_file(two.line, name, found) for name in (two.one, two.other))
        try:
            if one.id != other.id:
                merging.check([one, other])
        except CrmError as error:
            raise at_line(error, two.line) from error
        if one.id == other.id:
            known += 1
        elif any(merging.told_apart(crm, [one, other])):
            notes.append(_("left out, for they are different: {one} and {other}").format(one=one.ref, other=other.ref))
        else:
            said.append((one.id, other.id))
    by_id = {record.id: record for record in found.values()}
    work = []
    for group in merging.groups(said):
        records = [by_id[identity] for identity in group]
        merging.refuse_apart(crm, records)
        work.append(merging.plan(crm, records))
    return work, [*notes, *([_("pairs that were one already: {n}").format(n=known)] if known else [])]


def _of_file(line: int, name: str, found: dict[str, Record]) -> Record:
    """The record a file names; one that was merged is followed, for the file may be applied again."""
    if name not in found:
        try:
            code = _code(name)
            found[name] = current().workspace.get_any([code] if code else NOUNS, name)
        except CrmError as error:
            raise at_line(error, line) from error
    return found[name]


# --- what was done


def merged(work: Work, notes: Sequence[str] = ()) -> Answer:
    """Merge them and tell it; inside a step."""
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
        lines = [*words[0], *_left(work[0])]
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


def _cut(united: "Mapping[str, United]") -> Iterator[str]:
    """Links that would have led back to their own record."""
    for one in united.values():
        for noun, field, identity in one.cut:
            record = current().workspace.by_id(load(noun), identity)
            yield _("{record}: {label} would lead back to itself and is empty now").format(
                record=record.ref, label=label_of(noun, field)
            )
