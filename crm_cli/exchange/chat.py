"""Hands messages to the chats of people, by apprise: its address of a chat is a secret, and is in nothing that is said or kept."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from crm_cli.errors import CrmError, Denied, Invalid
from crm_cli.exchange import secrets
from crm_cli.exchange.letters import Letter, one_line
from crm_cli.exchange.outbox import Later, Unusable
from crm_cli.exchange.secrets import Secret
from crm_cli.i18n import N_

if TYPE_CHECKING:
    from apprise import Apprise

SECONDS = 30.0  # that a service may take to answer, unless the address says otherwise
SAID = re.compile(r"error=(\d{3})")  # how apprise tells what a service answered
# What some chat takes for emphasis, a link, a mention, code or a table is written as its full-width twin: read the same, and nothing but text.
PLAIN = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in r"*_~`[]<>@|\\"})
HEADING = re.compile(r"^(\s*)#", re.MULTILINE)


class Chat:
    """The chats of people. ``secret`` says where the address comes from that a letter is for."""

    def __init__(self, secret: Callable[[str], Secret]) -> None:
        try:
            import apprise  # an extra, and slow to load: only where a message goes out
        except ImportError:
            raise Invalid(
                N_("a message to a chat needs apprise, which is not installed"), hint="pip install 'guanxi[notify]'"
            ) from None
        self._secret = secret
        self._asset = apprise.AppriseAsset(
            app_id="crm", app_desc="crm", async_mode=False, interpret_emojis=False, service_timeout=0
        )

    def identity(self, base: str, slot: str) -> str:  # noqa: ARG002 - of a mail it is made of these
        """Chats know no identity of a message."""
        return ""

    def carry(self, letter: Letter, identity: str, moment: datetime, before: Callable[[], None]) -> None:  # noqa: ARG002 - the same for every carrier
        """Give the service one message. ``before`` is called when it is known where it goes and nothing was handed over yet."""
        service = self._service(letter.address)
        before()
        said: list[str] = []
        taken = service.notify(
            title=plain(one_line(letter.subject)), body=plain(letter.text), body_format="text",
            log_callback=lambda entry, _service: said.append(str(entry.message)),
        )  # fmt: skip
        if not taken:
            raise _untaken(str(service[0].service_name), said)

    def close(self) -> None:
        """Nothing is kept open."""

    def _service(self, name: str) -> "Apprise":
        """The service that the address names; a long text goes in several pieces where it takes only short ones."""
        import apprise

        found = apprise.Apprise.instantiate(self._told(name), asset=self._asset)
        if found is None or isinstance(found, dict):
            raise Unusable(
                N_("what {name} tells is no address of a chat"),
                hint=N_("an address such as dingtalk://…, slack://…, ntfys://…"),
                name=name,
            )
        if found.socket_read_timeout == type(found).socket_read_timeout:
            found.socket_read_timeout = SECONDS
        found.overflow_mode = apprise.OverflowMode.SPLIT
        one = apprise.Apprise(asset=self._asset)
        one.add(found)
        return one

    def _told(self, name: str) -> str:
        try:
            return (secrets.told(self._secret(name)) or "").strip()
        except Denied as problem:  # a store that is locked is open at the next run
            raise Later("{why}", why=problem) from problem


def plain(text: str) -> str:
    """A text that is the same text in every chat, whatever it has in it."""
    return HEADING.sub("\\1＃", text.translate(PLAIN))


def _untaken(service: str, said: list[str]) -> CrmError:
    """Why it did not go, without what apprise says of the address."""
    if code := next((found[1] for line in said if (found := SAID.search(line))), None):
        return Later(N_("{service} said {code}"), service=service, code=code)
    if any("onnection" in line or "imeout" in line for line in said):
        return Later(N_("{service} does not answer"), service=service)
    return Later(N_("{service} did not take it"), service=service)
