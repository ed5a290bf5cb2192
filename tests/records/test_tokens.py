"""What was indexed is found again, in a real index."""

import csv
import random
import sqlite3
from collections.abc import Iterator, Sequence

import pytest

from crm_cli.records.pinyin import syllables
from crm_cli.records.tokens import document, indexed, query
from tests.records.test_names import real_data

Parts = Sequence[tuple[str, str]]

RECORDS: list[Parts] = [
    [
        ("北京科锐配电自动化股份有限公司", "name"),
        ("对报价有异议，下周再跟进", "text"),
        ("+86 10 6270-1234 转801", "phone"),
    ],
    [("清华同方股份有限公司", "name"), ("li.wei@tongfang.example", "email")],
    [("Müller Straße GmbH", "name"), ("T-Mobile hat angerufen", "text"), ("+49 30 1234567", "phone")],
    [("區小明", "name"), ("要買iPhone16", "text"), ("13912345678", "phone")],
    [("丁雪", "name"), ("blue 𠮷野家", "text")],
    [("丁旭东", "name"), ("010-62345678", "phone")],
]


class Index:
    """The table that the store keeps: contentless, without positions."""

    def __init__(self, records: Sequence[Parts]) -> None:
        self.base = sqlite3.connect(":memory:")
        self.base.execute("CREATE VIRTUAL TABLE f USING fts5(body, content='', detail=none, tokenize='unicode61')")
        rows = enumerate(map(document, records))
        self.base.executemany("INSERT INTO f(rowid, body) VALUES (?, ?)", rows)

    def find(self, text: str, *, whole: bool = False) -> list[int]:
        asked = query(text, whole=whole)
        found = self.base.execute("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rowid", (asked,)) if asked else ()
        return [row for (row,) in found]


@pytest.fixture
def index() -> Iterator[Index]:
    index = Index(RECORDS)
    yield index
    index.base.close()


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ("科锐", 0), ("配电自动化", 0), ("锐", 0), ("司", 0), ("kr", 0), ("kerui", 0), ("bjkr", 0), ("beijingkerui", 0),
        ("报价 异议", 0), ("62701234", 0), ("010 6270 1234", 0), ("bei'jing'ke'rui", 0), ("+861062701234", 0), ("0086 10 62701234", 0),
        ("1234", 0), ("801", 0), ("科锐 1234", 0), ("qhtf", 1), ("qinghuatongfang", 1), ("清華同方", 1), ("qing hua tong fang", 1),
        ("li.wei@tongfang.example", 1), ("liwei", 1), ("tongfang", 1), ("@tongfang.example", 1), ("mueller strasse", 2),
        ("muller", 2), ("Muller", 2), ("MÜLLER", 2), ("t-mobile", 2), ("030 1234567", 2), ("区小明", 3),
        ("區", 3), ("ouxiaoming", 3), ("quxiaoming", 3), ("oxm", 3), ("iphone", 3), ("买", 3), ("139", 3), ("5678", 3),
        ("+86 139 1234 5678", 3), ("dingxue", 4), ("dīng xuě", 4), ("blue", 4), ("𠮷野", 4), ("𠮷", 4), ("家", 4), ("１３９", 3),
    ],
)  # fmt: skip
def test_what_a_person_types_finds_the_record(index: Index, typed: str, row: int) -> None:
    assert row in index.find(typed)


@pytest.mark.parametrize("typed", ["锐科", "上海", "dingxu dong x", "科锐 9999", "neverheard", "司公", "obile"])
def test_what_is_not_there_is_not_found(index: Index, typed: str) -> None:
    assert index.find(typed) == []


def test_pinyin_keeps_xue_and_xu_apart(index: Index) -> None:
    assert index.find("dingxue") == [4]
    assert index.find("dingxu", whole=True) == []
    assert index.find("dingxudong", whole=True) == [5]


def test_an_exact_word_can_be_asked_for(index: Index) -> None:
    assert index.find("mull") == [2]
    assert index.find("mull", whole=True) == []


@pytest.mark.parametrize("typed", ["", "   ", "!!!", '"', "“”…", "\x00", "\ud800", "*", "-"])
def test_nothing_searchable_asks_nothing(typed: str) -> None:
    assert query(typed) == ""


@pytest.mark.parametrize(
    "typed",
    [
        '"; DROP TABLE f --',
        "a OR b",
        "NOT a",
        "NEAR(a b, 2)",
        "f:a",
        "zq*",
        "^zq",
        "(zq",
        'a"b"c',
        "{x y}:z",
        "a\x00b",
        "a-b-c'd",
    ],
)
def test_nothing_typed_is_syntax(index: Index, typed: str) -> None:
    assert index.find(typed) == []


def test_a_pasted_text_is_searched_by_its_beginning(index: Index) -> None:
    assert index.find("对报价有异议，下周再跟进" + " " * 300 + "else") == [0]
    assert index.find("无" * 10_000) == []
    assert index.find("zq-" * 5_000) == []


def test_every_letter_is_one_token_to_sqlite_too(index: Index) -> None:
    """A query term that SQLite would take for two tokens is a phrase, which this index refuses."""
    for start in range(0x80, 0x323B0, 7):
        index.find(f"x{chr(start)}y")


def test_hostile_values_are_indexed_without_harm() -> None:
    hostile = Index(
        [
            [(text, "name"), (text, "text"), (text, "phone"), (text, "email")]
            for text in ("\ud800", "'\x00\"", "", "٣٤", "+")
        ]
    )
    assert hostile.find("٣٤") == [3]


def test_real_names_are_found_first_by_their_pinyin() -> None:
    pypinyin = pytest.importorskip("pypinyin")
    names = real_names()
    index = Index([[(name, "name")] for name in names])
    typed = [spoken(name, pypinyin.lazy_pinyin(name)) for name in names]
    right = sum(typed[first(index, text, row)] == text for row, text in enumerate(typed))
    assert right >= 0.99 * len(names)


def spoken(name: str, read: list[str]) -> str:
    """The dictionary's reading, with ours of the surname where the name is a person's."""
    return "".join([syllables(name)[0][0], *read[1:]] if len(name) < 4 else read)


def first(index: Index, typed: str, row: int) -> int:
    """The top hit: whole words before beginnings. -1, which is another name, when there is none."""
    hits = index.find(typed, whole=True) or index.find(typed)
    return hits[0] if hits else row - 1


def real_names() -> list[str]:
    companies = real_data("cn/company-names.txt").read_text(encoding="utf-8").splitlines()
    with real_data("cn/superstore-customers.utf8bom.csv").open(encoding="utf-8-sig", newline="") as file:
        people = dict.fromkeys(row["客户名称"] for row in csv.DictReader(file))
    return [line.split()[0] for line in companies if line][:250] + list(people)[:250]


WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}


@pytest.mark.parametrize("how", ["name", "text", "email"])
def test_plain_letters_are_indexed_as_all_others(how: str) -> None:
    chance = random.Random(5)
    for _ in range(300):
        text = "".join(chance.choice("aoueExX019 .@-_&'/#") for _ in range(chance.randrange(1, 20)))
        assert document([(text, how)]) == document([(text.translate(WIDE), how)]), text


@pytest.mark.parametrize("number", ["13912345678", "862012345678", "123456789", "4001234567"])
def test_a_plain_number_is_indexed_as_one_with_gaps(number: str) -> None:
    assert document([(number, "phone")]) == document([(f"{number[:3]} {number[3:]}", "phone")])


@pytest.mark.parametrize(
    "number", ["62701234 转801", "62701234ext.801", "62701234 X801", "62701234#801", "62701234;ext=801"]
)
def test_an_extension_is_indexed_apart(number: str) -> None:
    assert document([(number, "phone")]).split() == ["62701234", "1234", "801"]


def test_one_value_alone_is_indexed_as_in_a_document() -> None:
    for value, how in (part for parts in RECORDS for part in parts):
        assert indexed(how)(value) == document([(value, how)])
