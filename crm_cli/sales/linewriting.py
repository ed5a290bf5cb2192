"""Puts lines under a document: as they were written, with what a bundle is made of, or copied from another; and sets their order."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.errors import Ambiguous, Conflict, Invalid, NotFound
from crm_cli.i18n import N_
from crm_cli.records.nouns.products import Product
from crm_cli.records.numbers import parse_decimal
from crm_cli.records.numerals import exact
from crm_cli.records.registry import load
from crm_cli.sales import bundles, linetext, linewords, units
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
    return _counted(crm, linetext.read(text, crm.country, head.currency))


def read_change(crm: Workspace, head: Any, text: str, product: str | None = None) -> Said:
    """What a text says of a line of that product, which it need not name."""
    one = linetext.read(text, crm.country, head.currency, change=True)
    own = crm.by_id(Product, product) if product else None
    found = units.readings(f"{own.ref} {one.product}")[:1] if own and own.unit and one.product else []
    if own and found and found[0].words == own.ref and units.same(found[0].unit, own.unit or ""):
        return _with(crm, one, found[0])._replace(product="")
    return _counted(crm, one)


def _counted(crm: Workspace, one: Said) -> Said:
    """Words that name no product, but one with how many of its own unit, say both: “KYN28 12面”, “training 3 day(s)”."""
    if one.kind != "item" or one.unit or one.product.startswith(WORDS):
        return one
    if one.quantity is not None:
        return _in_unit(crm, one)
    readings = units.readings(one.product)
    if not readings or _named(crm, one.product):
        return one
    for reading in readings:
        product = _named(crm, reading.words)
        if product and product.unit and units.same(reading.unit, product.unit):
            return _with(crm, one, reading)
        if product:
            raise NotFound(
                N_("there is no product “{name}”; {ref} is counted in {unit}") if product.unit else N_("there is no product “{name}”"),
                hint="{known} x{number}", name=one.product, ref=product.ref, unit=product.unit, known=product.name, number=reading.number,
            )  # fmt: skip
    return one


def _in_unit(crm: Workspace, one: Said) -> Said:
    """“training x3 days”: behind the number stands the unit."""
    words, _space, unit = one.product.rpartition(" ")
    product = _named(crm, words) if words and not _named(crm, one.product) else None
    return one._replace(product=words, unit=unit) if product and units.same(unit, product.unit or "") else one


def _with(crm: Workspace, one: Said, reading: units.Counted) -> Said:
    numeral = exact(reading.number)
    number = parse_decimal(reading.number, crm.country) if numeral is None and reading.number != "半" else str(numeral)
    return one._replace(product=reading.words, quantity="0.5" if reading.number == "半" else number, unit=reading.unit)


def _named(crm: Workspace, words: str) -> Product | None:
    try:
        return crm.get(Product, words)
    except (NotFound, Ambiguous):
        return None


def values_of(crm: Workspace, one: Said) -> dict[str, Any]:
    """What was said as stored values; the product by its ref, name, code or initials, unless the words begin with ``=``."""
    values = one.values() | ({"currency": one.currency} if one.currency else {})
    if one.kind != "item":
        return values | {"text": one.product}
    if one.product.startswith(WORDS):
        return values | {"text": one.product.removeprefix(WORDS).strip()}
    product = product_of(crm, one.product)
    return values | {"product": product.id} | ({"unit": product.unit} if one.unit and product.unit else {})


def changes(crm: Workspace, head: Any, text: str, product: str | None = None) -> dict[str, Any]:
    """What a text changes in a line of a product: ``x5 @4300 -10%``; of an item the product too, if it is said."""
    one = read_change(crm, head, text, product)
    values = values_of(crm, one) if one.product else one.values() | ({"currency": one.currency} if one.currency else {})
    counted = product and "product" not in values and crm.by_id(Product, product).unit
    if counted and "unit" in values:
        values["unit"] = counted
    return {name: value for name, value in values.items() if name != "kind"}


def product_of(crm: Workspace, words: str) -> Product:
    """The product that words name."""
    try:
        return crm.get(Product, words)
    except NotFound:
        if taxed := linewords.taxed(words):
            raise linetext.of_the_whole(words, taxed) from None
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
