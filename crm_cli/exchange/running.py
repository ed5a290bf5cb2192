"""Runs jobs, each in a process of its own, and keeps what became of them; a job runs once for each of its hours."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from crm_cli.agenda import schedule
from crm_cli.errors import Attention, Busy
from crm_cli.exchange import locking
from crm_cli.records.nouns.jobs import Job
from crm_cli.records.nouns.runs import Run
from crm_cli.workspace import Workspace

HOUR = 3600  # seconds that a job may take
WELL = (0, Attention.exit)
LATER = Busy.exit
KEPT = 500  # characters of what it says that is kept


class Ended(NamedTuple):
    """How a job ended, and what it said; None: it was ended, being late."""

    code: int | None
    out: str
    err: str


def run(
    crm: Workspace, base: Path, job: Job, words: Sequence[str], environment: Mapping[str, str], variable: str
) -> Ended | None:
    """Run a job if it is due and did not run yet; None where there is nothing to do. Two of them wait for each other."""
    with locking.alone(base, "schedule"):
        moment = schedule.pending(crm, job)
        if moment is None:
            return None
        slot = schedule.slot(crm, job, moment)
        _keep(crm, job, slot, status="running", started=crm.clock.stamp(), ended=None, code=None, error=None)
        ended = _run(words, {**environment, variable: schedule.at(crm, job, moment)})
        status = "done" if ended.code in WELL else "later" if ended.code == LATER else "failed"
        error = None if status == "done" else ended.err.strip()[-KEPT:] or None
        _keep(crm, job, slot, status=status, ended=crm.clock.stamp(), code=ended.code, error=error)
    return ended


def _run(words: Sequence[str], environment: Mapping[str, str]) -> Ended:
    try:
        ran = subprocess.run(
            list(words), env=dict(environment), capture_output=True, stdin=subprocess.DEVNULL, timeout=HOUR, check=False
        )
    except subprocess.TimeoutExpired as late:
        return Ended(None, _text(late.stdout), _text(late.stderr))
    return Ended(ran.returncode, _text(ran.stdout), _text(ran.stderr))


def _text(said: bytes | str | None) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said or ""


def _keep(crm: Workspace, job: Job, slot: str, **values: object) -> None:
    before = schedule.last(crm, slot)
    with crm.step(kind=schedule.KIND):
        if before is None:
            before = crm.add(Run(slot=slot, job=job.ref))
        crm.change(before, **values)
