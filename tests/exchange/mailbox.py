"""A mail server of the test's own: it keeps what it takes, and can be made slow, forgetful or strict."""

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from time import sleep
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailbox:
    """``letters`` are the mails taken; ``answer`` says what is replied to a recipient, ``taken`` what is done before a mail is acknowledged."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.logins: list[str] = []
        self.answer: Callable[[str], str] = lambda _address: "250 OK"
        self.taken: Callable[[], str] = lambda: "250 OK"
        self.seconds = 0.0
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - its name there
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answer(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        sleep(self.seconds)
        message: Any = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        self.letters.append(message)
        return self.taken()

    def login(self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=data.password == b"secret", handled=False)

    @property
    def to(self) -> list[str]:
        """Who got mail, in turn."""
        return [str(letter["To"]) for letter in self.letters]


@contextmanager
def mailbox(**given: Any) -> Iterator[Mailbox]:
    """A server on a free port of this machine, for as long as the test looks at it."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(
        box, hostname="127.0.0.1", port=box.port, authenticator=box.login, auth_require_tls=False, **given
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
