"""``--plan FILE``: what a command would do, written to a file that ``crm apply`` does later."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from crm_cli.commands.editing import Values, differences
from crm_cli.commands.writing import Answer
from crm_cli.context import current
from crm_cli.exchange import plans
from crm_cli.i18n import _
from crm_cli.people.merging import Merge
from crm_cli.records.nouns.users import User
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS
from crm_cli.records.shell import as_line, quoted
from crm_cli.render.data import json_text
from crm_cli.render.output import opened
from crm_cli.telling.given import value_of
from crm_cli.telling.words import title_of, value_words


class Draft:
    """A plan that is being made: its rows are put by until it is known what stands above them."""

    def __init__(self, spool: TextIO, do: str, noun: str) -> None:
        self.spool, self.do, self.noun = spool, do, noun
        self.mark = current().workspace.mark()
        self.told: dict[str, Any] = {}

    def put(self, row: Mapping[str, Any]) -> None:
        """One row."""
        plans.write_row(self.spool, row, json_text)

    def begin_again(self) -> None:
        """Throw the rows away: it was asked how the file is meant."""
        self.spool.seek(0)
        self.spool.truncate()
        self.mark = current().workspace.mark()

    def head(self) -> plans.Head:
        """What stands above the rows; ``told`` is what the command adds to it."""
        run, crm = current(), current().workspace
        by = crm.by_id(User, crm.me).name if crm.me else ""
        base, step, step_id = self.mark
        command = as_line(["crm", *run.argv])
        return plans.Head(
            self.do, self.noun, command, base, run.clock.stamp(), by, crm.new_ids(1)[0], step, step_id, **self.told
        )


@contextmanager
def drafted(path: str | None, do: str, noun: str) -> Iterator[Draft | None]:
    """A plan to put rows into, which is in the file at the end; none where no plan is wanted."""
    if path is None:
        yield None
        return
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", prefix="crm-") as spool:
        draft = Draft(spool, do, noun)
        yield draft
        with opened(Path(path)) as out:
            plans.write(out, draft.head(), spool, json_text)
    current().renderer.say(_("the plan is in {file}: crm apply {file}; nothing was changed").format(file=quoted(path)))


def reads(field: Field, value: Any, currency: str | None) -> str:
    """A stored value as a person reads it."""
    return value_words(field, value, currency)


# --- edit and rm


def plan_changes(path: str, noun: str, wanted: Sequence[tuple[Record, Values]], _lines: Sequence[str] = ()) -> Answer:
    """A plan of changes to records, in place of the changes."""
    fields, count = current().workspace.fields(noun), 0
    with drafted(path, "edit", noun) as draft:
        for record, values in wanted:
            words = differences(record, values)
            if draft and words:
                pairs = {name: {"from": value_of(record, fields[name]), "to": value} for name, value in values.items()}
                changes = {name: pair for name, pair in pairs.items() if pair["from"] != pair["to"]}
                draft.put({"do": "update", "ref": record.ref, "id": record.id, "changes": changes, "reads": words})
                count += 1
        if draft:
            draft.told = {"counts": {"updated": count, "unchanged": len(wanted) - count}}
    return Answer("", [record for record, _values in wanted], wrote=False)


def plan_several(
    path: str, do: str, noun: str, wanted: Sequence[tuple[Record, Values]], notes: Mapping[str, str] | None = None
) -> None:
    """A plan of changes to records of more than one kind; ``noun`` is the one it is about. ``notes`` by id say why each goes to the pool."""
    with drafted(path, do, noun) as draft:
        for record, values in wanted:
            fields = current().workspace.fields(record.noun)
            changes = {name: {"from": value_of(record, fields[name]), "to": value} for name, value in values.items()}
            row = {"do": "update", "noun": record.noun, "ref": record.ref, "id": record.id, "changes": changes}
            note = {"note": notes[record.id]} if notes else {}
            if draft:
                draft.put({**row, **note, "reads": differences(record, values)})
        if draft:
            same = do == plans.ASSIGN
            draft.told = {"counts": {"updated": sum(not same or record.noun == noun for record, _values in wanted)}}


def plan_merges(path: str, merges: Sequence[Merge]) -> None:
    """A plan of merging records."""
    crm = current().workspace
    with drafted(path, "merge", merges[0].survivor.noun) as draft:
        for one in merges:
            fields = crm.fields(one.survivor.noun)
            changes = {
                name: {"from": value_of(one.survivor, fields[name]), "to": value} for name, value in one.values.items()
            }
            if draft:
                draft.put({
                    "do": "merge", "noun": one.survivor.noun, **_stands(one.survivor), "others": [_stands(other) for other in one.others],
                    "changes": changes, "reads": differences(one.survivor, one.values),
                })  # fmt: skip
        if draft:
            draft.told = {"counts": {"merged": sum(len(one.others) for one in merges)}}


def _stands(record: Record) -> dict[str, Any]:
    """A record as it now is."""
    revision = current().workspace.revision(record)
    return {"ref": record.ref, "id": record.id, "revision": revision, "name": title_of(record)}


def plan_removals(path: str, noun: str, records: Iterable[Record]) -> None:
    """A plan of taking records out, with what hangs under them."""
    crm, gone = current().workspace, set[str]()
    with drafted(path, "remove", noun) as draft:
        for record in records:
            for item in [] if record.id in gone else crm.under(record):
                if draft and item.id not in gone and not NOUNS[item.noun].internal:
                    draft.put(_removal(item, record))
                    gone.add(item.id)
        if draft:
            draft.told = {"counts": {"removed": len(gone)}}


def _removal(item: Record, record: Record) -> dict[str, Any]:
    row = {
        "do": "remove",
        "ref": item.ref,
        "id": item.id,
        "revision": current().workspace.revision(item),
        "name": title_of(item),
    }
    return row if item is record else {**row, "noun": item.noun, "with": record.ref}
