"""A dialog that asks for a few words, or for one of several."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.records.record import Field
from crm_cli.render.style import shown
from crm_cli.tui import keys
from crm_cli.tui.dialogs.value import Only
from crm_cli.tui.widgets.bars import Foot

Answers = dict[str, str]
LOW = 12  # lines under which there is only room for what is filled in


class Blank(NamedTuple):
    """A line to fill in: the name of its answer, what it asks, what stands in it, what it may look like, and how what is typed is understood;
    of what is not understood that raises what is wrong. ``choices`` are offered; where it is ``open``, other words are meant as they are."""

    name: str
    label: str
    value: str = ""
    like: str = ""
    echo: Callable[[str], str] | None = None
    choices: Sequence[str] = ()
    open: bool = True

    @property
    def field(self) -> Field:
        """What its line is made of."""
        facets = {"choices": {one: one for one in self.choices}, "open": self.open}
        return Field(self.name, "choice" if self.choices else "text", self.label, facets)


class Answer(Only):
    """The line of a blank, below its label."""

    DEFAULT_CSS = """
    Answer { color: $foreground; margin-bottom: 1; }
    Answer Line { margin: 1 0 0 0; background: $panel; }
    Answer OptionList { margin-left: 0; }
    Answer .entry--remark { margin-left: 0; }
    """
    room: ClassVar[int] = 72

    def __init__(self, blank: Blank, before: str) -> None:
        understood = blank.echo or str
        super().__init__(blank.field, before, lambda _field, text: understood(text), lambda _name: "", _(blank.like))
        self.id, self.start = blank.name, blank.value
        self.way = self.way._replace(echo=True)  # and what was wrong is not told any more
        self.offered_of = ""

    def offer(self, begun: str | None = None) -> None:
        """Remember what it was offered for."""
        self.offered_of = self.text
        super().offer(begun)

    @on(events.DescendantFocus)
    def begin(self) -> None:
        """Show what there is to choose from."""
        if self.way.offers and not self.offering:
            self.offer("")

    @on(events.DescendantBlur)
    def settle(self) -> None:
        """Take what is looked at, also where one types faster than it is offered."""
        if self.way.offers and self.changed and self.offered_of != self.text:
            self.offer()
        if (at := self.looked_at) is not None:
            self.take(at)


class Ask(ModalScreen[Answers | None]):
    """Asks; the answers by name, or None where nothing was meant after all. Where it was ``refused``, that is said at the line it is about."""

    CSS = """
    Ask { align: center middle; }
    Ask > Vertical { width: 76; max-width: 95%; height: auto; max-height: 96%; border: round $primary; padding: 0 1; background: $surface; }
    Ask Label { width: 1fr; }
    Ask VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    Ask .ask--title { text-style: bold; padding-bottom: 1; }
    Ask .ask--wrong { color: $text-error; display: none; }
    Ask .ask--wrong.-said { display: block; }
    Ask.-low > Vertical { border: none; max-height: 100%; }
    Ask.-low .ask--title { padding-bottom: 0; }
    Ask.-low Answer { margin-bottom: 0; }
    Ask.-low Foot { display: none; }
    """
    where = "slip"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012 - the screen declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("slip"),
        Binding("enter", "on", "", show=False, priority=True),  # at once: what is typed after it is for the next line
    ]

    def __init__(
        self, title: str, blanks: Sequence[Blank], wrong: str = "", before: Sequence[str] | None = None, refused: CrmError | None = None
    ) -> None:  # fmt: skip
        super().__init__()
        self.asked, self.blanks, self.wrong, self.refused = title, blanks, wrong, refused
        self.before = [blank.value for blank in blanks] if before is None else before
        self.lines: list[Answer] = []
        self.leaving = False
        self.unsaved: Callable[[], Mapping[str, Any]] = dict  # who asks says what would be written

    def compose(self) -> ComposeResult:
        """The title, the lines, what was wrong with what was said before, and the keys."""
        self.lines = [Answer(blank, text) for blank, text in zip(self.blanks, self.before, strict=True)]
        with Vertical():
            yield Label(shown(self.asked), classes="ask--title", markup=False)
            with VerticalScroll(can_focus=False):
                yield from self.lines
            yield Label("", classes="ask--wrong", markup=False)
            yield Foot("slip")

    def on_mount(self) -> None:
        """Begin at the first line, or at the one that was refused."""
        at = self.refused_at
        (at or self.lines[0]).input.focus()
        if at is None:
            self.say(self.wrong)
        else:
            self.call_after_refresh(at.remark, self.wrong, wrong=True)

    @property
    def refused_at(self) -> Answer | None:
        """The line that was refused, where it is one."""
        if not self.refused:
            return None
        field = self.refused.field
        alone = self.lines[0] if len(self.lines) == 1 else None
        return next((one for one in self.lines if field and field.endswith(one.field.name)), alone)

    def say(self, text: str) -> None:
        """Say below the lines what is wrong, or what leaving does."""
        label = self.query_one(".ask--wrong", Label)
        label.update(shown(text, lines=True))
        label.set_class(bool(text), "-said")

    @property
    def at(self) -> int:
        """Which line one types into."""
        return next((at for at, one in enumerate(self.lines) if one.input.has_focus), 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002 - as Textual asks
        """After the last line there is none to go on to: it is that line itself which has all that was typed into it."""
        return action != "on" or self.at < len(self.lines) - 1

    def action_on(self) -> None:
        """Go to the next line."""
        self.action_walk(1)

    def action_walk(self, by: int) -> None:
        """To the next line or the one before."""
        self.lines[max(0, min(self.at + by, len(self.lines) - 1))].input.focus()

    def on_filled_changed(self) -> None:
        """Another word was typed: what was said of the one before is over."""
        self.leaving = False
        self.say("")

    def on_only_filled(self) -> None:
        """After the last line all is said."""
        self.action_save()

    def action_save(self) -> None:
        """All is said, unless something of it is not understood; that is said at its line."""
        self.lines[self.at].settle()
        if bad := [one for one in self.lines if not one.check()]:
            bad[0].input.focus()
        else:
            self.dismiss(self.answers)

    @property
    def answers(self) -> Answers:
        """What stands in the lines."""
        return {one.field.name: one.text.strip() for one in self.lines}

    @property
    def typed(self) -> bool:
        """It is something else than at first."""
        return any(one.changed for one in self.lines)

    def action_leave(self) -> None:
        """Close what is offered for what is typed; else leave, and throw away what was typed only when it is said twice."""
        here = self.lines[self.at]
        if here.offering and here.changed:
            here.hide()
        elif self.typed and not self.leaving:
            self.leaving = True
            self.say(_("Esc again throws away what was typed"))
        else:
            self.dismiss(None)


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
        self.unsaved: Callable[[], Mapping[str, Any]] = dict  # what is asked about, where that would be lost

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
