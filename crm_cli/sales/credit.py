"""Credit: how much a client owes and will owe, how much of that we allow, which invoices are late, and how late it usually pays."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from crm_cli.errors import Denied
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.filters import Filter
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import limits
from crm_cli.sales.documents import shown
from crm_cli.workspace import Workspace


class Exposure(NamedTuple):
    """In minor units of ``currency``: unpaid ``invoices``, ``orders`` that hold and are not billed, and ``ahead``, what was paid in advance.

    ``order`` is the one that is asked about; ``limit`` None: nobody set one.
    """

    currency: str
    invoices: int
    orders: int
    ahead: int
    order: int
    limit: int | None
    ref: str = ""
    client: str = ""

    @property
    def total(self) -> int:
        return self.invoices + self.orders + self.order - self.ahead

    @property
    def over(self) -> int:
        """By how much it is over the limit; not above zero: it is not."""
        return 0 if self.limit is None else self.total - self.limit

    @property
    def used(self) -> int | None:
        """How much of the limit is used, in basis points; None where nobody set one, or where it is nothing."""
        return self.total * 10_000 // self.limit if self.limit else None


class Overdue(NamedTuple):
    """An invoice that should have been paid ``days`` ago."""

    ref: str
    number: str | None
    client: str | None
    client_ref: str | None
    due: str
    left: int
    currency: str
    owner: str | None
    days: int


class Habit(NamedTuple):
    """How a client pays: ``late`` days after the due day on average, below zero before it, weighted by amount; ``in_time`` basis points of the money."""

    client_ref: str
    client: str
    currency: str
    invoices: int
    amount: int
    late: float
    in_time: int
    last: str | None


def exposure(crm: Workspace, client: Client, order: Order | None = None) -> Exposure:
    """What a client owes and will, in the currency of its limit; of an order that is asked about only what is not billed of it."""
    currency = client.currency or crm.currency
    ((invoices, orders, ahead),) = crm.report("exposure", client=client.id, but=order and order.id, money=currency)
    mine = 0
    if order is not None and not order.cancelled and (order.currency or crm.currency) == currency:
        ((_invoices, others, _ahead),) = crm.report("exposure", client=client.id, but=None, money=currency)
        mine = others - orders if order.n else order.total or 0
    return Exposure(currency, invoices, orders, ahead, mine, client.credit_limit, client.ref, client.name)


def exposures(crm: Workspace) -> list[Exposure]:
    """Every client that owes something or has a limit; whose limit is used most first, last those without one, by what they owe."""
    found = [
        Exposure(currency, invoices, orders, ahead, 0, limit, ref, name)
        for ref, name, currency, invoices, orders, ahead, limit in crm.report("exposures")
    ]
    return sorted(found, key=_weight)


def _weight(one: Exposure) -> tuple[int, Fraction, int]:
    """A limit of nothing is used up by anything."""
    share = Fraction(one.total, one.limit) if one.limit else Fraction(int(one.total > 0) * 10**15)
    return (int(one.limit is None), -share if one.limit is not None else Fraction(0), -one.total)


def must_fit(crm: Workspace, client: Client, order: Order | None = None) -> Exposure:
    """Refuse what takes a client over its credit limit, unless whoever works may pass it (``limits.over_credit``)."""
    found = exposure(crm, client, order)
    if found.over > 0 and not limits.of(crm).over_credit:
        raise Denied(
            N_("{client} would owe {total}, {over} over its credit limit of {limit}: invoices {invoices}, orders {orders}"),
            hint=N_("a manager may (crm limit list), or: crm receivable list client={ref}"), client=client.name, ref=client.ref,
            total=shown(found.total, found.currency), over=shown(found.over, found.currency), limit=shown(found.limit or 0, found.currency),
            invoices=shown(found.invoices, found.currency), orders=shown(found.orders + found.order, found.currency),
        )  # fmt: skip
    return found


def watch(crm: Workspace) -> None:
    """At the end of the step, when all sums hold, look whether the clients whom it lets owe more stay within their limits."""
    crm.at_end("credit", lambda: crm.at_end("credit of all", lambda: _hold(crm)))


def _hold(crm: Workspace) -> None:
    if limits.of(crm).over_credit:
        return
    for client, order in list(_more(crm)):
        if client.credit_limit is not None:
            must_fit(crm, client, order)


def _more(crm: Workspace) -> Iterator[tuple[Client, Order | None]]:
    """Whom the step lets owe more, by an order, or by an invoice without one."""
    with crm.step() as step:
        wrote = {noun: {one.id: one for one in crm.happened(step, noun)} for noun in ("order", "invoice")}
    for order in crm.by_ids(Order, wrote["order"]).values():
        if not order.cancelled and _is_more(wrote["order"][order.id], order):
            yield crm.by_id(Client, order.client), order
    for invoice in crm.by_ids(Invoice, wrote["invoice"]).values():
        if not (invoice.order or invoice.reverses) and _is_more(wrote["invoice"][invoice.id], invoice):
            yield crm.by_id(Client, invoice.client), None


def _is_more(one: Any, now: Any) -> bool:
    """New, of another client or in another currency, held again, or for more than before."""
    if one.kind == "add" or one.changed & {"client", "currency", "cancelled", "order"}:
        return True
    return "total" in one.changed and (now.total or 0) > (one.old.get("total") or 0)


def overdue(crm: Workspace, owner: str | None = None, client: str | None = None) -> list[Overdue]:
    """The invoices of a user (an id), of a client, or of all, that should have been paid, the latest first."""
    if crm.is_empty("invoice"):
        return []
    here = crm.clock.today()
    rows = crm.report("overdue_invoices", owner=owner, client=client)
    return [
        Overdue(ref, number, name, client_ref, due, left, currency, user, (here - _date(due)).days)
        for ref, number, name, client_ref, due, left, currency, user in rows
    ]


def over_limit(crm: Workspace, wanted: Filter) -> dict[str, Mapping[str, Any]]:
    """Clients who owe, or will, more than their limit, and how much; a finder of the checks."""
    (limited,) = filters.read("client", ["credit_limit=any"], crm)
    over = {one.ref: {"exposure": shown(one.total, one.currency)} for one in exposures(crm) if one.over > 0}
    asked = crm.matching(Client, tuple((*limited, *group) for group in wanted)) if over else []
    return {client.ref: over[client.ref] for client in asked if client.ref in over}


def habits(crm: Workspace, client: str | None = None) -> list[Habit]:
    """How each client pays, or one of them (an id), the latest payers first; who never paid anything is not among them."""
    return [Habit(*row) for _id, *row in crm.report("payment_habit", client=client)]


def late_by(crm: Workspace) -> dict[tuple[str, str], float]:
    """The days by which clients (their ids) are late on average, by currency."""
    return {(row[0], row[3]): row[6] for row in crm.report("payment_habit", client=None)}


def _date(text: str) -> date:
    return date.fromisoformat(text)
