"""What a key does, and the characters a Chinese input method writes where it stands."""

from collections.abc import Iterator
from typing import NamedTuple

EVERYWHERE = "everywhere"
# What a Chinese input method writes where the key stands, beside the full-width character.
TWINS = {"<": "《", ">": "》", "?": "？", "/": "、", "[": "【", "]": "】", ":": "：", "$": "￥", ".": "。"}
FULL_WIDTH = 0xFEE0
WAYS = {"1": "on", "-1": "back", "0": "first"}
QUOTES = "'\""


class Key(NamedTuple):
    """What a key does: the action (also its name in the settings), the keys, what it is told as, on which screen, and what the footer
    says of it; where that is nothing, only help names it. ``drawn`` are the keys as the footer draws them, where it is not the first alone.

    ``keys`` are parted by blanks. A key of one character answers also to its twins, those that a Chinese input method writes.
    """

    action: str
    keys: str
    label: str
    where: str = EVERYWHERE
    footer: str = ""
    drawn: str = ""

    @property
    def name(self) -> str:
        """By which the settings know it: ``board.move_on``, ``list.row_back``, ``everywhere.go_board``."""
        action, _bracket, given = self.action.removesuffix(")").partition("(")
        if not given:
            said = action
        elif action == "end":
            said = "last" if int(given) > 0 else "first"
        else:
            said = f"{action}_{WAYS.get(given, given.strip(QUOTES))}"
        return f"{self.where}.{said}"

    @property
    def shown(self) -> str:
        """Its key as the footer draws it."""
        return self.drawn or self.first

    @property
    def first(self) -> str:
        """The first of its keys, as it is drawn."""
        return DRAWN.get(first := self.keys.split()[0], first)

    def all(self) -> Iterator[str]:
        """Every key that does it."""
        for key in self.keys.split():
            yield key
            yield from twins(key)

    @property
    def bound(self) -> str:
        """The same as Textual takes them: with commas between them."""
        return ",".join("comma" if key == "," else key for key in self.all())


DRAWN = {
    "left": "←", "right": "→", "up": "↑", "down": "↓", "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "shift+tab": "Shift+Tab",
    "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "delete": "Del", "backspace": "Backspace",
}  # fmt: skip


def twins(key: str) -> Iterator[str]:
    """The characters that stand for a key while a Chinese input method is on."""
    if len(key) == 1:
        yield chr(ord(key) + FULL_WIDTH)
        if key in TWINS and TWINS[key] != chr(ord(key) + FULL_WIDTH):
            yield TWINS[key]
