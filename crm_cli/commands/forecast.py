"""``crm forecast``: what open deals may bring, beside what is won."""

from typing import Annotated, Any

from crm_cli.commands.board import Tokens
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import AsOf, ExitCode, Format, Json, Output, PeriodOption, Quiet, chosen_format
from crm_cli.commands.quotas import against, part
from crm_cli.commands.reporting import Part, attention, show
from crm_cli.commands.whose import OfTeam, OfUser, whose
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.insight import forecast as rules
from crm_cli.insight.keys import Key
from crm_cli.insight.scope import period_of
from crm_cli.render.listing import MACHINE, Column
from crm_cli.telling.lists import column_of

APART = {
    "overdue": N_("expected close has passed"),
    "undated": N_("no expected close"),
    "unknown": N_("not known for that day"),
}
MONEY = (
    ("value", N_("Value")),
    ("weighted", N_("Weighted value")),
    ("pipeline", N_("in pipeline")),
    ("best", N_("best case")),
    ("commit", N_("commit")),
)


def forecast(
    tokens: Tokens = None,
    by: Annotated[
        str, Option("--by", metavar="FIELD", help=N_("By owner, team, product, client … instead of the month"))
    ] = "",
    period: PeriodOption = None,
    user: OfUser = None,
    team: OfTeam = None,
    as_of: AsOf = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """The forecast: open deals by the month of their expected close, weighted and by category, beside what is won.

    --period is when open deals are expected to close and when others were won; without it, from this month on. Deals
    whose expected close has passed, or is not known, stand on lines of their own. Where quotas are set for a month, a quarter or a year,
    what is won and likely stands against them: of everybody, of --user or --team, with --by owner or owner.team of each.

    Example:
      crm forecast --period 2026Q4
      crm forecast --by owner --period 2026Q4 --team=east
      crm forecast --by owner,close:month
      crm forecast --by owner.team --as-of 2026-09-30
    """
    crm = current().workspace
    machine = chosen_format(format, json, output) in MACHINE
    asked, when = whose(user, team, alone=False), period_of(crm, period)
    quotas = [] if tokens or as_of else against(by, when, asked)
    keys, lines = rules.forecast(
        crm, tokens or [], users=asked.ids, by=by, period=when, as_of=crm.moment(as_of), machine=machine
    )
    rows = [_row(line, machine) for line in lines]
    show(
        [Part("lines", "", _columns(keys, machine), rows), part(quotas, machine)],
        format,
        json,
        output,
        heading=N_("Forecast"),
    )
    attention(any(line.count or line.won for line in lines), exit_code)


def _columns(keys: list[Key], machine: bool) -> list[Column]:
    shown = [key_column(key) for key in keys]
    first = [Column("line", N_("Line"), hidden=not machine), *shown, Column("currency", N_("Currency"))]
    money = [Column(name, label, "money", currency_key="currency") for name, label in MONEY]
    won = [Column("won", N_("Won"), "number"), Column("closed", N_("Value won"), "money", currency_key="currency")]
    return [*first, Column("count", N_("Open"), "number"), *money, *won]


def key_column(key: Key) -> Column:
    """The column of what is grouped by; a unit of time, or the name of what is linked, is text."""
    column = column_of(key.path)
    kind = column.kind if column.kind == "choice" and not key.unit else "text"
    return Column(key.name + (f":{key.unit}" if key.unit else ""), column.label, kind, column.choices)


def _row(line: rules.Line, machine: bool) -> tuple[Any, ...]:
    keys = line.keys
    if not machine:
        apart = APART.get(line.line)
        keys = (_(apart), *keys[1:]) if apart else tuple("-" if key is None else key for key in keys)
    return (
        line.line, *keys, line.currency, line.count, line.value, line.weighted, line.pipeline, line.best, line.commit,
        line.won, line.closed,
    )  # fmt: skip
