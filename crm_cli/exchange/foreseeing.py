"""What an import would do, row by row, as a plan keeps it: stored values to do it by, and beside them how a person reads them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from crm_cli.exchange.deciding import Decided
from crm_cli.exchange.planning import Plan
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

Row = dict[str, Any]
Reads = Callable[[Field, Any, str | None], str]
NOT_AS_STORED = ("link", "links", "tags", "money", "percent", "choice", "flag")
REMEMBERED = 20_000


class Rows:
    """The rows of a plan; ``reads`` says a field's stored value, with the currency it is in, as a person reads it."""

    def __init__(self, crm: Workspace, plan: Plan, reads: Reads) -> None:
        self.crm, self.plan, self._reads = crm, plan, reads
        self._known: dict[tuple[str, Any, str | None], str] = {}

    def of(self, done: Decided) -> Iterator[Row]:
        """The rows of a batch, in the order of the file."""
        refs = refs_of(self.crm, self.plan.noun, [update.id for update in done.updates])
        rows = [self._created(done, place, identity) for place, identity in zip(done.new, done.ids, strict=True)]
        rows += [self._updated(update.line, refs[update.id], update.id, update.changes) for update in done.updates]
        for row in sorted(rows, key=lambda row: int(row["line"])):
            yield row | {"line": said(row["line"])}
        named = refs_of(self.crm, self.plan.noun, [identity for _key, identity in done.named])
        for key, identity in done.named:
            yield {"do": "name", "ref": named[identity], "id": identity, "external": key}

    def beside(self) -> Iterator[Row]:
        """What comes with the rows: records that are made since rows name them, and contacts that change."""
        for stub in self.plan.stubs():
            yield {"do": "create", "noun": stub.noun, "id": stub.id, "values": _filled(stub.values)}
        changed = self.plan.companions()
        refs = refs_of(self.crm, "contact", [update.id for update in changed])
        for update in changed:
            row = self._updated(update.line, refs[update.id], update.id, update.changes)
            yield {"noun": "contact", **row, "line": said(update.line)}

    def _created(self, done: Decided, place: int, identity: str) -> Row:
        batch = done.batch
        values = {name: cells[place] for name, cells in batch.columns.items() if cells[place] is not None}
        row: Row = {"line": batch.rows[place].line, "do": "create", "id": identity, "values": values}
        if batch.externals and batch.externals[place]:
            row["external"] = batch.externals[place]
        if batch.beside.get(place):
            row["history"] = batch.beside[place]
        reads = {name: self._said(name, value, values) for name, value in values.items() if self._differs(name)}
        reads = {name: said for name, said in reads.items() if said != values[name]}
        return row | ({"reads": reads} if reads else {})

    def _updated(self, line: int, ref: str, identity: str, changes: Mapping[str, tuple[Any, Any]]) -> Row:
        after = {name: new for name, (_old, new) in changes.items()}
        reads = {
            name: " → ".join(self._said(name, value, after) or "–" for value in pair) for name, pair in changes.items()
        }
        return {
            "line": line, "do": "update", "ref": ref, "id": identity,
            "changes": {name: {"from": old, "to": new} for name, (old, new) in changes.items()}, "reads": reads,
        }  # fmt: skip

    def _differs(self, name: str) -> bool:
        field = self.crm.fields(self.plan.noun).get(name)
        return field is not None and field.kind in NOT_AS_STORED

    def _said(self, name: str, value: Any, values: Mapping[str, Any]) -> str:
        if value is None:
            return ""
        key = name, value, values.get("currency")
        if key not in self._known:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            self._known[key] = self._worked_out(*key)
        return self._known[key]

    def _worked_out(self, name: str, value: Any, currency: str | None) -> str:
        if made := self.plan.to_be_made(value):
            return made
        field = self.crm.fields(self.plan.noun).get(name)
        return str(value) if field is None else self._reads(field, value, currency)


def _filled(values: Mapping[str, Any]) -> Row:
    return {name: value for name, value in values.items() if value is not None}


def refs_of(crm: Workspace, noun: str, ids: Sequence[str]) -> dict[str, str]:
    """The refs of these records."""
    if not ids:
        return {}
    return {identity: ref for identity, _again, ref in crm.having(noun, "id", ids, [crm.fields(noun)["ref"]])}


def said(line: int) -> int | str:
    """A line as JSON has it: the row of a sheet among several with the name of its sheet."""
    return line if type(line) is int else str(line)
