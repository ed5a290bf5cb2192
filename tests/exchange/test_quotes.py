"""Quotes that come from elsewhere, and our own that go out and come back."""

import csv
import json
import os
from pathlib import Path

import pytest

from tests.conftest import Runner

BESIDE = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def zoho() -> Path:
    found = Path(os.environ.get("CRM_TEST_DATA") or BESIDE) / "zoho" / "Quotes.csv"
    if not found.is_file():
        pytest.skip("the real test data is not here: set CRM_TEST_DATA")
    return found


def sold(crm: Runner) -> None:
    for line in (
        ("init", "--yes", "--me", "王芳", "--country", "CN"),
        ("client", "add", "科锐配电"),
        ("product", "add", "GTX Pro", "--price", "4500", "--unit", "台"),
        ("quote", "add", "C1", "--line", "GTX Pro x3 @4400 -5%", "--line", "+运费 300", "--discount", "2%"),
        ("quote", "send", "Q1"),
        ("quote", "revise", "Q1", "--line", "= 说明 x1 @10 免税"),
        ("quote", "send", "Q2"),
        ("quote", "accept", "Q2"),
        ("quote", "add", "C1", "--line", "GTX Pro x1"),
    ):
        assert crm(*line).code == 0, line


def test_quotes_of_another_system_keep_what_it_stated_and_each_that_does_not_add_up_is_told(
    crm: Runner, home: Path, zoho: Path
) -> None:
    crm("init", "--yes", "--me", "Ann", "--country", "US")
    crm("client", "add", "Everybody")
    (home / "Quotes.csv").write_bytes(zoho.read_bytes())
    found = crm("import", "quote", "Quotes.csv", "--set", "client=C1", "--create-missing", "user")
    assert (found.code, "3000 created" in found.err) == (0, True), found.err
    answer = crm(
        "sql", "SELECT count(*), sum(stated), count(total), count(DISTINCT number) FROM quotes", "--format", "csv"
    )
    assert answer.out.splitlines()[1] == "3000,46249854.0,0,3000"
    wrong = json.loads(crm("check", "quote", "--json").out)
    assert sum("does not add up" in str(one) for one in wrong) == 3000
    rows = list(
        csv.DictReader(crm("quote", "list", "--format", "csv", "--fields", "status", "--limit", "0").out.splitlines())
    )
    assert rows == []
    assert crm("undo").code == 0
    assert crm("quote", "list", "--format", "ids").out == ""


def test_quotes_and_their_lines_go_out_and_come_back_the_same(crm: Runner, home: Path) -> None:
    sold(crm)
    for noun in ("user", "client", "product", "quote", "quoteline"):
        assert crm("export", noun, "-o", f"{noun}.csv").code == 0
    before = {noun: (home / f"{noun}.csv").read_text() for noun in ("quote", "quoteline")}
    other = ("--db", str(home / "other.db"))
    assert crm(*other, "init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    for noun in ("client", "product", "quote", "quoteline"):
        found = crm(*other, "import", noun, f"{noun}.csv")
        assert (found.code, "refused" in found.err) == (0, False), found.err
    for noun, text in before.items():
        assert crm(*other, "export", noun, "-o", f"{noun}2.csv").code == 0
        assert (home / f"{noun}2.csv").read_text() == text


def test_lines_in_a_file_follow_the_rules_of_the_room_and_sum_their_quote_up(crm: Runner, home: Path) -> None:
    sold(crm)
    (home / "lines.csv").write_text(
        "quote,product,quantity,discount\nQ3,GTX Pro,2,10\nQ3,GTX Pro,0,\nQ3,GTX Pro,1,200\nQ2,GTX Pro,1,\n", "utf-8"
    )
    found = crm("import", "quoteline", "lines.csv")
    assert "1 created, 0 updated, 0 unchanged, 3 refused" in found.err
    assert json.loads(crm("show", "Q3", "--json").out)["net"] == "12600.00"
    assert crm("undo").code == 0
    assert json.loads(crm("show", "Q3", "--json").out)["net"] == "4500.00"


def test_quotes_in_a_file_without_a_number_get_one(crm: Runner, home: Path) -> None:
    sold(crm)
    (home / "quotes.csv").write_text("client,name\n科锐配电,一\n科锐配电,二\n", "utf-8")
    assert crm("import", "quote", "quotes.csv", "--dry-run").code == 0
    assert crm("import", "quote", "quotes.csv").code == 0
    numbers = crm("quote", "list", "status=draft", "--fields", "number", "--sort", "ref", "--format", "csv").out.split()
    assert numbers == ["number", "QT-2026-0002", "QT-2026-0003", "QT-2026-0004"]
