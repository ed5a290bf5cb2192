"""Brings a file in: by plan alone, or as one step that can be taken back as one."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from crm_cli.clock import Clock
from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange.batches import Note, Options, Reject
from crm_cli.exchange.deciding import Counts, Decided, Update
from crm_cli.exchange.foreseeing import Reads, Row, Rows, refs_of
from crm_cli.exchange.layout import Layout
from crm_cli.exchange.mapping import settle
from crm_cli.exchange.planning import Plan
from crm_cli.exchange.reading import Sheet
from crm_cli.exchange.references import Stub
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.kinds import items
from crm_cli.records.nouns.attributes import Attribute
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.elements import element_id
from crm_cli.records.registry import load
from crm_cli.sales import books, deliveries, documents, history
from crm_cli.workspace import Workspace

FLUSHED = 5000
EXAMPLES = 5
FIELD = ("noun_name", "name", "kind", "position")  # what a field of one's own is made of
GUESSED = ("number", "decimal", "date", "text")


@dataclass(frozen=True, slots=True)
class Example:
    """A record that a row changes, and how."""

    line: int
    ref: str
    changes: Mapping[str, tuple[Any, Any]]


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
    notes: Sequence[Note] = ()
    samples: Mapping[str, str] = field(default_factory=dict)
    examples: Sequence[Example] = ()
    source: str = ""
    said: Sequence[str] = ()
    columns: Sequence[str] = ()
    nobodys: bool = False  # what came new should have an owner and has none
    changes: bool = True  # whether there is anything to write


class Deciding(Protocol):
    """What says which rows are new and what changes: a file as it is read, or a plan that was made of one."""

    noun: str
    source: str

    @property
    def names(self) -> list[str]:
        """The columns of new records."""

    def decided(self) -> Iterator[Decided]:
        """Batch by batch."""

    def stubs(self) -> list[Stub]:
        """The records that are made because rows name them."""

    def companions(self) -> Sequence[Update]:
        """The contacts that change with their clients' rows."""


def bring_in(
    crm: Workspace, noun: str, sheet: Sheet, maps: Iterable[str], options: Options, *,
    create_fields: bool = False, all_or_nothing: bool = False, progress: Callable[[int], None] | None = None,
    changing: Callable[[int, int], None] | None = None, once: str | None = None,
) -> Outcome:  # fmt: skip
    """Write what the file says, in one step; a file that changes nothing leaves no step."""
    try:
        with crm.step(kind="import", once=once):
            made = (
                make_fields(crm, noun, sheet, settle(crm, noun, sheet.headers, maps, options)) if create_fields else []
            )
            plan = Plan(crm, noun, sheet, settle(crm, noun, sheet.headers, maps, options), options, progress)
            write(crm, plan, changing)
            if all_or_nothing and plan.rejects:
                raise all_or_nothing_of(plan.rejects)
            if plan.counts.created or plan.counts.updated or made or plan.adopts or plan.stubs() or plan.companions():
                return _told(plan, [one.name for one in made])
            raise _UnwrittenError(_told(plan, []))
    except _UnwrittenError as unwritten:
        return unwritten.outcome
    except BaseException:
        crm.forget_fields()
        raise


class _UnwrittenError(Exception):
    """Leaves the step unwritten, since it changed nothing, or was only to be seen."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def all_or_nothing_of(rejects: Sequence[Reject]) -> Invalid:
    """The first rows that were refused, and how many they are."""
    first = sorted(rejects, key=lambda reject: reject.line)[:EXAMPLES]
    more = " …" if len(rejects) > EXAMPLES else ""
    return Invalid(
        N_("refused: {count}, the first on line {line}; nothing was written"), hint=N_("--dry-run says why"),
        count=len(rejects), line=", ".join(str(one.line) for one in first) + more,
    )  # fmt: skip


def foresee(
    crm: Workspace, noun: str, sheet: Sheet, maps: Iterable[str], options: Options, *,
    create_fields: bool = False, progress: Callable[[int], None] | None = None, put: Callable[[Row], object] | None = None, reads: Reads | None = None,
) -> Outcome:  # fmt: skip
    """The plan alone, computed on one view of the base; ``put`` gets its rows, said by ``reads`` for a person.

    New fields are made for it and taken back, since what is read into them depends on them.
    """

    def seen(fields: Sequence[Attribute]) -> Outcome:
        plan = Plan(crm, noun, sheet, settle(crm, noun, sheet.headers, maps, options), options, progress)
        return _seen(crm, plan, fields, put, reads or (lambda _field, value, _currency: str(value)))

    if not create_fields:
        with crm.store.reading():
            return seen(())
    try:
        with crm.step(kind="import"):
            made = make_fields(crm, noun, sheet, settle(crm, noun, sheet.headers, maps, options))
            raise _UnwrittenError(seen(made))
    except _UnwrittenError as unwritten:
        return unwritten.outcome
    finally:
        crm.forget_fields()


def _seen(
    crm: Workspace, plan: Plan, fields: Sequence[Attribute], put: Callable[[Row], object] | None, reads: Reads
) -> Outcome:
    rows, examples = Rows(crm, plan, reads), list[Update]()
    for made in fields:
        if put:
            values = {name: getattr(made, name) for name in FIELD}
            put({"do": "create", "noun": "field", "id": made.id, "values": values})
    for done in plan.decided():
        examples += done.updates[: EXAMPLES - len(examples)]
        _permit(crm, plan.noun, done)
        for row in rows.of(done) if put else ():
            put(row) if put else None
    for row in rows.beside() if put else ():
        put(row) if put else None
    refs = refs_of(crm, plan.noun, [update.id for update in examples])
    outcome = _told(plan, [made.name for made in fields])
    outcome.examples = [Example(update.line, refs[update.id], update.changes) for update in examples]
    return outcome


def _permit(crm: Workspace, noun: str, done: Decided) -> None:
    """What would be refused when it is written is refused before."""
    names, cells = list(done.batch.columns), done.batch.columns.values()
    new = ([column[place] for column in cells] for place in done.new)
    if (asked := crm.permitted(noun, names, new)) is not new:
        deque(asked, maxlen=0)
    for update in done.updates:
        before, after = ({name: pair[side] for name, pair in update.changes.items()} for side in (0, 1))
        crm.permit_change(load(noun), before, after)


def _told(plan: Plan, fields: Sequence[str]) -> Outcome:
    made: dict[str, list[str]] = {}
    for stub in plan.stubs():
        made.setdefault(stub.noun, []).append(str(stub.values["name"]))
    rejects = sorted(plan.rejects, key=lambda reject: reject.line)
    return Outcome(
        plan.counts, rejects, plan.layout, plan.keys, made, fields, plan.near(), plan.notes(), plan.samples,
        source=plan.source, said=plan.said(), columns=plan.names, nobodys=plan.nobodys,
    )  # fmt: skip


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


def write(crm: Workspace, plan: Deciding, changing: Callable[[int, int], None] | None = None) -> None:
    """Write what is decided, inside a step; ``changing`` is told how many records were changed, and of how many."""
    beside, updates = _Beside(crm), list[Update]()
    loaded = crm.load(plan.noun, plan.names, _new_rows(crm, plan, beside, updates))
    if plan.noun in documents.NUMBERED or plan.noun in documents.HEADS:
        crm.at_end(
            ("loaded", plan.noun, loaded.first, loaded.last),
            lambda: documents.settle(crm, plan.noun, loaded.first, loaded.last),
        )
    if plan.noun in books.BOOKED:
        crm.at_end(
            ("booked", plan.noun, loaded.first, loaded.last),
            lambda: books.settle(crm, plan.noun, loaded.first, loaded.last),
        )
    if plan.noun == "deliveryline":
        crm.at_end(("loaded", plan.noun), lambda: deliveries.settle(crm, loaded.first, loaded.last))
    for (noun, names), stubs in _alike(plan.stubs()).items():
        crm.load(noun, ["id", *names], [[stub.id, *stub.values.values()] for stub in stubs])
    beside.finish()
    _change(crm, plan, updates, changing or (lambda _done, _total: None))
    for update in plan.companions():
        crm.change(crm.by_id(Contact, update.id), **{name: after for name, (_before, after) in update.changes.items()})


def _alike(stubs: Iterable[Stub]) -> dict[tuple[str, tuple[str, ...]], list[Stub]]:
    found: dict[tuple[str, tuple[str, ...]], list[Stub]] = {}
    for stub in stubs:
        found.setdefault((stub.noun, tuple(stub.values)), []).append(stub)
    return found


def _new_rows(crm: Workspace, plan: Deciding, beside: _Beside, updates: list[Update]) -> Iterator[Sequence[Any]]:
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


def _put_beside(crm: Workspace, plan: Deciding, done: Decided, beside: _Beside) -> None:
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
    for key, identity in done.named:
        beside.put("external", {"source": plan.source, "key": key, "noun_name": plan.noun, "record": identity})


def _change(crm: Workspace, plan: Deciding, updates: Sequence[Update], changing: Callable[[int, int], None]) -> None:
    cls = load(plan.noun)
    for number, update in enumerate(updates):
        changing(number, len(updates))
        changes = {name: after for name, (_before, after) in update.changes.items()}
        with crm.since(_moment(crm.clock, plan.noun, changes)):
            crm.change(crm.by_id(cls, update.id), **changes)


def _moment(clock: Clock, noun: str, changes: dict[str, Any]) -> str | None:
    """A deal that the file says to be closed was closed on that day."""
    day = changes.get("closed") if noun == "opp" else None
    return history.midnight(clock, day) if day else None


# --- new fields


def make_fields(crm: Workspace, noun: str, sheet: Sheet, layout: Layout) -> list[Attribute]:
    """Fields of the team's own for the columns that nobody knows, each of the narrowest kind that all its values have."""
    places = {header: sheet.headers.index(header) for header in layout.unknown}
    kinds_ = {header: list(GUESSED) for header in places}
    for row in sheet.rows():
        if not row.error:
            for header, place in places.items():
                if row.cells[place].strip():
                    kinds_[header] = [kind for kind in kinds_[header] if _fits(crm, kind, row.cells[place])]
    position = crm.count("field")
    made = [
        crm.add(Attribute(noun_name=noun, name=header, kind=kinds_[header][0], position=position + number))
        for number, header in enumerate(places, 1)
    ]
    crm.forget_fields()
    return made


def _fits(crm: Workspace, kind: str, text: str) -> bool:
    if kind == "text":
        return True
    if kind == "date":
        return bool(kinds.PLAIN_DATE.fullmatch(text.strip()))
    try:
        return kinds.parse(kind, text.strip(), crm.reading, {}) == (int(text) if kind == "number" else text.strip())
    except (CrmError, ValueError):
        return False
