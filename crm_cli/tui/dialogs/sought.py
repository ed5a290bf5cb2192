"""A line to type into, and below it what is offered for it: the palette and the line of crm are such."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from crm_cli.tui.app import Desk, desk_of
from crm_cli.tui.speaking import Steady
from crm_cli.tui.widgets.bars import Foot
from crm_cli.tui.widgets.inputs import Line
from crm_cli.tui.widgets.sheet import Read, Sheet


class Sought(Steady[None], ModalScreen[None]):
    """What is typed, and what is offered."""

    where = ""
    keeps = False  # what one looks for is soon typed again
    AUTO_FOCUS = "Input"
    SCOPED_CSS = False  # it is that of those that are such too
    CSS = """
    Sought { align: center top; }
    Sought > Vertical { width: 100%; max-width: 110; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    Sought Input { border: none; height: 1; padding: 0; background: $surface; }
    Sought Input:focus { border: none; }
    Sought Label { width: 1fr; height: auto; max-height: 3; }
    Sought Sheet { height: auto; max-height: 16; background: $surface; }
    Sought Foot { dock: none; padding: 0; background: $surface; }
    Sought .sought--told { color: $text-muted; }
    Sought .sought--wrong { color: $text-error; display: none; }
    Sought .-said { display: block; }
    """
    like: ClassVar[str] = ""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.begun = text
        self.gone = False  # somebody went along what is offered since the last letter

    def compose(self) -> ComposeResult:
        """The line, what is said of it, what is offered, and the keys."""
        with Vertical():
            yield Line(self.begun, placeholder=self.placeholder(), select_on_focus=False)
            yield Label("", classes="sought--told", markup=False)
            yield Sheet(leading=True, focus=False)
            yield Label("", classes="sought--wrong", markup=False)
            yield Foot(self.where)

    def placeholder(self) -> str:
        """What stands in the line while nothing is typed."""
        return ""

    @property
    def desk(self) -> Desk:
        """The program."""
        return desk_of(self)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    @property
    def sheet(self) -> Sheet:
        """What is offered."""
        return self.query_one(Sheet)

    def on_mount(self) -> None:
        """Offer what goes with what is typed already."""
        self.offer()

    def on_input_changed(self) -> None:
        """Offer other things."""
        self.gone = False
        self.say_wrong("")
        self.offer()

    def offer(self) -> None:
        """Offer what goes with what is typed."""

    def show(self, lines: Sequence[Read], told: str = "") -> None:
        """Show what is offered, and what is said of the line."""
        self.sheet.show(lines)
        self.sheet.display = bool(lines)
        label = self.query_one(".sought--told", Label)
        label.update(told)
        label.display = bool(told)

    def say_wrong(self, text: str) -> None:
        """Say what is wrong with the line."""
        label = self.query_one(".sought--wrong", Label)
        label.update(text)
        label.set_class(bool(text), "-said")

    def translated(self) -> None:
        """Offer the same in the language that is spoken now."""
        self.offer()

    def action_offer(self, by: int) -> None:
        """Go to the next one."""
        self.gone = True
        self.sheet.move(by)

    def action_offers(self, by: int) -> None:
        """Go on by what is seen at once."""
        self.gone = True
        self.sheet.page(by)

    def action_leave(self) -> None:
        """Nothing was meant after all."""
        self.dismiss()
