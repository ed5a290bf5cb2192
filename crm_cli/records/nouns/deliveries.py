"""A delivery: what went to the client, or came back."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

KINDS = {"delivery": N_("delivery"), "return": N_("return")}


@of.record("delivery")
class Delivery(of.Record):
    """Goods that went out for an order, in part or whole; a ``return`` came back."""

    number: str | None = of.text(
        N_("Number"), listed=True, searched="number", document=True, whole=True, by="system", merge="once"
    )
    order: str = of.link(N_("Order"), to="order", required=True, listed=True, whole=True, on_remove="refuse")
    client: str | None = of.link(N_("Client"), to="client", listed=True, by="system", on_remove="refuse")
    kind: str = of.choice(N_("Kind"), choices=KINDS, default="delivery", listed=True)
    date: str | None = of.date(N_("Date"), listed=True, prefer="past")
    carrier: str | None = of.text(N_("Carrier"), listed=True)
    tracking: str | None = of.text(N_("Tracking number"), listed=True, searched="number")
    address: str | None = of.text(N_("Address"), personal=True)
    reason: str | None = of.text(N_("Reason"))
    note: str | None = of.longtext(N_("Note"), searched="text")
