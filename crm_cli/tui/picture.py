"""What stands on the terminal before the program is there: it takes long to load, and what is to be seen first is read in a fraction of that."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from crm_cli.context import current

LEAST = (20, 10)  # cells and lines under which nothing is drawn ahead
ENTER, LEAVE, PLAIN = "\x1b[?1049h\x1b[?25l\x1b[H", "\x1b[?1049l\x1b[?25h", "\x1b[0m"
BOLD = "\x1b[1m"


@contextmanager
def held(lines: Sequence[str], taken: Callable[[], bool]) -> Iterator[None]:
    """Show these lines, keep what is typed until the program reads it, and leave the terminal as it was unless the program has taken it over."""
    err = current().err
    with _silent():
        try:
            err.write(ENTER + "\r\n".join(lines))
            err.flush()
            yield
        finally:
            if not taken():
                err.write(LEAVE)
                err.flush()


def size() -> tuple[int, int] | None:
    """How large the terminal is, where something can be drawn on it at any place."""
    if os.name == "nt" or os.environ.get("TERM", "dumb") == "dumb" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    with suppress(OSError, ValueError):
        width, height = os.get_terminal_size(current().err.fileno())
        return (width, height) if width >= LEAST[0] and height >= LEAST[1] else None
    return None


@contextmanager
def _silent() -> Iterator[None]:
    """What is typed meanwhile is not written over the picture."""
    import termios  # Windows has none

    keyboard = sys.__stdin__.fileno() if sys.__stdin__ else -1
    try:
        before = termios.tcgetattr(keyboard)
    except termios.error:
        yield
        return
    quiet = [*before[:3], before[3] & ~termios.ECHO & ~termios.ICANON, *before[4:]]
    try:
        termios.tcsetattr(keyboard, termios.TCSANOW, quiet)
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSANOW, before)
