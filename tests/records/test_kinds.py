"""Every kind reads what people type, and refuses the rest in one line."""

from typing import Any

import pytest

from crm_cli.errors import Invalid
from crm_cli.records.kinds import KINDS, items, packed, parse, parts
from tests.founding import founded

READING = founded().reading
GERMAN = founded(country="DE").reading


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("text", "  as given ", "  as given "),
        ("longtext", "a\nb", "a\nb"),
        ("number", "１２", 12),
        ("decimal", "3.50", "3.5"),
        ("money", "48万", 480_000_00),
        ("percent", "12.5%", 1250),
        ("date", "2026-11-30", "2026-11-30"),
        ("date", "月底", "2026-11-30"),
        ("time", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
        ("time", "下周三下午3点", "2026-11-25T07:00:00Z"),
        ("flag", "是", 1),
        ("flag", "no", 0),
        ("choice", "蓝", "blue"),
        ("choice", "BLUE", "blue"),
        ("choices", "blue、red", '["blue", "red"]'),
        ("phone", "138 0123 4567", "138 0123 4567"),
        ("phones", "13801234567；010-82345678", '["13801234567", "010-82345678"]'),
        ("email", " li@example.com ", "li@example.com"),
        ("emails", "a@b.cn, c@d.cn, a@b.cn", '["a@b.cn", "c@d.cn"]'),
        ("url", "example.com/a", "example.com/a"),
        ("birthday", "1980-05-14", "1980-05-14"),
        ("birthday", "5月14日", "05-14"),
        ("birthday", "农历八月十五", "lunar 08-15"),
        ("birthday", "农历闰四月初一", "lunar leap 04-01"),
        ("birthday", "农历1974年闰四月初一", "lunar leap 1974-04-01"),
        ("birthday", "农历闰 1974-04-01", "lunar leap 1974-04-01"),
        ("birthday", "lunar leap 1974-04-01", "lunar leap 1974-04-01"),
        ("birthday", "lunar 1980-12-30", "lunar 1980-12-30"),
        ("text", "", None),
    ],
)
def test_typed_text_becomes_a_stored_value(kind: str, text: str, stored: Any) -> None:
    facets = (
        {"label": "Colour", "choices": {"blue": "蓝", "red": "红"}} if kind.startswith("choice") else {"label": "x"}
    )
    assert parse(kind, text, READING, facets) == stored


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", "a\x00b"),
        ("text", "a\ud800b"),
        ("number", "3.5"),
        ("decimal", "x"),
        ("money", "lots"),
        ("date", "2026-02-30"),
        ("time", "25:00"),
        ("flag", "maybe"),
        ("choice", "green"),
        ("phone", "1380123"),
        ("email", "li@"),
        ("url", "not a url"),
        ("birthday", "13-40"),
        ("birthday", "02-31"),
    ],
)
def test_what_is_no_value_is_refused(kind: str, text: str) -> None:
    with pytest.raises(Invalid):
        parse(kind, text, READING, {"label": "x", "choices": {"blue": "蓝"}})


def test_a_german_base_reads_german_numbers_and_dates() -> None:
    assert parse("money", "4.500,00", GERMAN, {}) == 4500_00
    assert parse("date", "3.4.2026", GERMAN, {}) == "2026-04-03"
    assert parse("birthday", "3.4.", GERMAN, {}) == "04-03"


def test_a_list_is_read_as_people_write_it_and_kept_once_each() -> None:
    assert parts("a, b；c、d\ne") == ["a", "b", "c", "d", "e"]
    assert items(packed(["a", "b", "a"])) == ["a", "b"]
    assert packed([]) is None


def test_every_kind_has_a_column_type() -> None:
    assert {kind.sql for kind in KINDS.values()} == {"TEXT", "INTEGER"}
