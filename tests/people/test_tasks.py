"""Tasks: whose, at what hour, put off, closed once."""

import pytest

from crm_cli.errors import Conflict, Invalid
from crm_cli.people import tasks
from crm_cli.records.nouns.tasks import Task
from tests.founding import founded


def test_a_new_task_is_mine_and_an_hour_makes_it_timed() -> None:
    crm = founded()
    day, hour = (
        tasks.add(crm, Task(text="day", due="2026-11-22T16:00:00Z")),
        tasks.add(crm, Task(text="hour", due="2026-11-22T16:30:00Z")),
    )
    assert (day.owner, day.timed, hour.timed) == (crm.me, 0, 1)
    assert crm.change(hour, due="2026-11-23T16:00:00Z").timed == 0
    assert crm.change(hour, text="another").timed == 0


def test_a_task_put_off_to_a_day_keeps_its_hour_and_to_an_hour_takes_it() -> None:
    crm = founded()
    timed = tasks.add(crm, Task(text="call", due="2026-11-22T07:30:00Z"))
    assert tasks.snooze(crm, timed, "明天").due == "2026-11-23T07:30:00Z"
    plain = tasks.add(crm, Task(text="send", due="2026-11-21T16:00:00Z"))
    put_off = tasks.snooze(crm, plain, "周五")
    assert (put_off.due, put_off.timed) == ("2026-11-26T16:00:00Z", 0)
    again = tasks.snooze(crm, put_off, "周五10:00")
    assert (again.due, again.timed) == ("2026-11-27T02:00:00Z", 1)
    with pytest.raises(Invalid):
        tasks.snooze(crm, again, "昨天")


def test_a_closed_task_is_neither_closed_nor_put_off_again() -> None:
    crm = founded()
    task = tasks.add(crm, Task(text="call", due="2026-11-22T07:30:00Z"))
    dropped, _again = tasks.finish(crm, task, "bought elsewhere", drop=True)
    assert (dropped.status, dropped.result, dropped.done) == ("dropped", "bought elsewhere", crm.clock.stamp())
    with pytest.raises(Conflict):
        tasks.finish(crm, dropped)
    with pytest.raises(Conflict):
        tasks.snooze(crm, dropped, "明天")
    with pytest.raises(Conflict):
        tasks.snooze(crm, task, "明天")  # as it was found before another dropped it


def test_what_comes_again_begins_on_the_first_day_of_its_rule_and_goes_on_when_it_is_closed() -> None:
    crm = founded()
    weekly = tasks.add(crm, Task(text="周报", every="FREQ=WEEKLY;BYDAY=FR;BYHOUR=17;BYMINUTE=0"))
    assert (weekly.due, weekly.timed) == ("2026-11-27T09:00:00Z", 1)
    done, again = tasks.finish(crm, weekly, "交了")
    assert again is not None
    assert (done.status, again.status, again.text, again.due, again.timed) == (
        "done",
        "open",
        "周报",
        "2026-12-04T09:00:00Z",
        1,
    )
    assert (again.result, again.done, again.every) == (None, None, weekly.every)
    crm.undo(None)
    assert [task.status for task in crm.where(Task)] == ["open"]


def test_a_series_ends_when_it_is_said_or_over() -> None:
    crm = founded()
    daily = tasks.add(crm, Task(text="x", every="FREQ=DAILY;COUNT=2"))
    dropped, again = tasks.finish(crm, daily, drop=True)
    assert again is not None
    assert (dropped.status, tasks.finish(crm, again).again) == ("dropped", None)
    endless = tasks.add(crm, Task(text="x", every="FREQ=DAILY"))
    assert tasks.finish(crm, endless, drop=True, ends=True).again is None
    assert tasks.finish(crm, crm.change(tasks.add(crm, Task(text="x", every="FREQ=DAILY")), every=None)).again is None


def test_a_series_keeps_its_day_when_one_of_it_is_put_off() -> None:
    crm = founded()
    weekly = tasks.add(crm, Task(text="周报", every="FREQ=WEEKLY", due="2026-11-23T16:00:00Z"))
    put_off = tasks.snooze(crm, weekly, "周四")
    again = tasks.finish(crm, put_off).again
    assert again is not None
    assert again.due == "2026-11-30T16:00:00Z"


def test_an_hour_that_is_said_twice_is_refused() -> None:
    crm = founded()
    with pytest.raises(Invalid, match="15:30 or at 09:00"):
        tasks.add(crm, Task(text="x", due="2026-11-23T07:30:00Z", every="FREQ=DAILY;BYHOUR=9;BYMINUTE=0"))


def test_a_series_goes_on_once_however_often_one_of_it_is_closed() -> None:
    crm = founded()
    weekly = tasks.add(crm, Task(text="周报", every="FREQ=WEEKLY;BYDAY=FR"))
    stale = crm.by_id(Task, weekly.id)
    closed, again = tasks.finish(crm, weekly)
    assert again is not None
    with pytest.raises(Conflict):
        tasks.finish(crm, stale)
    reopened = crm.change(closed, status="open", done=None)
    found = tasks.finish(crm, reopened).again
    assert found is not None and found.ref == again.ref
    assert [task.ref for task in crm.where(Task, status="open")] == [again.ref]
    tasks.finish(crm, again, ends=True)
    reopened = crm.change(crm.by_id(Task, weekly.id), status="open", done=None)
    assert tasks.finish(crm, reopened).again is None
