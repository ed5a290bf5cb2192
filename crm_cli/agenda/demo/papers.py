"""The demo company's papers: price books, quotes, orders with what was delivered, billed and paid, contracts, members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contracts import Contract
from crm_cli.records.nouns.memberships import Membership
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.records.nouns.pricebooks import Pricebook
from crm_cli.records.nouns.prices import Price
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import (
    approvals,
    billing,
    deliveries,
    fulfilment,
    memberships,
    orders,
    paying,
    plans,
    quotes,
    versions,
)
from crm_cli.sales.paying import To
from crm_cli.workspace import Workspace

SOLD = 18  # of the latest won deals, that came by a quote and an order
OFFERED = 8  # of the open deals that have a quote
REFUSED = 2  # of the lost deals, whose client said no to a quote
DELIVERED = (9, 14, 6, 21, 11, 17)  # days after the order that goods go out, in turn
BILLED, PAID = 3, (25, 41, 33, 52)  # days after the goods, and after the invoice, in turn
REST = 12  # days after its first part that the rest of a delivery goes out
OLD = 45  # days since a quote that nobody answered
AT = 10  # o'clock
PER_POINT = 10_000  # minor units that earn one point
SET = 100  # one unit of money


@dataclass(frozen=True)
class Words:
    """What the papers are called in a language."""

    book: str
    granted: str
    contract: str
    service: str
    plan: str
    payment: str
    freight: str
    spares: str
    level: str
    first: str
    gift: str
    asked: str
    cheaper: str
    held: str


WORDS = {
    "zh_CN": Words(
        "A级客户价", "框架协议价", "年度框架协议", "维保合同", "签订30% 发货后30天60% 验收后12个月10%质保金", "电汇", "运费", "随机备件", "金卡", "银卡", "兑换礼品",
        "老客户，年底冲量", "价格", "预算冻结",
    ),
    "en": Words(
        "Prices of level A", "Framework prices", "Framework agreement", "Maintenance contract",
        "30% signed, 60% 30 days after delivery, 10% 12 months after acceptance retention", "bank transfer", "Freight", "Spare parts", "Gold", "Silver", "gift voucher",
        "a good client, and the year ends soon", "price", "budget frozen",
    ),
}  # fmt: skip


def keep(crm: Workspace, language: str) -> None:
    """Write the papers of a company whose deals are there."""
    words = WORDS["zh_CN" if language == "zh_CN" else "en"]
    _books(crm, words)
    won = sorted(crm.where(Opportunity, status="won"), key=lambda one: (str(one.closed), one.n))[-SOLD:]
    sold = [_sold(crm, deal, words, place) for place, deal in enumerate(won)]
    _offered(crm, words)
    _refused(crm, words)
    _contracts(crm, words)
    _members(crm, words, sold)


def _books(crm: Workspace, words: Words) -> None:
    """Level A pays three per cent less, six of many; a framework grants eight."""
    book = crm.add(Pricebook(name=words.book, level="A"))
    framework = crm.add(Pricebook(name=words.granted, granted=1))
    for product in crm.where(Product)[:4]:
        listed = product.price or 0
        crm.add(Price(pricebook=book.id, product=product.id, price=listed * 97 // 100 // SET * SET))
        crm.add(Price(pricebook=book.id, product=product.id, price=listed * 94 // 100 // SET * SET, quantity="20"))
        crm.add(Price(pricebook=framework.id, product=product.id, price=listed * 92 // 100 // SET * SET))


def _sold(crm: Workspace, deal: Opportunity, words: Words, place: int) -> Order:
    """A deal as it was quoted, accepted, ordered, delivered, billed and paid, as far as it has come."""
    closed = date.fromisoformat(str(deal.closed))
    quote = _quote(crm, deal, closed - timedelta(10), words)
    quote = crm.change(quote, status="sent", sent=_moment(crm, closed - timedelta(9)))
    accepted = quotes.accept(crm, quote, at=_moment(crm, closed))
    due = closed + timedelta(max(DELIVERED))
    order = orders.from_quote(crm, accepted, date=closed.isoformat(), due=due.isoformat())
    if place % 4 == 0:
        plans.put(crm, order, words.plan)
    if place == SOLD - 2:
        crm.settle()
        return orders.cancel(crm, crm.by_id(Order, order.id), words.held, _past(crm, closed + timedelta(2)))
    first = closed + timedelta(DELIVERED[place % len(DELIVERED)])
    in_part = place % 4 == 1 or first <= crm.clock.today() < first + timedelta(REST)
    for part, goods in enumerate(_halves(crm, order) if in_part else [None]):
        out = first + timedelta(part * REST)
        if out <= crm.clock.today():
            _went(crm, order, goods, out, place)
    return crm.by_id(Order, order.id)


def _halves(crm: Workspace, order: Order) -> list[dict[str, Decimal] | None]:
    """The goods of an order in two parts: half of the first line, or all of it where it is one; then the rest."""
    line = fulfilment.goods(crm, order)[0]
    return [{line.id: Decimal(int(Decimal(line.quantity) / 2)) or Decimal(line.quantity)}, None]


def _went(crm: Workspace, order: Order, goods: dict[str, Decimal] | None, out: date, place: int) -> None:
    """Goods as they went out, were accepted, billed and paid, as far as it has come."""
    deliveries.deliver(crm, order, goods, date=out.isoformat())
    today, billed = crm.clock.today(), out + timedelta(BILLED)
    if place % 4 == 0 and billed <= today:
        orders.accept(crm, crm.by_id(Order, order.id), billed.isoformat())
    if billed > today:
        return
    invoice = billing.bill(crm, crm.by_id(Order, order.id), goods, date=billed.isoformat())
    paid = billed + timedelta(PAID[place % len(PAID)])
    if paid > today or place % 4 == 3:
        return
    amount = (invoice.total or 0) * (90 if place % 4 == 0 else 50 if place % 5 == 1 else 100) // 100
    said: dict[str, Any] = {
        "client": order.client,
        "amount": amount,
        "currency": order.currency,
        "date": paid.isoformat(),
    }
    if place % 5 == 2:
        said |= {"method": "draft", "matures": (paid + timedelta(180)).isoformat()}
    paying.receive(crm, Payment(**said), [To(invoice, amount)])


def _offered(crm: Workspace, words: Words) -> None:
    """Quotes of open deals: one that is being written, sent ones, one that was revised, one that nobody answered, and one that waits for the manager."""
    deals = [one for one in crm.where(Opportunity, status="open") if one.amount]
    late = sorted(deals, key=lambda one: (str(one.close), one.n))[:OFFERED]
    for place, deal in enumerate(late):
        day = crm.clock.today() - timedelta(OLD if place == OFFERED - 1 else 3 * place + 1)
        quote = _quote(crm, deal, day, words)
        if place:
            quote = crm.change(quote, status="sent", sent=_moment(crm, day))
        if place == OFFERED // 2:
            _revised(crm, quote)
    mine = next(one for one in deals if one.owner == crm.me and one not in late)
    approvals.submit(crm, _quote(crm, mine, crm.clock.today(), words, discount=1500), words.asked)


def _revised(crm: Workspace, quote: Quote) -> None:
    """The next version, two per cent lower, which the client has."""
    after = versions.revise(crm, quote)
    crm.change(after, discount=200)
    crm.settle()
    quotes.send(crm, crm.by_id(Quote, after.id))


def _refused(crm: Workspace, words: Words) -> None:
    """Quotes of deals that were lost."""
    lost = sorted(crm.where(Opportunity, status="lost"), key=lambda one: (str(one.closed), one.n))
    for deal in [one for one in lost if one.product and one.quantity][-REFUSED:]:
        closed = date.fromisoformat(str(deal.closed))
        quote = _quote(crm, deal, closed - timedelta(12), words)
        quote = crm.change(quote, status="sent", sent=_moment(crm, closed - timedelta(12)))
        quotes.reject(crm, quote, words.cheaper, at=_moment(crm, closed))


def _quote(crm: Workspace, deal: Opportunity, day: date, words: Words, discount: int | None = None) -> Quote:
    quote = crm.add(
        Quote(
            client=str(deal.client), contact=deal.contact, opportunity=deal.id, name=deal.name, date=day.isoformat(), owner=deal.owner,
            payment=words.payment,
        )
    )  # fmt: skip
    crm.add(QuoteLine(quote=quote.id, product=deal.product, quantity=str(deal.quantity), discount=discount))
    crm.add(QuoteLine(quote=quote.id, text=words.spares, price=60 * SET))
    crm.add(QuoteLine(quote=quote.id, kind="charge", text=words.freight, price=30 * SET))
    crm.settle()
    return crm.by_id(Quote, quote.id)


def _contracts(crm: Workspace, words: Words) -> None:
    """A framework that grants prices and renews itself, a service contract that ends soon, and one that is not signed yet."""
    today = crm.clock.today()
    book = crm.where(Pricebook, name=words.granted)[0]
    for place, client in enumerate(crm.where(Client, level="A", type="organisation")[:3]):
        start = today - timedelta((300, 345, -20)[place])
        crm.add(
            Contract(
                name=(words.contract, words.service, words.contract)[place], client=client.id, owner=client.owner, value=(50, 12, 30)[place] * 10_000 * SET,
                signed=(start - timedelta(7)).isoformat() if place < 2 else None, start=start.isoformat(), end=(start + timedelta(364)).isoformat(),
                renewal=("automatic", "asked", "asked")[place], months=12, notice=30 if place == 0 else None, pricebook=book.id if place == 0 else None,
            )
        )  # fmt: skip


def _members(crm: Workspace, words: Words, sold: Sequence[Order]) -> None:
    """Persons and the best clients are members, with points for what they bought."""
    known = [*crm.where(Client, type="person")[:3], *crm.where(Client, level="A")[:3]]
    for place, client in enumerate(known):
        start = crm.clock.today() - timedelta(350 - 60 * place)
        member = crm.add(
            Membership(client=client.id, owner=client.owner, level=words.level if place % 2 else words.first, start=start.isoformat(), months=12)
        )  # fmt: skip
        points = 200 + sum(crm.by_id(Order, one.id).total or 0 for one in sold if one.client == client.id) // PER_POINT
        memberships.earn(crm, member, points, on=start.isoformat(), expires=(start + timedelta(730)).isoformat())
        if place % 2:
            memberships.spend(crm, member, 150, reason=words.gift)


def _past(crm: Workspace, day: date) -> str:
    return min(day, crm.clock.today()).isoformat()


def _moment(crm: Workspace, day: date) -> str:
    return min(crm.clock.utc(datetime.combine(day, time(AT))), crm.clock.stamp())
