"""Find anything: as one types, kind by kind, by name, sound, initials, number or ref."""

import time
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input
from textual.worker import get_current_worker

from crm_cli.context import Beside, Run, beside
from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.records.registry import NOUNS
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.telling.found import AT_MOST, SEARCHED, told_of
from crm_cli.telling.words import title_of
from crm_cli.tui import keys
from crm_cli.tui.app import Page
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.inputs import Line
from crm_cli.tui.widgets.sheet import Read, Sheet

PACE = 0.06  # seconds in which nothing is typed, before it is looked for
REF, NAME = 6, 30  # cells


class Hit(NamedTuple):
    """A record that was found: its noun, its ref, what it is called, and what tells it from the next."""

    noun: str
    ref: str
    name: str
    about: str


class Found(NamedTuple):
    """What was found for a text, how many there are of each noun, and what is wrong where it could not be looked for."""

    text: str
    hits: Sequence[Hit]
    counts: Mapping[str, int]
    wrong: CrmError | None = None


class Search(Page):
    """A line to type into, and what it finds."""

    where = "search"
    AUTO_FOCUS = "Input"
    CSS = """
    Search Input { border: none; height: 1; margin: 0 1; padding: 0; }
    Search Input:focus { border: none; }
    Search Sheet { margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("search")

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.begun = text
        self.found = Found("", (), {})

    def compose(self) -> ComposeResult:
        """Head, line, what was found, keys."""
        yield Head()
        yield Line(self.begun, select_on_focus=False)
        yield Sheet(leading=True, focus=False)
        yield Foot("search")

    def on_mount(self) -> None:
        """Begin to type."""
        self.translated()
        self.show(self.found)
        if self.begun:
            self.look_for(self.begun)

    def translated(self) -> None:
        """Say in the language that is spoken now what may be typed."""
        self.query_one(Input).placeholder = _("words, pinyin, initials, a phone, a number, a ref")

    @property
    def sheet(self) -> Sheet:
        """What was found."""
        return self.query_one(Sheet)

    def read(self) -> None:
        """Look for the same again."""
        self.look_for(self.query_one(Input).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for it, unless one goes on typing."""
        self.look_for(event.value, PACE)

    def look_for(self, text: str, pace: float = 0) -> None:
        """Ask beside the screen; what is typed last counts."""
        text, run = text.strip(), self.desk.run_of
        self.begun = text
        if not text:
            self.workers.cancel_group(self, "search")
            self.show(Found("", (), {}))
            return

        def work() -> None:
            worker = get_current_worker()
            time.sleep(pace)
            if worker.is_cancelled:
                return
            found = looked_for(run, text)
            if not worker.is_cancelled:
                self.app.call_from_thread(self.came, found)

        self.run_worker(work, thread=True, exclusive=True, group="search")

    def came(self, found: Found) -> None:
        """Show it, unless something else is typed by now."""
        if self.is_mounted and found.text == self.query_one(Input).value.strip():
            self.show(found)

    def show(self, found: Found) -> None:
        """Show what was found, kind by kind; the cursor stays with its record."""
        here = self.sheet.line.leads if self.sheet.line else ""
        self.found = found
        count = sum(found.counts.values())
        self.query_one(Head).say(_("Search"), _("{n} found").format(n=count) if found.hits else "")
        if found.wrong is not None:
            self.desk.refuse(found.wrong)
        lines = told(found, max(self.app.size.width - 2, 20))
        if found.text and not lines:
            lines = [Read(" " + _("nothing found"), "quiet")]
        self.sheet.show(lines, next((at for at, line in enumerate(lines) if here and line.leads == here), 0))

    def on_resize(self) -> None:
        """Share the other width."""
        if self.is_mounted:
            self.show(self.found)

    # -- what is done

    def action_offer(self, by: int) -> None:
        """The next one, or the one above."""
        self.sheet.move(by)

    def action_offers(self, by: int) -> None:
        """What is seen at once on, or back."""
        self.sheet.page(by)

    def on_input_submitted(self) -> None:
        """Enter opens what is under the cursor."""
        self.action_open()

    def on_sheet_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Open the record; going back leads here, and from here where one was."""
        if self.sheet.line and self.sheet.line.leads:
            self.desk.enter(self.sheet.line.leads)

    async def action_back(self) -> None:
        """Back where one was."""
        await self.desk.action_back()


def looked_for(run: Run, text: str) -> Found:
    """What is found anywhere, read on a base of its own."""
    with beside(inner := Beside(run)):
        try:
            crm = inner.workspace
            records = crm.search(text, list(SEARCHED), AT_MOST)
            about = told_of(records)
            hits = [Hit(one.noun, one.ref, title_of(one), about.get(one.ref, "")) for one in records]
            nouns = list(dict.fromkeys(hit.noun for hit in hits))
            counts = {
                noun: max(crm.finder.count([noun], text), sum(hit.noun == noun for hit in hits)) for noun in nouns
            }
        except CrmError as error:
            return Found(text, (), {}, error)
    return Found(text, hits, counts)


def told(found: Found, width: int) -> list[Read]:
    """The lines: over each kind what it is and how many there are."""
    lines: list[Read] = []
    names = [cells(shown(hit.name)) for hit in found.hits]
    wide = min(max(names, default=0), max(NAME, (width - REF) // 2))
    for noun in dict.fromkeys(hit.noun for hit in found.hits):
        hits = [hit for hit in found.hits if hit.noun == noun]
        count = found.counts.get(noun, len(hits))
        many = str(count) if count == len(hits) else _("{n} of {total}").format(n=len(hits), total=count)
        lines.append(Read(f" {_(NOUNS[noun].title)}  {many}", "title"))
        for hit in hits:
            name = pad(cut(shown(hit.name), wide), wide)
            lines.append(
                Read(
                    f" {pad(hit.ref, REF)} {name}  {cut(shown(hit.about), max(width - REF - wide - 4, 0))}", "", hit.ref
                )
            )
    return lines
