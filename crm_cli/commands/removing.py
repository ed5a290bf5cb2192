"""``rm`` and ``restore``: take records out with what hangs under them, and bring them back."""

from collections.abc import Callable, Sequence
from typing import Annotated

from crm_cli.commands.answering import confirm, earlier, objects_of
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import DryRun, Json, Once, Plan, Quiet, Some, Yes
from crm_cli.commands.piping import refs
from crm_cli.commands.selection import selected
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS
from crm_cli.telling.words import called, refs_line, tallied

REMOVE = N_("Take records out, with all that hangs under them. They can be restored.")
RESTORE = N_("Bring back what was removed, with all that went with it.")
Refs = Annotated[list[str], Argument(metavar="REF", help=N_("Refs of what was removed, or “-”"))]


def remove_verb(noun: str) -> Callable[..., None]:
    """``rm`` of a noun."""

    def remove(
        which: Some = None,
        yes: Yes = False,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        plan: Plan = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        if earlier(once, json, [noun]):  # before the records are looked for: they are gone
            return
        records = selected(noun, which or [])
        if plan:
            from crm_cli.commands.drafting import plan_removals  # only where a plan is wanted

            plan_removals(plan, noun, records)
            return
        going = _going(records)
        confirm(_("remove {what}?").format(what=tallied(going)), len(going), yes or dry_run)
        write(lambda: removed(records, json), json=json, once=once, dry_run=dry_run, nouns=[noun], about=records)

    remove.__doc__ = f"{REMOVE}\n\nExample:\n  crm {noun} rm {NOUNS[noun].code}1"
    return remove


def _going(records: Sequence[Record]) -> list[Record]:
    """The records and all that goes with them, each once; rows that only serve others are not counted."""
    crm = current().workspace
    found = {item.id: item for record in records for item in crm.under(record)}
    return [item for item in found.values() if not NOUNS[item.noun].internal]


def removed(records: Sequence[Record], json: bool = False) -> Answer:
    """Take them out and tell what went; inside a step. A program reads them as they were."""
    crm = current().workspace
    before = objects_of(records) if json else None
    gone: dict[str, Record] = {}
    meant = {record.id for record in records}
    for record in records:
        if record.id not in gone:
            gone |= {item.id: item for item in crm.remove(record, meant)}
    if not records:
        return Answer(_("nothing found, nothing was removed"), wrote=False)
    with_them = [r for r in gone.values() if r.id not in meant and not NOUNS[r.noun].internal]
    what = (
        called(records[0])
        if len(records) == 1
        else _("{label}: {said}").format(label=tallied(records), said=refs_line([r.ref for r in records]))
    )
    said = _("removed: {what}").format(what=what)
    if with_them:
        said += _(", and with it {what}").format(what=tallied(with_them))
    return Answer(said, records, hint=_(UNDO), objects=before)


def restore_verb(noun: str) -> Callable[..., None]:
    """``restore`` of a noun."""

    def restore(
        which: Refs,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        write(lambda: restored(noun, refs(which)), json=json, once=once, dry_run=dry_run, nouns=[noun])

    restore.__doc__ = f"{RESTORE}\n\nExample:\n  crm {noun} restore {NOUNS[noun].code}1"
    return restore


def restored(noun: str, names: Sequence[str]) -> Answer:
    """Bring them back and tell what came; inside a step."""
    back: dict[str, Record] = {}
    for name in names:
        if name.upper() not in {record.ref for record in back.values()}:
            back |= {record.id: record for record in current().workspace.restore(noun, name.upper())}
    records = [record for record in back.values() if not NOUNS[record.noun].internal]
    return Answer(_("restored: {what}: {refs}").format(what=tallied(records), refs=refs_line([r.ref for r in records])), records, hint=_(UNDO))  # fmt: skip
