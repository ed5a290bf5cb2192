"""``crm order``: from its first line, or an accepted quote, to its end, as it is typed."""

import json

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture(autouse=True)
def shop(crm: Runner, begun: Begun) -> None:
    """One client with a deal and two products."""

    def lay() -> None:
        for line in (
            ("init", "--yes", "--me", "王芳", "--country", "CN"),
            ("client", "add", "科锐配电"),
            ("opp", "add", "一期改造", "--client", "C1", "--amount", "10万"),
            ("product", "add", "GTX Pro", "--price", "4500", "--unit", "台"),
            ("product", "add", "GTX Plus", "--price", "5500"),
        ):
            assert crm(*line).code == 0

    begun(lay)


def ordered(crm: Runner, *more: str) -> None:
    assert crm("order", "add", "C1", "--line", "GTX Pro x3 -5%", "--line", "+运费 300", *more).code == 0


def page(crm: Runner, ref: str = "R1") -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(crm("order", "show", ref, "--json").out)
    return found


def test_an_order_is_added_with_its_lines_in_one_command(crm: Runner) -> None:
    found = crm(
        "order", "add", "C1", "--line", "GTX Pro x3 @4500 -5%", "--line", "+运费 300", "--their-number", "PO-881"
    )
    assert found.code == 0
    assert "order added: R1 SO-2026-0001 科锐配电: ¥14,831.25" in found.err
    assert "next: crm order deliver R1" in found.err
    assert [line["net"] for line in page(crm)["lines"]] == ["12825.00", "300.00"]


def test_an_accepted_quote_is_ordered_and_its_deal_won_when_that_is_wanted(crm: Runner) -> None:
    crm("quote", "add", "D1", "--line", "GTX Pro x3")
    assert "only what was accepted is ordered" in crm("order", "from", "Q1").err
    crm("quote", "send", "Q1")
    crm("quote", "accept", "Q1")
    assert "D1 一期改造 is still open: crm opp win D1" in crm("order", "from", "Q1", "--dry-run").err
    found = crm("order", "from", "Q1", "--due", "+14d", "--won")
    assert found.code == 0
    assert "orders QT-2026-0001" in found.err
    assert "D1 一期改造 is won" in found.err
    assert json.loads(crm("opp", "show", "D1", "--json").out)["amount"] == "15255.00"
    assert json.loads(crm("orderline", "show", "RX1", "--json").out)["quoteline"] == "QL1"


def test_all_that_is_open_goes_out_unless_lines_are_named(crm: Runner) -> None:
    ordered(crm)
    found = crm("order", "deliver", "R1", "--line", "GTX Pro=2", "--carrier", "顺丰", "--tracking", "SF1")
    assert found.code == 0
    assert "DN1 DN-2026-0001 科锐配电 goes out" in found.err
    assert "still to go out: RX1 × 1" in found.err
    assert crm("order", "deliver", "R1", "--line", "RX1=2").code == 4
    assert "RX1 GTX Pro × 1 台" in crm("order", "deliver", "R1", "--line", "RX1").err
    assert "nothing of R1 is still to go out" in crm("order", "deliver", "R1").err
    assert "R1 has no line “鼠标”" in crm("order", "deliver", "R1", "--line", "鼠标").err
    assert [(one["delivered"], one["open"]) for one in page(crm)["progress"]] == [("3", "0"), (None, None)]


def test_what_came_back_is_open_again(crm: Runner) -> None:
    ordered(crm)
    crm("order", "deliver", "R1")
    found = crm("order", "return", "R1", "--line", "RX1=1", "--reason", "坏")
    assert found.code == 0
    assert "DN2 DN-2026-0002 科锐配电 comes back" in found.err
    assert crm("order", "list", "status=part", "--format", "ids").out.split() == ["R1"]
    crm("undo")
    assert crm("order", "list", "status=delivered", "--format", "ids").out.split() == ["R1"]


@pytest.mark.parametrize(
    "text",
    [
        "30% signed, 60% before delivery, 10% 12 months after acceptance retention",
        "签订30% 发货前60% 验收后12个月10%质保金",
    ],
)
def test_a_payment_plan_is_typed_and_told_before_goods_go_out(crm: Runner, text: str) -> None:
    ordered(crm, "--due", "2026-12-06")
    assert crm("order", "plan", "R1").err.startswith("R1 SO-2026-0001 科锐配电: ¥14,831.25 has no payment plan")
    found = crm("order", "plan", "R1", text)
    assert found.code == 0
    assert "due 2026-12-06" in found.err
    assert [(one["amount"], one["state"]) for one in page(crm)["plan"]] == [
        ("4449.38", "due"), ("8898.75", "due"), ("1483.12", "retention"),
    ]  # fmt: skip
    assert crm("order", "deliver", "R1").err.count("not paid yet: ") == 2
    assert "accepted on" in crm("order", "accept", "R1").err
    assert [one["due"] for one in page(crm)["plan"]][2] is not None


def test_a_plan_that_is_not_all_of_it_is_refused_and_changes_nothing(crm: Runner) -> None:
    ordered(crm)
    crm("order", "plan", "R1", "100% signed")
    found = crm("order", "plan", "R1", "30% signed")
    assert found.code == 2
    assert "the parts come to 30 %, not to 100 %" in found.err
    assert len(page(crm)["plan"]) == 1


def test_an_order_is_cancelled_for_a_reason(crm: Runner) -> None:
    ordered(crm)
    assert crm("order", "cancel", "R1").code == 2
    assert "is cancelled: 预算" in crm("order", "cancel", "R1", "--reason", "预算").err
    assert "R1 was cancelled" in crm("order", "deliver", "R1").err


def test_how_long_it_takes_is_told_of_all_and_of_each_product(crm: Runner) -> None:
    for day, out in (("2026-01-01", "2026-01-11"), ("2026-02-01", "2026-02-05"), ("2026-03-01", "2026-03-31")):
        ordered(crm, "--date", day)
        number = str(crm("order", "list", "--sort", "-date", "--limit", "1", "--format", "ids").out.strip())
        crm("order", "deliver", number, "--date", out)
        crm("order", "invoice", number, "--date", out)
        crm("payment", "add", "C1", "14831.25", "--date", out)
    found = json.loads(crm("order", "cycle", "--json").out)["cycle"]
    assert [(one["step"], one["orders"], one["median"], one["least"], one["most"]) for one in found] == [
        ("delivery", 3, 10, 4, 30), ("invoice", 3, 0, 0, 0), ("cash", 3, 0, 0, 0), ("whole", 3, 10, 4, 30),
    ]  # fmt: skip
    by = json.loads(crm("order", "cycle", "--by", "产品", "--period", "2026-01..2026-02", "--json").out)["cycle"]
    first = next((one["product"], one["orders"], one["median"], one["low"], one["high"]) for one in by)
    assert first == ("GTX Pro", 2, 7, 5.5, 8.5)
    assert crm("order", "cycle", "--by", "天气").code == 2


def test_a_line_of_an_order_is_named_by_ref_product_or_code_wherever_it_is_sent_billed_or_taken_back(
    crm: Runner,
) -> None:
    crm("product", "edit", "GTX Pro", "--code", "P40")
    ordered(crm)
    assert "RX1 GTX Pro × 1 台" in crm("order", "deliver", "R1", "--line", "p40=1").err
    assert "VX1 GTX Pro × 1 台" in crm("order", "invoice", "R1", "--line", "P40=1").err
    assert "VX" in crm("order", "invoice", "R1", "--line", "GTX").err
    assert "GTX Pro × -1 台" in crm("invoice", "reverse", "V1", "--line", "P40").err
    found = crm("order", "invoice", "R1", "--line", "鼠标=1")
    assert (found.code, "R1 has no line “鼠标”. Try: RX1 GTX Pro" in found.err) == (3, True)
    crm("order", "line", "add", "R1", "GTX Pro x9")
    found = crm("order", "deliver", "R1", "--line", "P40=1")
    assert (found.code, "R1 has several lines “P40”. Try: RX1 GTX Pro, RX3 GTX Pro" in found.err) == (4, True)


def test_money_that_came_before_the_invoice_is_told_with_it(crm: Runner) -> None:
    ordered(crm)
    crm("payment", "add", "C1", "1000", "--order", "R1")
    assert "¥1,000 paid in advance (M1): ¥13,831.25 still to pay" in crm("order", "invoice", "R1").err


def test_the_page_of_an_order_says_what_was_billed_and_paid_and_what_is_left(crm: Runner) -> None:
    ordered(crm)
    assert page(crm)["money"] == [
        {"total": "14831.25", "billed": "0.00", "unbilled": "14831.25", "paid": "0.00", "left": "14831.25", "currency": "CNY"}
    ]  # fmt: skip
    crm("order", "deliver", "R1", "--line", "RX1=2")
    crm("invoice", "add", "--order", "R1", "--line", "RX1=2")
    crm("payment", "add", "C1", "5000")
    [money] = page(crm)["money"]
    assert (money["billed"], money["unbilled"], money["paid"], money["left"]) == (
        "9661.50", "5169.75", "5000.00", "9831.25",
    )  # fmt: skip
    shown = crm("order", "show", "R1").out
    assert all(
        title in shown for title in ("Money", "Still to bill", "Deliveries", "Invoices", "DN-2026-0001", "IN-2026-0001")
    )
