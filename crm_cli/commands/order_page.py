"""What the page of an order tells beside its lines: how much of each went out and was billed, its payment plan, and what came."""

from collections.abc import Iterator
from typing import Any

from crm_cli.commands.client_lists import section
from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.instalments import EVENTS
from crm_cli.records.nouns.orders import STATUSES
from crm_cli.render.listing import Column
from crm_cli.render.page import Section
from crm_cli.sales import fulfilment, plans, progress
from crm_cli.telling.words import what

CURRENCY = Column("currency", N_("Currency"))
LATEST = 10
ORDERS = (
    Column("ref", N_("Ref")), Column("number", N_("Number")), Column("name", N_("Subject")), Column("status", N_("Status"), "choice", STATUSES),
    Column("date", N_("Date"), "date"), Column("due", N_("Delivery promised"), "date"), Column("total", N_("Total"), "money", currency_key="currency"),
    Column("left", N_("Still to pay"), "money", currency_key="currency"), CURRENCY, Column("owner", N_("Owner")),
)  # fmt: skip
PROGRESS = (
    Column("ref", N_("Ref")), Column("what", N_("Product")), Column("quantity", N_("Quantity"), "decimal"), Column("unit", N_("Unit")),
    Column("delivered", N_("Delivered"), "decimal"), Column("open", N_("Still to go out"), "decimal"), Column("invoiced", N_("Invoiced"), "decimal"),
)  # fmt: skip
PLAN = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("share", N_("Share"), "percent"),
    Column("amount", N_("Amount"), "money", currency_key="currency"), Column("event", N_("Milestone"), "choice", EVENTS), Column("due", N_("Due"), "date"),
    Column("paid", N_("Paid"), "money", currency_key="currency"), Column("left", N_("Still to pay"), "money", currency_key="currency"),
    Column("state", N_("Status"), "choice", plans.STATES), CURRENCY,
)  # fmt: skip
MONEY = (
    Column("total", N_("Total"), "money", currency_key="currency"), Column("billed", N_("Billed"), "money", currency_key="currency"),
    Column("unbilled", N_("Still to bill"), "money", currency_key="currency"), Column("paid", N_("Paid"), "money", currency_key="currency"),
    Column("left", N_("Still to pay"), "money", currency_key="currency"), CURRENCY,
)  # fmt: skip


def of_client(client: Client, machine: bool) -> Iterator[Section]:
    """The latest orders of a client, for its page."""
    crm = current().workspace
    rows = (
        () if crm.is_empty("order") else crm.report("client_orders", client=client.id, limit=-1 if machine else LATEST)
    )
    yield section("orders", N_("Orders"), ORDERS, list(rows), machine)


def sections(order: Any, machine: bool) -> list[Section]:
    """How far an order is, line by line, and its plan, part by part; lists with nothing in them are for programs alone."""
    crm = current().workspace
    rows = []
    for one in progress.lines(crm, order):
        sent, left = (None if much is None else fulfilment.plain(much) for much in (one.there, one.open))
        line, billed = one.line, fulfilment.plain(one.billed)
        rows.append((line.ref, what(line), line.quantity, line.unit, sent, left, billed))
    plan = [
        (one.part.ref, one.part.name, one.part.share, one.amount, one.part.event, one.due, one.paid, one.left, one.state, order.currency)
        for one in plans.standing(crm, order)
    ]  # fmt: skip
    tables = [
        section("progress", N_("How far it is"), PROGRESS, rows, machine),
        section("plan", N_("Payment plan"), PLAN, plan, machine),
        section("money", N_("Money"), MONEY, _money(order), machine),
    ]
    return tables if machine else [one for one in tables if one.listing and list(one.listing.rows)]


def _money(order: Any) -> list[tuple[Any, ...]]:
    """What an order comes to, what of it was billed, and what came; nothing of one that comes to nothing."""
    crm = current().workspace
    sums = progress.money(crm, order)
    if sums is None:
        return []
    return [(sums.total, sums.billed, sums.unbilled, sums.came, sums.left, order.currency)]
