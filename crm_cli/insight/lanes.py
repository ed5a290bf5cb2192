"""The lanes of a board on the screen: stages or months, each with its sums; its cards are read a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from crm_cli.insight import board
from crm_cli.insight.board import Card
from crm_cli.insight.scope import asked, is_one, lies, weighted
from crm_cli.records.filters import Test
from crm_cli.records.near import EARLIEST, LATEST, add_months, first_day, last_day
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.periods import Period, parse_period
from crm_cli.workspace import Workspace

MONTHS = 6  # of a board by month, this one among them
BEFORE, AFTER, UNDATED = "before", "after", ""


@dataclass(frozen=True, slots=True)
class Sum:
    """What stands in a lane in one currency, in its minor units."""

    currency: str
    count: int = 0
    value: int = 0
    weighted: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of a board. ``title`` is a stage's name or ``2026-11``, of what lies before or after ``..`` and a month, or a month and ``..``, of deals without a day empty;
    ``into`` is the stage or the day (none: empty) of a card that is brought here, None where none can be; ``within`` says what is in it;
    ``ends`` is ``won`` or ``lost`` for what was closed this month."""

    title: str
    into: str | None
    sums: Sequence[Sum]
    within: tuple[Test, ...]
    stage: Stage | None = None
    ends: str = ""

    @property
    def count(self) -> int:
        """How many cards it has."""
        return sum(one.count for one in self.sums)


class Lanes(NamedTuple):
    """A board: its lanes, those of what was closed this month, and what finds all that is on it."""

    lanes: list[Lane]
    tokens: Sequence[str]
    stages: list[tuple[str, Stage]]
    ended: list[Lane]

    def cards(self, crm: Workspace, lane: Lane, start: int, count: int) -> list[Card]:
        """So many cards of a lane, the dearest first; of what is closed the latest."""
        query = asked(crm, "opp", self.tokens, also=lane.within)
        among = "ended" if lane.ends else "lane" if lane.stage else "cards"
        return board.page(crm, query, self.stages, start=start, count=count, among=among)

    def place(self, crm: Workspace, ref: str) -> tuple[Lane, int] | None:
        """In which lane an open deal stands, and where; None where it is on the board no more."""
        for lane in self.lanes:
            if board.has(crm, asked(crm, "opp", self.tokens, also=lane.within), ref):
                at = board.place(crm, asked(crm, "opp", self.tokens, also=lane.within), ref, lane=bool(lane.stage))
                return None if at is None else (lane, at)
        return None


def by_stage(crm: Workspace, tokens: Sequence[str], pipeline: Pipeline) -> Lanes:
    """The open stages of a pipeline in their order."""
    stages = board.stages_of(crm, pipeline)  # whose deals are those of the pipeline
    stage_field, status = crm.fields("opp")["stage"], crm.fields("opp")["status"]
    sums: dict[str, list[Sum]] = {}
    for column in board.headers(crm, tokens, stages):
        if column.stage:
            sums.setdefault(column.stage.id, []).append(
                Sum(column.currency, column.count, column.value, column.weighted)
            )
    lanes = [
        Lane(stage.name, stage.name, sums[stage.id], (is_one(status, "open"), is_one(stage_field, stage.id)), stage)
        for _line, stage in stages
        if stage.id in sums
    ]
    return Lanes(lanes, tokens, stages, _ended(crm, tokens, pipeline))


def by_month(crm: Workspace, tokens: Sequence[str], pipeline: Pipeline) -> Lanes:
    """The open deals by the month in which they are expected to close, what comes later in a lane of its own; so is what should have been before, and what has no day, where there is any."""
    chosen = board.each(tokens, pipeline)
    this = first_day(crm.clock.today(), "month")
    months = [add_months(this, ahead) for ahead in range(MONTHS)]
    sums = _by_month(crm, chosen, months)
    after = add_months(this, MONTHS)
    lanes = [
        _month(crm, sums, BEFORE, f"..{this:%Y-%m}", None, Period(EARLIEST, this - timedelta(1), "")),
        *(_one_month(crm, sums, one) for one in months),
        _month(crm, sums, AFTER, f"{after:%Y-%m}..", last_day(after, "month").isoformat(), Period(after, LATEST, "")),
        _month(crm, sums, UNDATED, "", "", None),
    ]
    there = [lane for lane in lanes if lane.count or lane.into]
    return Lanes(there, chosen, board.stages_of(crm, pipeline), _ended(crm, tokens, pipeline))


def _one_month(crm: Workspace, sums: dict[str, list[Sum]], first: date) -> Lane:
    last, key = last_day(first, "month"), f"{first:%Y-%m}"
    return _month(crm, sums, key, key, last.isoformat(), Period(first, last, ""))


def _month(
    crm: Workspace, sums: dict[str, list[Sum]], key: str, title: str, into: str | None, span: Period | None
) -> Lane:
    """The deals of a span, or those of which no day is known."""
    fields = crm.fields("opp")
    day = lies(crm, fields["close"], span) if span else Test((fields["close"],), "empty", ())
    return Lane(title, into, sums.get(key) or [Sum(crm.currency)], (is_one(fields["status"], "open"), day))


def _by_month(crm: Workspace, tokens: Sequence[str], months: Sequence[date]) -> dict[str, list[Sum]]:
    """The sums of all months, those before and after together."""
    fields = crm.fields("opp")
    query = asked(crm, "opp", tokens, also=(is_one(fields["status"], "open"),))
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for month, currency, count, value, times in crm.grouped(
        query, [((fields["close"],), "month")], ["count", "value", "weighted"]
    ):
        key = _lane_of(month, months)
        n, total, heavy = found.get((key, currency), (0, 0, 0))
        found[key, currency] = n + count, total + (value or 0), heavy + (times or 0)
    sums: dict[str, list[Sum]] = {}
    for (key, currency), (n, total, heavy) in sorted(found.items()):
        sums.setdefault(key, []).append(Sum(currency, n, total, weighted(heavy)))
    return sums


def _lane_of(month: str | None, months: Sequence[date]) -> str:
    if month is None:
        return UNDATED
    return BEFORE if month < f"{months[0]:%Y-%m}" else AFTER if month > f"{months[-1]:%Y-%m}" else month


def _ended(crm: Workspace, tokens: Sequence[str], pipeline: Pipeline) -> list[Lane]:
    """What was won and lost this month."""
    month = parse_period("本月", crm.clock, crm.country)
    fields = crm.fields("opp")
    over = board.closed(crm, board.each(tokens, pipeline), month)
    return [
        Lane(
            how, how, [Sum(one.currency, one.count, one.value) for one in over if one.status == how] or [Sum(crm.currency)],
            (is_one(fields["pipeline"], pipeline.id), is_one(fields["status"], how), lies(crm, fields["closed"], month)), ends=how,
        )
        for how in ("won", "lost")
    ]  # fmt: skip
