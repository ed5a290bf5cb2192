"""``crm calendar week``: the days of a week with the tasks and meetings of each."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from crm_cli.agenda import calendar as agenda
from crm_cli.agenda.calendar import Planned
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import Format, Json, Limit, Output, Quiet, chosen_format
from crm_cli.commands.reporting import Part, show
from crm_cli.commands.today_shown import aligned
from crm_cli.commands.whose import OfTeam, whose
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.tasks import STATUSES
from crm_cli.records.periods import parse_period
from crm_cli.records.reports import around
from crm_cli.render.listing import Column
from crm_cli.render.page import Section
from crm_cli.telling.week import day_of, line, told

MOST = 62  # days that are shown at once
COLUMNS = (
    Column("day", N_("Day"), "date"),
    Column("hour", N_("Time")),
    Column("ref", N_("Ref")),
    Column("text", N_("Text")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("opp", N_("Deal")),
    Column("status", N_("Status"), "choice", STATUSES),
    Column("owner", N_("Owner")),
)


def week(
    when: Annotated[
        str | None,
        Argument(metavar="WHEN", help=N_("Which days: next week, 2026-12, 2026-12-01..2026-12-10; else this week")),
    ] = None,
    user: Annotated[str | None, Option("--for", "--user", metavar="USER", help=N_("The week of a colleague"))] = None,
    team: OfTeam = None,
    everybody: Annotated[bool, Option("--all", help=N_("The week of everybody"))] = False,
    limit: Limit = None,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """The days of this week, or of any days, with the tasks that are due and the meetings and visits of each; “✓” is done. crm calendar does the same.

    Example:
      crm calendar
      crm calendar "next week" --team
      crm calendar week 2026-12-01..2026-12-10 --for Nora
    """
    run = current()
    first, last = _days(when)
    asked = whose(user, team, everybody)
    found = agenda.planned(run.workspace, asked.ids, first, last + timedelta(1))
    shown = found[:limit]
    if chosen_format(format, json, output) == "table" and not output:
        if shown:
            run.renderer.page("", _sections(shown, named=asked.ids is None or len(asked.ids) > 1))
        run.renderer.say(_told(shown, found, asked.name, first, last))
        return
    show([Part("planned", "", COLUMNS, shown)], format, json, output, title=asked.name)


def _days(text: str | None) -> tuple[date, date]:
    """The days that are meant; a day alone is that day."""
    crm = current().workspace
    period = (
        parse_period(text, crm.clock, crm.country, crm.workdays)
        if text
        else around("week", crm.clock.today(), crm.country)
    )
    if (period.end - period.start).days > MOST:
        raise Invalid(N_("“{when}” is more than {most} days"), hint="crm task list due={when}", when=text, most=MOST)
    return period.start, period.end


def _sections(found: Sequence[Planned], *, named: bool) -> list[Section]:
    """Each day that has something, in lines that stand below each other."""
    lines = aligned(line(one, named) for one in found)
    days = groupby(zip(found, lines, strict=True), key=lambda pair: pair[0].day)
    return [Section(day_of(day), lines=[line for _one, line in pairs]) for day, pairs in days]


def _told(shown: Sequence[Planned], found: Sequence[Planned], name: str, first: date, last: date) -> str:
    """Whose week it was, and how much of it was shown."""
    more = _("{n} of {total}").format(n=len(shown), total=len(found)) if len(shown) < len(found) else ""
    return " · ".join(filter(None, (told(name, first, last, len(found)), more)))
