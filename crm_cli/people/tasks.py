"""Rules of what is to be done: reading when, finding what stands open, closing it and putting it off."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import Conflict, Invalid, Word
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.tasks import STATUSES, Task, following_id
from crm_cli.records.registry import concerns
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.records.when import Moment


SAME = (
    "text",
    "kind",
    "theirs",
    "client",
    "contact",
    "opportunity",
    "lead",
    "stage",
    "planned",
    "owner",
    "author",
)  # what a series keeps

OVER = N_("“{when}” is over: what is to be done lies ahead")
LONGEST_DATE = 60


class Step(NamedTuple):
    """A next step as it was said: when, as stored and as the clock shows it, and what."""

    due: str
    timed: bool
    at: datetime
    text: str


def add(crm: Workspace, task: Task) -> Task:
    """Write a task down; it is mine unless it says whose."""
    return crm.add(task)


@concerns("due", "timed", "every")
def complete(crm: Workspace, task: Task | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What goes with the values that are to be written, whoever writes them: a new task is mine; an hour makes it timed."""
    found: dict[str, Any] = {} if task else {"owner": values.get("owner") or crm.me}
    if values.get("every"):
        found |= _series(crm, task, values)
    due = found.get("due") or values.get("due")
    if due and not values.get("timed"):
        found["timed"] = int(crm.clock.local(due).time() != time())
    return found


def _series(crm: Workspace, task: Task | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What comes again begins on the day it is due, else on the first day of its rule, at its hour."""
    from crm_cli.records import repeating  # only where something comes again

    rule, given = str(values["every"]), values.get("due") or (task.due if task else None)
    hour, here = repeating.hour_of(rule), crm.clock.here().replace(tzinfo=None)
    due = (
        crm.clock.local(given).replace(tzinfo=None)
        if given
        else datetime.combine(repeating.first(rule, here, crm.workdays()), time())
    )
    if hour and due.time() not in (time(), hour):
        raise Invalid(
            N_("it is due at {one} or at {other}"),
            hint=N_("say the hour once"),
            one=f"{due:%H:%M}",
            other=f"{hour:%H:%M}",
        )
    at = datetime.combine(due, hour) if hour else due
    return {"every": repeating.begun(rule, due.date()), "due": crm.clock.utc(at)}


def next_step(crm: Workspace, said: str) -> Step:
    """``周五10:00 发报价`` as when and what; the longest beginning that is a date counts, and there must be one."""
    if found := dated(crm, said):
        return found[0]
    raise Invalid(
        N_("“{text}” does not begin with a date"), hint=N_("say when, for example {examples}"), text=said,
        examples=Word(N_('"fri 10:00 send the quote", "next tue 3pm call back"')),
    )  # fmt: skip


def dated(crm: Workspace, said: str) -> tuple[Step, int] | None:
    """The step that begins with a date, and where the date ends; None where it begins with none."""
    for at in range(min(len(said), LONGEST_DATE), 0, -1):
        if _breaks(said, at) and (moment := _read(crm, said[:at])):
            due, timed = stored(crm, moment, said[:at])
            return Step(due, timed, moment.at, said[at:].strip(" \t,，:：、") or _("follow up")), at
    return None


def due_on(crm: Workspace, said: str) -> tuple[str, bool]:
    """When something is due, as stored, and whether an hour was said."""
    from crm_cli.records.when import parse_moment  # only where a day is said

    return stored(crm, parse_moment(said, crm.clock, crm.country, office=crm.workdays), said)


def stored(crm: Workspace, moment: "Moment", said: str) -> tuple[str, bool]:
    """A moment ahead as a task keeps it: a day without an hour is its first minute."""
    day = moment.at.date()
    if day < crm.clock.today() or (moment.timed and crm.clock.utc(moment.at) < crm.clock.stamp()):
        raise Invalid(OVER, when=said.strip())
    return crm.clock.utc(moment.at if moment.timed else datetime.combine(day, time())), moment.timed


def due_day(crm: Workspace, task: Task) -> date | None:
    """The day a task is due, where the user is."""
    return crm.clock.local(task.due).date() if task.due else None


def open_tasks(crm: Workspace, client: str | None, contact: str | None = None, lead: str | None = None) -> list[Task]:
    """The open tasks with this client, contact or lead (ids), the soonest due first; those of another contact left out."""
    link = {"lead": lead} if lead else {"client": client} if client else {"contact": contact}
    found = crm.where(Task, status="open", **link)
    wanted = [task for task in found if not contact or task.contact in (None, contact)]
    return sorted(wanted, key=lambda task: (task.due is None, task.due or "", task.n))


class Closed(NamedTuple):
    """A task after it was closed, and the next of its series."""

    task: Task
    again: Task | None = None


def finish(
    crm: Workspace, task: Task, result: str | None = None, activity: Activity | None = None, *, drop: bool = False, ends: bool = False
) -> Closed:  # fmt: skip
    """Close a task with what came of it; ``drop`` when nothing will. What comes again is opened anew, unless the series ``ends``."""
    with crm.step():
        task = still_open(crm, task)
        closed = {
            "status": "dropped" if drop else "done", "done": activity.at if activity else crm.clock.stamp(), "result": result or task.result,
            "activity": activity.id if activity else task.activity,
        }  # fmt: skip
        after = crm.change(task, **closed)
        return Closed(after, None if ends else _again(crm, task))


def _again(crm: Workspace, task: Task) -> Task | None:
    """The next of a series, the same but for its day; where it was closed once before, the one that was opened then."""
    if not task.every:
        return None
    identity = following_id(task.id)
    if there := crm.where(Task, id=identity):
        return there[0] if there[0].status == "open" else None
    from crm_cli.records import repeating  # only where something comes again

    here = crm.clock.here().replace(tzinfo=None)
    due = crm.clock.local(task.due).replace(tzinfo=None) if task.due else here
    found = repeating.following(task.every, due, bool(task.timed), here, crm.workdays())
    if found is None:
        return None
    at = datetime.combine(found.day, found.hour or time())
    same = {name: getattr(task, name) for name in SAME}
    return crm.add(
        Task(
            **same,
            id=identity,
            due=crm.clock.utc(at),
            timed=int(found.hour is not None),
            every=found.rule,
            extra=dict(task.extra),
        )
    )


def snooze(crm: Workspace, task: Task, until: str) -> Task:
    """Put an open task off until a day or an hour; a day alone keeps the hour the task had."""
    due, timed = due_on(crm, until)
    with crm.step():
        task = still_open(crm, task)
        if not timed and task.timed and task.due:
            hour = crm.clock.local(task.due).time()
            return crm.change(task, due=crm.clock.utc(datetime.combine(crm.clock.local(due).date(), hour)))
        return crm.change(task, due=due, timed=int(timed))


def still_open(crm: Workspace, task: Task) -> Task:
    """Inside a step: the task as it is now, refused where another closed it in the moment before."""
    now = crm.by_id(Task, task.id)
    must_be_open(now)
    return now


def must_be_open(task: Task) -> None:
    """Refuse what would close or move a task that is closed."""
    if task.status != "open":
        raise Conflict(
            N_("{ref} is {status} already"),
            hint="crm task show {ref}",
            ref=task.ref,
            status=Word(STATUSES[task.status]),
        )


def _breaks(text: str, at: int) -> bool:
    """A date may end here: not inside a word or a number."""
    return at == len(text) or not (_in_word(text[at - 1]) and _in_word(text[at]))


def _in_word(character: str) -> bool:
    return character.isdigit() or (character.isascii() and character.isalpha())


def _read(crm: Workspace, text: str) -> "Moment | None":
    """The moment; None for what is no date. A date that cannot be, or can be two, is refused, not shortened."""
    from crm_cli.records.when import NOT_UNDERSTOOD, parse_moment  # only where a day is said

    try:
        return parse_moment(text, crm.clock, crm.country, office=crm.workdays)
    except Invalid as error:
        if error.message == NOT_UNDERSTOOD:
            return None
        raise
