"""What became of the deals since a moment: begun, moved, slipped, shrunk, won, lost, without a next step, gone silent."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from crm_cli.i18n import N_
from crm_cli.people import policy
from crm_cli.workspace import Workspace

KINDS = {
    "won": N_("won"),
    "lost": N_("lost"),
    "created": N_("new"),
    "reopened": N_("reopened"),
    "moved": N_("moved"),
    "slipped": N_("slipped"),
    "sooner": N_("brought forward"),
    "shrank": N_("shrank"),
    "grew": N_("grew"),
    "stepless": N_("lost its next step"),
    "silent": N_("went silent"),
}
WORRYING = ("lost", "slipped", "shrank", "stepless", "silent")
BEARS = 30  # days without a word, where the stage says nothing


class Change(NamedTuple):
    """One thing that changed in a deal. ``old`` and ``new`` are names of stages, dates, or amounts in minor units; ``difference`` is in days or
    minor units. ``at`` is when it was written down, and ``by`` who did it. ``value`` is what the deal is worth now."""

    kind: str
    ref: str
    name: str
    client: str | None
    client_ref: str | None
    owner_id: str | None
    owner: str | None
    old: Any
    new: Any
    difference: int | None
    at: str | None
    by: str | None
    value: int | None
    currency: str


class _Row(NamedTuple):
    """A snapshot of a deal, as the report gives it."""

    ref: str
    name: str
    client: str | None
    client_ref: str | None
    owner_id: str | None
    owner: str | None
    stage: str
    type: str
    value: int | None
    currency: str
    close: str | None
    created: str
    author: str | None


def read(crm: Workspace, low: str, high: str | None = None, users: Collection[str] | None = None) -> list[Change]:
    """What was written of the deals of these users from one moment until another, else until now, by what it is.

    What a deal was before is what was known of it then, whenever that held: a deal that is said today to have been won last week
    was won since yesterday. Steps that are missing and silence are those of now.
    """
    given = {"low": low, "users": None if users is None else json.dumps(list(users))}
    rows = (_Row(*row) for row in crm.report("changes", **given, high=high or LATER))
    found = [change for _ref, deal in groupby(rows, key=lambda row: row.ref) for change in _of(list(deal), low)]
    if high is None or high > crm.clock.stamp():
        found += [*_stepless(crm, given), *_silent(crm, given)]
    order = list(KINDS)
    return sorted(found, key=lambda one: (order.index(one.kind), -(one.value or 0), one.ref))


LATER = "9999"


def _of(rows: Sequence[_Row], low: str) -> Iterator[Change]:
    """What changed in one deal, the rows of whose history stand in their order."""
    old = next((row for row in reversed(rows) if row.created < low), None)
    new = rows[-1]
    if old is None:
        yield _change("created", rows[0], None, new.stage, None, new)
    else:
        yield from _progress(rows, old, new, low)
    ended = old is None or old.type == "open"
    if new.type in ("won", "lost") and (ended or (old and old.type != new.type)):
        before = old.stage if old else None
        yield _change(new.type, _when(rows, low, lambda row: row.type), before, new.stage, None, new)


def _progress(rows: Sequence[_Row], old: _Row, new: _Row, low: str) -> Iterator[Change]:
    """What changed in a deal that was there, but that it ended."""
    if new.type == "open" and old.stage != new.stage:
        kind = "moved" if old.type == "open" else "reopened"
        yield _change(kind, _when(rows, low, lambda row: row.stage), old.stage, new.stage, None, new)
    if new.type == "open" and old.close and new.close and old.close != new.close:
        days = (date.fromisoformat(new.close) - date.fromisoformat(old.close)).days
        at = _when(rows, low, lambda row: row.close)
        yield _change("slipped" if days > 0 else "sooner", at, old.close, new.close, days, new)
    if new.type != "lost" and old.currency == new.currency and (old.value or 0) != (new.value or 0):
        more = (new.value or 0) - (old.value or 0)
        at = _when(rows, low, lambda row: row.value)
        yield _change("grew" if more > 0 else "shrank", at, old.value, new.value, more, new)


def _when(rows: Sequence[_Row], low: str, what: Callable[[_Row], Any]) -> _Row:
    """The last row that made it other than it was."""
    found = [row for before, row in pairwise(rows) if row.created >= low and what(before) != what(row)]
    return found[-1] if found else rows[-1]


def _change(kind: str, by: _Row, old: Any, new: Any, difference: int | None, now: _Row) -> Change:
    return Change(kind, *now[:6], old, new, difference, by.created, by.author, now.value, now.currency)


def _stepless(crm: Workspace, given: dict[str, Any]) -> Iterator[Change]:
    for row in crm.report("changes_stepless", **given):
        deal, (text, at, by, value, currency) = row[:6], row[6:]
        yield Change._make(("stepless", *deal, text, None, None, at, by, value, currency))


def _silent(crm: Workspace, given: dict[str, Any]) -> Iterator[Change]:
    real = json.dumps(policy.real_contact(crm))
    for row in crm.report("changes_silent", **given, real=real, bears=BEARS):
        deal, (last, days, value, currency) = row[:6], row[6:]
        since = crm.clock.local(last).date().isoformat()
        yield Change._make(("silent", *deal, since, None, days, None, None, value, currency))
