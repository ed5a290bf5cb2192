"""A real terminal for tests: tmux types into the program and reads what stands on its screen."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SECONDS = 60


class Terminal(NamedTuple):
    """One window of a tmux that nobody else has."""

    socket: Path

    def tmux(self, *words: str, given: Mapping[str, str] | None = None) -> str:
        """What tmux answers; it has the settings of nobody."""
        line = ["tmux", "-u", "-S", str(self.socket), "-f", os.devnull, *words]
        return subprocess.run(
            line, check=True, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **(given or {})}
        ).stdout

    def keys(self, *keys: str) -> None:
        """Press keys by their names, one after the other."""
        self.tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text as it stands."""
        self.tmux("send-keys", "-l", text)

    def screen(self) -> str:
        """What stands on it."""
        return self.tmux("capture-pane", "-p")

    def until(self, is_so: Callable[[str], object]) -> str:
        """The screen, once it is so."""
        end = time.monotonic() + SECONDS
        while not is_so(text := self.screen()):
            assert time.monotonic() < end, f"not in {SECONDS} s:\n{text}"
            time.sleep(0.05)
        return text

    def shows(self, *texts: str) -> str:
        """The screen, once all of these stand on it."""
        return self.until(lambda screen: all(text in screen for text in texts))


@contextmanager
def terminal(folder: Path, *words: str, size: tuple[int, int] = (140, 40)) -> Iterator[Terminal]:
    """``crm`` in a terminal of that size, on the base of the environment; gone afterwards. What it ends with stands there then."""
    found = Terminal(folder / "tmux")
    line = f"{shlex.join([sys.executable, '-m', 'crm_cli', *words])}; echo ended with $?; exec sleep 60"
    given = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "SHELL": "/bin/sh", "TERM": "xterm-256color"}
    found.tmux("new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), line, given=given)
    try:
        yield found
    finally:
        found.tmux("kill-server")
