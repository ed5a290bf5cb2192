"""An invoice: what a client was billed, and whether it was paid."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.clients import INVOICES
from crm_cli.records.nouns.quotes import ROUNDINGS

STATUSES = {
    "open": N_("open"),
    "part": N_("paid in part"),
    "paid": N_("paid"),
    "overdue": N_("overdue"),
    "reversed": N_("reversed"),
}
BUYER, TOTALS = N_("Buyer"), N_("Totals")


@of.record("invoice")
class Invoice(of.Record):
    """A record of an invoice; the legal one is made elsewhere, and ``official`` is its number (数电票). A red one (红字) takes back ``reverses``.

    ``status``, ``paid`` and ``left`` follow from the payments that were allocated.
    """

    number: str | None = of.text(N_("Number"), listed=True, searched="text", document=True, by="system", merge="once")
    official: str | None = of.text(N_("Official number"), listed=True, searched="text")
    client: str = of.link(N_("Client"), to="client", required=True, listed=True, on_remove="refuse")
    order: str | None = of.link(N_("Order"), to="order", listed=True, on_remove="refuse")
    reverses: str | None = of.link(N_("Reverses"), to="invoice", by="system", on_remove="refuse")
    status: str | None = of.choice(N_("Status"), choices=STATUSES, computed=True, listed=True)
    total: int | None = of.money(N_("Total"), listed=True, by="system", on_add=True, group=TOTALS)
    net: int | None = of.money(N_("Net"), by="system", on_add=True, group=TOTALS)
    vat: int | None = of.money(N_("Tax"), by="system", on_add=True, group=TOTALS)
    paid: int | None = of.money(N_("Paid"), computed=True, group=TOTALS)
    left: int | None = of.money(N_("Still to pay"), computed=True, listed=True, group=TOTALS)
    currency: str | None = of.text(N_("Currency"), check="currency")
    date: str | None = of.date(N_("Date"), listed=True, prefer="past")
    due: str | None = of.date(N_("Due"), listed=True)
    kind: str | None = of.choice(N_("Invoice kind"), choices=INVOICES)
    title: str | None = of.text(N_("Invoice title"), group=BUYER)
    tax_id: str | None = of.text(N_("Tax id"), group=BUYER, check="tax_id")
    address: str | None = of.text(N_("Invoice address"), group=BUYER)
    phone: str | None = of.phone(N_("Invoice phone"), group=BUYER)
    bank: str | None = of.text(N_("Bank"), group=BUYER)
    bank_account: str | None = of.text(N_("Bank account"), group=BUYER, personal=True)
    skonto: int | None = of.percent(N_("Discount for early payment"))
    skonto_until: str | None = of.date(N_("Early until"))
    discount: int | None = of.percent(N_("Discount"))
    taxed: int = of.flag(N_("Prices include tax"), default=0)
    rounding: str = of.choice(N_("Rounding"), choices=ROUNDINGS, default="document")
    note: str | None = of.longtext(N_("Note"), searched="text")
    owner: str | None = of.link(N_("Owner"), to="user", on_remove="refuse", merge="review")
