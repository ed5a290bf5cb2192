"""The funnel: how many deals came how far, what was lost on the way, and how long each stage took."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from crm_cli.insight.scope import asked, rate
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.periods import Period
from crm_cli.sales import pipelines
from crm_cli.workspace import Workspace

PASSED = 1 << 60  # a won deal came past every stage


@dataclass(frozen=True, slots=True)
class Step:
    """A stage in one currency: how many deals reached it, or a later one, and what became of them.

    ``went`` is how many reached the next stage, ``conversion`` their share, ``dropped`` and ``drop_rate`` the rest: lost there,
    or still there (``here``). Of the last stage there is no next.
    Days are those of deals that have left it.
    """

    stage: Stage
    currency: str
    reached: int
    value: int
    went: int | None
    conversion: int | None
    dropped: int
    drop_rate: int | None
    here: int
    lost: int
    mean_days: float | None
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of all of them in one currency; the win rate is of those that closed, in basis points."""

    currency: str
    open: int
    open_value: int
    won: int
    won_value: int
    lost: int
    lost_value: int
    win_rate: int | None
    mean_days: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps of a pipeline, and what came of its deals."""

    pipeline: Pipeline
    steps: list[Step]
    outcomes: list[Outcome]


Row = tuple[str, str, int, str | None, int, int, int, int]


def funnel(
    crm: Workspace, pipeline: Pipeline, tokens: Sequence[str] = (), *, period: Period | None = None, as_of: str | None = None
) -> Funnel:  # fmt: skip
    """The funnel of a pipeline over the deals a filter finds, of a period, as of a moment."""
    query = asked(crm, "opp", tokens, period=period, as_of=as_of)
    given = {"pipeline": pipeline.id, "moment": as_of or crm.clock.stamp()}
    rows: list[Row] = [
        (currency, status, PASSED if status == "won" else furthest, stopped, count, value or 0, days or 0, dated)
        for currency, status, furthest, stopped, count, value, days, dated in crm.report("funnel", query, **given)
    ]
    query = asked(crm, "opp", tokens, period=period, as_of=as_of)
    days = _days(crm.report("funnel_days", query, **given))
    currencies = sorted({row[0] for row in rows}) or [crm.currency]
    stages = [stage for stage in pipelines.stages(crm, pipeline.id) if stage.type != "lost"]
    steps = [
        step
        for currency in currencies
        for step in _steps([r for r in rows if r[0] == currency], stages, currency, days)
    ]
    return Funnel(pipeline, steps, [_outcome(rows, currency) for currency in currencies])


Days = dict[str, tuple[float | None, float | None]]


def _days(rows: Sequence[Sequence[Any]]) -> Days:
    """Mean and median for each stage, of rows in order: stage, days in tenths, how many, their exact sum."""
    found: Days = {}
    for stage, group in groupby(rows, key=lambda row: row[0]):
        lengths = [(tenths, count, total) for _stage, tenths, count, total in group]
        count = sum(one[1] for one in lengths)
        middle = [_at(lengths, place) for place in ((count - 1) // 2, count // 2)]
        found[stage] = (sum(one[2] for one in lengths) / count, sum(middle) / 20)
    return found


def _at(lengths: Sequence[tuple[int, int, float]], place: int) -> int:
    """The length at a place, counted from the shortest."""
    for tenths, count, _total in lengths:
        if place < count:
            return tenths
        place -= count
    raise IndexError(place)


def _steps(
    rows: Sequence[Row], stages: Sequence[Stage], currency: str, days: Days
) -> list[Step]:  # fmt: skip
    limits = [stage.position if stage.type == "open" else PASSED for stage in stages]
    reached = [sum(row[4] for row in rows if row[2] >= limit) for limit in limits]
    value = [sum(row[5] for row in rows if row[2] >= limit) for limit in limits]
    found = []
    for at, stage in enumerate(stages):
        after = reached[at + 1] if at + 1 < len(stages) else None
        mean, median = days.get(stage.id, (None, None)) if stage.type == "open" else (None, None)
        found.append(
            Step(
                stage, currency, reached[at], value[at], after, None if after is None else rate(after, reached[at]),
                0 if after is None else reached[at] - after, None if after is None else rate(reached[at] - after, reached[at]), _stopped(rows, stage, "open"), _stopped(rows, stage, "lost"),
                mean, median,
            )
        )  # fmt: skip
    return found


def _stopped(rows: Sequence[Row], stage: Stage, status: str) -> int:
    return sum(row[4] for row in rows if row[1] == status and row[3] == stage.id)


def _outcome(rows: Sequence[Row], currency: str) -> Outcome:
    def total(status: str, place: int) -> int:
        return sum(int(row[place] or 0) for row in rows if row[0] == currency and row[1] == status)

    won, lost, dated = total("won", 4), total("lost", 4), total("won", 7)
    return Outcome(
        currency, total("open", 4), total("open", 5), won, total("won", 5), lost, total("lost", 5),
        rate(won, won + lost), total("won", 6) / dated if dated else None,
    )  # fmt: skip
