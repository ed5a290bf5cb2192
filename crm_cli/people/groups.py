"""Rules of groups and views (and of all that keeps a filter under a name): whose records they are about, and that what they say can be read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from crm_cli.errors import Conflict, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records import filters, kinds
from crm_cli.records.belonging import mentions, words
from crm_cli.records.naming import check_name
from crm_cli.records.nouns.groups import MEMBERS, Group
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, load, noun, visible
from crm_cli.workspace import Workspace

Values = dict[str, Any]
FILTER = "filter"
FIELDS = {"pipeline": "clients"}
"""Where a noun keeps its filter under another name."""
SHOWN = 3


def complete_named(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> Values:
    """What a condition names (``group=``, ``@``) has a name that can stand in one."""
    if values.get("name"):
        check_name(str(values["name"]))
    if record is not None and values.get("name", record.name) != record.name:  # type: ignore[attr-defined]
        _refuse_named(crm, record, N_("“{name}” can't be renamed: {users} filters by this name"), by_ref=False)
    return complete(crm, record, values)


def leave_none_behind(crm: Workspace, record: Record, going: Collection[str]) -> None:
    """What a filter names is not removed: whoever keeps that filter, and does not go too, is told."""
    _refuse_named(crm, record, N_("“{name}” can't be removed: {users} filters by it"), going, by_ref=True)


def _refuse_named(crm: Workspace, record: Any, message: str, going: Collection[str] = (), *, by_ref: bool) -> None:
    kept = [user for user in _keepers(crm) if user.id != record.id and user.id not in going]
    users = [user for user in kept if _names_it(crm, user, record, by_ref)]
    if users:
        told = ", ".join(f"{user.ref} {user.name}" for user in users[:SHOWN]) + (" …" if len(users) > SHOWN else "")
        raise Conflict(
            message, hint='crm {command} edit {ref} --{field} "…"', name=record.name, users=told, command=users[0].noun,
            ref=users[0].ref, field=FIELDS.get(users[0].noun, FILTER),
        )  # fmt: skip


def _keepers(crm: Workspace) -> Iterator[Any]:
    """Every record that keeps a filter."""
    for one in visible():
        if FIELDS.get(one, FILTER) in crm.fields(one):
            yield from crm.where(load(one))


def _names_it(crm: Workspace, user: Any, record: Any, by_ref: bool) -> bool:
    text = getattr(user, FIELDS.get(user.noun, FILTER)) or ""
    written = [name for noun_, name in mentions(text) if noun_ == record.noun]
    if not by_ref:
        written = [name for name in written if name.upper() != record.ref]
    return any(record.id in crm.named(record.noun, name) for name in written)


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> Values:
    """What is kept under a name can be read: the noun by its own name, the filter, the fields and the order of its noun."""
    found: Values = {}
    held = {name: getattr(record, name, None) for name in ("name", "noun_name", "filter", "fields", "sort")} | dict(
        values
    )
    if not held["noun_name"]:
        return found
    whose = noun(str(held["noun_name"])).name
    if held["noun_name"] != whose:
        found["noun_name"] = whose
    _check_words(crm, record, whose, held)
    if isinstance(record, Group) or "members" in values:
        _check_members(crm, record, whose, held, values)
    return found


def _check_words(crm: Workspace, record: Record | None, whose: str, held: Mapping[str, Any]) -> None:
    """The filter, the fields and the order say something about this noun."""
    inside = (
        (record.name,) if isinstance(record, Group) else (f"@{held['name'].casefold()}",) if held.get("name") else ()
    )
    filters.read(whose, words(str(held["filter"] or "")), crm, inside)
    for name in [*kinds.parts(str(held["fields"] or "")), *kinds.parts(str(held["sort"] or ""))]:
        filters.find_path(whose, name.removeprefix("-"), crm)


def _check_members(
    crm: Workspace, record: Record | None, whose: str, held: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """A living group has no members put in by hand, a fixed one only records of its noun."""
    if whose not in MEMBERS.split(","):
        raise Invalid(
            N_("there are no groups of {noun}"), hint=N_("one of {known}"), noun=Word(NOUNS[whose].title), known=MEMBERS
        )
    given = kinds.items(values.get("members"))
    there = crm.elements(record, "members") if record is not None and "members" not in values else []
    if held["filter"] and (given or there):
        raise Conflict(
            N_("a group has a filter or members, not both"), hint=N_("another group, or --filter '' for one by hand")
        )
    own = {identity for identity, *_rest in crm.having(whose, "id", given or there)}
    if len(own) < len(given or there):
        if isinstance(record, Group) and there:
            raise Conflict(
                N_("“{name}” has {count} members that are of another kind than {noun}"), hint=N_("a new group for these"),
                name=record.name, count=len(there) - len(own), noun=Word(NOUNS[whose].title),
            )  # fmt: skip
        raise Invalid(N_("this group is of another kind: {noun}"), noun=Word(NOUNS[whose].title))


def join(crm: Workspace, group: Group, records: Sequence[Record]) -> list[Record]:
    """Put records into a fixed group; gives those that were not in it."""
    _refuse_living(group)
    there = dict.fromkeys(crm.elements(group, "members"))
    new = [record for record in records if record.id not in there]
    if new:
        crm.change(group, members=kinds.packed([*there, *(record.id for record in new)]))
    return new


def leave(crm: Workspace, group: Group, records: Sequence[Record]) -> list[Record]:
    """Take records out of a fixed group; gives those that were in it."""
    _refuse_living(group)
    there = crm.elements(group, "members")
    going = {record.id for record in records}
    left = [identity for identity in there if identity not in going]
    if len(left) < len(there):
        crm.change(group, members=kinds.packed(left))
    held = set(there)
    return [record for record in records if record.id in held]


def _refuse_living(group: Group) -> None:
    if group.filter:
        raise Conflict(
            N_("who is in “{name}” is said by its filter: {filter}"), hint='crm group edit {ref} --filter "…"', name=group.name,
            filter=group.filter, ref=group.ref,
        )  # fmt: skip


def count(crm: Workspace, group: Group) -> int:
    """How many are in it now."""
    return crm.count(group.noun_name, [f"group={group.ref}"])
