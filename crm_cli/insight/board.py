"""The board: what stands in each stage, what it is worth, what rots, and the next step of every deal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.insight.scope import asked, is_one, lies, weighted
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.periods import Period, parse_period
from crm_cli.sales.history import days_between
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.workspace import Query


@dataclass(frozen=True, slots=True)
class Column:
    """A stage (None for deals in none) and what is in it, in one currency; ``rotten`` is None where that was not asked."""

    pipeline: str | None
    stage: Stage | None
    currency: str
    count: int = 0
    value: int = 0
    weighted: int = 0
    rotten: int | None = None


class Card(NamedTuple):
    """An open deal. ``step`` says how its next step stands: overdue, today, later or none."""

    ref: str
    client: str | None
    name: str
    value: int | None
    currency: str
    stage: str | None
    days: int | None
    rotten: bool
    step: str
    due: str | None
    timed: bool
    text: str | None
    owner: str | None
    close: str | None


class About(NamedTuple):
    """What is told of a deal beside its card; ``chance`` in basis points, the quote is its latest."""

    client: str | None
    chance: int | None
    decides: str | None
    rival: str | None
    quote: str | None
    number: str | None
    version: int | None
    status: str | None


@dataclass(frozen=True, slots=True)
class Closed:
    """What was won, or lost, in the period, in one currency."""

    status: str
    currency: str
    count: int
    value: int


class Board(NamedTuple):
    """The whole of it. ``unknown`` are the deals of which nothing says where they stood on the day that was asked."""

    columns: list[Column]
    cards: list[Card]
    closed: list[Closed]
    period: Period
    unknown: list[Column]
    not_begun: int


def board(
    crm: Workspace, tokens: Sequence[str] = (), *, pipeline: Pipeline | None = None, as_of: str | None = None, period: Period | None = None
) -> Board:  # fmt: skip
    """The deals a filter finds, as they are or as of a moment; what closed in the period, or in the month."""
    chosen = each(tokens, pipeline)
    when = period or parse_period("本月", crm.clock, crm.country)
    stages = stages_of(crm, pipeline)
    cards = _cards(crm, chosen, stages, as_of)
    columns = [replace(column, rotten=_rotten(cards, column)) for column in headers(crm, chosen, stages, as_of=as_of)]
    over = (
        closed(crm, chosen, when, as_of) if period or as_of is None else []
    )  # of a past day all that was closed is known
    if as_of is None:
        return Board(columns, cards, over, when, [], 0)
    return Board(columns, cards, over, when, unknown(crm, chosen, as_of), not_begun(crm, chosen, as_of))


def each(tokens: Sequence[str], pipeline: Pipeline | None) -> list[str]:
    """The filter with the pipeline in every alternative."""
    return list(tokens) if pipeline is None else narrowed(tokens, f"pipeline={pipeline.ref}")


def narrowed(tokens: Sequence[str], also: str) -> list[str]:
    """The filter with one more condition in every alternative."""
    found: list[str] = []
    for token in tokens:
        found += [also, token] if token in ("or", "或") else [token]
    return [*found, also]


def lines_of(crm: Workspace) -> list[Pipeline]:
    """The pipelines in use, in their order."""
    return sorted(crm.where(Pipeline, active=1), key=lambda one: (one.position, one.n))


def stages_of(crm: Workspace, pipeline: Pipeline | None) -> list[tuple[str, Stage]]:
    """The stages in the order of the board, each with the name of its pipeline."""
    lines = [pipeline] if pipeline else sorted(crm.where(Pipeline), key=lambda one: (one.position, one.n))
    by_line: dict[str, list[Stage]] = {}
    for stage in sorted(crm.where(Stage), key=lambda one: (one.position, one.n)):
        by_line.setdefault(stage.pipeline, []).append(stage)
    return [(line.name, stage) for line in lines for stage in by_line.get(line.id, [])]


def headers(
    crm: Workspace, tokens: Sequence[str] = (), stages: Sequence[tuple[str, Stage]] | None = None, *, as_of: str | None = None
) -> list[Column]:  # fmt: skip
    """Count, value and weighted value of each stage: of the open ones as they are, of all as of a moment."""
    known = stages if stages is not None else stages_of(crm, None)
    chances = {stage.id: stage.probability for _line, stage in known}
    sums = _now(crm, tokens, chances) if as_of is None else _then(crm, tokens, as_of)
    found: list[Column] = []
    for line, stage in known:
        in_it = sorted((currency, *rest) for (identity, currency), rest in sums.items() if identity == stage.id)
        if stage.type == "open" or as_of is not None:
            found += [Column(line, stage, c, n, value, weighted(times)) for c, n, value, times in in_it] or [
                Column(line, stage, crm.currency)
            ]
    known_ids = {stage.id for _line, stage in known}
    return found + [
        Column(None, None, currency, n, value, weighted(times))
        for (identity, currency), (n, value, times) in sorted(sums.items(), key=str)
        if identity not in known_ids
    ]


Sums = dict[tuple[str | None, str], tuple[int, int, int]]


def _now(crm: Workspace, tokens: Sequence[str], chances: dict[str, int]) -> Sums:
    sums: Sums = {}
    for stage, currency, chance, count, value in crm.report("board_now", asked(crm, "opp", tokens)):
        n, total, times = sums.get((stage, currency), (0, 0, 0))
        own = chances.get(stage, 0) if chance is None else chance
        sums[stage, currency] = (n + count, total + (value or 0), times + (value or 0) * own)
    return sums


def _then(crm: Workspace, tokens: Sequence[str], as_of: str) -> Sums:
    if not tokens:
        rows = crm.report("board_day", moment=as_of)
        if not any(foreign for *_rest, foreign in rows):
            return {(stage, crm.currency): (n, value or 0, times or 0) for stage, n, value, times, _ in rows}
    rows = crm.report("board_currencies", asked(crm, "opp", tokens, as_of=as_of))
    return {(stage, currency): (n, value or 0, times or 0) for stage, currency, n, value, times in rows}


def closed(crm: Workspace, tokens: Sequence[str], period: Period, as_of: str | None = None) -> list[Closed]:
    """What was won and lost in a period."""
    fields = crm.fields("opp")
    also = (is_one(fields["status"], "won", "lost"), lies(crm, fields["closed"], period))
    query = asked(crm, "opp", tokens, as_of=as_of, also=also)
    rows = crm.grouped(query, [((fields["status"],), None)], ["count", "value"])
    return sorted(
        (Closed(s, c, n, value or 0) for s, c, n, value in rows), key=lambda one: (one.status != "won", one.currency)
    )


def unknown(crm: Workspace, tokens: Sequence[str], as_of: str) -> list[Column]:
    """The deals of which nothing says when they began, by the stage they are in now."""
    names: dict[str, tuple[str | None, Stage | None]] = {
        stage.id: (line, stage) for line, stage in stages_of(crm, None)
    }
    rows = crm.report("without_history", asked(crm, "opp", tokens), moment=as_of)
    return [Column(*names.get(stage, (None, None)), currency, n, value or 0) for currency, stage, n, value in rows]


def not_begun(crm: Workspace, tokens: Sequence[str], as_of: str) -> int:
    """How many of the deals began later."""
    day = crm.clock.local(as_of).date().isoformat()
    return int(crm.report("not_begun", asked(crm, "opp", tokens), moment=as_of, day=day)[0][0])


def _cards(crm: Workspace, tokens: Sequence[str], stages: Sequence[tuple[str, Stage]], as_of: str | None) -> list[Card]:
    return page(crm, asked(crm, "opp", tokens, as_of=as_of), stages)


def page(
    crm: Workspace, query: "Query", stages: Sequence[tuple[str, Stage]], *, start: int = 0, count: int = -1, among: str = "cards"
) -> list[Card]:  # fmt: skip
    """The open deals a question finds, stage by stage and the dearest first: all of them, or ``count`` from the one at ``start`` on.
    ``among`` says that all are in one stage (``lane``), or that they are closed (``ended``): the latest first."""
    by_id = {stage.id: stage for _line, stage in stages}
    now, today = str(query.given["now"]), str(query.given["today"])
    rows = crm.report(f"board_{among}", query, now=now, start=start, count=count)
    return [_card(crm, row, by_id, now, today, query.as_of is None and among != "ended") for row in rows]


def about(crm: Workspace, ref: str) -> About | None:
    """What is told of a deal beside its card; None where there is no such deal."""
    return next((About(*row) for row in crm.report("board_about", ref=ref)), None)


def has(crm: Workspace, query: "Query", ref: str) -> bool:
    """The question finds that deal, which is open."""
    return bool(crm.report("board_has", query, ref=ref))


def place(crm: Workspace, query: "Query", ref: str, *, lane: bool = False) -> int | None:
    """How many open deals a question finds before that one, in the order of :func:`page`; None where it does not find it. ``lane`` says that all are in one stage."""
    return next((at for (at,) in crm.report("board_lane_place" if lane else "board_place", query, ref=ref)), None)


def _card(crm: Workspace, row: Sequence[Any], stages: dict[str, Stage], now: str, today: str, steps: bool) -> Card:
    ref, client, name, value, currency, stage_id, entered, lively, task, owner, close = row
    stage = stages.get(stage_id)
    due, timed, text = json.loads(task) if task and steps else (None, 0, None)
    idle = days_between(lively, now) if lively else 0
    return Card(
        ref, client, name, value, currency, stage.name if stage else None,
        days_between(entered, now) if entered else None,
        bool(stage and stage.rot_days is not None and lively and idle > stage.rot_days),
        _standing(crm, due, today) if text is not None else "none" if steps else "", due, bool(timed), text, owner, close,
    )  # fmt: skip


def _standing(crm: Workspace, due: str | None, today: str) -> str:
    if due is None:
        return "later"
    day = crm.clock.local(due).date().isoformat()
    return "overdue" if day < today else "today" if day == today else "later"


def _rotten(cards: Sequence[Card], column: Column) -> int:
    return sum(
        card.rotten and card.stage == (column.stage.name if column.stage else None) and card.currency == column.currency
        for card in cards
    )
