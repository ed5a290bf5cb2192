"""A screen of deals that is narrowed: by the words of a list's filter, and to mine or my team's."""

from collections.abc import Sequence

from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.insight import board
from crm_cli.people import members
from crm_cli.tui.screens.barred import Barred

WHOSE = {"": N_("everybody's"), "me": N_("mine"), "team": N_("my team's")}
PACE = 0.2


class Filtered(Barred):
    """Which deals are shown."""

    tokens: Sequence[str] = ()
    whose = ""
    pace = PACE

    def asked(self) -> list[str]:
        """The filter with whose deals they are in every alternative."""
        if self.whose == "team":
            return board.narrowed(self.tokens, f"owner={','.join(user.ref for user in members.mine(self.crm))}")
        return board.narrowed(self.tokens, f"owner={self.whose}") if self.whose else list(self.tokens)

    @property
    def narrowed(self) -> tuple[str, Sequence[str]]:
        """Deals, by these words."""
        return "opp", self.tokens

    def narrow(self, tokens: Sequence[str]) -> None:
        """Show only the deals that these words find."""
        before, self.tokens = self.tokens, list(tokens)
        try:
            self.check()
        except CrmError:
            self.tokens = before
            raise
        if self.tokens != before:
            self.read()

    def check(self) -> None:
        """Refuse a filter that cannot be read."""
        self.crm.query("opp", self.asked())

    def action_whose(self) -> None:
        """Mine, my team's, or everybody's."""
        names = list(WHOSE)
        self.whose = names[(names.index(self.whose) + 1) % len(names)]
        if not self.tried(self.check) or not self.tried(self.read):
            self.whose = ""
