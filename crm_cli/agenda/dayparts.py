"""What a report of a day, week or month is made of."""

from datetime import date
from typing import NamedTuple

from crm_cli.agenda.changes import Change
from crm_cli.i18n import N_
from crm_cli.records.periods import Period

LACKS = {"activity": N_("nothing was logged"), "remark": N_("no remark")}


class Done(NamedTuple):
    """An activity; ``whom`` is the contact or the lead."""

    at: str
    ref: str
    kind: str
    owner_id: str | None
    owner: str | None
    whom: str | None
    client: str | None
    client_ref: str | None
    opp: str | None
    lead: str | None
    outcome: str | None
    minutes: int | None
    text: str | None
    client_id: str | None


class Paper(NamedTuple):
    """What became of a quote, an order, a delivery, an invoice or a payment; ``total`` is in minor units."""

    at: str
    kind: str
    ref: str
    number: str | None
    client: str | None
    client_ref: str | None
    total: int | None
    currency: str
    owner: str | None
    opp: str | None


class Job(NamedTuple):
    """A task that was done, or one that was promised and is open; ``theirs`` is what the other side promised."""

    status: str
    ref: str
    text: str
    due: str | None
    timed: int
    done: str | None
    result: str | None
    theirs: int
    client: str | None
    client_ref: str | None
    whom: str | None
    opp: str | None
    lead: str | None
    owner_id: str | None
    owner: str | None


class Said(NamedTuple):
    """A remark on a report, and the reply."""

    ref: str
    user_id: str
    user: str
    unit: str
    start: str
    text: str | None
    reply: str | None
    replied_by: str | None
    replied: str | None


class Missing(NamedTuple):
    """A working day of which somebody said nothing; ``lacks`` is a key of :data:`LACKS`."""

    user_id: str
    user: str
    day: str
    lacks: str


class Away(NamedTuple):
    """A working day on which somebody was away, why (a kind of absence), and whether nothing was to be reported of it."""

    user_id: str
    user: str
    day: str
    why: str
    excused: bool


class Seen(NamedTuple):
    """A client or lead that was in touch: how often, and the last time."""

    name: str
    ref: str | None
    times: int
    last: str
    text: str | None


class Person(NamedTuple):
    """The figures of one person. ``spoken`` counts the activities that are real contact, ``clients`` with how many, ``overdue`` is as of now."""

    user_id: str
    user: str
    activities: int
    spoken: int
    clients: int
    settled: int
    promised: int
    overdue: int
    moved: int
    won: int
    lost: int


class Next(NamedTuple):
    """A task that is due soon; ``days`` from today."""

    ref: str
    text: str
    due: str
    timed: bool
    days: int
    client: str | None
    client_ref: str | None
    contact: str | None
    opp: str | None


class Report(NamedTuple):
    """What there is to say of a period. ``worked`` are its working days that have begun; ``coming`` is due until the end of the next working day
    and told of one person alone."""

    unit: str
    period: Period
    worked: list[date]
    people: list[Person]
    done: list[Done]
    settled: list[Job]
    promised: list[Job]
    theirs: list[Job]
    changes: list[Change]
    coming: list[Next]
    remarks: list[Said]
    missing: list[Missing]
    away: list[Away]
    papers: list[Paper]

    @property
    def empty(self) -> bool:
        """Nothing was done, said or decided."""
        return not (
            self.done or self.settled or self.promised or self.theirs or self.changes or self.remarks or self.papers
        )

    def clients(self) -> list[Seen]:
        """With whom something was done, the most often first."""
        found: dict[str, Seen] = {}
        for one in self.done:
            if one.client_id:
                times = found[one.client_id].times + 1 if one.client_id in found else 1
                name = one.client or one.whom or ""
                found[one.client_id] = Seen(name, one.client_ref or one.lead, times, one.at, one.text)
        return sorted(found.values(), key=lambda one: (-one.times, one.last))
