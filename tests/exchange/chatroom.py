"""A chat service of the test's own, at the other end of apprise's ``json://``: it keeps what it takes, and can be made slow, forgetful or strict."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import unquote


class Said(NamedTuple):
    """One message, and in which room."""

    room: str
    title: str
    text: str


class Chatroom:
    """``messages`` are those it took; ``answer`` says with what a room's next one is answered, ``taken`` is called before that is said."""

    def __init__(self) -> None:
        self.messages: list[Said] = []
        self.answer: Callable[[str], int] = lambda _room: 200
        self.taken: Callable[[], None] = lambda: None
        self.port = 0

    @property
    def rooms(self) -> list[str]:
        """Where something was said, in turn."""
        return [one.room for one in self.messages]

    def address(self, room: str, options: str = "") -> str:
        """The address of a room as apprise takes it."""
        return f"json://token:geheim@127.0.0.1:{self.port}/{room}{options}"


class Server(ThreadingHTTPServer):
    """Who asked may be gone when the answer comes; that is no failure of the test."""

    def handle_error(self, *_asked: object) -> None:
        """Nothing to say."""


@contextmanager
def chatroom() -> Iterator[Chatroom]:
    """A service on a free port of this machine, for as long as the test looks at it."""
    room = Chatroom()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = unquote(self.path.strip("/"))
            code = room.answer(name)
            if code == 200:
                room.messages.append(Said(name, said["title"], said["message"]))
            room.taken()
            self.send_response(code)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Not on the screen of the tests."""

    server = Server(("127.0.0.1", 0), Door)
    room.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield room
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
