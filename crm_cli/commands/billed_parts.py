"""What an invoice bills: the lines that are typed become parts of an order's lines, or lines of its own; a part of a plan, or all that is open."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm_cli.commands.answering import choose
from crm_cli.commands.forms import create
from crm_cli.commands.line_names import Some, line_of, named, quantity_of, said_of
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.nouns.instalments import Instalment
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import billing, parts, planbilling

_REF = re.compile(r"[A-Za-z]{1,2}\d+[A-Za-z]{0,2}")


def order_of(values: Mapping[str, Any]) -> Order | None:
    """The order that is billed, where one is named."""
    if "order" not in values:
        return None
    return current().workspace.by_id(Order, values["order"])


def some_of(noun: str, texts: Sequence[str], head: Any = None) -> tuple[dict[str, Decimal], list[str]]:
    """How much of which lines of the document, by their ids, and what names none."""
    chosen, others = dict[str, Decimal](), list[str]()
    for text in texts:
        name, _equals, much = (part.strip() for part in text.replace("＝", "=").partition("="))
        some = Some(name, much or None) if head is None else said_of(head, text)
        line = _meant(noun, some.name, some.much or "", head)
        if line is None:
            others.append(text)
            continue
        quantity = quantity_of(line, some)
        chosen[line.id] = _open(line) if quantity is None else quantity
        if chosen[line.id] <= 0:
            raise Invalid(
                N_("the quantity is {quantity}: it must be more than nothing"), hint=f"{line.ref}=1", quantity="0"
            )  # fmt: skip
    return chosen, others


def _meant(noun: str, name: str, much: str, head: Any) -> Any:
    """The line of a document that is named; None where the words can only be a line of their own."""
    if current().workspace.behind_ref(noun, name):
        return choose([noun], name)
    if head is not None and (noun != "orderline" or (name and much) or named(head, name)):
        return line_of(head, name)
    return choose([noun], name) if _REF.fullmatch(name) and much else None  # says what is wrong


def _open(line: Any) -> Decimal:
    """All of a line that is still to be billed, or may be taken back."""
    crm = current().workspace
    done = parts.billed(crm, line.id)[0] if line.noun == "orderline" else parts.taken_back(crm, line)[0]
    return Decimal(line.quantity) - done


def bill_order(values: dict[str, Any], chosen: Mapping[str, Decimal], texts: Sequence[str], all_: bool) -> Invoice:
    """An invoice of an order: of the lines that are named, where none is of a part of its plan or of all that is open; of none where others are said."""
    crm = current().workspace
    order = crm.by_id(Order, values.pop("order"))
    if values.get("client", order.client) != order.client:
        return crm.add(Invoice(**values, order=order.id))  # the room says what is wrong
    values.pop("client", None)
    if texts and not chosen:
        return crm.add(Invoice(client=order.client, order=order.id, **values))
    if not chosen and not all_:
        wanted = values.get("part")
        part = crm.by_id(Instalment, wanted) if wanted else planbilling.following(crm, order)
        if part and part.order == order.id:
            return planbilling.bill(crm, order, part, **{name: said for name, said in values.items() if name != "part"})
    return billing.bill(crm, order, chosen or None, **values)


def bill_directly(values: dict[str, Any]) -> Invoice:
    """An invoice without an order."""
    if "client" not in values:
        raise Invalid(N_("an invoice is for somebody"), hint='crm invoice add C12 --line "…", crm order invoice R7')
    found: Any = create("invoice", values)
    invoice: Invoice = found
    return invoice
