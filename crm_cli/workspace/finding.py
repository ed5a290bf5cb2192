"""Finds and lists records: by what a person calls them, by a filter, by words; figures and past days too."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from crm_cli.errors import Invalid, NotFound, Word
from crm_cli.i18n import N_
from crm_cli.records import later
from crm_cli.records.record import Field, Record, columns
from crm_cli.records.registry import load, visible
from crm_cli.records.registry import noun as named
from crm_cli.store import columns as sql
from crm_cli.store import lookup, rows
from crm_cli.store.rows import Values
from crm_cli.who import Finder
from crm_cli.workspace.fields import Fields

if TYPE_CHECKING:
    from crm_cli.records import filters
    from crm_cli.store import alike, asking, reports, views, where
    from crm_cli.store.alike import Alike
    from crm_cli.store.where import Query as Query
else:  # only where something is listed: writing a line starts without them
    alike, asking, filters, reports, views, where = map(
        later.module,
        (
            "crm_cli.store.alike", "crm_cli.store.asking", "crm_cli.records.filters", "crm_cli.store.reports", "crm_cli.store.views",
            "crm_cli.store.where",
        ),
    )  # fmt: skip

R = TypeVar("R", bound=Record)
Path_ = tuple[Field, ...]


class Table(NamedTuple):
    """The answer to a list: its fields, the rows as values in their order, and how many there are without the limit."""

    fields: Sequence[tuple[str, Field]]
    rows: Iterator[Sequence[Any]]
    total: int | None = None


class Finding(Fields):
    """Everything that is read."""

    _second: tuple[tuple[str | None, str], dict[str, Any]] = (None, ""), {}

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

    def named(self, noun: str, text: str) -> list[str]:
        """The ids of those that a condition with this name would find; none where there is nobody."""
        return self.finder.exactly(named(noun), text)

    def behind_ref(self, noun: str, ref: str) -> list[str]:
        """The ids of the records that a ref means; what was merged is followed."""
        return lookup.by_ref(self.store, named(noun), ref.strip().upper())

    def groups(self, noun: str, text: str) -> list[tuple[str, str, str | None]]:
        """The id, the name and the filter (none of a fixed one) of the groups of that name, or of all; another noun's is refused."""
        found = (
            [self.by_id(load("group"), one) for one in self.ids("group", text)]
            if text
            else self.where(load("group"), noun_name=noun)
        )
        fitting = [group for group in found if group.noun_name == noun]
        if found and not fitting:
            _refuse_other(N_("“{name}” is a group of another kind: {noun}"), found[0])
        return [(group.id, group.name, group.filter) for group in fitting]

    def view(self, noun: str, text: str) -> str:
        """The filter of the view of that name: the base's, else of the user's own settings."""
        view = self.saved_view(noun, text)
        return self.own_views[text] if view is None else view.filter or ""

    def saved_view(self, noun: str, text: str) -> Any:
        """The view of that name in the base; None where it is the user's own."""
        found = self.finder.exactly(named("view"), text)
        if not found and text in self.own_views:
            return None
        if not found:
            raise NotFound(
                N_("there is no view “{name}”"), hint=N_("crm view list, or text~@{name} to look for these words"), name=text
            )  # fmt: skip
        views = [self.by_id(load("view"), one) for one in found]
        view = next((one for one in views if one.noun_name == noun), views[0])
        if view.noun_name != noun:
            _refuse_other(N_("“{name}” is a view of another kind: {noun}"), view)
        return view

    def get(self, cls: type[R], text: str) -> R:
        """The one record a person means; :class:`NotFound` or :class:`Ambiguous` otherwise."""
        return cast("R", self.get_any([cls.noun], text))

    def get_any(self, nouns: Sequence[str], text: str) -> Record:
        """The one record of any of these nouns that a person means."""
        for _time in range(2):  # whoever was merged between the two looks is found where it went
            noun, identity = self.finder.one(nouns, text)
            found: list[Record] = self.where(load(noun.name), id=identity)
            if found:
                break
        return found[0] if found else self.by_id(load(noun.name), identity)

    def by_id(self, cls: type[R], identity: str) -> R:
        """The record of that id."""
        found = rows.read(self.store, cls, "id = ?", (identity,))
        if not found:
            raise self._gone(cls, identity)
        return self._record(cls, found[0])

    def recalled(self, cls: type[R], identity: str) -> R:
        """As :meth:`by_id`; inside a step that only adds, read once. Rules ask so for what many new records belong to."""
        if self._step is None:
            return self.by_id(cls, identity)
        if (cls.noun, identity) not in self._recalled:
            self._recalled[cls.noun, identity] = self.by_id(cls, identity)
        return cast("R", self._recalled[cls.noun, identity])

    def _gone(self, cls: type[Record], identity: str) -> NotFound:
        """Nobody knows an id: who was merged is told by the ref, which its row still has."""
        if behind := rows.read(self.store, cls, "id = ?", (identity,), hidden=True):
            return NotFound(N_("{ref} was merged just now"), hint="crm show {ref}", ref=behind[0]["ref"])
        return NotFound(N_("it was removed or merged just now ({noun})"), noun=Word(named(cls.noun).title))

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

    def removed(self, noun: str) -> set[str]:
        """The refs of the records that were removed, be it that some are there again."""
        return lookup.removed(self.store, named(noun))

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

    def alike(self, nouns: Sequence[str], kind: str, keys: Sequence[str], fields: Sequence[str] = ()) -> "list[Alike]":
        """The records of these nouns, hidden ones too, that have one of these normalised keys, or this ``id``."""
        return alike.by_key(self.store, nouns, kind, keys, fields) if keys else []

    def sounding(self, nouns: Sequence[str], name: str, fields: Sequence[str] = ()) -> "list[Alike]":
        """The records of these nouns, hidden ones too, whose name is read aloud as this one."""
        from crm_cli.records.tokens import sounding  # only where a company is compared

        return alike.by_sound(self.store, nouns, sounding(name), fields)

    def ref_of(self, noun: str, n: int) -> str | None:
        """The ref of the row of that number, be it of a hidden one."""
        return lookup.ref_of(self.store, named(noun).table, n)

    def name_of(self, noun: str, identity: str) -> str | None:
        """What a record is called, be it a hidden one."""
        return lookup.name_of(self.store, named(noun).table, identity)

    def along(self, record: Record, path: Path_) -> Any:
        """The stored value at the end of a path of fields; None where a link on the way is empty."""
        *links, last = path
        for link in links:
            identity = getattr(record, link.name)
            found = self.where(load(link.to), id=identity) if identity else []
            if not found:
                return None
            record = found[0]
        return record.extra.get(last.name) if last.custom else getattr(record, last.name)

    def table(
        self, noun: str, names: Sequence[str] = (), tokens: "Sequence[str] | filters.Filter" = (), *, sort: str = "", limit: int | None = None, machine: bool = False,
        as_of: str | None = None, start: int | None = None,
    ) -> Table:  # fmt: skip
        """A list as values; ``machine`` gives what csv and json show, else stored values with the names of what is linked. With ``start`` it
        is a page of the list, from that row on, and nothing is counted."""
        query = self.query(noun, tokens, sort=sort, limit=limit, as_of=as_of)
        query.start = start or 0
        wanted = [(name, filters.find_path(noun, name, self)) for name in names or self.listed(noun)]
        selected = [self._selected(noun, path, machine) for _name, path in wanted]
        text = query.select(selected)
        total = self._counted(query) if limit is not None and start is None else None
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
        from crm_cli.records.when import parse_day

        found = parse_day(day, self.clock, self.country, "past", self.reading.office)
        return self.clock.utc(datetime.combine(found, time(23, 59, 59)))

    def views(self) -> "list[views.View]":
        """The views that questions in SQL read, without what this base does not show."""
        nouns = [*visible(), *views.EXTRA]
        fields = {name: [f for f in self.fields(name).values() if not self.hides(f)] for name in nouns}
        return views.views(fields, self._moments())

    def ask(self, question: str, *, seconds: float, limit: int) -> "asking.Answer":
        """The answer to a question in SQL over the views."""
        return asking.ask(self.store, question, self.views(), seconds=seconds, limit=limit)

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
        """Now, today and when it began, or then and that day; worked out once a second."""
        stamp = self.clock.stamp()
        if self._second[0] != (moment, stamp):
            now = min(moment or stamp, stamp)
            day = self.clock.local(moment or now).date()
            morning = self.clock.utc(datetime.combine(day, time()))
            self._second = (moment, stamp), {"now": now, "today": day.isoformat(), "morning": morning}
        return {**self._second[1], "currency": self.currency}

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


def _refuse_other(message: str, record: Any) -> None:
    raise Invalid(
        message, hint="crm {noun_name} list …", name=record.name, noun=Word(named(record.noun_name).title),
        noun_name=record.noun_name,
    )  # fmt: skip
