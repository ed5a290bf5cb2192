"""A line of a quote while it is typed: what it comes to, by which price, what the client was told before, and which product may be meant."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from crm_cli.context import current
from crm_cli.errors import CrmError, NotFound, told
from crm_cli.i18n import _
from crm_cli.records.nouns.products import Product
from crm_cli.render.style import shown
from crm_cli.sales import linesaid, proposed
from crm_cli.sales.proposed import Proposed
from crm_cli.telling import doclines
from crm_cli.telling.quotes import titled
from crm_cli.tui import unsaved
from crm_cli.tui.app import desk_of
from crm_cli.tui.dialogs import line_told
from crm_cli.tui.lines import Said
from crm_cli.tui.screens.quote_judged import FEW, in_thread
from crm_cli.tui.widgets.inputs import Line
from crm_cli.tui.widgets.products import example, meant, named, near, offered
from crm_cli.workspace import Workspace

WIDE = 100  # cells from which the earlier prices stand beside


class AskLine(ModalScreen[None]):
    """A line to write, or one to change; ``write`` runs what is to be run. New lines follow each other until Esc."""

    CSS = """
    AskLine { align: center bottom; background: $background 0%; }
    AskLine > Vertical { width: 100%; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    AskLine .line--title { text-style: bold; width: 1fr; height: 1; }
    AskLine Input { border: none; height: 1; padding: 0; background: $panel; }
    AskLine OptionList { display: none; height: auto; max-height: 6; border: none; padding: 0; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    AskLine.-offering OptionList { display: block; }
    AskLine VerticalScroll { height: auto; max-height: 50vh; scrollbar-size-vertical: 1; }
    AskLine Horizontal { height: auto; }
    AskLine .line--told { width: 1fr; height: auto; }
    AskLine .line--before { display: none; width: 60; height: auto; color: $text-muted; padding-left: 2; }
    AskLine.-wide .line--before { display: block; }
    AskLine .line--wrong { color: $text-error; width: 1fr; height: auto; display: none; }
    AskLine .-said { display: block; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - the screen declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "", show=False),
        Binding("down", "walk(1)", "", show=False, priority=True),
        Binding("up", "walk(-1)", "", show=False, priority=True),
        Binding("tab", "take", "", show=False, priority=True),
        Binding("pagedown", "told(1)", "", show=False),
        Binding("pageup", "told(-1)", "", show=False),
    ]

    def __init__(self, quote: Any, line: Any, write: Callable[[Sequence[str]], Said]) -> None:
        super().__init__()
        self.quote, self.line, self.write = quote, line, write
        self.before = linesaid.written(current().workspace, quote, line) if line else ""
        self.seen = self.before
        self.products: Sequence[Product] = ()
        self.leaving = False

    @property
    def crm(self) -> Workspace:
        """The base."""
        return current().workspace

    def compose(self) -> ComposeResult:
        """Which line, the line, what may be meant, and what it comes to."""
        title = _("{line} of {quote}").format(line=self.line.ref, quote=titled(self.quote)) if self.line else _("New lines of {quote}").format(quote=titled(self.quote))  # fmt: skip
        with Vertical():
            yield Label(shown(title), classes="line--title", markup=False)
            yield Line(self.before, placeholder=shown(example(self.crm)), select_on_focus=False)
            offers = OptionList(markup=False, compact=True)
            offers.can_focus = False
            yield offers
            yield Label("", classes="line--wrong", markup=False)
            with VerticalScroll(can_focus=False), Horizontal():
                yield Static(classes="line--told", markup=False)
                yield Static(classes="line--before", markup=False)

    def on_mount(self) -> None:
        """Begin behind what is there."""
        self.query_one(Input).focus()
        self.call_after_refresh(self.follow, self.before)

    # -- what is typed

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Follow what is typed; the last keystroke wins."""
        if event.value != self.seen:
            self.seen, self.leaving = event.value, False
            self.say_wrong("")
            self.call_later(self.follow, event.value)

    def follow(self, text: str) -> None:
        """Say what the text would make, or what may be meant by it."""
        if text != self.query_one(Input).value:
            return
        if not text.strip() and self.line is None:
            self.tell(Text(_("↓ lists the products · = before an item that is not among them, + before a charge such as freight · Esc: done"), "dim"), Text())  # fmt: skip
            self.offer([])
            return
        try:
            words = linesaid.change(self.crm, self.quote, self.line, text) if self.line else text
            found = proposed.line(self.crm, self.quote, words, self.line)
        except CrmError as error:
            self.not_so(text, error)
            return
        self.offer([])
        if len(found.whole) <= FEW:
            self.show(found, self.to_be_said(found))
            return
        self.show(found, ["…"])
        in_thread(
            self, desk_of(self).run_of, lambda: self.to_be_said(found), lambda said: self.follow_up(text, found, said)
        )

    def not_so(self, text: str, error: CrmError) -> None:
        """Offer what may be meant; where nothing is, say what is wrong, and offer what is called nearly so."""
        may_be = meant(self.crm, text)
        self.offer(may_be)
        self.tell(Text("" if may_be else shown(told(error)), "dim"), Text())
        if not may_be and isinstance(error, NotFound) and (like := near(self.crm, text)):
            self.offer(like, at=None)
            self.tell(
                Text(shown(_("{wrong} – one of these? ↓ and Enter take it").format(wrong=told(error))), "dim"), Text()
            )

    def to_be_said(self, found: Proposed) -> Sequence[str]:
        """What is to be said of its price; what the client was told before stands beside, where there is room."""
        said = doclines.to_be_said(self.quote, [found.line], whole=found.whole)
        return [one for one in said if one.startswith("! ") or not self.has_class("-wide")]

    def follow_up(self, text: str, found: Proposed, said: Sequence[str]) -> None:
        """Say it, unless something else was typed meanwhile."""
        if text == self.query_one(Input).value:
            self.show(found, said)

    def show(self, found: Proposed, said: Sequence[str]) -> None:
        """What the line would be, by which price, and what is to be said of it; where there is room what the client was told before."""
        by_books = proposed.resolved(self.crm, self.quote, found.line)
        before = line_told.before(self.quote, by_books) if self.has_class("-wide") else Text()
        self.tell(line_told.told(self.quote, found, by_books, said), before)

    def tell(self, said: Text, before: Text) -> None:
        """Show it."""
        self.query_one(VerticalScroll).display = bool(said.plain)
        self.query_one(".line--told", Static).update(said)
        self.query_one(".line--before", Static).update(before)

    def action_told(self, by: int) -> None:
        """Further down in what is said of the line, or up again."""
        told_here = self.query_one(VerticalScroll)
        told_here.scroll_relative(y=by * max(told_here.size.height - 1, 1), animate=False)

    def say_wrong(self, text: str) -> None:
        """What was refused."""
        label = self.query_one(".line--wrong", Label)
        label.update(shown(text, lines=True))
        label.set_class(bool(text), "-said")

    def refused(self, text: str) -> None:
        """Say it in the place of what was told of the line while it was typed."""
        self.tell(Text(), Text())
        self.say_wrong(text)

    # -- which product

    def offer(self, products: Sequence[Product], at: int | None = 0) -> None:
        """Show what may be meant; the first is looked at, or none yet."""
        self.products = products
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(shown(offered(self.crm, one))) for one in products])
        options.highlighted = at if products else None
        self.set_class(bool(products), "-offering")

    def action_walk(self, by: int) -> None:
        """Through what is offered; where nothing is typed, offer what there is."""
        options = self.query_one(OptionList)
        if self.products:
            at = options.highlighted
            options.highlighted = (min(by, 0) if at is None else at + by) % len(self.products)
        elif by > 0:
            self.offer(meant(self.crm, self.query_one(Input).value))

    def action_take(self) -> None:
        """Take the product that is looked at into the line."""
        at = self.query_one(OptionList).highlighted
        if self.products and at is not None:
            line = self.query_one(Input)
            line.value = named(self.crm, self.quote, line.value, self.products[at])
            line.cursor_position = len(line.value)
            self.offer([])

    @on(OptionList.OptionSelected)
    def pointed(self, event: OptionList.OptionSelected) -> None:
        """The same with the mouse."""
        event.stop()
        self.action_take()

    # -- the end

    @on(Input.Submitted)
    def enter(self, event: Input.Submitted) -> None:
        """Take what is offered; else write the line, and begin the next one."""
        event.stop()
        text = event.value.strip()
        if self.products and self.query_one(OptionList).highlighted is not None:
            self.action_take()
        elif not text or text == self.before:
            self.dismiss()
        else:
            self.put(text)

    def put(self, text: str) -> None:
        """Write it; what is refused stays as it was typed, and is said once."""
        try:
            argv = self.argv(text)
        except CrmError as error:
            self.refused(told(error))
            return
        done = self.write(argv)
        if not done.done:
            self.refused(told(done.refused) if isinstance(done.refused, NotFound) else done.text)
        elif self.line:
            self.dismiss()
        else:
            self.quote = self.crm.by_id(type(self.quote), self.quote.id)
            self.query_one(Input).value = self.seen = ""
            self.tell(Text(shown(done.text, lines=True)), Text())

    def argv(self, text: str) -> list[str]:
        """The line of crm that writes it."""
        if not self.line:
            return ["quote", "line", "add", self.quote.ref, "--", text]
        return ["quote", "line", "edit", self.line.ref, "--", linesaid.change(self.crm, self.quote, self.line, text)]

    def unsaved(self) -> dict[str, Any]:
        """What would be written."""
        text = self.query_one(Input).value.strip()
        return unsaved.line(self.argv(text), ()) if text not in ("", self.before) else {}

    def action_leave(self) -> None:
        """Close what is offered; else leave, and throw away what was typed only when it is said twice."""
        if self.products:
            self.offer([])
        elif self.query_one(Input).value.strip() not in ("", self.before) and not self.leaving:
            self.leaving = True
            self.say_wrong(_("Esc again throws away what was typed"))
        else:
            self.dismiss()
