"""A line to fill in for each kind of field: what is typed is told back as it is understood, and completed from what is known."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label, OptionList, TextArea
from textual.widgets.option_list import Option

from crm_cli.errors import CrmError, told
from crm_cli.i18n import _
from crm_cli.records.record import Field
from crm_cli.render.style import shown
from crm_cli.tui.widgets.inputs import Line, Lines
from crm_cli.tui.widgets.offers import Offer, Offers, after_comma, of_choices, of_flag, of_records

SEVERAL = ", "
Asked = Callable[[Field, str], str]


class Way(NamedTuple):
    """How a kind is filled in: in ``lines``, told back while one types (``echo``), from what is offered, one or ``several``."""

    echo: bool = False
    offers: Offers | None = None
    several: bool = False
    lines: bool = False


WAYS: dict[str, Way] = {
    "text": Way(),
    "longtext": Way(lines=True),
    "number": Way(echo=True),
    "decimal": Way(echo=True),
    "money": Way(echo=True),
    "percent": Way(echo=True),
    "date": Way(echo=True),
    "time": Way(echo=True),
    "flag": Way(offers=of_flag),
    "choice": Way(offers=of_choices),
    "choices": Way(offers=of_choices, several=True),
    "phone": Way(echo=True),
    "phones": Way(),
    "email": Way(),
    "emails": Way(),
    "url": Way(),
    "birthday": Way(echo=True),
    "repeat": Way(echo=True),
    "link": Way(offers=of_records),
    "links": Way(offers=of_records, several=True),
    "tags": Way(offers=of_records, several=True),
}


class Entry(Vertical):
    """A field: its label, what is typed, what is offered for it, and a remark below.

    ``asked`` says how a text is understood, or raises what is wrong with it; ``near`` gives what other fields say, which narrows
    what is offered.
    """

    DEFAULT_CSS = """
    Entry { height: auto; }
    Entry > Horizontal { height: auto; }
    Entry Label.entry--label { width: 24; height: 1; padding-right: 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    Entry.-changed Label.entry--label { color: $foreground; text-style: bold; }
    Entry Line { width: 1fr; }
    Entry Lines { width: 1fr; height: auto; min-height: 2; max-height: 6; padding: 0; }
    Entry OptionList { display: none; margin-left: 24; height: auto; max-height: 6; border: none; padding: 0; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    Entry.-offering OptionList { display: block; }
    Entry Label.entry--remark { display: none; margin-left: 24; width: 1fr; color: $text-muted; }
    Entry.-remarked Label.entry--remark { display: block; }
    Entry.-wrong Label.entry--remark { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "walk(1)", show=False),
        Binding("up", "walk(-1)", show=False),
    ]

    class Changed(Message):
        """Another text stands in a field."""

    def __init__(self, field: Field, text: str, asked: Asked, near: Callable[[str], str], like: str = "") -> None:
        super().__init__()
        self.field, self.before, self.asked, self.near, self.like = field, text, asked, near, like
        self.way = WAYS[field.kind]
        self.offered: Sequence[Offer] = ()
        self.seen = self.start = text  # the form may let it start with another one

    def compose(self) -> ComposeResult:
        """The label and the line, and room for what may come below."""
        with Horizontal():
            mark = " *" if self.field.required else ""
            yield Label(shown(_(self.field.label)) + mark, classes="entry--label", markup=False)
            if self.way.lines or "\n" in self.start:
                yield Lines(self.start, compact=True, placeholder=shown(self.like), highlight_cursor_line=False)
            else:
                yield Line(self.start, placeholder=shown(self.like), compact=True)
        offers = OptionList(markup=False, compact=True)
        offers.can_focus = False
        yield offers
        yield Label("", classes="entry--remark", markup=False)

    def on_mount(self) -> None:
        """What is given counts as typed; and a ref alone says little."""
        self.seen = self.start
        self.set_class(self.changed, "-changed")
        if self.start:
            self.check()

    @property
    def input(self) -> Line | Lines:
        """Where one types."""
        return self.query_one("Line, Lines")  # type: ignore[return-value]

    @property
    def text(self) -> str:
        """What is typed; blanks around a line are not meant."""
        one = self.input
        return one.text if isinstance(one, Lines) else one.value.strip()

    @text.setter
    def text(self, text: str) -> None:
        one = self.input
        self.seen = text
        if isinstance(one, Lines):
            one.text = text
        else:
            one.value = text
            one.cursor_position = len(text)
        self.tell_changed()

    @property
    def changed(self) -> bool:
        """It is another text than the one that is stored."""
        return self.text != self.before

    @property
    def offering(self) -> bool:
        """Something is offered."""
        return self.has_class("-offering")

    def remark(self, text: str = "", *, wrong: bool = False) -> None:
        """Say something below the line; nothing takes it away."""
        self.set_class(bool(text), "-remarked")
        self.set_class(wrong, "-wrong")
        self.query_one(".entry--remark", Label).update(shown(text, lines=True))

    # -- what is typed

    @on(Input.Changed)
    @on(TextArea.Changed)
    def typed(self, event: Message) -> None:
        """Tell it back, and offer what may be meant; the last keystroke wins."""
        event.stop()
        if self.text != self.seen:
            self.seen = self.text
            self.tell_changed()
            self.call_later(self.follow, self.text)

    def tell_changed(self) -> None:
        """Whoever is around shall know."""
        self.set_class(self.changed, "-changed")
        self.post_message(self.Changed())

    def follow(self, text: str) -> None:
        """What follows from a text, unless another one was typed since."""
        if text != self.text:
            return
        if self.way.offers:
            self.offer()
        if self.way.echo:
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
            self.remark("" if quiet else self.refusal(error), wrong=not quiet)
            return False
        self.remark(f"= {said}" if said and said != text else "")
        return True

    def refusal(self, error: CrmError) -> str:
        """What is wrong, and what to type instead."""
        hint = (
            _(error.hint).format_map(error.values) if error.hint and not error.hint.startswith(("crm ", "--")) else ""
        )
        return "\n".join(filter(None, [told(error) + (f" ({hint})" if hint else ""), *map(str, error.candidates)]))

    @on(events.DescendantBlur)
    def leave(self) -> None:
        """When the line is left, what is wrong with it is said."""
        self.hide()
        self.check()

    # -- what is offered

    def offer(self) -> None:
        """Show what may be meant by what is typed; the first is looked at, where only one of them can be meant."""
        assert self.way.offers is not None  # noqa: S101 - asked for only where there are some
        head, word = after_comma(self.text) if self.way.several else ("", self.text)
        try:
            found = self.way.offers(self.field, word, self.near)
        except CrmError:
            found = []
        self.offered = (
            [] if [one.text for one in found] == [word] else [one._replace(text=head + one.text) for one in found]
        )
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(shown(one.told)) for one in self.offered])
        free = self.field.facets.get("open") or self.field.kind == "tags"
        options.highlighted = 0 if self.offered and word and not free else None
        self.set_class(bool(self.offered), "-offering")
        if self.offered:
            self.remark()
            self.call_after_refresh(self.scroll_visible, animate=False)

    def hide(self) -> None:
        """Offer nothing."""
        self.remove_class("-offering")

    def action_walk(self, by: int) -> None:
        """Through what is offered; where nothing is, offer what there is, or go to the next line."""
        options = self.query_one(OptionList)
        if self.offering:
            at = -1 if options.highlighted is None and by > 0 else options.highlighted or 0
            options.highlighted = (at + by) % len(self.offered)
        elif by > 0 and self.way.offers and not self.text:
            self.offer()
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    @on(Input.Submitted)
    def enter(self, event: Input.Submitted) -> None:
        """Take what is looked at, and go to the next line."""
        event.stop()
        at = self.query_one(OptionList).highlighted
        if self.offering and at is not None:
            self.take(at)
        self.screen.focus_next()

    @on(OptionList.OptionSelected)
    def pointed(self, event: OptionList.OptionSelected) -> None:
        """The same with the mouse."""
        event.stop()
        self.take(event.option_index)

    def take(self, at: int) -> None:
        """That one is meant."""
        self.text = self.offered[at].text
        self.hide()
        self.check()
