"""How the program on the screen begins: a board or a list is drawn before the program is loaded."""

import gc
import sys
from typing import Any

from crm_cli.tui import places

BOARD = "board"


def open_screen(name: str, *given: Any) -> None:
    """Open the program on one of its screens and stay until it is left."""
    places.check(name)
    if name != BOARD or "textual" in sys.modules:
        _open_list(name, *given) if "textual" not in sys.modules and not given else _open(name, *given)
        return
    from crm_cli.tui.ahead import drawn  # only for the board

    with drawn(*given) as begun:
        _open(name, *((given[0] if given else (), begun.pipeline, begun) if begun else given))


def _open_list(name: str) -> None:
    """Draw the list of a noun ahead; another screen begins as it is."""
    there = None if places.of_record(name) else places.place(name)
    if there is None or there.target != places.LIST:
        _open(name)
        return
    from crm_cli.tui.ahead_list import drawn  # only for a list

    noun, tokens = there.given[0], there.given[1] if len(there.given) > 1 else ()
    with drawn(noun, tokens) as begun:
        _open(name, *((noun, tokens, "", (), begun) if begun else ()))


def _open(name: str, *given: Any) -> None:
    from crm_cli.tui.app import open_screen as opened  # what takes time

    gc.freeze()  # what was loaded stays
    gc.enable()  # a line of crm is over before garbage matters; a screen is open all day
    opened(name, *given)
