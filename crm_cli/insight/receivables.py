"""Receivables: what is still to be paid, by how late it is, by client or rep, and when the money will come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_cli.records.filters import Filter
from crm_cli.sales import credit
from crm_cli.workspace import Workspace

EDGES = (30, 60, 90)


class Aged(NamedTuple):
    """What is owed by ``ref`` and ``name``, or by several together: ``left`` of so many invoices, of which ``covered`` by acceptance drafts that
    have not matured and ``held`` as a retention are in no bucket.

    ``now`` is not due yet; then up to 30, 60, 90 days late, and later. ``oldest`` is the first day on which something was due.
    """

    ref: str | None
    name: str | None
    owner: str | None
    currency: str
    invoices: int
    left: int
    covered: int
    held: int
    now: int
    to30: int
    to60: int
    to90: int
    over90: int
    oldest: str | None

    @property
    def late(self) -> int:
        return self.to30 + self.to60 + self.to90 + self.over90


class Open(NamedTuple):
    """An invoice that is not paid; ``days`` late, below zero when it is not due yet, none when nothing of it is asked for.

    ``covered`` is what acceptance drafts will pay when they mature, the last ``covered_until``; ``held`` is retained, until a day that may not be known yet.
    """

    ref: str
    number: str | None
    client_ref: str | None
    client: str | None
    owner: str | None
    currency: str
    status: str
    date: str | None
    due: str | None
    days: int | None
    total: int | None
    left: int
    covered: int
    covered_until: str | None
    held: int
    held_until: str | None

    @property
    def late(self) -> bool:
        return self.status == "overdue"


class Month(NamedTuple):
    """What comes in a month (``2026-12``; ``late`` what should have come, empty what nobody knows of).

    ``due`` as agreed, ``likely`` as the clients usually pay, ``drafts`` that mature, ``retained`` that falls due.
    """

    month: str
    currency: str
    due: int
    likely: int
    drafts: int
    retained: int


class _Row(NamedTuple):
    """A row of ``receivables.sql``; of what is retained, ``ripe`` is due ``since`` a day and no longer ``held``."""

    ref: str
    number: str | None
    client_ref: str | None
    client: str | None
    owner: str | None
    client_id: str
    currency: str
    date: str | None
    due: str | None
    total: int | None
    left: int
    covered: int
    covered_until: str | None
    held: int
    held_until: str | None
    ripe: int
    since: str | None
    status: str

    @property
    def asked(self) -> int:
        """What falls due with the invoice itself."""
        return self.left - self.covered - self.held - self.ripe


LATE = "late"


def ages(
    crm: Workspace, wanted: Sequence[str] | Filter = (), by: str = "client", day: date | None = None
) -> list[Aged]:
    """What is owed by client or by owner, the most first, today or as of a day that is past; filters are those of invoices."""
    here = day or crm.clock.today()
    edges = {f"late{days}": (here - timedelta(days)).isoformat() for days in EDGES}
    rows = crm.report("receivable_ages", _asked(crm, wanted, here), **edges)
    noun = "user" if by == "owner" else "client"
    at = 1 if by == "owner" else 0
    groups: dict[tuple[str | None, str], list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        groups[row[at], row[2]].append(row)
    names = [crm.fields(noun)[name] for name in ("ref", "name")]
    rows_of = crm.having(noun, "id", [identity for identity, _currency in groups if identity], names)
    known = {identity: (ref, name) for _value, identity, ref, name in rows_of}
    found = [
        _aged(known.get(str(identity), (None, None)), currency, group, crm, by)
        for (identity, currency), group in groups.items()
    ]
    return sorted(found, key=lambda one: (one.currency, -one.left, one.ref or ""))


def _asked(crm: Workspace, wanted: Sequence[str] | Filter, day: date) -> Any:
    """The invoices of a filter, seen from that day: what came, was billed or fell due later is still to come."""
    query = crm.query("invoice", wanted)
    query.given["today"] = day.isoformat()
    return query


def _aged(
    called: tuple[str | None, str | None], currency: str, rows: Sequence[Sequence[Any]], crm: Workspace, by: str
) -> Aged:
    owners = {row[1] for row in rows}
    owner = crm.name_of("user", owners.pop()) if by == "client" and len(owners) == 1 and None not in owners else None
    sums = [sum(row[at] for row in rows) for at in range(3, 12)]
    oldest = min((row[12] for row in rows if row[12]), default=None)
    return Aged._make([*called, owner, currency, *sums, oldest])


def open_invoices(crm: Workspace, wanted: Sequence[str] | Filter = (), day: date | None = None) -> list[Open]:
    """Every invoice that is not paid, the first due first, today or as of a day that is past."""
    here = day or crm.clock.today()
    return [_open(row, here) for row in _rows(crm, wanted, here)]


def _rows(crm: Workspace, wanted: Sequence[str] | Filter, day: date) -> list[_Row]:
    return [_Row(*row) for row in crm.report("receivables", _asked(crm, wanted, day))]


def _open(row: _Row, here: date) -> Open:
    due = row.due if row.asked > 0 else row.since if row.ripe > 0 else None
    days = (here - date.fromisoformat(due)).days if due else None
    return Open(
        row.ref, row.number, row.client_ref, row.client, row.owner, row.currency, row.status, row.date, row.due, days, row.total, row.left,
        row.covered, row.covered_until, row.held, row.held_until,
    )  # fmt: skip


def forecast(crm: Workspace, wanted: Sequence[str] | Filter = ()) -> list[Month]:
    """When the money will come: what is late first, then month by month, last what no day is known of. What of a draft went to no invoice only without a filter."""
    habit, today = credit.late_by(crm), crm.clock.today()
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])

    def put(day: str | None, currency: str, place: int, amount: int, *, late: bool = True) -> None:
        month = "" if day is None else LATE if late and day < today.isoformat() else max(day, today.isoformat())[:7]
        sums[month, currency][place] += amount

    for one in _rows(crm, wanted, today):
        usual = habit.get((one.client_id, one.currency), 0.0)
        for due, amount in ((one.due, one.asked), (one.since, one.ripe)):
            put(due, one.currency, 0, amount)
            put(_shifted(due, usual), one.currency, 1, amount, late=False)
        put(one.held_until, one.currency, 3, one.held)
    spare = () if wanted else crm.report("drafts_spare")
    for matures, currency, amount in (*crm.report("drafts_coming", _asked(crm, wanted, today)), *spare):
        put(matures, currency, 2, amount)
    found = [Month(month, currency, *four) for (month, currency), four in sums.items() if any(four)]
    return sorted(found, key=lambda one: (one.currency, one.month != LATE, one.month == "", one.month))


def _shifted(due: str | None, days: float) -> str | None:
    """The day on which such a client pays; who pays early is not counted on."""
    return due and (date.fromisoformat(due) + timedelta(max(round(days), 0))).isoformat()


def totals(rows: Iterable[Aged]) -> list[Aged]:
    """One line for each currency with what all together owe."""
    groups: dict[str, Aged] = {}
    for row in rows:
        one = groups.get(row.currency, row._replace(ref=None, name=None, owner=None))
        groups[row.currency] = one if row.currency not in groups else _added(one, row)
    return list(groups.values())


def _added(one: Aged, other: Aged) -> Aged:
    return one._replace(
        invoices=one.invoices + other.invoices, left=one.left + other.left, covered=one.covered + other.covered, held=one.held + other.held, now=one.now + other.now,
        to30=one.to30 + other.to30, to60=one.to60 + other.to60, to90=one.to90 + other.to90, over90=one.over90 + other.over90,
        oldest=min(filter(None, (one.oldest, other.oldest)), default=None),
    )  # fmt: skip
