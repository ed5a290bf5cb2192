"""The full view of a client, its 360: its people and who reports to whom, deals and money, promises, story, relations, groups and files."""

from collections.abc import Sequence
from typing import NamedTuple

from crm_cli.agenda.timeline import Event, timeline
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.records.nouns.clients import Client
from crm_cli.workspace import Workspace

# What another client is to this one.
RELATIONS = {
    "parent": N_("parent company"), "subsidiary": N_("subsidiary"), "partner": N_("its partner"), "partnered": N_("has it as partner"),
    "referred_by": N_("referred it"), "referred": N_("was referred by it"),
}  # fmt: skip
# Who matters most for a purchase stands first among those who report to the same.
WEIGHT = {"decides": 0, "signs": 1, "influences": 2, "uses": 3, "guards": 4}
DEEPEST = 12  # steps that a drawing goes to the right; whoever is below stands there too


class Person(NamedTuple):
    """Somebody at the client; ``boss`` is the ref and ``boss_name`` the name of whom this one reports to, ``last`` the last real contact."""

    id: str
    ref: str
    name: str
    title: str | None
    department: str | None
    role: str | None
    phone: str | None
    reports_to: str | None
    boss: str | None
    boss_name: str | None
    last: str | None
    birthday: str | None


class Placed(NamedTuple):
    """A person in the network: the branch that is drawn before the name, and whether who this one reports to is not drawn above."""

    person: Person
    branch: str
    apart: bool


class Deal(NamedTuple):
    """An open deal; ``days`` it stands in its stage, ``still`` since anything moved, which is rotten from ``rot_days`` on."""

    ref: str
    name: str
    stage: str | None
    value: int | None
    currency: str | None
    chance: int | None
    close: str | None
    due: str | None
    timed: int | None
    step: str | None
    days: int | None
    rot_days: int | None
    still: int
    owner: str | None
    competitor: str | None


class Sum(NamedTuple):
    """What the deals of one status and currency come to; ``closed`` is when the last of them was."""

    status: str
    currency: str
    number: int
    value: int | None
    closed: str | None


class Todo(NamedTuple):
    """An open task with the client; ``theirs`` is what the client promised."""

    ref: str
    due: str | None
    timed: int
    text: str
    theirs: int
    contact: str | None
    opp: str | None
    owner: str | None


class Touch(NamedTuple):
    """A real contact: when, how, with whom, by whom, what was said, and what came of it."""

    at: str
    kind: str
    whom: str | None
    by: str | None
    text: str | None
    outcome: str | None
    ref: str


class Kin(NamedTuple):
    """Another client; ``how`` is a key of :data:`RELATIONS`."""

    how: str
    ref: str
    name: str
    level: str | None
    owner: str | None


class Origin(NamedTuple):
    """What became this client: a ``lead``, or a client ``merged`` into it, whose ref still means it."""

    how: str
    ref: str
    name: str
    source: str | None
    campaign: str | None
    created: str | None
    converted: str | None


class Linked(NamedTuple):
    """A document that is linked; ``about`` is the ref of what of the client's it is about."""

    ref: str
    name: str
    link: str
    created: str | None
    about: str | None


class FullView(NamedTuple):
    """Everything there is about a client; ``more`` says that the story goes further back."""

    last: Touch | None
    people: list[Person]
    deals: list[Deal]
    sums: list[Sum]
    tasks: list[Todo]
    events: list[Event]
    more: bool
    related: list[Kin]
    origins: list[Origin]
    groups: list[tuple[str, str]]
    files: list[Linked]


def read(crm: Workspace, client: Client, latest: int) -> FullView:
    """All of it, the story no longer than the ``latest``."""
    events = timeline(crm, client, latest + 1)
    return FullView(
        next(iter(contacts(crm, client, 1)), None),
        people(crm, client),
        deals(crm, client),
        [Sum(*row) for row in crm.report("client_sums", client=client.id)],
        tasks(crm, client),
        events[:latest],
        len(events) > latest,
        [Kin(*row) for row in crm.report("client_related", client=client.id)],
        [Origin(*row) for row in crm.report("client_leads", client=client.id)],
        groups(crm, client),
        [Linked(*row) for row in crm.report("client_files", client=client.id)],
    )


def contacts(crm: Workspace, client: Client, limit: int) -> list[Touch]:
    """The last real contacts with a client, the latest first."""
    return [Touch(*row) for row in crm.report("client_last", client=client.id, limit=limit)]


def people(crm: Workspace, client: Client) -> list[Person]:
    """The people of a client, the oldest first."""
    return [Person(*row) for row in crm.report("client_people", client=client.id)]


def deals(crm: Workspace, client: Client) -> list[Deal]:
    """The open deals of a client, the one to close first first."""
    return [Deal(*row) for row in crm.report("client_deals", client=client.id)]


def tasks(crm: Workspace, client: Client) -> list[Todo]:
    """The open tasks with a client, the soonest due first."""
    return [Todo(*row) for row in crm.report("client_tasks", client=client.id)]


def groups(crm: Workspace, client: Client) -> list[tuple[str, str]]:
    """The ref and name of the groups that a client is in."""
    found = crm.report("client_groups", client=client.id)
    return [(ref, name) for ref, name, text, member in found if (_finds(crm, text, client) if text else member)]


def _finds(crm: Workspace, text: str, client: Client) -> bool:
    """Whether the filter of a group finds it; one that can't be read any more finds nobody."""
    from crm_cli.records.belonging import words  # only where a group lives by a filter

    try:
        return crm.holds(crm.query("client", words(text)), client.id)
    except CrmError:
        return False


def network(found: Sequence[Person]) -> list[Placed]:
    """The people as a tree of who reports to whom: a boss before the others, and of equals who decides before who only uses.

    Whoever reports to somebody elsewhere, or in a circle, begins a branch.
    """
    at_home = {person.id: person for person in found}
    below: dict[str | None, list[Person]] = {}
    for person in found:
        below.setdefault(person.reports_to if person.reports_to in at_home else None, []).append(person)
    placed: dict[str, Placed] = {}
    for person in [*_weighed(below.get(None, [])), *found]:
        if person.id not in placed:
            _draw(person, below, placed)
    return list(placed.values())


def _draw(top: Person, below: dict[str | None, list[Person]], placed: dict[str, Placed]) -> None:
    waiting = [(top, "", "")]
    while waiting:
        person, branch, deeper = waiting.pop()
        if person.id in placed:
            continue
        placed[person.id] = Placed(person, branch, person is top and person.reports_to is not None)
        under = [one for one in _weighed(below.get(person.id, [])) if one.id not in placed]
        for place, one in reversed(list(enumerate(under))):
            last = place + 1 == len(under)
            further = deeper if len(deeper) >= 2 * DEEPEST else deeper + ("  " if last else "│ ")
            waiting.append((one, deeper + ("└ " if last else "├ "), further))


def _weighed(some: Sequence[Person]) -> list[Person]:
    return sorted(some, key=lambda person: WEIGHT.get(person.role or "", len(WEIGHT)))
