"""``crm invoice``, ``crm payment`` and ``crm receivable``: from the bill to the cash, as it is typed."""

import json

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture(autouse=True)
def shop(crm: Runner, begun: Begun) -> None:
    """One client with an order of three at 4,500 and 13 % tax."""

    def lay() -> None:
        for line in (
            ("init", "--yes", "--me", "王芳", "--country", "CN"),
            ("client", "add", "科锐配电", "--credit-days", "30", "--invoice-title", "科锐配电有限公司"),
            ("product", "add", "GTX Pro", "--price", "4500", "--unit", "台"),
            ("order", "add", "C1", "--line", "GTX Pro x3"),
        ):
            assert crm(*line).code == 0

    begun(lay)


def rows(crm: Runner, *words: str) -> list[dict[str, object]]:
    found: dict[str, list[dict[str, object]]] = json.loads(crm("receivable", *words, "--json").out)
    return next(iter(found.values()))


def test_an_order_is_billed_in_parts_and_paid(crm: Runner) -> None:
    first = crm("order", "invoice", "R1", "--line", "RX1=2", "--skonto", "2% 10 days")
    assert (first.code, "V1 IN-2026-0001 科锐配电: ¥10,170" in first.err) == (0, True)
    assert crm("invoice", "add", "--order", "R1").code == 0
    paid = crm("payment", "add", "C1", "9966.60")
    assert "V1 IN-2026-0001: ¥9,966.60 · ¥203.40 left off for paying early · paid" in paid.err
    (told,) = json.loads(crm("invoice", "list", "ref=V1", "--fields", "status,paid,taken_off,left", "--json").out)
    assert told == {"status": "paid", "paid": "9966.60", "taken_off": "203.40", "left": "0.00", "currency": "CNY"}
    assert "¥5,085 still to pay" in crm("payment", "add", "C1", "0.5", "--to", "V2=0.5").err.replace(
        "5,084.50", "5,085"
    )
    assert "is billed in whole" in crm("order", "invoice", "R1").err


@pytest.mark.parametrize(
    "words",
    [
        ("payment", "add", "C1", "100", "--to", "V1=20000"),
        ("payment", "add", "C1", "0"),
        ("payment", "add", "C1", "100", "--date", "+3d"),
        ("payment", "add", "C1", "€100", "--to", "V1=100"),
        ("payment", "add", "C1", "10000000000000000"),
        ("order", "invoice", "R1", "--line", "RX1=4"),
        ("order", "invoice", "R1", "--line", "RX1=-1"),
        ("invoice", "add", "C1", "--line", "RX99=1"),
        ("invoice", "reverse", "V1", "--line", "VX1=9"),
        ("payment", "refund", "M1"),
        ("receivable", "list", "--by", "colour"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(crm: Runner, words: tuple[str, ...]) -> None:
    crm("order", "invoice", "R1", "--line", "RX1=1")
    before = crm("steps").out
    found = crm(*words)
    assert found.code in (2, 3, 4), found.err
    assert crm("steps").out == before


def test_a_red_invoice_and_a_reversed_payment_open_what_they_took(crm: Runner) -> None:
    crm("order", "invoice", "R1")
    crm("payment", "add", "C1", "15255")
    assert "spare again: ¥5,085" in crm("invoice", "reverse", "V1", "--line", "VX1=1").err
    assert "M2 takes back M1" in crm("payment", "reverse", "M1", "--reason", "退票").err
    assert [one["left"] for one in rows(crm, "list", "--by", "invoice")] == ["10170.00"]
    assert crm("allocation", "rm", "AC1").code == 4
    assert crm("undo").code == 0
    assert rows(crm, "list", "--by", "invoice") == []


def test_what_is_owed_stands_by_its_age_and_what_is_late_is_in_today_and_check(crm: Runner) -> None:
    crm("order", "invoice", "R1")
    crm("invoice", "add", "C1", "--total", "500", "--date", "2026-08-01", "--due", "2026-08-31")
    (line,) = rows(crm, "list")
    assert (line["left"], line["now"], line["to90"], line["oldest"]) == ("15755.00", "15255.00", "500.00", "2026-08-31")
    assert [one["ref"] for one in rows(crm, "list", "owner=me", "--by", "invoice", "--overdue")] == ["V2"]
    assert "V2  invoice unpaid" in crm("today").out
    assert "Invoice not paid in time" in crm("check", "invoice").out
    assert [one["month"] for one in rows(crm, "forecast")] == ["late", "2026-11", "2026-12"]


def test_a_draft_comes_when_it_matures_and_how_late_a_client_pays_is_known(
    crm: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm("invoice", "add", "C1", "--total", "100", "--date", "2026-10-01", "--due", "2026-10-31")
    crm("invoice", "add", "C1", "--total", "300", "--date", "2026-10-01", "--due", "2026-11-12")
    crm("payment", "add", "C1", "100", "--date", "2026-10-31")
    crm("payment", "add", "C1", "300", "--method", "承兑汇票", "--matures", "2027-01-11")
    assert [(one["month"], one["drafts"]) for one in rows(crm, "forecast")] == [("2027-01", "300.00")]
    (habit,) = rows(crm, "habit", "C1")
    assert (habit["late"], habit["in_time"], habit["invoices"], habit["amount"]) == (0, 100, 1, "100.00")
    monkeypatch.setenv("CRM_NOW", "2027-01-12T09:00")
    (habit,) = rows(crm, "habit", "C1")
    assert (habit["late"], habit["in_time"], habit["invoices"], habit["amount"]) == (45, 25, 2, "400.00")


def test_the_credit_of_a_client_is_what_it_owes_and_has_ordered(crm: Runner) -> None:
    crm("client", "edit", "C1", "--credit-limit", "10000")
    crm("order", "invoice", "R1", "--line", "RX1=1")
    (line,) = rows(crm, "credit", "C1")
    assert [line[name] for name in ("invoices", "orders", "total", "over")] == [
        "5085.00",
        "10170.00",
        "15255.00",
        "5255.00",
    ]
    assert "Client over its credit limit" in crm("check", "client").out


def test_the_page_and_the_story_of_a_client_tell_what_it_owes(crm: Runner) -> None:
    crm("order", "invoice", "R1")
    crm("payment", "add", "C1", "255")
    page = crm("client", "show", "C1").out
    assert "Still to pay" in page
    assert "¥15,000" in page
    assert "¥15,255\n" in crm("client", "timeline", "C1").out
    assert json.loads(crm("client", "timeline", "C1", "--json").out)[0]["note"] == "15255.00 CNY"


def test_an_amount_in_the_day_is_a_decimal_as_everywhere(crm: Runner) -> None:
    crm("invoice", "add", "C1", "--total", "500.05", "--date", "2026-08-01", "--due", "2026-08-31")
    (matter,) = json.loads(crm("today", "--json").out)["matters"]
    assert (matter["amount"], matter["currency"]) == ("500.05", "CNY")


def test_it_is_told_how_it_stood_and_whose_limit_is_used_most(crm: Runner) -> None:
    crm("invoice", "add", "C1", "--total", "500", "--date", "2026-08-01", "--due", "2026-08-31")
    crm("payment", "add", "C1", "500", "--date", "2026-10-01")
    assert [one["to30"] for one in rows(crm, "list", "--as-of", "2026-09-05")] == ["500.00"]
    assert [one["days"] for one in rows(crm, "list", "--as-of", "2026-09-05", "--by", "invoice", "--overdue")] == [5]
    assert rows(crm, "list", "--as-of", "2026-10-01") == []
    assert crm("receivable", "list", "--as-of", "2099-01-01").code == 2
    crm("client", "add", "华泰", "--credit-limit", "1000")
    crm("client", "edit", "C1", "--credit-limit", "20000")
    assert [(one["ref"], one["used"], one["over"]) for one in rows(crm, "credit")] == [("C1", 76.27, "0.00"), ("C2", 0, "0.00")]  # fmt: skip
    assert crm("receivable", "credit", "--format", "csv").out.splitlines()[1].startswith("C1,科锐配电,CNY,20000.00,")


def test_an_invoice_is_covered_by_a_draft_until_it_matures(crm: Runner) -> None:
    crm("order", "invoice", "R1")
    paid = crm("payment", "add", "C1", "15255", "--method", "draft", "--matures", "2027-05-22")
    assert "¥15,255 · covered by draft due 2027-05-22" in paid.err
    assert "covered by draft" in crm("invoice", "show", "V1").out
    (line,) = rows(crm, "list", "--by", "invoice")
    assert (line["status"], line["left"], line["covered"], line["covered_until"]) == ("covered", "15255.00", "15255.00", "2027-05-22")  # fmt: skip
    assert crm("payment", "add", "C1", "1", "--to", "V1").code == 4


def test_an_invoice_says_with_which_part_of_the_plan_it_is_due(crm: Runner) -> None:
    crm("order", "plan", "R1", "30% signed, 70% 10 days after delivery")
    assert "due with the plan: 70% 10 days after delivery" in crm("order", "invoice", "R1", "--part", "PN2", "--line", "RX1=1").err  # fmt: skip
    assert "due 2026-11-22" in crm("order", "invoice", "R1", "--part", "PN1", "--line", "RX1=1").err
    assert crm("invoice", "edit", "V2", "--part", "PN2").code == 0
    assert [one["due"] for one in rows(crm, "list", "--by", "invoice")] == [None, None]
    assert crm("order", "add", "C1", "--line", "GTX Pro x1").code == 0
    refused = crm("order", "invoice", "R2", "--part", "PN1")
    assert (refused.code, "another order" in refused.err) == (4, True)
