"""Leaving the program by a key, and what floats by on the screen."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets._toast import Toast

from crm_cli import i18n
from crm_cli.__main__ import main
from crm_cli.context import current
from crm_cli.records.nouns.quotes import Quote
from crm_cli.tui import unsaved
from crm_cli.tui.app import Desk
from crm_cli.tui.dialogs.ask import Ask, Blank
from crm_cli.tui.screens.board import Board
from crm_cli.tui.speaking import LINES, OFTEN, brief
from tests.tui.driving import Driven, Driver, drive

Company = Callable[[str], Path]


class Aloud(Driven):
    """The program; what it says in passing is drawn, in a test too."""

    _disable_notifications = property(lambda _desk: False, lambda _desk, _wanted: None)

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Say it."""
        self.said.append(text)
        Desk.tell(self, text, bad=bad)


def test_what_is_typed_is_kept_where_ctrl_q_leaves(company: Company) -> None:
    company("zh")

    async def script(driver: Driver) -> None:
        await driver.enter("client")
        await driver.press("a", "=北江仪表", "ctrl+q")

    assert drive(script, Board)._exit
    [typed] = json.loads(unsaved.file().read_text("utf-8"))["typed"]
    assert typed == {"noun": "client", "ref": "", "typed": {"name": "北江仪表"}}
    unsaved.file().unlink()

    async def half(driver: Driver) -> None:
        await driver.desk.push_screen(Ask("?", [Blank("some", "words")]))  # nothing by itself
        await driver.press("=x", "ctrl+q")

    assert drive(half, Board)._exit
    assert json.loads(unsaved.file().read_text("utf-8"))["typed"] == [{"words": ["x"]}]
    unsaved.file().unlink()

    async def nothing(driver: Driver) -> None:
        await driver.enter("client")
        await driver.press("a", "ctrl+q")

    assert drive(nothing, Board)._exit
    assert not unsaved.file().exists()


def test_what_is_typed_in_any_dialog_is_kept_and_comes_back_one_after_the_other(company: Company) -> None:
    company("en")
    assert main(["--quiet", "quote", "add", "--client", "C9"]) == 0
    found: list[unsaved.Kept] = []

    async def script(driver: Driver) -> None:
        async def typed(where: str, *keys: str) -> None:
            depth = len(driver.desk.screen_stack)
            await driver.enter(*where.split())
            await driver.press(*keys)
            found.extend(unsaved.typed(driver.desk))
            await driver.back(depth)

        quote = max(one.ref for one in current().workspace.find(Quote, ["status=draft", "client=C9"]))
        await typed("client", "right", "e", "=Z")  # the name in a list
        await typed("client", "c", "=rang them")
        await typed(f"record {quote}", "a", "=x9")
        await typed("client", ":", "=log x")
        await typed("client", "f", "=level=A")
        await typed("client", "ctrl+p", "=looking for something")
        for at, one in enumerate(found):  # as so many programs keep it that end at once
            path = unsaved.folder() / f"{at}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"base": str(driver.desk.run_of.base.absolute()), "typed": [one]}), "utf-8")
            os.utime(path, (at, at))
        unsaved.bring_back(driver.desk)
        await driver.rest()
        assert not unsaved.taken(driver.desk.run_of)
        back = unsaved.typed(driver.desk)  # whoever is ended again loses nothing
        assert [*reversed(back)] == found
        assert "not written yet: crm client edit" in driver.text
        await driver.press("enter")
        assert "--name" not in driver.text

    drive(script, Board)
    edit, log, line, command, bar = found
    assert edit["argv"][:3] == ["client", "edit", "-"]
    assert edit["argv"][3].startswith("--name=")
    assert len(edit["refs"]) == len(log["refs"]) == 1
    assert log["argv"][0] == "log"
    assert "rang them" in log["argv"]
    assert line["argv"][:3] == ["quote", "line", "add"]
    assert line["argv"][-1] == "x9"
    assert command == {"command": "log x"}
    assert bar == {"words": ["level=A"]}


def test_what_is_typed_outlives_an_error_at_which_its_screen_or_the_program_ends(company: Company) -> None:
    company("en")

    async def script(driver: Driver) -> None:
        await driver.enter("client")
        await driver.press("a", "=Norvale")
        await driver.desk.leave_broken(driver.desk.screen)
        await driver.rest()
        assert "not written yet: Norvale" in driver.text
        await driver.press("escape", "a", "=Northmoor")
        for _time in range(2 * OFTEN):
            driver.desk._handle_exception(ValueError("broken"))
        driver.desk.broken.clear()

    assert drive(script, Board).return_code == 1
    [typed] = json.loads(unsaved.file().read_text("utf-8"))["typed"]
    assert typed["typed"] == {"name": "Northmoor"}


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
