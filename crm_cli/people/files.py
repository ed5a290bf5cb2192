"""Rules of file links: what they may point to, what a file is called, and whose it is."""

import re
from collections.abc import Mapping
from typing import Any

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.nouns.files import File
from crm_cli.records.registry import concerns, load
from crm_cli.workspace import Workspace

WEB = ("http", "https")
# What has a client of its own, by the field of the file that points to it; the nearest first.
BELONGING = {"opportunity": "opp", "contact": "contact", "task": "task", "activity": "activity", "lead": "lead"}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # two letters and more: C:\ is a disk
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")


@concerns("link", "name", *BELONGING)
def complete(crm: Workspace, record: File | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What goes with the values that are to be written: a name from the link, the client of the deal or person it is about."""
    found: dict[str, Any] = {}
    if link := values.get("link"):
        found["link"] = checked(str(link))
    if record is None and not values.get("name") and link:
        found["name"] = called(found["link"])
    if record is None and not values.get("client"):
        found["client"] = _client(crm, values)
    return found


def checked(link: str) -> str:
    """A web address or a path; what would run something, or hides a character, is refused."""
    plain = link.strip()
    scheme = scheme_of(plain)
    if _UNSEEN.search(plain) or (scheme and scheme not in WEB):
        raise Invalid(
            N_("“{text}” is neither a path nor a web address"), hint=N_("a path, or https://…"), text=plain
        )  # fmt: skip
    return plain


def scheme_of(link: str) -> str:
    """``https`` of an address; nothing of a path."""
    found = _SCHEME.match(link)
    return found[1].lower() if found else ""


def called(link: str) -> str:
    """The last part of a path or an address, which names a file that has no other name."""
    path = link.partition("?")[0].partition("#")[0] if scheme_of(link) else link
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1] or link


def _client(crm: Workspace, values: Mapping[str, Any]) -> str | None:
    """The client of what the file is about."""
    for field, noun in BELONGING.items():
        if values.get(field):
            client: str | None = crm.by_id(load(noun), str(values[field])).client
            if client:
                return client
    return None
