"""Who may come in: only pages that this server gave out, asked for by a name that is its own."""

from collections.abc import Collection
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
WEB = ("http", "https")


class Door(NamedTuple):
    """``names`` are what others call the server, with the port where that is no usual one; ``host`` is where it listens, ``opened``
    says that others reach it there, by any address it has.

    A page from elsewhere can make its own name mean this machine, so the name that a browser asks for is looked at; an address
    nobody else can take for theirs. And it can open sockets to any address, but its browser says where it comes from.
    """

    names: Collection[str] = ()
    host: str = "127.0.0.1"
    opened: bool = False

    def is_mine(self, host: str) -> bool:
        """A request to that ``Host`` is meant for this server."""
        name = _name(host)
        own = {*LOOPBACK, self.host.casefold(), *map(_name, self.names)}
        return bool(name) and (name in own or (self.opened and _is_address(name)))

    def is_own(self, origin: str, host: str) -> bool:
        """A page from that ``Origin`` was given out here, be it by a proxy that has one of the names and gives on another ``Host``."""
        scheme, _colon, place = origin.casefold().partition("://")
        return scheme in WEB and (place == host.casefold() or place in {name.casefold() for name in self.names})


def _name(place: str) -> str:
    """The name in ``name:port``; none where it cannot be read."""
    try:
        return (urlsplit(f"//{place}").hostname or "").removesuffix(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
