"""A dialog that asks for a few words, or for one of several."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.render.style import shown
from crm_cli.tui.widgets.inputs import Line

Answers = dict[str, str]


class Blank(NamedTuple):
    """A line to fill in: the name of its answer, what it asks, what stands in it, what it may look like, and how what is typed is understood;
    of what is not understood that raises what is wrong."""

    name: str
    label: str
    value: str = ""
    like: str = ""
    echo: Callable[[str], str] | None = None


class Ask(ModalScreen[Answers | None]):
    """Asks; the answers by name, or None where nothing was meant after all."""

    CSS = """
    Ask { align: center middle; }
    Ask > Vertical { width: 76; max-width: 95%; height: auto; border: round $primary; padding: 0 1; background: $surface; }
    Ask Label { width: 1fr; }
    Ask .ask--title { text-style: bold; padding-bottom: 1; }
    Ask .ask--wrong { color: $text-error; }
    Ask Line { border: tall $border-blurred; margin-bottom: 1; }
    Ask Line:focus { border: tall $border; }
    Ask .ask--echo { color: $text-muted; padding-left: 1; height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "", show=False),
        Binding("enter", "on", "", show=False, priority=True),  # at once: what is typed after it is for the next line
    ]

    def __init__(
        self, title: str, blanks: Sequence[Blank], wrong: str = "", before: Sequence[str] | None = None
    ) -> None:
        super().__init__()
        self.asked, self.blanks, self.wrong = title, blanks, wrong
        self.before = [blank.value for blank in blanks] if before is None else before
        self.leaving = False
        self.unsaved: Callable[[], Mapping[str, Any]] = dict  # who asks says what would be written

    def compose(self) -> ComposeResult:
        """The title, what was wrong with what was said before, and the lines."""
        with Vertical():
            yield Label(shown(self.asked), classes="ask--title", markup=False)
            for blank in self.blanks:
                yield Label(shown(_(blank.label)), markup=False)
                line = Line(blank.value, placeholder=_(blank.like), id=blank.name)
                if blank.echo:
                    line.styles.margin = 0
                yield line
                if blank.echo:
                    yield Label(
                        _understood(blank.echo, blank.value), id=f"echo-{blank.name}", classes="ask--echo", markup=False
                    )
            yield Label(shown(self.wrong, lines=True), classes="ask--wrong", markup=False)

    def on_mount(self) -> None:
        """Begin at the first line."""
        self.query(Input).first().focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell back how it is understood; half of a word is nothing yet."""
        echo = next((one.echo for one in self.blanks if one.name == event.input.id), None)
        if echo:
            self.query_one(f"#echo-{event.input.id}", Label).update(_understood(echo, event.value))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002 - as Textual asks
        """After the last line there is none to go on to: it is that line itself which has all that was typed into it."""
        return action != "on" or self.focused in [*self.query(Input)][:-1]

    def action_on(self) -> None:
        """Go to the next line."""
        inputs: list[Widget] = [*self.query(Input)]
        self.set_focus(inputs[inputs.index(self.focused) + 1] if self.focused else None)

    def on_input_submitted(self) -> None:
        """After the last line all is said."""
        self.dismiss(self.answers)

    @property
    def answers(self) -> Answers:
        """What stands in the lines."""
        return {str(one.id): one.value.strip() for one in self.query(Input)}

    @property
    def typed(self) -> bool:
        """It is something else than at first."""
        return any(one.value != before for one, before in zip(self.query(Input), self.before, strict=True))

    def action_leave(self) -> None:
        """Leave; what was typed is only thrown away when it is said twice."""
        if self.typed and not self.leaving:
            self.leaving = True
            self.query_one(".ask--wrong", Label).update(_("Esc again throws away what was typed"))
            return
        self.dismiss(None)


def _understood(echo: Callable[[str], str], text: str) -> str:
    try:
        said = echo(text.strip()) if text.strip() else ""
    except CrmError:
        return ""
    return shown(f"= {said}") if said else ""


class Choose(ModalScreen[str | None]):
    """One of several, by its key; None where none was meant after all."""

    CSS = """
    Choose { align: center middle; }
    Choose > Vertical { width: 60; max-width: 95%; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    Choose OptionList { height: auto; max-height: 16; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss(None)", "", show=False)]

    def __init__(self, title: str, options: Mapping[str, str], keys: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.asked, self.options, self.keys = title, options, keys or {}

    def on_key(self, event: Key) -> None:
        """Some have a key of their own."""
        if event.character and event.character in self.keys:
            event.stop()
            self.dismiss(self.keys[event.character])

    def compose(self) -> ComposeResult:
        """The question and the answers."""
        with Vertical():
            yield Label(shown(self.asked), markup=False)
            yield OptionList(*(Option(shown(label)) for label in self.options.values()), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """That one."""
        self.dismiss(list(self.options)[event.option_index])
