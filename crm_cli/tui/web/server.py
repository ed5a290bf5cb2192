"""Serves the screens to browsers: a page, the terminal that draws in it, and a socket for every tab. Nothing in it is from elsewhere."""

import asyncio
import signal
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from html import escape
from importlib.resources import files
from pathlib import Path
from socket import socket
from string import Template
from typing import NamedTuple

import textual_serve
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from crm_cli.i18n import _, language
from crm_cli.tui.web.door import Door
from crm_cli.tui.web.tab import Tab, within

OWN = Path(__file__).parent / "page"
TERMINAL = Path(str(files(textual_serve))) / "static"
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
HEARTBEAT = 15
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The page may load and speak to nothing but this server, and stands in no other page."""


class Server(NamedTuple):
    """``words`` are what every tab runs after ``crm``, ``title`` what the page is called."""

    words: Sequence[str]
    title: str
    door: Door

    def application(self) -> web.Application:
        """What answers requests."""
        made = web.Application(middlewares=[self._guarded()])
        made[TABS] = set()
        made.on_response_prepare.append(_headed)
        made.on_shutdown.append(_closed)
        made.add_routes(
            [
                web.get("/", self.page),
                web.get("/ws", self.tab),
                web.static("/page", OWN),
                *(web.static(f"/{name}", TERMINAL / name) for name in ("js", "css", "fonts")),
            ]
        )
        return made

    async def page(self, _request: web.Request) -> web.Response:
        """The page, in which the terminal is."""
        words = {
            "language": language().replace("_", "-"), "title": self.title, "starting": _("Starting …"), "again": _("Open again"),
            "over": _("It has ended, or the server has."), "script": _("It needs JavaScript."),
        }  # fmt: skip
        text = Template((OWN / "index.html").read_text("utf-8")).substitute({k: escape(v) for k, v in words.items()})
        return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def tab(self, request: web.Request) -> web.StreamResponse:
        """The socket of a tab, as long as the tab is there."""
        page = web.WebSocketResponse(heartbeat=HEARTBEAT)
        await page.prepare(request)
        width, height = (_size(request.query.get(name, "")) for name in ("width", "height"))
        request.app[TABS].add(page)
        try:
            await (await Tab.opened(page, self.words, width, height)).live()
        finally:
            request.app[TABS].discard(page)
        return page

    def _guarded(self) -> Middleware:
        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
            if not self.door.is_mine(host):
                return web.Response(
                    status=421, text=_("This server is not known by that name. Try: crm serve --name") + "\n"
                )
            if not self.door.is_own(origin, host) if origin is not None else request.path == "/ws":
                return web.Response(status=403, text=_("That page is not from here.") + "\n")
            return await handler(request)

        return guarded


TABS = web.AppKey("tabs", set[web.WebSocketResponse])


async def _headed(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


async def _closed(application: web.Application) -> None:
    """Every page is told that it is over; then its process ends."""
    pages = application[TABS]
    for page in list(pages):
        await page.close()


def _size(typed: str) -> int:
    return within(typed) if typed.isdecimal() and len(typed) < 6 else 80


def serve(
    words: Sequence[str], title: str, door: tuple[Collection[str], str, bool], listening: socket, ready: Callable[[], object]
) -> None:  # fmt: skip
    """Serve until somebody wants it to end; ``door`` is as in :class:`Door`."""
    with suppress(KeyboardInterrupt):  # where signals come as such
        asyncio.run(_serve(Server(words, title, Door(*door)), listening, ready))


async def _serve(server: Server, listening: socket, ready: Callable[[], object]) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in SIGNALS:
        with suppress(NotImplementedError, AttributeError):  # not on every system
            loop.add_signal_handler(getattr(signal, name), ended.set)
    runner = web.AppRunner(server.application(), access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        ready()
        await ended.wait()
    finally:
        await runner.cleanup()
