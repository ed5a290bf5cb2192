"""Papers in files: what was taken out comes back cell for cell, and a sheet of some columns changes what it names."""

import csv
import json
from pathlib import Path

import pytest

from tests.commands.trade import trade
from tests.conftest import Begun, Runner

NOUNS = (
    "team", "product", "component", "pricebook", "price", "client", "opp", "activity", "quote", "quoteline", "order", "orderline", "instalment",
    "delivery", "deliveryline", "invoice", "invoiceline", "payment", "allocation", "contract", "membership", "point", "pricetalk",
)  # fmt: skip
MORE = (
    ("component", "add", "--product", "GTX Plus", "--part", "GTX-100", "--optional", "yes"),
    ("log", "call", "C1", "询价", "--price", "GTX-100 @4400"),
    ("invoice", "add", "C2", "--line", "= 服务 x1.5 @33.33 6%"),
)


@pytest.fixture
def shop(crm: Runner, begun: Begun) -> Runner:
    def lay() -> None:
        trade(crm)
        for line in MORE:
            answer = crm(*line)
            assert answer.code == 0, (line, answer)

    begun(lay)
    return crm


def rows(run: Runner, noun: str, db: Path | None = None) -> list[list[str]]:
    said = {"CRM_DB": str(db)} if db else {}
    return sorted(csv.reader(run("export", noun, "-o", "-", **said).out.splitlines()))


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "jsonl"])
def test_what_was_taken_out_comes_back_cell_for_cell(shop: Runner, tmp_path: Path, form: str) -> None:
    other = tmp_path / "other.db"
    assert shop("init", "--yes", "--me", "王芳", "--country", "CN", CRM_DB=str(other)).code == 0
    for noun in NOUNS:
        file = tmp_path / f"{noun}.{form}"
        assert shop("export", noun, "-o", str(file)).code == 0
        answer = shop("import", noun, str(file), CRM_DB=str(other))
        assert answer.code == 0, (noun, answer)
    for noun in NOUNS:
        assert rows(shop, noun, other) == rows(shop, noun), noun
    for noun in NOUNS:
        again = shop("import", noun, str(tmp_path / f"{noun}.{form}"), CRM_DB=str(other))
        assert again.err.startswith("0 created, 0 updated"), (noun, again)


@pytest.mark.parametrize(
    ("noun", "rows", "ref", "field", "value"),
    [
        ("quote", "ref,note\nQ3,急\n", "Q3", "note", "急"),
        ("quote", "number,note\nQT-2026-0002,急\n", "Q3", "note", "急"),
        ("quote", "单号,备注\nQT-2026-0002,急\n", "Q3", "note", "急"),
        ("order", "number,due\nSO-2026-0001,2026-12-24\n", "R1", "due", "2026-12-24"),
        ("order", "their_number,due\nPO-88123,2026-12-24\n", "R1", "due", "2026-12-24"),
        ("delivery", "number,carrier\nDN-2026-0001,顺丰\n", "DN1", "carrier", "顺丰"),
        ("delivery", "tracking,carrier\nSF1234567890,顺丰\n", "DN1", "carrier", "顺丰"),
        ("payment", "reference,note\nBOC20261122-7788,对过账\n", "M1", "note", "对过账"),
        ("payment", "ref,note\nM1,对过账\n", "M1", "note", "对过账"),
        ("contract", "number,value\nHT-2026-0001,600000\n", "K1", "value", "600000.00"),
        ("membership", "number,level\nM000001,白金\n", "MB1", "level", "白金"),
        ("quoteline", "ref,quantity\nQL6,3\n", "QL6", "quantity", 3),
        ("price", "ref,price\nPX1,4300\n", "PX1", "price", "4300.00"),
        ("price", "pricebook,product,price\n大客户,GTX-100,4250\n", "PX1", "price", "4250.00"),
        ("product", "code,price\nGTX-100,4600\n", "PR1", "price", "4600.00"),
        ("instalment", "ref,name\nPN1,预付\n", "PN1", "name", "预付"),
        ("invoice", "number,due\nIN-2026-0002,2027-01-15\n", "V2", "due", "2027-01-15"),
    ],
)  # fmt: skip
def test_a_sheet_of_some_columns_changes_what_it_names(
    shop: Runner, noun: str, rows: str, ref: str, field: str, value: str
) -> None:
    answer = shop("import", noun, "-", stdin=rows)
    assert answer == (0, "", "0 created, 1 updated, 0 unchanged\nundo: crm undo\n") or answer.err.startswith(
        "0 created, 1 updated, 0 unchanged"
    ), answer
    assert json.loads(shop(noun, "show", ref, "--json").out)[field] == value
    assert shop("import", noun, "-", stdin=rows).err.startswith("0 created, 0 updated, 1 unchanged")


def test_a_number_that_no_paper_has_is_refused_by_its_line(shop: Runner) -> None:
    answer = shop("import", "quote", "-", stdin="number,note\nQT-2026-0002,急\nQT-2026-0099,急\n")
    assert answer.code == 7
    assert "line 3: no quote has this number" in answer.err
    assert json.loads(shop("quote", "show", "Q3", "--json").out)["note"] == "急"


def test_of_the_versions_of_a_quote_a_number_means_the_latest(shop: Runner) -> None:
    answer = shop("import", "quote", "-", stdin="number,note\nQT-2026-0001,急\n")
    assert "line 2: Q2 is accepted and is never edited" in answer.err


def test_lines_name_their_paper_by_its_number(shop: Runner) -> None:
    answer = shop("import", "quoteline", "-", stdin="quote,product,quantity,price\nQT-2026-0002,GTX-100,2,4500\n")
    assert answer.err.startswith("1 created"), answer
    assert json.loads(shop("quote", "show", "Q3", "--json").out)["net"] == "20000.00"
    answer = shop("import", "deliveryline", "-", stdin="delivery,orderline,quantity\nDN-2026-0001,RX3,1\n")
    assert answer.err.startswith("1 created"), answer


def test_a_base_without_any_still_says_which_column_is_missing(shop: Runner, tmp_path: Path) -> None:
    assert shop("init", "--yes", "--me", "王芳", "--country", "CN", CRM_DB=str(tmp_path / "other.db")).code == 0
    answer = shop("import", "quote", "-", stdin="number,note\nQT-2026-0002,急\n", CRM_DB=str(tmp_path / "other.db"))
    assert answer.err == "crm: no column is for Client. Try: --map HEADER=client\n"
