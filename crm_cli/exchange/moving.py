"""Two copies of one base meet: of each field the newer value stays, what was edited unseen by who removed it stays, and what lost is told."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.exchange import kernel, oplog, sent
from crm_cli.exchange.kernel import Op, Table
from crm_cli.exchange.parcel import Parcel
from crm_cli.exchange.told import Reading
from crm_cli.i18n import N_
from crm_cli.people import leads
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.registry import NOUNS, Noun
from crm_cli.sales import documents, history, mending, standing
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.workspace import Clash, Logged, Meeting, Place

BY_THEMSELVES: kernel.Rules = {noun.table: Table() for noun in NOUNS.values()}
ALONE = ("setting", "external")
REMOVED, ADDED = N_("removed"), N_("added")
Counts = dict[str, dict[str, int]]


class Lost(NamedTuple):
    """A value that a newer one of another device stands against, or, without a field, a removal that an edit stands against."""

    noun: str
    id: str
    ref: str
    field: str
    kept: Any
    lost: Any
    by: str | None
    at: str


class Met(NamedTuple):
    """What came of a meeting: rows added, changed and removed by noun, steps and changes that came, and what lost."""

    counts: Counts
    steps: int
    ops: int
    lost: list[Lost]


class _NothingNewError(Exception):
    """The other copy did nothing that is not here."""


def merge(crm: Workspace, parcel: Parcel, *, once: str | None, dry_run: bool) -> Met:
    """Take in what another copy of this base did since; one step, or nothing at all where nothing is new."""
    reading = Reading(parcel)

    def take(meeting: "Meeting") -> None:
        for told, changes in reading.log():
            meeting.take(told, changes)
        if not meeting.incoming.steps:
            raise _NothingNewError

    try:
        with crm.meeting(parcel.head.devices, take, once=once, dry_run=dry_run) as meeting:
            lost = _Meeting(crm, meeting).settle(reading)
            return Met(meeting.tally(), meeting.incoming.steps, meeting.incoming.ops, lost)
    except _NothingNewError:
        return Met({}, 0, 0, [])


class _Meeting:
    """One meeting under way."""

    def __init__(self, crm: Workspace, meeting: "Meeting") -> None:
        self.crm, self.meeting = crm, meeting
        self.lost: list[Lost] = []
        self.alone: list[tuple[Place, dict[str, Any]]] = []  # of which there may be one only: after others have gone

    def settle(self, reading: Reading) -> list[Lost]:
        """Bring the rows to what both logs together say; what lost."""
        met, gone = self.meeting, []
        for some in met.known():
            gone += self._settle(some)
        for place in gone:
            met.put(place, None)
        for place, values in self.alone:
            met.put(place, values)
        self.crm.store.read_settings()
        self._load(reading)
        revived = self._revive()
        self._list_revived(revived)
        self.crm.forget_fields()
        self._mend()
        self.lost += [lost for lost in map(_clashed, met.clashes) if lost.kept != lost.lost]
        return sorted(self.lost, key=lambda lost: (lost.noun, lost.id, lost.field, lost.at, str(lost.lost)))

    def _settle(self, some: "list[tuple[Place, list[Logged]]]") -> "list[Place]":
        """Rows that both know: those that live are written; those that do not live by themselves are given back."""
        ops = [op for _place, log in some for op in oplog.told(log)]
        rows = kernel.state(ops, BY_THEMSELVES)
        at = {(logged.device, logged.seq): logged.at for _place, log in some for logged in log}
        by_row: dict[str, list[Op]] = {}
        for op in ops:
            by_row.setdefault(op.row, []).append(op)
        gone = []
        for place, _log in some:
            values = rows.get(place.noun.table, {}).get(place.id)
            if values is None:
                gone.append(place)
                continue
            if place.noun.name in ALONE:
                self.alone.append((place, values))
            else:
                self.meeting.put(place, values)
            self._list_contested(place, by_row[place.id], values, at)
            self._list_unseen_removals(place, by_row[place.id], values, at)
        return gone

    def _is_new(self, op: Op) -> bool:
        return op.seq > self.meeting.before.get(op.device, 0)

    def _list_contested(self, place: "Place", ops: list[Op], values: dict[str, Any], at: dict[Any, str]) -> None:
        for conflict in kernel.conflicts(ops):
            if any(map(self._is_new, conflict.heads)) and _is_told(place.noun, conflict.field):
                kept = conflict.heads[-1].fields[conflict.field].new
                for op in conflict.heads[:-1]:
                    value = op.fields[conflict.field].new
                    if value != kept:
                        self._add(place, conflict.field, kept, value, op, at, values)

    def _list_unseen_removals(
        self, place: "Place", ops: list[Op], values: dict[str, Any], at: dict[Any, str], *, revived: bool = False
    ) -> None:
        """Removals that no later write had seen, of a row that lives all the same: by an edit, or by what points to it."""
        if place.noun.internal:
            return
        for op in (op for op in ops if op.kind == "D"):
            seen = any(write.seen.get(op.device, 0) >= op.seq for write in ops if write.writes)
            unseen = [write for write in ops if write.writes and op.seen.get(write.device, 0) < write.seq]
            if not seen and (revived or any(map(self._is_new, [op, *unseen]))):
                self._add(place, "", None, REMOVED, op, at, values)

    def _add(
        self, place: "Place", field: str, kept: Any, lost: Any, op: Op, at: dict[Any, str], values: dict[str, Any]
    ) -> None:
        called = values.get("name") if place.noun.name == "setting" else values.get("ref")
        actor = None if op.actor == oplog.EXTERNAL else op.actor
        told = Lost(
            place.noun.name, place.id, str(called or ""), field.removeprefix("x."), kept, lost, actor, at[op.number]
        )
        self.lost.append(told)

    def _load(self, reading: Reading) -> None:
        """The rows that only the other knows, as it has them."""
        if self.meeting.has_new():
            for noun, names, rows in reading.records():
                self.meeting.load(noun, names, rows)

    def _revive(self) -> "list[Place]":
        """Bring back what a row that lives points to, and what that points to."""
        revived: list[Place] = []
        while wanted := self.meeting.wanted():
            for place in wanted:
                ops = list(oplog.told(self.meeting.log_of(place)))
                self.meeting.revive(place, _last_values(ops))
            revived += wanted
        return revived

    def _list_revived(self, revived: "Iterable[Place]") -> None:
        for place in revived:
            log = self.meeting.log_of(place)[:-1]  # without our own saying that it lives
            ops = list(oplog.told(log))
            at = {(one.device, one.seq): one.at for one in log}
            self._list_unseen_removals(place, ops, _last_values(ops), at, revived=True)

    def _mend(self) -> None:
        """Let hold again what holds between several values or rows, where both sides wrote."""
        for identity in self.meeting.both_told("opp", "opportunity", "snapshot"):
            for deal in self.crm.where(Opportunity, id=identity):
                history.mend(self.crm, deal)
                standing.mend(self.crm, deal)
        for identity in self.meeting.both("lead"):
            for lead in self.crm.where(Lead, id=identity):
                leads.mend(self.crm, lead)
        for noun, line in documents.LINES.items():
            for identity in self.meeting.both_told(noun, noun, line):
                if noun == "quote" and self._is_out(identity):
                    self._send_again(identity)
                else:
                    mending.mend(self.crm, noun, identity)
        self.crm.follow_merged()

    def _is_out(self, identity: str) -> bool:
        return any(quote.status not in documents.OPEN for quote in self.crm.where(Quote, id=identity))

    def _send_again(self, identity: str) -> None:
        """A quote that one side sent while the other wrote on it is what was sent; what gave way is told."""
        for one in sent.restore(self.meeting, identity):
            at = {(logged.device, logged.seq): logged.at for logged in self.meeting.log_of(one.place)}
            last = max(one.writes, key=lambda op: (op.hlc, op.number))
            for field, kept, lost in one.fields():
                values = dict(one.kept or one.lost or {})
                if not field:
                    kept, lost = (REMOVED, ADDED) if one.kept is None else (None, REMOVED)
                self._add(one.place, field, kept, lost, last, at, values)


def _is_told(noun: Noun, field: str) -> bool:
    if field in mending.FOLLOWS.get(noun.name, ()):
        return False
    return not noun.internal or (noun.name == "setting" and field == "value")


def _last_values(ops: Sequence[Op]) -> dict[str, Any]:
    """What a removed row held, by the last write of each field."""
    names = dict.fromkeys(name for op in ops if op.writes for name in op.fields)
    return {name: kernel.winner(ops, name) for name in names}


def _clashed(clash: "Clash") -> Lost:
    """Two settings of one name, or two records under one external id: the newer stays."""
    field, called = ("value", "name") if clash.noun.name == "setting" else ("record", "key")
    kept, lost = clash.kept[field], clash.lost[field]
    return Lost(clash.noun.name, clash.lost_id, str(clash.lost[called]), field, kept, lost, clash.by, clash.at)
