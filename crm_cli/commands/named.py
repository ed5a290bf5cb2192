"""Which records are to be one: as they are named on the line, and, inside the step, as they are by then."""

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from crm_cli.commands.answering import choose
from crm_cli.commands.loading import REF
from crm_cli.commands.piping import refs
from crm_cli.context import current
from crm_cli.errors import Conflict, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.people import merging
from crm_cli.people.merging import NOUNS, Merge
from crm_cli.records.filters import find_field
from crm_cli.records.record import Record
from crm_cli.records.registry import CODES, load
from crm_cli.telling.words import called

Found = tuple[list[Merge], list[str]]  # what is to be done, and what is to be said of what is left out


class Wanted:
    """What a merge is to do: found once, and again inside the step where somebody wrote in between."""

    def __init__(self, find: Callable[[], Found]) -> None:
        self.find = find
        self.mark = current().workspace.mark()
        self.work, self.notes = find()

    def renewed(self) -> Found:
        """What is to be done now; the step that is under way is the next one when nobody wrote."""
        if current().workspace.mark().step > self.mark.step + 1:
            self.work, self.notes = self.find()
        return self.work, self.notes


class _Named(NamedTuple):
    """Records that are to be one, which of them is to stay, and whose fields are wanted."""

    records: Sequence[Record]
    into: Record | None
    keep: Mapping[str, Record]

    def find(self) -> Found:
        """How they become one, all of them read anew."""
        crm, first = current().workspace, self.records[0]
        now = crm.by_ids(type(first), [one.id for one in (*self.records, *self.keep.values())])
        for record in self.records:
            if record.id not in now:
                _refuse_merged(record.noun, record.ref)
                raise Conflict(N_("removed just now: {refs}; nothing was written"), refs=record.ref)
        records = [now[one.id] for one in self.records]
        keep = {name: now.get(one.id, one) for name, one in self.keep.items()}
        return [merging.plan(crm, records, into=self.into, keep=keep)], []


def of_words(which: Sequence[str], keep: Sequence[str], into: str | None) -> Wanted:
    """Those that are named, as one."""
    records: list[Record] = []
    for name in refs(which):
        records.append(_one(name, [records[0].noun] if records else NOUNS))
    merging.check(records)
    return Wanted(_Named(records, _among(records, into) if into else None, _kept(records, keep)).find)


def _one(name: str, nouns: Sequence[str]) -> Record:
    """The record of a ref, be it of another noun, or of a name; one that was merged is told, not followed."""
    code = code_of(name)
    if code in NOUNS:
        _refuse_merged(code, name.upper())
    record = choose([code] if code else list(nouns), name)
    if code in NOUNS and record.ref != name.upper():  # merged at this very moment
        _refuse_merged(code, name.upper())
    return record


def _refuse_merged(noun: str, ref: str) -> None:
    crm = current().workspace
    if goal := crm.gone_into(noun, ref):
        after = crm.by_id(load(noun), goal)
        raise Conflict(
            N_("{ref} was merged into {into} already"), hint="crm show {shown}", ref=ref, into=called(after), shown=after.ref
        )  # fmt: skip


def code_of(text: str) -> str:
    """The noun of a ref; empty for what is none."""
    letters = "".join(takewhile(str.isalpha, text.upper()))
    noun = CODES.get(letters) if REF.fullmatch(text) else None
    return noun.name if noun and not noun.internal else ""


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
        field, wanted = find_field(records[0].noun, name.strip(), current().workspace), _among(records, ref.strip())
        before = found.setdefault(field.name, wanted)
        if before.id != wanted.id:
            raise Invalid(
                N_("{field} is kept of {one} or of {other}: say it once"), field=Word(field.label), one=before.ref, other=wanted.ref
            )  # fmt: skip
    return found
