"""Price lists come in and go out, as text and as workbooks, and come back the same."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from tests.conftest import Runner

LIST = """价格表,产品,起订量,价格,底价,开始日期
标准,GTX Pro,1,"5,000.00",4000,
标准,GTX Pro,50,4500,,2026-01-01
日本,GTX Pro,1,98000,,
标准,GTX-2,1,120.50,,
"""


@pytest.fixture
def firm(crm: Runner) -> Runner:
    for line in (
        ("init", "--me", "王芳", "--country", "CN"),
        ("product", "add", "GTX Pro", "--price", "5000"), ("product", "add", "电缆", "--code", "GTX-2", "--price", "130"),
        ("pricebook", "add", "标准"), ("pricebook", "add", "日本", "--currency", "JPY"),
    ):  # fmt: skip
        answer = crm(*line)
        assert answer.code == 0, answer.err
    return crm


def prices(crm: Runner, **where: str) -> list[tuple[object, ...]]:
    found = json.loads(
        crm(
            "price",
            "list",
            "--json",
            "--fields",
            "pricebook,product,quantity,price,currency,floor,start,per",
            "--sort",
            "ref",
            **where,
        ).out
    )
    return [tuple(one.values()) for one in found]


HELD = [
    ("标准", "GTX Pro", 1, "5000.00", "CNY", "4000.00", None, 1), ("标准", "GTX Pro", 50, "4500.00", "CNY", None, "2026-01-01", 1),
    ("日本", "GTX Pro", 1, "98000", "JPY", None, None, 1), ("标准", "电缆", 1, "120.50", "CNY", None, None, 1),
]  # fmt: skip


def test_a_price_list_comes_in_by_the_words_of_its_heads_in_the_currency_of_each_book(firm: Runner, home: Path) -> None:
    (home / "价目.csv").write_text(LIST, encoding="utf-8")
    answer = firm("import", "price", "价目.csv")
    assert answer.code == 0, answer.err
    assert prices(firm) == HELD


def test_the_same_list_again_changes_what_is_different_and_adds_nothing(firm: Runner, home: Path) -> None:
    (home / "价目.csv").write_text(LIST, encoding="utf-8")
    firm("import", "price", "价目.csv")
    (home / "价目.csv").write_text(LIST.replace("4500", "4400"), encoding="utf-8")
    answer = firm("import", "price", "价目.csv")
    assert answer.code == 0, answer.err
    assert [one[3] for one in prices(firm)] == ["5000.00", "4400.00", "98000", "120.50"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_prices_go_out_and_come_back_the_same(firm: Runner, home: Path, form: str) -> None:
    (home / "价目.csv").write_text(LIST, encoding="utf-8")
    firm("import", "price", "价目.csv")
    for noun in ("product", "pricebook", "price"):
        assert firm("export", noun, "-o", f"{noun}.{form}").code == 0
    there = {"CRM_DB": str(home / "there.db")}
    firm("init", "--me", "王芳", "--country", "CN", **there)
    for noun in ("product", "pricebook", "price"):
        answer = firm("import", noun, f"{noun}.{form}", **there)
        assert answer.code == 0, answer.err
    assert prices(firm, **there) == HELD


def test_rows_that_no_price_can_be_are_refused_each_with_its_reason(firm: Runner, home: Path) -> None:
    (home / "a.csv").write_text(
        "价格表,产品,起订量,价格\n标准,GTX Pro,0,10\n标准,GTX Pro,2,-5\n标准,飞机,1,10\n标准,GTX Pro,3,$10\n标准,GTX Pro,1,10\n",
        encoding="utf-8",
    )
    answer = firm("import", "price", "a.csv", "--rejects", "r.csv")
    assert answer.code == 7
    rows = list(csv.DictReader(StringIO((home / "r.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 4
    assert [one[3] for one in prices(firm)] == ["10.00"]
