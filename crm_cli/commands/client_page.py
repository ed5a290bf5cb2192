"""The page of a client, its 360; and its whole story as a list."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from crm_cli.agenda import full_view
from crm_cli.agenda.full_view import FullView
from crm_cli.agenda.timeline import EVENTS, timeline
from crm_cli.commands import client_lists as lists
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.loading import imported
from crm_cli.commands.options import Format, Json, Limit, One, Output, chosen_format
from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.records.kinds import packed
from crm_cli.records.nouns.clients import Client
from crm_cli.records.record import Field
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section
from crm_cli.telling.clients import head
from crm_cli.telling.words import linked

LATEST = 10
OWN = N_("Fields of your own")
PORTABLE = ("owner", "since", "until", "days", "by", "why")  # the number of a step is this file's only


def sections(client: Client, chosen: str) -> list[Section]:
    """All there is about a client, what matters first; for programs each list under its key."""
    machine = chosen in MACHINE
    found = full_view.read(current().workspace, client, LATEST)
    tables = list(_tables(client, found, machine))
    if machine:
        return tables
    return [Section("", lines=head(client, found)), *(one for one in tables if _holds(one)), *_archive(client)]


ROOMS = {
    "document_page": ("quote",),
    "order_page": ("order",),
    "receivables": ("invoice", "allocation"),
    "term_page": ("contract", "membership"),
    "given_prices": ("quote", "order", "pricetalk"),
}
"""What tells of a client's papers, and of which records; where there are none of these it is not even loaded."""


def _of_rooms(client: Client, machine: bool) -> Iterator[Section]:
    crm = current().workspace
    for page, nouns in ROOMS.items():
        if machine or not all(crm.is_empty(noun) for noun in nouns):
            yield from imported(f"crm_cli.commands.{page}:of_client")(client, machine)


def _tables(client: Client, found: FullView, machine: bool) -> Iterator[Section]:
    ours, theirs = ([one for one in found.tasks if one.theirs == side] for side in (0, 1))
    yield lists.people(found.people, machine)
    yield lists.deals(found.deals, machine)
    yield lists.tasks(ours, "tasks", N_("To do"), machine)
    yield lists.tasks(theirs, "promised", N_("Promised by them"), machine)
    yield lists.sums(found.sums, machine)
    yield from _of_rooms(client, machine)
    yield lists.story(found.events, N_("Timeline"), machine, found.more, client.ref)
    yield lists.files(found.files, machine)
    yield lists.section("related", N_("Related clients"), lists.KIN, found.related, machine)
    yield from lists.origins(found.origins, machine)
    yield lists.section("groups", N_("Groups"), lists.GROUPS, found.groups, machine)
    yield from _owners(client, machine)


def _owners(client: Client, machine: bool) -> list[Section]:
    """Whose it was, and when it was in the pool; of one that was never changed there is nothing to look for."""
    if not machine and not current().workspace.report("client_changed", n=client.n):
        return []
    from crm_cli.commands.owning import changes_of_hands, owners  # the log is read for it

    if machine:
        return [Section("", listing=owners(client, PORTABLE, machine=True), key="owners")]
    return changes_of_hands(client)


def _holds(section: Section) -> bool:
    return bool(list(lists.table(section).rows))


def _archive(client: Client) -> list[Section]:
    """The fields of a client by their group."""
    crm = current().workspace
    shown = [
        f
        for f in crm.fields("client").values()
        if not f.facets.get("computed") and f.name != "ref" and not crm.hides(f)
    ]
    told = [(f, value) for f in shown if (value := _value(client, f)) not in (None, "")]
    told = [(f, value) for f, value in told if not (f.kind == "flag" and value == f.default == 0)]
    grouped: dict[str, list[tuple[Field, Any]]] = {}
    for field, value in told:
        grouped.setdefault(_group(field), []).append((field, value))
    return [Section(title, [_column(f) for f, _v in pairs], [v for _f, v in pairs]) for title, pairs in grouped.items()]


def _group(field: Field) -> str:
    return OWN if field.custom else str(field.facets.get("group") or N_("Archive"))


def _column(field: Field) -> Column:
    kind = "text" if field.facets.get("plain") else field.kind
    return Column(field.name, field.label, kind, field.choices, "currency" if kind == "money" else None)


def _value(client: Client, field: Field) -> Any:
    """What stands in a field, with names for what it points to."""
    if field.kind in ("tags", "links"):
        return packed([linked(field, item) for item in current().workspace.elements(client, field.name)])
    value = client.extra.get(field.name) if field.custom else getattr(client, field.name)
    return linked(field, value) if field.kind == "link" and value else value


def story(
    which: One,
    kind: Annotated[
        str | None, Option("--kind", metavar="KIND", help=N_("Only these kinds, such as call,visit,stage"))
    ] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """All that happened with a client, the latest first: what was done, what moved, what was finished, who came.

    Example:
      crm client timeline C12
      crm client timeline Acme --kind call,visit --format html -o story.html
    """
    client: Any = choose(["client"], which)
    chosen = chosen_format(format, json, output)
    events = timeline(current().workspace, client, kinds=sorted(_kinds(kind)))
    listing = lists.table(lists.story(events[:limit], "", chosen in MACHINE))
    listing.title, listing.total = f"{client.name}  {client.ref}", len(events) if limit is not None else None
    current().renderer.listing(listing, chosen, Path(output) if output else None)


def _kinds(text: str | None) -> set[str]:
    """The kinds of events that are named, by their key or their word in any language."""
    from crm_cli.records.kinds import parts, read_choice  # only where kinds are named

    facets: Mapping[str, Any] = {"choices": EVENTS, "label": N_("Kind")}
    return {str(read_choice(part, current().workspace.reading, facets)) for part in parts(text or "")}
