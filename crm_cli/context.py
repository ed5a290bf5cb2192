"""What one run shares: settings, language, clock, renderer, workspace, each opened when it is first asked for."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from crm_cli import config
from crm_cli.clock import Clock
from crm_cli.config import Config
from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_
from crm_cli.render.encoding import survive
from crm_cli.render.style import wants_colour

if TYPE_CHECKING:
    from crm_cli.render.renderer import Renderer
    from crm_cli.workspace import Workspace

WITH_VALUE = ("--db", "--user", "--lang", "--库", "--用户", "--语言")


class Run:
    """One run of the program; ``argv`` is what was typed after ``crm``, ``command`` what the log will say was done."""

    def __init__(
        self,
        argv: Sequence[str] = (),
        *,
        out: TextIO | None = None,
        err: TextIO | None = None,
        stdin: TextIO | None = None,
    ) -> None:
        self.argv = tuple(argv)
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self.stdin = stdin or sys.stdin
        self.command = "crm"
        self.quiet = False
        self.no_input = bool(os.environ.get("CRM_NO_INPUT"))
        self.no_colour = False
        self.create = False
        self.opened: Callable[[Workspace], None] | None = None  # what the door does with a base that was opened
        self.answering: Callable[[Run, Sequence[str]], int] | None = None  # how the door answers a line
        self.failing: Callable[[Run, Exception], int] | None = None  # how it says and logs what nobody foresaw
        self.refused: CrmError | None = None  # why the line was not done
        self.leads: list[Any] | None = None  # of a line typed on the screens: the screen it leads to, and on what
        before = leading(argv)[0]
        lang = option(before, "--语言") or option(before, "--lang")
        self.config = Config({"language": lang} if lang else {})

    @cached_property
    def language(self) -> str:
        """``en`` or ``zh_CN``: as set, else as the system speaks."""
        chosen = self._readable("language")
        system = next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(name))), "")
        return chosen or config.spoken(system) or "en"

    @cached_property
    def clock(self) -> Clock:
        """The machine's clock, or the moment of CRM_NOW, in the user's zone."""
        name = self.config.get("timezone").value
        zone = None
        if name:
            from zoneinfo import ZoneInfo  # only where a zone is set

            zone = ZoneInfo(name)
        return Clock(_moment(os.environ.get("CRM_NOW")), zone)

    @property
    def terminal(self) -> bool:
        """The output is read on a screen."""
        return self.out.isatty()

    @property
    def interactive(self) -> bool:
        """There is somebody to ask, be it that stdin is a pipe."""
        return not self.no_input and self.err.isatty()

    def ask(self, question: str) -> str | None:
        """What is typed in answer; None where there is nobody to ask. The question goes to stderr."""
        if not self.interactive:
            return None
        self.err.write(question + " ")
        self.err.flush()
        if self.stdin.isatty():
            return self._answer(self.stdin.readline())
        try:
            with open("CON" if os.name == "nt" else "/dev/tty", encoding="utf-8") as keyboard:  # noqa: PTH123 - a device
                return self._answer(keyboard.readline())
        except OSError:  # a terminal to write to and none to read from
            return None

    def _answer(self, line: str) -> str | None:
        """What was typed; None where the keyboard says no more (Ctrl-D), which is no Enter."""
        if not line:
            self.err.write("\n")
            return None
        return line.strip()

    @cached_property
    def colour(self) -> bool:
        """Colour is wanted: --no-color says no, then the setting speaks, then the environment and the terminal."""
        setting = "never" if self.no_colour else self._readable("colour") or "auto"
        return setting == "always" if setting != "auto" else wants_colour(self.terminal)

    @property
    def json(self) -> bool:
        """What is said goes to a program: ``--json`` stands somewhere on the line."""
        return "--json" in self.argv or "--format=json" in self.argv

    @cached_property
    def renderer(self) -> "Renderer":
        """Shows records and says what was done."""
        from crm_cli.render.renderer import Renderer  # help and completion print without it

        if self.terminal and (pager := self.config.get("pager").value):
            os.environ["CRM_PAGER"] = pager
        return Renderer(
            self.out, self.err, language=self.language, clock=self.clock, colour=self.colour, quiet=self.quiet
        )

    @property
    def bare_renderer(self) -> "Renderer":
        """For saying that the settings themselves are wrong: it asks for none but the language."""
        from crm_cli.render.renderer import Renderer  # see above

        return Renderer(self.out, self.err, language=self.language, clock=Clock(), quiet=self.quiet)

    @property
    def base(self) -> Path:
        """The file with the clients."""
        return Path(str(self.config.get("base").value))

    @cached_property
    def workspace(self) -> "Workspace":
        """The base, opened for this user."""
        from crm_cli.workspace import open_workspace  # help and settings open no base

        user = self.config.get("user").value
        found = open_workspace(
            self.base, clock=self.clock, user=user, login=login(), command=self.command, create=self.create
        )
        found.own_views, found.machine = self.config.group("view"), machine
        self.renderer.currency, self.renderer.paper = found.currency, found.country.paper
        if self.opened:
            self.opened(found)
        return found

    def reopen(self) -> None:
        """Go on with the file that stands now where the base was opened."""
        before = self.__dict__.pop("workspace")
        try:
            self.workspace.store.hurry(before.store.patience)
        except BaseException:
            self.__dict__["workspace"] = before
            raise
        before.store.close()

    def _readable(self, name: str) -> str | None:
        """A setting that help needs too, which comes even when the settings are wrong; the root refuses those later."""
        try:
            return self.config.get(name).value
        except CrmError:
            return None

    def within(self, argv: Sequence[str], out: TextIO, err: TextIO, stdin: TextIO) -> "Run":
        """The run of another line inside this one: the same base, settings and clock; nobody to ask, and its words go where they are told."""
        return Inner(self, argv, out, err, stdin)

    def close(self) -> None:
        """Close what was opened."""
        if "workspace" in self.__dict__:
            self.workspace.store.close()


class Inner(Run):
    """A line that is run inside another run, on the base which that one holds open."""

    def __init__(self, outer: Run, argv: Sequence[str], out: TextIO, err: TextIO, stdin: TextIO) -> None:
        super().__init__(argv, out=out, err=err, stdin=stdin)
        self.outer, self.config, self.answering = outer, outer.config, outer.answering
        self.no_input = self.no_colour = True

    @cached_property
    def clock(self) -> Clock:
        """That of the run it is in."""
        return self.outer.clock

    @property
    def workspace(self) -> "Workspace":
        """The base of the run it is in, whose log then says what this line is."""
        found = self.outer.workspace
        found.command = self.command
        return found

    def close(self) -> None:
        """What is open is not its own."""


class Beside(Run):
    """A line that is run in a thread while another run goes on: it opens the base for itself, asks nobody, and what it prints is for a screen so wide."""

    def __init__(self, outer: Run, argv: Sequence[str] = (), width: int = 80) -> None:
        self.printed, self.told = StringIO(), StringIO()
        super().__init__(argv, out=self.printed, err=self.told, stdin=StringIO())
        self.config, self.answering, self.failing = outer.config, outer.answering, outer.failing
        self.no_input, self.outer, self.width = True, outer, width

    @cached_property
    def clock(self) -> Clock:
        """That of the run beside which it is."""
        return self.outer.clock

    @property
    def terminal(self) -> bool:
        """Somebody reads it on a screen."""
        return True

    @cached_property
    def renderer(self) -> "Renderer":
        """Shows everything at once: the screen scrolls it."""
        from crm_cli.render.renderer import Renderer  # see above

        return Renderer(
            self.out, self.err, language=self.language, clock=self.clock, terminal=True, width=self.width, colour=self.colour,
            quiet=self.quiet, pager=False,
        )  # fmt: skip


_current: list[Run] = []
_beside: ContextVar[Run] = ContextVar("beside")


def current() -> Run:
    """The run of this process, or of the thread beside it."""
    return _beside.get(None) or _current[0]


def begin(run: Run) -> Run:
    """Make it the run of this process, whose streams then carry any character."""
    survive(run.out)
    survive(run.err)
    if _beside.get(None):
        _beside.set(run)
    else:
        _current[:] = [run]
    return run


@contextmanager
def beside(run: Run) -> Iterator[Run]:
    """Make it the run of this thread alone, and close its base at the end."""
    before = _beside.set(run)
    try:
        yield run
    finally:
        _beside.reset(before)
        run.close()


def machine() -> str:
    """The name of this machine in its network."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def login() -> str:
    """The user's name on this machine; a service may have it in no variable."""
    if found := next((name for name in map(os.environ.get, ("LOGNAME", "USER", "USERNAME")) if name), ""):
        return found
    try:
        import pwd  # only where no variable says it; Windows has none
    except ImportError:
        return ""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""


def leading(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """The options before the command, and the rest."""
    at = 0
    while at < len(argv) and argv[at].startswith("-"):
        at += 2 if argv[at] in WITH_VALUE else 1
    return list(argv[:at]), list(argv[at:])


def option(argv: Sequence[str], name: str) -> str | None:
    """The last value an option has among these arguments."""
    found = None
    for at, argument in enumerate(argv):
        if argument == name:
            found = next(iter(argv[at + 1 : at + 2]), None)
        elif argument.startswith(f"{name}="):
            found = argument.partition("=")[2]
    return found


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(N_("CRM_NOW is not a moment: “{text}”"), hint="CRM_NOW=2026-11-22T09:00", text=text) from None
