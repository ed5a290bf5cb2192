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
    """What is owed by ``ref`` and ``name``, or by several together: ``left`` of so many invoices; ``held`` is retained and in no bucket.

    ``now`` is not due yet; then up to 30, 60, 90 days late, and later. ``oldest`` is the first day on which something was due.
    """

    ref: str | None
    name: str | None
    owner: str | None
    currency: str
    invoices: int
    left: int
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
    """An invoice that is not paid; ``days`` late, below zero when it is not due yet."""

    ref: str
    number: str | None
    client_ref: str | None
    client: str | None
    owner: str | None
    currency: str
    date: str | None
    due: str | None
    days: int | None
    total: int | None
    left: int
    held: int


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


LATE = "late"


def ages(crm: Workspace, wanted: Sequence[str] | Filter = (), by: str = "client") -> list[Aged]:
    """What is owed by client or by owner, the most first; filters are those of invoices."""
    here = crm.clock.today()
    edges = {f"late{days}": (here - timedelta(days)).isoformat() for days in EDGES}
    rows = crm.report("receivable_ages", crm.query("invoice", wanted), **edges)
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


def _aged(
    called: tuple[str | None, str | None], currency: str, rows: Sequence[Sequence[Any]], crm: Workspace, by: str
) -> Aged:
    owners = {row[1] for row in rows}
    owner = crm.name_of("user", owners.pop()) if by == "client" and len(owners) == 1 and None not in owners else None
    invoices, left, held, now, to30, to60, to90, over90 = (sum(row[at] for row in rows) for at in range(3, 11))
    oldest = min((row[11] for row in rows if row[11]), default=None)
    return Aged(*called, owner, currency, invoices, left, held, now, to30, to60, to90, over90, oldest)


def open_invoices(crm: Workspace, wanted: Sequence[str] | Filter = ()) -> list[Open]:
    """Every invoice that is not paid, the first due first."""
    here = crm.clock.today()
    return [
        Open(ref, number, client_ref, client, owner, currency, day, due, (here - date.fromisoformat(due)).days if due else None, total, left, held)
        for ref, number, client_ref, client, owner, _client, _owner, _order, currency, day, due, total, left, held in crm.report(
            "receivables", crm.query("invoice", wanted)
        )
    ]  # fmt: skip


def forecast(crm: Workspace, wanted: Sequence[str] | Filter = ()) -> list[Month]:
    """When the money will come: what is late first, then month by month, last what no day is known of. Drafts only without a filter."""
    habit, retained = credit.late_by(crm), dict[str, str | None](crm.report("retained"))  # type: ignore[arg-type]  # rows are pairs
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    today = crm.clock.today()

    def put(day: str | None, currency: str, place: int, amount: int, *, late: bool = True) -> None:
        month = "" if day is None else LATE if late and day < today.isoformat() else max(day, today.isoformat())[:7]
        sums[month, currency][place] += amount

    for *_told, client, _owner, order, currency, _day, due, _total, left, held in crm.report(
        "receivables", crm.query("invoice", wanted)
    ):
        put(due, currency, 0, left - held)
        put(_shifted(due, habit.get((client, currency), 0.0)), currency, 1, left - held, late=False)
        put(retained.get(order) if order else None, currency, 3, held) if held else None
    for *_draft, currency, matures, amount in crm.report("drafts_coming") if not wanted else ():
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
        invoices=one.invoices + other.invoices, left=one.left + other.left, held=one.held + other.held, now=one.now + other.now,
        to30=one.to30 + other.to30, to60=one.to60 + other.to60, to90=one.to90 + other.to90, over90=one.over90 + other.over90,
        oldest=min(filter(None, (one.oldest, other.oldest)), default=None),
    )  # fmt: skip
