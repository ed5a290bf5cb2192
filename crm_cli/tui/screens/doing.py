"""What is done from the page of a record: its lines are opened, calls logged, tasks added, finished and put off."""

from collections.abc import Sequence

from crm_cli.people.files import WEB, scheme_of
from crm_cli.records.registry import NOUNS
from crm_cli.tui.places import REF
from crm_cli.tui.screens.asking import Asking
from crm_cli.tui.screens.of_record import OfRecord, R
from crm_cli.tui.whom import for_whom


class Doing(OfRecord[R], Asking):
    """A page of panels from which something is done."""

    def on_panel_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Open what the line is about: a record, a document, a web page."""
        line = self.line
        if line and line.link:
            self.go_to(line.link)
        elif line and (found := REF.fullmatch(line.ref)) and found[1].upper() == NOUNS["file"].code:
            self.act("file", "open", line.ref)
        elif line and line.ref and line.ref != self.ref:
            self.desk.enter("record", line.ref)

    def go_to(self, address: str) -> None:
        """Show a web page in the browser; any other address is none."""
        address = address if scheme_of(address) else f"https://{address}"
        if scheme_of(address) in WEB:
            self.app.open_url(address)

    def whom(self, nouns: Sequence[str]) -> str:
        """Whom something is about: who is under the cursor, else the record of the page."""
        line = self.line
        found = REF.fullmatch(line.ref) if line else None
        codes = [NOUNS[noun].code for noun in nouns]
        return line.ref if line and found and found[1].upper() in codes else self.ref

    @property
    def speaks(self) -> bool:
        """The record is of somebody with whom one speaks, or about somebody."""
        return any(self.spoken(self.ref))

    def action_log(self) -> None:
        """Log what was said, and what comes next."""
        if self.speaks:
            self.ask_log(self.whom(("contact", "opp")))

    def action_task(self) -> None:
        """Add a task."""
        if self.speaks:
            self.ask_task(self.whom(("contact", "opp")))

    def action_quote(self) -> None:
        """A new quote to whom the page, or the line, is about."""
        ref = self.whom(("contact", "opp"))
        self.tried(lambda: self.fill("quote", given=for_whom(self.crm, ref)))

    @property
    def task_here(self) -> str | None:
        """The task under the cursor, or that of the page."""
        ref = self.whom(("task",))
        return ref if (found := REF.fullmatch(ref)) and found[1].upper() == NOUNS["task"].code else None

    def action_done(self) -> None:
        """The task is done: what came of it, and what comes next."""
        if ref := self.task_here:
            self.ask_done(ref)

    def action_snooze(self) -> None:
        """Put the task off."""
        if ref := self.task_here:
            self.ask_snooze(ref)
