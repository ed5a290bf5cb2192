"""JSON as programs write it: arrays, lines, lists inside of objects, nested, deep, broken, endless."""

import io
import json

import pytest

from crm_cli.errors import Invalid
from crm_cli.exchange.reading import Sheet, read


def sheet(content: str | bytes) -> Sheet:
    raw = content.encode() if isinstance(content, str) else content
    return read(lambda: io.BytesIO(raw))


def cells(found: Sheet) -> list[list[str]]:
    return [list(row.cells) for row in found.rows() if not row.error]


def refused(found: Sheet) -> dict[int, str]:
    return {row.line: str(row.error) for row in found.rows() if row.error}


def test_json_in_one_array_and_in_lines_reads_the_same() -> None:
    rows = [{"name": "A", "n": 1.50, "ok": True, "client": {"name": "X"}}, {"name": "B", "tags": ["a", "b"], "n": None}]
    whole, lines = json.dumps(rows), "\n".join(json.dumps(row) for row in rows)
    for text in (whole, lines):
        found = sheet(text)
        assert found.headers == ("name", "n", "ok", "client.name", "tags")
        assert cells(found) == [["A", "1.5", "true", "X", ""], ["B", "", "", "", "a, b"]]


def test_a_line_that_is_no_json_object_is_refused_alone() -> None:
    found = sheet('{"a": 1}\n[1]\n{"a": \n{"a": 2}\n')
    assert cells(found) == [["1"], ["2"]]
    assert set(refused(found)) == {2, 3}


def test_a_list_inside_of_an_object_is_the_table() -> None:
    found = sheet(
        '{"page": 1, "data": [{"name": "A", "at": {"city": "X"}}, {"name": "B"}], "tags": ["a"], "next": null}'
    )
    assert found.headers == ("name", "at.city")
    assert cells(found) == [["A", "X"], ["B", ""]]
    assert found.format == "json"


def test_an_object_alone_is_one_row_and_several_lists_are_asked_about() -> None:
    assert cells(sheet('{"name": "A", "tags": ["x", "y"]}')) == [["A", "x, y"]]
    with pytest.raises(Invalid, match="several lists: a, b"):
        sheet('{"a": [{"n": 1}], "b": [{"n": 2}]}')


def test_texts_with_commas_of_their_own_stay_a_list() -> None:
    assert cells(sheet('[{"a": ["x, y", "z"], "b": [1, 2]}]')) == [['["x, y", "z"]', "1, 2"]]


def test_objects_over_several_lines_are_not_taken_for_lines() -> None:
    text = json.dumps([{"a": "1", "b": "2"}], indent=2)
    assert cells(sheet(text)) == [["1", "2"]]
    assert cells(sheet(json.dumps({"rows": [{"a": "1"}]}, indent=2))) == [["1"]]


def test_lines_whose_first_is_broken_are_still_lines() -> None:
    found = sheet('{"a": \n{"a": 1}\n{"a": 2}\n')
    assert (cells(found), set(refused(found))) == ([["1"], ["2"]], {1})


def test_numbers_keep_every_digit() -> None:
    assert cells(sheet('[{"id": 123456789012345678901, "x": 0.10}]')) == [["123456789012345678901", "0.10"]]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '[{"a":' + "[" * 100_000 + "]" * 100_000 + "}]"])
def test_json_nested_without_end_is_refused_with_a_line_not_with_a_crash(text: str) -> None:
    with pytest.raises(Invalid, match=r"deeper than|breaks off"):
        cells(sheet(text))


def test_an_object_nested_too_deep_is_refused_alone() -> None:
    deep = '{"a":' * 30 + "1" + "}" * 30
    found = sheet(f'[{{"a": 1}}, {deep}]')
    assert (cells(found), refused(found)) == ([["1"]], {2: "the JSON is nested deeper than 16 levels"})


@pytest.mark.parametrize(
    ("text", "line"),
    [('[{"a": 1},\n{"a": 2', 2), ('[{"a": 1}\n{"a": 2}]', 2), ('[\n\n{"a": tru}]', 3), ("[1] x", 1), ('{"a": 1,}', 1)],
)
def test_broken_json_is_refused_by_its_line(text: str, line: int) -> None:
    with pytest.raises(Invalid, match=f"broken at line {line}"):
        cells(sheet(text))


def test_a_value_without_end_is_refused_before_it_is_held() -> None:
    with pytest.raises(Invalid, match="larger than 4 MB"):
        sheet(b'[{"a": "' + b"x" * (6 << 20))


def test_a_million_characters_in_one_line_are_read_object_by_object() -> None:
    rows = [{"name": f"客户{number}", "city": "北京" * 20} for number in range(20_000)]
    found = sheet(json.dumps(rows, ensure_ascii=False))
    assert sum(1 for _row in found.rows()) == 20_000
