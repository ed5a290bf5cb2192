"""Invoices, payments and what they paid as they come in files: by the rules of typed ones, line by line, and all of a file together."""

import json
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture(autouse=True)
def shop(crm: Runner, begun: Begun) -> None:

    def lay() -> None:
        for line in (
            ("init", "--yes", "--me", "王芳", "--country", "CN"),
            ("client", "add", "科锐配电", "--credit-days", "30", "--invoice-title", "科锐配电有限公司"),
            ("client", "add", "华泰"),
            ("invoice", "add", "C1", "--total", "1000", "--date", "2026-09-01"),
            ("payment", "add", "C2", "100"),
        ):
            assert crm(*line).code == 0

    begun(lay)


def brought(crm: Runner, tmp_path: Path, noun: str, *rows: str) -> tuple[int, str]:
    file = tmp_path / f"{noun}.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = crm("import", noun, str(file))
    return found.code, found.err


def listed(crm: Runner, noun: str, *fields: str) -> list[str]:
    return crm(noun, "list", "--format", "csv", "--fields", ",".join(fields), "--sort", "ref").out.splitlines()[1:]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("B-1,科锐配电,2026-09-01,,-500,CNY,", "less than nothing"), ("B-2,科锐配电,2027-09-01,,500,CNY,", "still to come"),
        ("B-3,科锐配电,2026-09-01,2026-08-01,500,CNY,", "lies before the invoice"), ("B-4,科锐配电,2026-09-01,,500,XXX,", "not a currency"),
        ("B-5,科锐配电,2026-09-01,,-1001,CNY,V1", "¥1,000 can be taken back"), ("B-6,科锐配电,2026-09-01,,1,CNY,V1", "can be taken back"),
        ("B-7,科锐配电,2026-09-01,,-1,EUR,V1", "another currency"), ("B-8,华泰,2026-09-01,,-1,CNY,V1", "another client"),
    ],
)  # fmt: skip
def test_an_invoice_in_a_file_keeps_to_the_rules_of_a_typed_one(
    crm: Runner, tmp_path: Path, row: str, said: str
) -> None:
    code, told = brought(crm, tmp_path, "invoice", "number,client,date,due,total,currency,reverses", row)
    assert (code, said in told) == (7, True), told
    assert listed(crm, "invoice", "ref") == ["V1"]


def test_an_invoice_from_a_file_has_its_number_its_buyer_and_its_day_and_no_status_that_is_typed(crm: Runner, tmp_path: Path) -> None:  # fmt: skip
    code, told = brought(crm, tmp_path, "invoice", "client,date,total,status", "科锐配电,2026-09-01,500,paid")
    assert (code, "not taken: status" in told) == (0, True)
    assert listed(crm, "invoice", "number", "title", "due", "status")[1:] == [
        "IN-2026-0002,科锐配电有限公司,2026-10-01,overdue"
    ]


def test_a_red_invoice_from_a_file_is_bound_and_frees_what_was_paid(crm: Runner, tmp_path: Path) -> None:
    crm("payment", "add", "C1", "1000")
    code, _told = brought(
        crm, tmp_path, "invoice", "client,date,total,currency,reverses", "科锐配电,2026-10-01,-400,CNY,V1"
    )
    assert code == 0
    assert listed(crm, "invoice", "status", "left", "paid") == ["paid,0.00,CNY,600.00", "red,0.00,CNY,0.00"]
    assert listed(crm, "payment", "spare") == ["100.00,CNY", "400.00,CNY"]


def test_invoices_and_the_red_ones_of_the_same_file_take_back_no_more_than_there_is(
    crm: Runner, tmp_path: Path
) -> None:
    head, whole = "ref,number,client,date,total,currency,reverses", "V11,B-1,科锐配电,2026-09-01,1000,CNY,"
    reds = [f"V{at},B-{at},科锐配电,2026-09-02,-600,CNY,V11" for at in (12, 13)]
    code, told = brought(crm, tmp_path, "invoice", head, whole, *reds)
    assert (code, "can be taken back" in told) == (4, True)
    assert listed(crm, "invoice", "ref") == ["V1"]
    assert brought(crm, tmp_path, "invoice", head, whole, reds[0])[0] == 0
    assert listed(crm, "invoice", "ref", "left") == ["V1,1000.00,CNY", "V11,400.00,CNY", "V12,0.00,CNY"]


def test_a_number_stands_on_one_invoice(crm: Runner, tmp_path: Path) -> None:
    code, _told = brought(crm, tmp_path, "invoice", "number,client,date,total", *["B-1,科锐配电,2026-09-01,5"] * 2)
    assert code != 0
    assert listed(crm, "invoice", "number").count("B-1") <= 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("科锐配电,0,CNY,2026-09-10,transfer,,", "of nothing"), ("科锐配电,5,CNY,2027-09-10,transfer,,", "still to come"),
        ("科锐配电,5,CNY,2026-09-10,transfer,2026-10-10,", "only an acceptance draft"), ("华泰,-101,CNY,2026-09-10,transfer,,M1", "¥100 can be paid back"),
        ("科锐配电,-5,CNY,2026-09-10,transfer,,M1", "can be paid back"), ("华泰,5,CNY,2026-09-10,transfer,,M1", "can be paid back"),
    ],
)  # fmt: skip
def test_a_payment_in_a_file_keeps_to_the_rules_of_a_typed_one(
    crm: Runner, tmp_path: Path, row: str, said: str
) -> None:
    code, told = brought(crm, tmp_path, "payment", "client,amount,currency,date,method,matures,reverses", row)
    assert (code, said in told) == (7, True), told
    assert listed(crm, "payment", "ref") == ["M1"]


def test_what_payments_paid_comes_in_a_file_and_not_beyond_payment_or_invoice(crm: Runner, tmp_path: Path) -> None:
    crm("payment", "add", "C1", "900", "--method", "draft", "--matures", "2027-05-22", "--to", "V1=1")
    crm("payment", "add", "C1", "€50")
    head = "payment,invoice,amount,skonto"
    for row, said in (
        ("M2,V1,900,", "not allocated"), ("M3,V1,1,", "one does not pay the other"), ("M1,V1,1,", "M1 came from 华泰"), ("M2,V1,-1,", "more than nothing"),
        ("M2,V1,1,5", "lets ¥0 off"),
    ):  # fmt: skip
        code, told = brought(crm, tmp_path, "allocation", head, row)
        assert (code, said in told) == (7, True), told
    code, told = brought(crm, tmp_path, "allocation", head, "M2,V1,500,", "M2,V1,500,")
    assert (code, "line 3: amount: with the rows before it the file takes more of M2" in told) == (7, True), told
    assert brought(crm, tmp_path, "allocation", head, "M2,V1,399,")[0] == 0
    assert listed(crm, "allocation", "cash") == ["2027-05-22"] * 3
    file = tmp_path / "a.json"
    file.write_text(json.dumps([{"payment": "M2", "invoice": "V1", "amount": "2"}]), encoding="utf-8")
    assert crm("import", "allocation", str(file)).code == 7


def test_books_that_go_out_come_in_again(crm: Runner, tmp_path: Path) -> None:
    crm("payment", "add", "C1", "1000", "--date", "2026-10-05")
    crm("payment", "reverse", "M2", "--reason", "退票")
    nouns = ("client", "invoice", "payment", "allocation")
    for noun in nouns:
        assert crm("export", noun, "-o", str(tmp_path / f"{noun}.json"), "--format", "json").code == 0
    before = [crm(noun, "list", "--format", "csv", "--sort", "ref").out for noun in nouns]
    other = str(tmp_path / "other.db")
    assert crm("--db", other, "init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    for noun in nouns:
        told = crm("--db", other, "import", noun, str(tmp_path / f"{noun}.json"))
        assert told.code == 0, told.err
    assert [crm("--db", other, noun, "list", "--format", "csv", "--sort", "ref").out for noun in nouns] == before
