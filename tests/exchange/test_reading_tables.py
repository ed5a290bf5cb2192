"""The table in a list as an office keeps it, exported as CSV: what is of it and what is not."""

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from crm_cli.errors import Invalid
from crm_cli.exchange.reading import Asked, Sheet, read
from tests.conftest import Runner
from tests.exchange.conftest import Written

KNOWN = {"name", "city", "phone", "email", "客户名称", "电话", "手机", "邮箱", "城市"}


def sheet(text: str, *, header: int | None = None, keep: Sequence[str] = (), known: set[str] = KNOWN) -> Sheet:
    asked = Asked(header=header, keep=keep, known=lambda word: word.casefold() in known)
    return read(lambda: io.BytesIO(text.encode()), asked)


def rows(found: Sheet) -> dict[int, list[str]]:
    return {row.line: list(row.cells) for row in found.rows() if not row.error}


def notes(found: Sheet) -> list[str]:
    list(found.rows())
    return [note.message.format_map(note.values) for note in found.notes]


def test_titles_blank_rows_and_totals_of_an_exported_list_are_left_out_and_rows_keep_their_lines() -> None:
    found = sheet(
        "客户台账,,,\n制表人：李敏,,日期：2024-05-01,\n,,,\n序号,客户名称,电话,\n1,甲公司,1,\n2,乙公司,2,\n,,,\n合计,,2家,\n"
    )
    assert found.headers == ("客户名称", "电话")
    assert rows(found) == {5: ["甲公司", "1"], 6: ["乙公司", "2"]}
    assert set(notes(found)) == {
        "left out above the table (lines: 1–2)", "rows of totals left out (lines: 8)", "blank rows left out (lines: 7)",
        "left out, for it only counts the rows: column “序号”", "empty columns left out: 1",
    }  # fmt: skip


def test_titles_with_fewer_cells_than_the_table_do_not_refuse_it() -> None:
    found = sheet("Customer list\nas of: 2024-01-01\nname,city,phone\nAcme,Leeds,1\n")
    assert (found.headers, rows(found)) == (("name", "city", "phone"), {4: ["Acme", "Leeds", "1"]})


def test_a_client_called_total_is_no_total() -> None:
    found = sheet("name,city,phone\nTotal,Paris,1\nSum & Substance,Rome,2\nTotal,,99\n小计公司,北京,3\n")
    assert list(rows(found)) == [2, 3, 5]


def test_the_first_row_is_the_headings_whatever_the_rows_below_say() -> None:
    for text in (
        "what,how\nEmail,Phone\ncall,City\n",
        "a,b,c\n1,2\nx,y,z,u,v\n",
        "x\n\n1\n",
        "2022,2023\n1,2\n",
        "name,1,2\nA,3,4\n",
    ):
        assert sheet(text).headers == tuple(text.partition("\n")[0].split(","))


def test_headings_in_two_rows_are_read_as_one() -> None:
    found = sheet("客户名称,联系方式,,城市\n,手机,邮箱,\n甲,1,a@x.cn,上海\n")
    assert (found.headers, rows(found)) == (("客户名称", "手机", "邮箱", "城市"), {3: ["甲", "1", "a@x.cn", "上海"]})


def test_headings_that_stand_twice_are_told_apart_and_those_without_a_name_are_called_by_their_place() -> None:
    found = sheet("name,电话,电话,,电话 2\nA,1,2,x,3\n")
    assert found.headers == ("name", "电话", "电话 3", "(4)", "电话 2")
    assert "columns of the same name are told apart: 电话 3" in notes(found)


def test_a_column_that_numbers_something_else_than_the_rows_stays() -> None:
    assert sheet("No.,name\n1001,A\n1002,B\n").headers == ("No.", "name")
    assert sheet("No.,name\n1,A\n3,B\n").headers == ("No.", "name")
    assert sheet("No.,name\n1,A\n2,B\n").headers == ("name",)
    assert sheet("No.,name\n1,A\n2,B\n", keep=["No."]).headers == ("No.", "name")


def test_a_row_with_other_cells_is_refused_also_where_columns_are_left_out() -> None:
    found = sheet("序号,name,city\n1,A,X\n2,B\n3,C,Y,Z\n")
    wrong = {row.line: (list(row.cells), str(row.error)) for row in found.rows() if row.error}
    assert wrong == {
        3: (["B"], "2 cells where there are 3 columns"),
        4: (["C", "Y", "Z"], "4 cells where there are 3 columns"),
    }


def test_the_row_of_headings_can_be_told() -> None:
    assert sheet("a,b\nc,d\ne,f\n", header=2).headers == ("c", "d")
    with pytest.raises(Invalid, match="no headings in row 7"):
        sheet("a,b\n", header=7)


def test_the_command_says_what_it_left_out_and_takes_sheet_header_and_columns(
    base: Path, crm: Runner, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Old list"])
    for row in (["No.", "Name", "City"], [1, "Acme", "Leeds"], [2, "Beta", "York"], ["Total", None, 2]):
        book.worksheets[0].append(row)
    other = book.create_sheet("Leads 2023")
    for row in (["x", "y"], ["Name", "City"], ["Gamma", "Bath"]):
        other.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    dry = crm("import", "client", str(path), "--dry-run")
    assert dry.code == 0
    assert "XLSX" in dry.out and "sheet read: Sheet; not read: Leads 2023 (--sheet NAME)" in dry.out
    assert "rows of totals left out (lines: 5)" in dry.out
    done = crm("import", "client", str(path))
    assert (done.code, "left out above the table (lines: 1)" in done.err, "2 created" in done.err) == (0, True, True)
    assert crm("import", "client", str(path), "--sheet", "Leads 2023", "--header", "2").code == 0
    assert crm("client", "list", "--format", "csv", "--fields", "name,city").out.split()[1:] == [
        "Acme,Leeds",
        "Beta,York",
        "Gamma,Bath",
    ]
    refused = crm("import", "client", str(path), "--columns", "Name,Phone")
    assert (refused.code, "the file has no column “Phone”" in refused.err) == (2, True)


def test_every_format_comes_in_by_a_pipe(base: Path, crm: Runner, written: Written, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Name", "City"])
    book.worksheets[0].append(["Acme", "Leeds"])
    book.save(tmp_path / "a.xlsx")
    contents = [
        (tmp_path / "a.xlsx").read_bytes(), b"Name,City\nBeta,York\n", b'[{"Name": "Gamma"}]', b'{"Name": "Delta"}\n{"Name": "Eta"}\n',
    ]  # fmt: skip
    for content in contents:
        assert crm("import", "client", "-", stdin=content).code == 0
    assert (
        crm(
            "import", "contact", "-", stdin=b"BEGIN:VCARD\nVERSION:3.0\nFN:Ann Doe\nTEL:+442079460000\nEND:VCARD\n"
        ).code
        == 0
    )
    assert crm("client", "list", "--format", "ids").out.count("\n") == 5
    assert "Ann Doe" in crm("contact", "list", "--format", "csv").out
