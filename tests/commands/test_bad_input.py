"""What no quote, order or invoice takes, by whichever door it comes: typed, by stdin, in a file. One line says why, and nothing is kept of it."""

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Answer, Begun, Runner

NOUNS = ("quote", "order", "invoice")
PAPERS = {"quote": "Q1", "order": "R1", "invoice": "V1"}
DOORS = ("typed", "new", "stdin", "file")
REFUSED = {"typed": (2, 3, 4), "new": (2, 3, 4), "stdin": (2, 3, 4), "file": (7,)}
LINES = {
    "nothing": ("GTX Pro x0", {"quantity": "0"}, ("must be more than nothing", "必须大于零")),
    "less than nothing": ("GTX Pro x-3", {"quantity": "-3"}, ("must be more than nothing", "必须大于零")),
    "twice all off": ("GTX Pro -200%", {"discount": "200%"}, ("discount", "折扣")),
    "a price beyond all": ("GTX Pro @1000000000000000", {"price": "1000000000000000"}, ("larger than can be", "过大")),
    "another currency": ("GTX Pro @$5", {"price": "$5"}, ("CNY", "CNY")),
    "more off than it costs": ("GTX Pro -¥9999", {"off": "9999"}, ("more is taken off", "优惠")),
    "a negative price": ("GTX Pro @-5", {"price": "-5"}, ("below zero", "小于零")),
    "no such product": ("GTX Pro Max Ultra x1 @5", {"product": "GTX Pro Max Ultra", "price": "5"}, ("no product", "没有")),
}  # fmt: skip
HEADS = {
    "no such currency": ({"currency": "QQQ"}, "is not a currency"),
    "twice all off": ({"discount": "200%"}, "between 0 and 100 %"),
    "less than nothing": ({"total": "-5"}, "less than nothing"),
}


@pytest.fixture(autouse=True)
def shop(crm: Runner, begun: Begun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A quote, an order and an invoice of one client, a price book that is over, and a rep beside two managers."""
    monkeypatch.setenv("CRM_DB", str(tmp_path / "crm.db"))
    monkeypatch.setenv("CRM_USER", "王芳")

    def lay() -> None:
        for line in (
            ("init", "--yes", "--me", "王芳", "--country", "CN"),
            ("user", "add", "李强", "--role", "rep"),
            ("user", "add", "陈总", "--role", "manager"),
            ("client", "add", "科锐配电"),
            ("product", "add", "GTX Pro", "--price", "4500"),
            ("product", "add", "旧款", "--code", "OLD"),
            ("pricebook", "add", "去年", "--start", "2025-01-01", "--end", "2025-12-31"),
            ("price", "add", "--pricebook", "去年", "--product", "旧款", "--price", "100"),
            *((noun, "add", "C1", "--line", "GTX Pro x1") for noun in NOUNS),
        ):
            assert crm(*line).code == 0, line

    begun(lay)


def kept() -> dict[str, list[str]]:
    """Every row of the base, its log and counters too."""
    base = sqlite3.connect(f"file:{os.environ['CRM_DB']}?mode=ro", uri=True)
    names = [
        name
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    ]
    rows = {name: sorted(map(str, base.execute(f'SELECT * FROM "{name}"'))) for name in names}
    base.close()
    return rows


def refused(found: Answer, why: str, codes: tuple[int, ...], before: dict[str, list[str]]) -> None:
    """One line says why, by an exit code of ours, and all is as it was."""
    assert found.code in codes, found
    assert why in found.err
    said = [line for line in found.err.splitlines() if why in line]
    assert len(said) == 1
    assert "Traceback" not in found.err + found.out
    if codes != REFUSED["file"]:
        assert len(found.err.splitlines()) == 1, found.err
    assert kept() == before


def sheet(name: str, rows: dict[str, str]) -> str:
    Path(name).write_text(",".join(rows) + "\n" + ",".join(rows.values()) + "\n", encoding="utf-8")
    return name


@pytest.mark.parametrize(("door", "language"), [*((door, "en") for door in DOORS), ("typed", "zh"), ("file", "zh")])
@pytest.mark.parametrize("noun", NOUNS)
def test_a_bad_line_is_refused_in_one_line_and_leaves_nothing(crm: Runner, noun: str, door: str, language: str) -> None:
    before = kept()
    for text, said, why in LINES.values():
        cells = {"product": "GTX Pro"} | said
        found = brought(crm, noun, door, text, cells, language)
        refused(found, why[language == "zh"], REFUSED[door], before)


def brought(crm: Runner, noun: str, door: str, text: str, cells: dict[str, str], language: str) -> Answer:
    """What is said of a bad line that comes by that door, beside a good one where there is room."""
    good = {"product": "GTX Pro"}
    if door == "typed":
        return crm(noun, "line", "add", PAPERS[noun], "GTX Pro x1", text, CRM_LANG=language)
    if door == "new":
        return crm(noun, "add", "C1", "--line", "GTX Pro x1", "--line", text, CRM_LANG=language)
    if door == "stdin":
        lines = f"{json.dumps(good)}\n{json.dumps(cells)}\n"
        return crm(noun, "line", "add", PAPERS[noun], "-", stdin=lines, CRM_LANG=language)
    return crm("import", f"{noun}line", sheet("bad.csv", {noun: PAPERS[noun]} | cells), CRM_LANG=language)


@pytest.mark.parametrize("door", DOORS[1:])
@pytest.mark.parametrize("noun", NOUNS)
def test_a_bad_head_is_refused_in_one_line_and_leaves_nothing(crm: Runner, noun: str, door: str) -> None:
    before = kept()
    for cells, why in HEADS.values():
        if door == "file":
            found = crm("import", noun, sheet("bad.csv", {"client": "C1"} | cells))
        elif "total" in cells and noun != "invoice":
            continue  # what a quote or an order comes to is not typed
        elif door == "new":
            found = crm(noun, "add", "C1", *(word for name, value in cells.items() for word in (f"--{name}", value)))
        else:
            found = crm(noun, "add", "-", stdin=json.dumps({"client": "C1"} | cells))
        refused(found, why, REFUSED[door], before)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_book_that_is_over_says_no_price_any_more(crm: Runner, noun: str) -> None:
    before = kept()
    refused(crm(noun, "add", "C1", "--line", "旧款 x1"), "nothing says what it costs", (2,), before)
    refused(crm(noun, "line", "add", PAPERS[noun], "OLD x1"), "nothing says what it costs", (2,), before)


@pytest.mark.parametrize("name", ["王芳", "陈总", "李强"])
def test_nobody_approves_a_quote_of_their_own(crm: Runner, name: str) -> None:
    assert crm("quote", "add", "C1", "--line", "GTX Pro -40%", CRM_USER=name).code == 0
    assert crm("quote", "submit", "Q2", CRM_USER=name).code == 0
    before = kept()
    if crm("quote", "show", "Q2", "--json").out and json.loads(crm("show", "Q2", "--json").out)["status"] == "draft":
        return  # an administrator need not ask
    refused(crm("approve", "Q2", CRM_USER=name), "nobody approves a quote of their own", (5,), before)
    sheet("approved.csv", {"ref": "Q2", "status": "approved"})
    refused(crm("import", "quote", "approved.csv", CRM_USER=name), "approved only by asking", (7,), before)


@pytest.mark.parametrize("door", ["typed", "file"])
@pytest.mark.parametrize("status", ["accepted", "sent", "approved"])
def test_a_rep_brings_in_nothing_that_passes_his_limits(crm: Runner, door: str, status: str) -> None:
    before = kept()
    if door == "typed":
        refused(crm("order", "add", "C1", "--line", "GTX Pro -40%", CRM_USER="李强"), "40 % off", (5,), before)
        return
    rows = {"client": "C1", "status": status, "discount": "40%", "total": "5"}
    refused(crm("import", "quote", sheet("q.csv", rows), CRM_USER="李强"), "40 % off", (7,), before)
    refused(crm("import", "order", sheet("o.csv", {"client": "C1", "discount": "40%", "total": "5"}), CRM_USER="李强"), "40 % off", (5,), before)  # fmt: skip
    assert crm("import", "quote", "q.csv", CRM_USER="陈总").code == 0


@pytest.mark.parametrize("amount", ["500000", "0.01"])
def test_no_more_is_paid_of_an_invoice_than_it_comes_to(crm: Runner, amount: str) -> None:
    assert crm("payment", "add", "C1", "999999").code == 0
    before = kept()
    refused(crm("payment", "allocate", "M1", "--to", f"V1={amount}"), "V1", (2, 4), before)
    rows: dict[str, Any] = {"payment": "M1", "invoice": "V1", "amount": amount}
    refused(crm("import", "allocation", sheet("a.csv", rows)), "V1", (7,), before)
