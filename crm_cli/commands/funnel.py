"""``crm funnel``: how far deals come, what is lost on the way, how long each stage takes."""

from typing import Any

from crm_cli.commands.board import PipelineOption, Tokens
from crm_cli.commands.options import AsOf, ExitCode, Format, Json, Output, PeriodOption, Quiet, chosen_format
from crm_cli.commands.reporting import Part, attention, say_apart, show
from crm_cli.context import current
from crm_cli.errors import NotFound
from crm_cli.i18n import N_
from crm_cli.insight import funnel as rules
from crm_cli.insight.funnel import Funnel, Step
from crm_cli.insight.scope import period_of
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.record import Field
from crm_cli.render.listing import MACHINE, WORKBOOK, Column
from crm_cli.telling.words import value_words

STEPS = (
    Column("pipeline", N_("Pipeline"), hidden=True),
    Column("stage", N_("Stage")),
    Column("currency", N_("Currency")),
    Column("reached", N_("Reached"), "number"),
    Column("value", N_("Value"), "money", currency_key="currency", short=True),
    Column("went", N_("Went on"), "number"),
    Column("conversion", N_("Went on, share"), "percent"),
    Column("dropped", N_("Stopped here"), "number"),
    Column("drop_rate", N_("Stopped here, share"), "percent"),
    Column("here", N_("Still here"), "number"),
    Column("lost", N_("Lost here"), "number"),
    Column("mean_days", N_("Days, mean"), "decimal"),
    Column("median_days", N_("Days, median"), "decimal"),
)
SHARE = Field("share", "percent", "", {})
TOLD = tuple(column for column in STEPS if column.key not in ("conversion", "drop_rate"))
OUTCOMES = (
    Column("currency", N_("Currency")),
    Column("open", N_("Open"), "number"),
    Column("open_value", N_("Value"), "money", currency_key="currency"),
    Column("won", N_("Won"), "number"),
    Column("won_value", N_("Value won"), "money", currency_key="currency"),
    Column("lost", N_("Lost"), "number"),
    Column("lost_value", N_("Value lost"), "money", currency_key="currency"),
    Column("win_rate", N_("Win rate"), "percent"),
    Column("mean_days", N_("Days to win"), "decimal"),
)


def funnel(
    tokens: Tokens = None,
    pipeline: PipelineOption = None,
    period: PeriodOption = None,
    as_of: AsOf = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """The funnel of a pipeline: how many deals reached each stage or a later one, and how many went on.

    A deal lies in the --period in which it closed, an open one in that in which it is expected to. What went on and what stopped is told with its share. Days are those of deals
    that have left the stage; the win rate is won of closed.

    Example:
      crm funnel --period 2026Q3
      crm funnel owner=Nora --as-of 2026-09-30
    """
    crm = current().workspace
    found = rules.funnel(crm, _pipeline(pipeline), tokens or [], period=period_of(crm, period), as_of=crm.moment(as_of))
    steps = _steps(found, chosen_format(format, json, output) in {*MACHINE, WORKBOOK})
    outcomes = [tuple(getattr(one, column.key) for column in OUTCOMES) for one in found.outcomes]
    show(
        [steps, Part("outcome", N_("What came of them"), OUTCOMES, outcomes)],
        format,
        json,
        output,
        heading=N_("Funnel"),
    )
    say_apart(as_of, tokens or [])
    attention(any(step.reached for step in found.steps), exit_code)


def _steps(found: Funnel, machine: bool) -> Part:
    """The stages; people get what went on and what stopped as a number with its share."""
    return Part(
        "stages", "", STEPS if machine else TOLD, [_step(found.pipeline.name, one, machine) for one in found.steps]
    )


def _step(pipeline: str, s: Step, machine: bool) -> tuple[Any, ...]:
    went, stopped = (s.went, s.conversion), (s.dropped, s.drop_rate)
    moves = (*went, *stopped) if machine else (_shared(*went), _shared(*stopped))
    return (pipeline, s.stage.name, s.currency, s.reached, s.value, *moves, s.here, s.lost, s.mean_days, s.median_days)


def _shared(count: int | None, share: int | None) -> str | None:
    """``4 · 80 %``; nothing goes on from the last stage, or from one that was never reached."""
    return None if share is None else f"{count} · {value_words(SHARE, round(share, -2))}"


def _pipeline(name: str | None) -> Pipeline:
    """The one that is named, else the first."""
    crm = current().workspace
    if name:
        return crm.get(Pipeline, name)
    found = crm.find(Pipeline, limit=1)
    if not found:
        raise NotFound(N_("there is no pipeline yet"), hint="crm pipeline add")
    return found[0]
