"""The plan of an import: which rows are new records, which change one, which change nothing, which are refused and why."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from crm_cli.errors import CrmError, Invalid, NotFound, Word
from crm_cli.exchange import companions
from crm_cli.exchange.batches import Batch, Note, Options, Reading, Reject, check_required
from crm_cli.exchange.circles import Circles, has_circles
from crm_cli.exchange.completing import Deals, Leads, People, added, implied
from crm_cli.exchange.deciding import Counts, Decided, Update
from crm_cli.exchange.doubles import Doubles
from crm_cli.exchange.dues import Tasks
from crm_cli.exchange.layout import EXTERNAL, Layout
from crm_cli.exchange.matching import Match, Matcher, comparable, keys_of
from crm_cli.exchange.reading import Sheet
from crm_cli.exchange.references import Stub
from crm_cli.exchange.ruled import FILLED, Ruled
from crm_cli.exchange.taken import Taken
from crm_cli.i18n import N_
from crm_cli.records.kinds import items
from crm_cli.records.record import Field, columns
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Workspace

FOLLOWED = ("client", "lead")  # somebody should look after each of them
MODES = ("both", "create", "update")


class Plan:
    """Decides row by row; nothing is written by it. ``counts``, ``rejects`` and ``near`` are whole when all rows are decided."""

    def __init__(
        self, crm: Workspace, noun: str, sheet: Sheet, layout: Layout, options: Options, progress: Callable[[int], None] | None = None
    ) -> None:  # fmt: skip
        if options.mode not in MODES:
            raise Invalid(
                N_("there is no mode {mode}"), hint=N_("one of {known}"), mode=options.mode, known=", ".join(MODES)
            )
        self.crm, self.noun, self.layout, self.options = crm, noun, layout, options
        self.source = options.source or noun
        lacking = self._lacking(crm, layout, options)
        self.keys = keys_of(crm, noun, layout, options.keys, lacking=bool(lacking))
        self._only_changes = bool(lacking and self.keys) and not crm.is_empty(noun)
        self._lacks = () if self._only_changes else lacking
        self.reading = Reading(crm, noun, sheet, layout, options)
        self.matcher = Matcher(
            crm,
            noun,
            self.keys,
            self.source,
            may_lack_key=not options.keys
            and not self._only_changes
            and (sheet.format == "vcf" or sheet.is_ours or bool(NOUNS[noun].one_of) or self.keys[:1] == ("number",)),
        )
        self.counts, self.rejects = Counts(), list[Reject]()
        self._known = {f.name: f for f in crm.fields(noun).values()}
        makers: dict[str, Callable[[Reading], Callable[[Batch], None]]] = {
            "opp": Deals,
            "lead": Leads,
            "task": Tasks,
            **dict.fromkeys(FILLED, Ruled),
        }
        self._complete = makers.get(noun, People)(self.reading)
        self._ruled = self._complete if isinstance(self._complete, Ruled) else None
        self.people = companions.Companions(self.reading)
        self.doubles = Doubles(crm, noun, self.keys, options.duplicates)
        self._completes = bool(added(noun)) or bool(self._ruled)
        self._own: dict[str, str] | None = None
        self._used: set[str] = set()
        self._samples: dict[str, str] = {}
        self.adopts = False
        name = self._known.get("name")
        self._unique = name.facets.get("unique") if name else None
        self._taken = Taken(crm, noun, may_share=self._unique == "unnumbered" and EXTERNAL in self.keys)
        self._progress = progress or (lambda _done: None)
        self._check_columns()

    def _lacking(self, crm: Workspace, layout: Layout, options: Options) -> list[Field]:
        """The required fields that no column can fill: such a file can only change what is there."""
        given = {
            *layout.fields(),
            *options.constants,
            *options.defaults,
            *(("name",) if self.noun in ("client", "contact", "lead") else ()),
        }
        return [
            one
            for one in crm.fields(self.noun).values()
            if one.required and one.default is None and one.name not in given
        ]

    def _check_columns(self) -> None:
        """A required field that no column can fill is a mistake in the mapping, not in each row; so is a file without any column for us."""
        if self.options.mode != "update":
            for known in self._lacks:
                raise Invalid(
                    N_("no column is for {field}"), field=Word(known.label), name=known.name, hint="--map HEADER={name}"
                )
        if not self.layout.columns:
            raise Invalid(
                N_("no column of the file is for a field"), hint=N_("--map HEADER=FIELD; the columns are {known}"),
                known=", ".join(self.reading.sheet.headers),
            )  # fmt: skip

    @property
    def names(self) -> list[str]:
        """The columns of new records, the same for every batch."""
        wanted = {*self.reading.fields, *self.reading.fixed(), *added(self.noun), *self._further}
        if any(self._known[name].kind == "money" for name in wanted if name in self._known):
            wanted.add("currency")
        return ["id", *(f.name for f in columns(load(self.noun)) if f.name in wanted), "extra"]

    def stubs(self) -> list[Stub]:
        """The records that are made because rows name them, in the order in which they can be written."""
        found = [
            stub for group in self.reading.references.values() for stub in group.stubs.values() if stub.id in self._used
        ]
        found += self.people.stubs
        return sorted(found, key=lambda stub: (stub.noun not in ("team", "user", "client"), stub.noun))

    def companions(self) -> Sequence[Update]:
        """The contacts that change with their clients' rows; whole when all rows are decided."""
        return self.people.updates

    def to_be_made(self, identity: Any) -> str:
        """What a record is called that rows name and that is yet to be made; empty for one that is there."""
        for group in self.reading.references.values():
            for stub in group.stubs.values():
                if stub.id == identity:
                    return str(stub.values["name"])
        return ""

    @property
    def samples(self) -> dict[str, str]:
        """Of each column that is for something the first cell that is filled."""
        return self._samples

    def said(self) -> list[str]:
        """The fields by which rows are told from the records that are there."""
        return sorted(self._said)

    def notes(self) -> list[Note]:
        """What is to be told of the columns: cells that were cut in two, repaired, or read as told by the whole column; and of duplicates."""
        return [*self.reading.told(), *self.doubles.notes()]

    @property
    def nobodys(self) -> bool:
        """Whether what comes new should have an owner and has none."""
        return self.noun in FOLLOWED and "owner" not in self._said and bool(self.counts.created)

    @cached_property
    def _said(self) -> set[str]:
        """The fields that the file speaks of; what is only completed says nothing of a record that is there."""
        said = {*self.reading.fields, *self.reading.fixed()}
        if any(self._known[name].kind == "money" for name in said if name in self._known):
            said.add("currency")
        return said | implied(self.noun, said)

    @cached_property
    def _further(self) -> list[str]:
        """Where further phones and e-mails of a cell go, which no column is for."""
        reach = [
            one for one in companions.REACH if one in self.reading.fields or (one == "phone" and self.noun != "client")
        ]
        names = [name for one in reach for name in (one, companions.REACH[one])]
        return [name for name in names if name in self._known and companions.REACH["phone"] in self._known]

    def near(self) -> dict[tuple[str, str], int]:
        """Names that were found only without their spaces, case and signs: (written, name) to how often."""
        return {pair: n for group in self.reading.references.values() for pair, n in group.near.items()}

    def decided(self) -> Iterator[Decided]:
        """Batch by batch; where rows name each other, all of the file at once."""
        own_links = any(
            c.target.field.to == self.noun for c in self.reading.fields.values() if c.target.field.kind == "link"
        )
        if not own_links:
            yield from (self._decide(batch) for batch in self.reading.batches())
            return
        self.reading.know_own_names()
        every = [self._decide(batch) for batch in self.reading.batches()]
        if has_circles(self.noun, self.reading.fields):
            self._refuse_circles(every)
        while self._refuse_hanging(every):
            pass
        yield from every

    def _decide(self, batch: Batch) -> Decided:
        companions.fill(self.reading, batch)
        if self._completes:
            self._complete(batch)
        done = Decided(batch)
        self._sample(batch)
        lines = [row.line for row in batch.rows]
        said = {name: cells for name, cells in batch.columns.items() if name in self._said}
        matches = self.matcher.match(said, batch.externals, lines, batch.refused)
        for place, match in enumerate(matches):
            if isinstance(match, CrmError):
                batch.refuse(place, match)
        self._sort_out(done, matches)
        conflicts = self.reading.sheet.conflicts
        self.rejects += [Reject(line, *conflicts[line]) for line in lines if line in conflicts]
        self._bring_people(done, matches)
        if self.options.mode != "create":
            done.named = [pair for place, pair in self.matcher.adopted.items() if place not in batch.refused]
            self.adopts = self.adopts or bool(done.named)
        self._progress(len(batch.rows))
        return done

    def _sample(self, batch: Batch) -> None:
        for column in self.layout.columns:
            if column.header not in self._samples:
                filled = next((cell for cell in batch.cells(column) if cell.strip()), None)
                self._samples |= {column.header: filled} if filled else {}

    def _bring_people(self, done: Decided, matches: Sequence[Match]) -> None:
        if done.batch.people:
            ids = dict(zip(done.new, done.ids, strict=True))
            if self.options.mode != "create":
                ids |= {place: match for place, match in enumerate(matches) if isinstance(match, str)}
            self.people.decide(done.batch, ids, done.new)

    def _sort_out(self, done: Decided, matches: Sequence[Match]) -> None:
        batch, mode = done.batch, self.options.mode
        known = [
            (place, match)
            for place, match in enumerate(matches)
            if isinstance(match, str) and place not in batch.refused
        ]
        new = [place for place, match in enumerate(matches) if match is None and place not in batch.refused]
        if mode == "update" or self._only_changes:
            for place in new:
                batch.refuse(
                    place,
                    NotFound(
                        N_("no {noun} has this {name}"),
                        noun=Word(NOUNS[self.noun].title),
                        name=", ".join(self.keys) or "…",
                    ),
                )
            new = []
        if mode == "create":
            self.counts.skipped += len(known)
            known = []
        if self._ruled:  # what a row changes in a record may make room for a new one
            self._compare(done, known)
            known = []
        self._check_new(batch, new)
        self._compare(done, known)
        kept = self.doubles.kept(batch, new)
        self.counts.skipped += sum(place not in batch.refused for place in new) - len(kept)
        done.new = kept
        done.ids = self._ids(batch, done.new)
        self.counts.created += len(done.new)
        self._used |= self._named(done)
        self.rejects += batch.rejects()

    def _named(self, done: Decided) -> set[str]:
        """The records that accepted rows name, where some of those have yet to be made."""
        if not any(group.stubs for group in self.reading.references.values()):
            return set()
        accepted = [place for place in range(len(done.batch.rows)) if place not in done.batch.refused]
        linked = [cells for name, cells in done.batch.columns.items() if name in self._known and self._known[name].to]
        return {identity for cells in linked for place in accepted for identity in _ids_in(cells[place])}

    def _check_new(self, batch: Batch, new: Sequence[int]) -> None:
        check_required(self.crm, self.noun, batch, new)
        if self._ruled:
            self._ruled.complete(batch, [place for place in new if place not in batch.refused])
        if self._unique:
            self._taken.check_names(batch, [place for place in new if place not in batch.refused])
        if "ref" in batch.columns:
            self._taken.check_refs(batch, [place for place in new if batch.columns["ref"][place]])

    def _compare(self, done: Decided, known: Sequence[tuple[int, str]]) -> None:
        """What each row that is a record already would change in it: an absent column and an empty cell nothing."""
        if not known:
            return
        wanted = (self._said | set(self._further)) - {"ref", "id"}
        fields = [self._known[name] for name in done.batch.columns if name in self._known and name in wanted]
        held = {
            identity: stored
            for identity, _again, *stored in self.crm.having(self.noun, "id", [i for _place, i in known], fields)
        }
        for place, identity in known:
            changes = dict(self._changes(fields, done.batch, place, held[identity]))
            if not changes:
                self.counts.unchanged += 1
            elif self._ruled is None or self._ruled.allows(done.batch, place, identity, changes):
                done.updates.append(Update(done.batch.rows[place].line, identity, changes))
        self.counts.updated += len(done.updates)

    def _changes(
        self, fields: Sequence[Field], batch: Batch, place: int, held: Sequence[Any]
    ) -> Iterator[tuple[str, tuple[Any, Any]]]:
        clears = self.options.clear_empty
        for known, before in zip(fields, held, strict=True):
            value = batch.columns[known.name][place]
            empties = value is None and clears and known.name in self.reading.fields and not known.required
            if before is not None and place in batch.defaulted.get(known.name, ()):
                continue
            if (value is not None or empties) and comparable(known, before) != comparable(known, value):
                yield known.name, (before, known.default if value is None else value)

    def _ids(self, batch: Batch, new: Sequence[int]) -> list[str]:
        ids = self.crm.new_ids(len(new))
        if self._own is None:
            self._own = dict(self.reading.reference(self.noun).own) if self.noun in self.reading.references else {}
        if not self._own:
            return ids
        references = self.reading.reference(self.noun)
        names = batch.columns[references.named_by]
        return [
            self._own.pop(references.own_key(str(names[place])), spare) for place, spare in zip(new, ids, strict=True)
        ]

    def _refuse_circles(self, every: Sequence[Decided]) -> None:
        """Refuse the rows by which somebody would stand above himself."""
        circles = Circles(self.crm, self.noun)
        column = self.reading.fields[circles.link].header
        for done in every:
            lines = set(circles.closed_by(done))
            self._take_out(done, done.leave_out(lines), Invalid(N_("it would stand above itself")), column)

    def _refuse_hanging(self, every: Sequence[Decided]) -> int:
        """Refuse rows that name a row that was refused itself; how many."""
        own = set(self.reading.reference(self.noun).own.values())
        hanging = own - {identity for done in every for identity in done.ids}
        links = [
            name
            for name, c in self.reading.fields.items()
            if c.target.field.kind == "link" and c.target.field.to == self.noun
        ]
        error = Invalid(N_("the row that it names was refused"))
        return sum(self._take_out(done, done.take_out(links, hanging), error) for done in every)

    def _take_out(self, done: Decided, left: tuple[int, int, set[int]], error: CrmError, column: str = "") -> int:
        new, changed, lines = left
        self.rejects += [Reject(row.line, row.cells, error, column) for row in done.batch.rows if row.line in lines]
        self.counts.created -= new
        self.counts.updated -= changed
        return len(lines)


def _ids_in(value: str | None) -> Sequence[str]:
    return items(value) if value and value.startswith("[") else (value,) if value else ()
