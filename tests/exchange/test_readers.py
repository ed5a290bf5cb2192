"""Files as people have them: encodings, delimiters, broken rows, JSON."""

import io
import json
from pathlib import Path

import pytest

from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange.readers import Sheet, read

TEXT = "name,city\r\n科锐配电,北京\r\n阿里,杭州\r\n"


def sheet(content: bytes, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    return read(lambda: io.BytesIO(content), encoding=encoding, delimiter=delimiter)


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


@pytest.mark.parametrize("content", [b"a,b\n1,\x002\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x00\x00\x08"])
def test_a_file_that_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="this is not a text file"):
        cells(sheet(content))


def test_an_empty_file_and_a_column_named_twice_are_refused() -> None:
    with pytest.raises(Invalid, match="the file is empty"):
        sheet(b"")
    with pytest.raises(Invalid, match="two columns “a”"):
        sheet(b"a,b,a\n")


def test_json_in_one_array_and_in_lines_reads_the_same() -> None:
    rows = [{"name": "A", "n": 1.50, "ok": True, "client": {"name": "X"}}, {"name": "B", "tags": ["a", "b"], "n": None}]
    whole, lines = json.dumps(rows), "\n".join(json.dumps(row) for row in rows)
    for text in (whole, lines):
        found = sheet(text.encode())
        assert found.headers == ("name", "n", "ok", "client.name", "tags")
        assert cells(found) == [["A", "1.5", "true", "X", ""], ["B", "", "", "", '["a", "b"]']]


def test_a_line_that_is_no_json_object_is_refused_alone() -> None:
    found = sheet(b'{"a": 1}\n[1]\n{"a": \n{"a": 2}\n')
    assert cells(found) == [["1"], ["2"]]
    assert set(refused(found)) == {2, 3}


def _case(path: Path) -> list[dict[str, str]] | list[list[str]] | CrmError:
    try:
        found = read(lambda: path.open("rb"))
        rows = list(found.rows())
    except CrmError as error:
        return error
    wrong = [row.error for row in rows if row.error]
    if wrong:
        return wrong[0]
    return [dict(zip(found.headers, row.cells, strict=True)) for row in rows]


def test_well_formed_csv_reads_as_its_authors_say(data: Path) -> None:
    seen = 0
    for folder in (data / "csv/csv-spectrum/csvs", data / "csv/csv-test-data/csv"):
        for path in sorted(folder.glob("*.csv")):
            told = (
                json.loads((folder.parent / "json" / f"{path.stem}.json").read_text())
                if not path.stem.startswith("bad-")
                else None
            )
            if told and isinstance(told[0], dict):
                assert _case(path) == told, path.name
                seen += 1
    assert seen >= 9
