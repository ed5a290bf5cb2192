"""What a client has in hand stays as it went out: where two copies meet, writes on a quote that did not know of its sending give way."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.exchange import kernel, oplog
from crm_cli.exchange.kernel import Op, Table
from crm_cli.records.registry import NOUNS
from crm_cli.sales.approvals import TERMS
from crm_cli.sales.documents import OPEN, SUMMED
from crm_cli.sales.mending import FOLLOWS

if TYPE_CHECKING:
    from crm_cli.workspace import Meeting, Place

QUOTE, LINE = NOUNS["quote"], NOUNS["quoteline"]
RULES: kernel.Rules = {noun.table: Table() for noun in (QUOTE, LINE)}
Values = Mapping[str, Any]


class GaveWay(NamedTuple):
    """A row of a quote that went out, brought back to what it was then: what it holds and held (None: no such row), and the writes that gave way."""

    place: "Place"
    kept: Values | None
    lost: Values | None
    writes: Sequence[Op]

    def fields(self) -> Iterator[tuple[str, Any, Any]]:
        """What somebody had typed and gave way, by field; a row that was put in or taken out as a whole has no field."""
        if self.kept is None or self.lost is None:
            yield "", self.kept, self.lost
            return
        for name in changed(self.lost, self.kept):
            if name not in FOLLOWS[self.place.noun.name]:
                yield name, self.kept.get(name), self.lost.get(name)


def restore(meeting: "Meeting", quote: str) -> list[GaveWay]:
    """Bring a quote that is out, and its lines, to what they were when it was sent; the same in every copy, and logged."""
    place = meeting.place(QUOTE, quote)
    ops = list(oplog.told(meeting.log_of(place)))
    sending = _sending(ops)
    if sending is None:
        return []
    found = [_of_terms(place, ops, sending)]
    for line in meeting.written(LINE):
        ops = list(oplog.told(meeting.log_of(line)))
        if any(op.fields["quote"].new == quote for op in ops if "quote" in op.fields):
            found.append(_of_line(line, ops, sending))
    gave_way = [one for one in found if one is not None]
    for one in gave_way:
        if one.lost is None and one.kept is not None:
            meeting.revive(one.place, one.kept)
        else:
            meeting.write(one.place, one.kept, one.lost or {})
    return gave_way


def _sending(ops: Sequence[Op]) -> Op | None:
    """The last write by which the quote went out; from then on nobody who knew of it wrote its terms."""
    out = [op for op in ops if "status" in op.fields and op.fields["status"].old in OPEN and op.fields["status"].new not in OPEN]  # fmt: skip
    return max(out, key=lambda op: (op.hlc, op.number), default=None)


def _knew(op: Op, sending: Op) -> bool:
    """Of two writes one knew of the other, or they are one."""
    before = sending.seen.get(op.device, 0) >= op.seq
    return before or op.number == sending.number or op.seen.get(sending.device, 0) >= sending.seq


def _of_terms(place: "Place", ops: Sequence[Op], sending: Op) -> GaveWay | None:
    own = {*TERMS, *SUMMED}
    unseen = [op for op in ops if not _knew(op, sending) and not own.isdisjoint(op.fields)]
    if not unseen:
        return None
    now = _state(ops)
    then = _state([op for op in ops if op not in unseen])
    assert now is not None and then is not None  # noqa: S101 - the quote is there, and was when it was sent
    return _changed(place, now | {name: then.get(name) for name in own}, now, unseen)


def _of_line(place: "Place", ops: Sequence[Op], sending: Op) -> GaveWay | None:
    unseen = [op for op in ops if not _knew(op, sending)]
    if not unseen:
        return None
    return _changed(place, _state([op for op in ops if op not in unseen]), _state(ops), unseen)


def _changed(place: "Place", then: Values | None, now: Values | None, unseen: Sequence[Op]) -> GaveWay | None:
    if then == now or (then is not None and now is not None and not list(changed(now, then))):
        return None
    return GaveWay(place, then, now, unseen)


def _state(ops: Sequence[Op]) -> dict[str, Any] | None:
    """What the row says by these writes; None where there is none."""
    rows = [row for table in kernel.state(ops, RULES).values() for row in table.values()]
    return rows[0] if rows else None


def changed(before: Values, after: Values) -> Iterator[str]:
    """The fields that are not the same."""
    return (name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name))
