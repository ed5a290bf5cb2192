"""When a job is due: by the clocks of its zone, also where they change, and however long it has been there."""

from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from crm_cli.agenda import schedule
from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.records.nouns.jobs import Job
from crm_cli.records.nouns.users import User
from crm_cli.store.connection import MEMORY
from crm_cli.store.store import Store
from crm_cli.workspace import Workspace

RULES = ("daily 18:00", "weekdays 8:00", "每周一三五 9:00", "monthly on the last day 9:00", "每月最后一个工作日18:00", "every 2 weeks on friday 9:00", "every workday 8:30")  # fmt: skip


@pytest.fixture
def crm() -> Workspace:
    clock = Clock(datetime.fromisoformat("2026-01-05T07:00"), ZoneInfo("Asia/Shanghai"))
    made = Workspace(Store(MEMORY, clock, create=True), clock, "test")
    made.add(User(name="王芳", role="admin"))
    return made


def job(crm: Workspace, every: str, zone: str | None = None) -> Job:
    rule = crm.parse_one(crm.fields("job")["every"], every)
    return crm.add(Job(name=every, every=str(rule), line="today", zone=zone))


def go(crm: Workspace, moment: str) -> None:
    crm.clock._fixed = crm.clock._aware(datetime.fromisoformat(moment))


@pytest.mark.parametrize("every", RULES)
def test_years_later_it_is_due_on_the_same_days(crm: Workspace, every: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = job(crm, every)
    go(crm, "2029-03-14T12:00")
    soon = schedule.due(crm, made), schedule.coming(crm, made)
    monkeypatch.setattr(schedule, "_lately", lambda rule, _today: rule)
    assert soon == (schedule.due(crm, made), schedule.coming(crm, made))
    assert None not in soon


def test_it_keeps_its_hour_where_clocks_change(crm: Workspace) -> None:
    made = job(crm, "daily 8:00", "Europe/Berlin")
    go(crm, "2026-03-28T20:00")
    assert schedule.due(crm, made) == "2026-03-28T07:00:00Z"
    go(crm, "2026-03-29T20:00")
    assert schedule.due(crm, made) == "2026-03-29T06:00:00Z"


def test_the_first_moments_are_those_after_it_was_made(crm: Workspace) -> None:
    made = job(crm, "daily 6:00")
    assert (schedule.pending(crm, made), schedule.coming(crm, made)) == (None, "2026-01-05T22:00:00Z")
    assert len(list(islice(schedule._moments(crm, made), 3))) == 3


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "x"])
def test_a_zone_that_is_none_is_refused(crm: Workspace, zone: str) -> None:
    with pytest.raises(Invalid):
        job(crm, "daily 18:00", zone)
