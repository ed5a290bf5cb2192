"""Memberships: terms, and a ledger of points that is only added to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import Conflict, CrmError, Duplicate, Invalid
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.memberships import Membership
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.points import Point
from crm_cli.sales import earning, memberships, orders
from tests.sales.conftest import Firm


class Club(Firm):
    """A firm with a member."""

    def __init__(self) -> None:
        super().__init__()
        self.client = self.crm.add(Client(name="张三", type="person"))
        self.member = self.crm.add(Membership(client=self.client.id, start="2026-01-01"))

    def points(self) -> int:
        """As lists say it."""
        ((points,),) = self.crm.table("membership", ["points"], [], machine=True).rows
        assert points == memberships.balance(self.crm, self.member)
        return int(points)

    def earn(self, amount: int, on: str | None = None, expires: str | None = None) -> Point:
        return memberships.earn(self.crm, self.member, amount, on=on, expires=expires)


@pytest.fixture
def club() -> Club:
    return Club()


def test_a_new_membership_has_a_number_and_ends_after_its_months(club: Club) -> None:
    made = club.crm.add(Membership(client=club.client.id, months=12))
    assert (made.number, made.start, made.end, made.owner) == ("M000002", "2026-11-22", "2027-11-21", club.me.id)


def test_a_number_is_given_once(club: Club) -> None:
    with pytest.raises(Duplicate):
        club.crm.add(Membership(client=club.client.id, number="M000001"))
    with pytest.raises(Invalid):
        club.crm.add(Membership(client=club.client.id, end="2026-01-01"))


def test_a_membership_is_renewed_from_its_end_or_from_today(club: Club) -> None:
    running = club.crm.change(club.member, end="2026-12-31", months=6)
    assert memberships.renew(club.crm, running, level="金卡").end == "2027-06-30"
    lapsed = club.crm.change(club.member, end="2026-03-31")
    assert memberships.renew(club.crm, lapsed, months=12).end == "2027-11-21"
    over = memberships.end(club.crm, lapsed, "2026-11-01")
    assert not memberships.is_running(club.crm, over)
    assert memberships.renew(club.crm, over).ended is None
    with pytest.raises(Conflict):
        memberships.renew(club.crm, club.crm.change(over, end=None, ended=None))


def test_points_are_the_sum_of_the_ledger(club: Club) -> None:
    club.earn(200)
    memberships.spend(club.crm, club.member, 80, reason="礼品")
    assert club.points() == 120


def test_more_than_there_is_is_not_spent_whoever_writes_it(club: Club) -> None:
    club.earn(100)
    with pytest.raises(Conflict, match="not 101"):
        memberships.spend(club.crm, club.member, 101)
    with pytest.raises(Conflict):
        club.crm.add(Point(membership=club.member.id, kind="spend", amount=101))
    assert club.points() == 100


@pytest.mark.parametrize(
    "said",
    [{"amount": 0}, {"amount": 10**10}, {"amount": -5}, {"kind": "reverse", "amount": 5}, {"amount": 5, "date": "2026-11-23"}, {"amount": 5, "expires": "2026-11-21"}],
)  # fmt: skip
def test_an_entry_that_cannot_be_is_refused(club: Club, said: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        club.crm.add(Point(membership=club.member.id, **said))  # type: ignore[arg-type]


def test_the_ledger_is_only_added_to(club: Club) -> None:
    entry = club.earn(100)
    with pytest.raises(Conflict, match="never edited"):
        club.crm.change(entry, amount=1000)
    with pytest.raises(Conflict, match="not taken out"):
        club.crm.remove(entry)
    with pytest.raises(CrmError):
        club.crm.remove(club.member)


def test_an_entry_is_taken_back_once(club: Club) -> None:
    entry = club.earn(100)
    back = memberships.reverse(club.crm, entry, "记错")
    assert (back.amount, club.points()) == (-100, 0)
    for one in (entry, back):
        with pytest.raises(Conflict):
            memberships.reverse(club.crm, one)


def test_what_was_spent_already_is_not_taken_back(club: Club) -> None:
    entry = club.earn(100)
    memberships.spend(club.crm, club.member, 60)
    with pytest.raises(Conflict, match="-60"):
        memberships.reverse(club.crm, entry)


def test_the_oldest_are_spent_first_and_the_rest_expires(club: Club) -> None:
    club.earn(100, "2026-01-10", "2026-06-30")
    club.earn(50, "2026-02-10", "2027-12-31")
    memberships.spend(club.crm, club.member, 70, on="2026-03-01")  # before anything had expired
    assert memberships.lapsed(club.crm, club.member) == 30
    memberships.expire(club.crm)
    assert club.points() == 50


def test_what_expired_is_written_off_once_and_never_spent(club: Club) -> None:
    club.earn(100, "2026-01-10", "2026-06-30")
    club.earn(50, "2026-02-10")
    with pytest.raises(Conflict, match="has 50 points"):
        memberships.spend(club.crm, club.member, 60)
    assert [one.amount for one in memberships.expire(club.crm)] == [-100]
    assert memberships.expire(club.crm) == []
    with pytest.raises(Conflict):
        memberships.spend(club.crm, club.member, 51)
    memberships.spend(club.crm, club.member, 50)
    assert club.points() == 0


def test_points_expire_on_their_day_and_not_before_it_is_over(club: Club) -> None:
    club.earn(10, "2026-01-10", "2026-11-22")
    assert memberships.expire(club.crm) == []
    club.go("2026-11-23")
    assert [one.amount for one in memberships.expire(club.crm)] == [-10]


def test_the_firm_may_say_how_long_points_hold(club: Club) -> None:
    club.crm.put_setting("points.months", "24")
    assert club.earn(10, "2026-01-10").expires == "2028-01-09"


def test_nothing_is_earned_after_the_membership_has_ended(club: Club) -> None:
    club.crm.change(club.member, end="2026-10-31")
    club.member = club.crm.by_id(Membership, club.member.id)
    with pytest.raises(Conflict):
        club.earn(10)
    assert club.earn(10, "2026-10-30").amount == 10  # in its time


DAY = st.integers(1, 20)
ENTRY = st.tuples(
    st.sampled_from(["earn", "earn", "spend", "expire", "reverse"]), st.integers(1, 50), DAY, st.none() | DAY
)


@given(st.lists(ENTRY, max_size=25))
def test_what_is_left_of_the_lots_is_the_balance(said: list[tuple[str, int, int, int | None]]) -> None:
    entries: list[Point] = []
    for n, (kind, amount, day, expires) in enumerate(said):
        one = Point(membership="m", kind=kind, amount=amount if kind == "earn" else -amount, date=f"2026-01-{day:02}")
        one.n, one.id, one.expires = n, str(n), f"2026-01-{expires:02}" if expires and kind == "earn" else None
        if kind == "reverse":
            open_ones = [e for e in entries if e.kind == "earn" and e.id not in {r.reverses for r in entries}]
            if not open_ones:
                continue
            one.reverses, one.amount = open_ones[0].id, -open_ones[0].amount
        if sum(e.amount for e in entries) + one.amount >= 0:
            entries.append(one)
    left = memberships.lots(entries)
    assert sum(lot.left for lot in left) == sum(e.amount for e in entries)
    assert all(0 <= lot.left <= lot.entry.amount for lot in left)


def test_an_order_brings_points_by_what_is_agreed_and_once(club: Club) -> None:
    crm = club.crm
    order = crm.add(Order(client=club.client.id))
    crm.add(OrderLine(order=order.id, text="茶", price=10_099, rate=0))
    order = crm.by_id(Order, order.id)
    with pytest.raises(Invalid, match="not agreed"):
        earning.earned_by(crm, club.member, order)
    crm.put_setting("points.per", "10")
    assert earning.earned_by(crm, club.member, order) == 10, "¥100.99 are ten whole tens"
    made = memberships.earn(crm, club.member, 10, order=order.id)
    with pytest.raises(Duplicate, match="already"):
        earning.earned_by(crm, club.member, order)
    memberships.reverse(crm, made)
    assert earning.earned_by(crm, club.member, order) == 10
    crm.put_setting("points.per", "1000")
    with pytest.raises(Conflict, match="too little"):
        earning.earned_by(crm, club.member, order)


def test_only_orders_of_the_member_that_hold_and_are_in_our_money_bring_points(club: Club) -> None:
    crm = club.crm
    crm.put_setting("points.per", "10")
    with pytest.raises(Invalid, match="another client"):
        earning.earned_by(crm, club.member, crm.add(Order(client=crm.add(Client(name="李四")).id)))
    with pytest.raises(Invalid, match="in EUR"):
        earning.earned_by(crm, club.member, crm.add(Order(client=club.client.id, currency="EUR")))
    gone = orders.cancel(crm, crm.add(Order(client=club.client.id)), "退单")
    with pytest.raises(Conflict, match="cancelled"):
        earning.earned_by(crm, club.member, gone)


def test_what_was_earned_and_since_spent_is_not_undone(club: Club) -> None:
    earned = memberships.earn(club.crm, club.member, 100)
    step = club.crm.steps(limit=1)[0].step
    memberships.spend(club.crm, club.member, 60)
    with pytest.raises(Conflict, match="-60 points"):
        club.crm.undo(step)
    assert memberships.balance(club.crm, club.member) == 40
    club.crm.undo()
    club.crm.undo(step)
    assert memberships.balance(club.crm, club.member) == 0
    assert [step.kind for step, _op in club.crm.history(earned)] == ["do", "undo"]
