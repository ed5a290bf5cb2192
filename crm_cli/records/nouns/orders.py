"""An order: what a client bought, and how far it is delivered, invoiced and paid."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.papers import Bargain

STATUSES = {
    "open": N_("open"),
    "part": N_("delivered in part"),
    "delivered": N_("delivered"),
    "invoiced": N_("invoiced"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
}


@of.record("order")
class Order(Bargain):
    """What a client bought. ``status`` is not typed: it follows from deliveries, invoices and payments, unless it was ``cancelled``."""

    quote: str | None = of.link(N_("Quote"), to="quote", on_remove="refuse", before="opportunity")
    contract: str | None = of.link(N_("Contract"), to="contract", on_remove="clear", before="total")
    status: str | None = of.choice(N_("Status"), choices=STATUSES, computed=True, listed=True, before="total")
    due: str | None = of.date(N_("Delivery promised"), listed=True, before="discount")
    late: int = of.flag(N_("Late"), computed=True, default=0, before="discount")
    delivered: str | None = of.date(N_("Delivered on"), computed=True, before="discount")
    invoiced: str | None = of.date(N_("Invoiced on"), computed=True, before="discount")
    paid: str | None = of.date(N_("Paid on"), computed=True, before="discount")
    accepted: str | None = of.date(N_("Accepted on"), prefer="past", before="discount")
    cancelled: str | None = of.date(N_("Cancelled on"), by="verb", prefer="past", before="discount")
    reason: str | None = of.text(N_("Reason"), by="verb", before="discount")
    their_number: str | None = of.text(N_("Client's order number"), searched="number", before="payment")
    address: str | None = of.text(N_("Delivery address"), personal=True, before="payment")
