"""Documents with their lines in one table: in from what other systems export, out and in again."""

import random
from pathlib import Path

import pytest

from tests.conftest import Runner

ENGLISH = """Number,Client,Date,Product,Quantity,Price,Discount
QX-1,科锐配电,2026-11-20,GTX,2,950,5%
QX-1,科锐配电,2026-11-20,电缆,10,20,
QX-2,Beta,2026-11-20,GTX,1,1000,
,,,电缆,3,19.5,
"""
CHINESE = """单据编号,客户,日期,产品,数量,单价,折扣
QX-1,科锐配电,2026-11-20,GTX,2,950,5%
QX-1,科锐配电,2026-11-20,电缆,10,20,
QX-2,Beta,2026-11-20,GTX,1,1000,
QX-2,Beta,2026-11-20,电缆,3,19.5,
"""
TOTALS = {"QX-1": "2265.65", "QX-2": "1196.11"}


def founded(crm: Runner, *base: str) -> None:
    for line in (
        ("init", "--yes", "--me", "王芳", "--country", "CN"),
        ("client", "add", "科锐配电"),
        ("client", "add", "Beta"),
        ("product", "add", "GTX", "--price", "1000"),
        ("product", "add", "电缆", "--price", "20", "--unit", "米"),
    ):
        assert crm(*base, *line).code == 0, line


def brought(crm: Runner, tmp_path: Path, noun: str, text: str, *more: str) -> tuple[int, str]:
    file = tmp_path / "in.csv"
    file.write_text(text, "utf-8")
    found = crm("import", noun, str(file), *more)
    return found.code, found.err + found.out


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
@pytest.mark.parametrize("noun", ["quote", "order", "invoice"])
def test_rows_with_the_same_number_are_one_document(crm: Runner, tmp_path: Path, noun: str, text: str) -> None:
    founded(crm)
    code, told = brought(crm, tmp_path, noun, text, "--dry-run")
    assert (code, "lines: 4 created" in told, crm(noun, "list", "--format", "ids").out) == (0, True, ""), told
    code, told = brought(crm, tmp_path, noun, text)
    assert (code, "lines: 4 created" in told, "2 created" in told) == (0, True, True), told
    for number, total in TOTALS.items():
        assert f'"total": "{total}"' in crm(noun, "show", number, "--json").out
    code, told = brought(crm, tmp_path, noun, text)
    assert "lines: 0 created, 0 updated, 4 unchanged" in told, told
    assert crm("undo").code == 0
    assert crm(noun, "list", "--format", "ids").out == ""


def test_a_document_of_which_a_row_is_refused_is_refused_whole(crm: Runner, tmp_path: Path) -> None:
    founded(crm)
    more = "QX-3,Beta,2026-11-20,GTX,1,1,\nQX-3,Beta,2026-11-20,鼠标,1,1,\nQX-4,谁,2026-11-20,GTX,1,1,\n"
    code, told = brought(crm, tmp_path, "quote", ENGLISH + more)
    assert code == 7
    assert "line 6: line 7 of the same document was refused" in told
    assert "no product “鼠标”" in told and "no client “谁”" in told
    assert crm("quote", "list", "--format", "ids").out.split() == ["Q1", "Q2"]
    assert (tmp_path / "in.csv.rejects.csv").read_text("utf-8").count("QX-3") == 2
    assert brought(crm, tmp_path, "quote", ENGLISH + more, "--all-or-nothing")[0] != 0


def test_a_column_is_told_to_be_of_the_line_and_what_tells_the_document_is_asked_for(
    crm: Runner, tmp_path: Path
) -> None:
    founded(crm)
    rows = "Beleg,Client,Was,Menge,Preis\nX1,Beta,GTX,2,900\n"
    told = (
        "--map",
        "Beleg=number",
        "--map",
        "Was=line.product",
        "--map",
        "Menge=line.quantity",
        "--map",
        "Preis=line.price",
    )
    code, said = brought(crm, tmp_path, "quote", rows, *told)
    assert (code, "lines: 1 created" in said) == (0, True), said
    assert "no column says which rows are of the same document" in brought(crm, tmp_path, "quote", rows, *told[2:])[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_goes_out_with_its_lines_comes_in_the_same(crm: Runner, tmp_path: Path, seed: int) -> None:
    founded(crm)
    said = random.Random(seed)
    for _number in range(3):
        lines = [f"{said.choice(['GTX', '电缆'])} x{said.randint(1, 9)} @{said.randint(1, 9999) / 100} -{said.randint(0, 9)}%" for _one in range(said.randint(1, 4))]  # fmt: skip
        more = [part for line in (*lines, "+运费 30") for part in ("--line", line)]
        assert crm("quote", "add", said.choice(["C1", "C2"]), *more, "--discount", f"{said.randint(0, 5)}%").code == 0
    crm("quote", "add", "C1")
    for ref in ("Q1", "Q2"):
        crm("quote", "send", ref)
        crm("quote", "accept", ref)
        crm("order", "from", ref)
    crm("order", "invoice", "R1")
    other = ("--db", str(tmp_path / "other.db"))
    founded(crm, *other)
    for noun in ("quote", "order", "invoice"):
        file, again = str(tmp_path / f"{noun}.csv"), str(tmp_path / f"{noun}2.csv")
        assert crm("export", noun, "--lines", "-o", file).code == 0
        assert "0 created, 0 updated" in crm("import", noun, file).err
        found = crm(*other, "import", noun, file)
        assert found.code == 0, found.err
        crm(*other, "export", noun, "--lines", "-o", again)
        assert Path(file).read_text("utf-8") == Path(again).read_text("utf-8")


def test_lines_go_out_where_there_are_some(crm: Runner) -> None:
    founded(crm)
    assert "--lines is for quotes" in crm("export", "client", "--lines").err
    assert "--lines is for quotes" in crm("export", "quote", "--lines", "--format", "json").err
