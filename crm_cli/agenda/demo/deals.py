"""The demo company's opportunities: the open ones in every stage, the won and lost ones, each with the stages it went through."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle

from crm_cli.agenda.demo.making import SPAN, Making
from crm_cli.agenda.demo.material import Ware
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.stage_history import Snapshot
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.nouns.users import User
from crm_cli.sales import history

OPEN = (14, 13, 12, 9)  # in each open stage
WON, LOST = 56, 46
ROTTING = {(1, 0), (2, 0), (3, 0)}  # (stage, how many before it in that stage)
LATE = {(2, 1): 6, (3, 1): 17}  # days past the expected close
MINE = {(3, 0), (2, 1)}  # so that the day that is shown has something stuck
BARE = {(0, 3), (1, 5), (2, 6), (3, 4)}  # without a next step
SIGNS = ((60, 120), (40, 90), (21, 60), (7, 35))  # days to the expected close, by stage
FIRST, LATEST = (SPAN - 60, SPAN - 66, SPAN - 75), (1, 2, 3, 4, 6, 8)  # days ago that some surely closed
STAY = (6, 26)  # days in a stage
COST, FLOOR = 62, 85  # of a hundred of the list price
SERVICES, SERVED = ("服务", "软件"), 600  # taxed lower than goods, where the country does that
HAND = {(2, 4): 3000, (3, 2): 9000}  # a probability set by hand
FRESH = 0.75  # of a stage's patience is the longest that a deal which does not rot has been in it


@dataclass
class Deal:
    """An opportunity with what its talks need: the days it came into each stage, and what it is about.

    One that ``rots`` was forgotten in its stage, a ``bare`` one has no next step, one that ``signs`` has come to the contract.
    """

    record: Opportunity
    client: Client
    people: list[Client | Contact]
    ware: Ware
    entries: list[date]
    end: date
    rots: bool = False
    bare: bool = False
    signs: bool = False


def price(making: Making) -> list[Product]:
    """What the company sells."""
    return [
        making.put(
            Product(
                name=ware.name,
                code=ware.code,
                family=ware.family,
                unit=ware.unit,
                price=ware.price * 100,
                cost=ware.price * COST,
                floor=ware.price * FLOOR,
                rate=SERVED if ware.family in SERVICES else None,
            )
        )
        for ware in making.words.wares
    ]


@dataclass
class Market:
    """Who may buy what: clients and products in turn, so that no name comes twice at one client."""

    making: Making
    ladder: history.Ladder
    clients: list[Client]
    products: list[Product]

    def __post_init__(self) -> None:
        making = self.making
        self.people: dict[str, list[Client | Contact]] = {client.id: [] for client in self.clients}
        for contact in making.of(Contact):
            self.people[str(contact.client)].append(contact)
        sold = list(zip(making.words.wares, self.products, strict=True))
        projects = [(ware, product, name) for ware, product in sold for name in ware.projects]
        cheapest = min((ware for ware in making.words.wares if ware.projects), key=lambda ware: ware.price * ware.few)
        other = [one for one in projects if one[0] is not cheapest]
        self.turn = cycle(making.some(self.clients, len(self.clients)))
        self.goods = cycle(making.some(other, len(other)))
        self.small = cycle([one for one in projects if one[0] is cheapest])

    @property
    def open_stages(self) -> list[Stage]:
        return [stage for stage in self.ladder.stages if stage.type == "open"]

    def stage(self, kind: str) -> Stage:
        """The first stage of that type."""
        return next(stage for stage in self.ladder.stages if stage.type == kind)

    def deal(self, entries: list[date], end: date, owner: str | None = None) -> Deal:
        """A deal of the next client (of that owner) about the next product, which began when it came into its first stage."""
        client = next(client for client in self.turn if owner in (None, client.owner))
        ware, product, name = next(self.small if client.type == "person" else self.goods)
        quantity = self.making.chance.randint(ware.few, ware.few if client.type == "person" else ware.many)
        people = self.people[client.id] or [client]
        record = Opportunity(
            name=name, client=client.id, contact=people[0].id if isinstance(people[0], Contact) else None,
            pipeline=self.ladder.pipeline, product=product.id, quantity=quantity, amount=_agreed(self.making, ware, quantity),
            owner=client.owner, team=client.team, began=entries[0].isoformat(), source=client.source,
            competitor=self.making.chance.choice((None, *self.making.words.competitors)),
        )  # fmt: skip
        return Deal(record, client, people, ware, entries, end)

    def keep(self, deal: Deal, stages: list[Stage]) -> Deal:
        """Keep the deal, whose last stage is its own, and its history."""
        record = deal.record
        record.stage, record.status = stages[-1].id, stages[-1].type
        self.making.put(record, deal.entries[0])
        days = {stage.id: day.isoformat() for stage, day in zip(stages, deal.entries, strict=False)}
        rows = history.imported(
            self.ladder, self.making.crm.clock, final=stages[-1].id, began=record.began, closed=record.closed,
            stages=days, value=_value(deal), close=record.close, owner=record.owner, probability=record.probability,
        )  # fmt: skip
        for row in rows:
            self.making.put(Snapshot(opportunity=record.id, created=row["effective"], author=record.owner, **row))
        return deal


def open_deals(market: Market) -> list[Deal]:
    """The open ones, the agreed number in each stage."""
    return [
        _open(market, at, place) for at, count in enumerate(OPEN[: len(market.open_stages)]) for place in range(count)
    ]


def _open(market: Market, at: int, place: int) -> Deal:
    making, stages = market.making, market.open_stages[: at + 1]
    patience = stages[at].rot_days or 14
    rots = (at, place) in ROTTING
    ago = patience + 9 + 3 * at if rots else making.chance.randint(1, int(patience * FRESH))
    entries = _entries(making, making.days.back(ago), at)
    worker = next(user.id for user in making.of(User) if user.role == "rep")
    deal = market.deal(entries, making.days.today, worker if (at, place) in MINE else None)
    late = LATE.get((at, place))
    close = making.days.back(late) if late else making.days.ahead(making.chance.randint(*SIGNS[at]))
    deal.record.close = close.isoformat()
    deal.record.probability = HAND.get((at, place))
    if at == 0 and place % 3 == 0:
        deal.record.amount = None  # nothing agreed yet: it stands at the list price
    signs = stages[at] is market.open_stages[-1] and place % 2 == 1
    return market.keep(replace(deal, rots=rots, bare=(at, place) in BARE, signs=signs), stages)


def closed_deals(market: Market) -> list[Deal]:
    """The won and lost ones of the past months."""
    making = market.making
    ends = sorted(making.chance.randint(5, SPAN - 90) for _ in range(WON + LOST - len(FIRST) - len(LATEST)))
    ends += [*FIRST, *LATEST]
    won = making.some([True] * WON + [False] * LOST, WON + LOST)
    return [_closed(market, making.days.back(ago), is_won) for ago, is_won in zip(ends, won, strict=True)]


def _closed(market: Market, end: date, won: bool) -> Deal:
    making, stages = market.making, market.open_stages
    reached = len(stages) - 1 if won else making.chance.choice((0, 1, 1, 2, 2, 3, 3)[: 2 * len(stages) - 1])
    last = making.days.before(end, *STAY)
    deal = market.deal(_entries(making, last, reached), end)
    record = deal.record
    record.closed = end.isoformat()
    record.close = making.days.after(end, 0, 21).isoformat()
    if won:
        record.win_reason, record.checked = making.chance.choice(making.words.won), stages[-1].checklist
        return market.keep(replace(deal, signs=True), [*stages, market.stage("won")])
    record.loss_reason = making.chance.choice(making.words.lost)
    record.lost_stage = stages[reached].id
    if record.loss_reason == making.words.lost[1]:  # to a competitor
        record.competitor = making.chance.choice(making.words.competitors)
    return market.keep(deal, [*stages[: reached + 1], market.stage("lost")])


def _entries(making: Making, last: date, reached: int) -> list[date]:
    """The days it came into its stages, the last of them given."""
    found = [last]
    for _ in range(reached):
        found.insert(0, making.days.before(found[0], *STAY))
    return found


def _value(deal: Deal) -> int:
    """The amount, or the list price where nothing was agreed."""
    return deal.record.amount or deal.ware.price * deal.record.quantity * 100


def _agreed(making: Making, ware: Ware, quantity: int) -> int:
    """The list price less a discount, rounded as people do, in minor units."""
    full = ware.price * quantity * making.chance.choice((100, 100, 98, 97, 95, 92)) // 100
    step = 1000 if full >= 20000 else 100
    return max(full // step * step, step) * 100
