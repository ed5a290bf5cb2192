"""Brings a file in: by plan alone, or as one step that can be taken back as one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_cli.clock import Clock
from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange.batches import Note, Options, Reject
from crm_cli.exchange.mapping import Layout, settle
from crm_cli.exchange.planning import Counts, Decided, Plan, Update
from crm_cli.exchange.reading import Sheet
from crm_cli.exchange.references import Stub
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.kinds import items
from crm_cli.records.nouns.attributes import Attribute
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.elements import element_id
from crm_cli.records.registry import load
from crm_cli.sales import history
from crm_cli.workspace import Workspace

FLUSHED = 5000
GUESSED = ("number", "decimal", "date", "text")


@dataclass
class Outcome:
    """What an import did, or would do: counts, refused rows, records made because rows named them, fields, names taken nearly."""

    counts: Counts
    rejects: Sequence[Reject]
    layout: Layout
    keys: Sequence[str]
    made: dict[str, list[str]]
    fields: Sequence[str]
    near: dict[tuple[str, str], int]
    planned: list[dict[str, Any]] = field(default_factory=list)
    notes: Sequence[Note] = ()


def bring_in(
    crm: Workspace, noun: str, sheet: Sheet, maps: Iterable[str], options: Options, *,
    create_fields: bool = False, all_or_nothing: bool = False, progress: Callable[[int], None] | None = None, once: str | None = None,
) -> Outcome:  # fmt: skip
    """Write what the file says, in one step; a file that changes nothing leaves no step."""
    try:
        with crm.step(kind="import", once=once):
            made = (
                make_fields(crm, noun, sheet, settle(crm, noun, sheet.headers, maps, options)) if create_fields else []
            )
            plan = Plan(crm, noun, sheet, settle(crm, noun, sheet.headers, maps, options), options, progress)
            _write(crm, plan)
            if all_or_nothing and plan.rejects:
                raise _all_or_nothing(plan)
            if plan.counts.created or plan.counts.updated or made:
                return _told(plan, made)
            raise _UnwrittenError(_told(plan, made))
    except _UnwrittenError as unwritten:
        return unwritten.outcome
    except BaseException:
        crm.forget_fields()
        raise


class _UnwrittenError(Exception):
    """Leaves the step unwritten, since it changed nothing."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def _all_or_nothing(plan: Plan) -> Invalid:
    first = min(plan.rejects, key=lambda reject: reject.line)
    return Invalid(
        N_("refused: {count}, the first on line {line}; nothing was written"), count=len(plan.rejects), line=first.line,
    )  # fmt: skip


def foresee(
    crm: Workspace, noun: str, sheet: Sheet, maps: Iterable[str], options: Options, *, whole: bool = False
) -> Outcome:
    """The plan alone, computed on one view of the base; ``whole`` keeps what becomes of each row."""
    with crm.store.reading():
        plan = Plan(crm, noun, sheet, settle(crm, noun, sheet.headers, maps, options), options)
        planned: list[dict[str, Any]] = []
        for done in plan.decided():
            if whole:
                planned += _planned(crm, plan, done)
        return _told(plan, [], planned)


def _told(plan: Plan, fields: Sequence[str], planned: list[dict[str, Any]] | None = None) -> Outcome:
    made: dict[str, list[str]] = {}
    for stub in plan.stubs():
        made.setdefault(stub.noun, []).append(str(stub.values["name"]))
    rejects = sorted(plan.rejects, key=lambda reject: reject.line)
    return Outcome(plan.counts, rejects, plan.layout, plan.keys, made, fields, plan.near(), planned or [], plan.notes())


def _planned(crm: Workspace, plan: Plan, done: Decided) -> Iterator[dict[str, Any]]:
    """The rows of a plan as a person reads them."""
    for place in done.new:
        values = {name: cells[place] for name, cells in done.batch.columns.items() if cells[place] is not None}
        yield {"line": done.batch.rows[place].line, "do": "create", "values": values}
    refs = {
        i: ref
        for i, _again, ref in crm.having(plan.noun, "id", [u.id for u in done.updates], [crm.fields(plan.noun)["ref"]])
    }
    for update in done.updates:
        changes = {name: {"from": before, "to": after} for name, (before, after) in update.changes.items()}
        yield {"line": update.line, "do": "update", "ref": refs[update.id], "changes": changes}


# --- writing


class _Beside:
    """Rows of other tables that belong to the new records, written in portions."""

    def __init__(self, crm: Workspace) -> None:
        self.crm = crm
        self.waiting: dict[str, list[tuple[Any, ...]]] = {}
        self.names: dict[str, tuple[str, ...]] = {}

    def put(self, noun: str, row: dict[str, Any]) -> None:
        self.names.setdefault(noun, tuple(row))
        self.waiting.setdefault(noun, []).append(tuple(row.values()))
        if len(self.waiting[noun]) >= FLUSHED:
            self.flush(noun)

    def flush(self, noun: str) -> None:
        rows = self.waiting.pop(noun, [])
        if rows:
            self.crm.load(noun, self.names[noun], rows)

    def finish(self) -> None:
        for noun in list(self.waiting):
            self.flush(noun)


def _write(crm: Workspace, plan: Plan) -> None:
    beside, updates = _Beside(crm), list[Update]()
    crm.load(plan.noun, plan.names, _new_rows(crm, plan, beside, updates))
    for (noun, names), stubs in _alike(plan.stubs()).items():
        crm.load(noun, ["id", *names], [[stub.id, *stub.values.values()] for stub in stubs])
    beside.finish()
    _change(crm, plan, updates)
    for update in plan.people.updates:
        crm.change(crm.by_id(Contact, update.id), **{name: after for name, (_before, after) in update.changes.items()})


def _alike(stubs: Iterable[Stub]) -> dict[tuple[str, tuple[str, ...]], list[Stub]]:
    found: dict[tuple[str, tuple[str, ...]], list[Stub]] = {}
    for stub in stubs:
        found.setdefault((stub.noun, tuple(stub.values)), []).append(stub)
    return found


def _new_rows(crm: Workspace, plan: Plan, beside: _Beside, updates: list[Update]) -> Iterator[Sequence[Any]]:
    """The new records as rows; what stands beside them and what changes is put aside on the way."""
    custom = [f.name for f in crm.fields(plan.noun).values() if f.custom]
    for done in plan.decided():
        batch, size = done.batch, len(done.batch.rows)
        updates += done.updates
        extra = _extras(batch.columns, custom, size)
        empty = [None] * size
        stored = [batch.columns.get(name, empty) for name in plan.names[1:-1]]
        if len(done.new) == size:
            yield from zip(done.ids, *stored, extra, strict=True)
        else:
            kept = list(zip(*stored, extra, strict=True))
            for place, identity in zip(done.new, done.ids, strict=True):
                yield (identity, *kept[place])
        _put_beside(crm, plan, done, beside)


def _extras(columns_: dict[str, Sequence[Any]], custom: Sequence[str], size: int) -> Sequence[dict[str, Any] | None]:
    own = {name: columns_[name] for name in custom if name in columns_}
    if not own:
        return [None] * size
    return [{name: cells[place] for name, cells in own.items()} for place in range(size)]


def _put_beside(crm: Workspace, plan: Plan, done: Decided, beside: _Beside) -> None:
    batch = done.batch
    sets = [
        name
        for name in batch.columns
        if (f := crm.fields(plan.noun).get(name)) and f.kind in ("tags", "links") and not f.custom
    ]
    for place, identity in zip(done.new, done.ids, strict=True):
        if batch.externals and batch.externals[place]:
            beside.put(
                "external",
                {"source": plan.source, "key": batch.externals[place], "noun_name": plan.noun, "record": identity},
            )
        for name in sets:
            for value in items(batch.columns[name][place]):
                element = {"noun_name": plan.noun, "record": identity, "field": name, "value": value}
                beside.put("element", {"id": element_id(identity, name, value), **element})
        for row in batch.beside.get(place, ()):
            beside.put("snapshot", {"opportunity": identity, **row})


def _change(crm: Workspace, plan: Plan, updates: Sequence[Update]) -> None:
    cls = load(plan.noun)
    for update in updates:
        changes = {name: after for name, (_before, after) in update.changes.items()}
        with crm.since(_moment(crm.clock, plan.noun, changes)):
            crm.change(crm.by_id(cls, update.id), **changes)


def _moment(clock: Clock, noun: str, changes: dict[str, Any]) -> str | None:
    """A deal that the file says to be closed was closed on that day."""
    day = changes.get("closed") if noun == "opp" else None
    return history.midnight(clock, day) if day else None


# --- new fields


def make_fields(crm: Workspace, noun: str, sheet: Sheet, layout: Layout) -> list[str]:
    """Fields of the team's own for the columns that nobody knows, each of the narrowest kind that all its values have."""
    places = {header: sheet.headers.index(header) for header in layout.unknown}
    kinds_ = {header: list(GUESSED) for header in places}
    for row in sheet.rows():
        if not row.error:
            for header, place in places.items():
                if row.cells[place].strip():
                    kinds_[header] = [kind for kind in kinds_[header] if _fits(crm, kind, row.cells[place])]
    position = crm.count("field")
    for number, header in enumerate(places, 1):
        crm.add(Attribute(noun_name=noun, name=header, kind=kinds_[header][0], position=position + number))
    crm.forget_fields()
    return list(places)


def _fits(crm: Workspace, kind: str, text: str) -> bool:
    if kind == "text":
        return True
    if kind == "date":
        return bool(kinds.PLAIN_DATE.fullmatch(text.strip()))
    try:
        return kinds.parse(kind, text.strip(), crm.reading, {}) == (int(text) if kind == "number" else text.strip())
    except (CrmError, ValueError):
        return False
