"""The pipeline over time: what was open at the end of each month or week, out of the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm_cli.insight import board
from crm_cli.insight.lanes import Sum
from crm_cli.records.near import add_months, first_day, monday
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from crm_cli.workspace import Workspace

POINTS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """What was open at the end of a day, in each currency; of today, what is."""

    day: date
    sums: Sequence[Sum]


def trend(
    crm: Workspace, tokens: Sequence[str], pipeline: Pipeline | None, *, unit: str = "month", back: int = 0
) -> list[Point]:
    """The last twelve ends of months or weeks and the day after them, or those ``back`` times twelve before."""
    chosen, stages = board.each(tokens, pipeline), board.stages_of(crm, pipeline)
    return [Point(day, _open(crm, chosen, stages, day)) for day in _days(crm.clock.today(), unit, back * POINTS)]


def _days(today: date, unit: str, back: int) -> list[date]:
    this = first_day(today, unit) if unit == "month" else monday(today)

    def begins(ago: int) -> date:
        return add_months(this, -ago) if unit == "month" else this - timedelta(7 * ago)

    ends = [begins(ago) - timedelta(1) for ago in range(back + POINTS - 1, back - 1, -1)]
    return ends if back else [*ends, today]


def _open(crm: Workspace, tokens: Sequence[str], stages: Sequence[tuple[str, Stage]], day: date) -> list[Sum]:
    today = crm.clock.today()
    moment = None if day >= today else crm.clock.utc(datetime.combine(day, time(23, 59, 59)))
    found: dict[str, Sum] = {}
    for one in board.headers(crm, tokens, stages, as_of=moment):
        if one.stage is None or one.stage.type == "open":
            was = found.get(one.currency, Sum(one.currency))
            found[one.currency] = Sum(
                one.currency, was.count + one.count, was.value + one.value, was.weighted + one.weighted
            )
    return [found[currency] for currency in sorted(found)]
