"""All that a rule may ask of the data: who does it, when, what may be seen, and one step for one undo."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as member
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from crm_cli.clock import Clock
from crm_cli.errors import Conflict, Denied, Invalid, NotFound, Word
from crm_cli.i18n import N_
from crm_cli.records import kinds, later
from crm_cli.records.countries import Country
from crm_cli.records.keys import normal_key
from crm_cli.records.record import Field, Record, columns, declared
from crm_cli.records.registry import NOUNS, Noun, load, rule
from crm_cli.records.registry import noun as named
from crm_cli.store import changes, lookup, rows
from crm_cli.store import columns as sql
from crm_cli.store import steps as log
from crm_cli.store.rows import Values
from crm_cli.store.store import Store
from crm_cli.who import Finder

if TYPE_CHECKING:
    from crm_cli.records import filters
    from crm_cli.store import oplog, reports, where
    from crm_cli.store.where import Query as Query
else:  # only where something is listed: writing a line starts without them
    filters, reports, where = map(
        later.module, ("crm_cli.records.filters", "crm_cli.store.reports", "crm_cli.store.where")
    )

if TYPE_CHECKING:
    from crm_cli.store.bulk import Loaded

SENSITIVE = "archive.sensitive"
R = TypeVar("R", bound=Record)
Path_ = tuple[Field, ...]


class Undone(NamedTuple):
    """What an undo or a redo did: the step it reversed, the changes it made, and what it left alone."""

    step: log.Step
    mine: int
    kept: list[log.Kept]


class Table(NamedTuple):
    """The answer to a list: its fields, the rows as values in their order, and how many there are without the limit."""

    fields: Sequence[tuple[str, Field]]
    rows: Iterator[Sequence[Any]]
    total: int | None = None


@dataclass(eq=False, repr=False, match_args=False)
class Workspace:
    """One person's work on an open base."""

    store: Store
    clock: Clock
    command: str = ""
    user: str | None = None
    login: str = ""
    _me: str | None = member(default=None, repr=False)
    _step: int | None = member(default=None, repr=False)
    _since: str | None = member(default=None, repr=False)

    @property
    def country(self) -> Country:
        return self.store.country

    @property
    def currency(self) -> str:
        """The currency of the base."""
        return self.store.currency

    @property
    def reading(self) -> kinds.Reading:
        return kinds.Reading(self.country, self.clock, self.currency)

    @property
    def me(self) -> str | None:
        """The id of the user who works; None where the base has no users yet."""
        if self._me is None:
            self._me = self._whoever()
        return self._me

    def _whoever(self) -> str | None:
        if self.user:
            found = lookup.users_called(self.store, self.user)
            if not found and lookup.users(self.store):
                raise NotFound(N_("there is no user “{name}” in this base"), hint="crm user list", name=self.user)
        else:
            found = lookup.users(self.store)
        if len(found) > 1 and self.login:
            found = lookup.users_called(self.store, self.login) or found
        if len(found) > 1:
            raise Denied(
                N_("this base has several users and it is not said who you are"), hint="crm config set user NAME"
            )
        return found[0] if found else None

    def _whoever_reads(self) -> str | None:
        """The user where it is known; what is only read does not need to know."""
        try:
            return self.me
        except Denied:
            return None

    # --- fields and settings

    def fields(self, noun: str) -> Mapping[str, Field]:
        """The fields of a noun by name, the team's own among them."""
        if noun not in self._fields:
            own = {f.name: f for f in declared(load(noun))}
            self._fields[noun] = own | self._attributes.get(noun, {})
        return self._fields[noun]

    @cached_property
    def _fields(self) -> dict[str, Mapping[str, Field]]:
        return {}

    @cached_property
    def _attributes(self) -> dict[str, dict[str, Field]]:
        found: dict[str, dict[str, Field]] = {}
        for row in rows.read(self.store, load("field"), "1 ORDER BY position, n"):
            choices = {value: value for value in kinds.items(row["choices"])}
            facets = {"label": row["name"], "choices": choices, "to": row["to"], "on_remove": "clear"}
            facets |= {name: bool(row[name]) for name in ("required", "listed")}
            found.setdefault(row["noun_name"], {})[row["name"]] = Field(
                row["name"], row["kind"], row["name"], facets, custom=True
            )
        return found

    def forget_fields(self) -> None:
        """Read the team's own fields again; after one was added or changed."""
        for name in ("_fields", "_attributes"):
            self.__dict__.pop(name, None)
        reports.index_attributes(
            self.store,
            [(noun, f.name) for noun, own in self._attributes.items() for f in own.values() if f.facets["listed"]],
        )

    def setting(self, name: str) -> str | None:
        """What the team set."""
        return self.store.settings.get(name)

    def put_setting(self, name: str, value: str | None) -> None:
        """Set it for the whole team."""
        cls = load("setting")
        with self.step():
            found = rows.read(self.store, cls, "name = ?", (name,))
            if found:
                rows.update(self.store, cls, found[0], {"value": value})
            else:
                rows.insert(self.store, cls, {"name": name, "value": value})
        self.store.read_settings()

    def hides(self, field: Field) -> bool:
        """A field about what is nobody's business, in a base that did not ask for such."""
        return bool(field.facets.get("sensitive")) and self.setting(SENSITIVE) not in ("1", "yes", "true", "on")

    # --- finding

    @cached_property
    def finder(self) -> Finder:
        return Finder(self.store, self.clock, self._whoever_reads)

    def ids(self, noun: str, text: str) -> list[str]:
        """Ids of the records that a filter's value names: every record of that name, not a guess."""
        found = self.finder.exactly(named(noun), text)
        if not found:
            raise NotFound(
                N_("there is no {noun} “{name}”"),
                hint="crm {command} list",
                noun=Word(named(noun).title),
                name=text,
                command=noun,
            )
        return found

    def get(self, cls: type[R], text: str) -> R:
        """The one record a person means; :class:`NotFound` or :class:`Ambiguous` otherwise."""
        return self.by_id(cls, self.finder.one([cls.noun], text)[1])

    def get_any(self, nouns: Sequence[str], text: str) -> Record:
        """The one record of any of these nouns that a person means."""
        noun, identity = self.finder.one(nouns, text)
        found: Record = self.by_id(load(noun.name), identity)
        return found

    def by_id(self, cls: type[R], identity: str) -> R:
        """The record of that id."""
        found = rows.read(self.store, cls, "id = ?", (identity,))
        if not found:
            raise NotFound(N_("there is no {noun} “{name}”"), noun=Word(named(cls.noun).title), name=identity)
        return self._record(cls, found[0])

    def find(self, cls: type[R], tokens: Sequence[str] = (), *, sort: str = "", limit: int | None = None) -> list[R]:
        """The records that a filter finds."""
        return self.matching(cls, filters.read(cls.noun, tokens, self), sort=sort, limit=limit)

    def matching(self, cls: type[R], wanted: "filters.Filter", *, sort: str = "", limit: int | None = None) -> list[R]:
        """The records that a filter already read finds."""
        query = self._query(cls.noun, wanted, sort, limit)
        names = ["n", "id", *(f.name for f in columns(cls)), "extra"]
        text = query.select([f"t.{sql.quoted(name)}" for name in names])  # collects the parameters
        found = self.store.rows(text, query.given)
        return [self._record(cls, rows._row(names, values)) for values in found]

    def where(self, cls: type[R], **values: Any) -> list[R]:
        """The records whose fields hold exactly these stored values, oldest first."""
        condition = " AND ".join(f"{sql.quoted(name)} IS ?" for name in values) or "1"
        return [
            self._record(cls, row)
            for row in rows.read(self.store, cls, f"{condition} ORDER BY n", list(values.values()))
        ]

    def count(self, noun: str, tokens: Sequence[str] = ()) -> int:
        """How many records a filter finds."""
        return self._counted(self._query(noun, filters.read(noun, tokens, self), "", None))

    def _counted(self, query: "Query") -> int:
        text = query.count()  # collects the parameters
        found = self.store.one(text, query.given)
        return int(found[0]) if found else 0

    def search(self, text: str, nouns: Sequence[str], limit: int = 50) -> list[Record]:
        """The records anywhere in which the words are found, or their sound or initials."""
        return [self.by_id(load(noun.name), identity) for noun, identity in self.finder.anywhere(nouns, text, limit)]

    def table(
        self, noun: str, names: Sequence[str] = (), tokens: Sequence[str] = (), *, sort: str = "", limit: int | None = None, machine: bool = False,
        as_of: str | None = None,
    ) -> Table:  # fmt: skip
        """A list as values; ``machine`` gives what csv and json show, else stored values with the names of what is linked."""
        query = self.query(noun, tokens, sort=sort, limit=limit, as_of=as_of)
        wanted = [(name, filters.find_path(noun, name, self)) for name in names or self.listed(noun)]
        selected = [self._selected(noun, path, machine) for _name, path in wanted]
        text = query.select(selected)
        total = self._counted(query) if limit is not None else None
        return Table([(name, path[-1]) for name, path in wanted], self.store.stream(text, query.given), total)

    def listed(self, noun: str) -> list[str]:
        """The fields a list shows when none are named."""
        return [f.name for f in self.fields(noun).values() if f.facets.get("listed")]

    def query(
        self, noun: str, tokens: "Sequence[str] | filters.Filter" = (), *, sort: str = "", limit: int | None = None, as_of: str | None = None
    ) -> "Query":  # fmt: skip
        """A filter, typed or read already, as a query for reports that select their own; ``as_of`` is a moment (see :meth:`moment`)."""
        read = tuple(group for group in tokens if isinstance(group, tuple))
        typed = [token for token in tokens if isinstance(token, str)]
        query = self._query(noun, read or filters.read(noun, typed, self), sort, limit)
        if as_of is not None:
            self._set_back(query, as_of)
        return query

    def _set_back(self, query: "Query", moment: str) -> None:
        if query.noun != "opp":
            raise Invalid(N_("only opportunities can be shown as of a day"), hint=N_("leave out --as-of"))
        query.as_of = moment
        query.given |= self._moments(moment) | {"moment": moment}

    def moment(self, day: str | None) -> str | None:
        """The last second of a day that somebody typed; None for none."""
        if day is None:
            return None
        from datetime import datetime, time  # only where a past day is asked for

        from crm_cli.records.when import parse_day

        found = parse_day(day, self.clock, self.country, prefer="past")
        return self.clock.utc(datetime.combine(found, time(23, 59, 59)))

    def grouped(
        self, query: "Query", keys: Sequence[tuple[Path_, str | None]], measures: Sequence[str], *, total: Path_ | None = None, machine: bool = False
    ) -> list[Sequence[Any]]:  # fmt: skip
        """For each group its keys, its currency and its measures (see ``store/groups.py``); ``total`` is the field that is summed."""
        from crm_cli.store.groups import grouped  # only reports group

        return grouped(self.store, query, keys, measures, total=total, machine=machine)

    def holds(self, query: "Query", identity: str) -> bool:
        """The record of that id is among what a filter finds."""
        text = query.holds(identity)  # collects the parameters
        return self.store.one(text, query.given) is not None

    def moments(self) -> dict[str, Any]:
        """The parameters that computed fields need: the moment, the day and the currency of the base."""
        return self._moments()

    def report(self, name: str, query: "Query | None" = None, /, **given: Any) -> list[Sequence[Any]]:
        """The rows of a named report, over what the query finds."""
        return reports.run(self.store, name, self._moments() | given, query)

    def _moments(self, moment: str | None = None) -> dict[str, Any]:
        """Now and today, or then and that day."""
        now = min(moment or self.clock.stamp(), self.clock.stamp())
        return {"now": now, "today": self.clock.local(moment or now).date().isoformat(), "currency": self.currency}

    def _query(self, noun: str, wanted: "filters.Filter", sort: str, limit: int | None) -> "Query":
        sorts = []
        for name in (sort or named(noun).order).split(","):
            if name.strip():
                path = filters.find_path(noun, name.strip().removeprefix("-"), self)
                sorts.append((path, name.strip().startswith("-")))
        query = where.Query(noun, wanted, sorts, limit)
        query.given.update(self._moments())
        return query

    def _selected(self, noun: str, path: Path_, machine: bool) -> str:
        found = sql.along(noun, path, "t")
        last = path[-1]
        if machine:
            return sql.machine(noun, path, "t")
        return sql.named(last, found, human=True) if last.kind in ("link", "links", "tags") else found

    def _record(self, cls: type[R], row: Values) -> R:
        return cls(**row)

    # --- writing

    @contextmanager
    def step(self, command: str | None = None, *, kind: str = "do", once: str | None = None) -> Iterator[int]:
        """One step; inside another it is a part of that one."""
        if self._step is not None:
            yield self._step
            return
        with log.step(self.store, self.me, command or self.command, kind=kind, once=once) as number:
            self._step = number
            try:
                yield number
            finally:
                self._step = None

    def add(self, record: R) -> R:
        """Write a new record: it gets its id, ref, time and author, unless it brings them."""
        values = self._values(record)
        values |= self._completed(record.noun, None, values)
        self._check_required(type(record), values)
        sets = self._sets(type(record), values)
        with self.step():
            values["created"] = values["created"] or self.clock.stamp()
            values["author"] = values["author"] or self.me
            self._check_unique(type(record), values)
            row = rows.insert(self.store, type(record), values)
            for field, wanted in sets.items():
                self._put_set(record.noun, row["id"], field, kinds.items(wanted))
            self._follow(self._again(type(record), row["id"]))
        return self._again(type(record), row["id"])

    def change(self, record: R, **changed: Any) -> R:
        """Change fields of a record; custom attributes by their name. What is equal stays untouched."""
        cls = type(record)
        before = self._values(record)
        changed |= self._completed(record.noun, record, changed)
        plain, sets = self._split(cls, before, changed)
        with self.step():
            if plain:
                after = {**before, **plain}
                self._check_required(cls, after)
                self._check_unique(cls, after, set(plain))
                rows.update(self.store, cls, before, plain)
            for field, wanted in sets.items():
                self._put_set(record.noun, record.id, field, kinds.items(wanted))
            if plain:
                self._follow(self._again(cls, record.id))
        return self._again(cls, record.id)

    def _completed(self, noun: str, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the noun's rule adds to the values that are to be written."""
        target = named(noun).before
        found: dict[str, Any] = rule(target)(self, record, values) if target else {}
        return found

    def _follow(self, record: Record) -> None:
        """What the noun's rule lets follow from a record that was written."""
        if target := named(record.noun).after:
            rule(target)(self, record)

    @property
    def effective(self) -> str:
        """From when on a change holds: now, unless :meth:`since` says otherwise."""
        return self._since or self.clock.stamp()

    @contextmanager
    def since(self, moment: str | None) -> Iterator[None]:
        """Changes made inside hold from that moment on, not from the moment they are written down."""
        before, self._since = self._since, moment or self._since
        try:
            yield
        finally:
            self._since = before

    def _again(self, cls: type[R], identity: str) -> R:
        """What was just written, as it is now; also where it is no longer visible."""
        return self._record(cls, rows.read(self.store, cls, "id = ?", (identity,), hidden=True)[0])

    # --- many at once

    def load(
        self, noun: str, names: Sequence[str], values: Iterable[Sequence[Any]], *, as_is: bool = False
    ) -> "Loaded":
        """Write many new records, given as stored values in the order of ``names``; the noun's rules are left to the caller."""
        from crm_cli.store import bulk  # only where many records come at once

        with self.step(kind="import") as number:
            return bulk.load(
                self.store, load(noun), names, values, step=number, author=None if as_is else self.me, as_is=as_is
            )

    def new_ids(self, count: int) -> list[str]:
        """Ids for records that are about to be written."""
        return list(rows.new_ids(count, self.clock.ms()))

    def having(
        self, noun: str, column: str, values: Iterable[Any], fields: Sequence[Field] = ()
    ) -> list[tuple[Any, ...]]:
        """The value, the id and these stored fields of the records whose column (a normalised key too) has one of the values."""
        from crm_cli.store import keys  # only where many records come at once

        return keys.having(self.store, named(noun), column, values, fields)

    def is_empty(self, noun: str) -> bool:
        """There is no record of a noun, not even one that is hidden."""
        from crm_cli.store import keys  # only where many records come at once

        return keys.is_empty(self.store, named(noun))

    def called(self, noun: str, source: str, values: Iterable[str]) -> dict[str, str]:
        """The ids of the records that another system calls so, by what it calls them."""
        from crm_cli.store import keys  # only where many records come at once

        return keys.called(self.store, named(noun), source, values)

    def every(self, noun: str, fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
        """The id and these stored fields of every record."""
        from crm_cli.store import keys  # only where many records come at once

        return keys.every(self.store, named(noun), fields)

    def clear(self) -> int:
        """Take out everything, users and settings too, so that a copy can take its place; how many records went."""
        from crm_cli.store import bulk  # only where a whole base is brought in

        with self.step():
            gone = bulk.clear(self.store)
        self._me = None
        return gone

    def extract(self, query: "Query", fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
        """The records a query finds as rows of text cells, as machine formats show them."""
        from crm_cli.store import extract  # only an export pays for it

        return extract.rows(self.store, query, fields)

    def extract_json(self, query: "Query", fields: Sequence[Field]) -> Iterator[str]:
        """The records a query finds as lines of JSON, oldest first, several lines at once."""
        from crm_cli.store import extract  # only an export pays for it

        return extract.lines(self.store, query, fields)

    def everything(self) -> Iterator[str]:
        """Every row of the base as a line of JSON."""
        from crm_cli.store import extract  # only an export pays for it

        return extract.everything(self.store)

    def remove(self, record: Record) -> list[Record]:
        """Take a record out with all that hangs under it; what only points to it is unlinked. Gives what was removed."""
        with self.step():
            gone = self.under(record)
            going = {item.id for item in gone}
            for item in gone:
                self._unlink(item, going)
            for item in reversed(gone):
                self._clear_sets(item)
                rows.delete(self.store, type(item), self._values(item))
        return gone

    def under(self, record: Record) -> list[Record]:
        """The record and everything that goes with it when it is removed; parents first."""
        found: dict[str, Record] = {record.id: record}
        waiting = [record]
        while waiting:
            item = waiting.pop(0)
            for noun, field in _pointing(item.noun, "cascade"):
                for child in self.where(load(noun), **{field: item.id}):
                    if child.id not in found:
                        found[child.id] = child
                        waiting.append(child)
        return list(found.values())

    def restore(self, noun: str, ref: str) -> list[Record]:
        """Bring a removed record back, with what went with it in the same step."""
        return [self.by_id(load(op.noun.name), identity) for op, identity in self._restored(named(noun), ref)]

    def parse(self, noun: str, given: Mapping[str, str]) -> dict[str, Any]:
        """Typed values as stored ones, by field name; links are resolved to ids."""
        return {name: self.parse_one(filters.find_field(noun, name, self), text) for name, text in given.items()}

    def parse_one(self, field: Field, text: str) -> Any:
        """One typed value as it is stored."""
        if text == "":
            return None
        if field.kind == "link":
            return self.finder.one(field.to.split(","), text, me=True)[1]
        if field.kind in ("links", "tags"):
            return kinds.packed([self._element(field, part) for part in kinds.parts(text)])
        value = kinds.parse(field.kind, text, self.reading, field.facets)
        return self._checked(field, value)

    def history(self, record: Record, field: str | None = None) -> list[tuple[log.Step, changes.Op]]:
        """Everything that was done to a record, in order."""
        with self.store.errors():
            found = changes.row_ops(self.store.db, named(record.noun), record.n)
        wanted = [op for op in found if field is None or field in op.body or f"x.{field}" in op.body]
        return [(log.get(self.store, op.step), op) for op in wanted]

    def ops(self, step: int) -> list[changes.Op]:
        """The changes of a step."""
        with self.store.errors():
            return changes.ops(self.store.db, step)

    def logged(self) -> "Iterator[oplog.Logged]":
        """The whole log, as other copies of the base need it."""
        from crm_cli.store import oplog  # only where copies meet

        return oplog.read(self.store)

    def steps(self, *, mine: bool = False, kind: str | None = None, limit: int | None = None) -> list[log.Step]:
        """The steps of everybody, or mine; the last first."""
        return log.recent(self.store, actor=self.me if mine else None, kind=kind, limit=limit)

    def once(self, key: str) -> log.Step | None:
        """The step that was already made under this key."""
        return log.by_once(self.store, key)

    def undo(self, number: int | None = None, *, once: str | None = None) -> Undone:
        """Take back a step: my last one that still stands, or the one that is named."""
        wanted = log.get(self.store, number) if number is not None else self._last(("do", "import"))
        return self._reverse(wanted, "undo", once)

    def redo(self, *, once: str | None = None) -> Undone:
        """Take my last undo back."""
        return self._reverse(self._last(("undo",)), "redo", once)

    def _reverse(self, wanted: log.Step, kind: str, once: str | None) -> Undone:
        while wanted.kind == "redo":  # what a redo did is what the step it brought back did
            wanted = log.get(self.store, log.get(self.store, wanted.target or 0).target or 0)
        with log.step(self.store, self.me, kind, kind=kind, target=wanted.step, once=once) as mine:
            self._step = mine
            try:
                kept = log.reverse(self.store, wanted, mine)
                self._follow_all(log.touched(self.store, wanted))
            finally:
                self._step = None
        self.store.read_settings()
        self.forget_fields()
        return Undone(wanted, mine, kept)

    def _follow_all(self, touched: Iterable[tuple[Noun, int]]) -> None:
        """Let follow what must for these rows, where they are still there."""
        for noun, n in touched:
            cls = load(noun.name)
            for row in rows.read(self.store, cls, "n = ?", (n,)):
                self._follow(self._record(cls, row))

    def _last(self, kinds_: tuple[str, ...]) -> log.Step:
        """My last step of these kinds that stands; for redo, only while nothing was done after the undo."""
        for step in self.steps(mine=True):
            if step.kind in kinds_ and not step.undone:
                return step
            if kinds_ == ("undo",) and step.kind in ("do", "import"):
                break
        raise NotFound(
            N_("there is nothing of yours to {verb}"),
            hint="crm steps",
            verb=Word(N_("redo") if kinds_ == ("undo",) else N_("undo")),
        )

    def _restored(self, noun: Noun, ref: str) -> list[tuple[changes.Op, str]]:
        found = lookup.removal(self.store, noun, ref)
        if found is None:
            raise NotFound(N_("no {noun} {ref} was removed"), hint="crm steps", noun=Word(noun.title), ref=ref)
        if lookup.by_ref(self.store, noun, ref):
            raise Conflict(N_("{ref} is there already"), ref=ref)
        step, seq = found
        wanted = _hanging([op for op in self.ops(step) if op.kind == "D"], seq)
        with self.step():
            log.bring_back(self.store, list(reversed(wanted)))
        return [(op, str(op.body["id"][0])) for op in reversed(wanted) if not op.noun.internal]

    def _values(self, record: Record) -> Values:
        names = ["n", "id", *(f.name for f in declared(type(record))), "extra"]
        values = {name: getattr(record, name) for name in names if not _is_computed(type(record), name)}
        return values if record.n else {name: value for name, value in values.items() if name != "n"}

    def _sets(self, cls: type[Record], values: Values) -> dict[str, str]:
        return {f.name: values.pop(f.name) for f in declared(cls) if f.kind in ("tags", "links") and values.get(f.name)}

    def _split(self, cls: type[Record], before: Values, changed: Mapping[str, Any]) -> tuple[Values, dict[str, Any]]:
        known = self.fields(cls.noun)
        plain, sets, extra = Values(), {}, dict(before["extra"])
        for name, value in changed.items():
            field = known[name]
            if field.custom:
                extra[name] = value
            elif field.kind in ("tags", "links"):
                sets[name] = value
            elif before.get(name) != value:
                plain[name] = value
        extra = {name: value for name, value in extra.items() if value is not None}
        if extra != before["extra"]:
            plain["extra"] = extra
        return plain, sets

    def _check_required(self, cls: type[Record], values: Values) -> None:
        for field in self.fields(cls.noun).values():
            value = values["extra"].get(field.name) if field.custom else values.get(field.name)
            if field.required and (value is None or (isinstance(value, str) and not value.strip())):
                raise Invalid(
                    N_("a {noun} needs its {field}"),
                    noun=Word(named(cls.noun).title),
                    field=Word(field.label),
                    hint=f"--{field.name}",
                )

    def _check_unique(self, cls: type[Record], values: Values, changed: set[str] | None = None) -> None:
        for field in declared(cls):
            if field.facets.get("unique") and values.get(field.name) and (changed is None or field.name in changed):
                rows.check_unique(self.store, cls, values, field.name)

    def _checked(self, field: Field, value: Any) -> Any:
        check = field.facets.get("check")
        if check == "currency" and value is not None:
            from crm_cli.records.checks import currency  # only where a currency is typed

            return currency(str(value))
        if check == "tax_id" and value is not None:
            from crm_cli.records.checks import tax_id  # only where a tax id is typed

            return tax_id(str(value), self.country)
        return value

    def _element(self, field: Field, text: str) -> str:
        if field.kind == "tags":
            return self.tag(text)
        return self.finder.one(field.to.split(","), text, me=True)[1]

    def tag(self, text: str) -> str:
        """The id of a tag; a new word makes a new tag in the step that uses it."""
        found = self.where(load("tag"), name_key=normal_key("name", text, self.country))
        if found:
            return str(found[0].id)
        if self._step is None:
            return "+" + text
        return str(self.add(load("tag")(name=text)).id)

    def _put_set(self, noun: str, record: str, field: str, wanted: Iterable[str]) -> None:
        """Make a set field hold exactly these elements; each is a row whose id follows from what it says."""
        from crm_cli.records.nouns.elements import element_id  # only where a set is written

        cls = load("element")
        values = [self.tag(value[1:]) if value.startswith("+") else value for value in wanted]
        present = {row["value"]: row for row in rows.read(self.store, cls, "record = ? AND field = ?", (record, field))}
        for value in values:
            if value not in present:
                identity = element_id(record, field, value)
                rows.insert(
                    self.store,
                    cls,
                    {"id": identity, "noun_name": noun, "record": record, "field": field, "value": value},
                )
        for value, row in present.items():
            if value not in values:
                rows.delete(self.store, cls, row)

    def elements(self, record: Record, field: str) -> list[str]:
        """The ids in a set field of a record."""
        found = rows.read(self.store, load("element"), "record = ? AND field = ? ORDER BY n", (record.id, field))
        return [row["value"] for row in found]

    def _clear_sets(self, record: Record) -> None:
        for name, column in (("element", "record"), ("element", "value"), ("external", "record")):
            cls = load(name)
            for row in rows.read(self.store, cls, f"{column} = ?", (record.id,)):
                rows.delete(self.store, cls, row)

    def _unlink(self, record: Record, going: set[str]) -> None:
        for noun, field in _pointing(record.noun, "clear"):
            for other in self.where(load(noun), **{field: record.id}):
                if other.id not in going:
                    self.change(other, **{field: None})
        for noun, field in _pointing(record.noun, "refuse"):
            others = [other for other in self.where(load(noun), **{field: record.id}) if other.id not in going]
            if others:
                raise Conflict(
                    N_("{ref} can't be removed: {count} {noun} records name it, such as {other}"), ref=record.ref, count=len(others),
                    noun=Word(named(noun).title), other=others[0].ref or noun, hint=N_("give those to another first, or set active to no"),
                )  # fmt: skip

    def name_external(self, record: Record, source: str, key: str) -> None:
        """Remember what another system calls this record."""
        with self.step():
            rows.insert(
                self.store,
                load("external"),
                {"source": source, "key": key, "noun_name": record.noun, "record": record.id},
            )


def _pointing(noun: str, on_remove: str) -> list[tuple[str, str]]:
    """The (noun, field) links to a noun that behave so when it is removed."""
    return [
        (other.name, f.name)
        for other in NOUNS.values()
        for f in columns(load(other.name))
        if f.kind == "link" and f.to == noun and f.facets.get("on_remove") == on_remove
    ]


def _hanging(ops: list[changes.Op], seq: int) -> list[changes.Op]:
    """Of a step's removals the one at ``seq`` and those whose record pointed to it, directly or through others."""
    wanted = {next(str(op.body["id"][0]) for op in ops if op.seq == seq)}
    grown = True
    while grown:
        more = {str(op.body["id"][0]) for op in ops if any(old in wanted for old, _new in op.body.values())}
        grown = not more <= wanted
        wanted |= more
    return [op for op in ops if str(op.body["id"][0]) in wanted]


def _is_computed(cls: type[Record], name: str) -> bool:
    return any(f.name == name and f.facets.get("computed") for f in declared(cls))


def open_workspace(
    path: Path, *, clock: Clock, user: str | None = None, login: str = "", command: str = "", create: bool = False
) -> Workspace:
    """Open a base for somebody's work: ``user`` as set, else whoever has this ``login``; ``create`` makes an empty one."""
    return Workspace(Store(path, clock, create=create), clock, command, user, login)


__all__ = ["Table", "Undone", "Workspace", "json", "open_workspace"]
