"""The pictures of the README are the program's own, as it is now."""

import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tui.conftest import LANGUAGES
from tools import pictures

Company = Callable[[str], Path]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_are_as_the_program_draws_them(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    base = tmp_path / "demo.db"
    shutil.copyfile(company(language), base)
    for name, value in pictures.settings(base, LANGUAGES[language]).items():
        monkeypatch.setenv(name, value)
    for screen, place in pictures.SCREENS[LANGUAGES[language]].items():
        drawn = pictures.drawn(place)
        kept = pictures.kept(screen, LANGUAGES[language])
        assert drawn == kept.read_text("utf-8"), f"{kept.name} is stale: make generate"
        assert drawn.count("http") == 2  # the name of the format and of what drew it: a picture loads nothing
        ElementTree.fromstring(drawn)
