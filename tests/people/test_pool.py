"""The pool: who loses what by which rule, who may take what and until when not; and ninety days of a team of eight."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

from crm_cli.agenda import conversion
from crm_cli.clock import Clock
from crm_cli.errors import Conflict, CrmError, Denied, Invalid
from crm_cli.people import pool, taking
from crm_cli.people.pool import Move
from crm_cli.records.nouns.activities import REAL_CONTACT, Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.poolrules import PoolRule
from crm_cli.records.nouns.statuses import Status
from crm_cli.records.nouns.users import User
from crm_cli.sales import pipelines
from crm_cli.workspace import Workspace
from tests.founding import NOW, ZONE, added, founded

REACHED = {"address": "西二旗大街39号", "phone": "13801234567", "email": "li@kr.example"}


@pytest.fixture
def crm() -> Workspace:
    return founded()


def on(crm: Workspace, days: float, user: str | None = None) -> Workspace:
    """The base so many days after its beginning, in the hands of that user."""
    clock = Clock(NOW + timedelta(days), ZONE)
    crm.store.clock = clock
    return Workspace(crm.store, clock, "test", user)


def rule(crm: Workspace, days: int, text: str | None = None, **values: object) -> PoolRule:
    made: PoolRule = added(
        crm, "poolrule", **{"name": f"{text or 'all'} {days}", "days": days, "filter": text} | values
    )
    return made


def owned(crm: Workspace, name: str = "科锐", **values: object) -> Client:
    made: Client = added(crm, "client", **{"name": name, "owner": crm.me} | values)
    return made


def spoken(crm: Workspace, record: Client | Lead, kind: str = "call") -> None:
    added(crm, "activity", kind=kind, at=crm.clock.stamp(), text="x", **{record.noun: record.id})


def losses(crm: Workspace, **how: object) -> list[tuple[str, int, str]]:
    return [(one.record.ref, one.days, one.rule.ref) for one in pool.preview(crm, **how)]  # type: ignore[arg-type]


def told(move: Move) -> str:
    return f"{move.rule.name}: {move.days}"


def test_without_rules_nobody_loses_anything(crm: Workspace) -> None:
    owned(crm)
    assert losses(on(crm, 4000)) == []
    assert pool.apply(on(crm, 4000), told) == []


def test_a_client_goes_after_so_many_days_without_a_real_contact(crm: Workspace) -> None:
    rule(crm, 30)
    one = owned(crm)
    spoken(on(crm, 10), one)
    spoken(on(crm, 20), one, "note")  # is none
    assert losses(on(crm, 32)) == []
    assert losses(on(crm, 33)) == [("C1", 23, "GH1")]  # warned for seven days
    assert pool.due(on(crm, 39)) == []
    move = pool.due(on(crm, 40))[0]
    assert (move.days, move.day, move.since) == (30, date(2027, 1, 1), date(2026, 12, 2))
    gone = pool.apply(on(crm, 40), told)
    assert [one.record.ref for one in gone] == ["C1"]
    assert on(crm, 40).by_id(Client, one.id).owner is None


def test_what_goes_says_why_in_a_note_and_comes_back_with_one_undo(crm: Workspace) -> None:
    rule(crm, 30)
    one = owned(crm)
    later = on(crm, 31)
    pool.apply(later, told)
    assert [a.text for a in later.where(Activity, client=one.id)] == ["all 30: 31"]
    later.undo()
    assert later.by_id(Client, one.id).owner == crm.me
    assert later.where(Activity, client=one.id) == []
    assert losses(later) == [("C1", 31, "GH1")]  # an undo is no taking


def test_a_second_run_does_nothing(crm: Workspace) -> None:
    rule(crm, 30)
    owned(crm)
    later = on(crm, 31)
    assert len(pool.apply(later, told)) == 1
    assert pool.apply(later, told) == []


def test_the_first_rule_that_fits_decides_also_when_a_later_one_is_sooner(crm: Workspace) -> None:
    rule(crm, 60, "level=A")
    rule(crm, 30)
    owned(crm, level="A")
    owned(crm, "清华")
    assert losses(on(crm, 35)) == [("C2", 35, "GH2")]
    assert losses(on(crm, 60)) == [("C2", 60, "GH2"), ("C1", 60, "GH1")]
    crm.change(crm.get(PoolRule, "GH1"), active=0)
    assert losses(on(crm, 35)) == [("C1", 35, "GH2"), ("C2", 35, "GH2")]


def test_a_locked_client_one_with_an_open_deal_and_nobodys_stay(crm: Workspace) -> None:
    rule(crm, 30)
    locked, dealing = owned(crm, locked=1), owned(crm, "清华")
    owned(crm, "无主", owner=None)
    deal = added(crm, "opp", name="一期", client=dealing.id)
    assert losses(on(crm, 90)) == []
    crm.change(deal, status="lost")
    assert losses(on(crm, 90)) == [("C2", 90, "GH1")]
    crm.change(crm.by_id(Client, locked.id), locked=0)
    assert [ref for ref, *_rest in losses(on(crm, 90))] == ["C1", "C2"]


def test_a_rule_says_whether_an_open_deal_keeps_a_client(crm: Workspace) -> None:
    rule(crm, 30, spare_open=0)
    added(crm, "opp", name="一期", client=owned(crm).id)
    assert losses(on(crm, 30)) == [("C1", 30, "GH1")]


def test_a_client_that_bought_is_spared_for_as_long_as_its_rule_says(crm: Workspace) -> None:
    rule(crm, 30, spare_won=90)
    one = owned(crm)
    owned(crm, "清华")
    added(crm, "opp", name="一期", client=one.id, status="won", closed="2026-12-10")
    assert [ref for ref, *_rest in losses(on(crm, 40))] == ["C2"]
    assert [ref for ref, *_rest in losses(on(crm, 100), ahead=0)] == ["C2"]
    warned = {move.record.ref: move.day for move in pool.preview(on(crm, 101))}
    assert warned == {"C1": date(2027, 3, 10), "C2": date(2026, 12, 22)}
    assert [move.record.ref for move in pool.due(on(crm, 107))] == ["C2"]
    assert [move.record.ref for move in pool.due(on(crm, 108))] == ["C2", "C1"]


def test_only_open_leads_go(crm: Workspace) -> None:
    rule(crm, 14, noun_name="lead")
    added(crm, "lead", name="张三", owner=crm.me)
    given_up = added(crm, "lead", name="李四", owner=crm.me)
    crm.change(
        given_up,
        type="discarded",
        status=crm.where(type(crm.get_any(["status"], "LS6")), type="discarded")[0].id,
        reason="x",
    )
    owned(crm)
    assert losses(on(crm, 20)) == [("L1", 20, "GH1")]


def test_who_takes_one_has_its_full_time(crm: Workspace) -> None:
    rule(crm, 30)
    one = owned(crm, owner=None, created="2020-01-01T00:00:00Z")
    mine = on(crm, 100)
    taking.take(mine, one)
    assert losses(on(crm, 122)) == []
    assert losses(on(crm, 130)) == [("C1", 30, "GH1")]


def test_the_days_to_look_ahead_can_be_said(crm: Workspace) -> None:
    rule(crm, 30, warn_days=0)
    owned(crm)
    assert losses(on(crm, 10)) == []
    assert losses(on(crm, 10), ahead=20) == [("C1", 10, "GH1")]
    other = added(crm, "user", name="陈明")
    assert losses(on(crm, 40, "王芳"), owner=other.id) == []


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"warn_days": -1}, {"spare_won": 0}, {"filter": "foo=1"}, {"filter": 'level="A'}]
)
def test_a_rule_that_makes_no_sense_is_refused(crm: Workspace, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        added(crm, "poolrule", **{"name": "x", "days": 3} | wrong)


def test_a_rule_warns_for_fewer_days_than_it_lets_pass(crm: Workspace) -> None:
    with pytest.raises(Invalid, match="warned of for 30 days"):
        rule(crm, 10, warn_days=30)
    with pytest.raises(Invalid, match="warned of for 10 days"):
        rule(crm, 10, warn_days=10)
    made = rule(crm, 10, warn_days=9)
    with pytest.raises(Invalid) as refused:
        crm.change(made, days=9)
    assert (refused.value.hint, refused.value.values["most"]) == ("--warn-days {most}", 8)
    assert crm.change(made, days=9, warn_days=0).warn_days == 0


def test_a_rule_of_few_days_that_says_no_warning_has_a_short_one(crm: Workspace) -> None:
    assert [rule(crm, days).warn_days for days in (1, 5, 7, 8, 30)] == [0, 4, 6, 7, 7]


def test_rules_come_one_after_the_other(crm: Workspace) -> None:
    assert [rule(crm, 30).position, rule(crm, 40).position, rule(crm, 50, position=1).position] == [1, 2, 1]
    assert [one.days for one in pool.ordered(crm)] == [30, 50, 40]


# --- taking and giving back


def test_one_of_the_pool_is_taken_and_given_back_with_a_reason(crm: Workspace) -> None:
    one = owned(crm, owner=None)
    assert [(there.ref, there.before, there.free) for there in taking.there(crm, "client")] == [("C1", None, None)]
    mine = taking.take(crm, one)
    assert (mine.owner, taking.there(crm, "client")) == (crm.me, [])
    pool.release(crm, mine, "too far")
    assert [(t.owner, t.why) for t in taking.owners(crm, one)] == [(None, None), (crm.me, "too far"), (None, None)]
    assert [there.before for there in taking.there(crm, "client")] == [crm.me]


def test_what_is_not_in_the_pool_cannot_be_taken(crm: Workspace) -> None:
    one = owned(crm)
    with pytest.raises(Conflict, match="yours already"):
        taking.take(crm, one)
    added(crm, "user", name="陈明")
    with pytest.raises(Conflict, match="it is 王芳's"):
        taking.take(on(crm, 0, "陈明"), one)


def test_nobody_takes_more_than_he_may_hold(crm: Workspace) -> None:
    crm.put_setting("pool.capacity", "1")
    owned(crm)
    lead = added(crm, "lead", name="张三", owner=None)
    with pytest.raises(Denied, match="you hold 1 of at most 1 clients"):
        taking.take(crm, owned(crm, "清华", owner=None))
    assert taking.take(crm, lead).owner == crm.me  # leads are counted by themselves


def test_one_person_may_hold_more_or_less_than_the_others(crm: Workspace) -> None:
    crm.put_setting("pool.capacity", "1")
    owned(crm)
    there = [owned(crm, name, owner=None) for name in "甲乙"]
    me = crm.change(crm.by_id(User, str(crm.me)), capacity=2)
    assert taking.take(crm, there[0]).owner == crm.me
    with pytest.raises(Denied, match="you hold 2 of at most 2"):
        taking.take(crm, there[1])
    crm.put_setting("pool.capacity", "none")
    crm.change(me, capacity=1)
    assert [(one.most, one.over) for one in taking.shares(crm)] == [(1, True)]


def test_nobody_takes_more_than_so_many_a_day_and_what_is_undone_does_not_count(crm: Workspace) -> None:
    crm.put_setting("pool.daily_take", "1")
    ones = [owned(crm, name, owner=None) for name in "甲乙"]
    taking.take(crm, ones[0])
    with pytest.raises(Denied, match="the next from 2026-11-23"):
        taking.take(crm, ones[1])
    crm.undo()
    taking.take(crm, ones[1])
    assert taking.take(on(crm, 1), ones[0]).owner == crm.me


def test_who_lost_one_waits_and_others_do_not(crm: Workspace) -> None:
    crm.put_setting("pool.cooldown", "7d")
    added(crm, "user", name="陈明")
    gone = pool.release(crm, owned(crm), "x")
    wang = on(crm, 6, "王芳")
    with pytest.raises(Denied, match="again from 2026-11-29"):
        taking.take(wang, gone)
    assert [there.free for there in taking.there(wang, "client")] == [date(2026, 11, 29)]
    assert [there.free for there in taking.there(on(crm, 6, "陈明"), "client")] == [None]
    assert taking.take(on(crm, 7, "王芳"), gone).owner is not None


def test_what_is_new_waits(crm: Workspace) -> None:
    crm.put_setting("pool.cooldown_new", "2d")
    one = owned(crm, owner=None)
    with pytest.raises(Denied, match="from 2026-11-24"):
        taking.take(on(crm, 1), one)
    assert taking.take(on(crm, 2), one).owner is not None


def test_a_colleagues_is_given_back_only_by_a_manager(crm: Workspace) -> None:
    one = owned(crm)
    added(crm, "user", name="陈明")
    added(crm, "user", name="周总", role="manager")
    with pytest.raises(Denied):
        pool.release(on(crm, 0, "陈明"), one, "x")
    gone = pool.release(on(crm, 0, "周总"), one, "x")
    with pytest.raises(Conflict, match="in the pool already"):
        pool.release(crm, gone, "x")
    with pytest.raises(Conflict, match="locked"):
        pool.release(crm, owned(crm, "锁", locked=1), "x")


# --- what is made one's own without taking it


def limited(crm: Workspace, name: str, value: str) -> Workspace:
    """The base with a rule and a limit, in the hands of 王芳, who is a rep."""
    crm.put_setting(name, value)
    rule(crm, 30)
    return crm


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("pool.cooldown", "7d", "again from 2026-11-29 on"),
        ("pool.cooldown_new", "2d", "may be taken from 2026-11-24 on"),
        ("pool.daily_take", "0", "0 a day are the most"),
        ("pool.capacity", "0", "you hold 0 of at most 0"),
    ],
)
@pytest.mark.parametrize("noun", ["client", "lead"])
def test_who_makes_one_of_the_pool_his_own_is_held_to_what_he_may_take(
    crm: Workspace, noun: str, name: str, value: str, why: str
) -> None:
    limited(crm, name, value)
    one = pool.release(crm, added(crm, noun, name="科锐", owner=crm.me), "x")
    with pytest.raises(Denied, match=why):
        crm.change(one, owner=crm.me)
    assert crm.change(one, note="x").owner is None
    crm.put_setting(name, "none")
    assert crm.change(one, owner=crm.me).owner == crm.me


@pytest.mark.parametrize(
    ("name", "value", "stays"),
    [("pool.cooldown", "7d", True), ("pool.cooldown_new", "2d", True), ("pool.daily_take", "0", True), ("pool.capacity", "0", True),
     ("pool.capacity", "2", False)],
)  # fmt: skip
def test_a_lead_becomes_a_client_of_the_pool_also_where_its_owner_may_not_have_that(
    crm: Workspace, name: str, value: str, stays: bool
) -> None:
    pipelines.install(crm, "zh_CN")
    limited(crm, name, value)
    gone = pool.release(crm, owned(crm, phone="01082345678"), "x")
    lead = added(crm, "lead", name="李建国", company="科锐", city="北京", owner=crm.me, **REACHED)
    made = conversion.convert(
        crm, conversion.plan(crm, lead, conversion.Wanted(client=crm.by_id(Client, gone.id), opp=conversion.NEW))
    )
    assert made.lead.type == "converted"
    assert (made.client.id, made.client.city, made.client.owner) == (gone.id, "北京", None if stays else crm.me)
    assert (made.pooled is not None) == stays
    assert [one.owner for one in (made.contact, made.opp) if one] == [crm.me, crm.me]


def test_a_lead_of_who_holds_all_he_may_becomes_a_new_client(crm: Workspace) -> None:
    limited(crm, "pool.capacity", "0")
    lead = added(crm, "lead", name="李建国", company="新科", owner=crm.me, **REACHED)
    made = conversion.convert(crm, conversion.plan(crm, lead, conversion.Wanted()))
    assert (made.client.owner, made.pooled) == (crm.me, None)


def test_it_says_how_one_takes_it(crm: Workspace) -> None:
    limited(crm, "pool.cooldown", "7d")
    gone = pool.release(crm, owned(crm), "x")
    with pytest.raises(Denied) as taken:
        taking.take(crm, gone)
    with pytest.raises(Denied) as given:
        crm.change(gone, owner=crm.me)
    assert (given.value.message, given.value.values) == (taken.value.message, taken.value.values)
    assert (taken.value.hint, given.value.hint) == ("crm pool list", "crm pool take C1")


@pytest.mark.parametrize("days", [None, 30])
def test_where_no_rule_holds_anybody_may_have_what_is_nobodys(crm: Workspace, days: int | None) -> None:
    crm.put_setting("pool.capacity", "0")
    if days:
        crm.change(rule(crm, days), active=0)
    assert crm.change(owned(crm, owner=None), owner=crm.me).owner == crm.me


def test_a_manager_gives_to_whom_he_wants_and_so_do_the_rules_of_the_team(crm: Workspace) -> None:
    limited(crm, "pool.capacity", "0")
    manager = added(crm, "user", name="周总", role="manager")
    ones = [owned(crm, name, owner=None) for name in "甲乙丙"]
    assert crm.me is not None
    boss = on(crm, 0, "周总")
    assert [boss.change(one, owner=who).owner for one, who in zip(ones, (crm.me, manager.id), strict=False)] == [
        crm.me,
        manager.id,
    ]
    with crm.ruled():
        assert crm.change(ones[2], owner=crm.me).owner == crm.me
    with pytest.raises(Denied):
        crm.change(owned(crm, "丁", owner=None), owner=crm.me)


def test_a_lead_that_is_closed_is_in_no_pool(crm: Workspace) -> None:
    limited(crm, "pool.capacity", "0")
    lead = added(crm, "lead", name="张三", owner=None, reason="x")
    closed = crm.change(lead, status=crm.where(Status, type="discarded")[0].id)
    assert crm.change(closed, owner=crm.me).owner == crm.me


def test_many_are_written_at_once_unless_the_pool_has_to_look_at_each(crm: Workspace) -> None:
    other = added(crm, "user", name="陈明")
    assert crm.sweeps("client", {"owner": crm.me})
    limited(crm, "pool.capacity", "50")
    for noun in ("client", "lead"):
        assert not crm.sweeps(noun, {"owner": crm.me})
        assert crm.sweeps(noun, {"owner": other.id})
        assert crm.sweeps(noun, {"owner": None, "locked": 1})
    assert crm.sweeps("task", {"owner": crm.me})
    crm.change(crm.by_id(User, str(crm.me)), role="manager")
    assert crm.sweeps("client", {"owner": crm.me})


# --- ninety days of a team of eight

DAYS, CLIENTS = 90, 50
CAPACITY, DAILY, COOLDOWN = 12, 2, 5


def test_ninety_days_of_a_team() -> None:
    Office(1).work()


class Office:
    """A made-up team: some speak to their clients, some do not; every night the pool takes what is due."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.crm = founded("甲")
        for name in "乙丙丁戊己庚辛":
            added(self.crm, "user", name=name)
        self.users = {one.id: one.name for one in self.crm.where(User)}
        limits = {"pool.capacity": str(CAPACITY), "pool.daily_take": str(DAILY), "pool.cooldown": f"{COOLDOWN}d"}
        for name, value in limits.items():
            self.crm.put_setting(name, value)
        for text, days in (("level=A", 12), ("level=B", 25), (None, 20)):
            rule(self.crm, days, text, warn_days=3)
        rule(self.crm, 15, noun_name="lead")
        self.rules = pool.ordered(self.crm)
        self.dealing: set[str] = set()
        self.spoken: dict[str, str] = {}
        self.held: dict[str, list[tuple[str | None, str]]] = {}  # whose each was from when on, kept here once more
        self._found()
        self.most = {share.id: max(share.clients, share.leads, CAPACITY) for share in taking.shares(self.crm)}
        self.lost: dict[tuple[str, str], date] = {}
        self.foreseen: set[str] = set()
        self.moves = self.refused = 0

    def _found(self) -> None:
        for at in range(CLIENTS):
            owner = self.chance.choice([*self.users, None]) if at < CAPACITY * 4 else None
            level = self.chance.choice(["A", "B", "C", None])
            one = owned(self.crm, f"客户{at}", owner=owner, level=level, locked=int(self.chance.random() < 0.1))
            if self.chance.random() < 0.1:
                added(self.crm, "opp", name=f"单{at}", client=one.id)
                self.dealing.add(one.id)
        for at in range(CLIENTS // 3):
            added(self.crm, "lead", name=f"线索{at}", owner=self.chance.choice([*self.users, None]))
        self.held = {one.id: [(one.owner, str(one.created))] for one in self._records(self.crm)}

    def work(self) -> None:
        for day in range(1, DAYS):
            self._night(on(self.crm, day, "甲"))
            for name in self.users.values():
                self._day(on(self.crm, day + 0.2, name))
            self._holds(on(self.crm, day, "甲"))
        assert self.moves > 50  # else nothing was tried
        assert self.refused > 20
        end = on(self.crm, DAYS, "甲")
        for one in self._records(end):
            assert [(was.owner, was.since) for was in taking.owners(end, one)] == self.held[one.id]

    def _records(self, crm: Workspace) -> Iterator[Client | Lead]:
        yield from crm.where(Client)
        yield from crm.where(Lead)

    def _night(self, crm: Workspace) -> None:
        """Every move is what the rules say, worked out here once more from the records; a second run does nothing."""
        wanted = {one.id: self._should_go(crm, one) for one in self._records(crm)}
        moves = pool.apply(crm, told)
        assert {one.record.id: one.rule.id for one in moves} == {key: value for key, value in wanted.items() if value}
        assert {one.record.id for one in moves} <= self.foreseen or crm.clock.today() <= date(2026, 11, 24)
        for one in moves:
            gone = pool.read(crm, one.record.noun, one.record.id)
            assert gone.owner is None
            assert taking.owners(crm, gone)[-2].why == told(one)
            self.lost[one.record.id, one.owner] = crm.clock.today()
            self.held[one.record.id].append((None, crm.clock.stamp()))
        before = crm.mark()
        assert pool.apply(crm, told) == []
        assert crm.mark().step - before.step <= 1  # an empty step; the command does not even begin one
        self.moves += len(moves)
        self.foreseen |= {one.record.id for one in pool.preview(crm)}

    def _should_go(self, crm: Workspace, one: Client | Lead) -> str | None:
        if one.owner is None or one.locked or one.id in self.dealing:
            return None
        rules = [r for r in self.rules if r.noun_name == one.noun]
        fits = next(r for r in rules if not r.filter or r.filter == f"level={getattr(one, 'level', None)}")
        if self._days(crm, self.spoken.get(one.id)) < fits.days:
            return None
        came = self.held[one.id][-1][1]
        return fits.id if self._days(crm, max(self.spoken.get(one.id, came), came)) >= fits.days else None

    def _days(self, crm: Workspace, stamp: str | None) -> int:
        return (crm.clock.today() - crm.clock.local(stamp).date()).days if stamp else DAYS

    def _day(self, crm: Workspace) -> None:
        """One person's day: a few calls, perhaps something given back, and as much taken as is let."""
        mine: list[Client | Lead] = [*crm.where(Client, owner=crm.me), *crm.where(Lead, owner=crm.me)]
        for one in self.chance.sample(mine, min(len(mine), self.chance.choice([0, 0, 1]))):
            kind = self.chance.choice(["call", "visit", "note"])
            spoken(crm, one, kind)
            self.spoken |= {one.id: crm.clock.stamp()} if kind in REAL_CONTACT else {}
        if mine and self.chance.random() < 0.05 and not (one := self.chance.choice(mine)).locked:
            pool.release(crm, one, "x")
            self.lost[one.id, str(crm.me)] = crm.clock.today()
            self.held[one.id].append((None, crm.clock.stamp()))
        took = 0
        many = self.chance.choice([0, 1, 3])
        there = [one for noun in ("client", "lead") if many for one in taking.there(crm, noun)]
        for found in self.chance.sample(there, min(len(there), many)):
            took += self._takes(crm, pool.read(crm, found.noun, found.id))
        assert took <= DAILY

    def _takes(self, crm: Workspace, one: Client | Lead) -> int:
        try:
            taking.take(crm, one)
        except CrmError as error:
            assert isinstance(error, Denied)
            self.refused += 1
            return 0
        self.held[one.id].append((crm.me, crm.clock.stamp()))
        lost = self.lost.get((one.id, str(crm.me)))
        assert lost is None or (crm.clock.today() - lost).days >= COOLDOWN
        return 1

    def _holds(self, crm: Workspace) -> None:
        """Who began with more may keep it; nobody comes to more by taking."""
        for share in taking.shares(crm):
            assert max(share.clients, share.leads) <= self.most[share.id]
