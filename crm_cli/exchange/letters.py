"""A mail as it goes out: text and HTML of the same, a calendar beside them, an identity that a second try keeps."""

import hashlib
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_

WIRE = SMTP.clone(cte_type="7bit")  # a server need know no more than the oldest
SUBJECT = 200  # characters


class NoAddress(Invalid):
    """Nothing that mail can go to."""


class Letter(NamedTuple):
    """What one person is told; ``slot`` names it for good, ``calendar`` is a file in iCalendar or empty."""

    slot: str
    name: str
    address: str
    subject: str
    text: str
    html: str
    language: str
    calendar: str = ""


def message_id(base: str, slot: str, sender: str) -> str:
    """The same for the same slot of the same base, so that a mail that arrives twice can be known as one."""
    digest = hashlib.sha256(f"{base}\n{slot}".encode()).hexdigest()[:32]
    return f"<{digest}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}>"


def composed(letter: Letter, sender: str, identity: str, moment: datetime) -> EmailMessage:
    """The mail. Nothing that anybody typed can begin a line of its head."""
    message = EmailMessage(policy=WIRE)
    message["From"] = address(*parseaddr(sender))
    message["To"] = address(letter.name, letter.address)
    message["Subject"] = one_line(letter.subject)[:SUBJECT]
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = identity
    message["Content-Language"] = letter.language.replace("_", "-")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.calendar:
        message.add_attachment(
            letter.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="crm.ics",
            params={"charset": "utf-8"},
        )
    return message


def address(name: str, plain: str) -> Address:
    """A name and where it is reached; what is no address is refused."""
    try:
        return Address(one_line(name), addr_spec=plain.encode("ascii").decode())
    except (ValueError, IndexError, MessageError):
        raise NoAddress(N_("“{text}” is no address that mail can go to"), text=plain) from None


def one_line(text: str) -> str:
    """A text that somebody typed, without line ends and other controls."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
