"""Every text a user may see has its Chinese."""

import gettext
import re
from pathlib import Path

from tools import catalogue


def test_every_text_has_its_chinese_and_the_compiled_catalogue_is_fresh() -> None:
    assert catalogue.generate(check=True) == []


def a_po(folder: Path, body: str) -> Path:
    path = folder / "guanxi.po"
    path.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + body, "utf-8")
    return path


def test_what_is_missing_empty_guessed_unused_or_has_other_names_is_found(tmp_path: Path) -> None:
    body = (
        'msgid "empty"\nmsgstr ""\n\n#, fuzzy\nmsgid "guessed"\nmsgstr "猜"\n\nmsgid "unused"\nmsgstr "不用"\n\n'
        'msgid "{ref} is gone"\nmsgstr "{name} 没了"\n\nmsgid "fine"\nmsgstr "好"\n'
    )
    found = catalogue.read(a_po(tmp_path, body))
    told = list(catalogue.problems(found, {"empty", "guessed", "{ref} is gone", "fine", "missing"}))
    assert sorted(told) == [
        "a guess (fuzzy): 'guessed'",
        "in the catalogue but nowhere used: 'unused'",
        "not in the catalogue: 'missing'",
        "not translated: 'empty'",
        "other names in braces: '{ref} is gone'",
    ]


def test_a_compiled_catalogue_older_than_its_source_is_stale(tmp_path: Path) -> None:
    path = a_po(tmp_path, 'msgid "a"\nmsgstr "甲"\n')
    catalogue.write(path, catalogue.read(path))
    assert catalogue.staleness(path) == []
    a_po(tmp_path, 'msgid "a"\nmsgstr "乙"\n')
    assert catalogue.staleness(path) == ["guanxi.mo is stale"]


def test_a_compiled_catalogue_answers_gettext(tmp_path: Path) -> None:
    path = a_po(tmp_path, 'msgid "a"\nmsgstr "甲"\n\nmsgid "{n} row"\nmsgid_plural "{n} rows"\nmsgstr[0] "{n} 行"\n')
    catalogue.write(path, catalogue.read(path))
    with path.with_suffix(".mo").open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    assert (chinese.gettext("a"), chinese.gettext("b")) == ("甲", "b")
    assert chinese.ngettext("{n} row", "{n} rows", 5) == "{n} 行"


def test_writing_again_changes_nothing_and_keeps_what_was_translated(tmp_path: Path) -> None:
    path = a_po(tmp_path, 'msgid "b"\nmsgstr "乙"\n\nmsgid "a"\nmsgstr "甲"\n')
    catalogue.write(path, catalogue.merged(catalogue.read(path), {"a", "b", ("{n} row", "{n} rows")}))
    first = path.read_bytes()
    catalogue.write(path, catalogue.merged(catalogue.read(path), {"a", "b", ("{n} row", "{n} rows")}))
    assert path.read_bytes() == first
    assert 'msgid "a"\nmsgstr "甲"\n' in first.decode()


def test_what_stands_for_a_value_in_the_help_is_wanted_too(tmp_path: Path) -> None:
    path = tmp_path / "command.py"
    path.write_text(
        'name = Option("--as", metavar="HEADER=FIELD", help=N_("which"))\nother = Option(metavar=wanted)\n', "utf-8"
    )
    assert list(catalogue.metavars(path)) == ["HEADER=FIELD"]


def test_chinese_has_one_word_for_you_and_room_around_numbers() -> None:
    """``已分配 3 条线索``: a count stands apart from the characters before it, and from those behind it where it is bare."""
    bare = "n|count|held|taken|most|total"
    tight = re.compile(rf"[一-鿿]\{{(?:{bare}|what|steps|records)\}}|\{{(?:{bare})\}}[一-鿿]|您")
    texts = [text for message in catalogue.read(catalogue.PO) for text in _strings(message.string)]
    assert [text for text in texts if tight.search(text)] == []


def _strings(string: object) -> list[str]:
    return [str(one) for one in string] if isinstance(string, list | tuple) else [str(string)]
