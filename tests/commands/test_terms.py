"""Approvals, contracts and memberships from the command line."""

import json

import pytest

from tests.conftest import Runner

REP, MANAGER = {"CRM_USER": "李强"}, {"CRM_USER": "陈总"}


@pytest.fixture
def office(crm: Runner) -> Runner:
    assert crm("init", "--country", "CN", "--me", "王芳").code == 0
    assert crm("client", "add", "科锐").code == 0
    return crm


@pytest.fixture
def desk(office: Runner) -> Runner:
    office("product", "add", "GTX Pro", "--price", "4500")
    office("user", "add", "李强", "--role", "rep")
    office("user", "add", "陈总", "--role", "manager", CRM_USER="王芳")
    assert office("quote", "add", "C1", "--line", "GTX Pro x3 -12%", **REP).code == 0
    return office


def test_a_quote_is_sent_once_it_was_approved(desk: Runner) -> None:
    refused = desk("quote", "send", "Q1", **REP)
    assert refused.code == 5
    assert "12 % off, the limit is 10 %" in refused.err
    assert "crm quote submit Q1" in refused.err
    asked = desk("quote", "submit", "Q1", "--note", "急", **REP)
    assert "AP1: Q1 QT-2026-0001 waits for approval: 12 % off" in asked.err
    queue = json.loads(desk("approvals", "--json", **MANAGER).out)["approvals"]
    assert [(one["ref"], one["quote"], one["asked"], one["note"]) for one in queue] == [("AP1", "Q1", "李强", "急")]
    assert desk("approvals", "--exit-code", **REP).code == 0
    assert "own" in desk("approve", "Q1", **REP).err
    assert "Q1 QT-2026-0001 is approved" in desk("approve", "Q1", "--note", "可以", **MANAGER).err
    assert desk("quote", "send", "Q1", **REP).code == 0


def test_what_is_within_the_limits_needs_nobody(desk: Runner) -> None:
    desk("quote", "add", "C1", "--line", "GTX Pro x1 -5%", **REP)
    answer = desk("quote", "submit", "Q2", **REP)
    assert answer.code == 0
    assert "needs no approval" in answer.err
    assert desk("approvals", "--all", **MANAGER).out == ""


def test_a_refusal_says_why(desk: Runner) -> None:
    desk("quote", "submit", "Q1", **REP)
    assert "Q1 QT-2026-0001 is refused and a draft again" in desk("refuse", "AP1", "--note", "毛利太低", **MANAGER).err
    assert "draft" in desk("quote", "list", "--fields", "status", **REP).out
    again = desk("approve", "AP1", **MANAGER)
    assert again.code == 4
    assert "does not wait" in again.err


def test_who_stands_in_approves(desk: Runner) -> None:
    desk("user", "add", "小赵", "--role", "rep", CRM_USER="王芳")
    desk("quote", "submit", "Q1", **REP)
    assert desk("approve", "Q1", CRM_USER="小赵").code == 5
    assert desk("absence", "add", "陈总", "今天", "--delegate", "小赵", CRM_USER="王芳").code == 0
    assert "approved in place of 陈总" in desk("approve", "Q1", CRM_USER="小赵").err
    assert desk("absence", "add", "陈总", "今天", "--delegate", "陈总", CRM_USER="王芳").code == 2


def test_a_contract_is_renewed_and_terminated(office: Runner) -> None:
    office(
        "contract",
        "add",
        "年框",
        "--client",
        "科锐",
        "--start",
        "2026-01-01",
        "--end",
        "2026-12-31",
        "--signed",
        "2025-12-20",
        "--value",
        "100000",
    )
    renewed = office("contract", "renew", "K1", "--value", "120000")
    assert "K2 HT-2026-0002 年框 renews K1\n  2027-01-01 to 2027-12-31 · draft" in renewed.err
    (two,) = json.loads(office("contract", "list", "renewed=K1", "--json").out)
    assert two["value"] == "120000.00"
    early = office("contract", "terminate", "K1", "--on", "2026-11-25", "--reason", "搬走")
    assert "K1 HT-2026-0001 年框 ends on 2026-11-25" in early.err
    assert "earlier than its notice lets it, 2026-12-31" in early.err
    assert "no term is over" in office("contract", "renew").err
    assert office("contract", "renew", "--months", "3").code == 2


def test_points_are_earned_spent_and_taken_back(office: Runner) -> None:
    office("membership", "add", "--client", "科锐", "--level", "金卡", "--months", "12")
    assert (
        "MB1 M000001 科锐: +200 points, 200 now" in office("membership", "earn", "MB1", "200", "--reason", "首单").err
    )
    assert office("membership", "spend", "MB1", "250").code == 4
    assert "-50 points, 150 now" in office("membership", "spend", "M000001", "50").err
    assert "+50 points, 200 now" in office("membership", "reverse", "PT2").err
    assert office("point", "rm", "PT1", "--yes").code == 4
    assert office("point", "edit", "PT1", "--reason", "x").code == 4
    assert "until 2028-11-21" in office("membership", "renew", "MB1").err
    assert "ends on 2026-11-22" in office("membership", "end", "MB1").err
    assert "no points have expired" in office("membership", "expire").err
    assert "200" in office("membership", "list").out


def test_a_client_s_page_has_its_contracts_and_memberships(office: Runner) -> None:
    office("contract", "add", "年框", "--client", "科锐", "--signed", "2025-12-20")
    office("membership", "add", "--client", "科锐")
    page = json.loads(office("client", "show", "C1", "--json").out)
    assert [one["name"] for one in page["contracts"]] == ["年框"]
    assert [one["number"] for one in page["memberships"]] == ["M000001"]


def test_pages_tell_what_belongs_to_them_and_no_snapshot(desk: Runner) -> None:
    desk("quote", "submit", "Q1", **REP)
    assert "12 % off" in desk("quote", "show", "Q1", **REP).out
    page = desk("approval", "show", "AP1", **REP).out
    assert "waiting" in page
    assert "Snapshot" not in page
    assert json.loads(desk("approval", "show", "AP1", "--json", **REP).out)["snapshot"].startswith("{")
    desk("membership", "add", "--client", "科锐", **REP)
    desk("membership", "earn", "MB1", "200", "--reason", "首单", **REP)
    assert "首单" in desk("membership", "show", "MB1", **REP).out


def test_an_order_brings_its_points_by_the_setting_once(office: Runner) -> None:
    office("membership", "add", "C1")
    office("order", "add", "C1", "--line", "= 茶 x1 @100.99 0%")
    assert "crm config set points.per 10" in office("membership", "earn", "MB1", "--order", "R1").err
    assert office("config", "set", "points.per", "10").code == 0
    assert "+10 points, 10 now" in office("membership", "earn", "MB1", "--order", "R1").err
    again = office("membership", "earn", "MB1", "--order", "R1", CRM_LANG="zh_CN")
    assert again.code == 4 and "R1 已经积过分，见 PT1" in again.err
    assert "how many points is not said" in office("membership", "earn", "MB1").err
