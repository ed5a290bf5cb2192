"""The lanes of a board on the screen: stages or months, each with its sums; its cards are read a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from crm_cli.insight import board
from crm_cli.insight.board import Card
from crm_cli.insight.scope import asked, is_one, lies, weighted
from crm_cli.records.filters import Test
from crm_cli.records.near import EARLIEST, LATEST, add_months, first_day, last_day
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.periods import Period
from crm_cli.workspace import Workspace

MONTHS = 6  # of a board by month, this one among them


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
    ``into`` is the stage or the day of a card that is brought here, empty where none can be; ``within`` says what is in it."""

    title: str
    into: str
    sums: Sequence[Sum]
    within: tuple[Test, ...]
    stage: Stage | None = None

    @property
    def count(self) -> int:
        """How many cards it has."""
        return sum(one.count for one in self.sums)


@dataclass(frozen=True, slots=True)
class Lanes:
    """A board: its lanes, and what finds all that is on it."""

    lanes: list[Lane]
    tokens: Sequence[str]
    stages: list[tuple[str, Stage]]

    def cards(self, crm: Workspace, lane: Lane, start: int, count: int) -> list[Card]:
        """So many cards of a lane, the dearest first."""
        return board.page(crm, asked(crm, "opp", self.tokens, also=lane.within), self.stages, start=start, count=count)


def by_stage(crm: Workspace, tokens: Sequence[str], pipeline: Pipeline) -> Lanes:
    """The open stages of a pipeline in their order."""
    tokens, stages = board.each(tokens, pipeline), board.stages_of(crm, pipeline)
    field = crm.fields("opp")["stage"]
    sums: dict[str, list[Sum]] = {}
    for column in board.headers(crm, tokens, stages):
        if column.stage:
            sums.setdefault(column.stage.id, []).append(
                Sum(column.currency, column.count, column.value, column.weighted)
            )
    lanes = [
        Lane(stage.name, stage.name, sums[stage.id], (is_one(field, stage.id),), stage)
        for _line, stage in stages
        if stage.id in sums
    ]
    return Lanes(lanes, tokens, stages)


def by_month(crm: Workspace, tokens: Sequence[str], pipeline: Pipeline) -> Lanes:
    """The open deals by the month in which they are expected to close; the first lane is what should have been before, the last what comes later."""
    tokens = board.each(tokens, pipeline)
    this = first_day(crm.clock.today(), "month")
    months = [add_months(this, ahead) for ahead in range(MONTHS)]
    after = add_months(this, MONTHS)
    lanes = [
        _month(crm, tokens, f"..{this:%Y-%m}", "", Period(EARLIEST, this - timedelta(1), "")),
        *(
            _month(
                crm, tokens, f"{one:%Y-%m}", last_day(one, "month").isoformat(), Period(one, last_day(one, "month"), "")
            )
            for one in months
        ),
        _month(crm, tokens, f"{after:%Y-%m}..", last_day(after, "month").isoformat(), Period(after, LATEST, "")),
        _month(crm, tokens, "", "", None),
    ]
    return Lanes(lanes, tokens, board.stages_of(crm, pipeline))


def _month(crm: Workspace, tokens: Sequence[str], title: str, into: str, span: Period | None) -> Lane:
    """The deals of a span, or those of which no day is known."""
    fields = crm.fields("opp")
    day = lies(crm, fields["close"], span) if span else Test((fields["close"],), "empty", ())
    within = (is_one(fields["status"], "open"), day)
    rows = crm.grouped(asked(crm, "opp", tokens, also=within), [], ["count", "value", "weighted"])
    sums = [Sum(currency, n, value or 0, weighted(times)) for currency, n, value, times in rows]
    return Lane(title, into, sums or [Sum(crm.currency)], within)
