"""Which records a report is about: a filter, a period, and the day as of which it is asked."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from crm_cli.records import filters
from crm_cli.records.filters import Filter, Span, Test
from crm_cli.records.near import EARLIEST, LATEST
from crm_cli.records.periods import Period, parse_period
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.workspace import Query

# The day that says in which period a record lies; when it was written down, where nothing says more. A deal lies where it
# closed, an open one where it is expected to.
DAY = {"activity": "at", "task": "due", "order": "date"}


def asked(
    crm: Workspace, noun: str, tokens: Sequence[str], *, period: Period | None = None, as_of: str | None = None,
    also: Sequence[Test] = (),
) -> "Query":  # fmt: skip
    """The question for what the filter finds in the period; ``also`` are further conditions, ``as_of`` is a moment."""
    wanted = filters.read(noun, tokens, crm) or ((),)
    if period is not None:
        spans = within(crm, noun, period)
        wanted = tuple((*group, *more) for group in wanted for more in spans)
    return crm.query(noun, tuple((*group, *also) for group in wanted), as_of=as_of)


def within(crm: Workspace, noun: str, period: Period) -> Filter:
    """The conditions for lying in a period, as alternatives."""
    fields = crm.fields(noun)
    if noun == "opp":
        status = fields["status"]
        return (
            (is_one(status, "open"), lies(crm, fields["close"], period)),
            (is_one(status, "won", "lost"), lies(crm, fields["closed"], period)),
        )
    return ((lies(crm, fields[DAY.get(noun, "created")], period),),)


def is_one(field: Field, *values: str) -> Test:
    """The field has one of these values."""
    return Test((field,), "in", tuple(Span(value, value) for value in values))


def lies(crm: Workspace, field: Field, period: Period) -> Test:
    """The date, or the local day of the time, lies in the period."""
    low = None if period.start == EARLIEST else period.start
    high = None if period.end == LATEST else period.end
    if field.kind == "date":
        return Test((field,), "in", (Span(low.isoformat() if low else None, high.isoformat() if high else None),))
    start = crm.clock.utc(datetime.combine(low, time())) if low else None
    end = crm.clock.utc(datetime.combine(high, time()) + timedelta(1)) if high else None
    return Test((field,), "in", (Span(start, end, below=True),))


def period_of(crm: Workspace, text: str | None) -> Period | None:
    """The period that was typed; None for none."""
    return parse_period(text, crm.clock, crm.country, crm.workdays) if text else None


def rate(part: int, whole: int) -> int | None:
    """A share in basis points, rounded half up; None of nothing."""
    return (part * 20000 + whole) // (2 * whole) if whole else None


def weighted(total: int | None) -> int:
    """A sum in ten thousandths as minor units, rounded half away from zero, once."""
    amount = total or 0
    return (abs(amount) + 5000) // 10000 * (1 if amount >= 0 else -1)
