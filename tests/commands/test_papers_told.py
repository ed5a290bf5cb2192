"""What was done with papers is told: in their history with their lines, and in the reports."""

import json

import pytest

from tests.commands.trade import trade
from tests.conftest import Begun, Runner

EVERY = (
    "Q1",
    "Q2",
    "R1",
    "V1",
    "M1",
    "DN1",
    "K1",
    "MB1",
    "QL4",
    "PX1",
    "PN1",
    "PT1",
    "PB1",
    "PR1",
    "AC1",
    "RX1",
    "VX1",
    "DX1",
)


@pytest.fixture
def shop(crm: Runner, begun: Begun) -> Runner:
    def lay() -> None:
        trade(crm)
        for line in (
            ("quote", "line", "edit", "QL6", "x4 -5%"),
            ("quote", "line", "add", "Q3", "+运费 20"),
            ("quote", "line", "rm", "QL7"),
        ):
            answer = crm(*line)
            assert answer.code == 0, (line, answer)

    begun(lay)
    return crm


@pytest.mark.parametrize("ref", EVERY)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_history_is_told_in_words_and_never_in_ids_or_keys(shop: Runner, ref: str, language: str) -> None:
    told = shop("history", ref, CRM_LANG=language).out
    assert len(told.splitlines()) > 2
    assert "0000-7" not in told
    assert "document" not in told.split()
    assert "standard" not in told.split()


def test_the_history_of_a_paper_has_its_lines_those_that_are_gone_too(shop: Runner) -> None:
    told = " ".join(shop("quote", "history", "Q3").out.split())
    assert "added QL6 GTX Plus · 2 · ¥5,500 · 13 % · ¥11,000" in told
    assert "changed QL6 Quantity 2 4" in told
    assert "changed QL6 Discount 5 %" in told
    assert "added QL7 运费 · 1 · ¥20 · 13 % · ¥20" in told
    assert "removed QL7 运费 · 1 · ¥20 · 13 % · ¥20" in told
    assert "修改 QL6 数量 2 4" in " ".join(shop("quote", "history", "Q3", CRM_LANG="zh_CN").out.split())


def test_programs_read_the_lines_of_a_history_field_by_field_with_their_refs(shop: Runner) -> None:
    rows = json.loads(shop("history", "Q3", "--json").out)
    assert {"field": "quantity", "from": 2, "to": 4, "ref": "QL6"}.items() <= next(
        row for row in rows if row["ref"] == "QL6" and row["change"] == "changed" and row["field"] == "quantity"
    ).items()
    assert [row["step"] for row in rows] == sorted(row["step"] for row in rows)


def test_of_one_field_only_the_head_is_told(shop: Runner) -> None:
    assert {row["ref"] for row in json.loads(shop("history", "Q3", "--field", "total", "--json").out)} == {"Q3"}


def test_papers_are_linked_by_their_number_in_words(shop: Runner) -> None:
    assert "Quote QT-2026-0001" in " ".join(shop("history", "R1").out.split())


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_a_report_names_what_became_of_quotes_orders_and_money(shop: Runner, unit: str) -> None:
    rows = json.loads(shop("report", unit, "--json").out)["papers"]
    assert [(row["kind"], row["ref"]) for row in rows] == [
        ("sent", "Q1"), ("sent", "Q2"), ("accepted", "Q2"), ("ordered", "R1"), ("delivery", "DN1"), ("billed", "V1"), ("paid", "M1"),
    ]  # fmt: skip
    assert rows[-1]["total"] == "5000.00"
    told = " ".join(shop("report", unit).out.split())
    assert "quote accepted QT-2026-0001 科锐配电 C1 ¥21,470 Q2" in told
    assert "报价被接受 QT-2026-0001 科锐配电 C1 ¥21,470 Q2" in " ".join(
        shop("report", unit, CRM_LANG="zh_CN").out.split()
    )


def test_what_an_import_brought_is_no_news(shop: Runner) -> None:
    assert shop("import", "payment", "-", stdin="client,amount,date\n蓝海贸易,100,2026-11-20\n").code == 0
    assert [
        row["ref"] for row in json.loads(shop("report", "day", "--json").out)["papers"] if row["kind"] == "paid"
    ] == ["M1"]


def test_a_colleague_s_papers_are_in_his_report_alone(shop: Runner) -> None:
    assert shop("user", "add", "李雷").code == 0
    assert shop("quote", "edit", "Q3", "--owner", "李雷").code == 0
    assert shop("quote", "send", "Q3").code == 0
    assert [row["ref"] for row in json.loads(shop("report", "day", "--user", "李雷", "--json").out)["papers"]] == ["Q3"]
