"""A headless Chromium that a test types into, by the protocol of its own developer tools."""

import asyncio
import base64
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new", "--remote-debugging-port=0", "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--mute-audio", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=1300,800",
)  # fmt: skip
# The terminal is a drawing; the object behind it, which knows its text, is caught when the page's script makes it.
CATCH = """Object.defineProperty(Object.prototype, "websocket_url", {configurable: true, set(value) {
  Object.defineProperty(this, "websocket_url", {value, writable: true}); window.caught = this; }});"""
TEXT = """(() => { const buffer = window.caught?.terminal.buffer.active; if (!buffer) return "";
  return [...Array(caught.terminal.rows).keys()].map(at => buffer.getLine(at)?.translateToString(true) ?? "").join("\\n"); })()"""
SECONDS = 60


def program() -> str | None:
    """Where there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page, with all it asked for and complained of."""

    def __init__(self, wire: ClientWebSocketResponse) -> None:
        self.wire, self.numbers = wire, itertools.count(1)
        self.answers: dict[int, asyncio.Future[Any]] = {}
        self.asked: list[str] = []
        self.wrong: list[str] = []

    async def listen(self) -> None:
        """Take what it tells."""
        async for message in self.wire:
            told = message.json()
            if "id" in told:
                self.answers.pop(told["id"]).set_result(told.get("result", told.get("error")))
            else:
                self.note(told["method"], told["params"])

    def note(self, method: str, told: dict[str, Any]) -> None:
        """What it asked a network for; and what went wrong."""
        if method == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.asked.append(told["url"])
        elif method == "Runtime.exceptionThrown":
            self.wrong.append(told["exceptionDetails"]["text"])
        elif method == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.wrong.append(f"{told['entry']['text']} {told['entry'].get('url')}")
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            self.wrong.append(str(told["args"]))

    async def do(self, method: str, **what: Any) -> Any:
        """Have it do something."""
        number = next(self.numbers)
        self.answers[number] = asyncio.get_running_loop().create_future()
        await self.wire.send_json({"id": number, "method": method, "params": what})
        return await asyncio.wait_for(self.answers[number], SECONDS)

    async def run(self, script: str) -> Any:
        """What a line of JavaScript comes to."""
        return (await self.do("Runtime.evaluate", expression=script))["result"].get("value")

    async def go(self, address: str) -> None:
        """Open a page."""
        for domain in ("Page", "Runtime", "Network", "Log"):
            await self.do(f"{domain}.enable")
        await self.do("Page.addScriptToEvaluateOnNewDocument", source=CATCH)
        await self.do("Page.navigate", url=address)

    async def type(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.do("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
            await self.do("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def until(self, is_so: Callable[[str], object]) -> str:
        """The text of the terminal, once it is so."""
        text = ""
        async with asyncio.timeout(SECONDS):
            while not is_so(text):
                await asyncio.sleep(0.05)
                text = await self.run(TEXT) or ""
        return text

    async def picture(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode((await self.do("Page.captureScreenshot", format="png"))["data"])


@asynccontextmanager
async def browsing(folder: Path, flags: Sequence[str] = FLAGS) -> AsyncIterator[Browser]:
    """A browser with a folder of its own, gone afterwards."""
    found = program()
    assert found
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [found, *flags, *root, f"--user-data-dir={folder}", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        port = await _port(process, folder / "DevToolsActivePort")
        async with ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                page = next(one for one in json.loads(await answer.text()) if one["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as wire:
                browser = Browser(wire)
                hearing = asyncio.create_task(browser.listen())
                yield browser
                hearing.cancel()
    finally:
        process.terminate()
        process.wait(SECONDS)


async def _port(process: "subprocess.Popen[bytes]", told: Path) -> int:
    async with asyncio.timeout(SECONDS):
        while not (told.exists() and (text := told.read_text())):
            assert process.poll() is None, "the browser does not start here"
            await asyncio.sleep(0.05)
    return int(text.splitlines()[0])
