"""What pages and lists of papers tell: payments of an order, days of what is late, cycles that did not end, in both languages."""

import json

import pytest

from tests.conftest import Runner


@pytest.fixture
def billed(crm: Runner) -> Runner:
    """An order that was billed and paid in part, without the payment naming it."""
    for line in (
        ("init", "--yes", "--me", "王芳", "--country", "CN", "--pipeline", "Standard"), ("client", "add", "科锐"),
        ("product", "add", "GTX Pro", "--price", "5000"), ("order", "add", "科锐", "--line", "GTX Pro x2"), ("order", "invoice", "R1"),
        ("payment", "add", "科锐", "4000"),
    ):  # fmt: skip
        answer = crm(*line)
        assert answer.code == 0, (line, answer.err)
    return crm


@pytest.mark.parametrize(
    ("language", "payments", "money"), [("en", "Payments", "Billed"), ("zh_CN", "回款", "已开票金额")]
)
def test_the_page_of_an_order_has_the_payments_of_its_invoices(
    billed: Runner, language: str, payments: str, money: str
) -> None:
    page = billed("order", "show", "R1", CRM_LANG=language).out
    assert money in page
    assert payments in page.splitlines()
    assert "M1" in page
    assert billed("order", "add", "科锐", "--line", "GTX Pro x1").code == 0
    assert "M1" not in billed("order", "show", "R2", CRM_LANG=language).out


def test_people_see_days_late_of_what_is_late_alone(billed: Runner) -> None:
    soon = billed("receivable", "list", "--by", "invoice")
    assert ("V1" in soon.out, "Days late" in soon.out) == (True, False)
    late = billed("receivable", "list", "--by", "invoice", CRM_NOW="2027-06-01T09:00")
    assert "Days late" in late.out
    assert json.loads(billed("receivable", "list", "--by", "invoice", "--json").out)["invoices"][0]["days"] < 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 order, which is neither delivered nor paid in whole yet"),
        ("zh_CN", "1 个订单，都还没有全部发货，也没有全部收款"),
    ],
)
def test_orders_without_an_end_are_told_where_there_is_no_cycle(billed: Runner, language: str, said: str) -> None:
    assert said in billed("order", "cycle", CRM_LANG=language).err
    assert said not in billed("order", "cycle", "client=Nobody", CRM_LANG=language).err


@pytest.mark.parametrize(("language", "said"), [("en", "no line came by stdin"), ("zh_CN", "标准输入里没有明细行")])
@pytest.mark.parametrize("noun", ["quote", "order", "invoice"])
def test_a_paper_is_not_made_of_lines_that_did_not_come(billed: Runner, noun: str, language: str, said: str) -> None:
    before = billed(noun, "list", "--format", "ids").out
    refused = billed(noun, "add", "科锐", "--line", "-", stdin="\n", CRM_LANG=language)
    assert (refused.code, said in refused.err, f"crm {noun} add" in refused.err) == (2, True, True)
    assert billed(noun, "list", "--format", "ids").out == before


def test_a_price_says_how_many_decimals_it_may_have(billed: Runner) -> None:
    refused = billed("quote", "add", "科锐", "--line", "GTX Pro x1 @1.123456789")
    assert "more than 8 decimals" in refused.err
    assert billed("quote", "add", "科锐", "--line", "GTX Pro x1 @1.12345678").code == 0


@pytest.mark.parametrize(("language", "said"), [("en", "needs its Client"), ("zh_CN", "客户")])
def test_a_contract_without_a_client_is_refused_as_such(billed: Runner, language: str, said: str) -> None:
    refused = billed("contract", "add", "2026", CRM_LANG=language)
    assert refused.code == 2
    assert said in refused.err
    assert "--client" in refused.err


def test_the_history_of_an_approval_has_no_json_for_people(billed: Runner) -> None:
    billed("user", "add", "李强", "--role", "rep")
    billed("quote", "add", "科锐", "--line", "GTX Pro x1 -20%", CRM_USER="李强")
    assert billed("quote", "submit", "Q1", CRM_USER="李强").code == 0
    assert "{" not in billed("history", "AP1").out
    assert "snapshot" in billed("history", "AP1", "--json").out
