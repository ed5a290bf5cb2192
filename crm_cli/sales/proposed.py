"""A line as it would be if it were written now: its price by the books, what it comes to, and the document with it; nothing is written."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.registry import load
from crm_cli.sales import documents, lines, linewriting, pricing
from crm_cli.sales.arithmetic import Totals
from crm_cli.sales.pricing import Resolved
from crm_cli.workspace import Workspace

KEPT = (
    "kind", "product", "text", "quantity", "unit", "price", "per", "discount", "off", "extra_charge", "tax", "rate", "optional", "bundle",
)  # fmt: skip
"""What a line that is changed says on."""


class Proposed(NamedTuple):
    """The line, all lines of the document with it, and what these come to."""

    line: Any
    whole: Sequence[Any]
    totals: Totals


def line(crm: Workspace, head: Any, text: str, changed: Any = None) -> Proposed:
    """What a text would make a line of that document, or of one that is ``changed``."""
    noun = documents.LINES[head.noun]
    if changed is None:
        values = linewriting.values_of(crm, linewriting.said(crm, head, text))
    else:
        values = _changed(changed, linewriting.changes(crm, head, text, changed.product))
    values = {**values, head.noun: head.id}
    found = lines.complete(crm, None, values, noun)
    made = documents.as_written(load(noun)(**{head.noun: head.id}), {**values, **found})
    there = documents.lines_of(crm, head)
    whole = [made if one.id == changed.id else one for one in there] if changed else [*there, made]
    return Proposed(made, whole, documents.totals(head, whole))


def _changed(was: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says with what was said of it; a price that nobody typed follows the books."""
    kept = {name: getattr(was, name) for name in (*KEPT, "position") if name in type(was).specs}
    if (
        "price" not in said
        and was.kind == "item"
        and ("product" in said or was.price == getattr(was, "list_price", None))
    ):
        kept |= {"price": None, "per": None}
    if said.get("product", was.product) != was.product:
        kept |= {"unit": None, "tax": None, "rate": None}
    return {name: value for name, value in {**kept, **said}.items() if value is not None}


def resolved(crm: Workspace, head: Any, of: Any) -> Resolved | None:
    """Which price of the books is that of a line, and why of every other it is not; None of a line without a product."""
    if not of.product or of.kind != "item":
        return None
    product, client = crm.by_id(Product, of.product), crm.by_id(Client, head.client)
    day = pricing.price_day(crm, head.date)
    return pricing.resolve(crm, product, client, abs(Decimal(of.quantity)), day, head.currency)
