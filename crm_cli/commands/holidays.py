"""``crm holiday add``: a day off of the whole firm, or one that is worked instead."""

from typing import Annotated

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.writing import UNDO, Answer, Work, writes
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.people import holidays
from crm_cli.records.nouns.holidays import Holiday
from crm_cli.telling.words import value_words


@writes("holiday")
def add(
    days: Annotated[str, Argument(metavar="DAYS", help=N_("Which days: 2027-02-05..2027-02-11, 2027-05-01"))],
    name: Annotated[str | None, Argument(metavar="[NAME]", help=N_("What it is called"))] = None,
    worked: Annotated[bool, Option("--worked", help=N_("They are worked, though the calendar says otherwise"))] = False,
) -> Work:
    """Write down days on which the whole firm is off, or at work instead; of China the public ones are known as far as they are published.

    Everything that counts working days knows them: dates and filters (in 3 working days), what comes again, jobs, the report's missing days, quotas.
    The list of a year comes from a file with the columns name, start, end and kind (off or worked): crm import holiday 2027.csv.

    Example:
      crm holiday add 2026-12-25..2026-12-26 Christmas
      crm holiday add 2027-02-14 --worked
      crm holiday list start=2027
      crm import holiday 2027.csv
    """  # fmt: skip

    def work() -> Answer:
        made = holidays.put(current().workspace, days, name, worked=worked)
        return Answer(said(made), [made], hint=_(UNDO))

    return work


def said(holiday: Holiday) -> str:
    """``春节: day off, 2027-02-05 to 2027-02-11``."""
    what = value_words(current().workspace.fields("holiday")["kind"], holiday.kind)
    one = holiday.start == holiday.end
    days = holiday.start if one else _("{start} to {end}").format(start=holiday.start, end=holiday.end)
    return _("{who}: {what}, {days}").format(who=holiday.name or holiday.ref, what=what, days=days)
