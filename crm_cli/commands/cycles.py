"""``crm order cycle``: how long it takes from an order to its delivery, its invoice and its cash."""

from collections.abc import Sequence
from typing import Annotated

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import Format, Json, Output, PeriodOption, Quiet
from crm_cli.commands.reporting import Part, filled, show
from crm_cli.context import current
from crm_cli.errors import Invalid, Several
from crm_cli.i18n import N_, ngettext
from crm_cli.insight import cycles
from crm_cli.insight.scope import period_of
from crm_cli.render.listing import Column

By = Annotated[str | None, Option("--by", metavar="WHAT", help=N_("Of each client, rep or product"))]
WORDS = {"client": "client", "客户": "client", "rep": "rep", "owner": "rep", "user": "rep", "业务员": "rep", "负责人": "rep", "product": "product", "产品": "product"}  # fmt: skip


def cycle(
    tokens: Annotated[
        list[str] | None, Argument(metavar="FILTER", help=N_("Which orders: owner=me client=Acme total=100k.."))
    ] = None,
    by: By = None,
    period: PeriodOption = None,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """The days from an order to its delivery, its invoice and its cash: the median, and between which days half of the orders lie.

    An order counts in a step once both ends of it have happened in whole: all went out, all was billed, all was paid. An acceptance
    draft is cash when it matures. Days are below zero where something was billed before it went out. --period is when it was ordered.

    Example:
      crm order cycle --period 2026
      crm order cycle --by product client=Acme
    """
    crm = current().workspace
    wanted = _by(by)
    found = cycles.cycles(crm, tokens or [], period=period_of(crm, period), by=wanted)
    part = Part("cycle", "", _columns(wanted), [tuple(one) for one in found])
    show([filled(part)], format, json, output, empty="" if found else _begun(tokens or [], period))


def _begun(tokens: Sequence[str], period: str | None) -> str:
    """What is there, where no order came to the end of a step."""
    crm = current().workspace
    orders = cycles.counted(crm, tokens, period=period_of(crm, period))
    if not orders:
        return ""
    said = ngettext(
        "{n} order, which is neither delivered nor paid in whole yet",
        "{n} orders, none delivered or paid in whole yet",
        orders,
    )
    return said.format(n=orders)


def _by(text: str | None) -> str | None:
    if text is None:
        return None
    if text.casefold() not in WORDS:
        raise Invalid(N_("“{text}” is none of {known}"), text=text, known=Several(cycles.BY), hint="--by product")
    return WORDS[text.casefold()]


def _columns(by: str | None) -> list[Column]:
    return [
        Column(by or "group", cycles.BY.get(by or "", N_("Of")), hidden=by is None), Column("step", N_("Step"), "choice", cycles.STEPS),
        Column("orders", N_("Orders"), "number"), Column("median", N_("Days, median"), "decimal"), Column("low", N_("Half from"), "decimal"),
        Column("high", N_("Half until"), "decimal"), Column("least", N_("Shortest"), "number"), Column("most", N_("Longest"), "number"),
    ]  # fmt: skip
