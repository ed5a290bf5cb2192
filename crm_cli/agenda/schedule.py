"""Jobs: when each is to run, when it last did, and which did not when it should have."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, language
from crm_cli.records import repeating
from crm_cli.records.filters import EMPTY
from crm_cli.records.nouns.jobs import Job
from crm_cli.records.nouns.runs import Run
from crm_cli.workspace import Workspace

GRACE = timedelta(minutes=30)  # how late a job may be before it is said to be missing
LATELY = timedelta(days=62)  # in which each month's day comes at least once
OVER = ("done", "failed")  # what is not tried again before the next time
# The commands and verbs that no job runs; those who read its line know them by their English names.
NEVER = (
    "undo", "撤销", "redo", "重做", "rm", "删除", "restore", "恢复", "还原", "merge", "合并", "review", "逐对", "init", "开始", "demo", "演示", "use", "使用", "config", "设置",
    "listen", "监听", "in", "来电", "completion", "补全",
)  # fmt: skip
KIND = "send"  # of the steps that keep runs, which undo leaves alone


class Standing(NamedTuple):
    """Where a job stands. ``due`` is the last moment it was to run, ``next`` the next one; ``run`` what became of the last.

    ``why`` says what is wrong: it did not run, it failed; empty where nothing is.
    """

    job: Job
    due: str | None
    run: Run | None
    next: str | None
    why: str


def complete(crm: Workspace, record: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is about to be written of a job: its series begins today, at an hour; whose and which clocks, if nobody says."""
    found: dict[str, Any] = {}
    if rule := values.get("every"):
        found["every"] = _at_an_hour(crm, rule)
    if "line" in values:
        found["line"] = _line(str(values["line"]))
    if zone := values.get("zone"):
        _zone(zone)
    if record is None:
        found["user"] = values.get("user") or crm.me
        found["zone"] = values.get("zone") or str(crm.clock.zone or "") or None
        found["language"] = values.get("language") or language()
        found["host"] = values["host"] if values.get("host") else crm.machine() or None
    if host := found.get("host") or values.get("host"):
        found["host"] = None if host.strip().casefold() in EMPTY else called(host)
    return found


def called(machine: str) -> str:
    """The name of a machine without its domain, which networks give and take away."""
    return machine.strip().partition(".")[0]


def is_here(crm: Workspace, job: Job) -> bool:
    """A job runs on this machine: it is its own, or of any."""
    here = called(crm.machine())
    return not job.host or not here or job.host.casefold() == here.casefold()


def elsewhere(crm: Workspace) -> list[Job]:
    """The jobs that are active on other machines."""
    return [] if crm.is_empty("job") else [job for job in crm.where(Job, active=1) if not is_here(crm, job)]


def _at_an_hour(crm: Workspace, rule: str) -> str:
    if repeating.hour_of(rule) is None:
        raise Invalid(N_("a job needs its hour"), hint="daily 18:00")
    if "X-FROM" in repeating.split(rule):
        raise Invalid(N_("a job is not counted from when it was done"), hint="daily 18:00")
    return repeating.begun(rule, crm.clock.today())


def words(line: str) -> list[str]:
    """The words of a job's line, as a shell takes them apart."""
    try:
        return shlex.split(line)
    except ValueError:
        raise Invalid(N_("the line cannot be read: {text}"), hint=N_("close the quotes"), text=line) from None


def words_of(text: str) -> list[str]:
    """The words of a line to run, without the name of the program; refused where there are none."""
    said = words(text)
    said = said[1:] if said[:1] == ["crm"] else said
    if not said:
        raise Invalid(N_("a job needs a line to run"), hint='crm schedule add daily 18:00 "report day --team --mail"')
    return said


def check_alone(said: Sequence[str]) -> None:
    """What runs jobs is no job, nor what takes something back or away, asks, or goes on until it is ended."""
    if said[0] in ("schedule", "定时"):
        raise Invalid(N_("what runs jobs cannot be a job"), hint="crm schedule list")
    if never := next((word for word in said[:2] if word in NEVER), None):
        raise Invalid(N_("“{name}” does not run by itself: it takes back or away, asks, or does not end"), name=never)


def _line(text: str) -> str:
    """The line, without the name of the program before it, which may run by itself."""
    check_alone(words_of(text))
    return text.strip().removeprefix("crm ").strip()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(N_("“{text}” is not a time zone"), hint=N_("a name such as Asia/Shanghai"), text=name) from None


def clock_of(crm: Workspace, job: Job) -> Clock:
    """The clock by which a job runs, at this moment."""
    return Clock(crm.clock.now(), _zone(job.zone)) if job.zone else crm.clock


def due(crm: Workspace, job: Job) -> str | None:
    """The last moment at which it was to run, as it is stored; None where there was none yet."""
    clock = clock_of(crm, job)
    now = clock.here().replace(tzinfo=None)
    past = list(takewhile(lambda at: at <= now, _moments(crm, job)))
    return clock.utc(past[-1]) if past else None


def coming(crm: Workspace, job: Job) -> str | None:
    """The next moment at which it is to run."""
    clock = clock_of(crm, job)
    now = clock.here().replace(tzinfo=None)
    found = next((at for at in _moments(crm, job) if at > now), None)
    return clock.utc(found) if found else None


def _moments(crm: Workspace, job: Job) -> Iterator[datetime]:
    hour, today = repeating.hour_of(job.every) or time(), clock_of(crm, job).today()
    for day in repeating.days(_lately(job.every, today), today, crm.workdays()):
        yield datetime.combine(day, hour)


def _lately(rule: str, today: date) -> str:
    """The same without the days of years ago, where its days do not depend on them."""
    parts = repeating.split(rule)
    recent = f"{today - LATELY:%Y%m%d}"
    if parts["FREQ"] == "YEARLY" or {"INTERVAL", "COUNT"} & parts.keys() or parts.get("X-START", recent) >= recent:
        return rule
    return repeating.joined(parts | {"X-START": recent})


def slot(crm: Workspace, job: Job, moment: str) -> str:
    """What a job has to do at that moment, by the clocks of its zone: ``JB1 2026-11-22T18:00``."""
    return f"{job.ref} {at(crm, job, moment)}"


def at(crm: Workspace, job: Job, moment: str) -> str:
    """A moment by the clocks of a job's zone: ``2026-11-22T18:00``."""
    return f"{clock_of(crm, job).local(moment):%Y-%m-%dT%H:%M}"


def pending(crm: Workspace, job: Job) -> str | None:
    """The moment for which it is to run now: the last there was, unless it ran for that or was made after."""
    moment = due(crm, job)
    if moment is None or moment < str(job.created):
        return None
    run = last(crm, slot(crm, job, moment))
    return moment if run is None or run.status not in OVER else None


def last(crm: Workspace, slot: str) -> Run | None:
    """What became of a slot."""
    return next(iter(reversed(crm.where(Run, slot=slot))), None)


def standings(crm: Workspace) -> list[Standing]:
    """Where each job stands that is active."""
    return [_standing(crm, job) for job in crm.where(Job, active=1)] if not crm.is_empty("job") else []


def _standing(crm: Workspace, job: Job) -> Standing:
    moment = due(crm, job)
    runs = crm.where(Run, job=job.ref)
    return Standing(job, moment, runs[-1] if runs else None, coming(crm, job), _why(crm, job, moment))


def _why(crm: Workspace, job: Job, moment: str | None) -> str:
    """What is wrong with a job of this machine; of another's the runs may not be in this copy. A slot that never began is not enough."""
    if not is_here(crm, job):
        return ""
    if moment is None or moment < str(job.created):
        return ""
    run = last(crm, slot(crm, job, moment))
    late = crm.clock.now() - datetime.fromisoformat(moment) > GRACE
    if run is None:
        return N_("did not run") if late else ""
    if run.status == "failed":
        return N_("failed")
    return N_("did not end") if run.status != "done" and late else ""


def missing(crm: Workspace) -> list[Standing]:
    """The jobs that did not run when they should have, or failed."""
    if crm.is_empty("job"):
        return []
    return [_standing(crm, job) for job in crm.where(Job, active=1) if _why(crm, job, due(crm, job))]
