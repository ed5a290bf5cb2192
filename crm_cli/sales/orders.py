"""Orders: from an accepted quote or direct, what of them stays as it was once goods went out or were billed, and how they end."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm_cli.errors import Conflict, Invalid, Word, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import STATUSES, Quote
from crm_cli.sales import credit, documents, fulfilment, lines, opportunities, ordered, parts, quotes
from crm_cli.sales.arithmetic import share
from crm_cli.sales.versions import CARRIED
from crm_cli.workspace import Workspace

REPEATABLE = ("currency", "discount", "taxed", "rounding")
"""By these an order and its invoices reckon alike."""
GOODS = ("kind", "product", "text", "unit")
"""What of a line stays once some of it went out."""
TERMS = (*GOODS, "price", "per", "discount", "off", "extra_charge", "tax", "rate")
"""What of a line stays once some of it was billed."""


# --- rules that hold whoever writes


def complete(
    crm: Workspace, order: Order | None, values: Mapping[str, Any], *, numbered: bool = True
) -> dict[str, Any]:
    """A new order has its number, date and currency; one that was cancelled, and what was delivered or billed, stays as it was."""
    found = documents.complete(crm, order, values, "order", numbered=numbered)
    now = {name: values.get(name, getattr(order, name, None)) for name in ("date", "due", "accepted")} | found
    _check_days(crm, now)
    if order is None:
        return found
    changed = {name for name, value in values.items() if getattr(order, name, None) != value}
    if "accepted" in changed and values["accepted"]:
        fulfilment.must_be_out(crm, order, values["accepted"])
    if order.cancelled and changed - {"note", "owner", "team", "tags"} and not changed & {"cancelled"}:
        raise _cancelled(order)
    if "client" in changed and (_billed(crm, order) or crm.where(Delivery, order=order.id)):
        raise Conflict(
            N_("{ref} was delivered or billed: its client stays"), hint="crm order show {ref}", ref=order.ref
        )
    if changed & set(REPEATABLE) and _billed(crm, order):
        raise Conflict(
            N_("{ref} was billed: its currency, discount and taxes stay"), hint="crm order show {ref}", ref=order.ref
        )
    return found


def complete_line(crm: Workspace, line: OrderLine | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A line of an order that holds; of what went out or was billed nothing is changed, and it is never less than that."""
    must_hold(crm.recalled(Order, values.get("order") or str(line and line.order)))
    if line is not None:
        _check_kept(crm, line, values)
    return lines.complete(crm, line, values, "orderline")


def imported(crm: Workspace, order: Order | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """An order in a file, which gets its number when it is written; a new one may have been cancelled already."""
    return complete(crm, order, values, numbered=False)


def imported_line(crm: Workspace, line: OrderLine | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A line in a file: with its price it may be of what is sold no more, or of an order that is over; unit and tax are its product's."""
    if line is not None:
        return complete_line(crm, line, values)
    if values.get("price") is None:
        found = complete_line(crm, None, values)
    else:
        found = _described(crm.recalled(Product, values["product"]), values) if values.get("product") else {}
        found |= lines.complete(crm, None, {**values, **found}, "orderline", over=True)
    order = crm.recalled(Order, values["order"])
    ordered.check_brought(crm, order, documents.as_written(OrderLine(order=order.id), {**values, **found}))
    return found


def _described(product: Product, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"unit": values.get("unit") or product.unit}
    return found | ({} if values.get("rate") is not None else {"tax": product.tax, "rate": product.rate})


def follow(crm: Workspace, order: Order) -> None:
    """After an order was written: its sums hold again, and it is within the limits of who wrote it and the client's credit."""
    documents.follow(crm, order)
    _watch(crm)


def settled(crm: Workspace, _order: Order | None) -> None:
    """After orders, or lines of them, came from a file: they are within the limits of who brought them and the client's credit."""
    _watch(crm)


def follow_line(crm: Workspace, line: OrderLine) -> None:
    """After a line was written by hand: its order says what it comes to, and that stays within the limits and the client's credit."""
    documents.follow_line(crm, line)
    _watch(crm)


def _watch(crm: Workspace) -> None:
    ordered.watch(crm)
    credit.watch(crm)


def leave_line(crm: Workspace, line: OrderLine, going: Collection[str]) -> None:
    """A line may go from an order that holds; one that went out or was billed is held by what says so."""
    if line.order not in going:
        must_hold(crm.by_id(Order, line.order))
        ordered.watch(crm)
    documents.leave_line(crm, line, going)


def must_hold(order: Order) -> None:
    """Refuse to work on an order that was cancelled."""
    if order.cancelled:
        raise _cancelled(order)


def _cancelled(order: Order) -> Conflict:
    return Conflict(
        N_("{ref} was cancelled on {day}"), hint="crm order show {ref}", ref=order.ref, day=order.cancelled or ""
    )


def _billed(crm: Workspace, order: Order) -> bool:
    return bool(crm.where(Invoice, order=order.id))


def _check_days(crm: Workspace, now: Mapping[str, Any]) -> None:
    for name in ("due", "accepted"):
        if now[name] and now["date"] and now[name] < now["date"]:
            with of_field(name):
                raise Invalid(N_("{day} lies before the order of {date}"), day=now[name], date=now["date"])
    if now["accepted"] and now["accepted"] > crm.clock.today().isoformat():
        with of_field("accepted"):
            raise Invalid(N_("{day} is still to come"), day=now["accepted"])


def _check_kept(crm: Workspace, line: OrderLine, values: Mapping[str, Any]) -> None:
    changed = {name for name, value in values.items() if getattr(line, name, None) != value}
    if not changed & {*TERMS, "quantity"}:
        return
    sent = fulfilment.sent(crm, line.id)
    billed, _amount = parts.billed(crm, line.id)
    if (sent and changed & set(GOODS)) or (billed and changed & set(TERMS)):
        raise Conflict(
            N_("{ref} went out or was billed: it stays as it is"), hint=N_("crm order line add {order} …, or crm order return"), ref=line.ref,
            order=crm.by_id(Order, line.order).ref,
        )  # fmt: skip
    if "quantity" in changed:
        _check_quantity(line, Decimal(values["quantity"] or "1"), max(sent, billed), billed)


def _check_quantity(line: OrderLine, wanted: Decimal, least: Decimal, billed: Decimal) -> None:
    with of_field("quantity"):
        if wanted < least:
            raise Conflict(
                N_("of {ref} {least} went out or were billed: it can't be {quantity}"), hint="crm order return …", ref=line.ref,
                least=fulfilment.plain(least), quantity=fulfilment.plain(wanted),
            )  # fmt: skip
        if billed and (line.off or line.extra_charge):
            raise Conflict(
                N_("{ref} was billed with an amount off or on top of the whole line: its quantity stays"),
                hint=N_("crm order line add"), ref=line.ref,
            )  # fmt: skip


# --- its way


def must_be_orderable(crm: Workspace, quote: Quote) -> None:
    """Refuse to order what nobody accepted, or what was ordered already."""
    if (now := quotes.status(crm, quote)) != "accepted":
        raise Conflict(
            N_("{ref} is {status}: only what was accepted is ordered"), hint="crm quote accept {ref}", ref=quote.ref,
            status=Word(STATUSES[now]),
        )  # fmt: skip
    for other in crm.where(Order, quote=quote.id, cancelled=None):
        raise Conflict(
            N_("{ref} was ordered already: {order}"), hint="crm order show {order}", ref=quote.ref, order=other.ref
        )


def from_quote(crm: Workspace, quote: Quote, options: Sequence[QuoteLine] = (), **values: Any) -> Order:
    """An order of what a client accepted: each line with the line of the quote it came from; of the options those that are chosen."""
    must_be_orderable(crm, quote)
    chosen = _chosen(quote, options)
    with crm.step():
        carried = {name: getattr(quote, name) for name in CARRIED if name in Order.specs}
        if not documents.lines_of(crm, quote):
            carried |= {"discount": None}  # it is in the total
        made = crm.add(Order(**carried | {"quote": quote.id} | values))
        _copy(crm, made, _ordered(crm, quote, chosen))
        if not documents.lines_of(crm, quote):
            crm.add(_of_the_whole(crm, quote, made))
    return crm.by_id(Order, made.id)


def _of_the_whole(crm: Workspace, quote: Quote, order: Order) -> OrderLine:
    """One line for a quote that came without any: with what it says it comes to, and its tax where that is of one rate."""
    total = quote.stated if quote.total is None else quote.total
    if total is None:
        raise Conflict(
            N_("{ref} has no lines and no total: nothing says what is ordered"), hint="crm order add …", ref=quote.ref
        )
    net, vat = quote.net, quote.vat
    rates = [
        rate
        for rate in crm.country.tax_rates
        if net is not None and net + share(net, rate) == total and vat in (None, total - net)
    ]
    text = " ".join(filter(None, (quote.number, quote.name)))
    if not rates:
        return OrderLine(order=order.id, text=text, price=total, tax="untaxed")
    price = total if order.taxed else net
    return OrderLine(order=order.id, text=text, price=price, rate=rates[0])


def _copy(crm: Workspace, order: Order, ordered: Sequence[QuoteLine]) -> None:
    made = dict[str, str]()
    for place, line in enumerate(ordered, 1):
        more = {"quoteline": line.id, "bundle": made.get(line.bundle or ""), "position": place}
        made[line.id] = crm.add(documents.copied(line, "orderline", order=order.id, **more)).id


def _chosen(quote: Quote, options: Sequence[QuoteLine]) -> set[str]:
    for line in options:
        if line.quote != quote.id or not line.optional:
            raise Invalid(N_("{line} is no option of {ref}"), hint="crm quote show {ref}", line=line.ref, ref=quote.ref)
    return {line.id for line in options}


def _ordered(crm: Workspace, quote: Quote, chosen: Collection[str]) -> list[QuoteLine]:
    return [line for line in documents.lines_of(crm, quote) if not line.optional or line.id in chosen]


def win(crm: Workspace, order: Order, *, force: bool = False) -> Opportunity | None:
    """Its deal is won, for what the order comes to; None where there is none, or it is not open."""
    for deal in deal_of(crm, order):
        opportunities.may_be_won(crm, deal, force=force)
        same = deal.currency in (None, order.currency) and order.total is not None
        return opportunities.win(crm, deal, amount=order.total if same else None, force=force)
    return None


def deal_of(crm: Workspace, order: Order) -> list[Opportunity]:
    """The deal that an order came of, while it is open."""
    found = crm.where(Opportunity, id=order.opportunity) if order.opportunity else []
    return [deal for deal in found if deal.status == "open"]


def accept(crm: Workspace, order: Order, day: str | None = None) -> Order:
    """The client accepts what was delivered (验收), of which there must be some: what the plan hangs on that runs from now on."""
    must_hold(order)
    return crm.change(order, accepted=day or crm.clock.today().isoformat())


def cancel(crm: Workspace, order: Order, reason: str | None, day: str | None = None) -> Order:
    """Nothing comes of it. What went out must have come back, and what was billed been taken back, before."""
    must_hold(order)
    if not (reason or "").strip():
        raise Invalid(
            N_("{ref} is cancelled only for a reason"), hint=N_("crm order cancel {ref} --reason price"), ref=order.ref
        )
    for line in documents.lines_of(crm, order):
        if fulfilment.sent(crm, line.id):
            raise Conflict(N_("{ref} was delivered, in part or whole"), hint="crm order return {ref}", ref=order.ref)
    for invoice in crm.where(Invoice, order=order.id, reverses=None):
        if (invoice.total or 0) + sum(red.total or 0 for red in crm.where(Invoice, reverses=invoice.id)):
            raise Conflict(
                N_("{ref} was billed: {invoice}"), hint="crm invoice reverse {invoice}", ref=order.ref, invoice=invoice.ref
            )  # fmt: skip
    return crm.change(order, cancelled=day or crm.clock.today().isoformat(), reason=str(reason).strip())
