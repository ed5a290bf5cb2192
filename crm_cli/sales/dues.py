"""When an invoice is to be paid: with the part of its order's plan that it bills, else by payment terms, else after the client's days."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crm_cli.errors import Conflict, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.instalments import Instalment
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.sales.parts import Sums
from crm_cli.workspace import Workspace

DAYS = 30
"""When an invoice is due where nothing says it: the setting ``invoices.days``, else so many days after its date."""
CENTS = 2
"""So much of a part of a plan that is billed rounding may make different."""
_TERM = re.compile(r"(\d{1,3})\s*(?:days?\b|d\b|Tagen?\b|天|日)", re.IGNORECASE)


def first(crm: Workspace, values: Mapping[str, Any], order: Order | None) -> dict[str, Any]:
    """Of a new invoice that says no day: the day, or none where it is due with a part of a plan, which :func:`bind` finds for it."""
    if values.get("part"):
        return of_part(crm, values)
    if order and parts(crm, order.id):
        return {}
    day = date.fromisoformat(values["date"])
    said = _TERM.search((order and order.payment) or "")
    client = crm.by_id(Client, values["client"])
    usual = int(crm.setting("invoices.days") or DAYS) if client.credit_days is None else client.credit_days
    return {"due": (day + timedelta(int(said[1]) if said else usual)).isoformat()}


def of_part(crm: Workspace, values: Mapping[str, Any]) -> dict[str, Any]:
    """The day of an invoice that bills this part: so long after its own where the part says so, else whenever the part is due."""
    part = crm.by_id(Instalment, values["part"])
    if part.order != values.get("order"):
        with of_field("part"):
            raise Conflict(N_("{ref} is a part of the plan of another order"), hint="crm order show …", ref=part.ref)
    own = part.event == "invoiced"
    return {"due": _later(date.fromisoformat(values["date"]), part.months, part.days).isoformat() if own else None}


def parts(crm: Workspace, order: str) -> list[Instalment]:
    """What of a plan is billed and falls due; a retention stands apart."""
    found = crm.where(Instalment, order=order, retention=0)
    return sorted(found, key=lambda part: (part.position, part.n))


def bind(crm: Workspace, identity: str) -> None:
    """Find the part that an invoice without a day bills: the one its last cent reaches, the parts being billed one after the other."""
    for invoice in crm.where(Invoice, id=identity, due=None, part=None, reverses=None):
        if invoice.order and invoice.total is not None and (plan := parts(crm, invoice.order)):
            part = _reached(crm, invoice, plan).id
            day = of_part(crm, {"part": part, "order": invoice.order, "date": invoice.date})
            crm.change(invoice, part=part, **day)


def exact(crm: Workspace, invoice: Invoice, sums: Sums) -> Sums:
    """What an invoice comes to that bills a part: exactly the part, where rounding made it a cent or two more or less; not the last of its order."""
    from crm_cli.sales import billing, plans  # they know invoices

    if not invoice.part or not invoice.order or invoice.reverses or not (order := crm.where(Order, id=invoice.order)):
        return sums
    every = plans.of(crm, order[0])
    amounts = dict(zip((one.id for one in every), plans.amounts(order[0].total or 0, every), strict=True))
    others = [one for one in crm.where(Invoice, order=invoice.order, part=invoice.part) if one.id != invoice.id]
    back = [red for one in others for red in crm.where(Invoice, reverses=one.id)]
    over = amounts.get(invoice.part, 0) - sum(one.total or 0 for one in (*others, *back)) - sums.total
    if not 0 < abs(over) <= CENTS or not billing.still_open(crm, order[0]):
        return sums
    return sums._replace(total=sums.total + over, vat=sums.vat + over)


def _reached(crm: Workspace, invoice: Invoice, plan: Sequence[Instalment]) -> Instalment:
    from crm_cli.sales import plans  # plans know orders, which know credit, which knows invoices

    order = crm.by_id(Order, str(invoice.order))
    every = plans.of(crm, order)
    amounts = dict(zip((one.id for one in every), plans.amounts(order.total or 0, every), strict=True))
    billed = [one for one in crm.where(Invoice, order=order.id) if one.n <= invoice.n or one.reverses]
    reach = sum(one.total or 0 for one in billed)
    for part in plan:
        reach -= amounts[part.id]
        if reach <= 0:
            return part
    return plan[-1]


def _later(day: date, months: int, days: int) -> date:
    """So many months, then days, later; a month that is too short ends it."""
    above = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        try:
            return date(above // 12, above % 12 + 1, last) + timedelta(days)
        except ValueError:
            continue
    raise AssertionError
