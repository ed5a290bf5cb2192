"""What a line of a quote, an order or an invoice must be, and what it takes from its product, whoever writes it."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Invalid, Word, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.record import declared
from crm_cli.records.registry import load
from crm_cli.sales import bundles, pricing, products
from crm_cli.sales.arithmetic import TAXED, WHOLE, Line, half_up
from crm_cli.sales.documents import HEADS, LARGEST, last_position, reckoned
from crm_cli.workspace import Workspace

MOST = Decimal(10**9)
PLACES = 6
RECKONED = ("kind", "product", "text", "quantity", "price", "per", "discount", "off", "extra_charge", "tax", "rate")
AMOUNTS = {"price": N_("Price"), "off": N_("Money off"), "extra_charge": N_("Charge")}
SHARES = {
    "discount": (WHOLE, N_("a discount lies between 0 and 100 %")),
    "rate": (WHOLE // 2, N_("a tax rate lies between 0 and 50 %; a discount is written -10%")),
}
"""The most that each can be, and what is said of more."""
COPIED = ("came_from", "quoteline", "orderline", "reverses")
"""By these a line says which it was copied from: it keeps what that one said."""


class Offered(NamedTuple):
    """What a product costs a client by the books: for ``per`` units, and the rule that says so, with the day of which its prices were taken."""

    price: int | None
    per: int
    rule: str


def complete(
    crm: Workspace, line: Any, values: Mapping[str, Any], noun: str, *, negative: bool = False, over: bool = False
) -> dict[str, Any]:
    """The line checked, with what its product says, in the currency of its document, and what it comes to.

    ``negative`` quantities are those of red invoices. Of a document that is ``over`` the line says all itself, as a copy does.
    """
    whose = values.get(HEADS[noun]) or getattr(line, HEADS[noun], None)
    head: Any = crm.recalled(load(HEADS[noun]), str(whose))
    found: dict[str, Any] = {"currency": head.currency}
    if line is not None and head.id != getattr(line, HEADS[noun]):
        raise Conflict(N_("{ref} stays in its document"), hint="crm {noun} rm {ref}", ref=line.ref, noun=noun)
    _check_currency(head, values)
    if line is None and not values.get("position"):
        found["position"] = last_position(crm, head) + 1
    if line is not None and not values.keys() & set(RECKONED):
        return found
    bundles.follow(crm, line, values)
    now = _now(line, values, noun)
    copied = line is None and (over or any(now.get(name) for name in COPIED))
    if not any(now.get(name) for name in COPIED):
        found |= _meant(crm, line, now, values)
        now, values = now | found, {**values, **found}
    found |= {} if copied else _of_product(crm, head, line, now, values)
    now |= found
    found |= {"rate": _rate(crm, now)}
    now |= found
    _check(now, negative=negative)
    found["net"] = None if now["kind"] == "text" else _net(now, negative=negative)
    if "cost" in now and (not copied or (over and now["cost"] is None)):
        found["cost"] = cost(crm, now)
    return found


def _meant(crm: Workspace, line: Any, now: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Words in place of a product that call one mean it, so that nothing is sold round its prices; a charge is no product."""
    if (
        now["product"]
        or now["kind"] not in ("item", "charge")
        or not now["text"]
        or (line is not None and "text" not in values)
    ):
        return {}
    product = products.called(crm, now["text"])
    if product is None:
        return {}
    if now["kind"] == "charge":
        with of_field("text"):
            raise Invalid(
                N_("“{name}” is the product {ref}, and no charge"),
                hint="{name} x1 @…",
                name=now["text"],
                ref=product.ref,
            )
    return {"product": product.id}


def _now(line: Any, values: Mapping[str, Any], noun: str) -> dict[str, Any]:
    """The whole line as it is to be; what must have a value and was emptied has its default again."""
    usual = _usual(noun)
    now = {name: values.get(name, getattr(line, name, default)) for name, default in usual.items()}
    return {name: usual[name] if value is None else value for name, value in now.items()}


@cache
def _usual(noun: str) -> Mapping[str, Any]:
    """The fields of a line with what they are where nobody says it."""
    return {field.name: field.default for field in declared(load(noun)) if field.stored}


def _check_currency(head: Any, values: Mapping[str, Any]) -> None:
    """All lines of a document are in its currency."""
    said = values.get("currency")
    if said and said != head.currency:
        with of_field("currency"):
            raise Conflict(
                N_("the line is in {written}, {ref} in {currency}"), hint=N_("a document has one currency: make another for {written}"),
                written=said, ref=head.ref, currency=head.currency,
            )  # fmt: skip


# --- what its product says


def _of_product(
    crm: Workspace, head: Any, line: Any, now: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Unit and tax where the line does not say them, and the price of the books, which a price that nobody typed follows."""
    if not now["product"] or now["kind"] != "item":
        return {}
    product = crm.recalled(Product, now["product"])
    new = line is None or values.get("product", line.product) != line.product
    if new:
        products.must_be_sold(product)
    found: dict[str, Any] = _described(product, values) if new else {}
    asked = new or not values.keys().isdisjoint(("quantity", "price"))
    return found | (_priced(crm, head, line, product, {**now, **found}, values) if asked else {})


def _described(product: Product, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"unit": values.get("unit") or product.unit}
    if values.get("rate") is None and values.get("tax") in (None, TAXED):
        found |= {"tax": product.tax, "rate": product.rate}
    return found


def _priced(
    crm: Workspace, head: Any, line: Any, product: Product, now: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The price of the books beside the line's own; where nobody typed one, in its place."""
    kept = "list_price" in now
    typed = values.get("price") is not None
    follows = line is None or "product" in values or (kept and line.price == line.list_price)
    if typed and not kept:
        return _counted(now, product.per)
    offer = offered(crm, head, product, Decimal(now["quantity"]), now)
    found: dict[str, Any] = _counted(now, offer.per) if typed else {}
    if follows and not typed:
        found = {"price": offer.price, "per": offer.per}
    if kept:
        per = found.get("per", now["per"])
        price = None if offer.price is None else half_up(offer.price * per, offer.per)
        found |= {"list_price": price, "rule": offer.rule or None}
    return found


def _counted(now: Mapping[str, Any], per: int) -> dict[str, Any]:
    """A typed price for as many units as the books count, where that is exact: @0.0125 of screws is 12.50 for 1000."""
    price, rest = divmod(now["price"] * per, now["per"] or 1)
    return {"price": price, "per": per} if per > (now["per"] or 1) and not rest else {}


def offered(crm: Workspace, head: Any, product: Product, quantity: Decimal, tax: Mapping[str, Any]) -> Offered:
    """What the books say that so much of a product costs the client of a document, with or without its tax as the document's prices are."""
    client = crm.recalled(Client, head.client)
    day = pricing.price_day(crm, head.date)
    found = pricing.resolve(crm, product, client, quantity, day, head.currency)
    if found.price is None:
        return Offered(None, found.per, "")
    rate = (tax["rate"] or 0) if tax["tax"] == TAXED else 0
    return Offered(as_taxed(found.price, found.taxed, bool(head.taxed), rate), found.per, f"{found.rule} · {day}")


def as_taxed(price: int, holds: bool, wanted: bool, rate: int) -> int:
    """A price with its tax put in, or taken out, half-up, where that is what the document wants."""
    if holds == wanted:
        return price
    return half_up(price * (WHOLE + rate), WHOLE) if wanted else half_up(price * WHOLE, WHOLE + rate)


def _rate(crm: Workspace, now: Mapping[str, Any]) -> int | None:
    """What is taxed has a rate, the country's usual one unless it is said; of all else no tax is reckoned."""
    if now["kind"] == "text" or now["tax"] != TAXED:
        return None
    return crm.country.tax_rates[0] if now["rate"] is None else now["rate"]


def cost(crm: Workspace, now: Mapping[str, Any]) -> int | None:
    """What the quantity of a product costs us, where that is known in the currency of the document."""
    if not now["product"] or now["kind"] != "item":
        return None
    product = crm.recalled(Product, now["product"])
    if product.cost is None or (product.currency or crm.currency) != now["currency"]:
        return None
    return Line(Decimal(now["quantity"]), product.cost, per=product.per).net


# --- what is refused


def _check(now: Mapping[str, Any], *, negative: bool) -> None:
    _check_quantity(now["quantity"], negative=negative)
    for name, label in AMOUNTS.items():
        if not 0 <= (now[name] or 0) <= LARGEST:
            below = (now[name] or 0) < 0
            message = N_("{field} is not below zero") if below else N_("{field} is larger than can be")
            _refuse(name, Invalid(message, field=Word(label)))
    for name, (most, message) in SHARES.items():
        if not 0 <= (now[name] or 0) <= most:
            _refuse(name, Invalid(message))
    if now["per"] < 1:
        _refuse("per", Invalid(N_("a price is for one or more units"), hint="--per 1"))
    if not now["product"] and not now["text"]:
        _refuse("text", Invalid(N_("a line names a product, or says in words what it is"), hint="--product, --text"))
    if now["kind"] != "text" and now["price"] is None:
        _refuse("price", Invalid(N_("nothing says what it costs: give its price"), hint="@4500, --price 4500"))


def _check_quantity(text: str, *, negative: bool) -> None:
    quantity = Decimal(text)
    if quantity == 0 or (quantity < 0 and not negative):
        message = N_("the quantity is {quantity}: it must be more than nothing")
        _refuse("quantity", Invalid(message, hint="x1", quantity=text))
    if abs(quantity) > MOST or quantity != round(quantity, PLACES):
        message = N_("the quantity {quantity} is too large, or has too many decimals")
        _refuse("quantity", Invalid(message, quantity=text))


def _refuse(name: str, error: Invalid) -> None:
    """What is wrong is wrong in that field."""
    with of_field(name):
        raise error


def _net(now: Mapping[str, Any], *, negative: bool) -> int:
    """What the line comes to: not below zero, unless it takes back, and not more than can be."""
    net = reckoned(now).net
    if abs(net) > LARGEST:
        raise Invalid(N_("the line would come to more than can be"))
    if net < 0 and now["kind"] != "discount" and not negative:
        with of_field("off"):
            raise Invalid(N_("more is taken off than the line comes to"))
    return net
