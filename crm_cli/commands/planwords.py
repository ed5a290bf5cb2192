"""When a part of a payment plan is due, in words: on a day, or what it waits for."""

from typing import Any

from crm_cli.i18n import N_, _, ngettext

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
