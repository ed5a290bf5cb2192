"""ABC: which clients bring most of what was won, and which are key accounts, each with its figures."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.nouns.clients import LEVELS, Client
from crm_cli.workspace import Workspace

WHOLE = 100


class Rating(NamedTuple):
    """A client with what it brought, its share and the shares down to it (basis points), what it is and what it is to be."""

    client: Client
    won: int
    share: int
    reached: int
    before: str | None
    level: str


def shares(text: str) -> list[int]:
    """``80,15,5``: the shares of A, B and C, together 100."""
    found = [
        int(part) if part.strip("% ").isdecimal() else -1 for part in (one.strip("% ") for one in kinds.parts(text))
    ]
    if len(found) != len(LEVELS) or min(found) < 0 or sum(found) != WHOLE:
        raise Invalid(N_("“{text}” is not three shares that make 100"), hint="--share 80,15,5", text=text)
    return found


def rated(
    crm: Workspace,
    tokens: Sequence[str],
    parts: Sequence[int],
    low: date | None,
    high: date | None,
    field: str = "level",
) -> list[Rating]:
    """The clients that a filter finds, those that brought most first; whoever brought as much as another is in the same class."""
    brought = crm.report("won_by_client", low=low and str(low), high=high and str(high))
    won: dict[str, int] = {client: value for client, value in brought}  # noqa: C416 - rows of two
    clients = sorted(crm.find(Client, tokens), key=lambda one: (-won.get(one.id, 0), one.n))
    total = sum(max(won.get(one.id, 0), 0) for one in clients)
    found: list[Rating] = []
    reached = 0
    for value, same in groupby(clients, key=lambda one: max(won.get(one.id, 0), 0)):
        level, alike = _level(reached, value, total, parts), list(same)
        for client in alike:
            reached += value
            part, so_far = (10000 * value // total, 10000 * reached // total) if total else (0, 0)
            before = client.extra.get(field) if field in client.extra else getattr(client, field, None)
            found.append(Rating(client, value, part, so_far, before, level))
    return found


def _level(before: int, value: int, total: int, parts: Sequence[int]) -> str:
    """The class in which somebody stands before whom that much was brought; nothing brought is the last class."""
    first, second, last = LEVELS
    if not value or not total:
        return last
    if WHOLE * before < parts[0] * total:
        return first
    return second if WHOLE * before < (parts[0] + parts[1]) * total else last


def put(crm: Workspace, found: Sequence[Rating], field: str) -> list[Client]:
    """Write the classes; gives the clients whose class is another now."""
    moved = [one for one in found if one.before != one.level]
    return [crm.change(one.client, **{field: one.level}) for one in moved]


def mark(crm: Workspace, tokens: Sequence[str]) -> list[Client]:
    """Key accounts are those that a filter finds, and no others; gives those of whom that was not so."""
    keys = {one.id for one in crm.find(Client, tokens)}
    found = [*crm.find(Client, ["key_account=yes"]), *crm.find(Client, tokens)]
    wrong = {one.id: one for one in found if bool(one.key_account) != (one.id in keys)}
    return [crm.change(one, key_account=int(one.id in keys)) for one in wrong.values()]
