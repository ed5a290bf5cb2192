"""Hidden characters, widths and colour."""

import sys

import pytest

from crm_cli.render.style import HIDDEN, Paint, Painted, cells, cut, pad, shown, take_apart, wants_colour


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("清华 é 😀 [vip]", "清华 é 😀 [vip]"),
        ("\x1b[2J\x00\x07", "␛[2J␀␇"),
        ("\x7f\x9b", "␡⟨009B⟩"),
        ("a\u202eb\u2066\u200f\u061c", "a⟨202E⟩b⟨2066⟩⟨200F⟩⟨061C⟩"),
        ("\U000e0041\u2028\u200b\ufeff", "⟨E0041⟩⟨2028⟩⟨200B⟩⟨FEFF⟩"),
        ("\ud800", "⟨D800⟩"),
        ("🏭👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥", "🏭👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥"),
        ("a\u200db 👩\u200d", "a⟨200D⟩b 👩⟨200D⟩"),
        ("a\r\nb\nc\td\re", "a⏎b⏎c␉d␍e"),
        ("soft\xadhyphen \ufffe", "soft⟨00AD⟩hyphen ⟨FFFE⟩"),
    ],
)
def test_hidden_characters_become_visible(text: str, seen: str) -> None:
    assert shown(text) == seen
    assert shown(shown(text)) == seen


def test_on_a_screen_pictures_are_not_joined_so_that_no_line_is_cut_within_one() -> None:
    take_apart(True)
    try:
        assert [shown(text) for text in ("👩\u200d👧 a\u200db", "👋🏽甲", "❤\ufe0f\x1b")] == [
            "👩👧 a⟨200D⟩b",
            "👋甲",
            "❤␛",
        ]
    finally:
        take_apart(False)
    assert shown("👩\u200d👧") == "👩\u200d👧"


def test_longer_texts_keep_their_lines_and_tabs() -> None:
    assert shown("a\r\nb\tc\rd\x1b", lines=True) == "a\nb\tc␍d␛"


def test_the_fast_path_lets_nothing_hidden_through() -> None:
    assert not [code for code in range(sys.maxunicode + 1) if HIDDEN.match(chr(code)) and chr(code).isprintable()]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        ("清华", 4),
        ("ＡＢ", 4),
        ("e\u0301", 1),
        ("ｱ", 1),
        ("한글", 4),
        ("😀", 2),
        ("¥1", 2),
        ("❤\ufe0f", 2),
        ("👩\u200d👩\u200d👧", 2),
        ("👋🏽甲", 4),
        ("1\ufe0f\u20e3", 2),
        ("\u0600\u06dd", 2),
    ],
)
def test_width_is_counted_in_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "kept"),
    [
        ("清华同方", 8, "清华同方"),
        ("清华同方", 7, "清华同…"),
        ("清华同方", 6, "清华…"),
        ("abc def", 5, "abc…"),
        ("清", 1, "…"),
        ("a", 0, ""),
        ("👩\u200d👧👩\u200d👧", 3, "👩\u200d👧…"),
    ],
)
def test_a_cut_text_fits_and_says_so(text: str, width: int, kept: str) -> None:
    assert cut(text, width) == kept
    assert cells(cut(text, width)) <= width


def test_padding_counts_cells() -> None:
    assert pad("清华", 6) == "清华  "
    assert pad("1", 3, "right") == "  1"
    assert pad("清华同方", 2) == "清华同方"


def test_paint_colours_and_cleans() -> None:
    assert Paint(True).bad("x\x1b") == "\x1b[31mx␛\x1b[0m"
    assert Paint(False).bold("x\x1b") == "x␛"
    assert isinstance(Paint(False).dim("x"), Painted)


@pytest.mark.parametrize(
    ("environ", "terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_is_a_wish_of_the_environment(
    environ: dict[str, str], terminal: bool, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(terminal) is wanted
