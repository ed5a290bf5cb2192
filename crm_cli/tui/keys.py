"""Every key of every screen, in one table: bindings, footer, help and docs are made of it."""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from crm_cli.i18n import _
from crm_cli.tui.keytable import (
    approvals,
    board,
    chart,
    client,
    everywhere,
    form,
    listed,
    money,
    order,
    quote,
    record,
    slip,
)
from crm_cli.tui.keytable.key import EVERYWHERE, Key

ALONE = frozenset({"form", "slip"})
"""What stands on top of a screen: the keys that are everywhere do nothing there, since one writes."""
SCREENS = (board, client, quote, approvals, order, money, record, chart, listed, form, slip, everywhere)
KEYS: tuple[Key, ...] = sum((screen.KEYS for screen in SCREENS), ())


def of(where: str) -> list[Key]:
    """The keys of a screen."""
    return [key for key in KEYS if key.where == where]


def seen(where: str) -> list[Key]:
    """The keys that do something on a screen, its own first."""
    return of(where) if where in ALONE else [*of(where), *of(EVERYWHERE)]


def bindings(where: str) -> list[BindingType]:
    """The keys of a screen as Textual binds them; each may be set otherwise by its name."""
    return [Binding(",".join(key.all()), key.action, key.label, show=False, id=key.name) for key in of(where)]


def told(some: Iterable[Key]) -> str:
    """Keys with what they do, in a line."""
    return "  ".join(f"{key.shown} {_(key.footer)}" for key in some)
