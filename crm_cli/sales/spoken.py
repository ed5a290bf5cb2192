"""Prices that were said, on the phone or in a meeting: read as the lines of quotes are."""

from decimal import Decimal
from fractions import Fraction

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.pricetalks import PriceTalk
from crm_cli.records.nouns.products import Product
from crm_cli.sales import linetext, priceguard, pricehistory, pricing, products
from crm_cli.sales.arithmetic import half_up
from crm_cli.sales.priceguard import Finding, Offer
from crm_cli.workspace import Workspace

EXAMPLE = "GTX Pro @4500"


def read(crm: Workspace, client: Client, text: str, at: str | None) -> PriceTalk:
    """``GTX Pro @4500``, ``GTX Pro x50 @4300 -5%``: the product, what was said to be its price, and of how many; nothing is written yet."""
    money = client.currency or crm.currency
    said = linetext.read(text, crm.country, money)
    if said.kind != "item" or said.price is None:
        raise Invalid(
            N_("“{text}” says no price of a product"), hint=N_("such as {example}"), text=text, example=EXAMPLE
        )
    product = crm.get(Product, said.product)
    products.must_be_sold(product)
    quantity = Fraction(said.quantity or 1)
    unit = pricehistory.effective(said.price, said.per or 1, quantity, discount=said.discount or 0, off=said.off or 0)
    price, per = _exact(unit, max(said.per or 1, product.per))
    return PriceTalk(
        client=client.id, product=product.id, price=price, currency=said.currency or money, per=per,
        quantity=said.quantity, at=at, owner=crm.me,
    )  # fmt: skip


def _exact(unit: Fraction, per: int) -> tuple[int, int]:
    """What one costs as a whole number of minor units for so many, for ten, a hundred times as many where only that is exact."""
    for times in (1, 10, 100, 1000, 10_000):
        whole = unit * per * times
        if whole.denominator == 1:
            return int(whole), per * times
    whole = unit * per
    return half_up(whole.numerator, whole.denominator), per


def findings(crm: Workspace, talk: PriceTalk) -> list[Finding]:
    """What is to be said of a price that was said: it is told already, so nothing is refused."""
    product = crm.by_id(Product, talk.product)
    unit = pricing.unit(talk.price, talk.per, bool(product.taxed), product.rate, product.tax)
    day = crm.clock.local(str(talk.at)).date().isoformat()
    offer = Offer(
        crm.by_id(Client, talk.client), product, Decimal(talk.quantity or 1), unit, talk.currency or crm.currency, day, talk.ref,
        besides=talk.activity or talk.id or None,
    )  # fmt: skip
    return [one for one in priceguard.of(crm, offer) if one.code != "earlier"]
