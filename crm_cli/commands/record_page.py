"""The page of any record but a client: its fields by group, and what belongs to it as lists."""

from datetime import datetime, time
from typing import Any

from crm_cli.commands.owning import changes_of_hands
from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.records.nouns.poolrules import POOLED
from crm_cli.records.record import Record
from crm_cli.render.page import Section
from crm_cli.telling.lists import listing
from crm_cli.telling.pages import MEMBERS, hanging

SOON = 3


def related(record: Record) -> list[Section]:
    """What belongs to a record, as lists; those with nothing in them are left out."""
    sections = list(hanging(record))
    if record.noun == "group":
        sections += members(record)
    if record.noun in POOLED:
        sections += changes_of_hands(record)
    if record.noun == "task":
        sections += coming_again(record)
    return sections + (alike(record) if record.noun == "lead" else [])


def coming_again(task: Any) -> list[Section]:
    """The next days of a task that comes again."""
    if not task.every or task.status != "open":
        return []
    from crm_cli.records.repeating import upcoming  # only where something comes again
    from crm_cli.records.when import echo

    run = current()
    days = upcoming(task.every, run.clock.local(task.due).date(), run.workspace.workdays(), SOON)
    said = [echo(datetime.combine(day, time()), False, run.language, run.clock.today()) for day in days]
    return [Section(N_("Comes again"), lines=["  " + line for line in said])] if said else []


def members(group: Any) -> list[Section]:
    """Who is in a group now, the first of them."""
    found = listing(group.noun_name, (), [f"group={group.ref}"], limit=MEMBERS)
    found.rows = list(found.rows)
    return [Section(N_("Members"), listing=found, key=group.noun_name)] if found.rows else []


def alike(lead: Any) -> list[Section]:
    """Who a lead may be already, as lines; nothing of one that was converted."""
    from crm_cli.commands import checking  # only where a lead is shown
    from crm_cli.telling.given import said_alike  # the same

    if lead.type == "converted":
        return []
    values = {field.name: getattr(lead, field.name, None) for field in current().workspace.fields("lead").values()}
    likely, _noted = checking.hits("lead", values | {"id": lead.id})
    return [Section(N_("May be there already"), lines=["  " + said_alike(hit) for hit in likely])] if likely else []
