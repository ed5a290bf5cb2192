"""One tab of the browser: its own process of ``crm tui``, whose drawing goes to the page and which gets what is typed there."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType
from aiohttp.web import WebSocketResponse

ROOT = Path(__file__).parents[3]
DRIVER = "crm_cli.tui.web.driver:Driver"
READY = b"__GANGLION__\n"  # what Textual's driver says first
DRAWN, META = b"D", b"M"
SECONDS = 5  # that a process may take to end
SIZE = range(1, 1001)
# What is meant for the terminal of whoever started the server, or makes Textual or Python do something else than run the line.
STRANGE = frozenset(
    {
        "COLUMNS",
        "LINES",
        "ROWS",
        "EDITOR",
        "VISUAL",
        "PAGER",
        "CRM_PAGER",
        "PYTHONINSPECT",
        "PYTHONSTARTUP",
        "PYTHONBREAKPOINT",
    }
)
STRANGE_KINDS = ("TEXTUAL", "TERM_PROGRAM")
KEPT = frozenset({"TEXTUAL_ANIMATIONS", "TEXTUAL_THEME"})


def environment(outer: Mapping[str, str], width: int, height: int) -> dict[str, str]:
    """What the process of a tab sees of what the server was started with."""
    strange = {name for name in outer if name in STRANGE or (name.startswith(STRANGE_KINDS) and name not in KEPT)}
    path = os.pathsep.join(filter(None, (str(ROOT), outer.get("PYTHONPATH", ""))))
    return {name: value for name, value in outer.items() if name not in strange} | {
        "PYTHONPATH": path, "TEXTUAL_DRIVER": DRIVER, "TEXTUAL_COLOR_SYSTEM": "truecolor", "TERM": "xterm-256color", "FORCE_COLOR": "1",
        "COLUMNS": str(width), "ROWS": str(height),
    }  # fmt: skip


class Tab:
    """The process and the page it draws on."""

    def __init__(self, page: WebSocketResponse, process: Process) -> None:
        self.page, self.process = page, process

    @classmethod
    async def opened(cls, page: WebSocketResponse, words: Sequence[str], width: int, height: int) -> "Tab":
        """A new one, with ``crm`` run on these words. Ctrl+C in the server's terminal does not reach it: the server ends it."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "crm_cli", *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True,
            env=environment(os.environ, width, height),
        )  # fmt: skip
        return cls(page, process)

    async def live(self) -> None:
        """Draw what comes and give on what is typed, until one of both ends."""
        drawing = asyncio.create_task(self._draw())
        try:
            await self._listen()
        finally:
            await self._end()
            with suppress(ConnectionError, asyncio.CancelledError):
                await drawing

    async def _draw(self) -> None:
        """Everything that the process draws; at its end what it had to say, if it could not begin."""
        assert self.process.stdout and self.process.stderr  # noqa: S101 - asked for above
        out, said = self.process.stdout, asyncio.create_task(self.process.stderr.read())
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            begun = await out.readline() == READY
            while begun:
                kind, size = await out.readexactly(1), int.from_bytes(await out.readexactly(4), "big")
                await self._take(kind, await out.readexactly(size))
        text = (await said).replace(b"\n", b"\r\n")
        with suppress(ConnectionError):
            if text:
                await self.page.send_bytes(text)
            await self.page.close()

    async def _take(self, kind: bytes, payload: bytes) -> None:
        """Drawing goes to the page as it is; besides it only a page of the web may be opened there, and no file is given out."""
        if kind == DRAWN:
            await self.page.send_bytes(payload)
        elif kind == META and (said := json.loads(payload))["type"] == "open_url":
            await self.page.send_json(["open_url", {"url": said["url"], "new_tab": True}])

    async def _listen(self) -> None:
        async for message in self.page:
            if message.type == WSMsgType.TEXT:
                with suppress(
                    ValueError, OverflowError, LookupError, TypeError, AttributeError
                ):  # what no page of ours sends
                    await self._hear(*json.loads(message.data))

    async def _hear(self, kind: str, said: Any = None) -> None:
        if kind == "stdin":
            await self._send(DRAWN, said.encode())
        elif kind == "resize":
            await self._tell({"type": kind, "width": within(said["width"]), "height": within(said["height"])})
        elif kind == "ping":
            await self.page.send_json(["pong", str(said)])
        elif kind in ("blur", "focus"):
            await self._tell({"type": kind})

    async def _tell(self, what: Mapping[str, Any]) -> None:
        await self._send(META, json.dumps(what).encode())

    async def _send(self, kind: bytes, payload: bytes) -> None:
        assert self.process.stdin  # noqa: S101 - asked for above
        with suppress(ConnectionError):  # it has ended
            self.process.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
            await self.process.stdin.drain()

    async def _end(self) -> None:
        """Ask the process to end, and end it where it does not."""
        await self._tell({"type": "quit"})
        try:
            await asyncio.wait_for(self.process.wait(), SECONDS)
        except (TimeoutError, asyncio.CancelledError):
            with suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()


def within(size: Any) -> int:
    """A number of columns or rows that a screen can have."""
    return max(SIZE.start, min(int(size), SIZE.stop - 1))
