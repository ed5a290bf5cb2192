"""What the files of the presets must say: whole pipelines, enough of everything, both languages, names that can be typed."""

import re
from collections import Counter
from pathlib import Path
from string import Template

import pytest

from crm_cli.agenda.presets import declared
from crm_cli.agenda.presets.declared import LANGUAGES, ORDER, Piece, Preset
from crm_cli.commands.attributes import TAKEN
from crm_cli.i18n import every
from crm_cli.insight.builtin import BUILT_IN
from crm_cli.records import naming
from crm_cli.records.fold import fold
from crm_cli.records.kinds import items
from crm_cli.records.record import declared as fields_of
from crm_cli.records.registry import load

HAN = re.compile(r"[\u4e00-\u9fff]")
EACH = [(name, language) for name in ORDER for language in LANGUAGES]
TEXTS = ("name", "note", "playbook", "message")


def preset(name: str, language: str) -> Preset:
    return declared.read(name, language)


def stages(one: Preset, pipeline: Piece) -> list[Piece]:
    return [stage for stage in one.of("stage") if stage.under == pipeline.key]


def test_every_file_is_a_preset_that_is_offered() -> None:
    assert {path.stem for path in Path(declared.__file__).parent.glob("*.toml")} == set(ORDER)


@pytest.mark.parametrize(("name", "language"), EACH)
def test_every_stage_has_a_probability_a_patience_a_checklist_and_a_playbook(name: str, language: str) -> None:
    one = preset(name, language)
    for pipeline in one.of("pipeline"):
        found = stages(one, pipeline)
        open_ = [stage for stage in found if stage.values.get("type", "open") == "open"]
        assert len(open_) >= 5
        assert [stage.values["type"] for stage in found if stage not in open_] == ["won", "lost"]
        chances = [stage.values["probability"] for stage in open_]
        assert chances == sorted(set(chances)) and chances[0] > 0 and chances[-1] < 10000
        for stage in open_:
            assert stage.values["rot_days"] > 0 and stage.values["playbook"] and stage.values["category"], stage.key
            assert items(stage.values["checklist"]), stage.key
        assert sum(task.under.startswith(f"{pipeline.key}/") for task in one.of("stagetask")) >= 3


@pytest.mark.parametrize(("name", "language"), EACH)
def test_a_preset_has_fields_checks_and_views_enough(name: str, language: str) -> None:
    one = preset(name, language)
    assert len(one.of("field")) >= 5 and len(one.of("check")) >= 3 and len(one.of("view")) >= 2
    assert all(check.values["message"] for check in one.of("check"))


@pytest.mark.parametrize("name", ORDER)
def test_both_languages_say_the_same_and_each_in_its_own_words(name: str) -> None:
    english, chinese = (preset(name, language) for language in LANGUAGES)
    for ours, theirs in zip(english.pieces, chinese.pieces, strict=True):
        assert (ours.noun, ours.key, ours.values.keys()) == (theirs.noun, theirs.key, theirs.values.keys())
        for text in TEXTS:
            if ours.values.get(text):
                assert not HAN.search(ours.values[text]) and HAN.search(theirs.values[text]), (ours.key, text)
        for text in ("checklist", "choices"):
            pair = items(ours.values.get(text)), items(theirs.values.get(text))
            assert len(pair[0]) == len(pair[1]) and not HAN.search("".join(pair[0]))
    assert not HAN.search(english.title + english.about) and HAN.search(chinese.title) and HAN.search(chinese.about)


@pytest.mark.parametrize(("name", "language"), EACH)
def test_keys_and_names_are_each_once_and_can_be_typed(name: str, language: str) -> None:
    one = preset(name, language)
    assert [key for key, n in Counter((piece.noun, piece.key) for piece in one.pieces).items() if n > 1] == []
    beside = Counter((piece.noun, piece.under, fold(piece.name)) for piece in one.pieces)
    assert [piece for piece, n in beside.items() if n > 1] == []
    for piece in one.pieces:  # a list of names must show where one ends
        naming.check_name(piece.name)
        assert "、" not in piece.name, piece.name
    for field in one.of("field"):
        words = {
            word.casefold().replace(" ", "_")
            for known in fields_of(load(field.values["noun_name"]))
            for word in (known.name, *every(known.label))
        }
        assert field.name.replace("_", "a").isalnum() and not field.name[0].isdigit(), field.name
        assert field.name.casefold() not in words | TAKEN, field.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_presets_have_the_same_pipeline_field_check_or_view(language: str) -> None:
    """So that one base can have several."""
    nouns = ("pipeline", "field", "check", "view")
    names = Counter(
        (piece.noun, piece.values.get("noun_name") if piece.noun == "field" else "", fold(piece.name))
        for name in ORDER
        for piece in preset(name, language).pieces
        if piece.noun in nouns
    )
    built_in = {("check", "", fold(one.names[language])) for one in BUILT_IN.values()}
    assert [piece for piece, n in names.items() if n > 1 or piece in built_in] == []


@pytest.mark.parametrize(("name", "language"), EACH)
def test_a_filter_names_pipelines_by_their_keys(name: str, language: str) -> None:
    one = preset(name, language)
    known = {pipeline.key: pipeline.name for pipeline in one.of("pipeline")}
    for piece in one.pieces:
        Template(str(piece.values.get("filter") or "")).substitute(known)
