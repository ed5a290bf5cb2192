"""What of approvals, contracts and memberships is to be seen to, for the day and for calendars."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crm_cli.agenda.matters import Matter
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.memberships import Membership
from crm_cli.records.nouns.users import User
from crm_cli.workspace import Workspace

AHEAD = 30
"""How many days before its end a membership is thought of; and for how long after."""


def asked(crm: Workspace, _days: int, owner: str | None) -> Iterator[Matter]:
    """Quotes that wait for the word of that user, or of anybody."""
    if crm.is_empty("approval"):
        return
    from crm_cli.sales import approvals  # only where something waits

    for one in approvals.waiting(crm, owner):
        if owner and one.hat is None:
            continue
        day = crm.clock.local(str(one.approval.created)).date()
        who = crm.name_of("user", one.approval.asked) if one.approval.asked else None
        name = " · ".join(filter(None, (one.quote.ref, approvals.why(one.approval))))
        yield Matter("approval", one.approval.ref, name, *_client(crm, one.quote.client), day.isoformat(), _left(crm, day), one.quote.total, one.quote.currency, who)  # fmt: skip


def ending(crm: Workspace, _days: int, owner: str | None) -> Iterator[Matter]:
    """Contracts that end soon or have lapsed, and those of which notice must be given soon, or they renew themselves."""
    if crm.is_empty("contract"):
        return
    from crm_cli.sales import contracts  # only where there are contracts

    for one in contracts.ending(crm, owner=owner):
        it = one.contract
        what = "notice" if it.renewal == "automatic" else "ending"
        yield Matter(what, it.ref, it.name, *_client(crm, it.client), one.act.isoformat(), _left(crm, one.act), it.value, it.currency, _user(crm, it.owner))  # fmt: skip


def lapsing(crm: Workspace, _days: int, owner: str | None) -> Iterator[Matter]:
    """Memberships that end soon, or have just lapsed."""
    if crm.is_empty("membership"):
        return
    today = crm.clock.today()
    whose = [f"owner={crm.by_id(User, owner).ref}"] if owner else []
    for one in crm.find(
        Membership, ["ended=none", f"end={today - timedelta(AHEAD)}..{today + timedelta(AHEAD)}", *whose]
    ):
        day = date.fromisoformat(str(one.end))
        name = " ".join(filter(None, (one.number, one.level)))
        yield Matter("lapsing", one.ref, name, *_client(crm, one.client), day.isoformat(), _left(crm, day), None, None, _user(crm, one.owner))  # fmt: skip


def days(crm: Workspace, owners: Sequence[str] | None, low: date, high: date) -> list[tuple[Matter, str]]:
    """The days of contracts in a calendar from ``low`` until before ``high``, each with the id of its contract."""
    if crm.is_empty("contract"):
        return []
    from crm_cli.sales import contracts  # only where there are contracts

    found = []
    for one in contracts.ending(crm, days=max((high - crm.clock.today()).days, 0)):
        it = one.contract
        if low <= one.act < high and (owners is None or it.owner in owners):
            what = "notice" if it.renewal == "automatic" else "ending"
            found.append((Matter(what, it.ref, it.name, *_client(crm, it.client), one.act.isoformat(), 0, it.value, it.currency, _user(crm, it.owner)), it.id))  # fmt: skip
    return found


def _client(crm: Workspace, identity: str) -> tuple[str, str]:
    client = crm.by_id(Client, identity)
    return client.name, client.ref


def _user(crm: Workspace, identity: str | None) -> str | None:
    return crm.name_of("user", identity) if identity else None


def _left(crm: Workspace, day: date) -> int:
    return (day - crm.clock.today()).days
