"""Who rings, in one screen: whose they are, what is open with them, what was last; the same as an object for programs."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from crm_cli.agenda import callers
from crm_cli.agenda.callers import Caller, Known
from crm_cli.commands.reporting import Part, listing_of
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.activities import DIRECTIONS, KINDS, OUTCOMES
from crm_cli.records.nouns.clients import LEVELS
from crm_cli.records.nouns.contacts import ROLES, Contact
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.registry import NOUNS
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section
from crm_cli.render.renderer import Renderer
from crm_cli.telling.words import due_told, listed

TITLES = {n.name: n.title for n in NOUNS.values()}
HEAD = (
    Column("number", N_("Phone"), "phone"), Column("noun", N_("Noun"), "choice", TITLES), Column("ref", N_("Ref")), Column("name", N_("Name")),
    Column("title", N_("Job title")), Column("client", N_("Client")), Column("client_ref", N_("Client ref")), Column("level", N_("Level"), "choice", LEVELS),
    Column("owner", N_("Owner")), Column("to", N_("Rings at")), Column("also", N_("Also has this number")),
)  # fmt: skip
SEEN = ("title", "client", "level", "owner", "to", "also")  # what a person needs below the heading
PEOPLE = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("title", N_("Job title")), Column("role", N_("Role"), "choice", ROLES),
    Column("phone", N_("Phone"), "phone"),
)  # fmt: skip
DEALS = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("stage", N_("Stage")), Column("currency", N_("Currency")),
    Column("amount", N_("Amount"), "money", currency_key="currency"), Column("close", N_("Expected close"), "date"),
)  # fmt: skip
TASKS = (
    Column("ref", N_("Ref")), Column("due", N_("Due"), "time"), Column("overdue", N_("Overdue"), "flag"), Column("text", N_("Text")), Column("owner", N_("Owner")),
)  # fmt: skip
LATEST = (
    Column("ref", N_("Ref")), Column("at", N_("When"), "time"), Column("kind", N_("Kind"), "choice", KINDS), Column("direction", N_("Direction"), "choice", DIRECTIONS),
    Column("outcome", N_("Outcome"), "choice", OUTCOMES), Column("owner", N_("By")), Column("text", N_("Text")),
)  # fmt: skip


class Screen(NamedTuple):
    """A pop-up: its heading, what stands below it, its tables."""

    title: str
    head: dict[str, Any]
    parts: Sequence[Part]


def screen(caller: Caller, to: str | None = None) -> Screen:
    """All that is known of a caller; ``to`` is the id of whom they ring."""
    crm = current().workspace
    found = callers.known(crm, caller)
    parts = [
        Part("people", N_("People"), PEOPLE, [(p.ref, p.name, p.title, p.role, p.phone) for p in caller.people]),
        Part("deals", N_("Open opportunities"), DEALS, [(d.ref, d.name, _named("stage", d.stage), d.currency or crm.currency, d.amount, d.close) for d in found.deals]),
        Part("tasks", N_("To do"), TASKS, [_task(task) for task in found.tasks]),
        Part("latest", N_("Latest"), LATEST, [(a.ref, a.at, a.kind, a.direction, a.outcome, _named("user", a.by), _first(a.text)) for a in found.latest]),
    ]  # fmt: skip
    return Screen(title_of(caller), head_of(found, to), parts)


def title_of(caller: Caller) -> str:
    """``13801234567  李建国 P1 · 科锐配电 C1``."""
    if caller.withheld:
        return _("number withheld")
    if caller.colleague:
        return f"{caller.number}  {caller.colleague.name} · " + _("colleague")
    if caller.person is None:
        return f"{caller.number}  " + _("nobody known")
    named = [caller.person, *([caller.client] if caller.client and caller.client.id != caller.person.id else [])]
    return f"{caller.number}  " + " · ".join(f"{one.name} {one.ref}" for one in named)


def head_of(found: Known, to: str | None) -> dict[str, Any]:
    """What stands above the tables; a lead has its company for a client."""
    caller, person, client = found.caller, found.caller.person, found.caller.client
    inside = caller.colleague
    named = person or inside
    return {
        "number": caller.number or None, "noun": named.noun if named else None, "ref": named.ref if named else None, "name": named.name if named else None,
        "title": person.title if isinstance(person, Contact | Lead) else None,
        "client": person.company if isinstance(person, Lead) else client.name if client else None, "client_ref": client.ref if client else None,
        "level": client.level if client else None, "owner": _named("user", found.owner), "to": _named("user", to),
        "also": listed(f"{one.name} {one.ref}" for one in caller.others) or None,
    }  # fmt: skip


def _task(task: Any) -> tuple[Any, ...]:
    overdue = bool(task.due) and current().clock.local(task.due).date() < current().clock.today()
    return task.ref, due_told(task.due, task.timed), int(overdue), task.text, _named("user", task.owner)


def _named(noun: str, identity: str | None) -> str | None:
    return current().workspace.name_of(noun, identity) if identity else None


def _first(text: str | None) -> str | None:
    return text.splitlines()[0] if text and text.strip() else None


def put(shown: Screen, format: str = "table") -> None:  # noqa: A002 - its name in --format
    """Print it, never through a pager: it must be there at once."""
    print_screen(shown, unpaged(), format)


def print_screen(shown: Screen, printer: Renderer, format: str = "table") -> None:  # noqa: A002 - its name in --format
    """The heading, and what there is of the rest."""
    machine = format in MACHINE
    columns = [column for column in HEAD if machine or column.key in SEEN]
    sections = [Section("", columns, [shown.head[column.key] for column in columns])]
    for part in shown.parts:
        if part.rows or machine:
            sections.append(Section(part.title, key=part.key, listing=listing_of(part, machine)))
    printer.page(shown.title, sections, format)


def as_object(shown: Screen) -> dict[str, Any]:
    """The same for a program that reads line by line."""
    tables: dict[str, Any] = {}
    for part in shown.parts:
        listing = listing_of(part, machine=True)
        printed = listing.printed()
        tables[part.key] = [{column.key: row[place] for place, column in printed} for row in listing.rows]
    return shown.head | tables


def unpaged() -> Renderer:
    """What prints without a pager."""
    run = current()
    return Renderer(
        run.out, run.err, language=run.language, clock=run.clock, colour=run.colour, quiet=run.quiet,
        currency=run.workspace.currency, pager=False,
    )  # fmt: skip
