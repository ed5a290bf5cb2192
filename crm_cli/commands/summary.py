"""``crm summary``: records of any noun, grouped by any field, counted and summed."""

from typing import Annotated, Any

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.forecast import key_column
from crm_cli.commands.options import AsOf, ExitCode, Format, Json, Limit, Output, PeriodOption, Quiet, chosen_format
from crm_cli.commands.reporting import Part, attention, say_apart, show
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.insight import summary as rules
from crm_cli.insight.scope import period_of
from crm_cli.records.registry import noun as named
from crm_cli.render.listing import MACHINE, Column

OF_A_DEAL = (
    Column("value", N_("Value"), "money", currency_key="currency"),
    Column("won", N_("Won"), "number"),
    Column("won_value", N_("Value won"), "money", currency_key="currency"),
    Column("lost", N_("Lost"), "number"),
    Column("win_rate", N_("Win rate"), "percent"),
    Column("mean_days", N_("Days to win"), "decimal"),
)


def summary(
    noun: Annotated[str, Argument(metavar="NOUN", help=N_("What is counted: opp, client, activity …"))],
    tokens: Annotated[list[str] | None, Argument(metavar="FILTER", help=N_("Which of them"))] = None,
    by: Annotated[str, Option("--by", metavar="FIELDS", help=N_("Fields or paths: owner.manager,close:month"))] = "",
    total: Annotated[str, Option("--sum", metavar="FIELD", help=N_("A field to add up"))] = "",
    period: PeriodOption = None,
    as_of: AsOf = None,
    exit_code: ExitCode = False,
    limit: Limit = None,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Records of a noun in groups, the greatest first, with a total; of opportunities also what was won.

    Dates go by :day, :week, :month, :quarter or :year. A deal lies in the --period in which it closed, an open one in that
    in which it is expected to; an activity where it happened, a task where it is due, anything else where it was written down.

    Example:
      crm summary opp --by owner.manager --period 2026Q4
      crm summary opp status=won --by closed:quarter
      crm summary client --by industry,level
      crm summary activity --by owner,kind --period wtd
    """
    crm = current().workspace
    name = named(noun).name
    machine = chosen_format(format, json, output) in MACHINE
    found = rules.summary(
        crm, name, by, tokens or [], total=total, period=period_of(crm, period), as_of=crm.moment(as_of), machine=machine
    )  # fmt: skip
    columns = _columns(found, name)
    groups = found.groups if limit is None else found.groups[:limit]
    rows = [_row(one, columns, None if machine else "-") for one in groups]
    totals = [_row(one, columns, None if machine else "") for one in found.totals]
    if not machine and rows:
        rows += [(_("total"), *row[1:]) for row in totals]
    show(
        [Part("groups", "", columns, rows), *([Part("totals", "", columns, totals)] if machine else [])],
        format,
        json,
        output,
    )
    say_apart(as_of, tokens or [])
    if len(groups) < len(found.groups):
        current().renderer.say(_("{n} of {total}").format(n=len(groups), total=len(found.groups)))
    attention(bool(found.groups), exit_code)


def _columns(found: rules.Summary, noun: str) -> list[Column]:
    columns = [*(key_column(key) for key in found.keys), Column("currency", N_("Currency"))]
    columns.append(Column("count", N_("Count"), "number"))
    if found.total:
        field = found.total[-1]
        columns.append(Column("sum", field.label, field.kind, currency_key="currency"))
    return [*columns, *(OF_A_DEAL if noun == "opp" else ())]


def _row(one: rules.Group, columns: list[Column], empty: str | None) -> tuple[Any, ...]:
    keys = [empty if key is None else key for key in one.keys]
    return (*keys, *(getattr(one, column.key) for column in columns[len(keys) :]))
