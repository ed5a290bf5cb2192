"""An invoice: what a client was billed, and whether it was paid."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.clients import INVOICES
from crm_cli.records.papers import TOTALS, Document

STATUSES = {
    "open": N_("unpaid"),
    "covered": N_("covered by draft"),
    "part": N_("paid in part"),
    "paid": N_("paid"),
    "overdue": N_("overdue"),
    "reversed": N_("reversed"),
    "red": N_("credit note"),
}
BUYER = N_("Buyer")


@of.record("invoice")
class Invoice(Document):
    """A record of an invoice; the legal one is made elsewhere, and ``official`` is its number (数电票). A red one (红字) takes back ``reverses``.

    ``status``, ``paid`` (money that came), ``taken_off`` and ``left`` follow from the payments that were allocated; ``covered`` is what of ``left`` acceptance drafts will pay when they
    mature, ``held`` what the client keeps until the retention of its order is due. One that bills a ``part`` of a plan and has no day of its own is due
    with that part; one that was written as the bill of it (``by_part``) retains nothing. One that comes from elsewhere brings its totals.
    """

    official: str | None = of.text(
        N_("Official number"), listed=True, whole=True, yields=2, searched="number", before="client"
    )
    order: str | None = of.link(
        N_("Order"), to="order", listed=True, whole=True, yields=2, on_remove="refuse", before="total"
    )
    part: str | None = of.link(N_("Part of the plan"), to="instalment", on_remove="clear", before="total")
    by_part: int = of.flag(N_("Bills its part of the plan"), default=0, by="system", on_add=True, before="total")
    reverses: str | None = of.link(N_("Reverses"), to="invoice", by="system", on_remove="refuse", before="total")
    status: str | None = of.choice(N_("Status"), choices=STATUSES, computed=True, listed=True, before="total")
    total: int | None = of.money(N_("Total"), listed=True, whole=True, yields=1, by="system", on_add=True, group=TOTALS)
    net: int | None = of.money(N_("Net"), by="system", on_add=True, group=TOTALS)
    vat: int | None = of.money(N_("Tax"), by="system", on_add=True, group=TOTALS)
    paid: int | None = of.money(N_("Paid"), computed=True, group=TOTALS, before="currency")
    taken_off: int | None = of.money(N_("Taken off for early payment"), computed=True, group=TOTALS, before="currency")
    left: int | None = of.money(
        N_("Still to pay"), computed=True, listed=True, whole=True, group=TOTALS, before="currency"
    )
    covered: int | None = of.money(N_("Covered by drafts"), computed=True, group=TOTALS, before="currency")
    covered_until: str | None = of.date(N_("Draft matures"), computed=True, group=TOTALS, before="currency")
    held: int | None = of.money(N_("Retention"), computed=True, group=TOTALS, before="currency")
    held_until: str | None = of.date(N_("Retention due"), computed=True, group=TOTALS, before="currency")
    due: str | None = of.date(N_("Due"), listed=True, seen=True, before="discount")
    kind: str | None = of.choice(N_("Invoice kind"), choices=INVOICES, before="discount")
    title: str | None = of.text(N_("Invoice title"), group=BUYER, before="discount")
    tax_id: str | None = of.text(N_("Tax id"), group=BUYER, check="tax_id", before="discount")
    address: str | None = of.text(N_("Invoice address"), group=BUYER, before="discount")
    phone: str | None = of.phone(N_("Invoice phone"), group=BUYER, before="discount")
    bank: str | None = of.text(N_("Bank"), group=BUYER, before="discount")
    bank_account: str | None = of.text(N_("Bank account"), group=BUYER, personal=True, before="discount")
    skonto: int | None = of.percent(N_("Discount for early payment"), before="discount")
    skonto_until: str | None = of.date(N_("Early until"), before="discount")
