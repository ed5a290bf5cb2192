"""A screen of deals that is narrowed: by the words of a list's filter, and to mine or my team's."""

import shlex
from collections.abc import Sequence

from crm_cli.i18n import N_, _
from crm_cli.insight import board
from crm_cli.people import members
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.ask import Answers, Ask, Blank

WHOSE = {"": N_("everybody's"), "me": N_("mine"), "team": N_("my team's")}


class Filtered(Page):
    """Which deals are shown."""

    tokens: Sequence[str] = ()
    whose = ""

    def asked(self) -> list[str]:
        """The filter with whose deals they are in every alternative."""
        if self.whose == "team":
            return board.narrowed(self.tokens, f"owner={','.join(user.ref for user in members.mine(self.crm))}")
        return board.narrowed(self.tokens, f"owner={self.whose}") if self.whose else list(self.tokens)

    def action_filter(self) -> None:
        """Show only some, by the words a list understands."""

        def said(answers: Answers | None) -> None:
            if answers is not None:
                before, self.tokens = self.tokens, _words(answers["filter"])
                if not self.tried(self.check) or not self.tried(self.read):
                    self.tokens = before

        blank = Blank("filter", N_("Filter"), shlex.join(self.tokens), "amount=100k.. close=..+30d tags=fair")
        self.app.push_screen(Ask(_("Only these deals"), [blank]), said)

    def check(self) -> None:
        """Refuse a filter that cannot be read."""
        self.crm.query("opp", self.asked())

    def action_whose(self) -> None:
        """Mine, my team's, or everybody's."""
        names = list(WHOSE)
        self.whose = names[(names.index(self.whose) + 1) % len(names)]
        if not self.tried(self.check) or not self.tried(self.read):
            self.whose = ""


def _words(text: str) -> list[str]:
    """A filter as it is typed; an open quote is a character like another."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
