"""Rules of calls: what an exchange tells is kept once, who was missed is rung back, a call is handed on with all that goes with it."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from crm_cli.agenda import callers
from crm_cli.agenda.callers import Caller, Person
from crm_cli.errors import Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.people import activities, policy, tasks
from crm_cli.records.nouns.activities import UNREACHED, Activity
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.users import User
from crm_cli.records.phones import parse_phone
from crm_cli.records.record import Record
from crm_cli.workspace import Workspace

SOURCE = "pbx"
MISSED = (*UNREACHED, "voicemail")
RECEPTION = "call.reception"
MINUTE = 60


class Call(NamedTuple):
    """A call that is over. ``id`` is what the exchange calls it; ``user`` who took or made it, by id; ``outcome`` a key of an activity."""

    id: str
    number: str
    at: str
    direction: str
    outcome: str
    seconds: int | None = None
    user: str | None = None


class Kept(NamedTuple):
    """What was written of a call: ``task`` is to ring back, ``closed`` were to; ``again`` where it had been written before."""

    caller: Caller
    activity: Activity | None = None
    task: Task | None = None
    closed: Sequence[Task] = ()
    again: bool = False


class Handed(NamedTuple):
    """What a hand-over wrote."""

    activity: Activity
    task: Task
    made: Lead | None = None

    @property
    def records(self) -> list[Record]:
        """All of it, whoever is new first."""
        return [*([self.made] if self.made else []), self.activity, self.task]


def keep(crm: Workspace, call: Call) -> Kept:
    """Write a call down, once: the same id again completes what is there, where it says more. Calls among colleagues are not kept."""
    there = crm.called("activity", SOURCE, [call.id]).get(call.id)
    before = crm.by_id(Activity, there) if there else None
    caller = callers.at(crm, call.number or (before.phone if before else None))
    if caller.colleague:
        return Kept(caller)
    with crm.step():
        if before is None:
            activity = activities.add(crm, _activity(crm, call, caller))
            crm.name_external(activity, SOURCE, call.id)
        else:
            activity = _completed(crm, before, call)
        task = None if before else ring_back(crm, caller, activity)
        return Kept(caller, activity, task, returned(crm, activity), before is not None)


def _activity(crm: Workspace, call: Call, caller: Caller) -> Activity:
    phone = whole_number(crm, caller.number)
    about = [one.id for one in caller.others]
    return Activity(
        kind="call", at=min(call.at, crm.clock.stamp()), direction=call.direction, outcome=call.outcome, seconds=call.seconds,
        minutes=minutes(call.seconds), phone=phone, text=None if phone else caller.number or None, owner=call.user,
        about=_packed(about), **caller.links,
    )  # fmt: skip


def _packed(identities: Sequence[str]) -> str | None:
    from crm_cli.records.kinds import packed  # only where several have the number

    return packed(list(identities)) if identities else None


def _completed(crm: Workspace, there: Activity, call: Call) -> Activity:
    """A call that was taken for missed, or whose length was not known, and of which the exchange knows more now."""
    if call.outcome != "connected" or (there.outcome == "connected" and (call.seconds or 0) <= (there.seconds or 0)):
        return there
    return crm.change(
        there, outcome=call.outcome, seconds=call.seconds, minutes=minutes(call.seconds), owner=call.user or there.owner
    )


def minutes(seconds: int | None) -> int | None:
    """Begun minutes; None for a call that nobody talked in."""
    return -(-seconds // MINUTE) if seconds else None


def whole_number(crm: Workspace, number: str) -> str | None:
    """The number as a field keeps it; None for what is no whole number."""
    try:
        return parse_phone(number, crm.country) if number else None
    except Invalid:
        return None


def ring_back(crm: Workspace, caller: Caller, activity: Activity) -> Task | None:
    """The task to ring back who was missed; None where nobody was, where no number is known, or where one is open already."""
    number = activity.phone
    if activity.direction != "in" or activity.outcome not in MISSED or number is None:
        return None
    if callers.ring_backs(crm, caller.key, number):
        return None
    name = caller.person.name if caller.person else ""
    text = _("ring back {who}").format(who=number if name in ("", number) else f"{name} {number}")
    return tasks.add(
        crm, Task(text=text, due=today(crm), kind="call", phone=number, owner=_whose(crm, caller, activity), **caller.links)
    )  # fmt: skip


def today(crm: Workspace) -> str:
    """Some time today, as a task keeps it; on a day off, of the next that is worked."""
    return crm.clock.utc(datetime.combine(crm.workdays().nearest(crm.clock.today(), 1), time()))


def _whose(crm: Workspace, caller: Caller, activity: Activity) -> str | None:
    """Who rings back: the owner, else who was rung, else the reception, else whoever keeps this."""
    found = caller.person.owner or (caller.client.owner if caller.client else None) if caller.person else None
    owner = crm.by_id(User, found) if found else None
    if owner and owner.active:
        return owner.id
    return activity.owner or reception(crm) or crm.me


def reception(crm: Workspace) -> str | None:
    """Who answers for everybody, as the team set it."""
    name = policy.said(crm, RECEPTION)
    try:
        return crm.ids("user", name)[0] if name else None
    except NotFound:  # who has left since it was set
        return None


def returned(crm: Workspace, activity: Activity) -> list[Task]:
    """Close what was to be rung back, since they have been spoken to; whoever rang whom."""
    if activity.outcome != "connected" or activity.phone is None:
        return []
    key = callers.at_key(crm, activity.phone)
    waiting = callers.ring_backs(crm, key, activity.phone)
    # What a later miss asks for stays open; of one step with this call is what it itself asked for while it seemed missed.
    due = [task for task in waiting if activity.at >= (task.created or "") or activity.created == task.created]
    for task in due:
        tasks.finish(crm, task, activity.text, activity)
    return due


def settle(crm: Workspace) -> list[Task]:
    """Close what was to be rung back and was, as calls that came by a file tell; one step where there is anything."""
    waiting = [task for task in crm.where(Task, status="open", kind="call") if task.phone]
    keys = dict.fromkeys(filter(None, (callers.at_key(crm, task.phone or "") for task in waiting)))
    spoken = [one for key in keys for one in crm.where(Activity, phone_key=key, outcome="connected")]
    due = [one for one in spoken if any(task.created and one.at >= task.created for task in waiting)]
    if not due:
        return []
    with crm.step():
        return [task for one in sorted(due, key=lambda one: one.at) for task in returned(crm, one)]


def hand(
    crm: Workspace, caller: Caller, to: User, text: str | None, *, name: str | None = None, company: str | None = None,
    source: str | None = None, due: str | None = None, outcome: str = "connected", once: str | None = None,
) -> Handed:  # fmt: skip
    """Log a call that came in and hand it on: who is unknown becomes a lead of theirs, and they get a task; all of it one step."""
    when, timed = tasks.due_on(crm, due) if due else (today(crm), False)
    with crm.step(once=once):
        made = (
            new_lead(crm, caller, owner=to.id, name=name, company=company, source=source) if not caller.person else None
        )
        person = made or caller.person
        links = Caller(caller.number, caller.key, person, caller.client).links
        links["opportunity"] = callers.only_deal(crm, caller) if caller.person else None
        if isinstance(person, Lead) and person.owner is None:
            person = crm.change(person, owner=to.id)
        activity = activities.add(
            crm, Activity(
                kind="call", at=crm.clock.stamp(), direction="in", outcome=outcome, text=text, phone=whole_number(crm, caller.number),
                owner=crm.me, **links,
            )
        )  # fmt: skip
        return Handed(activity, _handed(crm, caller, to, text, (when, timed), person, links), made)


def _handed(
    crm: Workspace, caller: Caller, to: User, text: str | None, due: tuple[str, bool], person: Person | None, links: dict[str, Any]
) -> Task:  # fmt: skip
    """The task of who gets the call; one that was open to ring this number back becomes theirs."""
    name = person.name if person and person.name != caller.number else ""
    said = _("ring back {who}").format(who=" ".join(filter(None, (name, caller.number))))
    words: dict[str, Any] = {
        "text": _("{label}: {said}").format(label=said, said=text) if text else said,
        "due": due[0],
        "timed": int(due[1]),
        "owner": to.id,
    }
    waiting = callers.ring_backs(crm, caller.key, caller.number)
    if waiting:
        return crm.change(waiting[0], **words, **links)
    return tasks.add(crm, Task(kind="call", phone=whole_number(crm, caller.number), **words, **links))


def new_lead(
    crm: Workspace, caller: Caller, *, owner: str | None, name: str | None = None, company: str | None = None,
    source: str | None = None,
) -> Lead:  # fmt: skip
    """A lead of an unknown number; earlier calls by it become calls with the lead."""
    number = whole_number(crm, caller.number)
    if not (number or name):
        raise Invalid(N_("a number that is withheld makes no lead"), hint="--name TEXT")
    with crm.step():
        made = crm.add(
            Lead(name=name or company or number or "", company=company, phone=number, source=source, owner=owner)
        )  # fmt: skip
        callers.claim(crm, made, caller.key)
    return crm.by_id(Lead, made.id)
