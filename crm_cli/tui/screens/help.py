"""What the keys do here and everywhere, how they are called in the settings, and the pages of help."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label

from crm_cli.completion.table import Table
from crm_cli.i18n import N_, _
from crm_cli.records.patterns import pattern
from crm_cli.render.style import cells, cut, pad
from crm_cli.tui import keys
from crm_cli.tui.app import desk_of
from crm_cli.tui.keytable.key import DRAWN, EVERYWHERE, Key
from crm_cli.tui.widgets.sheet import Read, Sheet

WIDE = 100  # cells, at most
NAMED = 120  # cells of the screen from which the names of the keys in the settings are told too
FRAME = 5  # cells: borders, gaps, the bar
FUNCTION = pattern("f[0-9]+")
SPACE = N_("Space")
QUIET, PLAIN = "\x1b[2m", "\x1b[0m"


class Help(ModalScreen[None]):
    """All keys of a screen, and the pages of ``crm help``."""

    where = "help"
    CSS = f"""
    Help {{ align: center middle; }}
    Help Vertical {{ width: {WIDE}; max-width: 96%; height: auto; max-height: 96%; border: round $primary; padding: 0 1; background: $surface; }}
    Help Sheet {{ height: auto; max-height: 100%; background: $surface; }}
    Help Label {{ width: 1fr; color: $text-muted; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("help")

    def __init__(self, where: str) -> None:
        super().__init__()
        self.of = where

    def compose(self) -> ComposeResult:
        """The table."""
        with Vertical():
            yield Sheet()
            yield Label(_("Enter opens a page of help; Esc leaves"), markup=False)

    def on_mount(self) -> None:
        """Show it."""
        self.translated()

    def translated(self) -> None:
        """In the language that is spoken now."""
        width = min(WIDE, self.app.size.width * 96 // 100) - FRAME
        sheet = self.query_one(Sheet)
        sheet.show(told(self.of, width, named=self.app.size.width >= NAMED))
        sheet.styles.max_height = max(self.app.size.height * 96 // 100 - 3, 1)
        sheet.focus()

    def action_line(self, by: int) -> None:
        """A line on, or back."""
        self.query_one(Sheet).move(by)

    def action_page(self, by: int) -> None:
        """What is seen at once on, or back."""
        self.query_one(Sheet).page(by)

    def action_end(self, by: int) -> None:
        """The first line, or the last."""
        sheet = self.query_one(Sheet)
        sheet.look(by * len(sheet.lines))

    def on_sheet_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Read the page of help under the cursor."""
        if (line := self.query_one(Sheet).line) and line.leads:
            desk_of(self).show_output(["help", line.leads])

    def action_leave(self) -> None:
        """Back."""
        self.dismiss()


def told(where: str, width: int, *, named: bool) -> list[Read]:
    """The keys of the screen, those that are everywhere, and the pages of help."""
    lines: list[Read] = []
    parts = [where] if where in keys.ALONE else [where, EVERYWHERE]
    for part in dict.fromkeys(one for one in parts if keys.of(one)):
        lines += [
            Read(_("Keys everywhere") if part == EVERYWHERE else _("Keys here"), "title"),
            *rows(keys.of(part), width, named=named),
            Read(""),
        ]
    lines[-1:] = [Read(_("With a Chinese input method on, the same keys do the same"), "quiet"), Read("")]
    lines.append(Read(_("Pages of help"), "title"))
    lines += [Read(f"crm help {name}", "", name) for name, *_more in Table().having("T")]
    return lines


def rows(some: list[Key], width: int, *, named: bool) -> list[Read]:
    """A line for each key: the keys, what they do, and, ``named``, its name for ``crm config set key.…``."""
    wide = max(cells(_told(key)) for key in some)
    names = max(cells(key.name) for key in some) + 2 if named else 0
    room = width - wide - 2 - names
    found = []
    for key in some:
        line = f"{pad(_told(key), wide)}  {pad(cut(_(key.label), room), room)}"
        found.append(Read(f"{line}  {QUIET}{key.name}{PLAIN}" if named else line.rstrip()))
    return found


def _told(key: Key) -> str:
    """``↓ j``: the keys as they are written on the keyboard."""
    return "  ".join(_drawn(one) for one in key.keys.split())


def _drawn(key: str) -> str:
    if key == "space":
        return _(SPACE)
    plain = DRAWN.get(key, key)
    return plain.upper() if FUNCTION.fullmatch(plain) else plain
