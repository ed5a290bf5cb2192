"""What the program says in passing, in which language, and that it goes on where something of it broke."""

from contextlib import suppress
from io import StringIO
from typing import Any, TypeVar

from rich.text import Text
from textual._context import active_message_pump
from textual.app import App
from textual.events import Event
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from crm_cli import i18n
from crm_cli.context import Run, current
from crm_cli.errors import CrmError, filled, told
from crm_cli.i18n import _
from crm_cli.render.style import shown, wrapped
from crm_cli.tui import unsaved

SECONDS = 5
BRIEF = 3  # seconds for what is read at a glance
LINES, CELLS = 6, 56  # of what is said in passing
LANGUAGES = {"en": "zh_CN", "zh_CN": "en"}
BELOW = 2  # screens that are open when one is seen: the one below all, and the first
ENDED = "_process_messages_loop"
"""The function of Textual in which an error ends what it happened in."""
Result = TypeVar("Result")
OFTEN = 3  # times that the same error is borne on one screen


class Speaking(App[None]):
    """A program that speaks. What it says in passing stands over the last two lines of a screen, and at the top of a dialog, which has its keys below."""

    CSS = """
    Toast { width: auto; max-width: 60; padding: 0 1; margin-top: 0; }
    ToastRack { margin-bottom: 2; }
    ModalScreen ToastRack { dock: top; align: right top; margin: 1 0 0 0; }
    """
    run_of: Run

    def __init__(self) -> None:
        super().__init__()
        self.broken: list[Exception] = []

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Say something in passing."""
        lines = brief(text, max(min(CELLS, self.size.width - 4), 1), bad=bad)
        seconds = BRIEF if len(lines) == 1 and not bad else SECONDS
        self.notify("\n".join(lines), severity="error" if bad else "information", timeout=seconds, markup=False)

    def refuse(self, error: CrmError) -> None:
        """Say what is wrong as the shell would."""
        said = told(error)
        self.tell(f"{said}\n{filled(error.hint, error.values)}" if error.hint else said, bad=True)

    async def action_language(self) -> None:
        """The other language, at once and until the program is left; the setting ``language`` is for good."""
        i18n.bind(LANGUAGES[i18n.language()])
        self.run_of.config.flags["language"] = i18n.language()
        for run in (self.run_of, current()):
            run.__dict__.pop("language", None)
            run.__dict__.pop("renderer", None)
        for screen in self.screen_stack:
            await self.speak_anew(screen)

    async def speak_anew(self, screen: Screen[Any]) -> None:
        """Draw a screen in the language that is spoken now; what was typed stays, and where one was."""
        typed = [one.value for one in screen.query(Input)]
        at = next((at for at, one in enumerate(screen.query(Input)) if one.has_focus), None)
        await screen.recompose()
        fields = list(screen.query(Input))
        if len(fields) == len(typed):
            for one, value in zip(fields, typed, strict=True):
                one.value = value
            if at is not None:
                fields[at].focus()
        if translated := getattr(screen, "translated", None):
            translated()

    # -- what nobody foresaw

    async def run_action(self, *given: Any, **more: Any) -> bool:
        """Do what a key does; where that breaks, the program goes on."""
        try:
            return await super().run_action(*given, **more)
        except CrmError as error:
            self.decline(error)
        except Exception as error:
            self._handle_exception(error)
        return True

    async def _dispatch_message(self, message: Message) -> None:
        """Hear a message; where that breaks, the program hears the next one."""
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Say it in one line, write it to the log, and go on; a screen that cannot is left. What a thread refused is no such error."""
        if isinstance(refused := getattr(error, "error", None), CrmError):
            self.decline(refused)
            return
        first = error.__traceback__
        ends = first is not None and first.tb_frame.f_code.co_name == ENDED
        self.broken.append(error)
        line = self.log_error(error)
        pump = active_message_pump.get(None)
        screen = (
            pump if isinstance(pump, Screen) else pump.screen if isinstance(pump, Widget) and pump.is_attached else None
        )
        again = sum(_place(one) == _place(error) for one in self.broken)
        if not ends and again <= OFTEN:
            self.tell(line, bad=True)
        elif screen in self.screen_stack[BELOW:] and again <= 2 * OFTEN:
            self.tell(line, bad=True)
            self.call_later(self.leave_broken, screen)
        else:
            with suppress(OSError):
                unsaved.keep(self)
            self.exit(return_code=1, message=Text(line))

    def decline(self, error: CrmError) -> None:
        """Say why something cannot be done; a screen whose record is gone says just that, and is left."""
        if not isinstance(self.screen, Steady) or self.screen.stands():
            self.refuse(error)

    async def leave_broken(self, screen: Screen[Any]) -> None:
        """Leave a screen that does not answer any more, and those on top of it."""
        while screen in self.screen_stack[BELOW:]:
            await self.pop_screen()

    def log_error(self, error: Exception) -> str:
        """Write where it happened to the log, and give the line that says so."""
        cause = getattr(error, "error", None) or error  # of a worker, what happened in it
        err = StringIO()
        if self.run_of.failing is None:
            return f"{type(cause).__name__}: {cause}"
        self.run_of.failing(self.run_of.within([], StringIO(), err, StringIO()), cause)
        return err.getvalue().strip()


class Steady(Screen[Result]):
    """A screen that hears the next message where one breaks."""

    def stands(self) -> bool:
        """What it shows is still there; where not, it says so and is left."""
        return True

    async def _dispatch_message(self, message: Message) -> None:
        """Hear a message; where what a widget tells, such as a click, cannot be done, that is no fault."""
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if isinstance(error, CrmError) and not isinstance(message, Event) and isinstance(self.app, Speaking):
                self.app.decline(error)
            else:
                self.app._handle_exception(error)


def brief(text: str, width: int, *, bad: bool = False) -> list[str]:
    """What is said in passing, in a few lines; all of what was done is told elsewhere."""
    lines = [part for line in shown(text, lines=True).splitlines() for part in wrapped(line, width)]
    if len(lines) > LINES:
        lines[LINES - 1 :] = ["…" if bad else _("… all of it: ctrl+o")]
    return lines


def _place(error: BaseException) -> tuple[type, str, int]:
    """Where it happened: the same place breaks at every drawing."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (type(error), trace.tb_frame.f_code.co_name, trace.tb_lineno) if trace else (type(error), "", 0)
