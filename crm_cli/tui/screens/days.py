"""What the screens of a day, a team's day and a week share: whose it is, reading it in a thread, and what is done with a line."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from textual.worker import get_current_worker

from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.people import members
from crm_cli.records.nouns.users import User
from crm_cli.records.record import Record
from crm_cli.tui.apart import apart
from crm_cli.tui.screens.asking import Asking
from crm_cli.tui.screens.panels import Panels, Place
from crm_cli.workspace import Workspace

NARROW = 119  # cells up to which all stands in one column
ME, TEAM, ALL = "me", "team", "all"


class Whose(NamedTuple):
    """Whose days: these users (ids), or everybody's and nobody's; ``name`` says it."""

    ids: Sequence[str] | None
    name: str

    @property
    def one(self) -> str | None:
        """The only one, where it is one."""
        return self.ids[0] if self.ids is not None and len(self.ids) == 1 else None


class Days(Panels, Asking):
    """A screen of some days. What it shows is read in a thread, what was asked before is not waited for."""

    narrow = NARROW
    left_cells = 0.5

    def __init__(self, whose: str = ME) -> None:
        super().__init__()
        self.asked_for, self.by = whose, 0  # mine, my team's, all, or those of a user (id)
        self.found: Any = None

    # -- what a kind of page says

    @abstractmethod
    def reader(self) -> Callable[[Workspace], Any]:
        """What reads it from a base."""

    @abstractmethod
    def parts(self) -> Sequence[Place]:
        """The panels of what was read."""

    @abstractmethod
    def top(self) -> tuple[str, str, Sequence[str]]:
        """What stands at the top, at its right and under it."""

    # -- what is shown

    def read(self) -> None:
        """Have it read."""
        if not self.wide:
            return
        if self.found is None:
            heading, _beside, about = self.top()
            self.write_top(heading, _("reading"), about)
        work = self.reader()
        self.run_worker(lambda: self.reading(work), thread=True, exclusive=True)

    def reading(self, work: Callable[[Workspace], Any]) -> None:
        """In the thread: read it from a base of its own."""
        worker, desk = get_current_worker(), self.desk
        try:
            with apart(desk.run_of) as crm:
                found = work(crm)
        except CrmError as error:
            desk.call_from_thread(desk.refuse, error)
            return
        if not worker.is_cancelled:
            desk.call_from_thread(self.show, found)

    def show(self, found: Any) -> None:
        """Show what was read."""
        if self.is_mounted:
            self.found = found
            self.lay_out(self.parts())
            self.write_top(*self.top())

    # -- whose

    def whose(self) -> Whose:
        """Whose days are meant."""
        crm = self.crm
        if self.asked_for == ALL or (self.asked_for == ME and crm.me is None):
            return Whose(None, _("everybody"))
        if self.asked_for == TEAM:
            return Whose([user.id for user in members.mine(crm)], _("team"))
        user = crm.by_id(User, str(crm.me) if self.asked_for == ME else self.asked_for)
        return Whose([user.id], user.name)

    def titled(self, what: str) -> str:
        """What it is of whom; that mine is mine the head says."""
        return what if self.asked_for in (ME, TEAM) else f"{what} · {self.whose().name}"

    def action_whose(self) -> None:
        """Mine, my team's, everybody's, or a colleague's."""
        users = sorted(self.crm.where(User, active=1), key=lambda one: one.n)
        some = {ME: _("mine"), TEAM: _("my team's"), ALL: _("everybody's")}
        colleagues = {user.id: f"{user.name}  {user.ref}" for user in users if user.id != self.crm.me}
        self.choose(_("Whose?"), some | colleagues, self.of)

    def of(self, whose: str) -> None:
        """Show those of somebody else."""
        before, self.asked_for = self.asked_for, whose
        if not self.tried(self.whose):
            self.asked_for = before
            return
        self.found = None
        self.tried(self.read)

    # -- which days

    def action_day(self, by: int) -> None:
        """The one before or after; 0 the present one."""
        self.by = self.by + by if by else 0
        self.found = None
        self.tried(self.read)

    @property
    def day(self) -> date:
        """The day that is shown."""
        return self.crm.clock.today() + timedelta(self.by)

    # -- what is done

    @property
    def ref(self) -> str:
        """The ref of the line that is looked at."""
        return self.line.ref if self.line else ""

    def on_panel_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Open what the line is about."""
        if self.ref:
            self.desk.enter("record", self.ref)

    def action_edit(self) -> None:
        """Change it in a form."""
        if record := self.here():
            self.fill(record.noun, record.ref)

    def action_log(self) -> None:
        """Log a call with whom the line is about."""
        if self.ref:
            self.ask_log(self.ref)

    def action_task(self) -> None:
        """Add a task for whom the line is about, else for oneself."""
        self.ask_task(self.ref)

    def action_done(self) -> None:
        """The task is done: what came of it, and what comes next."""
        if ref := self.task_here():
            self.ask_done(ref)

    def action_snooze(self) -> None:
        """Put the task off."""
        if ref := self.task_here():
            self.ask_snooze(ref)

    def here(self) -> Record | None:
        """The record that the line is about."""
        return self.of_ref(self.ref) if self.ref else None

    def task_here(self) -> str:
        """The task that the line is about; of any other line it is said that it is none."""
        record = self.here()
        if record is not None and record.noun == "task":
            return record.ref
        self.desk.tell(_("that is no task: c logs a call, t adds a task"), bad=True)
        return ""
