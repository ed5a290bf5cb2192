"""What could be quoted to a client, so that a new rep can answer: what fits the need, what it costs, who else bought it, and what speaks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_cli.records.fold import fold
from crm_cli.records.kinds import items
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.components import Component
from crm_cli.records.nouns.products import Product
from crm_cli.sales import pricehistory, pricing, products
from crm_cli.sales.pricehistory import Summary
from crm_cli.sales.pricing import Resolved
from crm_cli.sales.products import Part
from crm_cli.workspace import Workspace

ALIKE = 3
"""What fewer clients bought says nothing of the others, and would tell who they are."""
SHOWN = 5
WEIGHTS = {"name": 4, "family": 3, "code": 3, "tags": 3, "arguments": 2, "note": 1}
"""How much it says when a word of the need stands there."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A product to quote: ``fits`` the words of the need that it answers; ``buyers`` of ``alike`` similar clients have it, none where too few do."""

    product: Product
    parts: Sequence[Part]
    price: Resolved
    fits: Sequence[str]
    buyers: int
    alike: int
    earlier: Mapping[str, Summary]

    @property
    def arguments(self) -> list[str]:
        """What speaks for it, line by line."""
        return [line.strip() for line in (self.product.arguments or "").splitlines() if line.strip()]


def needs(client: Client, said: str | None) -> list[str]:
    """The words to look for: those that were said, else what the client's archive says it needs."""
    if said:
        return [word for part in said.replace("，", ",").replace("、", ",").split(",") for word in part.split()]
    return items(client.needs)


def advise(crm: Workspace, client: Client, need: str | None = None, limit: int = SHOWN) -> list[Advice]:
    """What fits best first: bundles before single products that fit as well, then what more of the similar clients bought."""
    wanted = needs(client, need)
    bought = _bought(crm, client)
    bundles = {one.product for one in crm.where(Component)}
    ranked = []
    for product in crm.where(Product, active=1):
        fits = _fitting(crm, product, wanted)
        buyers, alike = bought.get(product.id, (0, 0))
        if fits or (buyers and not wanted):
            weight = sum(fits.values())
            ranked.append(
                (-len(fits), product.id not in bundles, -weight, -buyers, product.n, product, list(fits), buyers, alike)
            )
    ranked.sort(key=lambda one: one[:5])
    return [_advice(crm, client, *one[5:]) for one in ranked[:limit]]


def _advice(crm: Workspace, client: Client, product: Product, fits: list[str], buyers: int, alike: int) -> Advice:
    price = pricing.resolve(crm, product, client, Decimal(1), crm.clock.today().isoformat())
    earlier = pricehistory.summaries(crm, product, client, price.currency)
    return Advice(product, products.parts(crm, product), price, fits, buyers, alike, earlier)


def _bought(crm: Workspace, client: Client) -> dict[str, tuple[int, int]]:
    """By product how many of how many similar clients bought it; of an unknown industry or level nobody is similar."""
    if not (client.industry and client.level):
        return {}
    found = crm.report("advise_bought", client=client.id, industry=client.industry, level=client.level)
    return {product: (buyers, alike) for product, buyers, alike in found if buyers >= ALIKE}


def _fitting(crm: Workspace, product: Product, wanted: Sequence[str]) -> dict[str, int]:
    """The words of a need that a product answers, each with what that says."""
    if not wanted:
        return {}
    texts = {name: fold(str(getattr(product, name) or "")) for name in WEIGHTS if name != "tags"}
    tags = [crm.name_of("tag", tag) or "" for tag in crm.elements(product, "tags")]
    texts["tags"] = fold(" ".join(tags))
    found = {
        word: max((WEIGHTS[name] for name, text in texts.items() if fold(word) in text), default=0) for word in wanted
    }
    return {word: weight for word, weight in found.items() if weight}
