"""Price books and the prices in them: what is asked of one, and what of it stays although it holds no more."""

from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Duplicate, Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.pricebooks import Pricebook
from crm_cli.records.nouns.prices import Price
from crm_cli.records.nouns.pricetalks import PriceTalk
from crm_cli.records.registry import concerns
from crm_cli.sales import products
from crm_cli.workspace import Workspace

SHAPED = ("pricebook", "product", "quantity", "price", "floor", "per", "start", "end", "active", "currency")
AMOUNTS = {name: products.AMOUNTS[name] for name in ("price", "floor")}
FIRST, LAST = "", "9999"  # a time without a beginning, or without an end


@concerns("start", "end", "currency")
def complete_book(crm: Workspace, book: Pricebook | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A book ends after it begins, and its currency stays once prices are in it."""
    start, end = (values.get(name, getattr(book, name, None)) for name in ("start", "end"))
    _in_order(start, end)
    currency = values.get("currency", getattr(book, "currency", None)) or crm.currency
    if book is not None and currency != book.currency and crm.where(Price, pricebook=book.id):
        with of_field("currency"):
            raise Conflict(
                N_("{ref} has prices in {currency}"), hint=N_("a book of its own for the other currency: crm pricebook add …"),
                ref=book.ref, currency=book.currency,
            )  # fmt: skip
    return {"currency": currency}


def must_hold(crm: Workspace, book: Pricebook, start: str | None) -> None:
    """Refuse a book that is named although none of its prices can hold any more."""
    day = max(start or FIRST, crm.clock.today().isoformat())
    with of_field("pricebook"):
        if not book.active:
            raise Invalid(N_("{ref} {name} is not active"), hint="crm pricebook edit {ref} --active yes", ref=book.ref, name=book.name)  # fmt: skip
        if book.end and book.end < day:
            raise Invalid(
                N_("{ref} {name} has expired: it held until {end}"), hint="crm pricebook edit {ref} --end …", ref=book.ref, name=book.name, end=book.end
            )  # fmt: skip


class Held(NamedTuple):
    """When a price of a book holds; without a ref it comes from a row of the same file."""

    ref: str
    start: str | None
    end: str | None


@concerns(*SHAPED)
def complete_price(crm: Workspace, price: Price | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A price is in the currency of its book; of one product, from one quantity on, two of a book never hold on the same day."""
    now = _now(price, values)
    found = _checked(crm, now, values)
    if _active(now):
        _refuse_second(now, _stored(crm, now, {price.id} if price else set()))
    return found


class Together:
    """The same for prices that come together in a file: none holds on the same day as one of another row, whether that is new or changed."""

    def __init__(self) -> None:
        self.told: dict[tuple[str, str, Decimal], list[Held]] = {}
        self.changed: set[str] = set()

    def __call__(self, crm: Workspace, price: Price | None, values: Mapping[str, Any]) -> dict[str, Any]:
        now = _now(price, values)
        found = _checked(crm, now, values)
        same = self.told.setdefault((now["pricebook"], now["product"], Decimal(now["quantity"] or 1)), [])
        if _active(now):
            _refuse_second(now, [*same, *_stored(crm, now, self.changed | ({price.id} if price else set()))])
            same.append(Held(price.ref if price else "", now["start"], now["end"]))
        if price:
            self.changed.add(price.id)
        return found


def _now(price: Price | None, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name, getattr(price, name, None)) for name in SHAPED}


def _active(now: Mapping[str, Any]) -> bool:
    return now["active"] is None or bool(now["active"])


def _checked(crm: Workspace, now: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    products.amounts(now, AMOUNTS)
    if Decimal(now["quantity"] or 1) <= 0:
        with of_field("quantity"):
            raise Invalid(N_("a quantity is more than zero"))
    _in_order(now["start"], now["end"])
    book = crm.by_id(Pricebook, str(now["pricebook"]))
    own = book.currency or crm.currency
    if values.get("currency") not in (None, own):
        with of_field("price"):
            raise Invalid(N_("{ref} {name} is in {currency}"), ref=book.ref, name=book.name, currency=own)
    return {"currency": own}


def _stored(crm: Workspace, now: Mapping[str, Any], but: Container[str]) -> list[Held]:
    """The prices of the base for the same book, product and quantity."""
    found = crm.where(Price, pricebook=now["pricebook"], product=now["product"], active=1)
    quantity = Decimal(now["quantity"] or 1)
    return [
        Held(one.ref, one.start, one.end) for one in found if one.id not in but and Decimal(one.quantity) == quantity
    ]


def _refuse_second(now: Mapping[str, Any], others: Iterable[Held]) -> None:
    """Of two that would hold on the same day nobody could say which counts."""
    for other in others:
        if overlap(other, now["start"], now["end"]):
            said = {"start": other.start or "…", "end": other.end or "…"}
            with of_field("start"):
                if not other.ref:
                    raise Duplicate(
                        N_("another row of the file holds already from that quantity on, {start} to {end}"),
                        hint=N_("let the one end before the other begins"), **said,
                    )  # fmt: skip
                raise Duplicate(
                    N_("{ref} holds already from that quantity on, {start} to {end}"), hint="crm price edit {ref} --end …", ref=other.ref, **said
                )  # fmt: skip


def overlap(price: Price | Held, start: str | None, end: str | None) -> bool:
    """Whether a price holds on a day of this time."""
    return (price.start or FIRST) <= (end or LAST) and (start or FIRST) <= (price.end or LAST)


def _in_order(start: str | None, end: str | None) -> None:
    if start and end and end < start:
        with of_field("end"):
            raise Invalid(N_("it ends on {end}, before it begins on {start}"), start=start, end=end)


def leave(crm: Workspace, price: Price, _going: Iterable[str]) -> None:
    """A price by which somebody was quoted stays: it is ended or deactivated."""
    if crm.report("price_used", rule=price.ref):
        raise Conflict(
            N_("{ref} can't be removed: quotes were made by it"), hint="crm price edit {ref} --active no", ref=price.ref
        )


@concerns("price", "quantity", "per")
def complete_talk(crm: Workspace, talk: PriceTalk | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A spoken price is of now and of whoever writes it, unless it is said otherwise; it is not below zero."""
    now = {name: values.get(name, getattr(talk, name, None)) for name in ("price", "quantity", "per")}
    products.amounts({**now, "floor": None}, {"price": AMOUNTS["price"]})
    if now["quantity"] is not None and Decimal(now["quantity"]) <= 0:
        with of_field("quantity"):
            raise Invalid(N_("a quantity is more than zero"))
    if talk is not None:
        return {}
    return {
        "at": values.get("at") or crm.clock.stamp(),
        "owner": values.get("owner") or crm.me,
        "currency": values.get("currency") or crm.currency,
    }
