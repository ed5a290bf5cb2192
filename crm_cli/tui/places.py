"""Where one can go: each screen by its name, imported when somebody goes there."""

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.registry import NOUNS

if TYPE_CHECKING:
    from crm_cli.tui.app import Page


class Place(NamedTuple):
    """A screen: ``module:Class``, what it is given, and the key that leads there from everywhere."""

    target: str
    given: tuple[Any, ...] = ()
    key: str = ""
    label: str = ""


PLACES = {
    "board": Place("crm_cli.tui.screens.board:Board", (), "2", N_("the board")),
    "client": Place("crm_cli.tui.screens.records:Records", ("client",), "3", N_("clients")),
    "contact": Place("crm_cli.tui.screens.records:Records", ("contact",), "4", N_("contacts")),
    "task": Place("crm_cli.tui.screens.records:Records", ("task", ("status=open",)), "5", N_("tasks")),
    "quote": Place("crm_cli.tui.screens.records:Records", ("quote",), "6", N_("quotes")),
    "order": Place("crm_cli.tui.screens.records:Records", ("order",), "7", N_("orders")),
}


def place(name: str) -> Place:
    """The place of that name: one of those above, or the list of a noun."""
    if name in PLACES:
        return PLACES[name]
    if name in NOUNS:
        return Place("crm_cli.tui.screens.records:Records", (name,))
    raise Invalid(N_("there is no screen “{name}”"), hint="crm tui --help", name=name)


def page(name: str, *given: Any) -> "Page":
    """The screen of that name, on what is given, else on what is usual."""
    there = place(name)
    module, _colon, cls = there.target.partition(":")
    found: Page = getattr(importlib.import_module(module), cls)(*(given or there.given))
    return found
