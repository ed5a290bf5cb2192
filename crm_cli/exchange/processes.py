"""Runs a program of the user's with a limit on its time and on what it says, and leaves nothing of it behind."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, NamedTuple

MOST = 64 * 1024  # bytes of what it says that are kept; the rest is read and dropped
BLOCK = 1 << 16
Pipe = IO[bytes] | None
LAST_WORDS = 0.5  # seconds for what it said to arrive when it has ended


class Ran(NamedTuple):
    """How it ended (below zero: by that signal; None: it was ended, being late), and what it said."""

    code: int | None
    out: bytes
    err: bytes


def run(path: Path, given: bytes, *, environment: Mapping[str, str], folder: Path, seconds: float) -> Ran:
    """Start it in a group of its own, give it the bytes, and wait; :class:`OSError` where it cannot be started.

    When it ends or is late its whole group is ended, so that nothing it started holds anybody up.
    """
    process = subprocess.Popen(
        [str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=dict(environment),
        start_new_session=True,
    )  # fmt: skip
    said = bytearray(), bytearray()
    threads = [
        _begun(_feed, process.stdin, given),
        _begun(_listen, process.stdout, said[0]),
        _begun(_listen, process.stderr, said[1]),
    ]
    code: int | None = None
    try:
        code = process.wait(seconds)
        _wait(threads)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _end(process)
        _wait(threads)
    return Ran(code, bytes(said[0]), bytes(said[1]))


def _begun(work: Callable[..., None], *given: object) -> Thread:
    thread = Thread(target=work, args=given, daemon=True)
    thread.start()
    return thread


def _wait(threads: list[Thread]) -> None:
    """For what it said; a grandchild that holds the pipe open is not waited for."""
    for thread in threads:
        thread.join(LAST_WORDS / len(threads))


def _feed(pipe: Pipe, given: bytes) -> None:
    """It need not read all of it, nor any."""
    if pipe:
        with suppress(OSError):
            pipe.write(given)
        with suppress(OSError):
            pipe.close()


def _listen(pipe: Pipe, said: bytearray) -> None:
    if pipe:
        with suppress(OSError), pipe:
            while block := os.read(pipe.fileno(), BLOCK):
                said += block[: MOST - len(said)]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and whatever of its group is left."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(LAST_WORDS)
