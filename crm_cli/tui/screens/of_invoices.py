"""A screen of what is owed, narrowed by the words of a list of invoices, and to mine or my team's; it is read in a thread."""

import shlex
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from textual.worker import get_current_worker

from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _
from crm_cli.insight import board
from crm_cli.people import members
from crm_cli.tui.apart import apart
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.ask import Answers, Ask, Blank
from crm_cli.tui.screens.filtered import WHOSE
from crm_cli.workspace import Workspace


class OfInvoices(Page):
    """Which invoices are asked about."""

    tokens: Sequence[str] = ()
    whose = ""

    @abstractmethod
    def look_up(self, crm: Workspace) -> Any:
        """What is shown, read in the thread."""

    @abstractmethod
    def show(self, found: Any) -> None:
        """Show what was read."""

    def asked(self) -> list[str]:
        """The filter with whose they are in every alternative."""
        if not self.whose:
            return list(self.tokens)
        mine = "me" if self.whose == "me" else ",".join(user.ref for user in members.mine(self.crm))
        return board.narrowed(self.tokens, f"owner={mine}")

    def told(self) -> str:
        """Whose, and by which filter."""
        return " · ".join(filter(None, (_(WHOSE[self.whose]), " ".join(self.tokens))))

    def read(self) -> None:
        """Have it read in a thread; what was asked before is not waited for."""
        self.crm.query("invoice", self.asked())  # a filter that cannot be read is refused at once
        self.run_worker(self.reading, thread=True, exclusive=True)

    def reading(self) -> None:
        """In the thread: read it from a base of its own."""
        worker, desk = get_current_worker(), self.desk
        try:
            with apart(desk.run_of) as crm:
                found = self.look_up(crm)
        except CrmError as error:
            desk.call_from_thread(desk.refuse, error)
            return
        if not worker.is_cancelled:
            desk.call_from_thread(self.show, found)

    def action_filter(self) -> None:
        """Only some invoices, by the words a list of them understands."""

        def said(answers: Answers | None) -> None:
            if answers is not None:
                before, self.tokens = self.tokens, _words(answers["filter"])
                if not self.tried(self.read):
                    self.tokens = before

        blank = Blank("filter", N_("Filter"), shlex.join(self.tokens), "client=Acme due<+30d total=10k..")
        self.app.push_screen(Ask(_("Only these invoices"), [blank]), said)

    def action_whose(self) -> None:
        """Mine, my team's, or everybody's."""
        names = list(WHOSE)
        self.whose = names[(names.index(self.whose) + 1) % len(names)]
        if not self.tried(self.read):
            self.whose = ""


def _words(text: str) -> list[str]:
    """A filter as it is typed; an open quote is a character like another."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
