"""Which line of a document is meant: by its ref, its words, or the name or code of its product."""

from typing import Any

from crm_cli.context import current
from crm_cli.errors import Ambiguous, NotFound
from crm_cli.i18n import N_
from crm_cli.records.nouns.products import Product
from crm_cli.sales import documents
from crm_cli.telling.words import value_words

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


def what(line: Any) -> str:
    """What a line is of: its words, else its product."""
    return line.text or value_words(current().workspace.fields(line.noun)["product"], line.product)


def names(line: Any) -> list[str]:
    """What a line answers to, its ref first."""
    product = current().workspace.by_id(Product, line.product) if line.product else None
    said = [line.ref, line.text, product and product.name, product and product.code]
    return [one.casefold() for one in said if one]
