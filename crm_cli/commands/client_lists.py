"""What there is about a client, each kind of it as a table: for its page, and for what is read before a meeting."""

from collections.abc import Sequence
from typing import Any

from crm_cli.agenda import full_view
from crm_cli.agenda.full_view import Deal, Linked, Origin, Person, Sum, Todo
from crm_cli.agenda.timeline import EVENTS, Event
from crm_cli.commands.reporting import Part, listing_of
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.activities import OUTCOMES
from crm_cli.records.nouns.contacts import ROLES
from crm_cli.records.nouns.opportunities import STATUSES
from crm_cli.render.listing import Column, Listing
from crm_cli.render.page import Section
from crm_cli.telling.clients import happened
from crm_cli.telling.words import due_told

REF, NAME, OWNER = Column("ref", N_("Ref")), Column("name", N_("Name")), Column("owner", N_("Owner"))
CURRENCY = Column("currency", N_("Currency"))
VALUE = Column("value", N_("Value"), "money", currency_key="currency")
PEOPLE = (
    NAME, REF, Column("title", N_("Job title")), Column("role", N_("Role"), "choice", ROLES), Column("phone", N_("Phone"), "phone"),
    Column("last_contact", N_("Last contact"), "time"), Column("reports_to", N_("Reports to")),
)  # fmt: skip
DEALS = (
    REF, NAME, Column("stage", N_("Stage")), Column("days", N_("Days"), "number"), VALUE, CURRENCY, Column("chance", N_("Probability"), "percent"),
    Column("close", N_("Expected close"), "date"), Column("due", N_("Next step")), Column("step", N_("What comes next")), OWNER,
)  # fmt: skip
SUMS = (
    Column("status", N_("Status"), "choice", STATUSES), Column("count", N_("Deals"), "number"), VALUE, CURRENCY,
    Column("closed", N_("Last closed"), "date"),
)  # fmt: skip
TASKS = (
    REF, Column("due", N_("Due")), Column("text", N_("Text")), Column("contact", N_("Contact")), Column("opp", N_("Deal")), OWNER,
)  # fmt: skip
STORY = (
    Column("at", N_("When"), "time"), Column("kind", N_("Kind"), "choice", EVENTS), REF, Column("by", N_("By")), Column("whom", N_("With")),
    Column("text", N_("Text"), "longtext"), Column("note", N_("Outcome"), "choice", OUTCOMES),
)  # fmt: skip
KIN = (Column("how", N_("Relation"), "choice", full_view.RELATIONS), REF, NAME, Column("level", N_("Level")), OWNER)
LEADS = (
    REF, NAME, Column("source", N_("Source")), Column("campaign", N_("Campaign")), Column("created", N_("Created"), "time"),
    Column("converted", N_("Converted"), "time"),
)  # fmt: skip
MERGED = (REF, NAME, Column("created", N_("Created"), "time"))
GROUPS = (REF, NAME)
FILES = (
    REF, NAME, Column("link", N_("Path or address")), Column("size", N_("File size")), Column("changed", N_("Changed"), "time"), Column("about", N_("Belongs to")),
)  # fmt: skip


def section(
    key: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], machine: bool, lines: Sequence[str] = ()
) -> Section:  # fmt: skip
    """A table on a page; for people the columns in which nothing stands are left out."""
    if not machine:
        places = [
            at
            for at, column in enumerate(columns)
            if column.key == CURRENCY.key or any(row[at] not in (None, "") for row in rows)
        ]
        columns, rows = [columns[at] for at in places], [[row[at] for at in places] for row in rows]
    return Section(title, listing=listing_of(Part(key, title, columns, rows), machine), key=key, lines=lines)


def table(section: Section) -> Listing:
    """The rows of a section, which has some."""
    return section.listing or Listing((), ())


def people(found: Sequence[Person], machine: bool) -> Section:
    """The people as a network: who reports to whom, and what part each has."""
    if machine:
        rows = [_person(one, one.name, one.boss) for one in found]
        return section("people", "", PEOPLE, rows, machine)
    placed = full_view.network(found)
    rows = [
        _person(p.person, p.branch + p.person.name, f"{p.person.boss_name} {p.person.boss}" if p.apart else None)
        for p in placed
    ]
    none = found and not any(one.role in ("decides", "signs") for one in found)
    lines = [_("Nobody is known to decide: crm contact edit P… --role decides")] if none else []
    return section("people", N_("People"), PEOPLE, rows, machine, lines)


def _person(one: Person, name: str, boss: str | None) -> Sequence[Any]:
    return name, one.ref, one.title, one.role, one.phone, one.last, boss


def deals(found: Sequence[Deal], machine: bool) -> Section:
    """The open deals, each with its stage and its next step."""
    rows = [
        (d.ref, d.name, d.stage, d.days, d.value, d.currency or current().workspace.currency, d.chance, d.close, _due(d, machine), d.step, d.owner)
        for d in found
    ]  # fmt: skip
    return section("deals", N_("Open opportunities"), DEALS, rows, machine)


def _due(one: Deal | Todo, machine: bool) -> str | None:
    """When something is due; of a whole day no hour is told."""
    if one.due is None or machine:
        return due_told(one.due, one.timed)
    return current().clock.local(one.due).strftime("%Y-%m-%d %H:%M" if one.timed else "%Y-%m-%d")


def sums(found: Sequence[Sum], machine: bool) -> Section:
    """What was won and lost, and what is open."""
    rows = [(one.status, one.number, one.value, one.currency, one.closed) for one in found]
    return section("sums", N_("Deals in sum"), SUMS, rows, machine)


def tasks(found: Sequence[Todo], key: str, title: str, machine: bool) -> Section:
    """Open tasks."""
    rows = [(one.ref, _due(one, machine), one.text, one.contact, one.opp, one.owner) for one in found]
    return section(key, title, TASKS, rows, machine)


def story(found: Sequence[Event], title: str, machine: bool, more: bool = False, ref: str = "") -> Section:
    """What happened, the latest first."""
    rows = [(e.at, e.kind, e.ref, e.by, e.whom, e.text, e.note) for e in (found if machine else map(happened, found))]
    lines = [_("and more before: {command}").format(command=f"crm client timeline {ref}")] if more else []
    return section("timeline", title, STORY, rows, machine, lines)


def origins(found: Sequence[Origin], machine: bool) -> list[Section]:
    """The leads it came from, and the clients that were merged into it."""
    leads = [(o.ref, o.name, o.source, o.campaign, o.created, o.converted) for o in found if o.how == "lead"]
    merged = [(o.ref, o.name, o.created) for o in found if o.how == "merged"]
    return [
        section("leads", N_("Came from leads"), LEADS, leads, machine),
        section("merged", N_("Merged into it"), MERGED, merged, machine),
    ]


def files(found: Sequence[Linked], machine: bool) -> Section:
    """The documents that are linked, and how they lie on this machine."""
    rows: list[Sequence[Any]] = []
    if found:
        from crm_cli.commands.files import lying, sized  # only where something is linked

        for one in found:
            size, changed = lying(one.link)
            rows.append((one.ref, one.name, one.link, size if machine else sized(size), changed, one.about))
    return section("files", N_("Files"), FILES, rows, machine)
