"""What there is to say of any record: its fields by group, and the lists of what hangs on it."""

from collections.abc import Iterator
from typing import Any

from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.records.record import Field, Record
from crm_cli.render.listing import Column
from crm_cli.render.page import Section
from crm_cli.telling.lists import listing, shown_fields

LATEST = 10
MEMBERS = 50
NONE = "M0"
"""The ref of no payment."""
# What is shown with a record: a title, the noun, the link to it, more conditions, the fields, the order, and how many.
Related = tuple[str, str, list[str], list[str], str, int | None]
WITH: dict[str, list[Related]] = {
    "contact": [
        (N_("Open opportunities"), "opp", ["contact={ref}", "status=open"], ["ref", "name", "stage", "amount", "close"], "", None),
        (N_("To do"), "task", ["contact={ref}", "status=open"], ["ref", "due", "text", "owner"], "", None),
        (N_("Latest activities"), "activity", ["contact={ref}"], ["ref", "at", "kind", "owner", "text"], "-at", LATEST),
    ],
    "lead": [
        (N_("To do"), "task", ["lead={ref}", "status=open"], ["ref", "due", "text", "owner"], "", None),
        (N_("Latest activities"), "activity", ["lead={ref}"], ["ref", "at", "kind", "outcome", "owner", "text"], "-at", LATEST),
    ],
    "opp": [
        (N_("Quotes"), "quote", ["opportunity={ref}"], ["ref", "number", "version", "status", "total", "date", "valid"], "-date", None),
        (N_("Stages"), "snapshot", ["opportunity={ref}"], ["stage", "effective", "value", "probability", "close"], "effective", None),
        (N_("To do"), "task", ["opportunity={ref}", "status=open"], ["ref", "due", "text", "owner"], "", None),
        (N_("Latest activities"), "activity", ["opportunity={ref}"], ["ref", "at", "kind", "owner", "text"], "-at", LATEST),
    ],
    "order": [
        (N_("Deliveries"), "delivery", ["order={ref}"], ["ref", "number", "kind", "date", "carrier", "tracking", "reason"], "date", None),
        (N_("Invoices"), "invoice", ["order={ref}"], ["ref", "number", "official", "status", "total", "left", "date", "due"], "date", None),
        (N_("Payments"), "payment", ["ref={payments}"], ["ref", "date", "amount", "method", "matures", "spare"], "date", None),
    ],
    "quote": [
        (N_("Approvals"), "approval", ["quote={ref}"], ["ref", "status", "asked", "decider", "decided", "why", "note"], "created", None),
    ],
    "contract": [
        (N_("Renewed by"), "contract", ["renewed={ref}"], ["ref", "number", "status", "value", "start", "end"], "start", None),
    ],
    "membership": [
        (N_("Points"), "point", ["membership={ref}"], ["ref", "date", "kind", "amount", "expires", "order", "reason"], "-date", None),
    ],
    "delivery": [
        (N_("Lines"), "deliveryline", ["delivery={ref}"], ["ref", "orderline", "orderline.product", "orderline.text", "quantity", "orderline.unit"], "", None),
    ],
    "product": [
        (N_("Consists of"), "component", ["product={ref}"], ["part", "quantity", "optional", "choice"], "position", None),
        (N_("Prices"), "price", ["product={ref}", "active=yes"], ["ref", "pricebook", "quantity", "price", "floor", "start", "end"], "pricebook,quantity", None),
    ],
    "pricebook": [
        (N_("Prices"), "price", ["pricebook={ref}", "active=yes"], ["ref", "product", "quantity", "price", "floor", "start", "end"], "product,quantity", MEMBERS),
    ],
    "pipeline": [
        (N_("Stages"), "stage", ["pipeline={ref}"], ["ref", "name", "type", "probability", "rot_days", "checklist"], "position", None),
    ],
}  # fmt: skip


def fields_of(record: Record, machine: bool) -> list[Section]:
    """All fields of a record by their group, those without one first."""
    shown = [
        field
        for field in shown_fields(record.noun)
        if machine or not (field.name == "ref" or field.facets.get("machine"))
    ]
    found = listing(record.noun, [field.name for field in shown], [f"ref={record.ref}"], machine=machine)
    values = next(iter(found.rows))
    if machine:
        return [Section("", found.columns, list(values))]
    grouped: dict[str, list[tuple[Column, Any]]] = {}
    for field, column, value in zip(shown, found.columns, values, strict=True):
        if not (field.kind == "flag" and value == field.default == 0):  # a mark that nobody made says nothing
            grouped.setdefault(_group(field), []).append((column, value))
    return [Section(title, [c for c, _v in pairs], [v for _c, v in pairs]) for title, pairs in grouped.items()]


def _group(field: Field) -> str:
    return N_("Fields of your own") if field.custom else str(field.facets.get("group") or "")


def _payments(record: Record) -> str:
    """The refs of what came for an order, under its name or on its invoices; of anything else none."""
    if record.noun != "order":
        return ""
    from crm_cli.sales.payments import of_order  # only where an order is shown

    return ",".join(of_order(current().workspace, record.id)) or NONE


def hanging(record: Record) -> Iterator[Section]:
    """What belongs to a record, as lists; those with nothing in them are left out."""
    for title, noun, conditions, names, sort, limit in WITH.get(record.noun, ()):
        tokens = [condition.format(ref=record.ref, payments=_payments(record)) for condition in conditions]
        found = listing(noun, names, tokens, sort=sort, limit=limit)
        found.rows = list(found.rows)
        if found.rows:
            yield Section(title, listing=found, key=noun)
