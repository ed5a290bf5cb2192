"""What the keys do here."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from crm_cli.i18n import _
from crm_cli.render.style import cells, pad
from crm_cli.tui import keys
from crm_cli.tui.keytable.key import EVERYWHERE


class Help(ModalScreen[None]):
    """All keys of a screen, with their twins for Chinese input."""

    CSS = """
    Help { align: center middle; }
    Help VerticalScroll { width: 72; max-width: 95%; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    Help Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,question_mark,f1,？", "dismiss", "")]

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def compose(self) -> ComposeResult:
        """The table."""
        with VerticalScroll():
            yield Static(self.told(), markup=False)

    def told(self) -> Text:
        """The keys of the screen, then those that are everywhere."""
        text = Text()
        for where in dict.fromkeys((self.where, *(() if self.where in keys.ALONE else (EVERYWHERE,)))):
            rows = [(" ".join(key.all()), _(key.label)) for key in keys.of(where)]
            wide = max((cells(told) for told, _label in rows), default=0)
            for told, label in rows:
                text.append(pad(told, wide + 2), "bold")
                text.append(f"{label}\n")
            text.append("\n")
        return text
