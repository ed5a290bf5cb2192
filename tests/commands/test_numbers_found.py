"""A printed number finds its paper, and stands wherever a ref does."""

import json

import pytest

from tests.commands.trade import trade
from tests.conftest import Begun, Runner


@pytest.fixture
def shop(crm: Runner, begun: Begun) -> Runner:
    begun(lambda: trade(crm))
    return crm


def refs(run: Runner, *line: str) -> list[str]:
    answer = run(*line, "--format", "ids")
    assert answer.code == 0, answer
    return answer.out.split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("QT-2026-0001", ["Q2", "Q1"]),
        ("qt20260001", ["Q2", "Q1"]),
        ("QT 2026 0002", ["Q3"]),
        ("SO-2026", ["R1"]),
        ("20260001", ["Q2", "Q1", "R1", "DN1", "V1", "K1"]),
        ("0001", ["Q2", "Q1", "R1", "DN1", "V1", "K1"]),
        ("0002", ["Q3"]),
        ("DN-2026-0001", ["DN1"]),
        ("IN-2026-0001", ["V1"]),
        ("HT-2026-0001", ["K1"]),
        ("M000001", ["MB1"]),
        ("25112000000123456789", ["V1"]),
        ("23456789", ["V1"]),
        ("6789", ["V1"]),
        ("BOC20261122-7788", ["M1"]),
        ("boc202611227788", ["M1"]),
        ("7788", ["M1"]),
        ("PO-88123", ["R1"]),
        ("88123", ["R1"]),
        ("SF1234567890", ["DN1"]),
        ("7890", ["DN1"]),
        ("GTX-100", ["PR1"]),
        ("gtx100", ["PR1"]),
        ("pdg", ["PR1"]),
        ("peidiangui", ["PR1"]),
        ("框架合同", ["K1"]),
        ("99999", []),
    ],
)
def test_papers_are_found_by_their_numbers_whole_or_in_part(shop: Runner, text: str, found: list[str]) -> None:
    assert refs(shop, "find", text) == found


def test_what_tells_papers_apart_is_said_in_either_language(shop: Runner) -> None:
    assert "QT-2026-0001 · 科锐配电 · accepted · ¥21,470" in shop("find", "QT-2026-0001").out
    assert "QT-2026-0001 · 科锐配电 · 已接受 · ¥21,470" in shop("--语言", "zh", "查找", "QT-2026-0001").out


@pytest.mark.parametrize(
    ("line", "ref"),
    [
        (("show", "QT-2026-0001"), "Q2"),
        (("quote", "show", "qt-2026-0001"), "Q2"),
        (("quote", "show", "2"), "Q3"),
        (("quote", "show", "0002"), "Q3"),
        (("order", "show", "SO-2026-0001"), "R1"),
        (("order", "show", "1"), "R1"),
        (("delivery", "show", "DN-2026-0001"), "DN1"),
        (("invoice", "show", "IN-2026-0001"), "V1"),
        (("show", "25112000000123456789"), "V1"),
        (("contract", "show", "HT-2026-0001"), "K1"),
        (("membership", "show", "M000001"), "MB1"),
        (("payment", "show", "BOC20261122-7788"), "M1"),
    ],
)
def test_a_number_stands_in_place_of_a_ref(shop: Runner, line: tuple[str, ...], ref: str) -> None:
    assert json.loads(shop(*line, "--json").out)["ref"] == ref


def test_a_number_that_several_papers_have_is_asked_about(shop: Runner) -> None:
    answer = shop("show", "0001")
    assert answer.code == 4
    assert "SO-2026-0001" in answer.err


def test_a_filter_takes_a_number_for_the_paper_it_is_linked_to(shop: Runner) -> None:
    assert refs(shop, "order", "list", "quote=QT-2026-0001") == ["R1"]
    assert refs(shop, "delivery", "list", "order=SO-2026-0001") == ["DN1"]
    assert refs(shop, "allocation", "list", "invoice=IN-2026-0001") == ["AC1"]


@pytest.mark.parametrize(
    "rows",
    ["number,note\nQT-2026-0002,急\n", "单号\t备注\nQT-2026-0002\t急\n", '{"number": "QT-2026-0002", "note": "急"}\n'],
)
def test_rows_by_stdin_name_papers_by_their_number(shop: Runner, rows: str) -> None:
    answer = shop("quote", "edit", "-", stdin=rows)
    assert answer.code == 0, answer
    assert json.loads(shop("quote", "show", "Q3", "--json").out)["note"] == "急"
