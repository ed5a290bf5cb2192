"""Who writes next: of those that wait for a base one stands at the door, so that whoever just wrote is not first again and again.

SQLite lets whoever asks at the right moment in. Of fifty programs that write without a pause on a busy machine, one
writes and the others ask in vain for minutes. The door is a lock on the folder of the base, which leaves no file behind.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic_ns, sleep

try:
    import fcntl
except ImportError:  # Windows: there they only ask
    fcntl = None  # type: ignore[assignment]

__all__ = ["QUEUE", "door", "fcntl", "wait"]
QUEUE = 10
"""How many times longer than for the base itself one waits for one's turn: while the queue moves, nobody is refused."""


def wait(ask: Callable[[], bool], ms: int, pause: int) -> bool:
    """Ask until it is granted or so many milliseconds are over, with uneven pauses of at most ``pause`` milliseconds."""
    until = monotonic_ns() + ms * 1_000_000
    while not (granted := ask()) and monotonic_ns() < until:
        sleep((1 + monotonic_ns() % pause) / 1000)
    return granted


@contextmanager
def door(folder: Path, ms: int) -> Iterator[None]:
    """Stand at the door while inside; when it can't be had in time, or not at all, go on without."""
    try:
        place = os.open(folder, os.O_RDONLY)
    except OSError:  # a folder that cannot be read, or Windows
        yield
        return
    try:
        wait(lambda: _taken(place), ms * QUEUE, 20)
        yield
    finally:
        os.close(place)


def _taken(place: int) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (OSError, AttributeError):  # a disk, or a system, that knows no such locks
        return True
    return True
