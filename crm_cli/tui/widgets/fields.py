"""A line to fill in for each kind of field, completed from what is known."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from crm_cli.errors import CrmError
from crm_cli.records.record import Field
from crm_cli.render.style import shown
from crm_cli.tui.widgets.filled import Asked, Filled
from crm_cli.tui.widgets.offers import Offer, after_comma


class Entry(Filled):
    """A field for which something is offered; the list of that is made when there is something.

    ``near`` gives what other fields say, which narrows what is offered.
    """

    DEFAULT_CSS = """
    Entry OptionList { display: none; margin-left: 24; height: auto; max-height: 6; border: none; padding: 0; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    Entry.-offering OptionList { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "walk(1)", show=False),
        Binding("up", "walk(-1)", show=False),
    ]

    def __init__(self, field: Field, text: str, asked: Asked, near: Callable[[str], str], like: str = "") -> None:
        super().__init__(field, text, asked, like)
        self.near = near
        self.offered: Sequence[Offer] = ()

    @property
    def offering(self) -> bool:
        """Something is offered."""
        return self.has_class("-offering")

    @property
    def looked_at(self) -> int | None:
        """Which of what is offered is looked at."""
        return self.options.highlighted if self.offering else None

    @property
    def options(self) -> OptionList:
        """The list of what is offered."""
        for there in self.query(OptionList):
            return there
        made = OptionList(markup=False, compact=True)
        made.can_focus = False
        self.mount(made, after=self.input)
        return made

    def follow(self, text: str) -> None:
        """Offer what may be meant as well."""
        if text == self.text and self.way.offers:
            self.offer()
        super().follow(text)

    @on(events.DescendantBlur)
    def left(self) -> None:
        """Offer nothing more."""
        self.hide()

    def offer(self, begun: str | None = None) -> None:
        """Show what may be meant by what is typed, or by the beginning of a word; the first is looked at, where only one of them can be meant."""
        assert self.way.offers is not None  # noqa: S101 - asked for only where there are some
        text = self.text if begun is None else begun
        head, word = after_comma(text) if self.way.several else ("", text)
        try:
            found = self.way.offers(self.field, word, self.near)
        except CrmError:
            found = []
        self.offered = (
            [] if [one.text for one in found] == [word] else [one._replace(text=head + one.text) for one in found]
        )
        if not self.offered:
            self.hide()
            return
        options = self.options
        options.clear_options()
        options.add_options([Option(shown(one.told)) for one in self.offered])
        free = self.field.facets.get("open") or self.field.kind == "tags"
        options.highlighted = 0 if word and not free else None
        self.add_class("-offering")
        self.remark()
        self.call_after_refresh(self.scroll_visible, animate=False)

    def hide(self) -> None:
        """Offer nothing."""
        self.remove_class("-offering")

    def action_walk(self, by: int) -> None:
        """Through what is offered; where nothing is, offer what there is, or go to the next line."""
        if self.offering:
            options = self.options
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
        if (at := self.looked_at) is not None:
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
