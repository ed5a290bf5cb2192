"""A report of a day, week or month as parts of a page: for people as text, Markdown and HTML, for programs as JSON and rows."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from crm_cli.agenda.dayparts import LACKS, Done, Job, Next, Paper, Report, Said
from crm_cli.commands import overlooked
from crm_cli.commands.reporting import IN_ROWS, Part, filled, listing_of
from crm_cli.context import current
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.activities import KINDS, OUTCOMES
from crm_cli.records.reports import UNITS
from crm_cli.records.when import echo
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section
from crm_cli.telling.words import due_told, listed

PAPER_KINDS = {
    "sent": N_("quote sent"), "accepted": N_("quote accepted"), "rejected": N_("quote rejected"), "ordered": N_("ordered"), "delivery": N_("delivered"),
    "return": N_("came back"), "billed": N_("invoice issued"), "reversed": N_("credit note"), "paid": N_("payment came"), "refunded": N_("paid back"),
}  # fmt: skip
EACH = ("day", "week")  # reports that tell every activity, of one person
HEAD = (Column("report", N_("Report")), Column("start", N_("First day"), "date"), Column("end", N_("Last day"), "date"))
PEOPLE = (
    Column("user", N_("User")),
    Column("activities", N_("Activities"), "number"),
    Column("spoken", N_("Real contact"), "number"),
    Column("clients", N_("Clients"), "number"),
    Column("settled", N_("Tasks done"), "number"),
    Column("promised", N_("Promised"), "number"),
    Column("overdue", N_("Overdue"), "number"),
    Column("moved", N_("Moved"), "number"),
    Column("won", N_("Won"), "number"),
    Column("lost", N_("Lost"), "number"),
)
MISSING = (
    Column("user", N_("User")),
    Column("day", N_("Day"), "date"),
    Column("lacks", N_("What is missing"), "choice", LACKS),
)
DONE = (
    Column("at", N_("When"), "time"),
    Column("ref", N_("Ref")),
    Column("kind", N_("Kind"), "choice", KINDS),
    Column("owner", N_("By")),
    Column("whom", N_("With whom")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("opp", N_("Deal")),
    Column("lead", N_("Lead")),
    Column("outcome", N_("Outcome"), "choice", OUTCOMES),
    Column("minutes", N_("Minutes"), "number"),
    Column("text", N_("Text")),
)
DONE_SAID = (
    Column("at", N_("When")), Column("kind", N_("Kind"), "choice", KINDS), Column("owner", N_("By")), Column("whom", N_("With whom")),
    Column("opp", N_("Deal")), Column("text", N_("Text")), Column("ref", N_("Ref")),
)  # fmt: skip
JOBS = (
    Column("ref", N_("Ref")),
    Column("text", N_("Text")),
    Column("due", N_("Due"), "time"),
    Column("timed", N_("At a fixed time"), "flag"),
    Column("done", N_("Done at"), "time"),
    Column("result", N_("Result")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("whom", N_("With whom")),
    Column("opp", N_("Deal")),
    Column("lead", N_("Lead")),
    Column("owner", N_("Owner")),
)
JOBS_SAID = (
    Column("due", N_("Due")), Column("text", N_("Text")), Column("result", N_("Result")), Column("whom", N_("With whom")),
    Column("opp", N_("Deal")), Column("owner", N_("Owner")), Column("ref", N_("Ref")),
)  # fmt: skip
PAPERS = (
    Column("at", N_("When"), "time"), Column("kind", N_("Kind"), "choice", PAPER_KINDS), Column("number", N_("Number")), Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")), Column("total", N_("Total"), "money"), Column("currency", N_("Currency")), Column("opp", N_("Deal")),
    Column("owner", N_("Owner")), Column("ref", N_("Ref")),
)  # fmt: skip
PAPERS_SAID = (
    Column("at", N_("When")), Column("kind", N_("Kind"), "choice", PAPER_KINDS), Column("number", N_("Number")), Column("client", N_("Client")),
    Column("total", N_("Total"), "money"), Column("currency", N_("Currency")), Column("owner", N_("Owner")), Column("ref", N_("Ref")),
)  # fmt: skip
CLIENTS = (
    Column("name", N_("Name")), Column("ref", N_("Ref")), Column("times", N_("Times"), "number"), Column("last", N_("Last"), "time"),
    Column("text", N_("Text")),
)  # fmt: skip
SAID = (
    Column("user", N_("User")),
    Column("report", N_("Report"), "choice", UNITS),
    Column("start", N_("First day"), "date"),
    Column("text", N_("Remark")),
    Column("reply", N_("Reply")),
    Column("replied_by", N_("Replied by")),
    Column("replied", N_("Replied at"), "time"),
    Column("ref", N_("Ref")),
)


def present(report: Report, title: str, chosen: str, output: str | None) -> None:
    """Print a report, or write it to a file."""
    renderer, to = current().renderer, Path(output) if output else None
    machine = chosen in MACHINE
    found = parts(report, machine)
    if chosen in IN_ROWS:
        renderer.listing(listing_of(found[0], machine), chosen, to)
        return
    renderer.page(title, sections(report, found, machine), chosen, to)


def sections(report: Report, found: Iterable[Part], machine: bool) -> list[Section]:
    """The parts as sections of a page; people get those that have something."""
    period = report.period
    head = Section(columns=HEAD, values=(report.unit, period.start.isoformat(), period.end.isoformat()))
    told = [one if machine else filled(one) for one in found if machine or one.rows]
    made = [Section(one.title, key=one.key, listing=listing_of(one, machine)) for one in told]
    nothing = [] if made else [Section(lines=[_("nothing was done")])]
    return [head, *made] if machine else [*made, *nothing]


def parts(report: Report, machine: bool) -> list[Part]:
    """What there is to tell; a single person's own activities come first, a team's figures."""
    several = len(report.people) != 1
    each = [_done(report, machine, several)] if machine or report.unit in EACH[: 1 if several else 2] else []
    clients = (
        [] if each and not machine else [Part("clients", N_("By client"), CLIENTS, _rows(CLIENTS, report.clients()))]
    )
    people = Part("people", N_("By person"), PEOPLE, _rows(PEOPLE, report.people) if several or machine else [])
    lacking = [
        _missing(report, machine),
        _away(report, machine),
    ]
    first = [people, *lacking, *each, *clients] if several else [*each, *clients, people, *lacking]
    return [
        *first, *_changes(report, machine), *_papers(report, machine, several),
        _jobs("settled", N_("Tasks done"), report.settled, machine, several),
        _jobs("promised", N_("Promised"), report.promised, machine, several),
        _jobs("theirs", N_("Promised by them"), report.theirs, machine, several),
        Part("coming", N_("Next"), COMING, [_coming(one, machine) for one in report.coming]),
        Part("remarks", N_("Remarks"), SAID, [_said(one) for one in report.remarks]),
        *([overlooked.part(machine)] if machine or _of_others(report) else []),
    ]  # fmt: skip


def _of_others(report: Report) -> bool:
    """It is read by somebody who answers for others."""
    return any(person.user_id != current().workspace.me for person in report.people)


COMING = (
    Column("ref", N_("Ref")), Column("due", N_("Due")), Column("text", N_("Text")), Column("client", N_("Client")), Column("opp", N_("Deal")),
)  # fmt: skip


def _rows(columns: Sequence[Column], found: Iterable[Any]) -> list[list[Any]]:
    """Records in the order of their columns."""
    return [[getattr(one, column.key) for column in columns] for one in found]


def _changes(report: Report, machine: bool) -> list[Part]:
    if not (machine or report.changes):
        return []
    from crm_cli.commands import changes  # only where a deal changed

    return [changes.part(report.changes, machine)]


def _papers(report: Report, machine: bool, several: bool) -> list[Part]:
    """Quotes, orders, deliveries and money; somebody's own report does not say whose they are."""
    if not (machine or report.papers):
        return []
    title = N_("Quotes, orders and money")
    if machine:
        return [Part("papers", title, PAPERS, _rows(PAPERS, report.papers))]
    columns = [column for column in PAPERS_SAID if several or column.key != "owner"]
    rows = [_paper(one, report.unit) for one in report.papers]
    return [Part("papers", title, columns, [[row[column.key] for column in columns] for row in rows])]


def _paper(one: Paper, unit: str) -> dict[str, Any]:
    return one._asdict() | {"at": _when(one.at, unit), "client": _whom(None, one.client, one.client_ref)}


def _when(stamp: str, unit: str) -> str:
    """The hour, and the day where a report has several."""
    local = current().clock.local(stamp)
    return f"{local:%H:%M}" if unit == "day" else f"{local:%m-%d %H:%M}"


def _missing(report: Report, machine: bool) -> Part:
    """Each day for itself; people get those of a person together."""
    title = N_("Missing")
    if machine or report.unit == "day":
        return Part("missing", title, MISSING, _rows(MISSING, report.missing))
    days: dict[tuple[str, str], list[str]] = {}
    for one in report.missing:
        days.setdefault((one.user, one.lacks), []).append(one.day[5:])
    columns = [Column("days", N_("Days"), "number"), Column("which", N_("Which days"))]
    rows = [[user, lacks, len(on), listed(on)] for (user, lacks), on in days.items()]
    return Part("missing", title, [MISSING[0], MISSING[2], *columns], rows)


def _away(report: Report, machine: bool) -> Part:
    """Each day for itself; people get those of a person together."""
    if not (machine or report.away):
        return Part("away", "", (), [])
    from crm_cli.records.nouns.absences import KINDS as REASONS  # only where somebody was away

    user, why = Column("user", N_("User")), Column("why", N_("Why"), "choice", REASONS)
    title = N_("Away")
    if machine:
        columns = [user, Column("day", N_("Day"), "date"), why, Column("excused", N_("Excused"), "flag")]
        return Part("away", title, columns, _rows(columns, report.away))
    days: dict[tuple[str, str], list[str]] = {}
    for one in report.away:
        days.setdefault((one.user, one.why), []).append(one.day[5:])
    rows = [[name, kind, len(on), listed(on)] for (name, kind), on in days.items()]
    return Part(
        "away", title, [user, why, Column("days", N_("Days"), "number"), Column("which", N_("Which days"))], rows
    )


def _done(report: Report, machine: bool, several: bool) -> Part:
    title = N_("Done")
    if machine:
        return Part("done", title, DONE, _rows(DONE, report.done))
    columns = [column for column in DONE_SAID if several or column.key != "owner"]
    rows = [_told(one, report.unit) for one in report.done]
    return Part("done", title, columns, [[row[column.key] for column in columns] for row in rows])


def _told(one: Done, unit: str) -> dict[str, Any]:
    """An activity as people read it: with whom in one word, and what came of it before what was said."""
    minutes = ngettext("{n} minute", "{n} minutes", one.minutes).format(n=one.minutes) if one.minutes else ""
    outcome = _(OUTCOMES.get(one.outcome, one.outcome)) if one.outcome else ""
    said = " · ".join(filter(None, (outcome, minutes, one.text)))
    return {
        "at": _when(one.at, unit), "kind": one.kind, "owner": one.owner, "whom": _whom(one.whom, one.client, one.client_ref or one.lead), "opp": one.opp,
        "text": said, "ref": one.ref,
    }  # fmt: skip


def _whom(whom: str | None, client: str | None, ref: str | None) -> str:
    """``李建国 · 科锐配电 C1``."""
    named = " · ".join(filter(None, (whom, client)))
    return " ".join(filter(None, (named, ref)))


def _jobs(key: str, title: str, found: Sequence[Job], machine: bool, several: bool) -> Part:
    if machine:
        return Part(key, title, JOBS, _rows(JOBS, [one._replace(due=due_told(one.due, one.timed)) for one in found]))
    without = {"owner"} - ({"owner"} if several else set()) | ({"due"} if key == "settled" else {"result"})
    columns = [column for column in JOBS_SAID if column.key not in without]
    rows = [_task(one) for one in found]
    return Part(key, title, columns, [[row[column.key] for column in columns] for row in rows])


def _task(one: Job) -> dict[str, Any]:
    return {
        "due": _due(one.due, bool(one.timed)), "text": one.text, "result": one.result, "opp": one.opp, "owner": one.owner, "ref": one.ref,
        "whom": _whom(one.whom, one.client, one.client_ref or one.lead),
    }  # fmt: skip


def _due(stamp: str | None, timed: bool) -> str:
    if stamp is None:
        return ""
    run = current()
    return echo(run.clock.local(stamp).replace(tzinfo=None), timed, run.language, run.clock.today())


def _coming(one: Next, machine: bool) -> list[Any]:
    due = due_told(one.due, one.timed) if machine else _due(one.due, one.timed)
    return [one.ref, due, one.text, one.client, one.opp]


def _said(one: Said) -> list[Any]:
    return [one.user, one.unit, one.start, one.text, one.reply, one.replied_by, one.replied, one.ref]
