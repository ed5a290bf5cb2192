"""How the program on the screen begins: a board is drawn before the program is loaded."""

import gc
import sys
from typing import Any

from crm_cli.tui import places

BOARD = "board"


def open_screen(name: str, *given: Any) -> None:
    """Open the program on one of its screens and stay until it is left."""
    places.check(name)
    if name != BOARD or "textual" in sys.modules:
        _open(name, *given)
        return
    from crm_cli.tui.ahead import drawn  # only for the board

    with drawn(*given) as begun:
        _open(name, *((given[0] if given else (), begun.pipeline, begun) if begun else given))


def _open(name: str, *given: Any) -> None:
    from crm_cli.tui.app import open_screen as opened  # what takes time

    gc.freeze()  # what was loaded stays
    gc.enable()  # a line of crm is over before garbage matters; a screen is open all day
    opened(name, *given)
