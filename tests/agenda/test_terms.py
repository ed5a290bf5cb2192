"""Approvals, contracts and memberships in the day, in the calendar and in checks."""

from datetime import date

import pytest

from crm_cli.agenda import calendar, matters, terms, timeline
from crm_cli.insight import linting
from crm_cli.records.nouns.memberships import Membership
from crm_cli.sales import approvals, contracts
from tests.sales.test_approvals import Desk
from tests.sales.test_contracts import Office


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def office() -> Office:
    return Office()


def test_what_waits_is_told_to_who_may_answer(desk: Desk) -> None:
    _, approval = desk.asked(discount=2000)
    for user, count in ((desk.manager, 1), (desk.second, 1), (desk.rep, 0), (desk.me, 1)):
        assert len(list(terms.asked(desk.crm, 7, user.id))) == count
    (one,) = matters.read(desk.crm, 7, None)
    assert (one.what, one.ref, one.days, one.owner) == ("approval", approval.ref, 0, "李强")
    desk.by(desk.manager)
    approvals.approve(desk.crm, approval)
    assert matters.read(desk.crm, 7, None) == []


def test_contracts_and_memberships_that_end_are_told_the_most_pressing_first(office: Office) -> None:
    office.contract(end="2026-12-10", value=100)
    office.contract(end="2027-01-10", renewal="automatic", notice=40)
    office.crm.add(Membership(client=office.client.id, end="2026-11-20", start="2026-01-01", level="金卡"))
    office.crm.add(Membership(client=office.client.id, end="2026-09-20", start="2026-01-01"))
    found = [(one.what, one.ref, one.days) for one in matters.read(office.crm, 7, office.me.id)]
    assert found == [("lapsing", "MB1", -2), ("notice", "K2", 9), ("ending", "K1", 18)]


def test_the_calendar_has_the_days_on_which_something_is_to_be_done(office: Office) -> None:
    office.contract(end="2026-12-10")
    (entry,) = calendar.entries(office.crm, None, date(2026, 12, 1), date(2026, 12, 31))
    assert (entry.start, entry.end, entry.busy) == (date(2026, 12, 10), date(2026, 12, 11), False)
    assert "年度框架" in entry.summary
    assert calendar.entries(office.crm, ["nobody"], date(2026, 12, 1), date(2026, 12, 31)) == []


def test_the_story_of_a_client_tells_what_was_signed_and_terminated(office: Office) -> None:
    contract = office.contract(value=10000)
    contracts.terminate(office.crm, contract, "2026-11-22", "搬走")
    told = timeline.timeline(office.crm, office.client)
    assert sorted(event.kind for event in told) == ["contract", "created", "terminated"]
    found = {event.kind: event for event in told}
    assert (found["contract"].note, found["terminated"].note) == ("100.00 CNY", "搬走")


def test_checks_find_what_ends_and_what_has_no_file(office: Office) -> None:
    office.contract(end="2026-12-10", file="框架.pdf")
    office.contract()
    found = linting.run(office.crm, ["contract"]).findings
    by_check = {(one.check.built_in, one.ref) for one in found}
    assert by_check == {("contract-ending", "K1"), ("contract-unfiled", "K2")}
