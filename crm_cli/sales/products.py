"""Products: what is asked of one, what bundles are made of, and which may still be sold."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Duplicate, Invalid, Word, of_field
from crm_cli.i18n import N_
from crm_cli.records.keys import normal_key
from crm_cli.records.nouns.components import Component
from crm_cli.records.nouns.products import Product
from crm_cli.records.record import Record
from crm_cli.records.registry import concerns
from crm_cli.sales.arithmetic import TAXED, WHOLE
from crm_cli.workspace import Workspace

SHAPED = ("price", "floor", "cost", "per", "tax", "rate", "billing", "period", "currency")
AMOUNTS = {"price": N_("List price"), "floor": N_("Floor price"), "cost": N_("Cost")}
REPEATED = "month"
"""How often what is not sold once is billed, where nobody says."""


@concerns(*SHAPED)
def complete(crm: Workspace, product: Product | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Amounts are not below zero nor the floor above the price; what is taxed has a rate, the country's usual one unless it is said."""
    now = {name: values.get(name, getattr(product, name, None)) for name in SHAPED}
    amounts(now, AMOUNTS)
    filled: dict[str, Any] = {"per": 1} if now["per"] is None else {}
    if now["tax"] not in (None, TAXED):
        if values.get("rate"):
            with of_field("rate"):
                raise Invalid(
                    N_("of what is {tax} no tax is reckoned"), hint="--tax standard", tax=Word(_tax(now["tax"]))
                )
        filled["rate"] = None
    elif now["rate"] is None:
        filled["rate"] = crm.country.tax_rates[0]
    elif not 0 <= now["rate"] <= WHOLE:
        with of_field("rate"):
            raise Invalid(N_("a tax rate lies between 0 and 100 %"))
    if now["billing"] not in (None, "once") and not now["period"]:
        filled["period"] = REPEATED
    return filled


def amounts(now: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    """Refuse amounts below zero, a floor above its price, and a price for less than one."""
    for name, label in labels.items():
        if (now.get(name) or 0) < 0:
            with of_field(name):
                raise Invalid(N_("{field} is not below zero"), field=Word(label))
    if now["per"] is not None and now["per"] < 1:
        with of_field("per"):
            raise Invalid(N_("a price is for one or more units"), hint="--per 1")
    if now["floor"] is not None and now["price"] is not None and now["floor"] > now["price"]:
        with of_field("floor"):
            raise Invalid(N_("the floor lies above the price"))


def _tax(category: str) -> str:
    from crm_cli.records.nouns.products import TAXES  # only where it is refused

    return TAXES[category]


def called(crm: Workspace, text: str) -> Product | None:
    """The product whose name, code or ref that is, however it is spaced and written; None where it is none, or several."""
    key = normal_key("name", text, crm.country)
    found = crm.where(Product, name_key=key) if key else []
    for code in () if found else dict.fromkeys((text, text.upper(), text.lower())):
        found = found or crm.where(Product, code=code) or crm.where(Product, ref=code)
    return found[0] if len(found) == 1 else None


def leave(crm: Workspace, product: Product, going: Iterable[str]) -> None:
    """A product that something names stays: it is deactivated, for old deals and documents still show it."""
    left = set(going)
    for noun, field, cls in _naming():
        others = [one for one in crm.where(cls, **{field: product.id}) if one.id not in left]
        if others:
            raise Conflict(
                N_("{ref} can't be removed: {other} names it"), hint="crm product edit {ref} --active no", ref=product.ref,
                other=others[0].ref or noun,
            )  # fmt: skip


def _naming() -> Iterable[tuple[str, str, type[Record]]]:
    """What names products, and would not let one go."""
    from crm_cli.records.record import columns  # only where one is removed
    from crm_cli.records.registry import NOUNS, load

    for noun in NOUNS.values():
        cls = load(noun.name)
        for field in columns(cls):
            if field.kind == "link" and field.to == "product" and field.facets.get("on_remove") == "refuse":
                yield noun.name, field.name, cls


def must_be_sold(product: Product) -> None:
    """Refuse one that is no longer sold."""
    if not product.active:
        raise Invalid(
            N_("{ref} {name} is no longer sold"), hint="crm product edit {ref} --active yes", ref=product.ref, name=product.name
        )  # fmt: skip


class Part(NamedTuple):
    """What goes into a bundle: so many of a product; ``choice`` names those of which one is taken."""

    component: Component
    product: Product
    quantity: Decimal


def parts(crm: Workspace, bundle: Product) -> list[Part]:
    """What a bundle is made of, in its order; nothing where the product is none."""
    found = sorted(crm.where(Component, product=bundle.id), key=lambda one: (one.position, one.n))
    products = crm.by_ids(Product, [one.part for one in found])
    return [Part(one, products[one.part], Decimal(one.quantity)) for one in found if one.part in products]


def is_bundle(crm: Workspace, product: Product) -> bool:
    """It is made of others."""
    return not crm.is_empty("component") and bool(crm.where(Component, product=product.id))


@concerns("product", "part", "quantity")
def complete_component(crm: Workspace, component: Component | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """More than none of a part, each part once, and no bundle inside itself."""
    bundle, part, quantity = (
        values.get(name, getattr(component, name, None)) for name in ("product", "part", "quantity")
    )
    if Decimal(quantity or 1) <= 0:
        with of_field("quantity"):
            raise Invalid(N_("a quantity is more than zero"))
    for other in crm.where(Component, product=bundle, part=part):
        if component is None or other.id != component.id:
            raise Duplicate(
                N_("the bundle has that part already: {ref}"),
                hint="crm component edit {ref} --quantity …",
                ref=other.ref,
            )
    with of_field("part"):
        if bundle in {part, *_inside(crm, part)}:
            raise Invalid(N_("a bundle can't be a part of itself"))
    filled: dict[str, Any] = {}
    if component is None and values.get("position", 1) == 1:
        filled["position"] = 1 + max((one.position for one in crm.where(Component, product=bundle)), default=0)
    return filled


def _inside(crm: Workspace, product: str | None) -> set[str]:
    """All that is in a product, through the bundles in it."""
    found: set[str] = set()
    waiting = [product]
    while waiting:
        for one in crm.where(Component, product=waiting.pop()):
            if one.part not in found:
                found.add(one.part)
                waiting.append(one.part)
    return found
