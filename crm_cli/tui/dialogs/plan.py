"""What would be done, shown before it is: how many records, and what becomes of them."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label

from crm_cli.i18n import _
from crm_cli.render.style import shown


class Plan(ModalScreen[bool]):
    """Asks whether that shall be done."""

    CSS = """
    Plan { align: center middle; }
    Plan > Vertical { width: 100; max-width: 95%; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    Plan Label { width: 1fr; }
    Plan VerticalScroll { height: auto; max-height: 14; scrollbar-size-vertical: 1; }
    Plan .plan--title { text-style: bold; padding-bottom: 1; }
    Plan .plan--keys { color: $text-muted; padding-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y,ｙ", "dismiss(True)", "", show=False),
        Binding("escape,q,n,ｑ,ｎ", "dismiss(False)", "", show=False),
    ]

    def __init__(self, question: str, told: str) -> None:
        super().__init__()
        self.question, self.told = question, told

    def compose(self) -> ComposeResult:
        """The question, what would be, and the keys."""
        with Vertical():
            yield Label(shown(self.question), classes="plan--title", markup=False)
            with VerticalScroll():
                yield Label(shown(self.told, lines=True), markup=False)
            yield Label(_("Enter does it, Esc leaves it"), classes="plan--keys", markup=False)
