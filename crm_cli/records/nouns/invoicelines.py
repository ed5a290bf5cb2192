"""A line of an invoice: how much of an order's line was billed."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.papers import Line


@of.record("invoiceline")
class InvoiceLine(Line):
    """As a line of an order, for as much of ``orderline`` as this invoice bills; of a red invoice the quantity is negative: it takes back ``reverses``."""

    invoice: str = of.link(
        N_("Invoice"), to="invoice", required=True, listed=True, on_remove="cascade", before="position"
    )
    orderline: str | None = of.link(
        N_("Order line"), to="orderline", listed=True, on_remove="refuse", before="position"
    )
    reverses: str | None = of.link(N_("Reverses"), to="invoiceline", by="system", on_remove="refuse")
