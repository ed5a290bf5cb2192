"""The demo company's papers: price books, quotes, orders with what was delivered, billed and paid, contracts, members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

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
from crm_cli.sales import approvals, billing, deliveries, memberships, orders, paying, plans, quotes
from crm_cli.workspace import Workspace

SOLD = 12  # of the latest won deals, that came by a quote and an order
OFFERED = 8  # of the open deals that have a quote which the client is thinking over
DELIVERED, BILLED, PAID = 10, 14, 45  # days after the order
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
    level: str
    gift: str
    asked: str


WORDS = {
    "zh_CN": Words(
        "A级客户价", "框架协议价", "年度框架协议", "维保合同", "签订30% 发货前60% 验收后12个月10%质保金", "电汇", "运费", "金卡", "兑换礼品",
        "老客户，年底冲量",
    ),
    "en": Words(
        "Prices of level A", "Framework prices", "Framework agreement", "Maintenance contract",
        "30% signed, 60% before delivery, 10% 12 months after acceptance retention", "bank transfer", "Freight", "Gold", "gift voucher",
        "a good client, and the year ends soon",
    ),
}  # fmt: skip


def keep(crm: Workspace, language: str) -> None:
    """Write the papers of a company whose deals are there."""
    words = WORDS["zh_CN" if language == "zh_CN" else "en"]
    _books(crm, words)
    won = sorted(crm.where(Opportunity, status="won"), key=lambda one: (str(one.closed), one.n))[-SOLD:]
    sold = [_sold(crm, deal, words, place) for place, deal in enumerate(won)]
    _offered(crm, words)
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
    order = orders.from_quote(crm, quotes.accept(crm, quote, at=_moment(crm, closed)), date=closed.isoformat())
    if place % 4 == 0:
        plans.put(crm, order, words.plan)
    today = crm.clock.today()
    if closed + timedelta(DELIVERED) <= today:
        deliveries.deliver(crm, order, date=(closed + timedelta(DELIVERED)).isoformat())
    if (billed := closed + timedelta(BILLED)) <= today:
        invoice = billing.bill(crm, crm.by_id(Order, order.id), date=billed.isoformat())
        if closed + timedelta(PAID) <= today and place % 3:
            amount = (invoice.total or 0) // (2 if place % 5 == 1 else 1)
            paying.receive(
                crm, Payment(client=order.client, amount=amount, currency=order.currency, date=(closed + timedelta(PAID)).isoformat())
            )  # fmt: skip
    return order


def _offered(crm: Workspace, words: Words) -> None:
    """Quotes of open deals: sent ones, one that is being written, and one that passes the limits and waits for the manager."""
    deals = [one for one in crm.where(Opportunity, status="open") if one.amount]
    late = sorted(deals, key=lambda one: (str(one.close), one.n))[:OFFERED]
    for place, deal in enumerate(late):
        day = crm.clock.today() - timedelta(3 * place + 1)
        quote = _quote(crm, deal, day, words)
        if place:
            crm.change(quote, status="sent", sent=_moment(crm, day))
    mine = next(one for one in deals if one.owner == crm.me and one not in late)
    asked = _quote(crm, mine, crm.clock.today(), words, discount=1500)
    approvals.submit(crm, asked, words.asked)


def _quote(crm: Workspace, deal: Opportunity, day: date, words: Words, discount: int | None = None) -> Quote:
    quote = crm.add(
        Quote(
            client=str(deal.client), contact=deal.contact, opportunity=deal.id, name=deal.name, date=day.isoformat(), owner=deal.owner,
            payment=words.payment,
        )
    )  # fmt: skip
    crm.add(QuoteLine(quote=quote.id, product=deal.product, quantity=str(deal.quantity), discount=discount))
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
    start = crm.clock.today() - timedelta(200)
    known = [*crm.where(Client, type="person")[:3], *crm.where(Client, level="A")[:3]]
    for place, client in enumerate(known):
        member = crm.add(
            Membership(client=client.id, owner=client.owner, level=words.level if place % 2 else None, start=start.isoformat(), months=12)
        )  # fmt: skip
        points = 200 + sum(crm.by_id(Order, one.id).total or 0 for one in sold if one.client == client.id) // PER_POINT
        memberships.earn(crm, member, points, on=start.isoformat(), expires=(start + timedelta(730)).isoformat())
        if place % 2:
            memberships.spend(crm, member, 150, reason=words.gift)


def _moment(crm: Workspace, day: date) -> str:
    return min(crm.clock.utc(datetime.combine(day, time(AT))), crm.clock.stamp())
