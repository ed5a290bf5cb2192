"""What was done, step by step, the last first; any step is taken back from here."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import get_current_worker

from crm_cli.context import Beside, beside, current
from crm_cli.i18n import _
from crm_cli.records.registry import load
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.telling.deeds import summary, touched
from crm_cli.telling.words import refs_line
from crm_cli.tui import keys, lines
from crm_cli.tui.app import Page
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.sheet import Read, Sheet
from crm_cli.workspace import Workspace

MOST = 200  # that are read
NEAR = 40  # of which the refs are told


class Done(NamedTuple):
    """A step in words: its number, when, who, what, by which command, of what kind, what it took back, what took it back, and the refs it is about."""

    step: int
    when: str
    who: str
    what: str
    command: str
    kind: str
    target: int | None
    undone: int | None
    refs: Sequence[str]


class Steps(Page):
    """The steps of everybody, or mine."""

    where = "steps"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("steps")

    def __init__(self) -> None:
        super().__init__()
        self.mine = False
        self.steps: dict[str, Done] = {}

    def compose(self) -> ComposeResult:
        """Head, steps, keys."""
        yield Head()
        yield Sheet(leading=True)
        yield Foot("steps")

    @property
    def sheet(self) -> Sheet:
        """The steps."""
        return self.query_one(Sheet)

    def on_mount(self) -> None:
        """Read them."""
        self.sheet.focus()
        self.read()

    def read(self) -> None:
        """Read the last ones beside the screen."""
        run, mine = self.desk.run_of, self.mine

        def work() -> None:
            worker = get_current_worker()
            with beside(inner := Beside(run)):
                found = done(inner.workspace, mine=mine)
            if not worker.is_cancelled:
                self.app.call_from_thread(self.came, found)

        self.run_worker(work, thread=True, exclusive=True, group="steps")

    def came(self, found: Sequence[Done]) -> None:
        """Show them; the cursor stays with its step."""
        if not self.is_mounted:
            return
        here = self.sheet.line.leads if self.sheet.line else ""
        self.steps = {str(one.step): one for one in found}
        lines = told(found, max(self.app.size.width - 2, 20))
        whose = _("mine") if self.mine else _("everybody's")
        self.query_one(Head).say(" · ".join((_("Steps"), whose)))
        at = next((at for at, line in enumerate(lines) if here and line.leads == here), 0)
        self.sheet.show(lines or [Read(" " + _("nothing was done yet"), "quiet")], at)

    def on_resize(self) -> None:
        """Share the other width."""
        if self.steps:
            self.came(list(self.steps.values()))

    # -- what is done

    def action_line(self, by: int) -> None:
        """A step on, or back."""
        self.sheet.move(by)

    def action_page(self, by: int) -> None:
        """What is seen at once on, or back."""
        self.sheet.page(by)

    def action_end(self, by: int) -> None:
        """The last step, or the first."""
        self.sheet.look(by * len(self.sheet.lines))

    def action_whose(self) -> None:
        """Mine, or everybody's."""
        self.mine = not self.mine
        self.read()

    @property
    def step(self) -> Done | None:
        """The step under the cursor."""
        return self.steps.get(self.sheet.line.leads) if self.sheet.line else None

    def on_sheet_opened(self) -> None:
        """The same with the mouse, at the second click."""

    def action_open(self) -> None:
        """Open the record that the step is about; of several one is chosen."""
        refs = self.step.refs if self.step else []
        if len(refs) == 1:
            self.desk.enter(refs[0])
        elif refs:
            self.choose(_("Which one?"), {ref: ref for ref in refs}, self.desk.enter)

    def action_reverse(self) -> None:
        """Say what would be taken back, and take it back where that is meant."""
        if (step := self.step) is None:
            return
        if step.undone:
            self.desk.tell(
                _("step {number} is taken back already, by step {by}").format(number=step.step, by=step.undone)
            )
            return
        argv = ["redo", str(step.target)] if step.kind == "undo" else ["undo", str(step.step)]
        asked = lines.run([*argv, "--dry-run"])
        if asked.code == 7 or asked.done:
            options = {"": _("leave it"), "yes": _("take it back")}
            self.choose(asked.plain, options, lambda key: self.desk.take_back(*argv, "--yes") if key else None)
        else:
            self.desk.tell(asked.plain, bad=True)


def done(crm: Workspace, *, mine: bool) -> list[Done]:
    """The last steps in words."""
    names = {user.id: user.name for user in crm.where(load("user"))}
    found = []
    for at, step in enumerate(crm.steps(mine=mine, limit=MOST)):
        refs = touched(step.step) if at < NEAR else []
        when = current().clock.local(step.at)
        told = f"{when:%H:%M}" if when.date() == current().clock.today() else f"{when:%Y-%m-%d}"
        what = " — ".join(filter(None, [summary(step.step) or _("nothing"), refs_line(refs)]))
        found.append(Done(step.step, told, names.get(step.actor or "", ""), what, step.command, step.kind, step.target, step.undone, refs))  # fmt: skip
    return found


def told(found: Sequence[Done], width: int) -> list[Read]:
    """A line for each: its number, when, who, what, and whether it was taken back."""
    number = max((len(str(one.step)) for one in found), default=0)
    when = max((cells(one.when) for one in found), default=0)
    who = min(max((cells(one.who) for one in found), default=0), 16)
    rows = []
    for one in found:
        mark = _("undone by {n}").format(n=one.undone) if one.undone else ""
        begun = f" {one.step:>{number}}  {pad(one.when, when)}  {pad(cut(shown(one.who), who), who)}  "
        room = max(width - cells(begun) - (cells(mark) + 2 if mark else 0), 0)
        what = cut(shown(f"{one.what} ({one.command})"), room)
        rows.append(Read(f"{begun}{pad(what, room)}  {mark}".rstrip() if mark else f"{begun}{what}", "quiet" if one.undone else "", str(one.step)))  # fmt: skip
    return rows
