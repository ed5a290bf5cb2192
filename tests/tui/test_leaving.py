"""Leaving the program by a key, and what floats by on the screen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets._toast import Toast

from crm_cli import i18n
from crm_cli.tui import unsaved
from crm_cli.tui.app import Desk
from crm_cli.tui.dialogs.ask import Ask, Blank
from crm_cli.tui.screens.board import Board
from crm_cli.tui.speaking import LINES, brief
from tests.tui.driving import Driven, Driver, drive

Company = Callable[[str], Path]


class Aloud(Driven):
    """The program; what it says in passing is drawn, in a test too."""

    _disable_notifications = property(lambda _desk: False, lambda _desk, _wanted: None)

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Say it."""
        self.said.append(text)
        Desk.tell(self, text, bad=bad)


def test_what_is_typed_is_kept_where_ctrl_q_leaves_and_what_cannot_be_kept_is_not_left(company: Company) -> None:
    company("zh")

    async def script(driver: Driver) -> None:
        await driver.enter("client")
        await driver.press("a", "=北江仪表", "ctrl+q")

    assert drive(script, Board)._exit
    [typed] = json.loads(unsaved.file().read_text("utf-8"))["typed"]
    assert typed == {"noun": "client", "ref": "", "typed": {"name": "北江仪表"}}
    unsaved.file().unlink()

    async def half(driver: Driver) -> None:
        await driver.desk.push_screen(Ask("?", [Blank("some", "words")]))
        await driver.press("=x", "ctrl+q")
        assert not driver.desk._exit
        assert "再按一次 Esc" in driver.text
        await driver.enter("steps")
        await driver.press("ctrl+q")
        assert isinstance(driver.desk.screen, Ask)
        await driver.press("ctrl+q")
        assert not driver.desk._exit
        await driver.press("ctrl+q")

    assert drive(half, Board)._exit
    assert not unsaved.file().exists()


def test_where_it_cannot_be_kept_one_stays(company: Company, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    company("en")
    monkeypatch.setattr(unsaved, "file", lambda: tmp_path / "en.db" / "no folder" / "unsaved.json")

    async def script(driver: Driver) -> None:
        await driver.enter("client")
        await driver.press("a", "=Norvale", "ctrl+q")
        assert not driver.desk._exit
        assert driver.desk.said[-1].startswith("what you typed cannot be kept: ")
        assert "Norvale" in driver.text

    drive(script, Board)


def test_what_floats_by_is_short_says_what_leaves_and_covers_no_keys(company: Company) -> None:
    company("zh")

    async def script(driver: Driver) -> None:
        desk = driver.desk
        await driver.press("ctrl+c")
        assert desk.said == ["按 ctrl+q 退出 crm，已输入的内容会保留"]
        desk.tell("一" * 2000)
        await driver.rest()
        below = [toast.region.bottom for toast in desk.screen.query(Toast)]
        assert len(below) == 2
        assert max(below) <= 22
        assert max(toast.region.height for toast in desk.screen.query(Toast)) == LINES
        assert any("全部内容" in line for line in driver.lines())
        await driver.enter("client")
        await driver.press("a")
        desk.tell("二")
        await driver.rest()
        assert min(toast.region.y for toast in desk.screen.query(Toast)) < 3
        assert any("ctrl+s" in line and "二" not in line for line in driver.lines()[-3:])

    drive(script, Board, desk_of=Aloud)


def test_many_lines_are_few_in_passing() -> None:
    i18n.bind("en")
    many = "\n".join(f"line {at}" for at in range(9))
    assert brief(many, 40) == ["line 0", "line 1", "line 2", "line 3", "line 4", "… all of it: ctrl+o"]
    assert brief(many, 40, bad=True)[-1] == "…"
    assert brief("one\ntwo", 40) == ["one", "two"]
    assert brief("\x1b[31m[b]red", 40) == ["␛[31m[b]red"]
