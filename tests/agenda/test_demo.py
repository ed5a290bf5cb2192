"""The demo company holds what it promises, and is the same for the same language and day."""

import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crm_cli.agenda import today
from crm_cli.agenda.demo import company
from crm_cli.agenda.demo.deals import OPEN
from crm_cli.clock import Clock
from crm_cli.insight import receivables
from crm_cli.records.nouns.activities import REAL_CONTACT, Activity
from crm_cli.records.nouns.approvals import Approval
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.nouns.stage_history import OPEN_END, Snapshot
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.nouns.statuses import TYPES, Status
from crm_cli.records.nouns.tags import Tag
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.records.record import Record
from crm_cli.sales import documents, history
from crm_cli.workspace import Workspace, open_workspace
from tests.founding import ZONE

MEMORY = Path(":memory:")
MORNING = datetime(2026, 11, 20, 8, 30, tzinfo=ZONE)
NOUNS: tuple[type[Record], ...] = (
    User, Team, Client, Contact, Product, Stage, Opportunity, Snapshot, Activity, Task, Tag, Status, Lead,
)  # fmt: skip
UNPRINTED = {"id", "created", "extra", "pipeline", "n"}


def made(language: str, now: datetime = MORNING) -> Workspace:
    crm = open_workspace(MEMORY, clock=Clock(now, ZONE), user=company.worker(language), create=True)
    company.build(crm, language)
    return crm


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def crm(request: pytest.FixtureRequest) -> Workspace:
    return made(request.param)


@pytest.fixture(scope="module")
def chinese() -> Workspace:
    return made("zh_CN")


def everything(crm: Workspace) -> list[list[object]]:
    """Every value of every record but the ids of what was made with the pipeline."""
    stages = {stage.id: stage.name for stage in crm.where(Stage)} | {one.id: one.name for one in crm.where(Status)}
    return [
        [stages.get(value, value) for name in cls.specs if name not in UNPRINTED for value in [getattr(record, name)]]
        for cls in NOUNS
        for record in crm.where(cls)
    ]


def test_it_is_as_large_as_promised(crm: Workspace) -> None:
    roles = Counter(user.role for user in crm.where(User))
    assert roles == {"rep": 4, "manager": 1}
    assert {user.team for user in crm.where(User)} == {team.id for team in crm.where(Team)}
    assert crm.count("team") == 2
    assert crm.count("client", ["type=organisation"]) >= 55
    assert crm.count("client", ["type=person"]) >= 3
    assert crm.count("client") >= 60
    assert crm.count("contact") >= 90
    assert 8 <= crm.count("product") <= 10
    assert crm.count("activity") >= 1000


def test_it_has_quotes_orders_and_what_became_of_them_contracts_and_members(crm: Workspace) -> None:
    least = {
        "quote": 20,
        "order": 12,
        "delivery": 8,
        "invoice": 6,
        "payment": 3,
        "price": 12,
        "contract": 3,
        "membership": 6,
        "point": 9,
    }
    assert {noun: count for noun, count in least.items() if crm.count(noun) < count} == {}

    def ways(noun: str, *names: str) -> set[str]:
        return {name for name in names if crm.count(noun, [f"status={name}"])}

    quoted = ("draft", "submitted", "sent", "accepted", "rejected", "expired", "superseded")
    assert ways("quote", *quoted) == set(quoted)
    ordered = ("open", "part", "invoiced", "done", "cancelled")
    assert ways("order", *ordered) >= {"open", "part", "invoiced", "cancelled"}
    assert ways("invoice", "open", "overdue", "paid", "part") >= {"open", "overdue", "paid"}
    assert [one.held for one in receivables.ages(crm, [], "client") if one.held]
    assert {one.status for one in crm.where(Approval)} == {"waiting"}
    assert crm.count("membership", ["points<0"]) == 0
    for quote in crm.where(Quote):
        assert documents.totals(quote, documents.lines_of(crm, quote)).total == quote.total


def test_every_open_stage_has_deals_and_there_are_enough(crm: Workspace) -> None:
    stages = {stage.id: stage for stage in crm.where(Stage)}
    found = Counter(stages[str(deal.stage)].position for deal in crm.where(Opportunity, status="open"))
    assert found == dict(enumerate(OPEN, 1))
    assert sum(OPEN) >= 45


def test_exactly_three_deals_rot(crm: Workspace) -> None:
    rotting = []
    for deal in crm.where(Opportunity, status="open"):
        patience = crm.by_id(Stage, str(deal.stage)).rot_days
        days = history.days_between(history.of(crm, deal)[-1].entered, crm.clock.stamp())
        talked = max(one.at for one in crm.where(Activity, opportunity=deal.id) if one.kind in REAL_CONTACT)
        assert patience is not None
        silent = history.days_between(talked, crm.clock.stamp()) > patience
        assert silent == (days > patience)  # whichever of the two is asked
        rotting += [deal] if silent else []
    assert len(rotting) == 3
    assert not any(crm.where(Task, opportunity=deal.id, status="open") for deal in rotting)


def test_exactly_two_deals_are_past_their_close_date(crm: Workspace) -> None:
    today = crm.clock.today().isoformat()
    assert sum(str(deal.close) < today for deal in crm.where(Opportunity, status="open")) == 2


def test_the_past_has_won_and_lost_deals_with_reasons(crm: Workspace) -> None:
    start = (crm.clock.today() - timedelta(18 * 31)).isoformat()
    won, lost = crm.where(Opportunity, status="won"), crm.where(Opportunity, status="lost")
    assert all(deal.win_reason and not deal.loss_reason for deal in won)
    assert all(deal.loss_reason and deal.lost_stage and not deal.win_reason for deal in lost)
    assert all(str(deal.began) <= str(deal.closed) >= start for deal in [*won, *lost])
    assert all(str(deal.closed) <= crm.clock.today().isoformat() for deal in [*won, *lost])
    assert len(won) > 20
    assert len(lost) > 20


def test_every_deal_has_a_history_without_gaps_that_ends_where_it_is(crm: Workspace) -> None:
    stages = {stage.id: stage.position for stage in crm.where(Stage)}
    for deal in crm.where(Opportunity):
        rows = history.of(crm, deal)
        assert [row.until for row in rows] == [*(row.effective for row in rows[1:]), OPEN_END]
        positions = [stages[row.stage] for row in rows]
        assert positions == sorted(set(positions))
        assert rows[-1].stage == deal.stage
        assert rows[-1].value == history.value_of(crm, deal)
        assert rows[-1].effective <= crm.clock.stamp()


def test_what_was_done_lies_in_office_hours_of_working_days_before_today(crm: Workspace) -> None:
    moments = [crm.clock.local(one.at) for one in crm.where(Activity)]
    assert {at.weekday() for at in moments} <= set(range(5))
    assert {at.hour for at in moments} <= set(range(9, 18))
    assert max(moments).date() < crm.clock.today()
    assert 500 < (crm.clock.today() - min(moments).date()).days < 600


def test_nothing_was_said_about_a_deal_before_it_began_or_after_it_ended(crm: Workspace) -> None:
    for deal in crm.where(Opportunity):
        days = [crm.clock.local(one.at).date().isoformat() for one in crm.where(Activity, opportunity=deal.id)]
        assert days
        assert str(deal.began) <= min(days)
        assert max(days) <= (deal.closed or crm.clock.today().isoformat())


def test_every_rep_has_something_overdue_something_today_and_something_ahead(crm: Workspace) -> None:
    today = crm.clock.today()
    for rep in crm.where(User, role="rep"):
        due = [crm.clock.local(str(task.due)).date() for task in crm.where(Task, owner=rep.id, status="open")]
        assert {(day > today) - (day < today) for day in due} == {-1, 0, 1}


def test_it_works_on_a_weekend_too() -> None:
    crm = made("en", datetime(2026, 11, 22, 8, 30, tzinfo=ZONE))
    test_exactly_three_deals_rot(crm)
    test_exactly_two_deals_are_past_their_close_date(crm)
    test_every_deal_has_a_history_without_gaps_that_ends_where_it_is(crm)


def test_the_same_language_and_day_give_the_same_company_and_another_day_another(crm: Workspace) -> None:
    language = "zh_CN" if crm.country.code == "CN" else "en"
    assert everything(made(language)) == everything(crm)
    assert everything(made(language, MORNING + timedelta(1))) != everything(crm)


def test_the_chinese_company_speaks_chinese_only(chinese: Workspace) -> None:
    shown: dict[type[Record], tuple[str, ...]] = {
        Client: ("name", "short_name", "industry", "region", "city", "address", "source", "occupation", "uses_from"),
        Contact: ("name", "title", "department", "salutation"),
        Opportunity: ("name", "source", "competitor", "win_reason", "loss_reason"),
        Product: ("name", "family", "unit"), Activity: ("text",), Task: ("text", "result"), Stage: ("name",), Tag: ("name",),
        Status: ("name", "reasons"), Lead: ("name", "company", "title", "interest", "campaign", "source", "reason"),
        User: ("name",), Team: ("name", "region"),
    }  # fmt: skip
    texts = {getattr(record, name) for cls in NOUNS for record in chinese.where(cls) for name in shown.get(cls, ())}
    assert len(texts) > 500
    assert [text for text in texts if text and re.search("[A-Za-z]", text)] == []


def test_the_phones_are_fictional_and_each_is_given_once(crm: Workspace) -> None:
    phones = [str(one.phone) for one in crm.where(Client)] + [str(one.phone) for one in crm.where(Contact)]
    phones += [str(one.phone) for one in crm.where(Lead) if one.type != "converted"]
    assert len(phones) == len(set(phones))
    assert all(re.fullmatch(r"1990000\d{4}|\+1 \d{3} 555 01\d{2}", phone) for phone in phones)


def test_leads_stand_in_every_status_and_their_dates_make_sense(crm: Workspace) -> None:
    leads = crm.where(Lead)
    assert len(leads) >= 15
    assert {lead.type for lead in leads} == set(TYPES)
    now, names = crm.clock.stamp(), {one.id: one.type for one in crm.where(Status)}
    for lead in leads:
        assert names[str(lead.status)] == lead.type
        assert str(lead.created) <= (lead.responded or now) <= (lead.converted or now) <= now
        assert (lead.responded is None) == (lead.type in ("new", "discarded"))
        assert bool(lead.reason) == (lead.type == "discarded")
        assert bool(lead.client and lead.contact) == (lead.type == "converted")
        first = min((one.at for one in crm.where(Activity, lead=lead.id)), default=lead.responded)
        assert lead.type == "converted" or lead.responded == first
    assert any(lead.owner is None for lead in leads)


def test_leads_wait_for_an_answer_today_some_of_them_for_too_long(crm: Workspace) -> None:
    waiting = today.read(crm).leads
    assert len(waiting) == 5
    assert {one.over for one in waiting} == {True, False}


def test_contacts_are_found_by_their_phone(crm: Workspace) -> None:
    contact = crm.where(Contact)[0]
    assert crm.get(Contact, str(contact.phone)).id == contact.id


def test_it_is_one_step(crm: Workspace) -> None:
    assert [step.command for step in crm.steps()] == ["crm demo"]
