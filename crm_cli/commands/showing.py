"""``list`` and ``show``: what is there."""

import inspect
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.commands.answering import choose
from crm_cli.commands.listings import listing, show_list, shown_fields
from crm_cli.commands.loading import REF
from crm_cli.commands.options import AsOf, Fields, Format, Json, Limit, Output, Quiet, Sort, chosen_format
from crm_cli.commands.owning import changes_of_hands
from crm_cli.commands.selection import one
from crm_cli.commands.words import called, title_of
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.poolrules import POOLED
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS, visible
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section

LIST = N_(
    "The records that a filter finds, or all. Conditions: level=A, amount=10万..50万, close=..30d, owner=none, note~contract; “or” between them."
)
SHOW = N_("One record with all that is known of it.")
FILTERS = {
    "lead": "type=new score=50%.. source=展会", "client": "level=A last_contact=..-30d", "opp": "amount=10万.. close=..30d", "task": "status=open due=..today",
    "activity": "kind=call at=last week", "contact": "client=科锐 role=decides",
}  # fmt: skip
LATEST = 10
ROWS = ("csv", "tsv", "jsonl", "ids", "xlsx")  # formats that have no pages
SOON = 3
MEMBERS = 50
CALLED = ("client", "contact", "lead")  # who has a number and a card
DATED = ("opp",)  # what can be listed as it stood on a day
# What is shown with a record: a title, the noun, the link to it, more conditions, the fields, the order, and how many.
Related = tuple[str, str, list[str], list[str], str, int | None]
WITH: dict[str, list[Related]] = {
    "contact": [
        (N_("Open opportunities"), "opp", ["contact={ref}", "status=open"], ["ref", "name", "stage", "amount", "close"], "", None),
        (N_("To do"), "task", ["contact={ref}", "status=open"], ["ref", "due", "text", "owner"], "", None),
        (N_("Latest activities"), "activity", ["contact={ref}"], ["ref", "at", "kind", "owner", "text"], "-at", LATEST),
    ],
    "lead": [
        (N_("To do"), "task", ["lead={ref}", "status=open"], ["ref", "due", "text", "owner"], "", None),
        (N_("Latest activities"), "activity", ["lead={ref}"], ["ref", "at", "kind", "outcome", "owner", "text"], "-at", LATEST),
    ],
    "opp": [
        (N_("Stages"), "snapshot", ["opportunity={ref}"], ["stage", "effective", "value", "probability", "close"], "effective", None),
        (N_("To do"), "task", ["opportunity={ref}", "status=open"], ["ref", "due", "text", "owner"], "", None),
        (N_("Latest activities"), "activity", ["opportunity={ref}"], ["ref", "at", "kind", "owner", "text"], "-at", LATEST),
    ],
    "pipeline": [
        (N_("Stages"), "stage", ["pipeline={ref}"], ["ref", "name", "type", "probability", "rot_days", "checklist"], "position", None),
    ],
}  # fmt: skip

Conditions = Annotated[list[str] | None, typer.Argument(metavar="FILTER", help=N_("Conditions, or words to look for"))]
View = Annotated[
    str | None,
    typer.Option(
        "--view", metavar="NAME", help=N_("As a saved view shows it; “@NAME” among the conditions does the same")
    ),
]
Code = Annotated[
    bool, typer.Option("--qr", help=N_("Its number and its card as codes for the camera of your telephone"))
]
Anything = Annotated[str, typer.Argument(metavar="WHAT", help=N_("A ref, a name, initials, a phone, @last …"))]
Which = Annotated[str, typer.Argument(metavar="WHICH", help=N_("A ref, a name, initials, a phone, @last …"))]


def list_verb(noun: str) -> Callable[..., None]:
    """``list`` of a noun."""

    def show(
        conditions: Conditions = None,
        view: View = None,
        sort: Sort = None,
        fields: Fields = None,
        limit: Limit = None,
        format: Format = None,  # noqa: A002 - its name in --format
        json: Json = False,
        output: Output = None,
        as_of: AsOf = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        conditions = [*(["@" + view] if view else []), *(conditions or [])]
        show_list(
            noun, conditions, fields=fields, format=format, as_json=json, sort=sort, limit=limit, output=output, as_of=as_of
        )  # fmt: skip
        if as_of is not None:
            from crm_cli.commands.reporting import say_apart  # only a past day leaves deals out

            say_apart(as_of, conditions)

    example = f"crm {noun} list {FILTERS.get(noun, '')}".rstrip()
    show.__doc__ = f"{LIST}\n\nExample:\n  {example}"
    return show if noun in DATED else without(show, "as_of")


def without(verb: Callable[..., None], name: str) -> Callable[..., None]:
    """The verb without one of its options."""
    signature = inspect.signature(verb, eval_str=True)
    kept = [parameter for parameter in signature.parameters.values() if parameter.name != name]
    verb.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
    return verb


def show_verb(noun: str) -> Callable[..., None]:
    """``show`` of a noun."""

    def show(
        which: Which,
        format: Format = None,  # noqa: A002 - its name in --format
        json: Json = False,
        output: Output = None,
        qr: Code = False,
    ) -> None:
        record = _told(which, one(noun, which))
        if not qr:
            put_page(record, chosen_format(format, json, output), output)
            return
        from crm_cli.commands.codes import put  # only where a code is wanted

        put(record)

    show.__doc__ = f"{SHOW}\n\nExample:\n  crm {noun} show {NOUNS[noun].code}1"
    return show if noun in CALLED else without(show, "qr")


def show_any(which: Anything, format: Format = None, json: Json = False, output: Output = None) -> None:  # noqa: A002
    """One record of any kind with all that is known of it; “crm C12” alone does the same.

    Example:
      crm show C12
      crm show 李总
      crm D8
    """
    put_page(_told(which, choose(visible(), which)), chosen_format(format, json, output), output)


def _told(which: str, record: Record) -> Record:
    """The record, of which it is said that it was named by the ref of one that was merged into it."""
    ref = which.upper()
    if ref != record.ref and REF.fullmatch(ref) and current().workspace.gone_into(record.noun, ref) == record.id:
        current().renderer.say(_("{ref} was merged into {into}").format(ref=ref, into=called(record)))
    return record


def put_page(record: Record, chosen: str, output: str | None) -> None:
    """The page of a record: its fields by group, and for a person what belongs to it."""
    sections = parts_of(record, chosen)
    title = f"{title_of(record)}  {record.ref}"
    current().renderer.page(title, sections, chosen, Path(output) if output else None)


def parts_of(record: Record, chosen: str) -> list[Section]:
    """The parts of a page. Formats made of rows get the fields alone; JSON of a client its lists too."""
    machine = chosen in MACHINE
    if not isinstance(record, Client) or chosen in ROWS:
        return fields_of(record, machine) + ([] if machine else related(record))
    from crm_cli.commands.client_page import sections  # only a client has a page of its own

    return [*(fields_of(record, machine=True) if machine else []), *sections(record, chosen)]


def fields_of(record: Record, machine: bool) -> list[Section]:
    """All fields of a record by their group, those without one first."""
    shown = [field for field in shown_fields(record.noun) if machine or field.name != "ref"]
    found = listing(record.noun, [field.name for field in shown], [f"ref={record.ref}"], machine=machine)
    values = next(iter(found.rows))
    if machine:
        return [Section("", found.columns, list(values))]
    grouped: dict[str, list[tuple[Column, Any]]] = {}
    for field, column, value in zip(shown, found.columns, values, strict=True):
        if not (field.kind == "flag" and value == field.default == 0):  # a mark that nobody made says nothing
            grouped.setdefault(_group(field), []).append((column, value))
    return [Section(title, [c for c, _v in pairs], [v for _c, v in pairs]) for title, pairs in grouped.items()]


def _group(field: Field) -> str:
    return N_("Fields of your own") if field.custom else str(field.facets.get("group") or "")


def related(record: Record) -> list[Section]:
    """What belongs to a record, as lists; those with nothing in them are left out."""
    sections = []
    for title, noun, conditions, names, sort, limit in WITH.get(record.noun, ()):
        tokens = [condition.format(ref=record.ref) for condition in conditions]
        found = listing(noun, names, tokens, sort=sort, limit=limit)
        found.rows = list(found.rows)
        if found.rows:
            sections.append(Section(title, listing=found, key=noun))
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

    if lead.type == "converted":
        return []
    values = {field.name: getattr(lead, field.name, None) for field in current().workspace.fields("lead").values()}
    likely, _noted = checking.hits("lead", values | {"id": lead.id})
    return [Section(N_("May be there already"), lines=["  " + checking.said(hit) for hit in likely])] if likely else []
