"""Money before the invoice, papers in place of the client, parts of a plan and of lines by the words they are called: as it is typed."""

import json

import pytest

from tests.conftest import Runner


@pytest.fixture(autouse=True)
def shop(crm: Runner) -> None:
    """An order of 5,085 with a plan: 1,525.50 when signed, 3,051 before delivery, 508.50 retained."""
    for line in (
        ("init", "--yes", "--me", "王芳", "--country", "CN"),
        ("client", "add", "科锐配电"),
        ("product", "add", "GTX Pro", "--price", "1000", "--unit", "台"),
        ("product", "add", "电缆", "--price", "50", "--unit", "米"),
        ("order", "add", "C1", "--line", "GTX Pro x4", "--line", "电缆 10米"),
        ("order", "plan", "R1", "30% signed, 60% before delivery, 10% 12 months after acceptance retention"),
    ):
        assert crm(*line).code == 0, line


def page(crm: Runner, ref: str = "R1") -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(crm("order", "show", ref, "--json").out)
    return found


@pytest.mark.parametrize(
    "said", ["GTX Pro x2", "GTX Pro 2台", "2x GTX Pro", "RX1 x2", "GTX Pro=2", "RX1=2", "GTX Pro 两台", "gtx x2"]
)
@pytest.mark.parametrize("verb", ["deliver", "invoice"])
def test_so_much_of_a_line_is_said_as_lines_are_written(crm: Runner, verb: str, said: str) -> None:
    found = crm("order", verb, "R1", "--line", said)
    assert found.code == 0, found.err
    assert [one["delivered" if verb == "deliver" else "invoiced"] for one in page(crm)["progress"]] == ["2", "0"]


def test_what_goes_back_is_said_so_too_and_what_nobody_ordered_is_refused(crm: Runner) -> None:
    crm("order", "deliver", "R1")
    crm("order", "invoice", "R1", "--all")
    assert crm("order", "return", "R1", "--line", "GTX Pro x1").code == 0
    assert "GTX Pro × -1" in crm("invoice", "reverse", "V1", "--line", "GTX Pro x1").err
    refused = crm("order", "deliver", "R1", "--line", "鼠标 x2")
    assert "R1 has no line “鼠标 x2”" in refused.err and "RX1 GTX Pro, RX2 电缆" in refused.err
    assert "RX1 is counted in 台, not in 箱" in crm("order", "deliver", "R1", "--line", "GTX Pro 2箱").err
    assert "more than nothing" in crm("order", "deliver", "R1", "--line", "GTX Pro x0").err


@pytest.mark.parametrize(("said", "due"), [("1", "due 2026-11-22"), ("PN1", "due 2026-11-22"), ("signed", "due 2026-11-22"), ("30%", "due 2026-11-22"), ("第二期", ""), ("2", ""), ("60% before delivery", "")])  # fmt: skip
def test_a_part_of_the_plan_is_called_by_its_place_or_name(crm: Runner, said: str, due: str) -> None:
    if said == "第二期":
        said = "第2期"
    found = crm("order", "invoice", "R1", "--part", said)
    assert (due or "due with the plan: 60% before delivery") in found.err


def test_the_parts_are_listed_where_none_is_called_so(crm: Runner) -> None:
    refused = crm("order", "invoice", "R1", "--part", "4")
    assert refused.code == 3
    assert "the plan of R1 has no part “4”" in refused.err
    assert "PN1 30% signed, PN2 60% before delivery, PN3 10% 12 months" in refused.err
    assert "several parts “%”" in crm("order", "invoice", "R1", "--part", "%").err
    crm("order", "add", "C1", "--line", "电缆 1米")
    assert "R2 has no payment plan" in crm("order", "invoice", "R2", "--part", "1").err


def test_a_paper_in_place_of_the_client_is_what_is_billed_and_paid(crm: Runner) -> None:
    assert "V1 IN-2026-0001 科锐配电: ¥5,085" in crm("invoice", "add", "SO-2026-0001", "--all").err
    assert json.loads(crm("invoice", "show", "V1", "--json").out)["order"] == "R1"
    assert "V1 IN-2026-0001: ¥1,000 · ¥4,085 still to pay" in crm("payment", "add", "V1", "1000").err
    assert "V1 IN-2026-0001: ¥500 · ¥3,585 still to pay" in crm("payment", "add", "R1", "500").err
    assert "there is no order “R9”" in crm("payment", "add", "R9", "500").err
    crm("quote", "add", "C1", "--line", "GTX Pro x1")
    assert "Q1 was not ordered yet" in crm("invoice", "add", "Q1").err
    crm("quote", "send", "Q1")
    crm("quote", "accept", "Q1")
    crm("order", "from", "Q1")
    assert json.loads(crm("payment", "add", "Q1", "100", "--json").out)["order"] == "R2"
    assert "¥100 paid in advance (M3): ¥1,030 still to pay" in crm("invoice", "add", "Q1").err


@pytest.mark.parametrize("more", [(), ("--order", "R1")])
def test_a_prepayment_pays_its_part_of_the_plan_and_is_credited_when_it_is_billed(
    crm: Runner, more: tuple[str, ...]
) -> None:
    assert "not paid yet: 30% signed, ¥1,525.50" in crm("order", "deliver", "R1", "--dry-run").err
    found = crm("payment", "add", "C1", "1525.50", *more)
    assert "¥1,525.50 in advance for R1 SO-2026-0001: its next invoice gets it" in found.err
    assert "30% signed: ¥1,525.50, due 2026-11-22, paid" in found.err
    assert [one["state"] for one in page(crm)["plan"]] == ["paid", "waiting", "retention"]
    assert "30% signed" not in crm("order", "deliver", "R1", "--dry-run").err
    credit = json.loads(crm("receivable", "credit", "C1", "--json").out)["credit"][0]
    assert (credit["orders"], credit["ahead"], credit["total"]) == ("5085.00", "1525.50", "3559.50")
    billed = crm("order", "invoice", "R1", "--all")
    assert "¥1,525.50 paid in advance (M1): ¥3,559.50 still to pay" in billed.err
    assert "came before" not in billed.err
    credit = json.loads(crm("receivable", "credit", "C1", "--json").out)["credit"][0]
    assert (credit["invoices"], credit["ahead"], credit["total"]) == ("3559.50", "0.00", "3559.50")
    assert [one["state"] for one in page(crm)["plan"]] == ["paid", "waiting", "retention"]
    crm("undo")
    assert json.loads(crm("payment", "list", "--json").out)[0]["spare"] == "1525.50"


def test_what_is_in_advance_is_of_the_order_that_waits_for_so_much_and_of_none_where_nobody_can_tell(
    crm: Runner,
) -> None:
    crm("order", "add", "C1", "--line", "GTX Pro x1")
    assert json.loads(crm("payment", "add", "C1", "777", "--json").out)["order"] is None
    assert json.loads(crm("payment", "add", "C1", "1525.50", "--json").out)["order"] == "R1"
    assert "¥777 came before: crm payment allocate M1 --to V1" in crm("order", "invoice", "R1", "--all").err


def test_each_invoice_bears_its_share_of_what_the_whole_order_gets_off(crm: Runner) -> None:
    crm(
        "order", "add", "C1", "--line", "GTX Pro x3", "--line", "电缆 1米", "--line", "-返利 2500", "--line", "+运费 30"
    )
    for said in (("--line", "GTX Pro x1"), ("--line", "GTX Pro x1"), ("--line", "GTX Pro"), ()):
        found = crm("order", "invoice", "R2", *said)
        assert found.code == 0, found.err
    totals = [one["total"] for one in json.loads(crm("invoice", "list", "order=R2", "--json").out)]
    assert sum(round(float(one) * 100) for one in totals) == 65540
    assert min(map(float, totals)) > 0


def test_an_order_with_a_plan_is_billed_part_by_part_each_its_share_of_every_line(crm: Runner) -> None:
    first = crm("order", "invoice", "R1")
    assert "V1 IN-2026-0001 科锐配电: ¥1,525.50" in first.err
    assert "due 2026-11-22 with the plan: 30% signed" in first.err
    assert [one["invoiced"] for one in page(crm)["progress"]] == ["1.2", "3"]
    again = crm("order", "invoice", "R1", "--part", "1")
    assert again.code == 4 and "30% signed is billed already: V1" in again.err
    assert "V2 IN-2026-0002 科锐配电: ¥3,051" in crm("invoice", "add", "--order", "R1").err
    last = crm("order", "invoice", "R1")
    assert "¥508.50" in last.err and "due with the plan: 10% 12 months after acceptance retention" in last.err
    assert [one["invoiced"] for one in page(crm)["progress"]] == ["4", "10"]
    assert "R1 is billed in whole" in crm("order", "invoice", "R1").err
    found = json.loads(crm("invoice", "list", "--fields", "ref,total,held", "--json").out)
    assert {one["held"] for one in found} == {"0.00"}


def test_all_that_is_open_is_billed_where_it_is_said_and_with_which_part_it_is_due(crm: Runner) -> None:
    found = crm("order", "invoice", "R1", "--all")
    assert "¥5,085" in found.err and "due with the plan: 60% before delivery" in found.err
    assert "--all bills everything" in crm("order", "invoice", "R1", "--all", "--line", "RX1").err
