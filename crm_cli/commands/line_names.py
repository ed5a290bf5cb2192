"""Which line of a document is meant: by its ref, its words, or the name or code of its product."""

from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.context import current
from crm_cli.errors import Ambiguous, CrmError, Invalid, NotFound
from crm_cli.i18n import N_
from crm_cli.records.nouns.products import Product
from crm_cli.records.numbers import parse_decimal
from crm_cli.sales import documents, linetext
from crm_cli.telling.words import what

SHOWN = 10


def named(head: Any, name: str) -> list[Any]:
    """The lines of a document that are called so; where none is, those with a product whose name begins so."""
    called, lines = name.strip().casefold(), documents.lines_of(current().workspace, head)
    exact = [line for line in lines if called in names(line)]
    return exact or [line for line in lines if called and any(one.startswith(called) for one in names(line)[1:])]


def line_of(head: Any, name: str) -> Any:
    """The one line that is called so."""
    found = named(head, name)
    if len(found) == 1:
        return found[0]
    lines = found or documents.lines_of(current().workspace, head)
    hint = ", ".join(f"{line.ref} {what(line)}" for line in lines[:SHOWN])
    if found:
        raise Ambiguous(N_("{record} has several lines “{name}”"), hint=hint, record=head.ref, name=name.strip())
    raise NotFound(N_("{record} has no line “{name}”"), hint=hint, record=head.ref, name=name.strip())


class Some(NamedTuple):
    """A line by the name it was called, and how much of it; ``much`` None: all that there is."""

    name: str
    much: str | None = None
    unit: str | None = None


def said_of(head: Any, text: str) -> Some:
    """What was said of a line: ``GTX Pro=2``, or as lines are written, ``GTX Pro x2``, ``GTX Pro 2台``; a name alone means all of it."""
    name, equals, much = (part.strip() for part in text.replace("＝", "=").partition("="))
    if equals or named(head, name):
        return Some(name, much or None)
    crm = current().workspace
    try:
        said = linetext.read(text, crm.country, head.currency or crm.currency)
    except CrmError:
        return Some(name)
    if (
        said.quantity is None
        or not said.values().keys() <= {"kind", "quantity", "unit"}
        or not named(head, said.product)
    ):
        return Some(name)
    return Some(said.product, said.quantity, said.unit)


def quantity_of(line: Any, some: Some) -> Decimal | None:
    """How much of the line that was; None where nothing was said."""
    if some.much is None:
        return None
    quantity = Decimal(parse_decimal(some.much, current().workspace.country))
    if quantity <= 0:
        raise Invalid(N_("the quantity is {quantity}: it must be more than nothing"), hint=f"{line.ref}=1", quantity=some.much)  # fmt: skip
    if some.unit and line.unit and some.unit.casefold() != line.unit.casefold():
        raise Invalid(N_("{ref} is counted in {unit}, not in {other}"), hint=f"{line.ref}={some.much}", ref=line.ref, unit=line.unit, other=some.unit)  # fmt: skip
    return quantity


def names(line: Any) -> list[str]:
    """What a line answers to, its ref first."""
    product = current().workspace.by_id(Product, line.product) if line.product else None
    said = [line.ref, line.text, product and product.name, product and product.code]
    return [one.casefold() for one in said if one]
