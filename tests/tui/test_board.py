"""The board on the screen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.tui.screens.board import Board
from tests.tui.conftest import LANGUAGES, SIZES, Play, Seen, widest


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_looks_as_it_did(
    company: Callable[[str], Path], play: Play, golden: Callable[[str, Seen], None], language: str, size: str
) -> None:
    company(language)
    seen = play(Board, size=SIZES[size])
    assert widest(seen) <= SIZES[size][0]
    golden(f"board_{language}_{size}", seen)


@pytest.mark.parametrize("key", [">", "L", "》", "＞", "Ｌ"])
def test_a_card_is_moved_on_and_undo_brings_it_back(company: Callable[[str], Path], play: Play, key: str) -> None:
    company("en")
    where: list[str | None] = []

    def stage(board: Board) -> None:
        where.append(board.crm.get(Opportunity, "D143").stage)

    class Watched(Board):
        def read(self) -> None:
            super().read()
            stage(self)

    seen = play(Watched, key, "u", size=SIZES["140x40"])
    assert seen.said[0].startswith("D143 Qualification → Needs")
    assert seen.said[1].startswith("undone: ")
    before, moved, *_more, after = where
    assert before == after != moved
