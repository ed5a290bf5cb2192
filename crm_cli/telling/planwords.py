"""A payment plan in words: what each part comes to and is called, and on which day it is due or what it waits for."""

from typing import Any

from crm_cli.context import current
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import plans
from crm_cli.sales.documents import shown
from crm_cli.telling.words import listed, value_words

WAITS = {
    "signed": N_("due once the order is signed"), "before": N_("due before delivery"), "delivered": N_("due once all is delivered"),
    "invoiced": N_("due once all is invoiced"), "accepted": N_("due once the client has accepted"),
}  # fmt: skip
LATER = {
    "signed": N_("due {time} after the order is signed"), "before": N_("due before delivery"), "delivered": N_("due {time} after all is delivered"),
    "invoiced": N_("due {time} after all is invoiced"), "accepted": N_("due {time} after the client has accepted"),
}  # fmt: skip


def due(part: Any, day: str | None) -> str:
    """``due 2026-11-10``, ``due before delivery``, ``due 12 months after the client has accepted``."""
    if day:
        return _("due {day}").format(day=day)
    time = _time(part.months or 0, part.days or 0)
    return _(LATER[part.event]).format(time=time) if time else _(WAITS[part.event])


def _time(months: int, days: int) -> str:
    said = [ngettext("{n} month", "{n} months", months).format(n=months)] if months else []
    said += [ngettext("{n} day", "{n} days", days).format(n=days)] if days else []
    return " ".join(said)


def planned(order: Order) -> list[str]:
    """Each part of a plan in a line: ``30% signed: ¥3,051, due 2026-11-10, overdue``; that it is due, or not yet, its day says already."""
    crm = current().workspace
    lines, currency = [], order.currency or crm.currency
    for one in plans.standing(crm, order):
        told = [shown(one.amount, currency), due(one.part, _shown("due", one.due))]
        if 0 < one.paid < one.amount:
            told.append(_("{amount} still to pay").format(amount=shown(one.left, currency)))
        if one.state not in ("due", "waiting"):
            told.append(_(plans.STATES[one.state]))
        lines.append(_("{label}: {said}").format(label=part_name(one.part), said=listed(told)))
    return lines


def part_name(part: Any) -> str:
    """What a part is called: as it was written, else by its event."""
    return part.name or f"{_shown('event', part.event)} {_shown('share', part.share)}".strip()


def _shown(field: str, value: Any) -> str:
    return value_words(current().workspace.fields("instalment")[field], value)
