"""An order: what a client bought, and how far it is delivered, invoiced and paid."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.quotes import LANGUAGES, ROUNDINGS

STATUSES = {
    "open": N_("open"),
    "delivered": N_("delivered"),
    "invoiced": N_("invoiced"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
}
TERMS, TOTALS = N_("Terms"), N_("Totals")


@of.record("order")
class Order(of.Record):
    """What a client bought. ``status`` is not typed: it follows from deliveries, invoices and payments, unless it was ``cancelled``."""

    number: str | None = of.text(N_("Number"), listed=True, searched="text", document=True, by="system", merge="once")
    name: str | None = of.text(N_("Subject"), searched="name")
    client: str = of.link(N_("Client"), to="client", required=True, listed=True, on_remove="refuse")
    contact: str | None = of.link(N_("Contact"), to="contact", on_remove="clear")
    quote: str | None = of.link(N_("Quote"), to="quote", on_remove="refuse")
    opportunity: str | None = of.link(N_("Opportunity"), to="opp", on_remove="clear")
    contract: str | None = of.link(N_("Contract"), to="contract", on_remove="clear")
    status: str | None = of.choice(N_("Status"), choices=STATUSES, computed=True, listed=True)
    total: int | None = of.money(N_("Total"), listed=True, by="system", group=TOTALS)
    net: int | None = of.money(N_("Net"), by="system", group=TOTALS)
    vat: int | None = of.money(N_("Tax"), by="system", group=TOTALS)
    cost: int | None = of.money(N_("Cost"), by="system", group=TOTALS)
    currency: str | None = of.text(N_("Currency"), check="currency")
    date: str | None = of.date(N_("Date"), listed=True, prefer="past")
    due: str | None = of.date(N_("Delivery promised"), listed=True)
    accepted: str | None = of.date(N_("Accepted on"), prefer="past")
    cancelled: str | None = of.date(N_("Cancelled on"), by="verb", prefer="past")
    reason: str | None = of.text(N_("Reason"), by="verb")
    discount: int | None = of.percent(N_("Discount"))
    taxed: int = of.flag(N_("Prices include tax"), default=0)
    rounding: str = of.choice(N_("Rounding"), choices=ROUNDINGS, default="document")
    language: str | None = of.choice(N_("Language"), choices=LANGUAGES)
    their_number: str | None = of.text(N_("Client's order number"), searched="text")
    address: str | None = of.text(N_("Delivery address"), personal=True)
    payment: str | None = of.longtext(N_("Payment terms"), group=TERMS)
    delivery: str | None = of.longtext(N_("Delivery terms"), group=TERMS)
    note: str | None = of.longtext(N_("Note"), searched="text", group=TERMS)
    owner: str | None = of.link(N_("Owner"), to="user", listed=True, on_remove="refuse", merge="review")
    team: str | None = of.link(N_("Team"), to="team", on_remove="clear")
    tags: str | None = of.tags(N_("Tags"), to="tag")
