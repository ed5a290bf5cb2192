"""Puts lines under a document: as they were written, with what a bundle is made of, or copied from another; and sets their order."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.errors import Conflict, Invalid, NotFound
from crm_cli.i18n import N_
from crm_cli.records.nouns.products import Product
from crm_cli.records.registry import load
from crm_cli.sales import bundles, linetext
from crm_cli.sales.documents import LINES, copied, last_position, lines_of
from crm_cli.sales.linetext import Said
from crm_cli.workspace import Workspace

WORDS = "="
"""A line that begins so names no product: the words are what it is."""
Source = str | Said | Mapping[str, Any]


def write(crm: Workspace, head: Any, sources: Sequence[Source]) -> list[Any]:
    """New lines at the end of a document, each as text (``GTX Pro x3 @4500``), as it was read, or as stored values."""
    with crm.step():
        place = last_position(crm, head)
        made: list[Any] = []
        for source in sources:
            made += _written(crm, head, source, place + len(made) + 1)
    return made


def said(crm: Workspace, head: Any, text: str) -> Said:
    """What a text says of a line of that document."""
    return linetext.read(text, crm.country, head.currency)


def values_of(crm: Workspace, one: Said) -> dict[str, Any]:
    """What was said as stored values; the product by its ref, name, code or initials, unless the words begin with ``=``."""
    values = one.values() | ({"currency": one.currency} if one.currency else {})
    if one.kind != "item":
        return values | {"text": one.product}
    if one.product.startswith(WORDS):
        return values | {"text": one.product.removeprefix(WORDS).strip()}
    return values | {"product": product_of(crm, one.product).id}


def changes(crm: Workspace, head: Any, text: str) -> dict[str, Any]:
    """What a text changes in a line: ``x5 @4300 -10%``; of an item the product too, if it is said."""
    one = linetext.read(text, crm.country, head.currency, change=True)
    values = values_of(crm, one) if one.product else one.values() | ({"currency": one.currency} if one.currency else {})
    return {name: value for name, value in values.items() if name != "kind"}


def product_of(crm: Workspace, words: str) -> Product:
    """The product that words name."""
    try:
        return crm.get(Product, words)
    except NotFound:
        raise NotFound(
            N_("there is no product “{name}”"), hint=N_("crm product list, or “= {name} @…” for a line in words alone"), name=words
        ) from None  # fmt: skip


def move(crm: Workspace, line: Any, position: int) -> list[Any]:
    """Bring a line to a place among the others, which make room, with what its bundle brought; the lines that were changed."""
    head = crm.by_id(load(_head(line)), getattr(line, _head(line)))
    if bundle := getattr(line, "bundle", None):
        raise Conflict(
            N_("{ref} stands with its bundle {bundle}, and moves with it"), hint="crm {noun} line move {bundle} …", ref=line.ref,
            bundle=crm.by_id(type(line), bundle).ref, noun=head.noun,
        )  # fmt: skip
    lines = lines_of(crm, head)
    if not 1 <= position <= len(lines):
        raise Invalid(N_("there are places 1 to {last}"), last=len(lines))
    mine = {line.id, *(one.id for one in bundles.of(crm, line))}
    others = [one for one in lines if one.id not in mine]
    others.insert(min(position - 1, len(others)), line)
    with crm.step():
        return bundles.arrange(crm, others, line.id)


def copy(crm: Workspace, source: Any, target: Any, origin: str) -> list[Any]:
    """The lines of one document under another, each with the line it came from in the field ``origin``."""
    noun, made = LINES[target.noun], dict[str, Any]()
    with crm.step():
        for line in lines_of(crm, source):
            more = {target.noun: target.id, origin: line.id, "position": line.position}
            if getattr(line, "bundle", None) in made and noun == line.noun:
                more["bundle"] = made[line.bundle].id
            made[line.id] = crm.add(copied(line, noun, **more))
    return list(made.values())


def _head(line: Any) -> str:
    return next(head for head, noun in LINES.items() if noun == line.noun)


def _written(crm: Workspace, head: Any, source: Source, place: int) -> list[Any]:
    read = said(crm, head, source) if isinstance(source, str) else source
    values = values_of(crm, read) if isinstance(read, Said) else dict(read)
    line = crm.add(load(LINES[head.noun])(**{head.noun: head.id, "position": place} | values))
    return [line, *bundles.bring(crm, head, line, place)] if line.product and line.kind == "item" else [line]
