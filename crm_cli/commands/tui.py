"""``crm tui``: the board, the client and the day on the screen."""

import os
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument
from crm_cli.commands.loading import REF, imported
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.registry import visible

Screen = Annotated[
    str,
    Argument(metavar="SCREEN", help=N_("board, a noun whose list is wanted (client, quote, …), or a ref such as C12")),
]
FIRST = "today"
DUMB = "dumb"  # a terminal that only prints line after line, such as that of an editor
DRIVER = "TEXTUAL_DRIVER"
"""Who sets it has the screen drawn elsewhere than on a terminal."""


def tui(screen: Screen = "") -> None:
    """The day, the board, lists and clients on the screen; alone the screen that "crm config set tui.first" says, else today. Whatever a key does there a command does too; “?” shows the keys.

    Screens: today, week, teamday, board, funnel, forecast, trend, receivables, receipts, approvals, search, steps; the list of any noun (client, opp, task,
    quote, order …), and any record by its ref.

    Example:
      crm tui
      crm tui board
      crm tui client
      crm tui C12
    """
    screen = screen or str(current().config.get("tui.first").value or FIRST)
    open_on(choose(visible(), screen).ref if REF.fullmatch(screen) else screen)


def open_on(screen: str, *given: Any) -> None:
    """Open a screen and stay until it is left; the screens are another door, which this one knows by name only. A line typed on them leads from one to the other."""
    run = current()
    if run.leads is not None:
        run.leads[:] = (screen, *given)
        return
    if not os.environ.get(DRIVER) and not all(stream.isatty() for stream in (run.stdin, run.out, run.err)):
        raise Invalid(N_("a screen needs a terminal"), hint=f"crm {screen}" if REF.fullmatch(screen) else "crm board")
    if os.environ.get("TERM") == DUMB:
        raise Invalid(N_("a screen cannot be drawn on this terminal: TERM is {term}"), hint="crm board", term=DUMB)
    run.workspace.me  # noqa: B018 - who cannot open the base, or has not said who he is, is told so before the screen changes

    imported("crm_cli.tui.opening:open_screen")(screen, *given)
