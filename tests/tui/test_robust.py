"""What happens to the program from outside: its terminal goes, it is told to end, it is stopped; another process holds, moves or changes
the base meanwhile. There is a message and never a traceback, and what was typed is not lost."""

import json
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import ROOT, opened, sound

if os.name != "nt":
    import fcntl
    import pty
    import struct
    import termios

Company = Callable[[str], Path]
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminal")
WAIT = 30
CRM = (sys.executable, "-m", "crm_cli")
IN, OUT = "\x1b[?1049h", "\x1b[?1049l"  # the screen of its own, and back


class Terminal:
    """A terminal of ours with the program in it."""

    def __init__(self, *words: str, told: bool = True, program: Sequence[str] = CRM, **environment: str) -> None:
        """``told``: the system tells the program when its terminal goes, since it is that of its session."""
        self.end, theirs = pty.openpty()
        self.resize(80, 24)
        given = {name: value for name, value in os.environ.items() if name != "CRM_NOW"}
        given |= {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environment}
        line = [*program, *words]
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            if told:
                fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
            for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP):
                signal.signal(number, signal.SIG_DFL)  # a run in the background hands down what is ignored
            for stream in (0, 1, 2):
                os.dup2(theirs, stream)
            os.closerange(3, 256)
            os.execvpe(line[0], line, given)
        os.close(theirs)
        self.said = ""
        self.code: int | None = None

    def resize(self, width: int, height: int) -> None:
        """Another size of the window."""
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def read(self, seconds: float) -> bool:
        """What comes within so much time; whether anything came."""
        ready, _, _ = select.select([self.end], [], [], seconds)
        if not ready:
            return False
        try:
            more = os.read(self.end, 65536)
        except OSError:  # the program has gone
            return False
        self.said += more.decode("utf-8", "replace")
        return bool(more)

    def until(self, wanted: str) -> None:
        """Read until this was said."""
        until = time.monotonic() + WAIT
        while wanted not in plain(self.said) and time.monotonic() < until:
            self.read(0.2)
        assert wanted in plain(self.said), plain(self.said)[-2000:]

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.end, keys.encode())

    def ended(self) -> int:
        """The exit code, once it has ended."""
        until = time.monotonic() + WAIT
        while self.code is None and time.monotonic() < until:
            self.read(0.05)
            done, status = os.waitpid(self.child, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
        while self.read(0.05):
            pass
        assert self.code is not None, "it goes on"
        return self.code

    def close(self) -> None:
        """The window is closed."""
        with suppress(OSError):
            os.close(self.end)

    def gone(self) -> int:
        """The exit code of one that has no window any more."""
        until = time.monotonic() + WAIT
        while self.code is None and time.monotonic() < until:
            done, status = os.waitpid(self.child, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        assert self.code is not None, "it goes on"
        return self.code


def plain(said: str) -> str:
    """What is said without the commands to the terminal."""
    return re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b\][^\x07]*\x07", "", said)


@pytest.fixture
def begin() -> Iterator[Callable[..., Terminal]]:
    """Programs in terminals; none outlives the test."""
    begun: list[Terminal] = []

    def opened(*words: str, **more: Any) -> Terminal:
        begun.append(Terminal(*words, **more))
        return begun[-1]

    yield opened
    for one in begun:
        if one.code is None:
            with suppress(ProcessLookupError):
                os.kill(one.child, signal.SIGKILL)
            os.waitpid(one.child, 0)
        one.close()


def whole(base: Path) -> None:
    """The base is whole, and somebody else can write at once."""
    with closing(opened(base).store) as store:
        store.hurry(100)
        store.db.execute("BEGIN IMMEDIATE")
        store.db.execute("ROLLBACK")
    sound(opened(base))


def kept(home: Path) -> list[dict[str, object]]:
    """What was typed and not written yet."""
    [path] = (home / "state" / "crm" / "unsaved").iterdir()
    assert not path.stat().st_mode & 0o077
    found: list[dict[str, object]] = json.loads(path.read_text("utf-8"))["typed"]
    return found


@POSIX
def test_told_to_end_it_gives_the_terminal_back_and_keeps_what_was_typed(
    company: Company, begin: Callable[..., Terminal], home: Path
) -> None:
    base = company("en")
    terminal = begin("tui", "client")
    terminal.until("clients")
    terminal.type("a")
    terminal.until("New client")
    terminal.type("Typed but not written")
    terminal.until("Typed but not written")
    os.kill(terminal.child, signal.SIGTERM)
    assert terminal.ended() == 128 + signal.SIGTERM
    assert terminal.said.rindex(OUT) > terminal.said.rindex(IN)
    assert "Traceback" not in terminal.said
    assert kept(home) == [{"noun": "client", "ref": "", "typed": {"name": "Typed but not written"}}]
    whole(base)
    again = begin("tui", "client")
    again.until("Typed but not written")
    again.until("is here again")
    again.type("\x13")  # ctrl+s
    again.until("added")
    again.type("q")
    assert again.ended() == 0
    with closing(opened(base).store) as store:
        assert store.one("SELECT count(*) FROM clients WHERE name = 'Typed but not written'") == (1,)


@POSIX
@pytest.mark.parametrize("told", [True, False])
def test_without_its_terminal_it_ends_by_itself_and_keeps_what_was_typed(
    company: Company, begin: Callable[..., Terminal], home: Path, told: bool
) -> None:
    base = company("en")
    terminal = begin("tui", "C1", told=told)
    terminal.until("People")
    terminal.type("c")
    terminal.until("What was said?")
    terminal.type("half a sentence")
    terminal.until("half a sentence")
    terminal.close()
    assert terminal.gone() in (129, -signal.SIGHUP)
    [line] = kept(home)
    assert line["argv"] == ["log", "call", "P2", "half a sentence"]
    whole(base)


@POSIX
@pytest.mark.parametrize(
    ("line", "term", "said"),
    [
        ("{crm} tui | cat", "xterm", "crm: a screen needs a terminal. Try: crm board"),
        ("{crm} tui C1 < /dev/null", "xterm", "crm: a screen needs a terminal. Try: crm C1"),
        ("{crm} board --tui", "dumb", "crm: a screen cannot be drawn on this terminal: TERM is dumb. Try: crm board"),
    ],
)
def test_where_no_screen_can_be_drawn_one_line_says_so(
    company: Company, begin: Callable[..., Terminal], line: str, term: str, said: str
) -> None:
    company("en")
    terminal = begin("sh", "-c", line.format(crm=f"{sys.executable} -m crm_cli"), program=(), TERM=term)
    assert terminal.ended() == (0 if "|" in line else 2)
    assert plain(terminal.said).splitlines() == [said]


@POSIX
def test_a_plain_terminal_without_colours_shows_the_same(company: Company, begin: Callable[..., Terminal]) -> None:
    company("en")
    terminal = begin("tui", "client", TERM="xterm", NO_COLOR="1")
    terminal.until("Crossrill Freight")
    terminal.type("q")
    assert terminal.ended() == 0
    assert not re.search(r"\x1b\[[0-9;]*[34]8;[25];", terminal.said)


@POSIX
def test_it_is_stopped_and_goes_on(company: Company, begin: Callable[..., Terminal]) -> None:
    company("en")
    terminal = begin("tui", "client")
    terminal.until("clients")
    os.kill(terminal.child, signal.SIGTSTP)
    assert os.WIFSTOPPED(os.waitpid(terminal.child, os.WUNTRACED)[1])
    while terminal.read(0.2):
        pass
    assert terminal.said.rindex(OUT) > terminal.said.rindex(IN)
    before = len(terminal.said)
    os.kill(terminal.child, signal.SIGCONT)
    until = time.monotonic() + WAIT
    while "clients" not in plain(terminal.said[before:]) and time.monotonic() < until:
        terminal.read(0.2)
    assert IN in terminal.said[before:] and "clients" in plain(terminal.said[before:])
    terminal.type("q")
    assert terminal.ended() == 0
