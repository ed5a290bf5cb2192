"""What is done from everywhere: the palette, a line of crm, the search, what was done, the screens by their names."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult, SuspendNotSupported

from crm_cli.completion.answering import Asked
from crm_cli.errors import Alone, CrmError
from crm_cli.i18n import _
from crm_cli.tui import looks, places
from crm_cli.tui.dialogs.ask import Choose
from crm_cli.tui.keytable.key import twins
from crm_cli.tui.lines import Said
from crm_cli.tui.speaking import Speaking

OWN_TERMINAL = ("serve", "call listen")
"""What goes on until somebody ends it, so not beside a screen."""


class Menu(Choose):
    """All screens, each by its key too."""

    def __init__(self) -> None:
        known = [(name, place) for name, place in places.PLACES.items() if place.key]
        super().__init__("", {}, {key: name for name, place in known for key in (place.key, *twins(place.key))})

    def compose(self) -> ComposeResult:
        """Them in the language that is spoken now."""
        self.asked = _("Where to?")
        self.options = {name: f"{place.key or ' '}  {_(place.label)}" for name, place in places.PLACES.items()}
        yield from super().compose()


class Commanding(Speaking):
    """A program that is told what to do by words."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: list[str] = []  # lines, the last first

    def enter(self, name: str, *given: Any) -> None:
        """Go to a screen, or to the record of a ref, on top of what is shown."""
        try:
            there = places.page(name, *given)
        except CrmError as error:
            self.refuse(error)
        else:
            self.push_screen(there)

    def action_go(self, name: str) -> None:
        """Go to one of the main screens; leaving it leads back here."""
        self.enter(name)

    def action_places(self) -> None:
        """Choose a screen."""
        self.push_screen(Menu(), lambda name: self.enter(name) if name else None)

    def action_palette(self) -> None:
        """Everything that can be done."""
        from crm_cli.tui.palette import Palette  # only when it is asked for

        self.push_screen(Palette(self.screen))

    def action_command(self, text: str = "") -> None:
        """Type a line of crm."""
        from crm_cli.tui.dialogs.command import Command  # the same

        self.push_screen(Command(text))

    def action_search(self) -> None:
        """Find anything."""
        self.enter("search")

    def action_steps(self) -> None:
        """What was done, to take a step back."""
        self.enter("steps")

    def action_topic(self, name: str) -> None:
        """A page of help."""
        self.show_output(["help", name])

    def action_theme(self, name: str) -> None:
        """Look so from now on."""
        self.theme = looks.theme_of(name)
        try:
            self.run_of.config.set("tui.theme", name)
        except (CrmError, OSError) as error:
            self.tell(str(error), bad=True)

    # -- a line of crm

    def show_output(self, argv: Sequence[str]) -> None:
        """Run a line that only reads, on a page of its own."""
        from crm_cli.tui.screens.output import Output  # only when something is printed

        self.push_screen(Output(argv))

    def printed(self, argv: Sequence[str], said: Said, wrote: bool) -> None:
        """Show what a line printed on a page; what it only said floats by; what wants the terminal gets it."""
        from crm_cli.tui.screens.output import Output  # the same

        if isinstance(said.refused, Alone):
            self.aside(argv)
        elif said.out.strip():
            self.push_screen(Output(argv, said, wrote=wrote))
        elif said.plain:
            self.tell(said.plain, bad=not said.done)

    def wants_terminal(self, argv: Sequence[str]) -> bool:
        """It goes on until somebody ends it."""
        asked = Asked([*argv, ""]).command
        return asked is not None and asked.path in OWN_TERMINAL and not {"--help", "-h"} & set(argv)

    def aside(self, argv: Sequence[str]) -> None:
        """Give a line the whole terminal, and come back when it is over."""
        run = self.run_of
        before = ["--db", str(run.base), "--lang", run.language]
        if user := run.config.get("user").value:
            before += ["--user", user]
        try:
            with self.suspend():
                subprocess.run([sys.executable, "-m", "crm_cli", *before, *argv], check=False)
                input(_("Enter leads back to the screens "))
        except (SuspendNotSupported, EOFError, KeyboardInterrupt):
            self.tell(_("it needs a terminal of its own"), bad=True)
