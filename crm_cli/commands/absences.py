"""``crm absence add``: who is away, and when."""

from typing import Annotated

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import Note
from crm_cli.commands.writing import UNDO, Answer, Work, writes
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import absences
from crm_cli.records.nouns.absences import Absence
from crm_cli.telling.given import stored
from crm_cli.telling.words import value_words


@writes("absence")
def add(
    words: Annotated[
        list[str],
        Argument(
            metavar="[WHO] DAYS", help=N_("Who, else me, and which days: 2026-12-01..2026-12-05, tomorrow, next week")
        ),
    ],
    kind: Annotated[
        str | None, Option("--kind", metavar="KIND", help=N_("What it is: vacation, sick leave, business trip …"))
    ] = None,
    half: Annotated[str | None, Option("--half", metavar="HALF", help=N_("Only the morning, or the afternoon"))] = None,
    delegate: Annotated[
        str | None,
        Option("--delegate", metavar="USER", help=N_("Who stands in, and approves meanwhile what the other may")),
    ] = None,
    note: Note = None,
) -> Work:
    """Write down that somebody is away. The report of the day does not miss who is on leave, and the team's day says who is away.

    Who is on a business trip or in training, or away for half a day, is still to report.

    Example:
      crm absence add Nora 2026-12-01..2026-12-05 --kind vacation
      crm absence add tomorrow --half afternoon
      crm absence add Chen "next week" --delegate Liam
    """  # fmt: skip
    if len(words) > 2:
        raise Invalid(
            N_("“{text}” is one word too many"), hint='crm absence add 王芳 "2026-12-01..2026-12-05"', text=words[-1]
        )
    crm = current().workspace
    user = choose(["user"], words[0]).id if len(words) > 1 else crm.me
    if user is None:
        raise Invalid(N_("it is not said who you are"), hint="crm user add NAME")
    typed = {"kind": kind, "half": half, "delegate": delegate, "note": note}
    given = stored("absence", {name: text for name, text in typed.items() if text})

    def work() -> Answer:
        absence = absences.put(
            crm, user, words[-1], given.get("kind"), given.get("half"), given.get("note"), given.get("delegate")
        )
        return Answer(said(absence), [absence], hint=_(UNDO))

    return work


def said(absence: Absence) -> str:
    """``王芳: annual leave, 2026-12-01 to 2026-12-05``."""
    crm = current().workspace
    fields = crm.fields("absence")
    what = [value_words(fields["kind"], absence.kind)]
    if absence.half:
        what.append(value_words(fields["half"], absence.half))
    days = (
        absence.start
        if absence.start == absence.end
        else _("{start} to {end}").format(start=absence.start, end=absence.end)
    )
    return _("{who}: {what}, {days}").format(
        who=crm.name_of("user", str(absence.user)), what=" · ".join(what), days=days
    )
