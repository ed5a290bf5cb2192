"""What was said with the demo company's clients over the months, and what is to be done next."""

from collections.abc import Iterator
from datetime import date, timedelta

from crm_cli.agenda.demo.deals import Deal
from crm_cli.agenda.demo.making import Making
from crm_cli.agenda.demo.material import Said
from crm_cli.agenda.demo.people import addressed
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.tasks import Task

MINUTES = {"call": (3, 25), "visit": (40, 120), "return_visit": (30, 90), "meeting": (45, 100)}
EVERY = 6  # days between two talks about a deal
MISSED = 0.09
ANSWERED = {"call": "connected", "visit": "done", "return_visit": "done", "meeting": "done", "gift": "done"}
LATE = (-1, -3)  # working days ago that a rep's overdue tasks were due
HOURS = ((9, 30), (10, 30), (14, 0), (15, 30))
TODAY = 3  # of a rep's tasks are due today
CARE = (24, 70)  # days between two words with somebody who has bought


def talk(making: Making, deal: Deal) -> None:
    """What was said about a deal, stage by stage, until it ended, or rots, or yesterday."""
    words = making.words
    ends = [*deal.entries[1:], deal.end]
    for at, (start, end) in enumerate(zip(deal.entries, ends, strict=True)):
        last = at == len(ends) - 1
        until = start + timedelta(EVERY) if last and deal.rots else end  # after that nobody called
        days = list(_days(making, start, until))
        signed = len(days) // 2 if last and deal.signs else 0
        said = making.in_order(words.talks[at], len(days) - signed)
        said += making.in_order(words.talks[-1], signed) if signed else []
        for day, one in zip(days, said, strict=False):
            _said(making, deal, one, day)
            if making.chance.random() < MISSED:
                _missed(making, deal, day)


def _days(making: Making, start: date, end: date) -> Iterator[date]:
    """The days of talks from one to before another, the first on the very day."""
    day = start
    while day < end and day < making.days.today:
        yield day
        day = making.days.after(day, 2, 2 * EVERY - 2)


def _said(making: Making, deal: Deal, said: tuple[str, str], day: date) -> None:
    who = making.chance.choice(deal.people[:2])
    kind, text = said[0], filled(making, said[1], who, deal)
    tails = making.words.heard if kind in MINUTES else making.words.tails
    tail = filled(making, making.chance.choice(tails), who, deal)
    activity = _activity(making, kind, text + (making.words.glue + tail if tail else ""), who, day)
    activity.opportunity, activity.client, activity.owner = deal.record.id, deal.client.id, deal.record.owner
    making.put(activity)
    if making.chance.random() < 0.2:
        _done(making, activity, deal, day)


def _done(making: Making, activity: Activity, deal: Deal, day: date) -> None:
    """A task that this talk settled."""
    plan = making.chance.choice(making.words.plans[min(len(deal.entries), len(making.words.plans)) - 1])
    task = Task(
        text=plan[1], kind=plan[0], due=making.days.at(day), status="done", done=activity.at, result=activity.text,
        activity=activity.id, client=activity.client, contact=activity.contact, opportunity=activity.opportunity, owner=activity.owner,
    )  # fmt: skip
    making.put(task, making.days.before(day, 2, 6))


def _missed(making: Making, deal: Deal, day: date) -> None:
    kind, text = making.chance.choice(making.words.missed)
    activity = _activity(making, kind, text, deal.people[0], making.days.before(day, 1, 1))
    activity.opportunity, activity.client, activity.owner = deal.record.id, deal.client.id, deal.record.owner
    if kind == "call":
        activity.outcome, activity.minutes = making.chance.choice(("no_answer", "busy")), None
    if day > deal.entries[0]:
        making.put(activity)


def _activity(making: Making, kind: str, text: str, who: Client | Contact, day: date) -> Activity:
    chance = making.chance
    at = making.days.hour(day)
    return Activity(
        kind=kind, at=at, created=at, text=text[:1].upper() + text[1:], contact=who.id if isinstance(who, Contact) else None,
        direction="in" if kind in ("call", "wechat", "email") and chance.random() < 0.2 else "out",
        outcome=ANSWERED.get(kind), minutes=chance.randrange(*MINUTES[kind]) if kind in MINUTES else None,
    )  # fmt: skip


def filled(making: Making, text: str, who: Client | Contact, deal: Deal | None) -> str:
    """A template with what it speaks of."""
    words, chance = making.words, making.chance
    return text.format(
        who=addressed(making, who), n=chance.randint(2, 6), post=chance.choice(words.posts).title,
        product=deal.ware.name if deal else "", project=deal.record.name if deal else "",
        competitor=(deal and deal.record.competitor) or words.competitors[0],
    )  # fmt: skip


def care(making: Making, deal: Deal) -> None:
    """What was said after the sale, until yesterday."""
    day = making.days.after(deal.end, *CARE)
    while day < making.days.today:
        who = making.chance.choice(deal.people)
        kind, text = making.chance.choice(making.words.care)
        activity = _activity(making, kind, filled(making, text, who, deal), who, day)
        activity.client, activity.owner = deal.client.id, deal.client.owner
        making.put(activity)
        day = making.days.after(day, *CARE)


def plan(making: Making, deals: list[Deal], customers: list[Client]) -> None:
    """What is to be done: every rep has something overdue, something today, and the rest ahead."""
    given: dict[str, int] = {}
    for deal in sorted(
        (deal for deal in deals if not (deal.rots or deal.bare)), key=lambda deal: deal.record.close or ""
    ):
        owner = str(deal.record.owner)
        given[owner] = place = given.get(owner, -1) + 1
        stage = len(deal.entries) - 1 + deal.signs
        who = deal.people[0]
        task = _task(making, making.words.plans[stage], who, place)
        task.opportunity, task.client, task.owner = deal.record.id, deal.client.id, owner
        making.put(task, making.days.back(making.chance.randint(4, 9)))
    for client in customers:
        task = _task(making, making.words.courtesy, client, LAST)
        task.client, task.owner, task.contact = client.id, client.owner, None
        making.put(task, making.days.back(making.chance.randint(4, 9)))


LAST = len(LATE) + TODAY


def _task(making: Making, plans: Said, who: Client | Contact, place: int) -> Task:
    kind, text = making.chance.choice(plans)
    due, timed = _due(making, place)
    return Task(text=text, kind=kind, due=due, timed=int(timed), contact=who.id if isinstance(who, Contact) else None)


def _due(making: Making, place: int) -> tuple[str, bool]:
    """When a rep's task of that place is due, and whether at a fixed time: the first are overdue, then today's."""
    days, chance = making.days, making.chance
    if place < len(LATE):
        return days.at(days.back(-LATE[place])), False
    if place < LAST:
        return (
            (days.at(days.today, *HOURS[place - len(LATE)]), True) if place < LAST - 1 else (days.at(days.today), False)
        )
    day, timed = days.ahead(chance.randint(1, 14)), chance.random() < 0.4
    return days.at(day, *chance.choice(HOURS)) if timed else days.at(day), timed
