"""The program is told to end, or its terminal goes: it leaves in order where it can, and what was typed is kept."""

import asyncio
import os
import select
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.text import Text

from crm_cli.context import current
from crm_cli.i18n import _
from crm_cli.tui import unsaved

if TYPE_CHECKING:
    from crm_cli.tui.app import Desk

BY_SIGNAL = 128  # and the number of the signal is what a shell says of a program that was ended by one
HUNG_UP = 1  # the number of SIGHUP, which Windows has not
SECONDS = 2  # for leaving in order


def watch(desk: "Desk") -> None:
    """From now on a signal to end, or a terminal that is gone, is answered."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, AttributeError):  # Windows has no such signals
        for number in (HUNG_UP, signal.SIGTERM):
            loop.add_signal_handler(number, leave, desk, BY_SIGNAL + number)


def leave(desk: "Desk", code: int) -> None:
    """Keep what was typed, and end: in order, at once where there is no terminal any more."""
    with suppress(OSError):
        unsaved.keep(desk)
    if is_lost():
        end(code)
    desk.exit(return_code=code)
    asyncio.get_running_loop().call_later(SECONDS, end, code)


def by_key(desk: "Desk") -> None:
    """Leave from wherever one is: what was typed is there again at the next start. Where it cannot be kept, one stays."""
    typed = bool(unsaved.typed(desk))
    try:
        unsaved.keep(desk)
    except OSError as error:
        desk.tell(_("what you typed cannot be kept: {problem}").format(problem=error), bad=True)
        return
    desk.exit(message=Text(_("what you typed is there again when you open crm tui")) if typed else None)


def end(code: int) -> None:
    """Go, whatever is under way: nothing that was acknowledged is lost."""
    current().close()
    os._exit(code)


def is_lost() -> bool:
    """Nobody holds the other end of the terminal."""
    if not hasattr(select, "poll") or sys.__stdin__ is None:
        return False
    asked = select.poll()
    asked.register(sys.__stdin__.fileno(), 0)
    return bool(asked.poll(0))


def look(desk: "Desk") -> None:
    """End where the terminal is gone and no signal told so."""
    if not desk.is_headless and is_lost():
        leave(desk, BY_SIGNAL + HUNG_UP)
