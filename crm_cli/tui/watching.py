"""What becomes of the base while it is on the screen: others write it, hold it, put another in its place or take it away."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.workspace import Mark, Workspace

if TYPE_CHECKING:
    from crm_cli.tui.app import Desk

PATIENCE = 1000  # milliseconds for which one waits before the screen for another process that writes


class Seen(NamedTuple):
    """What a screen shows is of this state of the base, and of this day."""

    mark: Mark
    day: date


def seen(crm: Workspace) -> Seen:
    """The state that is now."""
    return Seen(crm.mark(), crm.clock.today())


def look(desk: "Desk") -> None:
    """Show what another process wrote since, and what is another day, or over by now; what is wrong with the base is said once."""
    crm = current().workspace
    try:
        now = Seen(crm.look(), crm.clock.today())
    except CrmError as error:
        if not open_again(desk) and str(error) != desk.trouble:
            desk.refuse(error)
            desk.trouble = str(error)
        return
    desk.trouble = ""
    if now != desk.mark or getattr(desk.screen, "over", False):
        desk.mark = now
        desk.read_again()


def open_again(desk: "Desk") -> bool:
    """Go on with another base that was put in the place of this one."""
    run = current()
    if not run.workspace.store.moved or not run.base.exists():
        return False
    try:
        run.reopen()
        desk.mark = seen(run.workspace)
    except CrmError:
        return False
    desk.tell(_("another base was put in its place; that is the one you see now"))
    desk.read_again()
    return True
