"""Which columns a list has, and in which order."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from crm_cli.i18n import _
from crm_cli.render.style import shown


class Columns(ModalScreen[list[str] | None]):
    """The columns that are wanted, in their order; none at all are the usual ones, None where nothing was meant after all."""

    CSS = """
    Columns { align: center middle; }
    Columns > Vertical { width: 64; max-width: 95%; height: 90%; max-height: 32; border: round $primary; padding: 0 1; background: $surface; }
    Columns Label { width: 1fr; }
    Columns .columns--title { text-style: bold; }
    Columns .columns--keys { color: $text-muted; height: auto; }
    Columns OptionList { height: 1fr; border: none; padding: 0; scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,ideographic_space", "tick", "", show=False),
        Binding("enter", "keep", "", show=False, priority=True),
        Binding("<,＜,《,shift+up,K,Ｋ", "move(-1)", "", show=False),
        Binding(">,＞,》,shift+down,J,Ｊ", "move(1)", "", show=False),
        Binding("j,ｊ", "walk(1)", "", show=False),
        Binding("k,ｋ", "walk(-1)", "", show=False),
        Binding("r,ｒ", "usual", "", show=False),
        Binding("escape,q,ｑ", "dismiss(None)", "", show=False),
    ]

    def __init__(self, title: str, labels: Mapping[str, str], wanted: Sequence[str]) -> None:
        super().__init__()
        self.asked, self.labels = title, labels
        self.wanted = [name for name in wanted if name in labels]
        self.names = [*self.wanted, *(name for name in labels if name not in self.wanted)]

    def compose(self) -> ComposeResult:
        """The columns, those that are shown first, and the keys."""
        with Vertical():
            yield Label(shown(self.asked), classes="columns--title", markup=False)
            yield OptionList(*map(self.line, self.names), markup=False, compact=True)
            yield Label(_("Space shows or hides, < > moves, r the usual ones, Enter keeps, Esc leaves"), classes="columns--keys", markup=False)  # fmt: skip

    def line(self, name: str) -> Option:
        """A column, ticked where it is shown."""
        return Option(Text(f"[{'x' if name in self.wanted else ' '}] {shown(self.labels[name])}", no_wrap=True))

    def draw(self, at: int) -> None:
        """Draw all anew, and look at the one at that place."""
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(map(self.line, self.names))
        options.highlighted = at

    @property
    def at(self) -> int:
        """The place of the cursor."""
        return self.query_one(OptionList).highlighted or 0

    def action_walk(self, by: int) -> None:
        """To the next, or the one before."""
        self.query_one(OptionList).highlighted = max(0, min(self.at + by, len(self.names) - 1))

    def action_tick(self) -> None:
        """Show it, or hide it."""
        name = self.names[self.at]
        shown_ = name not in self.wanted
        self.wanted = [one for one in self.names if (shown_ if one == name else one in self.wanted)]
        self.draw(self.at)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The same with the mouse."""
        self.query_one(OptionList).highlighted = event.option_index
        self.action_tick()

    def action_move(self, by: int) -> None:
        """Before the one above, or behind the one below."""
        at, to = self.at, self.at + by
        if 0 <= to < len(self.names):
            self.names[at], self.names[to] = self.names[to], self.names[at]
            self.wanted = [one for one in self.names if one in self.wanted]
            self.draw(to)

    def action_usual(self) -> None:
        """Those that a list shows where nobody says."""
        self.dismiss([])

    def action_keep(self) -> None:
        """These."""
        self.dismiss(list(self.wanted))
