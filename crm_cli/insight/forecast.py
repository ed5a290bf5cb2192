"""The forecast: what open deals may bring, weighted and by category, month by month or by any field, beside what is won."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crm_cli.insight.board import unknown
from crm_cli.insight.keys import Key, read_keys
from crm_cli.insight.scope import asked, is_one, lies, weighted
from crm_cli.records.filters import Test
from crm_cli.records.near import EARLIEST, LATEST, first_day
from crm_cli.records.periods import Period
from crm_cli.workspace import Workspace

OPEN = ("count", "value", "weighted", "pipeline", "best", "commit")
LINES = ("dated", "overdue", "undated", "unknown")


@dataclass
class Line:
    """A group in one currency. ``line`` is ``dated`` for what is expected in the period, else what stands apart.

    ``closed`` is what is won in the period. Sums are minor units; ``weighted`` leaves out what is omitted from the forecast.
    """

    line: str
    keys: tuple[Any, ...]
    currency: str
    count: int = 0
    value: int = 0
    weighted: int = 0
    pipeline: int = 0
    best: int = 0
    commit: int = 0
    won: int = 0
    closed: int = 0


def forecast(
    crm: Workspace, tokens: Sequence[str] = (), *, users: Sequence[str] | None = None, by: str = "", period: Period | None = None, as_of: str | None = None, machine: bool = False
) -> tuple[list[Key], list[Line]]:  # fmt: skip
    """The lines by month of expected close, or by the fields named, of everybody or of these owners; without a period from this month on.

    Open deals whose close has passed, or is not known, stand apart and are never left out.
    """
    today = crm.clock.local(as_of).date() if as_of else crm.clock.today()
    when = period or Period(first_day(today, "month"), LATEST, "")
    keys = read_keys(crm, "opp", by or "close:month")
    found: dict[tuple[Any, ...], Line] = {}
    fields = crm.fields("opp")
    whose = () if users is None else (is_one(fields["owner"], *users),)
    is_open = (is_one(fields["status"], "open"), *whose)
    ahead = Period(max(when.start, today), when.end, "")
    if ahead.start <= ahead.end:
        _fill(
            crm,
            found,
            asked(crm, "opp", tokens, as_of=as_of, also=(*is_open, lies(crm, fields["close"], ahead))),
            keys,
            "dated",
            machine,
        )
    won = (is_one(fields["status"], "won"), *whose, lies(crm, fields["closed"], when))
    _won(crm, found, asked(crm, "opp", tokens, as_of=as_of, also=won), _as_closed(crm, keys), machine)
    before = lies(crm, fields["close"], Period(EARLIEST, today - timedelta(1), ""))
    for line, test in (("overdue", before), ("undated", Test((fields["close"],), "empty"))):
        _fill(crm, found, asked(crm, "opp", tokens, as_of=as_of, also=(*is_open, test)), [], line, machine, len(keys))
    for column in unknown(crm, tokens, as_of) if as_of and users is None else []:
        one = found.setdefault(("unknown", column.currency), Line("unknown", (None,) * len(keys), column.currency))
        one.count, one.value = one.count + column.count, one.value + column.value
    return keys, sorted(found.values(), key=lambda one: _order(one, keys[0].unit is None))


def _fill(
    crm: Workspace, found: dict[tuple[Any, ...], Line], query: Any, keys: Sequence[Key], line: str, machine: bool, width: int = 0
) -> None:  # fmt: skip
    for *key, currency, count, value, times, pipeline, best, commit in crm.grouped(
        query, _paths(keys), OPEN, machine=machine
    ):
        shown = tuple(key) or (None,) * width
        found[line, *shown, currency] = Line(
            line, shown, currency, count, value or 0, weighted(times), pipeline or 0, best or 0, commit or 0
        )


def _won(crm: Workspace, found: dict[tuple[Any, ...], Line], query: Any, keys: Sequence[Key], machine: bool) -> None:
    for *key, currency, count, value in crm.grouped(query, _paths(keys), ["count", "value"], machine=machine):
        line = found.setdefault(("dated", *key, currency), Line("dated", tuple(key), currency))
        line.won, line.closed = count, value or 0


def _paths(keys: Sequence[Key]) -> list[Any]:
    return [(key.path, key.unit) for key in keys]


def _as_closed(crm: Workspace, keys: Sequence[Key]) -> list[Key]:
    """What is won lies in the month it closed, whatever was expected."""
    closed = crm.fields("opp")["closed"]
    return [Key(key.name, (closed,), key.unit) if key.name == "close" else key for key in keys]


def _order(line: Line, by_size: bool) -> tuple[Any, ...]:
    """The largest first; months and the like in their own order."""
    place = LINES.index(line.line)
    if by_size:
        return (place, -(line.closed + line.weighted), -line.value, tuple(str(key) for key in line.keys), line.currency)
    return (place, tuple(str(key) for key in line.keys), line.currency)
