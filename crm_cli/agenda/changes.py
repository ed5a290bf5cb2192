"""What became of the deals since a moment: begun, moved, slipped, shrunk, won, lost, with a new document, without a next step, gone silent."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.i18n import N_
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.records.nouns.stages import Stage

KINDS = {
    "won": N_("won"),
    "lost": N_("lost"),
    "removed": N_("removed"),
    "created": N_("new"),
    "reopened": N_("reopened"),
    "moved": N_("moved"),
    "slipped": N_("slipped"),
    "sooner": N_("brought forward"),
    "shrank": N_("shrank"),
    "grew": N_("grew"),
    "ordered": N_("ordered"),
    "filed": N_("new document"),
    "stepless": N_("lost its next step"),
    "silent": N_("went silent"),
}
WORRYING = ("lost", "removed", "slipped", "shrank", "stepless", "silent")
LATER = "9999"
REWRITTEN = ("stage", "value", "close", "effective")
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
    by_id: str | None


class _Row(NamedTuple):
    """A snapshot of a deal, as the report gives it; ``imported`` 1: an import brought it."""

    n: int
    ref: str
    name: str
    client: str | None
    client_ref: str | None
    owner_id: str | None
    owner: str | None
    stage: str
    value: int | None
    currency: str
    close: str | None
    effective: str
    created: str
    author: str | None
    author_id: str | None
    imported: int

    def before(self, low: str) -> bool:
        """It was known before that moment; what an import brought is taken for known."""
        return self.created < low or bool(self.imported)


class _Past(NamedTuple):
    """What is needed to tell a deal's past: what each stage is, and how rows of the history were written over, the last first."""

    stages: "dict[str, Stage]"
    rewritten: dict[int, list[tuple[str, dict[str, Any]]]]

    def at(self, rows: Iterable[_Row], moment: str) -> list[_Row]:
        """The rows as they were at a moment, in their order."""
        found = [self._restored(row, moment) for row in rows if row.before(moment)]
        return sorted(found, key=lambda row: (row.effective, row.n))

    def _restored(self, row: _Row, moment: str) -> _Row:
        for at, body in self.rewritten.get(row.n, ()):
            if at >= moment and not row.imported:
                row = row._replace(**{name: old for name, (old, _new) in body.items() if name in REWRITTEN})
        return row


class Written(NamedTuple):
    """What became of the deals, and who (an id) wrote something of one, and when."""

    changes: list[Change]
    by: list[tuple[str, str]]


def read(crm: Workspace, low: str, high: str | None = None, users: Collection[str] | None = None) -> list[Change]:
    """What was written of the deals of these users from one moment until another, else until now, by what it is.

    What a deal was before is what was known of it then, whenever that held: a deal that is said today to have been won last week
    was won since yesterday. What an import brought is no news deal by deal. Steps that are missing and silence are those of now.
    """
    return _read(crm, low, high, users, ()).changes


def written(crm: Workspace, low: str, high: str, users: Collection[str] | None = None) -> Written:
    """The same, and what these users did to the deals of others."""
    found = _read(crm, low, high, users, users or ())
    if users is None:
        return found
    theirs = [one for one in found.changes if one.owner_id in users or one.by_id in users]
    return found._replace(changes=theirs)


def _read(
    crm: Workspace, low: str, high: str | None, users: Collection[str] | None, writers: Collection[str]
) -> Written:
    given = {
        "low": low,
        "users": None if users is None else json.dumps(list(users)),
        "writers": json.dumps(list(writers)),
    }
    rows = [_Row(*row) for row in crm.report("changes", **given, high=high or LATER)]
    found: list[Change] = []
    if rows:
        past = _past(crm, low)
        deals = (list(deal) for _ref, deal in groupby(rows, key=lambda row: row.ref))
        found = [change for deal in deals for change in _of(past, deal, low, high or LATER)]
    for also in (_ordered, _filed, _removed):
        found += also(crm, {**given, "high": high or LATER})
    if high is None or high > crm.clock.stamp():
        found += [*_stepless(crm, given), *_silent(crm, given)]
    order = list(KINDS)
    wrote = [(row.author_id, row.created) for row in rows if row.author_id and not row.before(low)]
    wrote += [(one.by_id, one.at) for one in found if one.by_id and one.at]
    return Written(sorted(found, key=lambda one: (order.index(one.kind), -(one.value or 0), one.ref)), wrote)


def _past(crm: Workspace, low: str) -> _Past:
    from crm_cli.records.nouns.stages import Stage  # only where a deal changed

    rewritten: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for n, at, body in crm.report("changes_rewritten", low=low):
        rewritten.setdefault(n, []).append((at, json.loads(body)))
    return _Past({stage.id: stage for stage in crm.where(Stage)}, rewritten)


def _of(past: _Past, deal: Sequence[_Row], low: str, high: str) -> Iterator[Change]:
    """What changed in one deal, the rows of whose history these are."""
    known, rows = past.at(deal, low), past.at(deal, high)
    if not rows:
        return
    old, new = (known[-1] if known else None), rows[-1]
    was, now = (past.stages[old.stage] if old else None), past.stages[new.stage]
    news = [row for row in rows if not row.before(low)] or rows
    if old is None or was is None:
        yield _change("created", news[0], None, now.name, None, new)
        yield from _promised(past, news, _first(past, deal, news), new)
    else:
        yield from _progress(past, news, old, new)
    if now.type != "open" and (was is None or was.type != now.type):
        yield _change(now.type, _by(news, "stage", new), was.name if was else None, now.name, None, new)


def _progress(past: _Past, news: Sequence[_Row], old: _Row, new: _Row) -> Iterator[Change]:
    """What changed in a deal that was there, but that it ended."""
    was, now = past.stages[old.stage], past.stages[new.stage]
    if now.type == "open" and was.id != now.id:
        kind = "moved" if was.type == "open" else "reopened"
        yield _change(kind, _by(news, "stage", new), was.name, now.name, None, new)
    yield from _promised(past, news, old, new)


def _promised(past: _Past, news: Sequence[_Row], old: _Row, new: _Row) -> Iterator[Change]:
    """When it was to close and what it was to bring, of one that is new what was said first."""
    now = past.stages[new.stage]
    if now.type == "open" and old.close and new.close and old.close != new.close:
        days = (date.fromisoformat(new.close) - date.fromisoformat(old.close)).days
        yield _change("slipped" if days > 0 else "sooner", _by(news, "close", new), old.close, new.close, days, new)
    if now.type != "lost" and old.currency == new.currency and (old.value or 0) != (new.value or 0):
        more = (new.value or 0) - (old.value or 0)
        yield _change("grew" if more > 0 else "shrank", _by(news, "value", new), old.value, new.value, more, new)


def _first(past: _Past, deal: Sequence[_Row], news: Sequence[_Row]) -> _Row:
    """A new deal as it was first written down; a date or an amount that was said later as it was first said."""
    found = past.at(deal, min(row.created for row in news) + "~")[-1]
    said = sorted(news, key=lambda row: row.n)
    close = found.close or next((row.close for row in said if row.close), None)
    worth = found if found.value is not None else next((row for row in said if row.value is not None), found)
    return found._replace(close=close, value=worth.value, currency=worth.currency)


def _by(news: Sequence[_Row], field: str, new: _Row) -> _Row:
    """The row that was written first of those that say what holds now."""
    return min(
        (row for row in news if getattr(row, field) == getattr(new, field)), key=lambda row: row.n, default=news[-1]
    )


def _change(kind: str, by: _Row, old: Any, new: Any, difference: int | None, now: _Row) -> Change:
    return Change(kind, *now[1:7], old, new, difference, by.created, by.author, now.value, now.currency, by.author_id)


def _ordered(crm: Workspace, given: dict[str, Any]) -> Iterator[Change]:
    for row in () if crm.is_empty("order") else crm.report("changes_orders", **given):
        deal, (number, at, by, by_id, total, currency) = row[:6], row[6:]
        yield Change._make(("ordered", *deal, None, number, None, at, by, total, currency, by_id))


def _filed(crm: Workspace, given: dict[str, Any]) -> Iterator[Change]:
    for row in () if crm.is_empty("file") else crm.report("changes_files", **given):
        deal, (name, at, by, by_id, value, currency) = row[:6], row[6:]
        yield Change._make(("filed", *deal, None, name, None, at, by, value, currency, by_id))


def _removed(crm: Workspace, given: dict[str, Any]) -> Iterator[Change]:
    for row in crm.report("changes_removed", **given):
        deal, (stage, at, by, by_id, value, currency) = row[:6], row[6:]
        yield Change._make(("removed", *deal, stage, None, None, at, by, value, currency, by_id))


def _stepless(crm: Workspace, given: dict[str, Any]) -> Iterator[Change]:
    for row in crm.report("changes_stepless", **given):
        deal, (text, at, by, value, currency) = row[:6], row[6:]
        yield Change._make(("stepless", *deal, text, None, None, at, by, value, currency, None))


def _silent(crm: Workspace, given: dict[str, Any]) -> Iterator[Change]:
    for row in crm.report("changes_silent", **given, bears=BEARS):
        deal, (last, days, value, currency) = row[:6], row[6:]
        since = crm.clock.local(last).date().isoformat()
        yield Change._make(("silent", *deal, since, None, days, None, None, value, currency, None))
