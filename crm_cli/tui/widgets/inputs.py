"""Where one types: what stands there is kept as it is, and drawn with nothing hidden in it; what is pasted brings no commands for the terminal."""

import re
from typing import Any

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.widgets import Input, TextArea

from crm_cli.records.patterns import pattern
from crm_cli.render.style import HIDDEN

ENTER, DELETE, UNSEEN = "⏎", "␡", "␦"
# Sequences that colour text, move the cursor or set a title, as they come along with what is copied from a terminal; then whatever
# else is no character, but for tabs and the ends of lines.
COMMANDS = pattern(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
SPACES = pattern(r"\s*[\r\n\t\u2028\u2029]+\s*")


def seen(text: str) -> str:
    """The text as it is drawn where one types: a sign for each character that is hidden, so that the cursor stands where it is."""
    return text if text.isprintable() else HIDDEN.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < ord(" "):
        return ENTER if found[0] == "\n" else chr(0x2400 + code)
    return DELETE if found[0] == "\x7f" else UNSEEN


def pasted(text: str) -> str:
    """What is pasted, without what would command a terminal."""
    return COMMANDS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Line(Input):
    """One line of text, of which nothing is taken for a command."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.begun = self.value

    @property
    def typed(self) -> str:
        """What somebody typed here; nothing where it is as it began."""
        return self.value if self.value != self.begun else ""

    @property
    def _value(self) -> Text:
        return Text(seen(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(seen(self.value[:position]))

    def _on_paste(self, event: events.Paste) -> None:
        event.text = SPACES.sub(" ", pasted(event.text)).strip()


class Lines(TextArea):
    """Several lines of text; Tab goes on."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.begun = self.text

    @property
    def typed(self) -> str:
        """The same as of one line."""
        return self.text if self.text != self.begun else ""

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn."""
        parts = self.document.get_line(line_index).split("\t")
        return Text("\t".join(map(seen, parts)), end="", no_wrap=True)

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = pasted(event.text)
