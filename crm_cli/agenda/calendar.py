"""What a calendar shows: tasks, meetings and visits, birthdays; each with an identity that stays and the number of its last change."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_cli.i18n import _
from crm_cli.records.nouns.activities import KINDS, OUTCOMES
from crm_cli.workspace import Workspace

MINUTES = {"meeting": 60, "visit": 60, "return_visit": 60}
USUAL = 30  # minutes of anything else at a fixed time
THERE = ("visit", "return_visit", "meeting")  # where one goes to the client
MOST = 400  # days of one series that are written one by one
HOUSE = "guanxi"


class Entry(NamedTuple):
    """One entry. ``start`` and ``end`` are aware moments, or days (the end the day after); ``rule`` is what comes again, as RFC 5545 says it.

    ``sequence`` and ``changed`` (a stored moment) grow with every change, so that a program which has it knows the newer one.
    """

    uid: str
    start: datetime | date
    end: datetime | date
    summary: str
    changed: str
    sequence: int = 0
    created: str | None = None
    about: str = ""
    place: str = ""
    link: str = ""
    category: str = ""
    rule: str = ""
    cancelled: bool = False
    busy: bool = True


class _Row(NamedTuple):
    id: str
    ref: str
    text: str | None
    at: str
    timed: int
    every: str | None
    kind: str | None
    theirs: int
    status: str
    result: str | None
    created: str | None
    number: int
    changed: str | None
    client_ref: str | None
    client: str | None
    client_phone: str | None
    address: str | None
    contact_ref: str | None
    contact: str | None
    phone: str | None
    deal_ref: str | None
    deal: str | None
    owner: str | None
    minutes: int | None = None
    video: str | None = None


def entries(
    crm: Workspace, owners: Sequence[str] | None, low: date, high: date, *, birthdays: bool = False
) -> list[Entry]:
    """What is in these days (``high`` is the day after the last), of these users (ids) or of everybody."""
    given: dict[str, Any] = {
        "owners": None if owners is None else json.dumps(list(owners)),
        "low": _first(crm, low),
        "high": _first(crm, high),
    }
    named = owners is None or len(owners) > 1
    found = [entry for row in _rows(crm, given) for entry in _of(crm, row, low, high, named)]
    found += [_removed(crm, row) for row in crm.report("calendar_removed", since=given["low"], **given)]
    found += _contracts(crm, owners, low, high, named)
    if birthdays:
        found += _birthdays(crm, owners, low, high)
    return found


def _rows(crm: Workspace, given: dict[str, Any]) -> list[_Row]:
    """The tasks and the activities of these moments."""
    return [_Row(*row) for name in ("calendar_tasks", "calendar_activities") for row in crm.report(name, **given)]


class Planned(NamedTuple):
    """A task or a meeting on a day; ``hour`` is empty where none was said."""

    day: str
    hour: str
    ref: str
    text: str
    client: str | None
    client_ref: str | None
    deal: str | None
    status: str
    owner: str | None


def planned(crm: Workspace, owners: Sequence[str] | None, low: date, high: date) -> list[Planned]:
    """What stands on each of these days (``high`` is the day after the last), day by day; what was dropped does not."""
    given = {
        "owners": None if owners is None else json.dumps(list(owners)),
        "low": _first(crm, low),
        "high": _first(crm, high),
    }
    found = [
        _planned(crm, row, day)
        for row in _rows(crm, given)
        if row.status != "dropped"
        for day in _days(crm, row, high)
        if low <= day < high
    ]
    return sorted(found, key=lambda one: (one.day, one.hour, one.ref))


def _days(crm: Workspace, row: _Row, high: date) -> list[date]:
    """The day of a task or an activity, and before an end those on which it comes again."""
    first = crm.clock.local(row.at).date()
    if not row.every or row.status != "open" or "X-FROM=DONE" in row.every:
        return [first]
    from crm_cli.records import repeating  # only where something comes again

    return [first, *repeating.between(row.every, first, high, crm.workdays(), MOST)]


def _planned(crm: Workspace, row: _Row, day: date) -> Planned:
    hour = f"{crm.clock.local(row.at):%H:%M}" if row.timed else ""
    text = (row.text or _(KINDS.get(row.kind or "", ""))).partition("\n")[0]
    return Planned(
        day.isoformat(),
        hour,
        row.ref,
        text,
        row.client or row.contact,
        row.client_ref,
        row.deal_ref,
        row.status,
        row.owner,
    )


def _of(crm: Workspace, row: _Row, low: date, high: date, named: bool) -> Iterator[Entry]:
    """The entry of a task or an activity, and the further days of what comes again."""
    first = _entry(crm, row, named)
    if not row.every or row.status != "open":
        yield first
        return
    from crm_cli.records import repeating  # only where something comes again

    due = crm.clock.local(row.at).date()
    if rule := repeating.standard(row.every, due):
        yield first._replace(rule=rule)
        return
    if due >= low:
        yield first
    if "X-FROM=DONE" in row.every:  # nobody knows yet when it comes next
        return
    for day in repeating.between(row.every, due, high, crm.workdays(), MOST):
        if day >= low:
            yield _on(crm, first, row, day)


def _on(crm: Workspace, first: Entry, row: _Row, day: date) -> Entry:
    """The same on another day."""
    start: datetime | date = day
    if isinstance(first.start, datetime):
        start = crm.clock.local(crm.clock.utc(datetime.combine(day, first.start.time())))
    return first._replace(uid=_uid(f"{row.id}-{day:%Y%m%d}"), start=start, end=start + (first.end - first.start))


def _entry(crm: Workspace, row: _Row, named: bool) -> Entry:
    start, end = _span(crm, row.at, row.timed, row.minutes or MINUTES.get(row.kind or "", USUAL))
    whom = row.client or row.contact
    summary = " · ".join(filter(None, (row.text or _(KINDS.get(row.kind or "", "")), whom)))
    if row.theirs:
        summary = _("promised: {what}").format(what=summary)
    if row.status == "done":
        summary = f"✓ {summary}"
    if named and row.owner:
        summary = _("{label}: {said}").format(label=row.owner, said=summary)
    return Entry(
        _uid(row.id), start, end, summary, row.changed or row.created or crm.clock.stamp(), row.number, row.created, _about(row),
        (row.address or "") if row.kind in THERE else "", row.video or "", _(KINDS[row.kind]) if row.kind in KINDS else "",
        cancelled=row.status == "dropped", busy=bool(row.timed) and row.status != "done",
    )  # fmt: skip


def _about(row: _Row) -> str:
    """Whom it is about and how they are reached, a line each."""
    lines = [
        " ".join(filter(None, (row.client_ref, row.client, row.client_phone))),
        " ".join(filter(None, (row.contact_ref, row.contact, row.phone))),
        " ".join(filter(None, (row.deal_ref, row.deal))),
        _(OUTCOMES.get(row.result or "", row.result or "")) if row.result else "",
        row.ref,
    ]
    return "\n".join(filter(None, lines))


def _span(crm: Workspace, at: str, timed: int, minutes: int) -> tuple[datetime | date, datetime | date]:
    local = crm.clock.local(at)
    if not timed:
        return local.date(), local.date() + timedelta(1)
    return local, crm.clock.local(crm.clock.utc(local + timedelta(minutes=minutes)))


def _contracts(crm: Workspace, owners: Sequence[str] | None, low: date, high: date, named: bool) -> Iterator[Entry]:
    """The days on which contracts end, or notice of them must be given."""
    if crm.is_empty("contract"):
        return
    from crm_cli.agenda import terms  # only where there are contracts
    from crm_cli.agenda.matters import WHAT
    from crm_cli.records.nouns.contracts import Contract

    for one, identity in terms.days(crm, owners, low, high):
        contract = crm.by_id(Contract, identity)
        summary = " · ".join(filter(None, (_(WHAT[one.what]), one.name, one.client)))
        whose = f"{one.owner}: {summary}" if named and one.owner else summary
        day = date.fromisoformat(one.day)
        yield Entry(
            _uid(f"{identity}-end"), day, day + timedelta(1), whose, contract.created or crm.clock.stamp(), crm.revision(contract), contract.created,
            one.ref, busy=False,
        )  # fmt: skip


def _removed(crm: Workspace, row: Sequence[Any]) -> Entry:
    """What was taken out of the base, for calendars that have it still."""
    identity, text, at, timed, changed, number = row
    start, end = _span(crm, at, timed, USUAL)
    return Entry(_uid(identity), start, end, text or "", changed, number, cancelled=True, busy=False)


def _birthdays(crm: Workspace, owners: Sequence[str] | None, low: date, high: date) -> Iterator[Entry]:
    """Birthdays that fall into these days; on 28 February where there is no 29th."""
    from crm_cli.records.birthdays import YEAR, days_of, yearly  # only where they are asked for

    on: dict[str, list[date]] = {}
    first = low
    while first < high:
        for key, day in days_of(first, min(first + timedelta(YEAR - 1), high - timedelta(1))):
            on.setdefault(key, []).append(day)
        first += timedelta(YEAR)
    given = None if owners is None else json.dumps(list(owners))
    for identity, ref, name, birthday, client, changed in crm.report("calendar_birthdays", owners=given):
        summary = _("birthday: {name}").format(name=" · ".join(filter(None, (name, client))))
        for day in on.get(yearly(birthday), ()):
            yield Entry(
                _uid(f"{identity}-{day:%Y}"), day, day + timedelta(1), summary, changed, about=ref, category=_("Birthday"), busy=False
            )  # fmt: skip


def _uid(identity: str) -> str:
    return f"{identity}@{HOUSE}"


def _first(crm: Workspace, day: date) -> str:
    return crm.clock.utc(datetime.combine(day, time()))
