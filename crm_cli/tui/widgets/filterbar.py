"""A line in which a filter is typed, above the keys: what may stand there is offered as a shell would, and what is wrong is said."""

import shlex
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from crm_cli.completion.line import taken_apart
from crm_cli.completion.place import Place
from crm_cli.completion.table import Table
from crm_cli.completion.values import Values
from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _
from crm_cli.records.filters import find_field
from crm_cli.records.kinds import KINDS
from crm_cli.render.style import cells, shown
from crm_cli.tui.widgets.inputs import Line

SIGNS = {"=": N_("is"), "!=": N_("is not"), "~": N_("has in it"), "=none": N_("is empty")}
ORDERED = {">": N_("is more, or later"), "<": N_("is less, or earlier")}
OPERATORS = "=<>~＝＜＞～≤≥≠"
MOST = 40
ANY = N_("field=value  field~part of it")
LIKE = {
    "client": N_("level=A  owner=me  city~lin"),
    "lead": N_("status=New  owner=me  source~fair"),
    "contact": N_("client~valves  name~lin"),
    "opp": N_("owner=me  amount=100k..  close=..30d"),
    "task": N_("due=..today  owner=me"),
    "quote": N_("status=draft  owner=me  total=100k.."),
    "order": N_("status=open  owner=me  total=100k.."),
    "invoice": N_("status=overdue  owner=me"),
    "product": N_("family~meters  name~panel"),
}
"""What a filter may look like, by what is filtered."""


def typed(words: Sequence[str]) -> str:
    """Words as they are typed here: quotes are only wanted around blanks."""
    return " ".join(shlex.quote(word) if set(word) & set(" \t'\"\\") else word for word in words)


class FilterBar(Vertical):
    """Where a filter is typed; ``noun`` says of what. What it became is told after ``pace`` seconds without a key."""

    DEFAULT_CSS = """
    FilterBar { height: auto; max-height: 50%; background: $panel; }
    FilterBar Horizontal { height: 1; padding: 0 1; }
    FilterBar Horizontal Label { width: auto; padding-right: 1; text-style: bold; }
    FilterBar Input { width: 1fr; }
    FilterBar OptionList { display: none; height: auto; max-height: 6; border: none; padding: 0 1; background: $surface; text-wrap: nowrap; text-overflow: ellipsis; }
    FilterBar.-offering OptionList { display: block; }
    FilterBar .filterbar--wrong { display: none; width: 1fr; height: auto; max-height: 2; padding: 0 1; color: $text-error; }
    FilterBar.-wrong .filterbar--wrong { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "walk(1)", show=False),
        Binding("up", "walk(-1)", show=False),
        Binding("tab", "take", show=False),
        Binding("escape", "leave", show=False),
    ]

    class Typed(Message):
        """The filter is another one."""

        def __init__(self, tokens: Sequence[str]) -> None:
            super().__init__()
            self.tokens = tokens

    class Kept(Typed):
        """It shall be this one, and nothing more is typed."""

    class Left(Message):
        """It shall be as it was."""

    def __init__(self, noun: str, tokens: Sequence[str], pace: float = 0) -> None:
        super().__init__()
        self.noun, self.start, self.pace = noun, typed(tokens), pace
        self.seen = self.start
        self.waiting: Timer | None = None
        self.offered: Sequence[tuple[str, str]] = ()
        run = current()
        settings = {"--db": str(run.base), "--lang": run.language, "--user": run.config.get("user").value or ""}
        self.values = Values(Table(), Place(settings))

    def compose(self) -> ComposeResult:
        """What is offered, what is wrong, and the line."""
        offers = OptionList(markup=False, compact=True)
        offers.can_focus = False
        yield offers
        yield Label("", classes="filterbar--wrong", markup=False)
        with Horizontal():
            yield Label("", classes="filterbar--title", markup=False)
            yield Line(self.start, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """Say what it is."""
        self.translated()

    def translated(self) -> None:
        """The same in the language that is spoken now; what is typed stays."""
        self.query_one(".filterbar--title", Label).update(_("Filter"))
        self.input.placeholder = "   ".join((_(LIKE.get(self.noun, ANY)), _("Tab completes, Esc leaves it")))
        if self.offered:
            self.offer(all_of_it=True)
        if self.has_class("-wrong"):
            self.tell()

    @property
    def input(self) -> Input:
        """Where one types."""
        return self.query_one(Input)

    @property
    def tokens(self) -> list[str]:
        """The words of the filter."""
        return [word for word in taken_apart(self.input.value)[0] if word]

    # -- what is typed

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """Tell it, and offer what may follow; the last keystroke wins."""
        event.stop()
        if event.value == self.seen:
            return
        self.seen = event.value
        self.offer()
        if self.waiting:
            self.waiting.stop()
        if self.pace:
            self.waiting = self.set_timer(self.pace, self.tell)
        else:
            self.tell()

    def tell(self) -> None:
        """Tell what is typed; a last word that may yet become the name of a field waits for what follows, or for Enter."""
        self.post_message(self.Typed(self.tokens[:-1] if self.unfinished else self.tokens))

    @property
    def unfinished(self) -> bool:
        """The word one types begins the name of a field."""
        word = taken_apart(self.input.value)[0][-1]
        return bool(word) and not set(word) & set(OPERATORS) and any(value.endswith("=") for value, _said in self.offered)  # fmt: skip

    def wrong(self, text: str = "") -> None:
        """Say what is wrong with it; nothing takes it away."""
        self.query_one(".filterbar--wrong", Label).update(shown(text, lines=True))
        self.set_class(bool(text), "-wrong")

    # -- what is offered

    def offer(self, *, all_of_it: bool = False) -> None:
        """Show what may stand where one types."""
        word = taken_apart(self.input.value)[0][-1]
        try:
            self.offered = list(self.fitting(word))[:MOST] if word or all_of_it else []
        except (CrmError, OSError):  # what is wrong with it is said already
            self.offered = []
        width = max((cells(value) for value, _said in self.offered), default=0)
        lines = [value + " " * (width - cells(value) + 2) + said for value, said in self.offered]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(shown(line)) for line in lines])
        options.highlighted = None
        self.set_class(bool(self.offered), "-offering")

    def fitting(self, word: str) -> Iterator[tuple[str, str]]:
        """What completes a word: an operator after a field, else what a shell would get."""
        try:
            field = None if any(sign in word for sign in OPERATORS) else find_field(self.noun, word, current().workspace)  # fmt: skip
        except CrmError:
            field = None
        if field is not None:
            signs = SIGNS | (ORDERED if KINDS[field.kind].ordered else {})
            yield from ((f"{word}{sign}", _(said)) for sign, said in signs.items())
        for value, said in self.values.of("?", self.noun, word):
            if value not in (word, f"{word}="):
                yield value, " ".join(said.split())

    def action_walk(self, by: int) -> None:
        """Through what is offered; where nothing is, offer what there is."""
        options = self.query_one(OptionList)
        if not self.offered:
            self.offer(all_of_it=True)
        elif options.highlighted is None:
            options.highlighted = 0 if by > 0 else len(self.offered) - 1
        else:
            options.highlighted = (options.highlighted + by) % len(self.offered)

    def action_take(self) -> None:
        """Complete the word: by what is looked at, else by the first."""
        if self.offered:
            self.put(self.query_one(OptionList).highlighted or 0)
        else:
            self.offer(all_of_it=True)

    def put(self, at: int) -> None:
        """That one is meant."""
        *before, _word = taken_apart(self.input.value)[0]
        line = typed([*before, self.offered[at][0]])
        self.input.value = line
        self.input.cursor_position = len(line)

    @on(OptionList.OptionSelected)
    def pointed(self, event: OptionList.OptionSelected) -> None:
        """The same with the mouse."""
        event.stop()
        self.put(event.option_index)
        self.input.focus()

    @on(Input.Submitted)
    def enter(self, event: Input.Submitted) -> None:
        """Take what is looked at; where nothing is, the filter is done."""
        event.stop()
        at = self.query_one(OptionList).highlighted
        if self.offered and at is not None:
            self.put(at)
        else:
            self.post_message(self.Kept(self.tokens))

    def action_leave(self) -> None:
        """It shall be as it was."""
        self.post_message(self.Left())
