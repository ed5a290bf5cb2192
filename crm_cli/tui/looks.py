"""How the screens look: light, dark, the colours of the terminal, or another theme; no colour where none is wanted."""

import os
from typing import Any

from crm_cli.config import THEMES
from crm_cli.context import Run
from crm_cli.errors import CrmError
from crm_cli.i18n import N_

DARK = "dark"
OURS = {"dark": "textual-dark", "light": "textual-light", "ansi": "ansi-dark", "ansi-light": "ansi-light"}
"""Names of ours for themes of Textual; the others keep theirs."""
NAMES = THEMES
TOLD = {
    "dark": N_("light on dark"), "light": N_("dark on light"), "ansi": N_("the terminal's own colours, on dark"),
    "ansi-light": N_("the terminal's own colours, on light"),
}  # fmt: skip


def theme_of(name: str) -> str:
    """The theme of that name, as Textual knows it."""
    return OURS.get(name, name)


def dress(app: Any, run: Run) -> None:
    """Give the program the look that is set; what stands wrong in the settings is said elsewhere."""
    try:
        name = str(run.config.get("tui.theme").value)
        moves = run.config.get("tui.animations").value == "on"
    except CrmError:
        name, moves = DARK, False
    app.theme = theme_of(name)
    app.animation_level = "full" if moves else "none"


def without_colour(run: Run) -> None:
    """Where ``NO_COLOR``, ``--no-color`` or the setting say so, nothing is told by colour: Textual looks at the variable when it starts."""
    if run.colour:
        os.environ.pop("NO_COLOR", None)  # an empty one is none
    else:
        os.environ["NO_COLOR"] = "1"
