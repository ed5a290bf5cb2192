"""What follows from a line is told with it: rights that stay, approvals that end, clocks that start, money that is spare."""

import pytest

from tests.conftest import Runner

REP = {"CRM_USER": "李强"}


@pytest.fixture
def office(crm: Runner) -> Runner:
    for line in (
        ("init", "--yes", "--me", "王芳", "--country", "CN"),
        ("user", "add", "李强", "--role", "rep"),
        ("client", "add", "科锐配电"),
        ("product", "add", "GTX Pro", "--price", "1000", "--unit", "台"),
    ):
        assert crm(*line).code == 0, line
    return crm


def test_a_limit_keeps_what_is_usual_for_its_role_where_nothing_is_said(office: Runner) -> None:
    found = office("limit", "add", "--role", "manager", "--discount", "20%")
    assert "Most discount of manager: 20 % instead of 30 %" in found.err
    assert "all else is as usual for manager" in found.err and "May approve of" not in found.err
    assert '"approves":true' in office("limit", "show", "LM1", "--json").out.replace(" ", "")
    found = office("limit", "add", "--role", "rep", "--approves", "yes")
    assert "May approve of sales rep: yes instead of no" in found.err
    assert '"discount":10,' in office("limit", "show", "LM2", "--json").out.replace(" ", "")


def test_who_can_let_a_quote_pass_is_told_and_that_nobody_can(office: Runner) -> None:
    office("quote", "add", "C1", "--line", "GTX Pro x1 -20%", **REP)
    assert "AP1 can be approved by 王芳" in office("quote", "submit", "Q1", **REP).err
    office("limit", "add", "--role", "admin", "--discount", "5%")
    office("quote", "add", "C1", "--line", "GTX Pro x2 -20%", **REP)
    assert "nobody can approve AP2: crm limit list, crm limit edit …" in office("quote", "submit", "Q2", **REP).err


@pytest.mark.parametrize("line", [("quote", "edit", "Q1", "--note", "neu"), ("quoteline", "edit", "QL1", "--quantity", "2")])  # fmt: skip
def test_a_change_ends_an_approval_and_says_so(office: Runner, line: tuple[str, ...]) -> None:
    office("quote", "add", "C1", "--line", "GTX Pro x1 -20%", **REP)
    office("quote", "submit", "Q1", **REP)
    assert "what was submitted no longer holds: crm quote submit Q1" in office(*line, **REP).err
    office("undo", **REP)
    office("approve", "Q1")
    assert "the approval no longer holds: crm quote submit Q1" in office(*line, **REP).err


def test_money_that_nothing_asks_for_is_billed_or_paid_back(office: Runner) -> None:
    found = office("payment", "add", "C1", "500")
    assert "¥500 not allocated: crm payment refund M1" in found.err
    office("order", "add", "C1", "--line", "GTX Pro x1")
    found = office("payment", "allocate", "M1")
    assert "¥500 not allocated: crm order invoice R1, crm payment refund M1" in found.err
    office("order", "invoice", "R1")
    assert "crm payment allocate M1" not in office("payment", "allocate", "M1").err


def test_an_order_is_accepted_once_a_day_and_says_what_that_starts(office: Runner) -> None:
    office("order", "add", "C1", "--line", "GTX Pro x2")
    office("order", "plan", "R1", "90% signed, 10% 12 months after acceptance retention")
    office("order", "deliver", "R1", "--line", "RX1=1")
    found = office("order", "accept", "R1")
    assert "10% 12 months after acceptance retention runs from now on, though goods are still to go out" in found.err
    again = office("order", "accept", "R1")
    assert "R1 SO-2026-0001 科锐配电" in again.err and "is accepted already" in again.err


def test_a_contract_with_days_and_no_signature_says_that_it_is_a_draft(office: Runner) -> None:
    line = ("contract", "add", "年度框架", "--client", "C1", "--start", "2026-01-01", "--end", "2026-12-31")
    assert "it is a draft until it is signed: crm contract edit K1 --signed today" in office(*line).err
    assert "draft until" not in office(*line[:2], "另一", *line[3:], "--signed", "2026-01-01").err


def test_more_taken_back_than_came_back_is_told_with_what_is_billed_and_delivered(office: Runner) -> None:
    office("order", "add", "C1", "--line", "GTX Pro x3")
    for line in (("order", "deliver", "R1"), ("order", "invoice", "R1"), ("order", "return", "R1", "--line", "RX1=1")):
        assert office(*line).code == 0
    assert "more is taken back" not in office("invoice", "reverse", "V1", "--line", "GTX Pro=1").err
    again = office("invoice", "reverse", "V1", "--line", "GTX Pro=1")
    assert "RX1: more is taken back than came back: billed 1, delivered 2" in again.err


@pytest.mark.parametrize(
    ("terms", "more", "told"),
    [
        ("30% signed, 70% before delivery", (), "30% signed: ¥339"),
        ("30% signed, 70% before delivery", ("--plan", "50% signed, 50% delivered"), "50% signed: ¥565"),
        ("30 days net", (), 'payment plan: crm order plan R1 "…"'),
        ("5% off within 10 days", (), 'payment plan: crm order plan R1 "…"'),
    ],
)
def test_payment_terms_that_are_a_plan_become_that_of_the_order(
    office: Runner, terms: str, more: tuple[str, ...], told: str
) -> None:
    office("quote", "add", "C1", "--line", "GTX Pro x1", "--payment", terms)
    office("quote", "send", "Q1")
    office("quote", "accept", "Q1")
    found = office("order", "from", "Q1", *more)
    assert (found.code, told in found.err) == (0, True), found.err
