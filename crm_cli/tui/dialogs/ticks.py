"""A checklist: what is still open is ticked, and then it goes on."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label, SelectionList
from textual.widgets.selection_list import Selection

from crm_cli.i18n import _
from crm_cli.render.style import shown


class Ticked(NamedTuple):
    """What is done of it, and whether to go on although something is not."""

    items: Sequence[str]
    anyway: bool = False


class Ticks(ModalScreen[Ticked | None]):
    """The open items of a checklist; None where nothing was meant after all."""

    CSS = """
    Ticks { align: center middle; }
    Ticks > Vertical { width: 64; max-width: 95%; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    Ticks Label { width: 1fr; }
    Ticks .ticks--title { text-style: bold; padding-bottom: 1; }
    Ticks SelectionList { height: auto; max-height: 14; border: none; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,ｑ", "dismiss(None)", "", show=False),
        Binding("enter", "go(False)", "", show=False, priority=True),
        Binding("f,ｆ", "go(True)", "", show=False),
    ]

    def __init__(self, title: str, items: Sequence[str]) -> None:
        super().__init__()
        self.asked, self.items = title, list(items)

    def compose(self) -> ComposeResult:
        """The question, the items, and what the keys do."""
        with Vertical():
            yield Label(shown(self.asked), classes="ticks--title", markup=False)
            yield SelectionList(*(Selection(Text(shown(item)), at) for at, item in enumerate(self.items)))
            yield Label(_("Space ticks, Enter goes on, f goes on without them"), markup=False)

    def action_go(self, anyway: bool) -> None:
        """These are done."""
        chosen = self.query_one(SelectionList).selected
        self.dismiss(Ticked([self.items[at] for at in sorted(chosen)], anyway))
