"""A guarded cell is none that a spreadsheet runs, and comes back as it was, whatever it was."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_cli.exchange.guarding import guard, guarded, unguard

ANY = st.text() | st.text("=+-@'＝＋－＠\t\r\n 　\u00a01.a", max_size=6)


@given(ANY)
@example("'")
@example("''=1")
@example(" =1")
def test_what_was_guarded_is_given_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(ANY, ANY)
def test_two_texts_are_never_guarded_alike(one: str, other: str) -> None:
    assert (guard(one) == guard(other)) == (one == other)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-a",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\nx",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "  =1",
        "\u3000=1",
        "+86 138",
        "'x",
        "--1",
    ],
)
def test_what_a_spreadsheet_may_run_gets_a_quote(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "-5", "-12.50", "138", "清华", "a'b", "a\n=1"])
def test_numbers_and_harmless_texts_stay_bare(text: str) -> None:
    assert guard(text) == text


@given(st.lists(st.lists(ANY.filter(lambda text: "\x00" not in text), min_size=2, max_size=2), max_size=4))
def test_a_whole_file_comes_back(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(guarded(rows))
    found = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert [[unguard(cell) for cell in row] for row in found] == rows
