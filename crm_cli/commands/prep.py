"""``crm prep``: one page before a meeting."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from crm_cli.agenda import briefing
from crm_cli.agenda.briefing import Briefing
from crm_cli.agenda.timeline import EVENTS
from crm_cli.commands import client_lists as lists
from crm_cli.commands import given_prices
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import Format, Json, Output, chosen_format
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.activities import OUTCOMES
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.opportunities import STATUSES
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section
from crm_cli.telling.clients import head
from crm_cli.telling.given_prices import rows

WHO = ("client", "contact", "opp")
CONTACTS = (
    Column("at", N_("When"), "time"), Column("kind", N_("Kind"), "choice", EVENTS), Column("whom", N_("With")), Column("by", N_("By")),
    Column("text", N_("Text"), "longtext"), Column("outcome", N_("Outcome"), "choice", OUTCOMES), lists.REF,
)  # fmt: skip
PRICES = (
    lists.REF, lists.NAME, Column("status", N_("Status"), "choice", STATUSES), Column("on", N_("Day"), "date"), Column("product", N_("Product")),
    Column("quantity", N_("Quantity"), "number"), lists.VALUE, lists.CURRENCY, Column("reason", N_("Reason")),
)  # fmt: skip
BIRTHDAYS = (Column("name", N_("Name")), lists.REF, Column("day", N_("Day"), "date"))
STUCK = (lists.REF, lists.NAME, Column("why", N_("What is the matter")))
ASKED = (Column("question", N_("Question")),)


def prep(
    whom: Annotated[str, Argument(metavar="WHOM", help=N_("The client, or a contact or a deal of theirs"))],
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Before a meeting, on one page: who they are, who decides, the last contacts, what both sides promised, open deals and what is stuck, prices, birthdays, and what to ask.

    Example:
      crm prep Acme
      crm prep C12 --format html -o prep.html
    """
    client = _client(choose(list(WHO), whom))
    chosen = chosen_format(format, json, output)
    found = briefing.brief(current().workspace, client)
    machine = chosen in MACHINE
    tables = [one for one in _tables(client, found, machine) if machine or one.lines or lists.table(one).rows]
    if machine:
        first = Section(
            "", (lists.REF, lists.NAME, Column("level", N_("Level"))), (client.ref, client.name, client.level)
        )
    else:
        first = Section("", lines=head(client, found.view))
    title = _("Before the meeting: {name}").format(name=f"{client.name}  {client.ref}")
    current().renderer.page(title, [first, *tables], chosen, Path(output) if output else None)


def _client(record: Any) -> Client:
    """The client of whoever is meant."""
    if isinstance(record, Client):
        return record
    if not record.client:
        raise Invalid(
            N_("{ref} has no client"), hint="crm {noun} edit {ref} --client …", ref=record.ref, noun=record.noun
        )
    return current().workspace.by_id(Client, record.client)


def _tables(client: Client, found: Briefing, machine: bool) -> Iterator[Section]:
    view = found.view
    ours, theirs = ([one for one in view.tasks if one.theirs == side] for side in (0, 1))
    yield lists.people(view.people, machine)
    yield lists.section("contacts", N_("Last contacts"), CONTACTS, [_touch(one) for one in found.contacts], machine)
    yield lists.tasks(ours, "tasks", N_("We promised"), machine)
    yield lists.tasks(theirs, "promised", N_("They promised"), machine)
    yield lists.deals(view.deals, machine)
    yield lists.section("stuck", N_("What is stuck"), STUCK, _stuck(found, machine), machine)
    yield lists.section("prices", N_("Prices said and paid"), PRICES, found.prices, machine)
    yield lists.section("prices_given", N_("Prices given"), given_prices.COLUMNS, rows(client), machine)
    near = [(one.name, one.ref, one.day.isoformat()) for one in found.birthdays]
    yield lists.section("birthdays", N_("Birthdays soon"), BIRTHDAYS, near, machine)
    if machine:
        yield lists.section("questions", "", ASKED, [(question,) for question in found.questions], machine)
    elif found.questions:
        yield Section(N_("To ask"), lines=[f"  {question}" for question in found.questions])


def _touch(one: Any) -> Sequence[Any]:
    return one.at, one.kind, one.whom, one.by, one.text, one.outcome, one.ref


def _stuck(found: Briefing, machine: bool) -> list[Sequence[Any]]:
    named = {deal.ref: deal.name for deal in found.view.deals}
    return [(ref, named[ref], why if machine else "; ".join(why)) for ref, why in found.stuck.items()]
