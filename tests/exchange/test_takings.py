"""Rows of a file that together take more than there is: the row that is too much is refused, the others are taken."""

from pathlib import Path

import pytest

from tests.conftest import Runner


@pytest.fixture(autouse=True)
def books(crm: Runner) -> None:
    """V1 of 1,130 with a payment of 130, an order of 5 of which 2 are billed, a payment of 500 that is spare, a member with 10 points."""
    for line in (
        ("init", "--yes", "--me", "王芳", "--country", "CN"),
        ("client", "add", "科锐配电"),
        ("product", "add", "GTX", "--price", "1000"),
        ("order", "add", "C1", "--line", "GTX x5"),
        ("order", "invoice", "R1", "--line", "RX1=1", "--official", "111"),
        ("order", "invoice", "R1", "--line", "RX1=1"),
        ("payment", "add", "V1", "130"),
        ("client", "add", "Beta"),
        ("payment", "add", "C1", "500", "--to", "V1=1"),
        ("membership", "add", "C1"),
        ("membership", "earn", "MB1", "10"),
    ):
        assert crm(*line).code == 0, line


@pytest.mark.parametrize(
    ("noun", "text", "taken", "line", "said"),
    [
        ("allocation", "payment,invoice,amount\nM2,V1,400\nM2,V1,200\nM2,V2,50\n", 2, 3, "more of M2"),
        ("allocation", "payment,invoice,amount\nM2,V2,400\nM2,V2,\nM2,V2,90\n", 2, 3, "needs its Amount"),
        ("invoice", "client,total,reverses,date\nC1,-100,V2,2026-11-20\nC1,-1100,V2,2026-11-20\nC1,-30,V2,2026-11-20\n", 2, 3, "more of V2"),
        ("invoice", "client,total,official,date\nC1,100,222,2026-11-20\nC1,200,222,2026-11-20\n", 1, 3, "another row of the file"),
        ("invoiceline", "invoice,orderline,quantity\nV2,RX1,2\nV2,RX1,2\nV2,RX1,0.5\n", 2, 3, "more of RX1"),
        ("payment", "client,amount,reverses\nC1,-300,M2\nC1,-300,M2\nC1,-100,M2\n", 2, 3, "more of M2"),
        ("point", "membership,kind,amount\nMB1,spend,20\nMB1,spend,500\nMB1,earn,15\n", 2, 3, "more of MB1"),
    ],
)  # fmt: skip
def test_the_row_that_is_too_much_is_refused_and_the_others_are_taken(
    crm: Runner, tmp_path: Path, noun: str, text: str, taken: int, line: int, said: str
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(text, "utf-8")
    before = crm(noun, "list", "--format", "ids").out.count("\n")
    found = crm("import", noun, str(file))
    assert found.code == 7, found.err
    assert f"line {line}" in found.err and said in found.err
    assert crm(noun, "list", "--format", "ids").out.count("\n") == before + taken


def test_a_wrong_number_of_a_paid_invoice_is_corrected_from_a_file_too(crm: Runner, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("ref,official\nV1,112\n", "utf-8")
    assert "1 updated" in crm("import", "invoice", str(file)).err
    assert crm("invoice", "edit", "V1", "--official", "").code == 4
