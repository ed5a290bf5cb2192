"""Several records that are one become one: the oldest stays, takes what it lacks from the others, and all that hangs on them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_cli.errors import Conflict, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.people import clients
from crm_cli.people.choosing import Choosing, Left, Values
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS as ALL
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.workspace import United as United

NOUNS = ("client", "contact", "lead")


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge will do: who stays, who goes into it, what changes in it, and what of the others it leaves out."""

    survivor: Record
    others: tuple[Record, ...]
    values: Values
    left: tuple[Left, ...] = ()


def plan(
    crm: Workspace, records: Sequence[Record], *, into: Record | None = None, keep: Mapping[str, Record] | None = None
) -> Merge:
    """Who stays (the oldest, or ``into``), and with which values: its own, those of ``keep``, and where it has none the others'."""
    check(records)
    survivor = into or min(records, key=age)
    others = tuple(sorted((one for one in records if one.id != survivor.id), key=age))
    for record in (*([into] if into else ()), *(keep or {}).values()):
        if record.id not in {one.id for one in records}:
            raise Invalid(N_("{ref} is none of those that are merged"), ref=record.ref)
    if "type" not in (keep or {}):
        _refuse_unlike(records)
    found = Choosing(crm, survivor, others, keep or {})
    return Merge(survivor, others, found.values(), tuple(found.left()))


def age(record: Record) -> tuple[str, int]:
    """The oldest first."""
    return record.created or "", record.n


def check(records: Sequence[Record]) -> None:
    """Two at least, of one noun, each once."""
    if not records:
        raise Invalid(N_("say which are one"), hint="crm merge C1 C2")
    first = records[0]
    if first.noun not in NOUNS:
        raise Invalid(
            N_("{ref} can't be merged ({noun}): only clients, contacts and leads can"), ref=first.ref, noun=Word(ALL[first.noun].title)
        )  # fmt: skip
    for other in records[1:]:
        if other.noun != first.noun:
            raise Invalid(
                N_("{one} ({first}) and {other} ({second}) are of two kinds: only records of one kind can be one"), one=first.ref, other=other.ref,
                first=Word(ALL[first.noun].title), second=Word(ALL[other.noun].title),
                hint="crm lead convert {other}" if other.noun == "lead" else None,
            )  # fmt: skip
    again = next((one for at, one in enumerate(records) if one.id in {before.id for before in records[:at]}), None)
    if again or len(records) < 2:
        raise Invalid(N_("{ref} is one record: name two"), ref=(again or first).ref, hint="crm merge C1 C2")


def person_and_firm(records: Sequence[Record]) -> tuple[Record, Record] | None:
    """A client that is a person, and one that is none, where both are among these: their fields have no place in each other."""
    if records[0].noun != "client":
        return None
    people = [one for one in records if getattr(one, "type", None) == "person"]
    firms = [one for one in records if getattr(one, "type", None) == "organisation"]
    return (people[0], firms[0]) if people and firms else None


def _refuse_unlike(records: Sequence[Record]) -> None:
    if unlike := person_and_firm(records):
        person, firm = unlike
        raise Invalid(
            N_("{person} is a person and {firm} an organisation"), person=person.ref, firm=firm.ref, name=getattr(person, "name", ""),
            hint=N_("crm contact add {name} --client {firm}, or if they are one all the same: --keep type={firm}"),
        )  # fmt: skip


def refuse_apart(crm: Workspace, records: Sequence[Record]) -> None:
    """Of a whole list nobody looked at each: two that somebody called different do not become one by it."""
    for one, other in told_apart(crm, records):
        raise Conflict(
            N_("{one} and {other} are different, somebody said"), hint="crm merge {one} {other}", one=one.ref, other=other.ref
        )  # fmt: skip


def told_apart(crm: Workspace, records: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    """The pairs among these that somebody called different."""
    from crm_cli.people.apart import are_apart  # only where some are merged

    for at, one in enumerate(records):
        yield from ((one, other) for other in records[at + 1 :] if are_apart(crm, one.id, other.id))


def merge(crm: Workspace, merges: Sequence[Merge]) -> "dict[str, United]":
    """Do all of it in one step; by noun, what moved and which links were cut since they would have led back."""
    united = {}
    with crm.step():
        for one in merges:
            crm.fill(one.survivor, {name: value for name, value in one.values.items() if not _is_set(crm, one, name)})
        for noun in dict.fromkeys(one.survivor.noun for one in merges):
            into = {other.id: one.survivor.id for one in merges if one.survivor.noun == noun for other in one.others}
            united[noun] = crm.unite(noun, into)
        for one in merges:
            if chosen := {name: value for name, value in one.values.items() if _is_set(crm, one, name)}:
                crm.fill(crm.by_id(type(one.survivor), one.survivor.id), chosen)
            _cut_circle(crm, crm.by_id(type(one.survivor), one.survivor.id))
    return united


def _cut_circle(crm: Workspace, survivor: Record) -> None:
    """Who would now stand above himself through others stands below nobody."""
    link = clients.ABOVE.get(survivor.noun, "")
    if link and (above := getattr(survivor, link)) and clients.is_above(crm, survivor, above):
        crm.fill(survivor, {link: None})


def _is_set(crm: Workspace, one: Merge, name: str) -> bool:
    """Members of a set have rows of their own, which come along: one that was chosen is written after that."""
    return crm.fields(one.survivor.noun)[name].kind in ("tags", "links")


def groups(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Who is one with whom, where that goes on from pair to pair; in the order they came."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in pairs:
        parent[root(other)] = root(one)
    found: dict[str, list[str]] = {}
    for one in parent:
        found.setdefault(root(one), []).append(one)
    return [group for group in found.values() if len(group) > 1]
