"""Who may come in: only pages that this server gave out, asked for by a name that is its own."""

from collections.abc import Collection
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
WEB = ("http", "https")


class Door(NamedTuple):
    """``names`` are those the server is reached by; ``opened`` says that it listens where others reach it, by any address it has.

    A page from elsewhere can make its own name mean this machine, so the name that a browser asks for is looked at; an address
    nobody else can take for theirs. And it can open sockets to any address, but its browser says where it comes from.
    """

    names: Collection[str] = LOOPBACK
    opened: bool = False

    def is_mine(self, host: str) -> bool:
        """A request to that ``Host`` is meant for this server."""
        name = _name(f"//{host}")
        return name in self.names or (self.opened and _is_address(name))

    def is_own(self, origin: str, host: str) -> bool:
        """A page from that ``Origin`` was given out here, be it by a proxy that has one of the names and gives on another ``Host``."""
        scheme, _colon, place = origin.partition("://")
        if scheme not in WEB:
            return False
        return place.casefold() == host.casefold() or _name(f"//{place}") in set(self.names) - LOOPBACK


def _name(address: str) -> str:
    """The name in ``//name:port``; none where it cannot be read."""
    try:
        return (urlsplit(address).hostname or "").removesuffix(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
