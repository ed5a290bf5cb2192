"""``list`` and ``show``: what is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option, parameters, taking, without
from crm_cli.commands.loading import REF
from crm_cli.commands.options import (
    CARDED,
    AsOf,
    Conditions,
    Fields,
    Format,
    Json,
    Limit,
    ListFormat,
    One,
    OnScreen,
    Output,
    Quiet,
    Sort,
    chosen_format,
)
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, visible
from crm_cli.render.listing import MACHINE
from crm_cli.render.page import Section
from crm_cli.telling.words import called, title_of

LIST = N_(
    "The records that a filter finds, or all. Conditions: level=A, amount=100k..500k, close=..30d, owner=none, note~contract; “or” between them."
)
SHOW = N_("One record with all that is known of it.")
FILTERS = {
    "lead": "type=new score=50%.. source=fair", "client": "level=A last_contact=..-30d", "opp": "amount=100k.. close=..30d", "task": "status=open due=..today",
    "activity": "kind=call at=last week", "contact": "client=Acme role=decides",
}  # fmt: skip
ROWS = ("csv", "tsv", "jsonl", "ids", "xlsx")  # formats that have no pages
WITH_LINES = ("quote", "order")
DATED = ("opp",)  # what can be listed as it stood on a day

FINISHED = ("task", "opp")  # what is over some day
PAPER = ("table", "md", "html")  # formats that a person reads
Everything = Annotated[bool, Option("--all", help=N_("Closed ones too, which a list otherwise leaves out"))]

View = Annotated[
    str | None,
    Option("--view", metavar="NAME", help=N_("As a saved view shows it; “@NAME” among the conditions does the same")),
]
SCREENED = ("client", "contact", "lead", "opp", "task")  # whose page is kept open while one works
Code = Annotated[bool, Option("--qr", help=N_("Its number and its card as codes for the camera of your telephone"))]
Anything = Annotated[str, Argument(metavar="WHAT", help=N_("A ref, a name, initials, a phone, @last …"))]


def list_verb(noun: str) -> Callable[..., None]:
    """``list`` of a noun."""

    def show(
        conditions: Conditions = None,
        view: View = None,
        sort: Sort = None,
        fields: Fields = None,
        limit: Limit = None,
        format: ListFormat = None,  # noqa: A002 - its name in --format
        json: Json = False,
        output: Output = None,
        everything: Everything = False,
        as_of: AsOf = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        from crm_cli.commands.listings import show_list

        conditions = asked = [*(["@" + view] if view else []), *(conditions or [])]
        if noun in FINISHED and not (everything or as_of) and chosen_format(format, json, output) in PAPER:
            from crm_cli.commands import still_open  # only where some are finished

            conditions = still_open.narrowed(noun, conditions)
        show_list(
            noun, conditions, fields=fields, format=format, as_json=json, sort=sort, limit=limit, output=output, as_of=as_of
        )  # fmt: skip
        if len(conditions) > len(asked) and not current().quiet:
            still_open.say_left_out(noun, asked)
        if as_of is not None:
            from crm_cli.commands.reporting import say_apart  # only a past day leaves deals out

            say_apart(as_of, conditions)

    example = f"crm {noun} list {FILTERS.get(noun, '')}".rstrip()
    show.__doc__ = f"{LIST}\n\nExample:\n  {example}"
    if noun not in CARDED:
        taking(show, [one._replace(annotation=Format) if one.name == "format" else one for one in parameters(show)])
    return without(show, *(["as_of"] if noun not in DATED else []), *(["everything"] if noun not in FINISHED else []))


def show_verb(noun: str) -> Callable[..., None]:
    """``show`` of a noun."""

    def show(
        which: One,
        format: Format = None,  # noqa: A002 - its name in --format
        json: Json = False,
        output: Output = None,
        qr: Code = False,
        tui: OnScreen = False,
    ) -> None:
        record = _told(which, _one(noun, which))
        aside = "--qr" if qr else "--tui" if tui else ""
        if not aside:
            put_page(record, chosen_format(format, json, output), output)
            return
        if said := "--json" if json else "--format" if format else "-o" if output else "--tui" if qr and tui else "":
            raise Invalid(
                N_("{one} and {other} contradict each other"),
                hint="crm call qr {ref} --json" if qr else "crm show {ref}",
                one=aside,
                other=said,
                ref=record.ref,
            )
        if tui:
            from crm_cli.commands.tui import open_on  # only where the screen is wanted

            open_on(record.ref)
            return
        from crm_cli.commands.codes import put  # only where a code is wanted

        put(record)

    show.__doc__ = f"{SHOW}\n\nExample:\n  crm {noun} show {NOUNS[noun].code}1"
    return without(show, *(["qr"] if noun not in CARDED else []), *(["tui"] if noun not in SCREENED else []))


def show_any(which: Anything, format: Format = None, json: Json = False, output: Output = None) -> None:  # noqa: A002
    """One record of any kind with all that is known of it; “crm C12” alone does the same.

    Example:
      crm show C12
      crm show Lee
      crm D8
    """
    put_page(_told(which, choose(visible(), which)), chosen_format(format, json, output), output)


def _one(noun: str, which: str) -> Record:
    """The record that is named; a ref needs no look at what else a word may be."""
    if REF.fullmatch(which):
        return choose([noun], which)
    from crm_cli.commands.selection import one  # see above

    return one(noun, which)


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
    if record.noun == "client" and chosen not in MACHINE and chosen not in ROWS:
        return _of_client(record, chosen)
    if record.noun in WITH_LINES:
        from crm_cli.commands.document_page import sections  # only a document has such a page

        return sections(record, chosen)
    from crm_cli.commands.record_page import related  # a client's page is made without it
    from crm_cli.telling.pages import fields_of  # see above

    if chosen not in MACHINE:
        return fields_of(record, machine=False) + related(record)
    return fields_of(record, machine=True) + (
        _of_client(record, chosen) if record.noun == "client" and chosen == "json" else []
    )


def _of_client(record: Record, chosen: str) -> list[Section]:
    from crm_cli.commands.client_page import sections  # only a client has a page of its own

    return sections(record, chosen)  # type: ignore[arg-type]  # it is a client
