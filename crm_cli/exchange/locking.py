"""One at a time: a lock beside the base that the system itself lets go of when its holder dies."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from crm_cli.clock import ticks
from crm_cli.errors import Busy
from crm_cli.i18n import N_

try:
    import fcntl

    def _take(place: int) -> None:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)

except ImportError:  # Windows
    import msvcrt

    def _take(place: int) -> None:
        msvcrt.locking(place, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]


WAIT = 600.0  # seconds that one waits for another
PAUSE = 0.05


@contextmanager
def alone(base: Path, what: str, seconds: float = WAIT) -> Iterator[None]:
    """Only one process is inside for the same base and the same thing; the others wait, and give up after so many seconds."""
    path = base.with_name(f"{base.name}.{what}")
    place = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _within(seconds, lambda: _taken(place)):
            raise Busy(
                N_("another crm is sending for this base since {seconds} s"),
                hint=N_("wait for it, or end it"),
                seconds=int(seconds),
            )
        yield
    finally:
        os.close(place)


def _within(seconds: float, ask: Callable[[], bool]) -> bool:
    until = ticks() + seconds
    while not ask():
        if ticks() >= until:
            return False
        sleep(PAUSE)
    return True


def _taken(place: int) -> bool:
    try:
        _take(place)
    except OSError:
        return False
    return True
