"""One line for what was done and all that follows from it: the next step, the move of the deal, the task it settles; one step, one undo."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeGuard, cast

from crm_cli.errors import Ambiguous, Candidate, Invalid, NotFound, Word
from crm_cli.i18n import N_
from crm_cli.people import activities, tasks
from crm_cli.people.tasks import Step, open_tasks
from crm_cli.records.kinds import chosen
from crm_cli.records.nouns.activities import KINDS, Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.record import Record
from crm_cli.workspace import Workspace

if TYPE_CHECKING:  # leads are imported only where one is meant
    from crm_cli.records.nouns.leads import Lead
    from crm_cli.records.nouns.opportunities import Opportunity
    from crm_cli.records.nouns.orders import Order
    from crm_cli.records.nouns.pricetalks import PriceTalk

__all__ = ["WHO", "Draft", "Logged", "Person", "draft", "kind_of", "log", "open_tasks", "settle", "write"]

WHO = ("contact", "client", "lead")
Person: TypeAlias = "Client | Contact | Lead"
FIRST = ""  # which task is settled when only --done is said


class Draft(NamedTuple):
    """What would be written. ``settles`` is the task it closes; ``open`` are those it could close, the soonest due first.

    ``amount`` is what the opportunity is worth now, ``prices`` what products were said to cost, ``ordered`` the lines that were ordered. ``who`` is written first where it is new (without an id); ``dated``: it was said when it happened; ``days``: how long the opportunity has been in its stage.
    """

    activity: Activity
    who: Person
    client: Client | None = None
    next: Step | None = None
    opportunity: "Opportunity | None" = None
    stage: str | None = None
    dated: bool = False
    days: int | None = None
    settles: Task | None = None
    open: tuple[Task, ...] = ()
    amount: int | None = None
    prices: "tuple[PriceTalk, ...]" = ()
    ordered: tuple[str, ...] = ()

    def settling(self, task: Task) -> "Draft":
        """The same, and it closes this task."""
        return self._replace(settles=task)


class Logged(NamedTuple):
    """What was written: ``task`` is the next step, ``moved`` the opportunity after its move, ``again`` the next of the series that was
    settled, ``handed`` what the stage handed out that the opportunity came into."""

    activity: Activity | None = None
    task: Task | None = None
    moved: "Opportunity | None" = None
    settled: Task | None = None
    opportunity: "Opportunity | None" = None
    made: "Person | None" = None
    again: Task | None = None
    handed: tuple[Task, ...] = ()
    prices: "tuple[PriceTalk, ...]" = ()
    order: "Order | None" = None

    @property
    def records(self) -> list[Record]:
        """Everything that was written, what was done first."""
        found = (
            self.activity,
            self.task,
            self.moved,
            self.settled,
            self.made,
            self.again,
            *self.handed,
            *self.prices,
            self.order,
        )
        return [record for record in found if record is not None]


def log(
    crm: Workspace, kind: str, who: "Person | str", text: str | None, *, once: str | None = None, **said: Any
) -> Logged:  # fmt: skip
    """Write what was done with a client, contact or lead; ``said`` are the words of :func:`draft`."""
    return write(crm, draft(crm, kind, who, text, **said), once=once)


def draft(
    crm: Workspace, kind: str, who: "Person | str", text: str | None, *,
    outcome: str | None = None, direction: str | None = None, minutes: str | None = None, at: str | None = None,
    people: str | None = None, next: str | None = None, opp: str | None = None, stage: str | None = None,  # noqa: A002 - the option's name
    done: str | None = None, about: str | None = None, video: str | None = None, amount: str | None = None,
    price: Sequence[str] | None = None, order: Sequence[str] | None = None,
) -> Draft:  # fmt: skip
    """Read what was typed, refuse what cannot be, and write nothing. ``done`` is a task's ref, or empty for the soonest due."""
    person = became(crm, cast("Person", crm.get_any(nouns(crm), who)) if isinstance(who, str) else who)  # as WHO says
    client = _client_of(crm, person)
    given = {
        "outcome": outcome,
        "direction": direction,
        "minutes": minutes,
        "people": people,
        "about": about,
        "video": video,
    }
    activity = Activity(
        kind=kind_of(kind), at=activities.happened(crm, at), client=client.id if client else None,
        contact=person.id if isinstance(person, Contact) else None, lead=(person.id or None) if is_lead(person) else None,
        text=text or None, owner=crm.me,
        **{name: crm.parse_one(crm.fields("activity")[name], value) for name, value in given.items() if value},
    )  # fmt: skip
    activities.check(crm, activity)
    deal = _opportunity(crm, client, person, opp, wanted=stage is not None or amount is not None)
    activity.opportunity = deal.id if deal else None
    could = tuple(open_tasks(crm, activity.client, activity.contact, activity.lead)) if person.id else ()
    return Draft(
        activity, person, client, tasks.next_step(crm, next) if next else None, deal, stage,
        at is not None, _days(crm, deal) if deal and stage else None,
        None if done is None else _settled(crm, done, could, person), could, _money(crm, deal, amount),
        _spoken(crm, person, client, activity, price) if price else (), _ordered(crm, person, client, order) if order else (),
    )  # fmt: skip


def write(crm: Workspace, wanted: Draft, *, once: str | None = None) -> Logged:
    """Write a draft as one step."""
    with crm.step(once=once):
        made = _made(crm, wanted)
        activity = activities.add(crm, wanted.activity)
        closed = tasks.finish(crm, wanted.settles, activity.text, activity) if wanted.settles else None
        task = tasks.add(crm, _task(wanted.next, activity)) if wanted.next else None
        moved = _move(crm, wanted)
        prices = _said(crm, wanted, activity)
        order = _order(crm, wanted, activity) if wanted.ordered else None
        handed = _handed(crm, moved if wanted.stage else None)
    settled, again = closed or (None, None)
    return Logged(activity, task, moved, settled, moved or wanted.opportunity, made, again, handed, prices, order)


def _handed(crm: Workspace, moved: "Opportunity | None") -> tuple[Task, ...]:
    """What the stage handed out that the deal came into."""
    if moved is None or crm.is_empty("stagetask"):
        return ()
    from crm_cli.sales import stagetasks  # only where stages hand out any

    found = stagetasks.handed_out(crm)
    return tuple(task for task in found if (task.opportunity, task.stage) == (moved.id, moved.stage))


def _made(crm: Workspace, wanted: Draft) -> "Person | None":
    """The client or lead that is new, written now; what was done is linked to it."""
    if wanted.who.id:
        return None
    made = crm.add(wanted.who)
    if is_lead(made):
        wanted.activity.lead = made.id
    else:
        wanted.activity.client = made.id
    return made


def settle(
    crm: Workspace, task: Task, text: str | None = None, *, outcome: str | None = None, kind: str | None = None,
    next: "Step | None" = None, once: str | None = None,  # noqa: A002 - the option's name
) -> Logged:  # fmt: skip
    """Close a task; what came of it is logged as an activity, and the next step opened, in the same step."""
    with crm.step(once=once):
        task = tasks.still_open(crm, task)
        activity = _settling(crm, task, text, outcome, kind)
        written = activities.add(crm, activity) if activity else None
        settled, again = tasks.finish(crm, task, text, written)
        following = tasks.add(crm, _task(next, settled)) if next else None
    return Logged(written, following, settled=settled, again=again)


def _settling(crm: Workspace, task: Task, text: str | None, outcome: str | None, kind: str | None) -> Activity | None:
    """What was done when a task was done; None where nothing is said of it."""
    if not (text or outcome):
        return None
    found = crm.parse_one(crm.fields("activity")["outcome"], outcome) if outcome else None
    return Activity(
        kind=kind_of(kind) if kind else task.kind or "task", at=crm.clock.stamp(), text=text or task.text, outcome=found,
        client=task.client, contact=task.contact, opportunity=task.opportunity, lead=task.lead, owner=crm.me,
    )  # fmt: skip


def kind_of(said: str) -> str:
    """The kind of activity a word means: its key, or its label in any language."""
    found = chosen(said, KINDS) or chosen(said.replace("-", "_"), KINDS)
    if found is None:
        raise Invalid(
            N_("“{text}” is not something to log"), hint=N_("one of {known}"), text=said, known=", ".join(KINDS)
        )
    return found


def _task(step: Step, after: Activity | Task) -> Task:
    """The next step with whom, and about what, the last one was."""
    return Task(
        text=step.text, due=step.due, timed=int(step.timed), client=after.client, contact=after.contact,
        opportunity=after.opportunity, lead=after.lead,
    )  # fmt: skip


def _move(crm: Workspace, wanted: Draft) -> "Opportunity | None":
    deal = wanted.opportunity
    if deal is not None and wanted.amount is not None:
        deal = crm.change(deal, amount=wanted.amount)
    if wanted.stage is None or deal is None:
        return deal if wanted.amount is not None else None
    from crm_cli.sales import opportunities  # only where a deal moves

    return opportunities.move(crm, deal, wanted.stage, at=wanted.activity.at if wanted.dated else None)


def _money(crm: Workspace, deal: "Opportunity | None", said: str | None) -> int | None:
    """What was said of the amount, in the currency of the deal."""
    if said is None:
        return None
    from crm_cli.records.numbers import parse_money  # only where money is said

    return parse_money(said, crm.country, (deal.currency if deal else None) or crm.currency)[0]


def _spoken(
    crm: Workspace, person: Person, client: Client | None, activity: Activity, said: Sequence[str]
) -> "tuple[PriceTalk, ...]":
    """The prices that were said, which only a client can be told; a new client gets them when it is written."""
    from crm_cli.sales import spoken  # only where a price was said

    _must_be_client(person, client, N_("{name} is no client yet, who could be told a price"))
    return tuple(spoken.read(crm, client or cast("Client", person), text, activity.at) for text in said)


def _must_be_client(person: Person, client: Client | None, message: str) -> None:
    """One that is a client, or a new one that is written with what was done."""
    if client is None and not (isinstance(person, Client) and not person.id):
        hint = "crm lead convert {ref}" if person.ref else "--create client"
        raise Invalid(message, hint=hint, name=person.name, ref=person.ref or "")


def _ordered(crm: Workspace, person: Person, client: Client | None, said: Sequence[str]) -> tuple[str, ...]:
    """The lines that were ordered, which only a client does; what cannot be read is refused before anything is written."""
    from crm_cli.sales import linetext  # only where something was ordered

    _must_be_client(person, client, N_("{name} is no client yet, who could order"))
    for text in said:
        linetext.read(text, crm.country, (client and client.currency) or crm.currency)
    return tuple(said)


def _order(crm: Workspace, wanted: Draft, activity: Activity) -> "Order":
    """The order that was taken, of the day on which it was, with its lines."""
    from crm_cli.records.nouns.orders import Order  # only where something was ordered
    from crm_cli.sales import linewriting

    day = crm.clock.local(str(activity.at)).date().isoformat()
    order = crm.add(
        Order(client=str(activity.client), contact=activity.contact, opportunity=activity.opportunity, date=day)
    )
    linewriting.write(crm, order, wanted.ordered)
    crm.settle()
    return crm.by_id(Order, order.id)


def _said(crm: Workspace, wanted: Draft, activity: Activity) -> "tuple[PriceTalk, ...]":
    """The prices that were said, written with what was done."""
    for one in wanted.prices:
        one.client, one.activity = str(activity.client), activity.id
    return tuple(crm.add(one) for one in wanted.prices)


def _days(crm: Workspace, deal: "Opportunity") -> int | None:
    """Days the opportunity has been in its stage."""
    from crm_cli.records.nouns.stage_history import OPEN_END, Snapshot  # only where a deal moves

    found = crm.where(Snapshot, opportunity=deal.id, until=OPEN_END)
    return (crm.clock.now() - crm.clock.local(found[-1].entered)).days if found else None


def nouns(crm: Workspace) -> tuple[str, ...]:
    """Among whom somebody is looked for: leads only where there are any."""
    return WHO[:2] if crm.is_empty("lead") else WHO


def is_lead(person: Record) -> "TypeGuard[Lead]":
    """It is no client or contact yet."""
    return person.noun == "lead"


def became(crm: Workspace, person: Person) -> Person:
    """A lead that was converted is the contact, or the client, that it became."""
    if not is_lead(person) or person.type != "converted":
        return person
    if person.contact:
        return crm.by_id(Contact, person.contact)
    return crm.by_id(Client, person.client) if person.client else person


def _client_of(crm: Workspace, person: Person) -> Client | None:
    if isinstance(person, Client):
        return person if person.id else None
    if is_lead(person):
        return None
    return crm.by_id(Client, person.client) if person.client else None


def _opportunity(
    crm: Workspace, client: Client | None, person: Person, said: str | None, *, wanted: bool
) -> "Opportunity | None":
    """The opportunity that is named, or the client's only open one; a stage without either is a question."""
    from crm_cli.records.nouns.opportunities import Opportunity  # a log of the latest needs none

    if said:
        found = crm.get(Opportunity, said)
        if client and found.client not in (None, client.id):
            raise Invalid(
                N_("{ref} {name} is not a deal of {client}"), hint="crm opp list client={client_ref}", ref=found.ref,
                name=found.name, client=client.name, client_ref=client.ref,
            )  # fmt: skip
        return found
    if is_lead(person):
        _refuse_move(person, wanted)
        return None
    link = {"client": client.id} if client else {"contact": person.id}
    deals = crm.where(Opportunity, status="open", **link)
    if len(deals) == 1 or not wanted:
        return deals[0] if len(deals) == 1 else None
    name = client.name if client else person.name
    if not deals:
        raise NotFound(N_("{name} has no open opportunity to move"), hint="crm opp add …", name=name)
    raise Ambiguous(
        N_("{name} has {count} open opportunities"), hint="--opp {first}", name=name, count=len(deals),
        first=deals[0].ref, candidates=[
            Candidate(f"{deal.ref}  {deal.name}", noun="opp", ref=deal.ref, name=deal.name) for deal in deals
        ],
    )  # fmt: skip


def _refuse_move(person: "Lead", wanted: bool) -> None:
    if wanted:
        raise NotFound(
            N_("{name} is a lead: it has no opportunity to move yet"), hint="crm lead convert {ref} --opp new",
            name=person.name, ref=person.ref or "L1",
        )  # fmt: skip


def _settled(crm: Workspace, said: str, could: tuple[Task, ...], person: Person) -> Task:
    if said != FIRST:
        found = crm.get(Task, said)
        tasks.must_be_open(found)
        return found
    if not could:
        raise NotFound(
            N_("{name} has no open {noun} to close"), hint="--done T31", name=person.name, noun=Word(N_("task"))
        )
    return could[0]
