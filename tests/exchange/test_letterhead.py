"""The folder of a firm's paper: its words, logo and fonts, and what is refused of it."""

from pathlib import Path

import pytest

from crm_cli.errors import Invalid, NotFound
from crm_cli.exchange import letterhead
from crm_cli.records.printed import Firm

TOML = """\
name = "上海关系软件有限公司"
bank = "招商银行"
fonts = ["Source Han Sans SC"]
opening.quote = "兹报价如下："

[en]
name = "Guanxi Software Ltd"
[en.opening]
quote = "We offer:"

[zh]
terms = "本报价含税。"
"""


def folder(path: Path, text: str = TOML) -> Path:
    (path / "firm.toml").write_text(text, "utf-8")
    return path


def firm(path: Path) -> Firm:
    return letterhead.firm(path, named=True)


def test_words_are_the_same_in_all_languages_unless_one_has_its_own(tmp_path: Path) -> None:
    found = firm(folder(tmp_path))
    assert [found.word("name", language) for language in ("zh_CN", "en", "de")] == [
        "上海关系软件有限公司",
        "Guanxi Software Ltd",
        "上海关系软件有限公司",
    ]
    assert (found.word("opening.quote", "en"), found.word("opening.quote", "de")) == ("We offer:", "兹报价如下：")
    assert (found.word("terms", "zh_CN"), found.word("terms", "en", "none")) == ("本报价含税。", "none")
    assert found.fonts == ("Source Han Sans SC",)


def test_a_logo_is_found_by_its_name_or_as_it_is_called(tmp_path: Path) -> None:
    folder(tmp_path)
    assert firm(tmp_path).logo == b""
    (tmp_path / "logo.png").write_bytes(b"\x89PNG...")
    assert (firm(tmp_path).logo, firm(tmp_path).logo_type) == (b"\x89PNG...", "png")
    folder(tmp_path, 'logo = "mark.JPEG"')
    (tmp_path / "mark.JPEG").write_bytes(b"\xff\xd8...")
    assert firm(tmp_path).logo_type == "jpg"


def test_fonts_of_the_firm_lie_beside_it(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "fonts").mkdir()
    assert firm(tmp_path).font_folder == str(tmp_path / "fonts")


def test_a_firm_that_named_no_folder_prints_without_one(tmp_path: Path) -> None:
    assert letterhead.firm(tmp_path, named=False) == Firm()


def test_a_folder_that_was_named_and_has_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no"):
        firm(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('nmae = "x"', "which no paper has"),
        ("name = 3", "must be a text"),
        ("name = ", "cannot be read"),
        ('fonts = "Arial"', "must be names in brackets"),
        ("logo = 1", "must be a text"),
        ('logo = "mark.gif"', "is no logo"),
        ('[fr]\nname = "x"', "which no paper has"),
    ],
)
def test_what_no_paper_can_have_is_refused_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mark.gif").write_bytes(b"GIF89a")
    with pytest.raises(Invalid, match=r"firm\.toml|mark\.gif|\{path\}") as caught:
        firm(folder(tmp_path, text))
    assert said in caught.value.message


def test_a_wrong_word_is_shown_its_nearest(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        firm(folder(tmp_path, 'nmae = "x"'))
    assert "name" in str(caught.value.values["known"])


def test_a_logo_that_is_named_and_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        firm(folder(tmp_path, 'logo = "logo.png"'))


def test_what_only_calls_itself_a_picture_is_none(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_text("no picture")
    with pytest.raises(Invalid, match="is no logo"):
        firm(folder(tmp_path, 'logo = "logo.png"'))


def test_the_example_has_nothing_that_no_paper_has() -> None:
    found = letterhead.firm(Path(__file__).parents[2] / "examples" / "papers", named=True)
    assert found.word("name", "de") == "Guanxi Software GmbH" and found.word("bank", "en") == "招商银行上海分行"
