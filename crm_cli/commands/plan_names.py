"""Which part of a payment plan is meant by what was typed."""

from typing import Any

from crm_cli.commands.answering import choose
from crm_cli.context import current
from crm_cli.errors import Ambiguous, NotFound
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.instalments import EVENTS
from crm_cli.records.numerals import fold
from crm_cli.sales import plans


def meant(order: Any, text: str) -> Any:
    """The part of an order's plan that is meant: by its ref, its place (2), its name, or what it hangs on."""
    if current().workspace.behind_ref("instalment", text):
        return choose(["instalment"], text)
    parts = plans.of(current().workspace, order)
    if not parts:
        raise NotFound(N_("{record} has no payment plan"), hint='crm order plan {record} "…"', record=order.ref)
    called = fold(text).strip().casefold()
    by_place = [part for place, part in enumerate(parts, 1) if called in (str(place), f"第{place}期")]
    found = by_place or [part for part in parts if called in _names(part)]
    found = found or [part for part in parts if called and any(called in name for name in _names(part))]
    if len(found) == 1:
        return found[0]
    hint = ", ".join(f"{part.ref} {part.name or _(EVENTS[part.event])}" for part in found or parts)
    if found:
        raise Ambiguous(N_("the plan of {record} has several parts “{name}”"), hint=hint, record=order.ref, name=text)
    raise NotFound(N_("the plan of {record} has no part “{name}”"), hint=hint, record=order.ref, name=text)


def _names(part: Any) -> list[str]:
    said = (part.ref, part.name, part.event, EVENTS[part.event], _(EVENTS[part.event]))
    return [fold(one).casefold() for one in said if one]
