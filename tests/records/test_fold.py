"""One spelling for comparing."""

import unicodedata

import pytest

from crm_cli.records.fold import fold, plain, simplify


@pytest.mark.parametrize(
    "spelling", ["Müller, Straße", "mueller, strasse", "MULLER, STRASSE", "Ｍüller, Straße", "Mu\u0308ller, Straße"]
)
def test_an_umlaut_its_e_and_its_bare_vowel_are_the_same(spelling: str) -> None:
    assert fold(spelling) == "muller, strasse"


@pytest.mark.parametrize(
    ("written", "key"),
    [("Łódź", "lodz"), ("Ærø", "aro"), ("Þór", "thor"), ("ＡＢＣ１２", "abc12"), ("Đặng", "dang"), ("ﬁn", "fin")],
)
def test_other_accents_and_widths_go(written: str, key: str) -> None:
    assert fold(written) == key


def test_traditional_and_simplified_are_the_same() -> None:
    assert fold("臺灣華碩電腦股份有限公司") == fold("台湾华硕电脑股份有限公司")
    assert simplify("麼麽薴") == simplify(simplify("麼麽薴"))


def test_plain_keeps_an_e_that_pinyin_needs() -> None:
    assert plain("XUE") == "xue"
    assert fold("XUE") == "xu"


def test_kana_and_hangul_stay_whole() -> None:
    assert fold("ガス") == "ガス"
    assert fold("한국") == "한국"


def test_folding_twice_changes_nothing() -> None:
    letters = (chr(code) for code in range(0x323B0) if unicodedata.category(chr(code)) != "Cs")
    assert [letter for letter in letters if fold(fold(letter)) != fold(letter)] == []
    assert fold(fold("aee oeue")) == fold("aee oeue")
