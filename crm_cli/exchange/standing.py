"""Whether what a plan touches still is as it was planned: rows that are there now, fields that changed, records that have gone."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from crm_cli.exchange.foreseeing import Row, refs_of
from crm_cli.exchange.matching import Matcher, comparable
from crm_cli.exchange.plans import Head
from crm_cli.exchange.references import Stub
from crm_cli.i18n import N_
from crm_cli.records.names import name_key
from crm_cli.records.record import Field, Record, key_columns
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Mark, Workspace

MOST = 1000  # of what differs is kept to be told; the rest is counted
THERE, GONE = N_("was planned as new and is there now"), N_("has gone")
LOST = N_("{label}: what it names has gone")
MOVED = N_("{label}: planned from {before}, is now {after}")
TAKEN = N_("the number {ref} of the other system is given already")
STAYS = N_("does not go to the pool any more: somebody spoke to it, or its rule, its deals or its lock changed")
CAME = N_("came since and would go with {ref}")
CREATED, UPDATED = (
    (lambda row: row["values"]),
    (lambda row: {name: pair["to"] for name, pair in row["changes"].items()}),
)


class Differs(NamedTuple):
    """One thing that is not as it was planned: of which record and line, why, and of a field what it holds and was to hold."""

    noun: str
    ref: str
    line: int
    why: str
    field: str = ""
    planned: Any = None
    now: Any = None
    by: str = ""


class MovedError(Exception):
    """The base is not as it was planned; ``gone`` says that records are missing."""

    def __init__(self, differs: Sequence[Differs], count: int, gone: bool) -> None:
        super().__init__(count)
        self.differs, self.count, self.gone = differs, count, gone


class Standing:
    """Looks at the rows of a plan before they are written; what differs refuses the whole in the end."""

    def __init__(self, crm: Workspace, head: Head) -> None:
        self.crm, self.head, self.noun = crm, head, head.noun
        self.differs: list[Differs] = []
        self.count = 0
        self.gone = False
        self._matcher = Matcher(crm, head.noun, head.keys, head.source)
        self._then = Mark(head.base, head.step, head.step_id)
        self._touched: dict[str, set[str]] = {}
        self._missing: dict[tuple[str, str], Differs] = {}

    def finish(self) -> None:
        """When all is written: what still leads nowhere, and then refuse the plan if anything differs."""
        for noun in {noun for noun, _identity in self._missing}:
            wanted = [identity for one, identity in self._missing if one == noun]
            there = {identity for identity, _again in self.crm.having(noun, "id", wanted)}
            for identity in wanted:
                if identity not in there:
                    self.differ(self._missing[noun, identity])
        if self.count:
            raise MovedError(self.differs, self.count, self.gone)

    def differ(self, found: Differs) -> None:
        """One thing more that is not as it was planned."""
        self.count += 1
        self.gone = self.gone or found.why in (GONE, LOST)
        if len(self.differs) < MOST:
            self.differs.append(found)

    def _touched_since(self, noun: str) -> set[str]:
        """The records of a noun that were written since the plan."""
        if noun not in self._touched:
            self._touched[noun] = self.crm.touched_since(self._then, noun)
        return self._touched[noun]

    @cached_property
    def _is_as_it_was(self) -> bool:
        """Nothing at all was written since: the step that is under way is the next one."""
        return self.crm.mark().step <= self.head.step + 1

    # --- new ones

    def new(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Those of the new records that still are new."""
        if self._is_as_it_was or not rows:
            return rows
        self._look_for_links(self.noun, rows, CREATED)
        there = self._there(rows) if self._touched_since(self.noun) else {}
        for place, ref in there.items():
            self.differ(Differs(self.noun, ref, rows[place].get("line", 0), THERE))
        return [row for place, row in enumerate(rows) if place not in there]

    def _there(self, rows: Sequence[Row]) -> dict[int, str]:
        """Which of these are there now, by their place, with their refs."""
        found = dict[int, str]()
        for place, identity in [*self._matched(rows), *self._by_mark(rows)]:
            if identity in self._touched_since(self.noun):
                found.setdefault(place, identity)
        refs = refs_of(self.crm, self.noun, list(found.values()))
        return {place: refs[identity] for place, identity in found.items()}

    def _matched(self, rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
        values = {name: [row["values"].get(name) for row in rows] for name in self.head.said}
        externals = [row.get("external", "") for row in rows]
        matches = self._matcher.match(values, externals, [row.get("line", 0) for row in rows])
        return ((place, match) for place, match in enumerate(matches) if isinstance(match, str))

    def _by_mark(self, rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
        """By what no two records may share: the id, a ref, a name where names are unique, another system's number."""
        fields = self.crm.fields(self.noun)
        marks = {"id": {row["id"]: place for place, row in enumerate(rows)}}
        marks["ref"] = {row["values"]["ref"]: place for place, row in enumerate(rows) if row["values"].get("ref")}
        if "name" in fields and fields["name"].facets.get("unique"):
            alone = fields["name"].facets["unique"] != "unnumbered"
            marks["name_key"] = {
                name_key(row["values"]["name"]): place
                for place, row in enumerate(rows)
                if alone or "external" not in row
            }
        for column, wanted in marks.items():
            for mark, identity in self.crm.having(self.noun, column, wanted) if wanted else ():
                yield wanted[mark], identity
        numbers = {row["external"]: place for place, row in enumerate(rows) if "external" in row}
        for number, identity in self.crm.called(self.noun, self.head.source, numbers).items() if numbers else ():
            yield numbers[number], identity

    def stubs(self, stubs: Sequence[Stub]) -> None:
        """Records that rows name and that were to be made must not be there now."""
        for stub in () if self._is_as_it_was else stubs:
            if "name_key" in key_columns(load(stub.noun)) and "client" not in stub.values:
                for _key, identity in self.crm.having(stub.noun, "name_key", [name_key(stub.values["name"])]):
                    if identity in self._touched_since(stub.noun):
                        ref = refs_of(self.crm, stub.noun, [identity])[identity]
                        self.differ(Differs(stub.noun, ref, 0, THERE))

    def _look_for_links(self, noun: str, rows: Sequence[Row], values: Callable[[Row], Mapping[str, Any]]) -> None:
        """Keep in mind which links lead nowhere as yet; what they name may stand behind them in the plan."""
        for link in [f for f in self.crm.fields(noun).values() if f.kind == "link"]:
            wanted = {value: row for row in rows if (value := values(row).get(link.name))}
            there = {identity for identity, _again in self.crm.having(link.to, "id", wanted)} if wanted else set()
            for identity in wanted.keys() - there:
                row = wanted[identity]
                lost = Differs(noun, row.get("ref", ""), row.get("line", 0), LOST, link.name)
                self._missing.setdefault((link.to, identity), lost)

    def named(self, rows: Sequence[Row]) -> list[tuple[str, str]]:
        """Those numbers of another system that still are to be given, each with the record that gets it."""
        there = {identity for identity, _again in self.crm.having(self.noun, "id", [row["id"] for row in rows])}
        taken = self.crm.called(self.noun, self.head.source, [row["external"] for row in rows])
        for row in rows:
            if row["id"] not in there:
                self.differ(Differs(self.noun, row["ref"], 0, GONE))
            elif row["external"] in taken:
                self.differ(Differs(self.noun, row["ref"], 0, TAKEN, by=row["external"]))
        return [(row["external"], row["id"]) for row in rows if row["id"] in there and row["external"] not in taken]

    # --- those that change

    def updates(self, noun: str, rows: Sequence[Row]) -> Sequence[Row]:
        """Those of the changes whose fields hold what they were planned from."""
        if not rows:
            return rows
        if noun == self.noun or "noun" in rows[0]:
            self._look_for_links(noun, rows, UPDATED)
        fields = [f for f in self.crm.fields(noun).values() if any(f.name in row["changes"] for row in rows)]
        held = self._held(noun, [row["id"] for row in rows], fields)
        return [row for row in rows if self._holds(noun, row, held.get(row["id"]))]

    def _held(self, noun: str, ids: Sequence[str], fields: Sequence[Field]) -> dict[str, dict[str, Any]]:
        names = [field.name for field in fields]
        found = self.crm.having(noun, "id", ids, fields)
        return {identity: dict(zip(names, stored, strict=True)) for identity, _again, *stored in found}

    def _holds(self, noun: str, row: Row, now: Mapping[str, Any] | None) -> bool:
        if now is None:
            self.differ(Differs(noun, row["ref"], row.get("line", 0), GONE))
            return False
        planned = {name: pair["from"] for name, pair in row["changes"].items()}
        moved = [name for name in planned if name not in now or self._moved(noun, name, planned[name], now[name])]
        for name in moved:
            self.differ(Differs(noun, row["ref"], row.get("line", 0), MOVED, name, planned[name], now.get(name)))
        return not moved

    def _moved(self, noun: str, name: str, planned: Any, now: Any) -> bool:
        field = self.crm.fields(noun)[name]
        return bool(comparable(field, planned) != comparable(field, now))

    def losses(self, rows: Sequence[Row], due: Collection[str]) -> None:
        """What goes to the pool must be due still, whoever has it."""
        told = {one.ref for one in self.differs}
        for row in rows:
            if row["id"] not in due and row["ref"] not in told:
                self.differ(Differs(row["noun"], row["ref"], 0, STAYS))

    # --- those that go

    def removals(self, rows: Sequence[Row]) -> None:
        """They must be as they were, with just what was planned to go with them."""
        planned = {row["id"] for row in rows}
        for row in rows:
            found = self.crm.where(load(row.get("noun", self.noun)), id=row["id"])
            if not found:
                self.differ(Differs(row.get("noun", self.noun), row["ref"], 0, GONE))
            elif self.crm.revision(found[0]) != row["revision"]:
                self._tell_changes(found[0], row["revision"])
            elif not row.get("with"):
                self._tell_more(found[0], planned)

    # --- those that become one

    def merges(self, rows: Sequence[Row]) -> None:
        """All of them must be as they were."""
        for row in rows:
            for one in (row, *row["others"]):
                found = self.crm.where(load(row["noun"]), id=one["id"])
                if not found:
                    self.differ(Differs(row["noun"], one["ref"], 0, GONE))
                elif self.crm.revision(found[0]) != one["revision"]:
                    self._tell_changes(found[0], one["revision"])

    def _tell_changes(self, record: Record, revision: int) -> None:
        """What changed in a record that was to go."""
        for _step, op in self.crm.history(record):
            for name, (old, new) in op.body.items() if op.seq > revision else ():
                self.differ(Differs(record.noun, record.ref, 0, MOVED, name.removeprefix("x."), old, new))

    def _tell_more(self, record: Record, planned: set[str]) -> None:
        for item in self.crm.under(record):
            if item.id not in planned and not NOUNS[item.noun].internal:
                self.differ(Differs(item.noun, item.ref, 0, CAME, by=record.ref))
