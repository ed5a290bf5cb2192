"""Jobs as the system's own clockwork reads them: lines of a crontab, timers of systemd, tasks of Windows.

Each names everything by its full path, with the base, the user, the language and the zone. A job that no clockwork can say
(the last working day) is called every day: ``crm schedule run`` knows whether it is due. One more entry, every quarter of an
hour, does what did not go through, or what another zone's clock called too early.
"""

import shlex
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from typing import NamedTuple

from crm_cli.records import repeating
from crm_cli.records.repeating import WEEKDAYS

QUARTER = "*/15 * * * *"
WINDOWS_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Call(NamedTuple):
    """What the clockwork is to call: ``name`` is the job's ref, ``rule`` when, none for what is called every quarter of an hour."""

    name: str
    title: str
    rule: str | None
    words: Sequence[str]
    environment: Mapping[str, str]


class _Time(NamedTuple):
    hour: time
    weekdays: tuple[int, ...] = ()  # Monday is 0
    day: int = 0


def _time(rule: str) -> _Time:
    """When a clockwork has to call; every day where the rule says more than it can."""
    parts, hour = repeating.split(rule), repeating.hour_of(rule) or time()
    known = {"FREQ", "BYHOUR", "BYMINUTE", "BYDAY", "BYMONTHDAY", "X-START"}
    days = parts.get("BYDAY", "").split(",")
    if parts.keys() <= known and parts["FREQ"] == "WEEKLY" and all(day in WEEKDAYS for day in days):
        return _Time(hour, tuple(WEEKDAYS.index(day) for day in days))
    date = parts.get("BYMONTHDAY", "")
    if parts.keys() <= known and parts["FREQ"] == "MONTHLY" and date.isdecimal():
        return _Time(hour, day=int(date))
    return _Time(hour)


def crontab(calls: Iterable[Call]) -> Iterator[str]:
    """Lines for ``crontab -e``."""
    for call in calls:
        yield f"# {_comment(call)}"
        given = [f"{name}={shlex.quote(value)}" for name, value in call.environment.items()]
        line = " ".join([*given, shlex.join(call.words)]).replace("%", "\\%")
        yield f"{_cron(call.rule)} {line}"


def _cron(rule: str | None) -> str:
    if rule is None:
        return QUARTER
    at = _time(rule)
    weekdays = ",".join(str((day + 1) % 7) for day in at.weekdays) or "*"
    return f"{at.hour.minute} {at.hour.hour} {at.day or '*'} * {weekdays}"


def systemd(calls: Iterable[Call]) -> Iterator[str]:
    """A service and a timer for each, with the name of the file above it."""
    for call in calls:
        name = f"crm-{call.name.lower()}"
        given = " ".join(_unit(f"{key}={value}") for key, value in call.environment.items())
        yield f"# ~/.config/systemd/user/{name}.service"
        yield from ("[Unit]", f"Description={_comment(call)}".replace("%", "%%"), "", "[Service]", "Type=oneshot")
        yield from ([f"Environment={given}"] if given else [])
        yield f"ExecStart={' '.join(_unit(word, command=True) for word in call.words)}"
        yield ""
        yield f"# ~/.config/systemd/user/{name}.timer"
        yield from ("[Unit]", f"Description={_comment(call)}".replace("%", "%%"), "", "[Timer]")
        yield f"OnCalendar={_calendar(call)}"
        yield from ("Persistent=true", "", "[Install]", "WantedBy=timers.target", "")


def _calendar(call: Call) -> str:
    if call.rule is None:
        return "*:0/15"
    at = _time(call.rule)
    weekdays = ",".join(WINDOWS_DAYS[day][:3] for day in at.weekdays)
    day = f"{at.day:02}" if at.day else "*"
    zone = call.environment.get("CRM_TZ", "")
    return " ".join(filter(None, (weekdays, f"*-*-{day}", f"{at.hour:%H:%M}:00", zone)))


def _unit(word: str, *, command: bool = False) -> str:
    """A word in a unit file, where quotes, backslashes and per cent mean something, and the dollar in a command."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{plain.replace("$", "$$") if command else plain}"'


def windows(calls: Iterable[Call]) -> Iterator[str]:
    """Lines for PowerShell, which put the tasks into the Task Scheduler."""
    for call in calls:
        given = "".join(f'set "{name}={value}"&& ' for name, value in call.environment.items())
        line = f'/d /s /c "{given}{subprocess.list2cmdline(call.words)}"'
        yield f"# {_comment(call)}"
        yield (
            f"Register-ScheduledTask -Force -TaskName {_single('crm ' + call.name)}"
            f" -Action (New-ScheduledTaskAction -Execute 'cmd.exe' -Argument {_single(line)})"
            f" -Trigger ({_trigger(call.rule)}) -Settings (New-ScheduledTaskSettingsSet -StartWhenAvailable)"
        )


def _trigger(rule: str | None) -> str:
    if rule is None:
        return "New-ScheduledTaskTrigger -Once -At '00:00' -RepetitionInterval (New-TimeSpan -Minutes 15)"
    at = _time(rule)
    days = ",".join(WINDOWS_DAYS[day] for day in at.weekdays)
    how = f"-Weekly -DaysOfWeek {days}" if days else "-Daily"
    return f"New-ScheduledTaskTrigger {how} -At '{at.hour:%H:%M}'"


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _comment(call: Call) -> str:
    """The job in one line."""
    return " ".join(f"{call.name} {call.title}".split())
