"""Who is at a telephone number, and what is good to know of them while it rings."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

from crm_cli.agenda.capture import became
from crm_cli.people import tasks
from crm_cli.records.kinds import items
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.statuses import OPEN
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.users import User
from crm_cli.records.phones import extension, is_mobile, phone_key
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace

NOUNS = ("client", "contact", "lead")
LATEST = 3
# What a telephone shows in place of a number that is withheld.
WITHHELD = (
    "-",
    "",
    "–",
    "anonymous",
    "unknown",
    "private",
    "withheld",
    "restricted",
    "unavailable",
    "匿名",
    "未知",
    "隐藏",
    "保密",
    "未知号码",
    "隐藏号码",
)
Person: TypeAlias = Client | Contact | Lead


class Caller(NamedTuple):
    """Who has a number. ``person`` is whom it most likely is: the client itself where the number is its switchboard, and then
    ``people`` are all who may be on the line; ``others`` have the same number. A ``colleague`` calls from inside."""

    number: str
    key: str | None = None
    person: Person | None = None
    client: Client | None = None
    people: tuple[Contact, ...] = ()
    others: tuple[Person, ...] = ()
    colleague: User | None = None

    @property
    def withheld(self) -> bool:
        """It was not said which number it is."""
        return not self.number

    @property
    def links(self) -> dict[str, Any]:
        """What a record about this call is linked to."""
        found = self.person
        return {
            "client": self.client.id if self.client else None,
            "contact": found.id if isinstance(found, Contact) else None,
            "lead": found.id if isinstance(found, Lead) else None,
        }


class Latest(NamedTuple):
    """Something that was done with them, ``by`` the id of a user."""

    ref: str
    at: str
    kind: str
    direction: str | None
    outcome: str | None
    text: str | None
    by: str | None


class Known(NamedTuple):
    """What there is with a caller now."""

    caller: Caller
    owner: str | None
    deals: Sequence[Opportunity]
    tasks: Sequence[Task]
    latest: Sequence[Latest]


def at(crm: Workspace, number: str | None) -> Caller:
    """Who has this number; nobody where it is not known, or withheld."""
    said = (number or "").strip()
    if not any(char.isdigit() for char in said):
        return Caller("")
    key = at_key(crm, said)
    if inside := colleague(crm, said):
        return Caller(said, key, colleague=inside)
    found = _found(crm, said)
    if not found:
        return Caller(said, key)
    person = _meant(crm, said, key, found)
    client = person if isinstance(person, Client) else _client_of(crm, person)
    people = _people(crm, client, found) if isinstance(person, Client) else ()
    near = {one.id for one in (person, client, *people) if one}
    return Caller(said, key, person, client, people, tuple(one for one in found if one.id not in near))


def at_key(crm: Workspace, number: str) -> str | None:
    """What a number is compared by."""
    return phone_key(number, crm.country)


def colleague(crm: Workspace, said: str) -> User | None:
    """The one user with this extension."""
    if len(said) > len("12345678") or not said.isalnum():
        return None
    found = crm.where(User, extension=said, active=1)
    return found[0] if len(found) == 1 else None


def known(crm: Workspace, caller: Caller) -> Known:
    """All that a screen has room for: whose they are, what is open, what was last."""
    links = caller.links
    found = crm.report("call_latest", **links, key=caller.key, limit=LATEST)
    latest = [Latest(*row) for row in found]
    person = caller.person
    if person is None:
        waiting = ring_backs(crm, caller.key, caller.number)
        return Known(caller, None, (), waiting, latest)
    deals = [] if isinstance(person, Lead) else _deals(crm, caller)
    owner = person.owner or (caller.client.owner if caller.client else None)
    open_ = tasks.open_tasks(crm, links["client"], None if links["client"] else links["contact"], links["lead"])
    return Known(caller, owner, deals, open_, latest)


def ring_backs(crm: Workspace, key: str | None, number: str) -> list[Task]:
    """The open tasks to ring this number back, by its key or, where it has none, as it is written."""
    link = {"phone_key": key} if key else {"phone": number}
    return [task for task in crm.where(Task, **link) if task.status == "open" and task.kind == "call"]


def claim(crm: Workspace, person: Person, key: str | None) -> list[Activity]:
    """Earlier calls by a number that was nobody's are calls with this person; so are the tasks to ring it back."""
    if key is None:
        return []
    client = person if isinstance(person, Client) else _client_of(crm, person)
    links = Caller("", key, person, client).links
    calls = [one for one in crm.where(Activity, phone_key=key) if not (one.client or one.contact or one.lead)]
    with crm.step():
        for task in ring_backs(crm, key, ""):
            if not (task.client or task.contact or task.lead):
                crm.change(task, **links)
        return [crm.change(one, **links) for one in calls]


def only_deal(crm: Workspace, caller: Caller) -> str | None:
    """The id of the open deal with whoever calls, where there is one and no other."""
    found = [] if isinstance(caller.person, Lead) else _deals(crm, caller)
    return found[0].id if len(found) == 1 else None


def _found(crm: Workspace, number: str) -> list[Person]:
    """Each who has the number, once; a lead that was converted is whom it became, and one that is closed gives way to others."""
    hits = crm.finder.at_number(NOUNS, number)
    people = [became(crm, cast(Person, crm.by_id(load(noun.name), identity))) for noun, identity in hits]
    found = list({one.id: one for one in people}.values())
    settled: list[Person] = [one for one in found if not isinstance(one, Lead)]
    return settled or [one for one in found if isinstance(one, Lead) and one.type in OPEN] or found


def _meant(crm: Workspace, number: str, key: str | None, found: Sequence[Person]) -> Person:
    """The one of an extension; the client whose switchboard it is, or whose several people have it; else who comes first."""
    contacts = [one for one in found if isinstance(one, Contact)]
    inner = extension(number, crm.country)
    named = [one for one in contacts if inner and inner in _extensions(crm, one)]
    if len(named) == 1:
        return named[0]
    firms = {_firm(one) for one in found}
    firm = next(iter(firms)) if len(firms) == 1 else None
    if firm is None:
        return found[0]
    own = any(isinstance(one, Client) for one in found)
    if len(contacts) == 1 and not (own and not (key and is_mobile(key))):
        return contacts[0]
    return crm.by_id(Client, firm)


def _extensions(crm: Workspace, contact: Contact) -> set[str]:
    numbers = [*([contact.phone] if contact.phone else []), *items(contact.other_phones)]
    return {extension(number, crm.country) for number in numbers} - {""}


def _firm(one: Person) -> str | None:
    return one.id if isinstance(one, Client) else one.client if isinstance(one, Contact) else None


def _client_of(crm: Workspace, person: Person) -> Client | None:
    return crm.by_id(Client, person.client) if isinstance(person, Contact) and person.client else None


def _people(crm: Workspace, client: Client | None, found: Iterable[Person]) -> tuple[Contact, ...]:
    """The people of a client, those of this number first."""
    first = {one.id for one in found}
    people = crm.where(Contact, client=client.id) if client else []
    return tuple(sorted(people, key=lambda one: one.id not in first))


def _deals(crm: Workspace, caller: Caller) -> list[Opportunity]:
    links = caller.links
    link = {"client": links["client"]} if links["client"] else {"contact": links["contact"]}
    found = crm.where(Opportunity, status="open", **link)
    return sorted(found, key=lambda deal: (deal.close is None, deal.close or "", deal.n))
