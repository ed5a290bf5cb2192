"""``crm board``: what stands in each stage, and the next step of every deal."""

from typing import Annotated, Any

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import (
    AsOf,
    ExitCode,
    Format,
    Json,
    Limit,
    OnScreen,
    Output,
    PeriodOption,
    Quiet,
    chosen_format,
)
from crm_cli.commands.reporting import Part, attention, say_apart, say_cut, show
from crm_cli.commands.tui import open_on
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.insight import board as rules
from crm_cli.insight.scope import period_of
from crm_cli.records.nouns.opportunities import STATUSES
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.render.listing import MACHINE, Column
from crm_cli.telling.steps import said_step
from crm_cli.telling.words import due_told

PipelineOption = Annotated[str | None, Option("--pipeline", metavar="NAME", help=N_("Only this pipeline"))]
Tokens = Annotated[list[str] | None, Argument(metavar="FILTER", help=N_("Which opportunities: owner=me amount=100k.."))]


def board(
    tokens: Tokens = None,
    pipeline: PipelineOption = None,
    cards: Annotated[
        bool, Option("--cards", help=N_("The deals themselves as rows, for csv, tsv, jsonl and ids"))
    ] = False,
    period: PeriodOption = None,
    as_of: AsOf = None,
    limit: Limit = None,
    tui: OnScreen = False,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """The board: count, sum and weighted sum of each stage, what rots, and the next step of every open deal.

    With --as-of it is what stood there at the end of that day. --period is when deals were won or lost; without it, this month.

    Example:
      crm board owner=me
      crm board --as-of 2026-09-30 --pipeline Standard
      crm board owner=me --tui
    """
    crm = current().workspace
    line = crm.get(Pipeline, pipeline) if pipeline else None
    if tui:
        asked = {"--json": json, "--format": format, "-o": output, "--as-of": as_of, "--period": period, "--cards": cards, "--limit": limit}  # fmt: skip
        _on_screen(tokens or [], line, next((option for option, value in asked.items() if value), ""))
        return
    chosen = chosen_format(format, json, output)
    found = rules.board(crm, tokens or [], pipeline=line, as_of=crm.moment(as_of), period=period_of(crm, period))
    machine = chosen in MACHINE
    parts = [
        _columns(found.columns, machine, "stages", ""),
        _cards(found, machine, limit),
        _closed(found, machine),
        _columns(found.unknown, machine, "unknown", N_("Where they stood that day is not known"), plain=True),
    ]
    show(
        [parts[1], parts[0], *parts[2:]] if cards or chosen == "ids" else parts,
        format,
        json,
        output,
        heading=N_("Board"),
    )
    say_cut(len(found.cards), limit)
    say_apart(as_of, tokens or [])
    attention(bool(found.cards or found.closed or any(one.count for one in found.columns)), exit_code)


def _on_screen(tokens: list[str], line: Pipeline | None, other: str) -> None:
    """The board as ``crm tui`` shows it, which is of now."""
    if other:
        raise Invalid(N_("{one} and {other} contradict each other"), hint="crm board", one="--tui", other=other)
    current().workspace.query("opp", tokens)  # a filter that cannot be read is refused before the screen changes
    open_on("board", tokens, line)


def _columns(columns: list[rules.Column], machine: bool, key: str, title: str, *, plain: bool = False) -> Part:
    several = machine or len({column.pipeline for column in columns}) > 1
    shown = [
        Column("pipeline", N_("Pipeline"), hidden=not several),
        Column("stage", N_("Stage")),
        Column("type", N_("Type"), "choice", STATUSES, hidden=not machine),
        Column("currency", N_("Currency")),
        Column("count", N_("Count"), "number"),
        Column("value", N_("Value"), "money", currency_key="currency", short=True),
        Column("weighted", N_("Weighted value"), "money", currency_key="currency", short=True, hidden=plain),
        Column("rotten", N_("Rotting"), "number", hidden=plain),
    ]
    rows = [_column(column, machine) for column in columns]
    return Part(key, title, shown, rows)


def _column(one: rules.Column, machine: bool) -> tuple[Any, ...]:
    name, type_ = (one.stage.name, one.stage.type) if one.stage else (None if machine else "-", "open")
    rotten = one.rotten if machine else one.rotten or None
    return one.pipeline, name, type_, one.currency, one.count, one.value, one.weighted, rotten


def _cards(found: rules.Board, machine: bool, limit: int | None) -> Part:
    """The open deals, stage by stage; for people a stage stands only where it begins, which leaves room for the names."""
    steps = any(card.step for card in found.cards)
    stage = Column("stage", N_("Stage"))
    shown = [
        *([] if machine else [stage]),
        Column("ref", N_("Ref")),
        Column("mark", "", hidden=machine),
        Column("client", N_("Client")),
        Column("name", N_("Name")),
        Column("currency", N_("Currency")),
        Column("value", N_("Value"), "money", currency_key="currency", short=True),
        *([stage] if machine else []),
        Column("days", N_("Days in stage"), "number"),
        Column("rotten", N_("Rotting"), "flag", hidden=not machine),
        Column("step", N_("Next step"), hidden=not machine and not steps),
        Column("due", N_("Due"), "time", hidden=not machine),
        Column("text", N_("Text"), hidden=not machine),
        Column("owner", N_("Owner"), hidden=not machine and len({card.owner for card in found.cards}) == 1),
        Column("close", N_("Expected close"), "date"),
    ]
    before = [None, *(card.stage for card in found.cards)]
    rows = [
        _card(card, machine, begins=card.stage != last) for card, last in zip(found.cards[:limit], before, strict=False)
    ]
    return Part("cards", N_("Open deals"), shown, rows)


def _card(card: rules.Card, machine: bool, *, begins: bool) -> tuple[Any, ...]:
    what = card.ref, "!" if card.rotten else "", card.client, card.name, card.currency, card.value
    rest = due_told(card.due, card.timed) if machine else card.due, card.text, card.owner, card.close
    if machine:
        return (*what, card.stage, card.days, int(card.rotten), card.step or None, *rest)
    return (card.stage if begins else "", *what, card.days, int(card.rotten), said_step(card), *rest)


def _closed(found: rules.Board, machine: bool) -> Part:
    label = N_("Closed in {period}")
    shown = [
        Column("status", N_("Status"), "choice", STATUSES),
        Column("period", N_("Period"), hidden=not machine),
        Column("currency", N_("Currency")),
        Column("count", N_("Count"), "number"),
        Column("value", N_("Value"), "money", currency_key="currency", short=True),
    ]
    rows = [(one.status, found.period.label, one.currency, one.count, one.value) for one in found.closed]
    return Part("closed", _(label).format(period=found.period.label), shown, rows)
