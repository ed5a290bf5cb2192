"""``crm quota set`` and ``progress``: what is to be sold, and how far it is."""

from collections.abc import Sequence
from typing import Annotated, Any

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import ExitCode, Format, Json, Output, Quiet, chosen_format
from crm_cli.commands.reporting import Part, attention, show
from crm_cli.commands.whose import Whose
from crm_cli.commands.writing import UNDO, Answer, Work, writes
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.quotas import Quota
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.records.periods import Period
from crm_cli.render.listing import MACHINE, Column
from crm_cli.sales import attainments, quotas
from crm_cli.sales.attainments import Attainment
from crm_cli.sales.quotas import Who
from crm_cli.telling.given import stored
from crm_cli.telling.words import value_words

COLUMNS = (
    Column("who", N_("Whose")),
    Column("period", N_("Period")),
    Column("family", N_("Product family")),
    Column("currency", N_("Currency")),
    Column("quota", N_("Quota"), "money", currency_key="currency"),
    Column("won", N_("Won"), "money", currency_key="currency"),
    Column("reached", N_("Attained"), "percent"),
    Column("gap", N_("Gap"), "money", currency_key="currency"),
    Column("over", N_("Over the quota"), "money", currency_key="currency"),
    Column("sure", N_("Won + commit"), "money", currency_key="currency"),
    Column("likely", N_("Won + weighted"), "money", currency_key="currency"),
    Column("late", N_("Past its close"), "money", currency_key="currency"),
    Column("days", N_("Working days left"), "number"),
    Column("having", N_("Have a quota"), "number"),
    Column("people", N_("People who sell"), "number"),
    Column("partial", N_("Have a quota")),
)
FOR_PEOPLE, FOR_PROGRAMS = ("over", "partial"), ("having", "people")
Family = Annotated[str | None, Option("--family", metavar="FAMILY", help=N_("Of one family of products"))]


@writes("quota")
def put(
    who: Annotated[str, Argument(metavar="USER|TEAM", help=N_("A user, a team, or company for the whole firm"))],
    period: Annotated[
        str, Argument(metavar="PERIOD", help=N_("A month, a quarter or a year: 2026-11, 2026Q4, this quarter"))
    ],
    amount: Annotated[str, Argument(metavar="AMOUNT", help=N_("What is to be sold: 600k, 600000, €50k"))],
    family: Family = None,
) -> Work:
    """Set what is to be sold, anew or in place of what was set before.

    Example:
      crm quota set Nora 2026Q4 600k
      crm quota set east 2026 12m --family switches
    """
    crm = current().workspace
    whose, when = quotas.whom(crm, who), quotas.read_period(crm, period)
    values, of = stored("quota", {"amount": amount}), quotas.family_of(crm, family) if family else None

    def work() -> Answer:
        before = quotas.there(crm, whose, when, of)
        quota = quotas.put(crm, whose, when, values["amount"], values.get("currency"), of)
        said = " → ".join(dict.fromkeys(_amount(one) for one in (before, quota) if one))
        text = (
            _("quota of {who} for {period}, {family}: {amount}") if of else _("quota of {who} for {period}: {amount}")
        )
        told = text.format(who=_called(whose), period=when.label, amount=said, family=of)
        return Answer(told, [quota], hint=_(UNDO))

    return work


def _amount(quota: Quota) -> str:
    return value_words(current().workspace.fields("quota")["amount"], quota.amount, quota.currency)


def progress(
    who: Annotated[
        str | None, Argument(metavar="USER|TEAM", help=N_("A user, a team, or company; else all that have one"))
    ] = None,
    period: Annotated[
        str | None,
        Option("--period", metavar="PERIOD", help=N_("A month, a quarter or a year; else this quarter")),
    ] = None,
    family: Family = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """How far quotas are reached: what is won, with what is committed and what is likely, what is missing, and the working days left.

    A team without a quota of its own has the sum of those under it, a year without one that of its quarters or months. Quotas of a family
    of products stand on lines of their own. What is open though its close has passed is in no sum but its own. Who is on leave has fewer
    working days left.

    The percentage of a team or of the firm is told only where it has a quota of its own, or all who sell in it have one.

    Example:
      crm quota progress
      crm quota progress east --period 2026Q4
    """
    crm = current().workspace
    when = quotas.read_period(crm, period or "本季度")
    families = [quotas.family_of(crm, family)] if family else quotas.families(crm, when)
    found = [
        one for of in families for one in _of(who, when, of) if one.quota is not None or (who and of == families[0])
    ]
    show(
        [part(found, chosen_format(format, json, output) in MACHINE)],
        format,
        json,
        output,
        empty="" if who else "crm quota set …",
        heading=N_("Quota"),
    )
    attention(any((one.gap or 0) > 0 for one in found), exit_code)


def _of(who: str | None, when: Period, family: str | None) -> list[Attainment]:
    """One or all against their quotas for a family of products, or for all products."""
    crm = current().workspace
    return attainments.attainments(crm, [quotas.whom(crm, who)] if who else everybody(family), when, family)


def everybody(family: str | None = None) -> list[Who]:
    """Every user that has a quota, every team, then the firm."""
    crm = current().workspace
    if crm.is_empty("quota"):
        return []
    users = {row.user for row in crm.where(Quota, family=family) if row.user}
    people = [quotas.of_user(user) for user in crm.where(User) if user.id in users]
    teams = [quotas.of_team(crm, team) for team in crm.where(Team)]
    return [*people, *teams, quotas.firm()]


def against(by: str, period: Period | None, asked: Whose) -> list[Attainment]:
    """The quotas that a forecast stands against: of those it is about, and with ``by`` owner or team of each of them."""
    crm = current().workspace
    when = period or quotas.read_period(crm, "本季度")
    if crm.is_empty("quota") or quotas.unit_of(when) is None:
        return []
    each: list[Who] = []
    if by == "owner":
        each = [quotas.of_user(user) for user in (crm.where(User) if asked.users is None else asked.users)]
    elif by in ("team", "owner.team"):
        shown = None if asked.users is None else {user.team for user in asked.users}
        each = [quotas.of_team(crm, team) for team in crm.where(Team) if shown is None or team.id in shown]
    whole = [asked.who()]
    return [
        one
        for one in attainments.attainments(crm, [*each, *(who for who in whole if who not in each)], when)
        if one.quota is not None
    ]


def part(found: Sequence[Attainment], machine: bool) -> Part:
    """Quotas as a table; people get a column of families, and of what is late or over, only where there is any."""
    rows = [_row(one, machine) for one in found]
    often = ("family", "late", "over", "gap", "partial")
    empty = {
        column.key for at, column in enumerate(COLUMNS) if column.key in often and not any(row[at] for row in rows)
    }
    hidden = FOR_PEOPLE if machine else {*FOR_PROGRAMS, *empty}
    return Part("quota", N_("Quota"), [column._replace(hidden=column.key in hidden) for column in COLUMNS], rows)


def _row(one: Attainment, machine: bool) -> list[Any]:
    gap = one.gap if machine or (one.gap or 0) >= 0 else None
    over = None if one.gap is None or one.gap >= 0 else -one.gap
    said = (
        _("{n} of {count} people").format(n=one.having, count=one.people)
        if one.partial and one.quota is not None
        else None
    )
    return [
        _called(one.who), one.period.label, one.family, one.currency, one.quota, one.won, one.reached, gap, over, one.sure, one.likely,
        one.late, one.days, one.having, one.people, said,
    ]  # fmt: skip


def _called(who: Who) -> str:
    return who.name or _("company as a whole")
