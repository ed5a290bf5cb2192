"""What becomes of the base while it is on the screen: others write it, hold it, put another in its place or take it away."""

from typing import TYPE_CHECKING

from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import _

if TYPE_CHECKING:
    from crm_cli.tui.app import Desk

PATIENCE = 1000  # milliseconds for which one waits before the screen for another process that writes


def look(desk: "Desk") -> None:
    """Show what another process wrote since; what is wrong with the base is said once."""
    try:
        mark = current().workspace.look()
    except CrmError as error:
        if not open_again(desk) and str(error) != desk.trouble:
            desk.refuse(error)
            desk.trouble = str(error)
        return
    desk.trouble = ""
    if mark != desk.mark:
        desk.mark = mark
        desk.read_again()


def open_again(desk: "Desk") -> bool:
    """Go on with another base that was put in the place of this one."""
    run = current()
    if not run.workspace.store.moved or not run.base.exists():
        return False
    try:
        run.reopen()
        desk.mark = run.workspace.mark()
    except CrmError:
        return False
    desk.tell(_("another base was put in its place; that is the one you see now"))
    desk.read_again()
    return True
