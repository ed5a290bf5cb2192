"""Where one can go: each screen by its name, imported when somebody goes there."""

import importlib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.patterns import pattern
from crm_cli.records.registry import CODES, NOUNS

if TYPE_CHECKING:
    from crm_cli.tui.app import Page


class Place(NamedTuple):
    """A screen: ``module:Class``, what it is given, and the key that leads there from everywhere."""

    target: str
    given: tuple[Any, ...] = ()
    key: str = ""
    label: str = ""


LIST = "crm_cli.tui.screens.records:Records"
PLACES = {
    "today": Place("crm_cli.tui.screens.today:TodayPage", (), "1", N_("today")),
    "board": Place("crm_cli.tui.screens.board:Board", (), "2", N_("the board")),
    "funnel": Place("crm_cli.tui.screens.charts:Charts", ("funnel",), "8", N_("the funnel")),
    "forecast": Place("crm_cli.tui.screens.charts:Charts", ("forecast",), "9", N_("the forecast")),
    "trend": Place("crm_cli.tui.screens.charts:Charts", ("trend",), "", N_("the pipeline over time")),
    "client": Place(LIST, ("client",), "3", N_("clients")),
    "contact": Place(LIST, ("contact",), "4", N_("contacts")),
    "lead": Place(LIST, ("lead",), "", N_("leads")),
    "opp": Place(LIST, ("opp",), "", N_("deals")),
    "task": Place(LIST, ("task", ("status=open",)), "5", N_("tasks")),
    "quote": Place(LIST, ("quote",), "6", N_("quotes")),
    "order": Place(LIST, ("order",), "7", N_("orders")),
    "invoice": Place(LIST, ("invoice",), "", N_("invoices")),
    "product": Place(LIST, ("product",), "", N_("products")),
    "teamday": Place("crm_cli.tui.screens.team:TeamPage", (), "", N_("the day of my team")),
    "week": Place("crm_cli.tui.screens.week:WeekPage", (), "", N_("the week")),
    "receivables": Place("crm_cli.tui.screens.receivables:Receivables", (), "$", N_("what is owed")),
    "receipts": Place("crm_cli.tui.screens.receipts:Receipts", (), "", N_("when the money will come")),
    "approvals": Place("crm_cli.tui.screens.approvals:Approvals", (), "!", N_("what waits for approval")),
    "search": Place("crm_cli.tui.screens.search:Search", (), "", N_("search everything")),
    "steps": Place("crm_cli.tui.screens.steps:Steps", (), "", N_("what was done, step by step")),
}

REF = pattern(r"([A-Z]{1,2})[0-9]+[A-Z]{0,2}", re.IGNORECASE)
RECORDS = {
    "client": "crm_cli.tui.screens.client:ClientPage",
    "lead": "crm_cli.tui.screens.lead:LeadPage",
    "quote": "crm_cli.tui.screens.quote:QuotePage",
    "order": "crm_cli.tui.screens.order:OrderPage",
    "invoice": "crm_cli.tui.screens.invoice:InvoicePage",
    "payment": "crm_cli.tui.screens.invoice:PaymentPage",
}
"""The nouns whose records have a screen of their own; any other record is shown field by field."""
RECORD = "crm_cli.tui.screens.record:RecordPage"


def of_record(ref: str) -> str | None:
    """The screen of the record with that ref; none where it is no ref."""
    found = REF.fullmatch(ref)
    noun = CODES.get(found[1].upper()) if found else None
    return RECORDS.get(noun.name, RECORD) if noun else None


def place(name: str) -> Place:
    """The place of that name: one of those above, or the list of a noun."""
    if name in PLACES:
        return PLACES[name]
    if name in NOUNS:
        return Place(LIST, (name,))
    raise Invalid(N_("there is no screen “{name}”"), hint="crm tui --help", name=name)


def check(name: str) -> None:
    """Refuse the name of no screen and of no record."""
    if of_record(name) is None:
        place(name)


def page(name: str, *given: Any) -> "Page":
    """The screen of that name, on what is given, else on what is usual; a ref, as the name or as what is given, leads to its record."""
    for at, ref in enumerate((name, *given)[:2]):
        if target := of_record(ref) if isinstance(ref, str) else None:
            return _made(target, ref.upper(), *given[at:])
    there = place(name)
    return _made(there.target, *(given or there.given))


def _made(target: str, *given: Any) -> "Page":
    module, _colon, cls = target.partition(":")
    found: Page = getattr(importlib.import_module(module), cls)(*given)
    return found
