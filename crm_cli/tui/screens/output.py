"""What a line of crm printed, on a page that scrolls."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import get_current_worker

from crm_cli.i18n import _
from crm_cli.records.patterns import pattern
from crm_cli.records.registry import CODES
from crm_cli.records.shell import as_line
from crm_cli.tui import keys
from crm_cli.tui.apart import answered
from crm_cli.tui.app import Page
from crm_cli.tui.lines import PAINT, Said
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.sheet import Read, Sheet

REFS = pattern(r"(?<![A-Za-z0-9-])([A-Z]{1,2})[0-9]+[A-Z]{0,2}(?![A-Za-z0-9-])")
ASIDE = 8  # cells
NEAR = 6  # lines from the first, among which one begins at that which leads somewhere


class Output(Page):
    """What came of a line. It is not run again by itself: it may have written something."""

    where = "output"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("output")

    def __init__(self, argv: Sequence[str], said: Said | None = None, *, wrote: bool = False) -> None:
        super().__init__()
        self.argv, self.said, self.wrote = list(argv), said, wrote

    def compose(self) -> ComposeResult:
        """Head, text, keys."""
        yield Head()
        yield Sheet()
        yield Foot("output")

    @property
    def sheet(self) -> Sheet:
        """The text."""
        return self.query_one(Sheet)

    def on_mount(self) -> None:
        """Show what is there, or ask for it."""
        self.sheet.focus()
        if self.said is None:
            self.action_repeat()
        else:
            self.tell()

    def read(self) -> None:
        """In the other language the head says the same."""
        if self.said is not None:
            self.tell()

    def tell(self) -> None:
        """Show what it printed, then what it said beside that."""
        said = self.said
        assert said is not None  # noqa: S101 - who calls has asked
        self.query_one(Head).say(
            as_line(["crm", *self.argv]), _("code {code}").format(code=said.code) if said.code else ""
        )
        printed = (
            [Read(line, leads=led(line)) for line in said.out.rstrip("\n").split("\n")] if said.out.strip() else []
        )
        beside = [Read(line, "quiet" if said.done else "bad", led(line)) for line in said.text.split("\n") if line]
        gap = [Read("")] if printed and beside else []
        first = next((at for at, line in enumerate(printed[:NEAR]) if line.leads), 0)
        self.sheet.show([*printed, *gap, *beside] or [Read(_("it said nothing"), "quiet")], self.sheet.at or first)

    # -- what is done

    def action_line(self, by: int) -> None:
        """A line on, or back."""
        self.sheet.move(by)

    def action_page(self, by: int) -> None:
        """What is seen at once on, or back."""
        self.sheet.page(by)

    def action_end(self, by: int) -> None:
        """The first line, or the last."""
        self.sheet.look(by * len(self.sheet.lines))

    def action_aside(self, by: int) -> None:
        """To the right, or back."""
        self.sheet.aside(by * ASIDE)

    def on_sheet_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Open the record that the line names."""
        if self.sheet.line and self.sheet.line.leads:
            self.desk.enter(self.sheet.line.leads)

    def action_repeat(self) -> None:
        """Run it again; where something was written only by its line."""
        if self.wrote:
            self.action_change()
            return
        self.query_one(Head).say(as_line(["crm", *self.argv]), "…")
        width, run = max(self.app.size.width - 2, 20), self.desk.run_of

        def work() -> None:
            worker = get_current_worker()
            said = answered(run, self.argv, width)
            if not worker.is_cancelled:
                self.app.call_from_thread(self.came, said)

        self.run_worker(work, thread=True, exclusive=True, group="output")

    def came(self, said: Said) -> None:
        """It is done."""
        self.said = said
        if self.is_mounted:
            self.tell()

    def action_change(self) -> None:
        """Change the line, and run it."""
        self.desk.action_command(as_line(self.argv))


def led(line: str) -> str:
    """The first ref in a line; nothing where there is none."""
    return next((found[0] for found in REFS.finditer(PAINT.sub("", line)) if found[1] in CODES), "")
