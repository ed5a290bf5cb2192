"""Assembles SQL from declared fields and filters; nothing a user typed reaches SQL but as a parameter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as member
from typing import Any

from crm_cli.records.filters import Condition, Filter, Search, Span, Test, Within
from crm_cli.records.fold import is_chinese
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS
from crm_cli.store import columns
from crm_cli.store.search import SLOTS
from crm_cli.store.store import how_many

Path = tuple[Field, ...]


@dataclass
class Query:
    """A question for rows of a noun, and the SQL it makes; parameters are collected under names of their own."""

    noun: str
    filter: Filter = ()
    sort: Sequence[tuple[Path, bool]] = ()
    limit: int | None = None
    given: dict[str, Any] = member(default_factory=dict)
    as_of: str | None = None
    start: int = 0

    @property
    def source(self) -> str:
        if self.as_of is None:
            return f"visible_{NOUNS[self.noun].table} t"
        from crm_cli.store.asof import source  # only where a day that is past is asked for

        return source()

    def parameter(self, value: object) -> str:
        """A place for a value in the SQL."""
        name = f"p{len(self.given)}"
        self.given[name] = value
        return f":{name}"

    def condition(self) -> str:
        """The filter as SQL."""
        if not self.filter:
            return "1"
        groups = (" AND ".join(self._one(test) for test in group) or "1" for group in self.filter)
        return " OR ".join(f"({group})" for group in groups)

    def order(self) -> str:
        """The order as SQL; names go by their sound, empty values last."""
        parts = []
        for path, descending in self.sort:
            sql = columns.along(self.noun, path, "t")
            if path[-1].kind == "link":
                sql = f"sort_name({columns.named(path[-1], sql, human=True)})"
            elif path[-1].facets.get("searched") == "name":
                sql = f"sort_name({sql})"
            elif path[-1].kind == "decimal":
                sql = f"CAST({sql} AS REAL)"
            elif path[-1].kind == "choice" and path[-1].choices:
                sql = in_turn(sql, path[-1].choices)
            direction = "DESC" if descending else "ASC"
            if path[-1].name == "ref":  # C2 stands before C10
                parts.append(f"length({sql}) {direction}")
            parts.append(f"{sql} {direction} NULLS LAST")
        return ", ".join([*parts, "t.n"])

    def select(self, selected: Sequence[str]) -> str:
        """The SQL for these expressions over the rows."""
        limit = "" if self.limit is None else f" LIMIT {int(self.limit)} OFFSET {int(self.start)}"
        return (
            f"SELECT {', '.join(selected)} FROM {self.source} WHERE {self.condition()} ORDER BY {self.order()}{limit}"
        )

    def count(self) -> str:
        """The SQL for how many rows there are without the limit."""
        if self.as_of is None and not any(self.filter):
            return how_many(NOUNS[self.noun].table)
        return f"SELECT count(*) FROM {self.source} WHERE {self.condition()}"

    def holds(self, identity: str) -> str:
        """The SQL for whether the record of that id is among the rows."""
        return f"SELECT 1 FROM {self.source} WHERE t.id = {self.parameter(identity)} AND ({self.condition()})"

    def _one(self, test: Condition) -> str:
        if isinstance(test, Search):
            found = self._search(test.text)
            refs = ", ".join(self.parameter(identity) for identity in test.refs)
            return f"({found} OR t.id IN ({refs}))" if refs else found
        positive = self._within(test) if isinstance(test, Within) else self._positive(test)
        return f"NOT coalesce({positive}, 0)" if test.negated else positive

    def _within(self, test: Within) -> str:
        inner = [Query(test.noun, found, given=self.given) for found in test.filters]
        if not test.path:
            parts = [f"({query.condition()})" for query in inner]
            return f"({' OR '.join(parts + self._members(test, 't.id')) or '0'})"
        sql = columns.along(self.noun, test.path, "t")
        parts = [f"{sql} IN (SELECT t.id FROM {query.source} WHERE {query.condition()})" for query in inner]
        return f"({' OR '.join(parts + self._members(test, sql)) or '0'})"

    def _members(self, test: Within, sql: str) -> list[str]:
        """What was put into fixed groups by hand."""
        ids = ", ".join(self.parameter(identity) for identity in test.fixed)
        chosen = f"SELECT e.value FROM visible_elements e WHERE e.field = 'members' AND e.record IN ({ids})"
        return [f"{sql} IN ({chosen})"] if ids else []

    def _search(self, text: str) -> str:
        from crm_cli.records.tokens import query  # only where something is searched

        number = NOUNS[self.noun].number
        match = self.parameter(query(text) or '""')
        return f"t.n IN (SELECT rowid / {SLOTS} FROM search WHERE search MATCH {match} AND rowid % {SLOTS} = {number})"

    def _positive(self, test: Test) -> str:
        field = test.path[-1]
        if len(test.path) > 1 and field.kind in ("tags", "links"):
            return self._through(test)
        sql = columns.along(self.noun, test.path, "t")
        if test.op == "empty":
            return f"{sql} IS NULL"
        if test.op == "falls":
            return f"{columns.birthday(sql)} IN ({', '.join(self.parameter(span.low) for span in test.spans)})"
        if test.op == "has":
            return self._has(field, sql, str(test.spans[0].low), own=len(test.path) == 1)
        if field.kind in ("tags", "links", "choices", "phones", "emails"):
            wanted = ", ".join(self.parameter(span.low) for span in test.spans)
            return f"EXISTS (SELECT 1 FROM json_each({sql}) v WHERE v.value IN ({wanted or 'NULL'}))"
        if test.spans and all(span.low == span.high and span.low is not None for span in test.spans):
            values = [self._given(field, span.low) for span in test.spans]
            same = f"= {values[0]}" if len(values) == 1 else f"IN ({', '.join(values)})"
            return f"{self._comparable(field, sql)} {same}"
        return "(" + " OR ".join(self._span(field, sql, span) for span in test.spans) + ")" if test.spans else "0"

    def _through(self, test: Test) -> str:
        *links, last = test.path
        target = links[-1].to
        inner = Query(target, ((Test((last,), test.op, test.spans),),), given=self.given)
        sql = columns.along(self.noun, tuple(links), "t")
        return f"{sql} IN (SELECT t.id FROM {inner.source} WHERE {inner.condition()})"

    def _has(self, field: Field, sql: str, text: str, *, own: bool) -> str:
        """The text is part of it; a name of the noun's own may also be told by its sound or initials."""
        if field.kind in ("link", "links", "tags"):
            sql = columns.named(field, sql, human=True)
        contains = f"instr(folded({sql}), folded({self.parameter(text)})) > 0"
        how = field.facets.get("searched") if own and not field.custom else None
        if how not in ("name", "text"):
            return contains
        if is_chinese(text):  # whatever contains it is in the index under it
            return f"({self._search(text)} AND {contains})"
        if how == "name" and text.isascii() and text.isalpha():
            return f"({contains} OR ({self._search(text)} AND sounds_so({sql}, {self.parameter(text)})))"
        return contains

    def _comparable(self, field: Field, sql: str) -> str:
        if field.kind == "decimal":
            return f"CAST({sql} AS REAL)"
        return sql

    def _given(self, field: Field, value: object) -> str:
        if field.kind == "choice" and not field.custom and value in field.choices:
            # A word of ours, spelled out: the partial index of open deals is not found through a parameter.
            return columns.literal(str(value))
        place = self.parameter(value)
        return f"CAST({place} AS REAL)" if field.kind == "decimal" else place

    def _span(self, field: Field, sql: str, span: Span) -> str:
        sql = self._comparable(field, sql)
        if span.low is not None and span.low == span.high and not span.below:
            return f"{sql} = {self._given(field, span.low)}"
        parts = []
        if span.low is not None:
            parts.append(f"{sql} {'>' if span.above else '>='} {self._given(field, span.low)}")
        if span.high is not None:
            parts.append(f"{sql} {'<' if span.below else '<='} {self._given(field, span.high)}")
        inside = " AND ".join(parts) or f"{sql} IS NOT NULL"
        never = span.low is None and field.facets.get("never") == "first"
        return f"(({inside}) OR {sql} IS NULL)" if never else f"({inside})"


def in_turn(sql: str, choices: Iterable[str]) -> str:
    """A choice as its place among those there are, in which they come one after the other; what is none of them comes after, by itself."""
    places = " ".join(f"WHEN {columns.literal(key)} THEN {place}" for place, key in enumerate(choices))
    return f"CASE {sql} {places} ELSE {sql} END"
