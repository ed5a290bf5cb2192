"""A slip to fill in: how much of each of several lines, and a few words beside; a line each, so that many have room."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from crm_cli.i18n import _
from crm_cli.render.style import shown
from crm_cli.tui import keys, unsaved
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.ask import Answers
from crm_cli.tui.lines import Said
from crm_cli.tui.widgets.bars import Foot
from crm_cli.tui.widgets.inputs import Line

AMOUNT = 12  # cells of an amount
LABEL = 24  # cells of the label of words
NARROW = 60  # cells under which it is not told out of how much
LOW = 12  # lines under which there is only room for what is filled in


class Row(NamedTuple):
    """A line to fill in: the name of its answer, what it asks, what stands in it, what it may look like, and, of an amount, ``told``: out of how much."""

    name: str
    label: str
    value: str = ""
    like: str = ""
    told: str | None = None


class Slip(ModalScreen[Answers | None]):
    """The answers by name, or None where nothing was meant after all."""

    CSS = """
    Slip { align: center middle; }
    Slip > Vertical { width: 100; max-width: 96%; height: auto; max-height: 96%; border: round $primary; padding: 0 1; background: $surface; }
    Slip Label { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    Slip VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    Slip .slip--title { text-style: bold; width: 1fr; margin-bottom: 1; }
    Slip .slip--wrong { color: $text-error; width: 1fr; height: auto; text-wrap: wrap; display: none; }
    Slip .slip--wrong.-said { display: block; }
    Slip .slip--row { height: 1; }
    Slip .slip--told { width: 20; color: $text-muted; padding: 0 1; }
    Slip Line { background: $panel; }
    Slip.-narrow .slip--told { display: none; }
    Slip.-low > Vertical { border: none; max-height: 100%; }
    Slip.-low .slip--title { margin-bottom: 0; }
    Slip.-low Foot { display: none; }
    """
    where = "slip"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012 - the screen declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012 - the screen declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("slip"),
        Binding("enter", "on", "", show=False, priority=True),  # at once: what is typed after it is for the next line
    ]

    def __init__(
        self, title: str, rows: Sequence[Row], wrong: str = "", before: Sequence[str] | None = None, at: str = ""
    ) -> None:
        super().__init__()
        self.asked, self.rows, self.wrong, self.at = title, rows, wrong, at
        self.before = [row.value for row in rows] if before is None else before
        self.leaving = False
        self.unsaved: Callable[[], Mapping[str, Any]] = dict  # who hands it in says what would be written

    def compose(self) -> ComposeResult:
        """The title, the lines, what was wrong with what was said before, and the keys."""
        with Vertical():
            yield Label(shown(self.asked), classes="slip--title", markup=False)
            with VerticalScroll(can_focus=False):
                for row in self.rows:
                    with Horizontal(classes="slip--row"):
                        yield from self.line(row)
            yield Label("", classes="slip--wrong", markup=False)
            yield Foot("slip")

    def line(self, row: Row) -> ComposeResult:
        """An amount stands at the right, words beside their label."""
        label = Label(shown(row.label), markup=False)
        given = Line(row.value, placeholder=shown(row.like), id=row.name, compact=True)
        label.styles.width, given.styles.width = (LABEL, "1fr") if row.told is None else ("1fr", AMOUNT)
        yield label
        yield given
        if row.told is not None:
            yield Label(shown(row.told), classes="slip--told", markup=False)

    def on_mount(self) -> None:
        """Begin at the first line, or at the one that was refused, and say what was wrong."""
        lines = self.inputs
        next((one for one in lines if one.id == self.at), lines[0]).focus()
        self.call_after_refresh(self.say, self.wrong)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another word was typed: what was said of the one before is over."""
        if event.input.has_focus:
            self.leaving = False
            self.say("")

    @property
    def inputs(self) -> list[Line]:
        """The lines."""
        return list(self.query(Line))

    @property
    def answers(self) -> Answers:
        """What stands in the lines."""
        return {str(one.id): one.value.strip() for one in self.inputs}

    @property
    def typed(self) -> bool:
        """It is something else than at first."""
        return any(one.value != before for one, before in zip(self.inputs, self.before, strict=True))

    def say(self, text: str) -> None:
        """Say what is wrong, or what leaving does."""
        said = self.query_one(".slip--wrong", Label)
        said.update(shown(text, lines=True))
        said.set_class(bool(text), "-said")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002 - as Textual asks
        """After the last line there is none to go on to: it is that line itself which has all that was typed into it."""
        return action != "on" or self.focused in [*self.inputs][:-1]

    def action_on(self) -> None:
        """Go to the next line."""
        self.action_walk(1)

    def on_input_submitted(self) -> None:
        """After the last line all is said."""
        self.action_save()

    def action_walk(self, by: int) -> None:
        """To the next line or the one before."""
        lines = self.inputs
        at = next((at for at, one in enumerate(lines) if one.has_focus), 0)
        lines[max(0, min(at + by, len(lines) - 1))].focus()

    def action_save(self) -> None:
        """All is said."""
        self.dismiss(self.answers)

    def action_leave(self) -> None:
        """Leave; what was typed is only thrown away when it is said twice."""
        if self.typed and not self.leaving:
            self.leaving = True
            self.say(_("Esc again throws away what was typed"))
            return
        self.dismiss(None)


def hand_in(page: Page, title: str, rows: Sequence[Row], line: Callable[[Answers], Sequence[str]], then: Callable[[Said], object] | None = None) -> None:  # fmt: skip
    """Have a slip filled in and run the line that is made of it, ``then`` go on; where it is refused, or nothing makes a line, show it again with what was typed."""
    before = [row.value for row in rows]

    def said(answers: Answers | None) -> None:
        if answers is None:
            return
        argv = line(dict(answers))
        done = page.desk.perform(argv, loud=False) if argv else None
        if done and done.done:
            page.desk.tell(done.text)
            if then:
                then(done)
        else:
            typed = [row._replace(value=answers[row.name]) for row in rows]
            wrong = done.wrong if done else _("nothing is filled in; Esc leaves")
            put(Slip(title, typed, wrong, before, done.refused.field if done and done.refused else ""))

    def put(slip: Slip) -> None:
        slip.unsaved = lambda: unsaved.line(line(slip.answers), ()) if slip.typed else {}
        page.app.push_screen(slip, said)

    put(Slip(title, rows))
