"""Workbooks as offices keep them: where the table is, what its cells say, and what was left out."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from crm_cli.errors import Invalid
from crm_cli.exchange.reading import Asked, Sheet, opened, read
from tests.exchange.office import BOOKS, Book

KNOWN = frozenset(
    [
        "客户名称",
        "电话",
        "金额",
        "区域",
        "手机",
        "邮箱",
        "城市",
        "税号",
        "签约日期",
        "company",
        "city",
        "revenue",
        "phone",
        "value",
        "name",
        "firma",
        "telefon",
        "umsatz",
    ]
)


def asked(**given: object) -> Asked:
    return Asked(known=lambda word: word.casefold() in KNOWN, **given)  # type: ignore[arg-type]


def notes(found: Sheet) -> list[str]:
    return [note.message.format_map(note.values) for note in found.notes]


def cells(found: Sheet) -> list[list[str]]:
    return [list(row.cells) for row in found.rows()]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_an_office_workbook_is_read_right_and_what_is_not_of_the_table_is_said(book: Book, tmp_path: Path) -> None:
    book.make(tmp_path / book.name)
    found = read(opened(tmp_path / book.name), asked(mark=book.mark))
    rows = list(found.rows())
    assert found.headers == book.headers
    assert {int(row.line): tuple(row.cells) for row in rows} == book.rows
    assert not [row.error for row in rows if row.error]
    assert sorted(notes(found)) == sorted(book.notes)
    assert found.format == book.name.rpartition(".")[2]


@pytest.mark.parametrize("book", [book for book in BOOKS if book.name != "日期.xlsx"], ids=lambda book: book.name)
def test_the_table_is_found_without_knowing_a_name_of_it(book: Book, tmp_path: Path) -> None:
    book.make(tmp_path / book.name)
    assert read(opened(tmp_path / book.name), Asked(mark=book.mark)).headers == book.headers


def made(tmp_path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_a_row_of_sheets_that_are_read_together_says_its_sheet(tmp_path: Path) -> None:
    BOOKS[3].make(tmp_path / "book.xlsx")
    rows = list(read(opened(tmp_path / "book.xlsx"), asked()).rows())
    assert [f"{row.line}" for row in rows] == ["一月!2", "二月!2", "三月!2", "三月!3"]
    assert len({int(row.line) for row in rows}) == 4


def test_the_sheet_that_is_asked_for_is_read_by_name_or_number(tmp_path: Path) -> None:
    path = made(
        tmp_path, Old=[["Name", "City"], ["Acme", "Leeds"]], New=[["Name", "Phone"], ["Beta", "1"], ["Gamma", "2"]]
    )
    assert cells(read(opened(path), asked())) == [["Beta", "1"], ["Gamma", "2"]]
    assert notes(read(opened(path), asked())) == ["sheet read: New; not read: Old (--sheet NAME)"]
    for name in ("old", "1"):
        assert cells(read(opened(path), asked(sheet=name))) == [["Acme", "Leeds"]]
    with pytest.raises(Invalid, match="there is no sheet “Nix”"):
        read(opened(path), asked(sheet="Nix"))


def test_the_row_of_headings_that_is_told_is_taken(tmp_path: Path) -> None:
    path = made(tmp_path, A=[["Name", "City"], ["a", "b"], ["c", "d"]])
    found = read(opened(path), asked(header=2))
    assert (found.headers, cells(found)) == (("a", "b"), [["c", "d"]])
    with pytest.raises(Invalid, match="no headings in row 9"):
        read(opened(path), asked(header=9))


def test_numbers_in_cells_cannot_be_read_as_others_where_a_point_marks_thousands(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        A=[["Name", "Value"], *[["x", value] for value in (1.234, -12.345, 1234.5, 0.1 + 0.2, 1e15, 7.0, 1234567.891)]],
    )
    values = [row[1] for row in cells(read(opened(path), asked(mark=",")))]
    assert values == ["1,2340", "-12,3450", "1234,5", "0,3", "1000000000000000", "7", "1234567,8910"]


def test_an_open_document_is_read_like_the_others(tmp_path: Path) -> None:
    rows = "".join(
        f"<table:table-row>{''.join(cell)}</table:table-row>"
        for cell in (
            [f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in ("Firma", "Umsatz")],
            ['<table:table-cell office:value-type="string"><text:p>Müller</text:p></table:table-cell>', '<table:table-cell office:value-type="float" office:value="1.5"/>'],
        )
    )  # fmt: skip
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
    found = read(opened(tmp_path / "a.ods"), asked(mark=","))
    assert (found.format, found.headers, cells(found)) == ("ods", ("Firma", "Umsatz"), [["Müller", "1,5"]])


def test_what_is_no_workbook_says_so_in_a_line(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("word/document.xml", "<x/>")
    for content, said in (
        (archive.getvalue(), "this archive is no workbook"),
        (b"PK\x03\x04" + b"\0" * 100, "the workbook is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600, "the workbook is damaged"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "this is a web page or XML, not a table"),
    ):
        with pytest.raises(Invalid, match=said):
            read(lambda content=content: io.BytesIO(content))  # type: ignore[misc]


def test_the_same_list_in_every_encoding_and_as_a_workbook_gives_the_same_rows(data: Path, tmp_path: Path) -> None:
    path = data / "cn/superstore-customers.utf8bom.csv"
    text = path.read_text("utf-8-sig")
    wanted = read(opened(path), asked())
    rows = cells(wanted)
    assert len(rows) == 790
    assert round(sum(float(row[6]) for row in rows), 2) == 16117548.37
    for coding in ("gbk", "utf-16", "utf-8"):
        (tmp_path / coding).write_bytes(text.encode(coding))
        found = read(opened(tmp_path / coding), asked())
        assert (found.headers, cells(found)) == (wanted.headers, rows), coding
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(wanted.headers))
    for row in rows:
        book.worksheets[0].append([*row[:5], int(row[5]), float(row[6]), row[7]])
    book.save(tmp_path / "a.xlsx")
    found = read(opened(tmp_path / "a.xlsx"), asked())
    assert found.headers == wanted.headers
    plain = [[*row[:6], row[6].rstrip("0").rstrip(".") if "." in row[6] else row[6], row[7]] for row in rows]
    assert [
        [*row[:6], row[6].rstrip("0").rstrip(".") if "." in row[6] else row[6], row[7]] for row in cells(found)
    ] == plain


def test_all_sheets_of_the_same_headings_are_named_when_there_is_no_other(tmp_path: Path) -> None:
    path = made(tmp_path, May=[["Name", "City"], ["A", "x"]], June=[["Name", "City"], ["B", "y"]])
    found = read(opened(path), asked())
    assert (cells(found), notes(found)) == ([["A", "x"], ["B", "y"]], ["sheets read together: May, June"])
