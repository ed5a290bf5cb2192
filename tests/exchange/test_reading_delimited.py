"""Delimited text as people have it: encodings, delimiters, broken rows, required columns."""

import io
import json
from pathlib import Path

import pytest

from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange.reading import Asked, Sheet, delimited, opened, read

TEXT = "name,city\r\n科锐配电,北京\r\n阿里,杭州\r\n"


def sheet(content: bytes, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    return read(lambda: io.BytesIO(content), Asked(encoding=encoding, delimiter=delimiter))


def cells(found: Sheet) -> list[list[str]]:
    return [list(row.cells) for row in found.rows() if not row.error]


def refused(found: Sheet) -> dict[int, str]:
    return {row.line: str(row.error) for row in found.rows() if row.error}


@pytest.mark.parametrize(
    ("coding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("gbk", "gb18030"), ("gb18030", "gb18030")],
)
def test_the_encoding_is_found_out(coding: str, told: str) -> None:
    found = sheet(TEXT.encode(coding))
    assert found.encoding == told
    assert found.headers == ("name", "city")
    assert cells(found) == [["科锐配电", "北京"], ["阿里", "杭州"]]


def test_western_accents_are_not_taken_for_chinese() -> None:
    found = sheet("name,city\nMüller,Köln\nCafé é,Orléans\n".encode("cp1252"))
    assert found.encoding == "cp1252"
    assert cells(found) == [["Müller", "Köln"], ["Café é", "Orléans"]]


def test_an_encoding_that_is_told_is_kept_to() -> None:
    assert cells(sheet("name\n臺灣\n".encode("big5"), encoding="big5")) == [["臺灣"]]
    with pytest.raises(Invalid, match="the file is not"):
        cells(sheet(b"name\n" + b"\xff\xfe\xff\n", encoding="utf-8"))
    with pytest.raises(Invalid, match="there is no encoding klingon"):
        sheet(b"name\n", encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    found = sheet(delimiter.join(["name", "note"]).encode() + f'\nA{delimiter}"x, y; z"\nB{delimiter}w\n'.encode())
    assert found.delimiter == delimiter
    assert cells(found) == [["A", "x, y; z"], ["B", "w"]]


def test_a_row_with_other_cells_than_columns_is_refused_by_its_line_and_shifts_nothing() -> None:
    found = sheet(b'name,city\nA,x\n"B\nB",y,z\nC\nD,v\n')
    assert cells(found) == [["A", "x"], ["D", "v"]]
    assert refused(found) == {3: "3 cells where there are 2 columns", 5: "1 cells where there are 2 columns"}


def test_a_quote_inside_a_bare_cell_is_refused_by_its_line() -> None:
    found = sheet(b'a,b\n1,this "is" wrong\n"2 "" fine",x\n3,"not " fine"\n4,y\n')
    assert cells(found) == [['2 " fine', "x"], ["4", "y"]]
    assert set(refused(found)) == {2, 4}


def test_a_quote_that_is_never_closed_refuses_the_file_by_its_line() -> None:
    with pytest.raises(Invalid, match="the quote that opens on line 3 is never closed"):
        cells(sheet(b'a,b\n1,2\n3,"open\n4,5\n'))


@pytest.mark.parametrize("content", [b"a,b\n1,\x002\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"%PDF-1.4\n\x00"])
def test_a_file_that_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="this is not a text file"):
        cells(sheet(content))


def test_an_empty_file_is_refused() -> None:
    for content in (b"", b"\n\n", b"\xef\xbb\xbf"):
        with pytest.raises(Invalid, match="the file is empty"):
            sheet(content)


def _case(path: Path) -> list[dict[str, str]]:
    found = read(opened(path))
    return [dict(zip(found.headers, row.cells, strict=True)) for row in found.rows() if not row.error]


def test_well_formed_csv_reads_as_its_authors_say(data: Path) -> None:
    seen = 0
    for folder in (data / "csv/csv-spectrum/csvs", data / "csv/csv-test-data/csv"):
        for path in sorted(folder.glob("*.csv")):
            told = folder.parent / "json" / f"{path.stem}.json"
            if told.exists():
                wanted = json.loads(told.read_text())
                whole = bool(wanted) and isinstance(wanted[0], list)  # with the headers, and blank lines as they stand
                records = [list(row.cells) for row in delimited.records(opened(path), "utf-8", ",")]
                assert (records if whole else _case(path)) == wanted, path.name
                seen += 1
    assert seen == 25


def test_broken_csv_is_refused_with_line_and_reason_when_its_columns_are_asked_for(data: Path) -> None:
    told = {}
    for path in sorted((data / "csv/csv-test-data/csv").glob("bad-*.csv")):
        try:
            found = read(opened(path), Asked(columns=("foo", "bar", "baz")))
            told[path.stem] = [f"{row.line}: {row.error}" for row in found.rows() if row.error]
        except CrmError as error:
            told[path.stem] = [str(error)]
    quote = "a quote stands inside a cell that does not begin with one"
    assert told == {
        "bad-header-less-fields": ["2: 2 cells where there are 3 columns"],
        "bad-header-more-fields": ["2: 4 cells where there are 3 columns"],
        "bad-header-no-header": ["the file is empty"],
        "bad-header-wrong-header": ["the file has no column “foo”"],
        "bad-missing-quote": ["the quote that opens on line 2 is never closed"],
        "bad-quotes-with-unescaped-quote": [f"2: {quote}"],
        "bad-unescaped-quote": [f"2: {quote}"],
    }


def test_rows_with_an_unquoted_comma_are_refused_by_line_and_shift_nothing(data: Path) -> None:
    rows = list(read(opened(data / "northwind/orders.csv")).rows())
    taken, wrong = [row for row in rows if not row.error], [row for row in rows if row.error]
    assert (len(taken), len(wrong)) == (654, 176)
    assert all(str(row.error) == "15 cells where there are 14 columns" for row in wrong if len(row.cells) == 15)
    assert [row.line for row in wrong][:3] == [4, 5, 6]
    assert all(row.cells[0].isdigit() and row.cells[3][:4] in ("1996", "1997", "1998") for row in taken)


def test_the_columns_asked_for_may_stand_in_any_order_among_others() -> None:
    found = read(lambda: io.BytesIO(b"Baz,x,FOO,bar\n1,2,3,4\n"), Asked(columns=("foo", "bar", "baz")))
    assert found.headers == ("Baz", "x", "FOO", "bar")


def test_utf_32_and_utf_16_without_a_mark_are_found_out() -> None:
    assert cells(sheet(TEXT.encode("utf-32"))) == [["科锐配电", "北京"], ["阿里", "杭州"]]
    assert cells(sheet("name;city\nMüller;Köln\n".encode("utf-16-le"))) == [["Müller", "Köln"]]
    assert cells(sheet("name;city\nMüller;Köln\n".encode("utf-16-be"))) == [["Müller", "Köln"]]


def test_traditional_characters_in_big5_are_asked_about_not_guessed() -> None:
    text = "公司名稱,電話\n臺灣積體電路製造股份有限公司,03-5636688\n鴻海精密工業股份有限公司,02-22683466\n"
    with pytest.raises(Invalid, match="may be Big5 or GB18030") as refused:
        sheet(text.encode("big5"))
    assert "--encoding big5" in str(refused.value.hint)
    assert cells(sheet(text.encode("big5"), encoding="big5"))[0][0] == "臺灣積體電路製造股份有限公司"
    assert cells(sheet(text.encode("gb18030")))[0][0] == "臺灣積體電路製造股份有限公司"


def test_bytes_that_no_usual_encoding_has_name_what_to_try() -> None:
    with pytest.raises(Invalid, match="the encoding of the file is not known") as refused:
        sheet(b"name\n\x81\xffx\x8d \x90\n")
    assert "big5" in str(refused.value.hint) and "cp1250" in str(refused.value.hint)
