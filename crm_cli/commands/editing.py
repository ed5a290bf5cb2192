"""``edit``: fields of one record or of many, by options or in the editor."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

from crm_cli.commands.answering import confirm, refs_line
from crm_cli.commands.flags import with_fields
from crm_cli.commands.forms import echoes, stored, value_of
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Yes
from crm_cli.commands.selection import selected
from crm_cli.commands.words import called, change_words, counted
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS

HELP = N_(
    "Change fields of one record, or of all that a filter finds. An empty value clears; “+a,-b” adds and takes; without options your editor opens."
)
SHOWN = 20
Some = Annotated[
    list[str] | None, typer.Argument(metavar="WHICH", help=N_("Refs or names, a filter, or “-” for refs from stdin"))
]
Values = dict[str, Any]


def verb(noun: str) -> Callable[..., None]:
    """The command for a noun."""

    def edit(
        given: Mapping[str, str],
        which: Some = None,
        yes: Yes = False,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        records = selected(noun, which or [])
        if not records:
            work = nothing_found
        elif given:
            confirm(_("change {what}?").format(what=counted(noun, len(records))), len(records), yes or dry_run)
            work = by_options(noun, records, given)
        else:
            from crm_cli.commands.sheets import by_editor  # only where the editor opens

            work = by_editor(noun, records)
        write(work, json=json, once=once, dry_run=dry_run, nouns=[noun])

    edit.__doc__ = f"{HELP}\n\nExample:\n  crm {noun} edit {NOUNS[noun].code}1"
    return with_fields(noun, edit)


def nothing_found() -> Answer:
    """The work where a filter finds no record."""
    return Answer(_("nothing found"), wrote=False)


def by_options(noun: str, records: Sequence[Record], given: Mapping[str, str]) -> Callable[[], Answer]:
    """The work of giving all these records the same values."""

    def work() -> Answer:
        wanted = [(record, stored(noun, given, record)) for record in records]
        lines = echoes(noun, given, wanted[0][1]) if len(wanted) == 1 else []
        return changed(noun, wanted, lines)

    return work


def changed(noun: str, wanted: Sequence[tuple[Record, Values]], lines: Sequence[str] = ()) -> Answer:
    """Change what is not so yet, and tell it; inside a step."""
    crm = current().workspace
    records, told, touched = [], [], []
    for record, values in wanted:
        words = differences(record, values)
        after = crm.change(record, **values) if words else record
        records.append(after)
        if words:
            touched.append(after)
            told.append(f"{called(after)}  {' · '.join(words)}")
    if not touched:
        return Answer(_("nothing to change"), records, wrote=False)
    if len(touched) == 1:
        return Answer(_("changed: {record}").format(record=told[0]), records, lines, _(UNDO))
    said = _("{what} changed: {refs}").format(
        what=counted(noun, len(touched)), refs=refs_line([r.ref for r in touched])
    )
    return Answer(said, records, _shortened(told), _(UNDO))


def differences(record: Record, values: Mapping[str, Any]) -> list[str]:
    """What would be different, in words."""
    fields = current().workspace.fields(record.noun)
    before = {name: value_of(record, fields[name]) for name in values}
    currency = values.get("currency") or getattr(record, "currency", None)
    return [
        change_words(record.noun, name, before[name], value, currency)
        for name, value in values.items()
        if not _same(before[name], value)
    ]


def _same(before: Any, after: Any) -> bool:
    from crm_cli.records.kinds import items  # only where sets may be told in another order

    if isinstance(before, str) and isinstance(after, str) and before.startswith("[") and after.startswith("["):
        return sorted(items(before)) == sorted(items(after))
    return bool(before == after)


def _shortened(lines: Sequence[str]) -> list[str]:
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], *([_("and {n} more").format(n=more)] if more > 0 else [])]
