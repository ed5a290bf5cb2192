"""Lines that a bundle brings: they stand within its price, grow and shrink with it, and go and move where it does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crm_cli.records.nouns.products import Product
from crm_cli.records.registry import load
from crm_cli.sales import products
from crm_cli.sales.arithmetic import half_up
from crm_cli.sales.documents import HEADS, lines_of
from crm_cli.workspace import Workspace

MILLIONTHS = 10**6
"""So fine are quantities."""


def bring(crm: Workspace, head: Any, line: Any, place: int) -> list[Any]:
    """What the bundle of a line is made of: within its price, but options and the further ones of a choice at their own, not added."""
    if crm.is_empty("component"):
        return []
    bundle = crm.recalled(Product, line.product)
    made, chosen = list[Any](), set[str]()
    for part in products.parts(crm, bundle):
        choice = part.component.choice
        within = not part.component.optional and not (choice and choice in chosen)
        chosen |= {choice} if choice else set()
        if within or "optional" in type(line).specs:
            made.append(_part(crm, head, line, part, bundle, place + len(made) + 1, within=within))
    return made


def _part(
    crm: Workspace, head: Any, line: Any, part: products.Part, bundle: Product, place: int, *, within: bool
) -> Any:
    quantity = Decimal(line.quantity) * part.quantity / bundle.per
    values: dict[str, Any] = {"product": part.product.id, "quantity": f"{quantity.normalize():f}", "position": place}
    values |= {"price": 0} if within else {"optional": 1}
    values |= {"bundle": line.id} if "bundle" in type(line).specs else {}
    return crm.add(type(line)(**{head.noun: head.id} | values))


def of(crm: Workspace, line: Any) -> list[Any]:
    """The lines that came with a bundle's."""
    if "bundle" not in type(line).specs or crm.is_empty("component"):
        return []
    return sorted(crm.where(type(line), bundle=line.id), key=lambda one: (one.position, one.n))


def is_part(line: Any) -> bool:
    """Its price is in that of its bundle."""
    return bool(getattr(line, "bundle", None)) and not line.price


def within(crm: Workspace, lines: Iterable[Any]) -> set[str]:
    """The ids of those lines of a document whose price is in that of a bundle beside them: no more of each part than the bundle is made of."""
    lines = list(lines)
    if lines and "bundle" not in type(lines[0]).specs:
        return _beside(crm, lines)
    known = {line.id: line for line in lines}
    parts: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for line in lines:
        if is_part(line) and line.bundle in known and line.product:
            parts[line.bundle, line.product].append(line)
    made = {identity: _made_of(crm, known[identity]) for identity, _product in parts}
    fitting = (
        some
        for (bundle, product), some in parts.items()
        if sum(Fraction(one.quantity) for one in some) <= made[bundle].get(product, 0)
    )
    return {line.id for some in fitting for line in some}


def _beside(crm: Workspace, lines: Iterable[Any]) -> set[str]:
    """The same where lines do not say which bundle brought them, as those of an invoice: what costs nothing and is in one of the bundles."""
    room, parts = defaultdict[str, Fraction](Fraction), defaultdict[str, list[Any]](list)
    for line in [] if crm.is_empty("component") else lines:
        for product, much in _made_of(crm, line).items():
            room[product] += much
        if line.product and not line.price:
            parts[line.product].append(line)
    fitting = (some for product, some in parts.items() if sum(Fraction(one.quantity) for one in some) <= room[product])
    return {line.id for some in fitting for line in some}


def _made_of(crm: Workspace, line: Any) -> Mapping[str, Fraction]:
    """How much of each product a bundle's line holds."""
    if not line.product:
        return {}
    bundle = crm.by_id(Product, line.product)
    each = Fraction(line.quantity) / bundle.per
    return {part.product.id: each * Fraction(part.quantity) for part in products.parts(crm, bundle)}


def follow(crm: Workspace, line: Any, values: Mapping[str, Any]) -> None:
    """When the line of a bundle is changed: at the end of the step there is as much more, or less, of what came with it."""
    changed = {
        name
        for name in ("quantity", "product")
        if line is not None and values.get(name, getattr(line, name)) != getattr(line, name)
    }
    if changed and "bundle" in type(line).specs and not crm.is_empty("component"):
        crm.at_end(("bundle", line.id), lambda: _fit(crm, line))


def _fit(crm: Workspace, before: Any) -> None:
    for line in crm.where(type(before), id=before.id):
        if line.product != before.product:
            _exchange(crm, line)
        elif line.quantity != before.quantity:
            for part in of(crm, line):
                crm.change(part, quantity=_grown(part.quantity, before.quantity, line.quantity))


def _grown(quantity: str, before: str, now: str) -> str:
    """As much of a part for the new quantity of its bundle as there was for the old one."""
    exact = Fraction(quantity) * Fraction(now) / Fraction(before) * MILLIONTHS
    return f"{(Decimal(half_up(exact.numerator, exact.denominator)) / MILLIONTHS).normalize():f}"


def _exchange(crm: Workspace, line: Any) -> None:
    """Another bundle brings other parts."""
    old = of(crm, line)
    for part in old:
        crm.remove(part, [one.id for one in old])
    head: Any = crm.by_id(load(HEADS[line.noun]), getattr(line, HEADS[line.noun]))
    if line.product and line.kind == "item":
        bring(crm, head, line, line.position)
    arrange(crm, lines_of(crm, head))


def arrange(crm: Workspace, wanted: Sequence[Any], *also: str) -> list[Any]:
    """Give the lines of a document their places in this order, each bundle followed by what came with it; those that were written.

    The lines of these ids are written though they stay in their place.
    """
    known = {one.id for one in wanted}
    tops = [one for one in wanted if getattr(one, "bundle", None) not in known]
    order = [one for line in tops for one in (line, *of(crm, line))]
    places = [(one, place) for place, one in enumerate(order, 1) if one.position != place or one.id in also]
    return [crm.change(one, position=place) for one, place in places]
