"""``crm call listen``: follows a telephone exchange by the events its bridge writes, until these end or somebody stops it."""

import os
import select
import signal
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from crm_cli.agenda.calls import Call
from crm_cli.commands import popup
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import Json, Quiet
from crm_cli.context import Run, current
from crm_cli.errors import Busy, CrmError, Failure, Invalid, told
from crm_cli.exchange import listening
from crm_cli.exchange.listening import Listener, Over, Rung, Wrong
from crm_cli.exchange.pbx import Event
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.activities import DIRECTIONS, OUTCOMES
from crm_cli.render.data import json_text
from crm_cli.telling.words import called, refs_line

BLOCK = 64 << 10
LEFT = 64  # blocks that are still read when it is to stop
LEFT_OPEN = "left"  # what an answer calls a call of which nobody said the end
MINUTE = 60
Read = Callable[[], bytes]


def listen(
    fifo: Annotated[
        str | None, Option("--fifo", metavar="FILE", help=N_("Read a named pipe, which is made; else stdin"))
    ] = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Follow a telephone exchange: lines of JSON, one event each, from whatever bridge there is.

    A ring shows who it is; the end of a call writes the call down, once, however often it is told; who was missed is to be rung
    back by the owner, until somebody speaks to them. A line that cannot be read is counted and told, and never ends it; Ctrl+C
    does. With --json every event is answered by a line of JSON when it is safe on disk. docs/calls.md has the format.

    Example:
      pbx-bridge | crm call listen
      crm call listen --fifo /run/pbx/events --json
    """
    run = current()
    with Stop() as stop, reading(run, fifo, stop) as read:
        desk = Desk(run, stop, json)
        with suppress(KeyboardInterrupt):  # where signals come as such
            while block := read():
                desk.take(block)
        desk.end()


class Stop:
    """Whether somebody wants it to end; asked between two blocks, so that no event is lost half way."""

    def __init__(self) -> None:
        self.asked = False
        self.blocks = 0
        self.ear, self._mouth = os.pipe()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Stop":
        for number in (signal.SIGINT, signal.SIGTERM) if os.name == "posix" else ():
            with suppress(ValueError):  # only the first thread of a program hears signals
                self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(self, *_error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self.ear)
        os.close(self._mouth)

    def _hear(self, _number: int, _frame: object) -> None:
        if not self.asked:
            self.asked = True
            os.write(self._mouth, b".")

    def is_enough(self, ready: bool) -> bool:
        """To stop now: what had come before is read, but nobody can go on for ever by writing."""
        self.blocks += self.asked
        return self.asked and (not ready or self.blocks > LEFT)


@contextmanager
def reading(run: Run, fifo: str | None, stop: Stop) -> Iterator[Read]:
    """What gives the next block; nothing at the end, or when it is to stop."""
    if fifo is None:
        try:
            number = run.stdin.fileno()
        except (OSError, ValueError):  # no file behind it
            yield partial(run.stdin.buffer.read1, BLOCK)  # type: ignore[union-attr]
            return
        yield partial(_next, number, stop)
        return
    number = _pipe(Path(fifo))
    try:
        yield partial(_next, number, stop)
    finally:
        os.close(number)


def _next(number: int, stop: Stop) -> bytes:
    if os.name != "posix":  # where only sockets can be waited for
        return os.read(number, BLOCK)
    ready = select.select([number, stop.ear], [], [], 0 if stop.asked else None)[0]
    if stop.is_enough(number in ready):
        return b""
    return os.read(number, BLOCK) if number in ready else _next(number, stop)


def _pipe(path: Path) -> int:
    """A named pipe, which stays open whoever comes and goes at the other end."""
    if not hasattr(os, "mkfifo"):
        raise Invalid(N_("this system has no named pipes"), hint=N_("give the events on stdin"))
    try:
        if not path.exists():
            os.mkfifo(path, 0o600)
        if not stat.S_ISFIFO(path.stat().st_mode):
            raise Invalid(N_("{path} is no named pipe"), path=path)
        return os.open(path, os.O_RDWR)
    except OSError as error:
        raise Failure(N_("{path} can't be read: {reason}"), path=path, reason=error.strerror or str(error)) from None


class Desk:
    """Takes events block by block: who rings is shown at once, calls that are over are written in one step and then told."""

    def __init__(self, run: Run, stop: Stop, json: bool) -> None:
        self.run, self.stop, self.json = run, stop, json
        self.listener = Listener(run.workspace)
        self.printer = popup.unpaged()
        self.written = self.refused = 0

    def take(self, block: bytes | None) -> None:
        """All events of a block; None is the end."""
        over: list[tuple[Event, Call]] = []
        for found in self.listener.events_of(block):
            if isinstance(found, Wrong):
                self._tell_wrong(found)
                continue
            if rung := self.listener.rung(found):
                self._show(rung)
            call = self.listener.follow(found)
            if call:
                over.append((found, call))
            elif not rung:
                self._answer({"event": found.event, "id": found.id})
        self._write(over)

    def end(self) -> None:
        """What stands behind the last line, the calls of which nobody said the end, and how much it was."""
        self.take(None)
        self._write([(event._replace(event=LEFT_OPEN), call) for event, call in self.listener.left()])
        listener = self.listener
        said = [
            ngettext("{n} event", "{n} events", listener.events).format(n=listener.events),
            ngettext("{n} call written", "{n} calls written", self.written).format(n=self.written),
        ]
        if self.refused:
            said.append(ngettext("{n} call refused", "{n} calls refused", self.refused).format(n=self.refused))
        if listener.bad:
            text = ngettext("{n} line could not be read: {lines}", "{n} lines could not be read: {lines}", listener.bad)
            more = " …" if listener.bad > len(listener.wrong) else ""
            said.append(text.format(n=listener.bad, lines=", ".join(map(str, listener.wrong)) + more))
        self.run.renderer.say(" · ".join(said))

    def _write(self, over: Sequence[tuple[Event, Call]]) -> None:
        for one in self._kept(over) if over else ():
            if one.why:
                self.refused += 1
                self._tell(_("call {id}: {problem}").format(id=one.event.id, problem=told(one.why)))
            elif one.kept and one.kept.activity:
                self.written += not one.kept.again
                self._tell(said(one))
            self._answer(as_object(one))
        with suppress(SystemExit, OSError):
            self.run.out.flush()

    def _kept(self, over: Sequence[tuple[Event, Call]]) -> list[Over]:
        """Written, however long another holds the base: the exchange does not wait, the events do."""
        while True:
            try:
                return listening.keep(self.run.workspace, over)
            except Busy as error:
                if self.stop.asked:
                    raise
                self._tell(told(error))

    def _show(self, rung: Rung) -> None:
        try:
            shown = popup.screen(rung.caller, rung.to)
        except CrmError as error:
            self._tell(told(error))
            return
        if self.json:
            self._answer({"event": rung.event.event, "id": rung.event.id} | popup.as_object(shown))
            return
        with suppress(SystemExit):  # nobody looks on any more; calls are still written
            popup.print_screen(shown, self.printer)
            self.run.out.flush()

    def _answer(self, said: dict[str, Any]) -> None:
        if self.json:
            with suppress(SystemExit):
                self.printer.data(json_text(said, self.run.out.encoding or "utf-8"))

    def _tell_wrong(self, wrong: Wrong) -> None:
        if self.listener.bad == 1:
            why = told(wrong.why)
            self._tell(_("line {line} is left out: {why}; more such are counted").format(line=wrong.line, why=why))

    def _tell(self, line: str) -> None:
        if not self.json:
            self.run.renderer.say(line)


def said(over: Over) -> str:
    """``A12  李建国 P1 · incoming · connected · 3:20``, and what follows from it."""
    kept = over.kept
    assert kept is not None and kept.activity is not None  # noqa: S101 - who asks looks first
    done = kept.activity
    who = called(kept.caller.person) if kept.caller.person else kept.caller.number or _("number withheld")
    parts = [
        who,
        *(_(names[key]) for names, key in ((DIRECTIONS, done.direction), (OUTCOMES, done.outcome)) if key in names),
    ]
    parts += [f"{done.seconds // MINUTE}:{done.seconds % MINUTE:02}"] if done.seconds else []
    parts += [f"{kept.task.ref} {kept.task.text}"] if kept.task else []
    parts += [_("closed: {refs}").format(refs=refs_line([task.ref for task in kept.closed]))] if kept.closed else []
    return f"{done.ref}  " + " · ".join(filter(None, parts))


def as_object(over: Over) -> dict[str, Any]:
    """The answer to the end of a call."""
    kept = over.kept
    found: dict[str, Any] = {"event": over.event.event, "id": over.event.id}
    if over.why:
        return found | {"error": told(over.why)}
    return found | {
        "activity": kept.activity.ref if kept and kept.activity else None, "task": kept.task.ref if kept and kept.task else None,
        "closed": [task.ref for task in kept.closed] if kept else [], "again": bool(kept and kept.again),
    }  # fmt: skip
