"""The story of a client: what was done, what moved, what was finished and what began, in one order of time."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.records.nouns.activities import KINDS
from crm_cli.records.nouns.clients import Client
from crm_cli.records.numbers import plain_money
from crm_cli.workspace import Workspace

EVENTS = {
    **KINDS,
    "stage": N_("stage"),
    "done": N_("task done"),
    "converted": N_("lead converted"),
    "created": N_("added"),
    "quoted": N_("quote"),
    "agreed": N_("quote accepted"),
    "declined": N_("quote rejected"),
    "ordered": N_("order"),
    "shipped": N_("delivery"),
    "returned": N_("return"),
    "accepted": N_("accepted by the client"),
    "cancelled": N_("order cancelled"),
    "invoiced": N_("invoice"),
    "reversed": N_("credit note"),
    "payment": N_("payment"),
    "refund": N_("paid back"),
    "contract": N_("contract signed"),
    "terminated": N_("contract terminated"),
    "member": N_("membership"),
}


MONEY = ("quoted", "agreed", "ordered", "invoiced", "reversed", "payment", "refund", "contract")
"""Of these the note is an amount."""


class Event(NamedTuple):
    """Something that happened. ``kind`` is a key of :data:`EVENTS`.

    ``text`` is what was said, the task, the stage that was reached or the name of what was added; ``note`` the outcome, the result or
    the stage it came from, or an amount as programs read it, which is the ``sum`` in minor units and its currency; ``whom`` the contact, or the deal that moved; ``by`` the user.
    """

    at: str
    kind: str
    ref: str
    text: str | None
    note: str | None
    whom: str | None
    by: str | None
    sum: tuple[int, str] | None = None


def timeline(crm: Workspace, client: Client, limit: int | None = None, kinds: Sequence[str] = ()) -> list[Event]:
    """Everything about a client, or what is of these kinds, the latest first."""
    wanted = json.dumps(kinds) if kinds else None
    found = crm.report("timeline", client=client.id, limit=-1 if limit is None else limit, kinds=wanted)
    return [
        _valued(at, kind, ref, text, note, whom, by)
        if kind in MONEY and note
        else Event(at, kind, ref, text, note, whom, by)
        for at, kind, ref, text, note, whom, _user, by in found
    ]


def _valued(at: str, kind: str, ref: str, text: str | None, note: str, whom: str | None, by: str | None) -> Event:
    """An event with an amount: ``30000 CNY`` in minor units, which programs read as ``300.00 CNY``."""
    minor, _space, currency = note.partition(" ")
    worth = int(minor), currency
    return Event(at, kind, ref, text, f"{plain_money(*worth)} {currency}", whom, by, worth)
