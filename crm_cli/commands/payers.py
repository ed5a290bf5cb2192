"""Who pays or is billed, and for what: a client, one of its people or deals, or a quote, an order or an invoice of it."""

from typing import Any, NamedTuple

from crm_cli.commands.adding import for_whom
from crm_cli.commands.answering import choose
from crm_cli.context import current
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.records.registry import NOUNS, load

PAPERS = ("order", "quote", "invoice")


class Payer(NamedTuple):
    """A client by its ref, and what of it was named: an order, an invoice, or a quote (its ref) that perhaps became an order."""

    client: str
    order: Order | None = None
    invoice: Invoice | None = None
    quote: str = ""


def payer(who: str) -> Payer:
    """Who is meant."""
    noun = _noun(who)
    if not noun:
        return Payer(for_whom(who)["client"])
    crm, record = current().workspace, _one(noun, who)
    client = crm.by_id(Client, record.client).ref
    if noun == "quote":
        ordered = [one for one in crm.where(Order, quote=record.id) if not one.cancelled]
        return Payer(client, ordered[-1] if ordered else None, quote=record.ref)
    if noun == "invoice":
        return Payer(client, crm.by_id(Order, record.order) if record.order else None, record)
    return Payer(client, record)


def _one(noun: str, who: str) -> Any:
    return choose([noun], who)


def _noun(who: str) -> str:
    """Which paper this is the ref or the number of."""
    crm = current().workspace
    for noun in PAPERS:
        code = NOUNS[noun].code
        if who[: len(code)].upper() == code and who[len(code) : len(code) + 1].isdecimal():
            return noun
        if crm.where(load(noun), number=who):
            return noun
    return ""
