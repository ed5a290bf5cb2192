"""``crm report day|week|month``: what was done, what became of the deals, what is missing; the remark on it and the reply."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from functools import partial
from typing import Annotated

from crm_cli.agenda import daily
from crm_cli.agenda.dayparts import Report
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.delivering import Mail, Notify, To, apart, day_of_slot, recipients, send, ways
from crm_cli.commands.delivering import Report as Sent
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.options import ICS, DryRun, ExitCode, Json, Once, Output, Quiet, ReportFormat, chosen_format
from crm_cli.commands.reporting import attention, calendar
from crm_cli.commands.whose import Asked, OfAll, OfTeam, OfUser, whose
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.periods import Period, parse_period
from crm_cli.records.reports import UNITS, period_of, unit_of
from crm_cli.records.when import echo
from crm_cli.telling.words import listed, title_of

TITLES = {
    "day": N_("Daily report {when} · {name}"),
    "week": N_("Weekly report {when} · {name}"),
    "month": N_("Monthly report {when} · {name}"),
}
When = Annotated[
    str | None, Argument(metavar="WHEN", help=N_("Which one: yesterday, friday, last week, 2026-10; else this one"))
]
RemarkText = Annotated[
    str | None, Option("--remark", metavar="TEXT", help=N_("What you say of your own report; - reads it from stdin"))
]
# What each says of itself, and how it is called.
SAID = {
    "day": (
        N_(
            "The day: what was done and with whom, what moved, was won, lost and promised, what comes next; what is missing, unless it was leave or a holiday."
        ),
        N_(
            "With --remark you add what you have to say, which your manager reads and replies to. With --mail it goes to you, or to whom --to says, once, with --notify to your chat or theirs, to that of the team by --to team; where there is nothing to tell, nothing goes out."
        ),
    ),
    "week": (N_("The week, as crm report day tells the day; of a whole team without each single activity."),),
    "month": (N_("The month, client by client."),),
}
EXAMPLES = {
    "day": (
        "crm report day",
        'crm report day --remark "waits for their purchasing meeting"',
        "crm report day yesterday --team=east",
        "crm report day --team --format html -o day.html",
        "crm report day --team --mail",
        "crm report day --mail --to Nora",
        "crm report day --team --notify --to team",
        "crm report day --all --format ics",
    ),
    "week": (
        "crm report week",
        'crm report week "last week" --team',
    ),
    "month": (
        "crm report month",
        "crm report month 2026-10 --user Nora",
    ),
}


def verb(unit: str) -> Callable[..., None]:
    """``crm report`` of a unit."""

    def report(
        when: When = None,
        user: OfUser = None,
        team: OfTeam = None,
        everybody: OfAll = False,
        remark: RemarkText = None,
        mail: Mail = False,
        notify: Notify = False,
        to: To = None,
        exit_code: ExitCode = False,
        dry_run: DryRun = False,
        once: Once = None,
        json: Json = False,
        format: ReportFormat = None,  # noqa: A002 - its name in --format
        output: Output = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        apart(mail=mail, notify=notify, to=to, json=json and remark is None, format=format, output=output)
        if remark is not None:
            apart(remark=remark, mail=mail, notify=notify, to=to, format=format, output=output)
            _remark(unit, when, remark, user, team, everybody, json, once, dry_run)
            return
        chosen = chosen_format(format, json, output, (ICS,))
        _report(unit, when, Asked(user, team, everybody), exit_code, chosen, output, to, mail, notify)

    report.__doc__ = "\n\n".join((*SAID[unit], "Example:\n" + "\n".join(f"  {line}" for line in EXAMPLES[unit])))
    return report


def reply(
    user: Annotated[str, Argument(metavar="USER", help=N_("Whose report it is"))],
    when: Annotated[str, Argument(metavar="WHEN", help=N_("Which one: yesterday, 2026-11-20, last week, 2026-10"))],
    text: Annotated[str, Argument(metavar="TEXT", help=N_("What you answer; - reads it from stdin"))],
    dry_run: DryRun = False,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Answer the report of somebody; a day, a week or a month, as it is said.

    Example:
      crm report reply Nora 2026-11-20 "let us go together on monday"
      crm report reply Nora "last week" "well done"
    """
    from crm_cli.agenda import remarks  # a report is read without what writes
    from crm_cli.commands.writing import UNDO, Answer, write

    crm = current().workspace
    period = parse_period(when, crm.clock, crm.country, crm.workdays)
    unit = unit_of(period, crm.country)
    if unit is None:
        raise Invalid(N_("“{text}” is no day, week or month"), hint="2026-11-20, 上周, 2026-10", text=when)

    answer = _text(text)

    def work() -> Answer:
        whom = choose(["user"], user)
        found = remarks.reply(crm, whom.id, unit, period, answer)
        return Answer(
            _("replied to the {report} of {user}").format(report=_said(unit, period), user=title_of(whom)),
            [found],
            hint=_(UNDO),
        )

    write(work, json=json, once=once, dry_run=dry_run, nouns=["remark"])


VERBS = {
    "day": Entry(partial(verb, "day"), N_("The day: what was done, what moved, what is missing")),
    "week": Entry(partial(verb, "week"), N_("The week")),
    "month": Entry(partial(verb, "month"), N_("The month, client by client")),
    "reply": Entry("crm_cli.commands.reports:reply", N_("Answer the report of somebody")),
}


# Without a verb it is that of the day.
group = Group("report", VERBS, N_("Reports of the day, the week, the month; what is missing"), "day")


def _remark(
    unit: str, when: str | None, text: str, user: str | None, team: str | None, everybody: bool, json: bool, once: str | None, dry_run: bool
) -> None:  # fmt: skip
    from crm_cli.agenda import remarks  # a report is read without what writes
    from crm_cli.commands.writing import UNDO, Answer, write

    if user or team is not None or everybody:
        raise Invalid(N_("a remark is on your own report"), hint='crm report reply USER WHEN "…"')
    crm = current().workspace
    text = _text(text)
    period = period_of(unit, when or "", crm.clock, crm.country, crm.workdays)

    def work() -> Answer:
        found = remarks.put(crm, unit, period, text)
        return Answer(_("remark kept on the {report}").format(report=_said(unit, period)), [found], hint=_(UNDO))

    write(work, json=json, once=once, dry_run=dry_run, nouns=["remark"])


def _text(said: str) -> str:
    """What is said, or with ``-`` what comes by stdin."""
    from crm_cli.commands.piping import whole  # only where something is written

    text = whole().strip() if said == "-" else said.strip()
    if not text:
        raise Invalid(N_("a remark says something"), hint='crm report day --remark "…"')
    return text


def _report(
    unit: str, when: str | None, of: Asked, exit_code: bool, chosen: str, output: str | None,
    to: Sequence[str] | None, mail: bool, notify: bool,
) -> None:  # fmt: skip
    from crm_cli.commands.report_page import present  # a remark is kept without it

    crm = current().workspace
    period, asked = period_of(unit, when or day_of_slot(), crm.clock, crm.country, crm.workdays), whose(*of)
    report = daily.read(crm, unit, period, asked.users, leader=asked.leader)

    def title() -> str:
        return _(TITLES[unit]).format(when=_when(unit, period), name=whose(*of).name)

    seen = not report.empty or bool(report.missing)
    by = ways(mail or bool(to and not notify), notify)
    whom = recipients(to, mail) if by else []
    if not by and chosen == ICS:
        calendar(asked.ids, period.start, period.end, output)
    elif not by:
        present(report, title(), chosen, output)
        if asked.is_only_me:
            current().renderer.say(_("nobody works for you, so this is yours alone · --team=NAME, --all"))
        for line in summary(report):
            current().renderer.say(line)
    elif seen:
        what = " ".join(("report", unit, *of.words))
        start = period.start.isoformat()
        send([Sent(one, what, start, title, lambda chosen: present(report, title(), chosen, None)) for one in whom], by)
    attention(seen, exit_code)


def _said(unit: str, period: Period) -> str:
    """``daily report Fri 20 Nov``."""
    return _("{report} {when}").format(report=_(UNITS[unit]), when=_when(unit, period))


def _when(unit: str, period: Period) -> str:
    run = current()
    first, last = (
        echo(datetime.combine(at, time()), False, run.language, run.clock.today()) for at in (period.start, period.end)
    )
    return first if unit == "day" else period.label if unit == "month" else f"{first} – {last}"


def summary(report: Report) -> list[str]:
    """How much it was, who is missing, and how a remark is added."""
    total = daily.figures(report)
    said = [
        ngettext("{n} activity", "{n} activities", total["activities"]).format(n=total["activities"]),
        ngettext("{n} task done", "{n} tasks done", total["settled"]).format(n=total["settled"]),
        ngettext("{n} promised", "{n} promised", total["promised"]).format(n=total["promised"]),
    ]
    lines = [listed(said)]
    if report.missing and len(report.people) > 1:
        count = len(report.missing)
        lines.append(ngettext("{n} day is missing", "{n} days are missing", count).format(n=count))
    elif any(one.lacks == "remark" and one.user_id == current().workspace.me for one in report.missing):
        lines.append(_('your remark is missing · crm report {unit} --remark "…"').format(unit="day"))
    return lines
