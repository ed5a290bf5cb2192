"""Lets output survive a stdout that is not UTF-8: a lookalike where there is one, else a backslash escape."""

import codecs
import io
from typing import TextIO

# Lookalikes keep prices and charts readable; then come backslash escapes, as they can be read back and `?` cannot.
HANDLER = "guanxi.lookalike"
_SPARKS = zip("▁▂▃▄▅▆▇█", "_.:-=+*#", strict=True)
LOOKALIKES: dict[str, tuple[str, ...]] = {
    "¥": ("￥", "Y"),
    "£": ("￡", "GBP "),
    "€": ("EUR ",),
    "…": ("~",),
    "⏎": ("\\n",),
    "␡": ("^?",),
    "⟨": ("<",),
    "⟩": (">",),
    "→": ("->",),
    "·": ("-",),
    "–": ("-",),
    "—": ("-",),
    "‘": ("'",),
    "’": ("'",),
    "“": ('"',),
    "”": ('"',),
    "、": (", ",),
    "▏": ("|",),
    "\u00a0": (" ",),
    "\u202f": (" ",),
    **{chr(0x2400 + code): ("^" + chr(0x40 + code),) for code in range(0x20)},
    **{spark: (plain,) for spark, plain in _SPARKS},
}


def survive(stream: TextIO) -> None:
    """Make a stream never fail over a character its encoding does not have."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=HANDLER)


def exact(stream: TextIO) -> None:
    """Make a stream carry a machine format as promised: UTF-8, ``\\n`` line ends, on every system."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors=HANDLER, newline="\n")


def is_unicode(encoding: str) -> bool:
    """Whether an encoding has every character."""
    return encoding.lower().startswith(("utf", "gb18030"))


def fitted(text: str, encoding: str) -> str:
    """The text as it will come out of a stream of that encoding, so that its width can be counted before."""
    if encoding == "utf-8" or text.isascii() or is_unicode(encoding):
        return text
    return text.encode(encoding, HANDLER).decode(encoding)


def _lookalike(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_replacement(char, error.encoding) for char in bad), error.end


def _replacement(char: str, encoding: str) -> str:
    for choice in LOOKALIKES.get(char, ()):
        try:
            choice.encode(encoding)
        except UnicodeEncodeError:
            continue
        return choice
    return char.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error(HANDLER, _lookalike)
