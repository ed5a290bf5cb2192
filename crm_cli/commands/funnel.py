"""``crm funnel``: how far deals come, what is lost on the way, how long each stage takes."""

from crm_cli.commands.board import PipelineOption, Tokens
from crm_cli.commands.options import AsOf, ExitCode, Format, Json, Output, PeriodOption, Quiet
from crm_cli.commands.reporting import Part, attention, say_apart, show
from crm_cli.context import current
from crm_cli.errors import NotFound
from crm_cli.i18n import N_
from crm_cli.insight import funnel as rules
from crm_cli.insight.scope import period_of
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.render.listing import Column

STEPS = (
    Column("pipeline", N_("Pipeline"), hidden=True),
    Column("stage", N_("Stage")),
    Column("currency", N_("Currency")),
    Column("reached", N_("Reached"), "number"),
    Column("value", N_("Value"), "money", currency_key="currency", short=True),
    Column("conversion", N_("Went on"), "percent"),
    Column("dropped", N_("Stopped here"), "number"),
    Column("here", N_("Still here"), "number"),
    Column("lost", N_("Lost here"), "number"),
    Column("mean_days", N_("Days, mean"), "decimal"),
    Column("median_days", N_("Days, median"), "decimal"),
)
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

    A deal lies in the --period in which it closed, an open one in that in which it is expected to. Days are those of deals
    that have left the stage; the win rate is won of closed.

    Example:
      crm funnel --period 2026Q3
      crm funnel owner=Nora --as-of 2026-09-30
    """
    crm = current().workspace
    found = rules.funnel(crm, _pipeline(pipeline), tokens or [], period=period_of(crm, period), as_of=crm.moment(as_of))
    steps = [
        (found.pipeline.name, s.stage.name, s.currency, s.reached, s.value, s.conversion, s.dropped, s.here, s.lost, s.mean_days, s.median_days)
        for s in found.steps
    ]  # fmt: skip
    outcomes = [tuple(getattr(one, column.key) for column in OUTCOMES) for one in found.outcomes]
    show(
        [Part("stages", "", STEPS, steps), Part("outcome", N_("What came of them"), OUTCOMES, outcomes)],
        format,
        json,
        output,
        heading=N_("Funnel"),
    )
    say_apart(as_of, tokens or [])
    attention(any(step.reached for step in found.steps), exit_code)


def _pipeline(name: str | None) -> Pipeline:
    """The one that is named, else the first."""
    crm = current().workspace
    if name:
        return crm.get(Pipeline, name)
    found = crm.find(Pipeline, limit=1)
    if not found:
        raise NotFound(N_("there is no pipeline yet"), hint="crm pipeline add")
    return found[0]
