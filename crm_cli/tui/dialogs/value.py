"""A dialog for one field: filled in as in a form, for one record or for many."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from crm_cli.i18n import _
from crm_cli.records.record import Field
from crm_cli.render.style import shown
from crm_cli.tui.widgets.fields import Entry

Understood = Callable[[Field, str], str]


class Only(Entry):
    """A line that is alone: Enter says that it is filled in."""

    class Filled(Message):
        """That is meant."""

    @on(Input.Submitted)
    def enter(self, event: Input.Submitted) -> None:
        """Take what is looked at; where nothing is, go on."""
        event.stop()
        event.prevent_default()
        before, at = self.text, self.looked_at
        if at is not None:
            self.take(at)
        if self.text == before or not self.way.several:
            self.post_message(self.Filled())


class Value(ModalScreen[str | None]):
    """What a field shall hold; None where nothing was meant after all."""

    CSS = """
    Value { align: center middle; }
    Value > Vertical { width: 76; max-width: 95%; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    Value .value--title { text-style: bold; width: 1fr; height: 1; margin-bottom: 1; }
    Value .value--wrong { color: $text-error; width: 1fr; height: auto; }
    Value .value--keys { color: $text-muted; width: 1fr; height: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "", show=False),
        Binding("ctrl+s,f2", "save", "", show=False, priority=True),
    ]

    def __init__(
        self, title: str, field: Field, text: str, asked: Understood, *, before: str | None = None, wrong: str = "", like: str = ""
    ) -> None:  # fmt: skip
        super().__init__()
        self.asked, self.field, self.wrong = title, field, wrong
        self.entry = Only(field, text if before is None else before, asked, lambda _name: "", like)
        self.entry.start = text
        self.leaving = False
        self.unsaved: Callable[[], Mapping[str, Any]] = dict  # who asks says what would be written

    def compose(self) -> ComposeResult:
        """The title, the line, and what was wrong with what was said before."""
        with Vertical():
            yield Label(shown(self.asked), classes="value--title", markup=False)
            yield self.entry
            yield Label(shown(self.wrong, lines=True), classes="value--wrong", markup=False)
            keys = _("ctrl+s saves, Esc leaves") if self.entry.way.lines else _("Enter saves, Esc leaves")
            yield Label(keys, classes="value--keys", markup=False)

    def on_mount(self) -> None:
        """Begin; what there is to choose from is offered at once."""
        self.entry.input.focus()
        if self.entry.way.offers and not self.entry.text:
            self.call_after_refresh(self.entry.offer)

    def on_only_filled(self) -> None:
        """That is meant."""
        self.action_save()

    def action_save(self) -> None:
        """That is meant, unless it cannot be read."""
        if self.entry.check():
            self.dismiss(self.entry.text)

    def action_leave(self) -> None:
        """Close what is offered; else leave, and throw away what was typed only when it is said twice."""
        if self.entry.offering and self.entry.text:
            self.entry.hide()
        elif self.entry.changed and not self.leaving:
            self.leaving = True
            self.query_one(".value--wrong", Label).update(_("Esc again throws away what was typed"))
        else:
            self.dismiss(None)
