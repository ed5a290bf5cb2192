"""An allocation: how much of a payment paid which invoice."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("allocation")
class Allocation(of.Record):
    """A line of a ledger that is only added to. ``amount`` of the payment went to the invoice; ``skonto`` is what was left off for paying early. It is
    ``cash`` on the day of the payment, of an acceptance draft on the day it matures; until then it only covers the invoice.
    """

    payment: str = of.link(N_("Payment"), to="payment", required=True, listed=True, on_remove="refuse")
    invoice: str = of.link(N_("Invoice"), to="invoice", required=True, listed=True, on_remove="refuse")
    amount: int = of.money(N_("Amount"), required=True, listed=True, merge="once")
    skonto: int = of.money(N_("Discount for early payment"), default=0, listed=True, merge="once")
    currency: str | None = of.text(N_("Currency"), by="system")
    reverses: str | None = of.link(N_("Reverses"), to="allocation", by="system", on_remove="refuse")
    date: str | None = of.date(N_("Date"), listed=True, prefer="past")
    cash: str | None = of.date(N_("Cash on"), by="system")
