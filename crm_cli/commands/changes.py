"""``crm changes``: what became of the deals since a day."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Annotated, Any

from crm_cli.agenda import changes as agenda
from crm_cli.agenda.changes import Change
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import ExitCode, Format, Json, Limit, Output, Quiet, chosen_format
from crm_cli.commands.reporting import Part, attention, filled, say_cut, show
from crm_cli.commands.whose import OfTeam, OfUser, whose
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.periods import parse_period
from crm_cli.records.reports import around
from crm_cli.records.when import echo, parse_moment
from crm_cli.render.listing import MACHINE, Column
from crm_cli.telling.words import listed

COLUMNS = (
    Column("kind", N_("Change"), "choice", agenda.KINDS),
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("old", N_("Before")),
    Column("new", N_("After")),
    Column("difference", N_("Difference")),
    Column("value", N_("Value"), "money", currency_key="currency"),
    Column("currency", N_("Currency")),
    Column("owner", N_("Owner")),
    Column("at", N_("Written down"), "time"),
    Column("by", N_("By")),
)
MONEY = ("shrank", "grew")


def changes(
    since: Annotated[
        str, Option("--since", metavar="DATE", help=N_("Since when: monday, yesterday, 2026-11-16, mon 9:00"))
    ] = "",
    user: OfUser = None,
    team: OfTeam = None,
    limit: Limit = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """What was written of the deals since a day: new, moved, slipped from which date to which, shrunk, won, lost, removed, without a next step, silent.

    It counts when it was written down: a deal that somebody says today to have been won last week was won since yesterday. Without --since it
    is since the beginning of the week; without --user and --team everybody's.

    Example:
      crm changes --since monday
      crm changes --since 2026-11-01 --team=east --format md
    """
    low = _since(since)
    asked = whose(user, team, alone=False)
    found = agenda.read(current().workspace, low, users=asked.ids)
    chosen = chosen_format(format, json, output)
    title = _titled(asked.name, low) if chosen == "html" else ""
    show([part(found[:limit], chosen in MACHINE)], format, json, output, title=title)
    say_cut(len(found), limit)
    current().renderer.say(summary(found))
    attention(bool(found), exit_code)


def _titled(name: str, low: str) -> str:
    """What stands above a sheet: whose changes they are, and since when."""
    run = current()
    since = echo(run.clock.local(low).replace(tzinfo=None), True, run.language, run.clock.today())
    return f"{name} · " + _("since {when}").format(when=since)


def _since(text: str) -> str:
    """The moment that was said, the first of a day; of the week where nothing was."""
    crm = current().workspace
    if not text:
        return crm.clock.utc(datetime.combine(around("week", crm.clock.today(), crm.country).start, time()))
    at, timed = _moment(text)
    low = crm.clock.utc(at)
    if low > crm.clock.stamp():
        raise Invalid(N_("“{when}” is still to come"), when=text)
    current().renderer.say(_("since {when}").format(when=echo(at, timed, current().language, crm.clock.today())))
    return low


def _moment(text: str) -> tuple[datetime, bool]:
    """The moment that was said, and whether it names an hour; of a week, a month and the like the beginning."""
    crm = current().workspace
    try:
        moment = parse_moment(text, crm.clock, crm.country, prefer="past", office=crm.workdays)
    except Invalid as error:
        try:
            return datetime.combine(parse_period(text, crm.clock, crm.country, crm.workdays).start, time()), False
        except Invalid:
            raise error from None
    return (moment.at if moment.timed else datetime.combine(moment.at.date(), time())), moment.timed


def part(found: Sequence[Change], machine: bool) -> Part:
    """The changes as a table; people do not get columns without a value, nor when each was written down."""
    rows = [_row(one, machine) for one in found]
    title = N_("What became of deals")
    if machine:
        return Part("changes", title, COLUMNS, rows)
    columns = [column._replace(hidden=column.key in ("client_ref", "at")) for column in COLUMNS]
    return filled(Part("changes", title, columns, rows))


def _row(one: Change, machine: bool) -> list[Any]:
    """A change in the order of the columns; amounts and dates are dressed here, since one column has both."""
    old, new = one.old, one.new
    difference: Any = one.difference
    if one.kind in MONEY:
        old, new, difference = (_amount(value, one.currency, machine) for value in (old, new, difference))
    elif difference is not None and not machine:
        said = str(difference) if one.kind == "silent" else f"{difference:+d}"
        difference = ngettext("{n} day", "{n} days", abs(difference)).format(n=said)
    return [
        one.kind, one.ref, one.name, one.client, one.client_ref, old, new, difference, one.value, one.currency, one.owner,
        one.at, one.by,
    ]  # fmt: skip


def _amount(value: int | None, currency: str, machine: bool) -> Any:
    from crm_cli.records.numbers import plain_money  # only where an amount changed
    from crm_cli.render.values import human

    if value is None:
        return None
    run = current()
    if machine:
        return plain_money(value, currency)
    return human("money", value, currency=currency, language=run.language, clock=run.clock, choices={})


def summary(found: Sequence[Change]) -> str:
    """``1 won, 2 slipped``."""
    kinds = [one.kind for one in found]
    if not kinds:
        return _("nothing changed in any deal")
    return listed(f"{_(label)} {kinds.count(kind)}" for kind, label in agenda.KINDS.items() if kind in kinds)
