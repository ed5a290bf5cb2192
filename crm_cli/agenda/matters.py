"""What of the papers of a sale is to be seen to, such as invoices that should have been paid; a room that has such adds a line to :data:`SOURCES`."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.workspace import Workspace

WHAT = {
    "expiring": N_("quote expires"),
    "late": N_("delivery late"),
    "promised": N_("to be delivered"),
    "plan": N_("part of the plan not paid"),
    "unpaid": N_("invoice unpaid"),
    "approval": N_("waits for approval"),
    "ending": N_("contract ends"),
    "notice": N_("last day for notice"),
    "lapsing": N_("membership ends"),
}


class Matter(NamedTuple):
    """``what`` is a key of :data:`WHAT`; ``days`` from today to its ``day``, below zero when that has passed; ``amount`` what it is about."""

    what: str
    ref: str
    name: str | None
    client: str | None
    client_ref: str | None
    day: str
    days: int
    amount: int | None
    currency: str | None
    owner: str | None


def read(crm: Workspace, days: int, owner: str | None) -> list[Matter]:
    """What there is for one user (an id), or for all, in so many days; what is longest past stands first."""
    return sorted((one for source in SOURCES for one in source(crm, days, owner)), key=lambda one: (one.days, one.ref))


def expiring(crm: Workspace, days: int, owner: str | None) -> Iterator[Matter]:
    """Quotes that clients have and that expire soon."""
    if crm.is_empty("quote"):
        return
    today = crm.clock.today()
    until = (today + timedelta(days)).isoformat()
    for ref, name, client, client_ref, valid, *rest in crm.report("quotes_expiring", until=until, owner=owner):
        yield Matter("expiring", ref, name, client, client_ref, valid, (date.fromisoformat(valid) - today).days, *rest)


def unpaid(crm: Workspace, _days: int, owner: str | None) -> Iterator[Matter]:
    """Invoices that should have been paid."""
    if crm.is_empty("invoice"):
        return
    from crm_cli.sales import credit  # only where there are invoices

    for one in credit.overdue(crm, owner):
        name, client = one.number or one.ref, (one.client, one.client_ref)
        yield Matter("unpaid", one.ref, name, *client, one.due, -one.days, one.left, one.currency, one.owner)


def deliveries(crm: Workspace, days: int, owner: str | None) -> Iterator[Matter]:
    """Orders that were promised until then, and of which something is still to go out."""
    if crm.is_empty("order"):
        return
    today = crm.clock.today()
    for ref, name, client, client_ref, due, total, currency, user in crm.report(
        "orders_open", until=(today + timedelta(days)).isoformat(), owner=owner
    ):
        left = (date.fromisoformat(due) - today).days
        yield Matter(
            "late" if left < 0 else "promised", ref, name, client, client_ref, due, left, total, currency, user
        )


def parts_due(crm: Workspace, _days: int, owner: str | None) -> Iterator[Matter]:
    """Parts of payment plans that should have come; what was billed and is late is told as an invoice."""
    if crm.is_empty("instalment"):
        return
    from crm_cli.records.nouns.clients import Client  # only where there are plans
    from crm_cli.sales import plans

    for order, late in plans.behind(crm, owner):
        client = crm.by_id(Client, order.client)
        user = crm.name_of("user", order.owner) if order.owner else None
        for one in late:
            days = (date.fromisoformat(str(one.due)) - crm.clock.today()).days
            name = f"{order.number} {one.part.name or ''}".strip()
            yield Matter(
                "plan", order.ref, name, client.name, client.ref, str(one.due), days, one.left, order.currency, user
            )


def terms(crm: Workspace, days: int, owner: str | None) -> Iterator[Matter]:
    """Quotes that wait for a word, contracts and memberships that end."""
    if all(crm.is_empty(noun) for noun in ("approval", "contract", "membership")):
        return
    from crm_cli.agenda import terms as of_terms  # only where there are such

    for source in (of_terms.asked, of_terms.ending, of_terms.lapsing):
        yield from source(crm, days, owner)


SOURCES: tuple[Callable[[Workspace, int, str | None], Iterator[Matter]], ...] = (
    expiring,
    deliveries,
    parts_due,
    unpaid,
    terms,
)
