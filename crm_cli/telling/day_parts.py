"""The parts of a day: what each has, the columns it has in lists, its lines for people, and its row where all stand in one list."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from crm_cli.agenda.courtesies import Courtesy
from crm_cli.agenda.matters import WHAT, Matter
from crm_cli.agenda.today import Away, Cold, Day, Due, Stuck
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.absences import HALVES
from crm_cli.records.nouns.absences import KINDS as ABSENCES
from crm_cli.records.nouns.clients import GIFTS, STATES
from crm_cli.records.nouns.contacts import CHANNELS
from crm_cli.records.numbers import plain_money
from crm_cli.render.listing import MACHINE, Column
from crm_cli.telling.day_lines import (
    OCCASIONS,
    Line,
    absence,
    ago,
    ahead,
    away_line,
    cold_line,
    courtesy_line,
    due_line,
    hour,
    lead_line,
    matter_line,
    occasion,
    stuck_line,
)  # fmt: skip
from crm_cli.telling.losing import POOL, pool_line, pool_values
from crm_cli.telling.words import due_told

DUE = Column("due", N_("Due"), "time")
TIMED, DAYS = Column("timed", N_("At a fixed time"), "flag"), Column("days", N_("Days"), "number")
TASK = (
    Column("ref", N_("Ref")),
    DUE,
    TIMED,
    DAYS,
    Column("text", N_("Text")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("contact", N_("Contact")),
    Column("opp", N_("Deal")),
    Column("lead", N_("Lead")),
    Column("owner", N_("Owner")),
)
LEADS = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("company", N_("Company")),
    Column("phone", N_("Phone"), "phone"),
    Column("source", N_("Source")),
    Column("created", N_("Created"), "time"),
    Column("minutes", N_("Working minutes"), "number"),
    Column("over", N_("Over time"), "flag"),
    Column("owner", N_("Owner")),
)
COLD = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("level", N_("Level")),
    Column("days", N_("Days"), "number"),
    Column("last", N_("Last contact"), "time"),
    Column("target", N_("Target"), "number"),
    Column("most", N_("At most"), "number"),
    Column("owner", N_("Owner")),
    Column("state", N_("State"), "choice", STATES),
    Column("by", N_("By level or tag")),
)
COURTESIES = (
    Column("ref", N_("Ref")),
    Column("what", N_("Occasion"), "choice", OCCASIONS),
    Column("day", N_("Day"), "date"),
    Column("days", N_("Days"), "number"),
    Column("name", N_("Name")),
    Column("address", N_("Form of address")),
    Column("years", N_("Becomes"), "number"),
    Column("gift", N_("Gift tier"), "choice", GIFTS),
    Column("channel", N_("Preferred channel"), "choice", CHANNELS),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("owner", N_("Owner")),
)
AWAY = (
    Column("ref", N_("Ref")),
    Column("user", N_("User")),
    Column("kind", N_("Kind"), "choice", ABSENCES),
    Column("half", N_("Half of the day"), "choice", HALVES),
    Column("start", N_("First day"), "date"),
    Column("end", N_("Last day"), "date"),
    Column("days", N_("Days"), "number"),
)
STUCK = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("stage", N_("Stage")),
    Column("close", N_("Expected close"), "date"),
    Column("late", N_("Days late"), "number"),
    Column("still", N_("Days without a move"), "number"),
    Column("owner", N_("Owner")),
)

MATTERS = (
    Column("ref", N_("Ref")),
    Column("what", N_("What"), "choice", WHAT),
    Column("name", N_("Name")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("day", N_("Day"), "date"),
    Column("days", N_("Days"), "number"),
    Column("amount", N_("Amount"), "money", currency_key="currency"),
    Column("currency", N_("Currency")),
    Column("owner", N_("Owner")),
)

Row = tuple[Any, ...]


class Part(NamedTuple):
    """A part of the day: its key, its title, its records, their columns, a record as a line, and as a row of the list of everything."""

    key: str
    title: str
    found: Sequence[Any]
    columns: Sequence[Column]
    line: Callable[[Any], Line]
    row: Callable[[Any], Row]
    all_of: str = ""  # what shows all of it, where people see the first


def parts(day: Day, *, named: bool) -> list[Part]:
    """The parts of a day in their order; ``named`` says of each whose it is."""
    return [
        Part("overdue", N_("Overdue"), day.overdue, TASK, lambda one: due_line(one, ago(-one.days), named), due_row),
        Part("today", N_("Today"), day.today, TASK, lambda one: due_line(one, hour(one), named), due_row),
        Part("coming", N_("Coming"), day.coming, TASK, lambda one: due_line(one, ahead(one), named), due_row),
        Part(
            "courtesies", N_("Birthdays and festivals"), day.courtesies, COURTESIES, lambda one: courtesy_line(one, named), courtesy_row,
            "crm today --format plain",
        ),
        Part("leads", N_("New leads"), day.leads, LEADS, lambda one: lead_line(one, named), lead_row),
        Part("pool", N_("Going to the pool"), day.pool, POOL, lambda one: pool_line(one, named), pool_row),
        Part("cold", N_("Getting cold"), day.cold, COLD, lambda one: cold_line(one, named), cold_row, "crm client list cadence=any owner=me"),
        Part("stuck", N_("Stuck deals"), day.stuck, STUCK, lambda one: stuck_line(one, named), stuck_row, "crm today --format plain"),
        Part(
            "matters", N_("Papers that are due"), day.matters, MATTERS, lambda one: matter_line(one, named), matter_row,
            "crm receivable list --by invoice --overdue",
        ),
        Part("away", N_("Away"), day.away, AWAY, away_line, away_row),
    ]  # fmt: skip


def due_row(one: Due) -> Row:
    """The row of a task."""
    return one.ref, one.text, one.client, one.client_ref, due_told(one.due, one.timed), one.days, one.owner


def courtesy_row(one: Courtesy) -> Row:
    """The row of a birthday or a festival."""
    return one.ref, occasion(one), one.client or one.name, one.client_ref or one.ref, one.day, one.days, one.owner


def lead_row(one: Any) -> Row:
    """The row of a lead that waits for an answer."""
    return one.ref, one.name, one.company, None, one.created, None, one.owner


def pool_row(one: Any) -> Row:
    """The row of a record that goes to the pool."""
    ref, called, _noun, on, *_told, owner = pool_values(one)
    return ref, called, called, ref, on, (one.day - current().clock.today()).days, owner


def cold_row(one: Cold) -> Row:
    """The row of a client that is getting cold."""
    return one.ref, one.name, one.name, one.ref, one.last, -one.days, one.owner


def stuck_row(one: Stuck) -> Row:
    """The row of a deal that does not move."""
    return one.ref, one.name, one.client, one.client_ref, one.close, -one.late, one.owner


def matter_row(one: Matter) -> Row:
    """The row of a paper."""
    return one.ref, _(WHAT[one.what]), one.client, one.client_ref, one.day, one.days, one.owner


def away_row(one: Away) -> Row:
    """The row of somebody who is away."""
    return one.ref, absence(one), None, None, one.start, one.days, one.user


def values(one: Any, columns: Sequence[Column], chosen: str) -> list[Any]:
    """A record in the order of its columns."""
    if columns is POOL:
        return pool_values(one)
    found = [getattr(one, column.key) for column in columns]
    if isinstance(one, Due) and chosen in MACHINE:
        found[columns.index(DUE)] = due_told(one.due, one.timed)
    if chosen not in MACHINE:
        return found
    return [_plain(column, value, one) for column, value in zip(columns, found, strict=True)]


def _plain(column: Column, value: Any, one: Any) -> Any:
    """A value as programs read it anywhere: an amount as a decimal, beside its currency."""
    if column.kind == "money" and value is not None:
        return plain_money(value, one.currency or current().workspace.currency)
    return bool(value) if column.kind == "flag" else value
