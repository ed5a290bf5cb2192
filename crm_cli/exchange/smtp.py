"""Hands mails to the server of an account, one connection for all of them."""

import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import NamedTuple

from crm_cli.errors import CrmError, Denied
from crm_cli.exchange import letters
from crm_cli.exchange.letters import Letter
from crm_cli.exchange.outbox import Later, Refused
from crm_cli.i18n import N_

SECONDS = 30.0  # that a server may take to answer
PORTS = {"starttls": 587, "ssl": 465, "none": 25}
HERE = ("localhost", "127.0.0.1", "::1")


class Account(NamedTuple):
    """Where mail is handed over; ``password`` is asked for only when a server is."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: Callable[[], str] = str
    seconds: float = SECONDS


class Post:
    """A connection to the server, made when the first mail goes out."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._server: smtplib.SMTP | None = None

    def identity(self, base: str, slot: str) -> str:
        """The Message-ID of what goes out in a slot."""
        return letters.message_id(base, slot, self.account.sender)

    def carry(self, letter: Letter, identity: str, moment: datetime, before: Callable[[], None]) -> None:
        """Compose a mail and hand it over."""
        self.hand_over(letters.composed(letter, self.account.sender, identity, moment), before)

    def hand_over(self, message: EmailMessage, before: Callable[[], None]) -> None:
        """Give the server one mail. ``before`` is called when it has agreed to whom it goes and nothing was handed over yet."""
        try:
            self._hand_over(message, before)
        except smtplib.SMTPResponseException as no:
            raise self._no(no.smtp_code, no.smtp_error) from no
        except (smtplib.SMTPException, OSError) as problem:
            self._drop()
            raise self._unreachable(problem) from problem

    def _hand_over(self, message: EmailMessage, before: Callable[[], None]) -> None:
        server = self._server or self._connected()
        sender, to = parseaddr(str(message["From"]))[1], parseaddr(str(message["To"]))[1]
        self._expect(server.mail(sender), server)
        self._expect(server.rcpt(to), server)
        before()
        self._expect(server.data(message.as_bytes()), server)

    def _expect(self, answer: tuple[int, bytes], server: smtplib.SMTP) -> None:
        """What is not yes is no; the server forgets what was begun."""
        code, said = answer
        if code not in (250, 251):
            if code != 421:
                server.rset()
            raise smtplib.SMTPResponseException(code, said)

    def _connected(self) -> smtplib.SMTP:
        account = self.account
        here = parseaddr(account.sender)[1].rpartition("@")[2]
        server: smtplib.SMTP
        if account.security == "ssl":
            server = smtplib.SMTP_SSL(
                account.host, account.port, here, timeout=account.seconds, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(account.host, account.port, here, timeout=account.seconds)
        self._server = server
        server.ehlo()
        if account.security == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if account.user:
            self._log_in(server)
        return server

    def _log_in(self, server: smtplib.SMTP) -> None:
        """In the clear a password goes nowhere but to this machine."""
        if self.account.security == "none" and self.account.host not in HERE:
            raise Denied(N_("a password is not sent unencrypted"), hint="crm config set mail.security starttls")
        try:
            server.login(self.account.user, self.account.password())
        except smtplib.SMTPAuthenticationError as no:
            self._drop()
            if no.smtp_code < 500:
                raise
            raise Denied(
                N_("{host} does not know {user} with this password"), hint="crm config get mail.user", host=self.account.host,
                user=self.account.user,
            ) from no  # fmt: skip

    def _no(self, code: int, said: bytes | str) -> CrmError:
        text = " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())[:200]
        if code == 421:
            self._drop()
        kind = Refused if code >= 500 else Later
        return kind(N_("{host} said {code} {text}"), host=self.account.host, code=code, text=text)

    def _unreachable(self, problem: Exception) -> CrmError:
        why = " ".join(str(problem).split()) or type(problem).__name__
        return Later(
            N_("{host}:{port} does not answer: {problem}"), host=self.account.host, port=self.account.port, problem=why
        )

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def close(self) -> None:
        """Say goodbye, if there was anybody."""
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()
            self._server = None
