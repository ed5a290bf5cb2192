"""A field with its label: what is typed is told back as it is understood, or what is wrong with it is said below."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Label, TextArea

from crm_cli.errors import CrmError, filled, told
from crm_cli.i18n import _
from crm_cli.records.record import Field
from crm_cli.render.style import cut, shown
from crm_cli.tui.widgets.inputs import Line, Lines
from crm_cli.tui.widgets.ways import WAYS

Asked = Callable[[Field, str], str]
LABEL = 23  # cells of a label


def refusal(error: CrmError) -> str:
    """What is wrong, and what to type instead; what helps in a shell alone is not told."""
    hint = filled(error.hint, error.values) if error.hint and not error.hint.startswith(("crm ", "--")) else ""
    return "\n".join(filter(None, [told(error) + (f" ({hint})" if hint else ""), *map(str, error.candidates)]))


class Filled(Vertical):
    """A field: its label, which it draws itself, what is typed, and a remark below, made when there is one.

    ``asked`` says how a text is understood, or raises what is wrong with it.
    """

    DEFAULT_CSS = """
    Filled { height: auto; color: $text-muted; }
    Filled.-changed { color: $foreground; }
    Filled Line { width: 1fr; margin-left: 24; }
    Filled Lines { width: 1fr; margin-left: 24; height: auto; min-height: 2; max-height: 6; padding: 0; }
    Filled .entry--remark { display: none; margin-left: 24; width: 1fr; color: $text-muted; }
    Filled.-remarked .entry--remark { display: block; }
    Filled.-wrong .entry--remark { color: $text-error; }
    """

    room: ClassVar[int] = LABEL

    class Changed(Message):
        """Another text stands in a field."""

    def __init__(self, field: Field, text: str, asked: Asked, like: str = "") -> None:
        super().__init__()
        self.field, self.before, self.asked, self.like = field, text, asked, like
        self.way = WAYS[field.kind]
        self.seen = self.start = text  # the form may let it start with another one
        self.given = text, text

    def compose(self) -> ComposeResult:
        """The line."""
        if self.way.lines or "\n" in self.start:
            yield Lines(self.start, compact=True, placeholder=shown(self.like), highlight_cursor_line=False)
        else:
            yield Line(self.start, placeholder=shown(self.like), compact=True)

    def render(self) -> Text:
        """The label, at the left of the line; that of a field that is another one now is bold."""
        mark = " *" if self.field.required else ""
        style = "bold" if self.has_class("-changed") else ""
        return Text(cut(shown(_(self.field.label)) + mark, self.room), style, no_wrap=True, end="")

    def on_mount(self) -> None:
        """What is given counts as typed; and a ref alone says little."""
        self.seen = self.start
        self.given = self.start, self.held
        self.set_class(self.changed, "-changed")
        if self.start:
            self.check()

    @property
    def input(self) -> Line | Lines:
        """Where one types."""
        return self.query_one("Line, Lines")  # type: ignore[return-value]

    @property
    def held(self) -> str:
        """What stands in the line."""
        return self.input.text if isinstance(self.input, Lines) else self.input.value

    @property
    def text(self) -> str:
        """What is typed, blanks around a line are not meant; where nothing is, what was given, which a line to type into may not hold as it is."""
        given, held_then = self.given
        if self.held == held_then:
            return given
        return self.held if isinstance(self.input, Lines) else self.held.strip()

    @text.setter
    def text(self, text: str) -> None:
        one = self.input
        self.seen = text
        if isinstance(one, Lines):
            one.text = text
        else:
            one.value = text
            one.cursor_position = len(text)
        self.given = text, self.held
        self.tell_changed()

    @property
    def changed(self) -> bool:
        """It is another text than the one that is stored."""
        return self.text != self.before

    def remark(self, text: str = "", *, wrong: bool = False) -> None:
        """Say something below the line; nothing takes it away."""
        if text and not self.query(".entry--remark"):
            self.mount(Label("", classes="entry--remark", markup=False))  # nothing is, where the form closes just now
        self.set_class(bool(text), "-remarked")
        self.set_class(wrong, "-wrong")
        for label in self.query(".entry--remark").results(Label):
            label.update(shown(text, lines=True))

    # -- what is typed

    @on(Input.Changed)
    @on(TextArea.Changed)
    def typed(self, event: Message) -> None:
        """Tell it back; the last keystroke wins."""
        event.stop()
        if self.text != self.seen:
            self.seen = self.text
            self.tell_changed()
            self.call_later(self.follow, self.text)

    def tell_changed(self) -> None:
        """Whoever is around shall know."""
        self.set_class(self.changed, "-changed")
        self.refresh()
        self.post_message(self.Changed())

    def follow(self, text: str) -> None:
        """What follows from a text, unless another one was typed since."""
        if text == self.text and self.way.echo:
            self.check(quiet=True)

    def check(self, *, quiet: bool = False) -> bool:
        """Say how the text is understood, or what is wrong with it; ``quiet`` while it may be half of a word."""
        text = self.text
        if not text or not (self.changed or self.field.kind == "link"):
            self.remark()
            return True
        try:
            said = self.asked(self.field, text)
        except CrmError as error:
            self.remark("" if quiet else refusal(error), wrong=not quiet)
            return False
        self.remark(f"= {said}" if said and said != text else "")
        return True

    @on(events.DescendantBlur)
    def leave(self) -> None:
        """When the line is left, what is wrong with it is said."""
        self.check()
