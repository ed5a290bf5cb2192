"""What text looks like on a terminal: hidden characters made visible, width in cells, colour by hand."""

import os
import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

from crm_cli.records.patterns import pattern

_PICTURE = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"  # arrows, signs, emoji, tones of skin
# Every character that can move the cursor, reorder or hide text. To Python none is printable: see the fast path. What joins
# pictures to one (a family, a profession) hides nothing.
HIDDEN = pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    f"\ud800-\udfff\U000e0000-\U000e007f]|(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"
)
_TONE = "\U0001f3fb-\U0001f3ff"
_JOINING = pattern(f"[\u200d\ufe0f{_TONE}]")
_ONE = f"[{_PICTURE}][{_TONE}]?\ufe0f?"
_DRAWN = pattern(f"{_ONE}(?:\u200d{_ONE})*|[0-9#*]\ufe0f\u20e3|.", re.DOTALL)  # the last but one are keycaps
ELLIPSIS = "…"
SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"  # Arabic and Syriac ones, which are seen though they format
# A word, or one character of a script without spaces, with the closing punctuation that may not start a line.
PIECES = pattern(
    r"\s+|[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef][、。，；：！？）》」”…]*|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+"
)


def shown(text: str, lines: bool = False) -> str:
    """The text with nothing hidden in it: ``␛`` ``⟨202E⟩``, and ``⏎`` for a new line unless ``lines`` keeps them.

    Data is stored as given; this is the only place that makes it fit to be seen, and twice does no more than once.
    """
    if not text.isprintable() and not (lines and text.replace("\n", "").isprintable()):
        text = HIDDEN.sub(_keep_lines if lines else _visible, text.replace("\r\n", "\n"))
    return _JOINING.sub("", text) if _apart and not text.isascii() else text


_apart = False


def take_apart(wanted: bool) -> None:
    """From now on pictures are not joined to one and have no tones, or are again: a screen that is drawn cell by cell may cut between
    them, and terminals do not agree on how wide they are."""
    global _apart
    _apart = wanted


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x0A:
        return "⏎"
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨{code:04X}⟩"


def _keep_lines(match: re.Match[str]) -> str:
    return match[0] if match[0] in "\n\t" else _visible(match)


class _Widths(dict[str, int]):
    """The cells of each character, found out once."""

    def __missing__(self, char: str) -> int:
        kind = unicodedata.category(char)
        if kind in ("Mn", "Me") or (kind == "Cf" and char not in SIGNS) or "\u1160" <= char <= "\u11ff":
            width = 0
        else:
            width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        self[char] = width
        return width


_WIDTHS = _Widths()


def cells(text: str) -> int:
    """How many cells of a terminal the text takes: two for 中, none for a combining accent, two for 👩‍👧."""
    if text.isascii():
        return len(text)
    if _JOINING.search(text):
        return sum(width for _piece, width in _drawn(text))
    return sum(map(_WIDTHS.__getitem__, text))


def _drawn(text: str) -> Iterator[tuple[str, int]]:
    """What is drawn as one, with its cells: a character, or pictures that are joined, which take the place of one."""
    for match in _DRAWN.finditer(text):
        piece = match[0]
        yield piece, 2 if len(piece) > 1 else _WIDTHS[piece]


def cut(text: str, width: int) -> str:
    """The text in at most ``width`` cells, ending in ``…`` where something was left off."""
    if cells(text) <= width:
        return text
    if width < 1:
        return ""
    room, kept = width - 1, 0
    for piece, taken in _drawn(text):
        room -= taken
        if room < 0:
            return text[:kept].rstrip() + ELLIPSIS
        kept += len(piece)
    return text


def pad(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """The text filled with spaces to ``width`` cells; a longer one is left whole."""
    space = " " * (width - cells(text))
    return space + text if align == "right" else text + space


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most that many cells; only a word that is longer than a line is broken."""
    lines, line = [], ""
    for piece in _no_longer(text, width):
        if line and cells(line) + cells(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def longest(text: str) -> int:
    """The cells of its longest word."""
    return max((cells(piece.strip()) for piece in PIECES.findall(text)), default=0)


def _no_longer(text: str, width: int) -> Iterator[str]:
    """Its words, a longer one in parts."""
    for piece in PIECES.findall(text):
        if cells(piece) <= width or piece.isspace():
            yield piece
            continue
        part, room = "", width
        for drawn, taken in _drawn(piece):
            if taken > room and part:
                yield part
                part, room = "", width
            part, room = part + drawn, room - taken
        yield part


class Painted(str):
    """Text that was cleaned and coloured by :class:`Paint`, to be written as it is."""


class Paint:
    """Colour, or none: the same calls either way, and what comes in is always cleaned."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def bold(self, text: str) -> Painted:
        """A title."""
        return self._in("1", text)

    def dim(self, text: str) -> Painted:
        """A label, a header: what the eye may skip."""
        return self._in("2", text)

    def accent(self, text: str) -> Painted:
        """The one accent, for refs and what is chosen."""
        return self._in("36", text)

    def warn(self, text: str) -> Painted:
        """Something to look at; the words must say so too."""
        return self._in("33", text)

    def bad(self, text: str) -> Painted:
        """Overdue, lost, refused; the words must say so too."""
        return self._in("31", text)

    def _in(self, code: str, text: str) -> Painted:
        clean = shown(text, lines=True)
        return Painted(f"\x1b[{code}m{clean}\x1b[0m" if self.on and clean else clean)


def wants_colour(terminal: bool) -> bool:
    """Whether to colour: ``NO_COLOR`` says no, then ``FORCE_COLOR`` yes, else any terminal that is not ``dumb``."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"
