"""Every key of every screen, in one table: bindings, footer, help and docs are made of it."""

from collections.abc import Iterable, Mapping, Sequence

from textual.binding import Binding, BindingType

from crm_cli.i18n import _
from crm_cli.tui.keytable import (
    approvals,
    board,
    chart,
    client,
    everywhere,
    form,
    lead,
    listed,
    money,
    order,
    output,
    quote,
    record,
    slip,
    sought,
    today,
)
from crm_cli.tui.keytable.changed import changed
from crm_cli.tui.keytable.key import EVERYWHERE, Key

ALONE = frozenset({"form", "slip", "palette", "command", "search", "help"})
"""What stands on top of a screen: the keys that are everywhere do nothing there, since one writes."""
SCREENS = (
    board,
    client,
    lead,
    quote,
    approvals,
    order,
    money,
    record,
    chart,
    today,
    listed,
    form,
    slip,
    output,
    sought,
    everywhere,
)
KEYS: tuple[Key, ...] = sum((screen.KEYS for screen in SCREENS), ())


IN_DIALOGS = ("language", "quit")
"""What is everywhere does this in a dialog too."""
NOW: list[Key] = list(KEYS)
"""The keys as they are set."""


def of(where: str, table: Sequence[Key] | None = None) -> list[Key]:
    """The keys of a screen."""
    return [key for key in (NOW if table is None else table) if key.where == where]


def seen(where: str, table: Sequence[Key] | None = None) -> list[Key]:
    """The keys that do something on a screen, its own first."""
    return of(where, table) if where in ALONE else [*of(where, table), *of(EVERYWHERE, table)]


def bindings(where: str) -> list[BindingType]:
    """The keys of a screen as Textual binds them; each may be set otherwise by its name."""
    return [
        Binding(key.bound, key.action, key.label, show=False, id=key.name, priority=key.action in IN_DIALOGS)
        for key in of(where, KEYS)
    ]


def wrong(wanted: Mapping[str, str]) -> list[str]:
    """What cannot be of keys that somebody wants by their names, a line each."""
    return changed(KEYS, wanted, lambda table, where: seen(where, table))[1]


def settle(wanted: Mapping[str, str]) -> dict[str, str]:
    """Have the keys that are set, those that cannot be left as they were; what Textual is to bind otherwise."""
    NOW[:] = changed(KEYS, wanted, lambda table, where: seen(where, table))[0]
    return {key.name: key.bound for key in NOW if key.name in wanted}


def told(some: Iterable[Key]) -> str:
    """Keys with what they do, in a line."""
    return "  ".join(f"{key.shown} {_(key.footer)}" for key in some)
