"""``crm schedule``: lines of crm that run by themselves, and what became of them."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from crm_cli.agenda import schedule, timetable
from crm_cli.agenda.timetable import Call
from crm_cli.commands import alone
from crm_cli.commands.adding import added
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.delivering import SLOT
from crm_cli.commands.loading import Entry, Group, imported
from crm_cli.commands.options import ExitCode, Format, Json, Quiet
from crm_cli.commands.reporting import attention
from crm_cli.commands.writing import UNDO, Answer, Work, writes
from crm_cli.context import current
from crm_cli.errors import Attention, CrmError, Invalid, filled, told
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.jobs import Job
from crm_cli.records.nouns.runs import STATUSES
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.words import said_day

STANDING = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("every", N_("Again"), "repeat"), Column("host", N_("Runs on")), Column("due", N_("Was due"), "time"),
    Column("started", N_("Last run"), "time"), Column("status", N_("Result"), "choice", STATUSES), Column("code", N_("Exit code"), "number"),
    Column("error", N_("Error")), Column("next", N_("Next run"), "time"), Column("why", N_("What is wrong")),
)  # fmt: skip
AGAIN = "retry"
NOTHING_GOES_OUT = {
    "mail": N_("this line will mail, and {why} · {command}"),
    "notify": N_("this line will notify, and {why} · {command}"),
}


@writes("job")
def add(
    said: Annotated[
        list[str],
        Argument(metavar="WHEN LINE", help=N_("How often and at what hour, and the line in quotes, without crm")),
    ],
    name: Annotated[
        str | None, Option("--name", metavar="NAME", help=N_("What it is called; else as its line"))
    ] = None,
    host: Annotated[
        str | None,
        Option("--host", metavar="MACHINE", help=N_("Another machine than this one, by its name; none is any")),
    ] = None,
) -> Work:
    """Write down a line that is to run by itself, for you, in your language and by your clock; crm schedule print then says how.

    The line is read as it would be run, and refused where it could not be, or asks (give it --yes), or takes something back or away: undo, redo, rm,
    restore, merge, init and the like do not run by themselves.

    It runs on this machine, and not where a copy of the base is: crm job edit JB1 --host MACHINE moves it, and --host none lets any run it.

    Example:
      crm schedule add weekdays 8:00 "remind --mail"
      crm schedule add daily 18:00 "report day --team --mail"
      crm schedule add monthly on the last workday 18:00 "report month --team --mail" --name monthly
      crm schedule add daily 2:00 "backup --keep 14"
    """
    if len(said) < 2:
        raise Invalid(N_("it takes a time and a line"), hint='crm schedule add daily 18:00 "report day --team --mail"')
    *when, line = said
    schedule.words_of(line)
    asked = alone.check(line)
    for way in (one for one in NOTHING_GOES_OUT if asked.get(one) and not host):
        _say_if_nothing_goes_out(way)
    given = {"name": name or line, "every": " ".join(when), "line": line} | ({"host": host} if host else {})
    return lambda: _added(given)


def _say_if_nothing_goes_out(way: str) -> None:
    """A line that mails or notifies, where nothing goes out yet, would fail by night: that is said by day."""
    from crm_cli.commands import mailing, notifying  # only where a line sends something

    try:
        if way == "mail":
            mailing.account_of(current().config)
        else:
            notifying.check()
    except CrmError as error:
        said = _(NOTHING_GOES_OUT[way])
        current().renderer.say(said.format(why=told(error), command=filled(error.hint or "", error.values)))


def _added(given: dict[str, str]) -> Answer:
    answer = added("job", [(0, given, False)], checks=False)
    answer.hint = f"{_(UNDO)} · crm schedule print"
    return answer


def print_entries(
    crontab: Annotated[bool, Option("--crontab", help=N_("Lines for crontab -e"))] = False,
    systemd: Annotated[bool, Option("--systemd", help=N_("Services and timers of systemd"))] = False,
    windows: Annotated[bool, Option("--windows", help=N_("Lines for PowerShell, for the Task Scheduler"))] = False,
) -> None:
    """Print the jobs of this machine for the clockwork of your system, which then calls each at its hour; nothing is installed.

    The last entry is called every quarter of an hour: it does what did not go through, a mail server that was down for one.

    Example:
      crm schedule print --crontab
      crm schedule print --systemd
      crm schedule print --windows
    """
    if crontab + systemd + windows > 1:
        raise Invalid(
            N_("--crontab, --systemd and --windows contradict each other"), hint=N_("leave all but one of them out")
        )
    chosen: Callable[[Iterable[Call]], Iterator[str]] = timetable.windows if os.name == "nt" else timetable.crontab
    chosen = (
        timetable.crontab if crontab else timetable.systemd if systemd else timetable.windows if windows else chosen
    )
    _say_elsewhere()
    jobs = [job for job in current().workspace.where(Job, active=1) if schedule.is_here(current().workspace, job)]
    if not jobs:
        current().renderer.say(_('there are no jobs here yet · crm schedule add daily 18:00 "…"'))
        return
    for line in chosen([*map(_call, jobs), _retry(jobs[0])]):
        current().renderer.data(line)


def _say_elsewhere() -> None:
    """Which jobs are another machine's to run."""
    for job in schedule.elsewhere(current().workspace):
        _say_where(job)


def _say_where(job: Job) -> None:
    said = _("{job} runs on {machine}, not here · to change that: {command}")
    command = f"crm job edit {job.ref} --host {schedule.called(current().workspace.machine())}"
    current().renderer.say(said.format(job=f"{job.ref} {job.name}", machine=job.host, command=command))


def _call(job: Job) -> Call:
    words = [*_program(job), "schedule", "run", job.ref]
    return Call(
        job.ref, f"{job.name}: {job.line}" if job.name != job.line else job.line, job.every, words, _environment(job)
    )


def _retry(job: Job) -> Call:
    return Call(AGAIN, _("what did not go through"), None, [*_program(job), "schedule", "run"], _environment(job))


def _program(job: Job) -> list[str]:
    """The program with everything it would otherwise take from its surroundings."""
    run = current()
    own = Path(sys.argv[0]).absolute()
    program = [str(own)] if own.stem in ("crm", "guanxi") and own.is_file() else [sys.executable, "-m", "crm_cli"]
    user = run.workspace.name_of("user", job.user) if job.user else None
    who = ["--user", user] if user else []
    return [*program, "--no-input", "--db", str(run.base.absolute()), *who, "--lang", job.language or run.language]


def _environment(job: Job) -> dict[str, str]:
    """The zone, and the settings where they lie elsewhere than usual."""
    given = {"CRM_TZ": job.zone, "CRM_CONFIG": os.environ.get("CRM_CONFIG")}
    return {name: value for name, value in given.items() if value}


def status(
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
) -> None:
    """When each job was last to run, when it did and how that ended, and when it runs next. --exit-code tells if one did not run.

    What another machine runs is told by that one: a copy of the base knows of its runs only when the two have met.

    Example:
      crm schedule status
      crm schedule status --exit-code
    """
    chosen = "json" if json else format or "table"
    found = schedule.standings(current().workspace)
    rows = [
        (
            one.job.ref, one.job.name, one.job.every, one.job.host, one.due, one.run and one.run.started, one.run and one.run.status, one.run and one.run.code,
            one.run and one.run.error, one.next, one.why if chosen in MACHINE else _(one.why),
        )
        for one in found
    ]  # fmt: skip
    hidden = {"code", *(() if schedule.elsewhere(current().workspace) else ("host",))}
    columns = [column._replace(hidden=column.key in hidden and chosen not in MACHINE) for column in STANDING]
    current().renderer.listing(Listing(columns, rows), chosen)
    attention(any(one.why for one in found), exit_code)


def run(
    names: Annotated[list[str] | None, Argument(metavar="[JOB]...", help=N_("Jobs; else all that are due"))] = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> int:
    """Run what is due and did not run yet; what the clockwork of the system calls. Each job runs once for each of its hours.

    Where a server was down, the next call tries again, until the next hour of the job.

    Example:
      crm schedule run
    """
    from crm_cli.exchange import running  # only what runs jobs starts processes

    here = current()
    crm = here.workspace
    jobs = [crm.by_id(Job, choose(["job"], name).id) for name in names] if names else crm.where(Job, active=1)
    codes = [0]
    for job in jobs:
        if not schedule.is_here(crm, job):
            if names:  # its entry stands in a clockwork that it left
                _say_where(job)
            continue
        words = [*_program(job), *schedule.words(job.line)]
        ended = running.run(crm, here.base, job, words, os.environ | _environment(job), SLOT)
        if ended is None:
            if names and here.interactive:
                _say_when(job)
            continue
        for line in ended.out.splitlines():
            here.renderer.data(line)
        for line in ended.err.splitlines():
            here.renderer.say(line)
        codes.append(1 if ended.code is None else 0 if ended.code == Attention.exit else ended.code)
    return max(codes)


def _say_when(job: Job) -> None:
    """Why nothing ran: it is not due, or ran for its hour; and when it runs next."""
    crm = current().workspace
    due, coming = schedule.due(crm, job), schedule.coming(crm, job)
    ran = due and schedule.last(crm, schedule.slot(crm, job, due))
    said = _("{job} ran for {due} already; next {next}") if ran else _("{job} is not due yet; next {next}")
    current().renderer.say(said.format(job=f"{job.ref} {job.name}", due=_hour(due), next=_hour(coming)))


def _hour(stamp: str | None) -> str:
    return said_day(current().clock.local(stamp).replace(tzinfo=None), True) if stamp else "–"


def _of_jobs(target: str) -> Any:
    """A verb that every noun has, of jobs."""
    return imported(f"crm_cli.commands.{target}")("job")


VERBS: dict[str, Entry] = {
    "add": Entry("crm_cli.commands.scheduling:add", N_("A line that is to run by itself")),
    "list": Entry(partial(_of_jobs, "showing:list_verb"), N_("The jobs; crm job edit changes one")),
    "rm": Entry(partial(_of_jobs, "removing:remove_verb"), N_("Take a job out")),
    "print": Entry(
        "crm_cli.commands.scheduling:print_entries", N_("Entries for crontab, systemd or the Task Scheduler")
    ),
    "status": Entry("crm_cli.commands.scheduling:status", N_("Last run, result and next run of each job")),
    "run": Entry("crm_cli.commands.scheduling:run", N_("Run what is due; what the clockwork calls")),
}
group = Group("schedule", VERBS, N_("Lines of crm that run by themselves, and what became of them"), "status")
