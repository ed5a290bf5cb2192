"""An instalment: a part of what an order costs, and the event after which it is due."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

EVENTS = {
    "signed": N_("order signed"),
    "before": N_("before delivery"),
    "delivered": N_("delivered"),
    "invoiced": N_("invoiced"),
    "accepted": N_("accepted by the client"),
    "date": N_("on a day"),
}


@of.record("instalment")
class Instalment(of.Record):
    """``share`` of the order, or ``amount``, is due ``days`` and ``months`` after the event. A ``retention`` (质保金) is shown apart from what is overdue."""

    order: str = of.link(N_("Order"), to="order", required=True, listed=True, on_remove="cascade")
    position: int = of.number(N_("Position"), default=1, listed=True)
    name: str | None = of.text(N_("Name"), listed=True)
    share: int | None = of.percent(N_("Share"), listed=True)
    amount: int | None = of.money(N_("Amount"), listed=True)
    currency: str | None = of.text(N_("Currency"), by="system")
    event: str = of.choice(N_("Milestone"), choices=EVENTS, default="signed", listed=True)
    days: int = of.number(N_("Days after"), default=0)
    months: int = of.number(N_("Months after"), default=0)
    day: str | None = of.date(N_("Day"))
    due: str | None = of.date(N_("Due"), computed=True, listed=True)
    retention: int = of.flag(N_("Retention"), default=0, listed=True)
