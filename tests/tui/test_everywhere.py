"""What is there on every screen: the palette, a line of crm, the search, help, steps, keys and looks that are set, and errors nobody foresaw."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.screen import ModalScreen
from textual.widgets import Input

from crm_cli import context, i18n
from crm_cli.__main__ import internal_error, main
from crm_cli.commands.tui import tui
from crm_cli.config import THEMES
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.registry import NOUNS
from crm_cli.tui import keys, looks, palette
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.command import files, last
from crm_cli.tui.places import PLACES, page
from crm_cli.tui.screens.board import Board
from crm_cli.tui.screens.output import Output, led
from crm_cli.tui.screens.search import Search
from crm_cli.tui.widgets.filterbar import FilterBar
from crm_cli.tui.widgets.grid import Grid
from crm_cli.tui.widgets.panel import Panel
from crm_cli.tui.widgets.sheet import painted
from tests.tui.conftest import LANGUAGES, SIZES, Play, Seen, widest
from tests.tui.driving import Driver, drive, faults

Company = Callable[[str], Path]
Golden = Callable[[str, Seen], None]
HOSTILE = "[b]x[/b] $(touch x) \x1b[31m 王\u202eabc"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings of one's own."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("CRM_CONFIG", str(path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield path
    keys.settle({})


class Bare(Page):
    """A screen with the keys of what a line printed and nothing else."""

    where = "output"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_they_look_as_they_did(company: Company, play: Play, golden: Golden, language: str, size: str) -> None:
    company(language)
    found, typed = ("lark", "=log call C9 ") if language == "en" else ("禾", "=记录 ")
    seen = play(
        Bare, "?", "look:help", "escape", "ctrl+p", "look:palette", "=" + ("de" if language == "en" else "bj"), "look:palette_found", "escape",
        "/", f"={found}", "look:search", "escape", ":", typed, "look:command", "escape", size=SIZES[size],
    )  # fmt: skip
    for name, lines in seen.taken.items():
        taken = Seen(lines, (), None, {})
        assert widest(taken) <= SIZES[size][0]
        golden(f"{name}_{language}_{size}", taken)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_line_prints_looks_as_it_did(company: Company, play: Play, golden: Golden, language: str) -> None:
    company(language)
    for size, cells in SIZES.items():
        seen = play(lambda: Output(["opp", "list", "amount=40000..", "--sort", "-amount"]), size=cells)
        assert widest(seen) <= cells[0]
        golden(f"output_{language}_{size}", seen)


def test_a_line_that_writes_says_what_it_did_and_one_that_reads_has_a_page(company: Company, play: Play) -> None:
    company("en")
    seen = play(
        Board, "：", "=task add C9 'ring [b]back[/b]'", "enter", "u",
        ":", "=client shwo C9", "enter", "look:wrong", "escape",
        ":", "=find Larkfield", "enter", "look:page", "enter", "look:client", "escape", "escape",
        ":", "look:before", "=tui task", "enter", "look:tasks", "escape",
        ":", "=tui --help", "enter", "look:help", "escape",
        ":", "=board amount=50000.. --json --tui", "enter", "look:both", "escape", "escape",
        ":", "=board amount=50000.. --pipeline Standard --tui", "enter",
    )  # fmt: skip
    assert seen.said[0].startswith("task added: T")
    assert "ring [b]back[/b]" in seen.said[0]
    assert seen.said[1] == seen.said[0].split("·")[0].replace("task added: ", "undone: ").strip() + " – task add"
    assert any("there is no command “shwo”" in line for line in seen.taken["wrong"])
    assert "client shwo C9" in "".join(seen.taken["wrong"])  # to be mended
    assert "crm find Larkfield" in seen.taken["page"][0]
    assert "Larkfield Foods LLC  C9" in seen.taken["client"][0]
    assert "find Larkfield" in "\n".join(seen.taken["before"])  # what was typed is offered again
    assert "asks" in seen.taken["tasks"][0]
    assert "crm tui --help" in seen.taken["help"][0]
    assert "--tui and --json contradict each other" in "\n".join(seen.taken["both"])
    assert any("D143" in line for line in seen.lines)  # the board of what is worth so much
    assert not any("D141" in line for line in seen.lines)


def test_a_line_is_completed_as_a_shell_would(company: Company, play: Play) -> None:
    company("en")
    seen = play(
        Board,
        ":",
        "=opp mo",
        "tab",
        "look:refs",
        "=D143 Ne",
        "look:stages",
        "down",
        "enter",
        "enter",
        size=SIZES["140x40"],
    )
    assert "crm opp move DEAL STAGE" in "\n".join(seen.taken["refs"])
    assert any("D143" in line and "Multi-site monitoring" in line for line in seen.taken["refs"])
    assert any(line.startswith("│ Negotiation") or "Negotiation  " in line for line in seen.taken["stages"])
    assert seen.said[0].startswith("D143 Qualification → Ne")


def test_what_wants_a_terminal_says_so_where_there_is_none(company: Company, play: Play) -> None:
    company("en")
    seen = play(Board, ":", "=duplicates review", "enter", ":", "=serve", "enter")
    assert seen.said == ["it needs a terminal of its own"] * 2


@pytest.mark.parametrize(
    ("language", "typed", "wanted"),
    [
        ("en", "move", "crm opp move"), ("en", "kanban", "crm board"), ("zh_CN", "商机推进", "crm opp move"), ("zh_CN", "sjtj", "crm opp move"), ("zh_CN", "kb", "crm board"),
        ("zh_CN", "zhuti", "主题：dark"), ("en", "theme light", "theme: light"), ("en", "log a call", "log a call"), ("zh_CN", "漏斗", "漏斗"), ("zh_CN", "ld", "漏斗"),
    ],
)  # fmt: skip
def test_the_palette_finds_by_words_of_both_languages_and_by_sound(language: str, typed: str, wanted: str) -> None:
    i18n.bind(language)
    try:
        every = palette.things("board")
        assert wanted in [one.name for one in palette.ranked(every, typed)][:8]
    finally:
        i18n.bind("en")


def test_the_palette_does_it(company: Company, play: Play, settings: Path) -> None:
    company("en")
    seen = play(Board, "ctrl+p", "=theme light", "enter", "f10", "=by month", "enter", "look:months", "ctrl+p", "=opp win", "enter", "look:line", size=SIZES["140x40"])  # fmt: skip
    assert seen.desk.theme == "textual-light"
    assert 'theme = "light"' in settings.read_text("utf-8")
    assert "by month" in seen.taken["months"][0]
    assert any("opp win" in line for line in seen.taken["line"])
    again = play(Board)
    assert again.desk.theme == "textual-light"


def test_what_is_found_is_opened_and_one_comes_back(company: Company, play: Play) -> None:
    company("zh")
    assert main(["client", "edit", "C9", "--name", HOSTILE]) == 0
    seen = play(
        Board, "、", "=scskjxs", "look:initials", "ctrl+u", "=touch", "look:hostile", "enter", "look:client", "escape", "look:still", "ctrl+u", "=D139", "look:ref",
        "escape",
    )  # fmt: skip
    text = "\n".join(seen.taken["hostile"])
    assert "[b]x[/b] $(touch x) ␛[31m 王" in text
    assert not {"\x1b", "\u202e"} & set(text)
    assert "C9" in seen.taken["client"][0]
    assert seen.taken["still"] == seen.taken["hostile"]
    assert any("D139" in line for line in seen.taken["ref"])
    assert "看板" in seen.lines[0]


def test_the_last_letter_counts(company: Company) -> None:
    company("en")
    asked: list[str] = []

    async def script(driver: Driver) -> None:
        search = driver.desk.screen
        assert isinstance(search, Search)
        before = search.look_for
        for text in ("l", "la", "lar", "larkfield"):
            asked.append(text)
            before(text, 0.05)
        search.query_one(Input).value = "larkfield"
        await driver.rest()
        assert search.found.text == "larkfield"
        assert search.found.hits[0].ref == "C9"

    drive(script, Search)


def test_help_leads_to_its_pages(company: Company, play: Play) -> None:
    company("en")
    seen = play(Board, "？", "end", "enter", "look:topic", "escape", "escape", "q")
    assert "crm help " in seen.taken["topic"][0]


def test_every_screen_has_keys_to_be_read_and_a_name_to_be_set_by() -> None:
    named: dict[str, str] = {}
    for key in keys.KEYS:
        assert key.name.replace("_", "").replace(".", "").replace("-", "").isalnum(), key.name
        assert named.setdefault(key.name, key.action) == key.action, key.name


def test_keys_are_set_and_what_cannot_be_is_told(company: Company, play: Play, settings: Path) -> None:
    company("en")
    assert main(["config", "set", "key.board.log", "m f2"]) == 2  # it is that of the months
    assert main(["config", "set", "key.board.log", "z f2"]) == 0
    settings.write_text(
        settings.read_text("utf-8") + '"board.lgo" = "y"\n"board.task" = "c m"\n"board.edit" = "ctrl"\n', "utf-8"
    )
    seen = play(Board, "look:first", "z", "look:asked", "escape", "c", "look:none", size=SIZES["140x40"])
    told = seen.said[0].splitlines()
    assert any(line.startswith("key.board.lgo:") for line in told)
    assert any(line.startswith("key.board.task:") for line in told)
    assert any(line.startswith("key.board.edit:") for line in told)
    assert "z log" in seen.taken["first"][-1]
    assert "What was said?" in "\n".join(seen.taken["asked"])
    assert seen.taken["none"] == seen.taken["first"]


def test_a_step_is_taken_back_by_its_number(company: Company) -> None:
    company("en")
    assert main(["--quiet", "task", "add", "C9", "first"]) == 0
    assert main(["--quiet", "task", "add", "C9", "second"]) == 0

    async def script(driver: Driver) -> None:
        await driver.enter("steps")
        assert "1 task added" in driver.text
        await driver.press("down", "d", "down", "enter")
        assert re.fullmatch(r"undone: T\d+ first – task add", driver.desk.said[-1])
        assert "undone by" in driver.text
        assert faults(driver.lines(), (80, 24)) == []
        await driver.press("home", "enter")
        assert "undone" in driver.text or "first" in driver.text
        texts = [task.text for task in driver.desk.run_of.workspace.find(Task, ["client=C9"])]
        assert "second" in texts
        assert "first" not in texts

    drive(script, Board)


def test_another_language_at_once_in_dialogs_too_and_nothing_typed_is_lost(company: Company, play: Play) -> None:
    company("en")
    seen = play(Board, "ctrl+p", "=qqqq", "f12", "look:palette", "escape", "t", "=send it", "f12", "look:ask", "escape", "escape", "?", "f12", "look:help")  # fmt: skip
    assert "qqqq" in "\n".join(seen.taken["palette"])
    assert "没有找到" in "\n".join(seen.taken["palette"])
    assert "send it" in "\n".join(seen.taken["ask"])
    assert "本界面的按键" in "\n".join(seen.taken["help"])


class Faulty(Board):
    """A board on which something is wrong."""

    def action_add(self) -> None:
        raise ZeroDivisionError("no such thing")

    def action_months(self) -> None:
        def work() -> None:
            raise KeyError("in a worker")

        self.run_worker(work, thread=True)

    def action_pipeline(self) -> None:
        self.set_timer(0.001, lambda: [][1])


def test_what_breaks_is_one_line_and_a_log_and_the_program_stays(company: Company, tmp_path: Path) -> None:
    company("en")

    async def script(driver: Driver) -> None:
        driver.desk.run_of.failing = internal_error
        await driver.press("a", "m", "p")
        await driver.pilot.pause(0.05)
        said = driver.desk.said
        assert [line.split(";")[0] for line in said] == [f"crm: internal error: {kind}" for kind in ("ZeroDivisionError", "KeyError", "IndexError")]  # fmt: skip
        assert all(len(line.splitlines()) == 1 for line in said)
        await driver.press("down", "t", "=it goes on", "enter", "enter")
        assert "it goes on" in said[-1]
        driver.desk.broken.clear()

    drive(script, Faulty)
    log = (tmp_path / "state" / "crm" / "crm.log").read_text("utf-8")
    assert "ZeroDivisionError" in log
    assert "action_add" in log


class Dead(ModalScreen[None]):
    """A dialog that ends in an error."""

    async def on_key(self, _event: Any) -> None:
        raise RuntimeError("ended")


def test_a_dialog_that_cannot_go_on_is_left(company: Company) -> None:
    company("en")

    async def script(driver: Driver) -> None:
        driver.desk.run_of.failing = internal_error
        driver.desk.push_screen(Dead())
        await driver.until(lambda: bool(driver.desk.broken), 1)
        await driver.press("x")
        assert await driver.until(lambda: isinstance(driver.desk.screen, Board), 5)
        assert 0 < len(driver.desk.said) < 10
        await driver.press("t", "=it goes on", "enter", "enter")
        assert "it goes on" in driver.desk.said[-1]
        driver.desk.broken.clear()

    drive(script, Board)


def test_no_colour_where_none_is_wanted(company: Company, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    company("en")
    monkeypatch.setenv("NO_COLOR", "1")
    before = os.environ["NO_COLOR"]
    run = context.begin(context.Run([]))
    looks.without_colour(run)
    assert os.environ["NO_COLOR"] == before
    assert play(Board).desk.no_color
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    looks.without_colour(context.begin(context.Run([])))
    assert "NO_COLOR" not in os.environ
    assert not play(Board).desk.no_color


def test_every_theme_that_may_be_set_is_there(company: Company, play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    company("en")
    known = play(Board).desk.available_themes
    assert {looks.theme_of(name) for name in THEMES} <= set(known)
    assert main(["config", "set", "tui.theme", "pink"]) == 2
    assert "dark, light, ansi" in capsys.readouterr().err


def test_small_parts() -> None:
    assert led("\x1b[36mC9\x1b[0m  x") == "C9"
    assert led("T344  ring back  C9") == "T344"
    assert led("QT-2026-0001 is no ref") == ""
    assert [one.text for one in painted("\x1b[1mhead\x1b[0m \x1b]0;title\x07 \x1b[2J")] == ["head", " ␛]0;title␇ ␛[2J"]
    assert last('log call "two words') == 9
    assert last("opp move ") == 9
    assert page("search").where == "search"
    assert {"search", "steps"} <= set(PLACES)


def test_files_are_offered_by_their_beginning(tmp_path: Path) -> None:
    (tmp_path / "new clients.csv").touch()
    (tmp_path / "sub").mkdir()
    assert files(f"{tmp_path}/n") == [f'"{tmp_path}/new clients.csv"']
    assert f"{tmp_path}/sub/" in files(f"{tmp_path}/")


def test_help_of_the_command_names_every_screen() -> None:
    help_text = str(tui.__doc__)
    assert [name for name in PLACES if name not in NOUNS and name not in help_text] == []


def test_a_number_leads_to_its_screen_from_the_menu_too(company: Company, play: Play) -> None:
    company("en")
    seen = play(Bare, "０", "look:menu", "３", "look:clients", "escape", "3")
    assert any("3  clients" in line for line in seen.taken["menu"])
    assert "66 clients" in seen.taken["clients"][0] or "clients" in seen.taken["clients"][0]
    assert seen.lines == seen.taken["clients"]


def test_a_very_small_window_breaks_no_line(company: Company) -> None:
    company("zh")

    async def script(driver: Driver) -> None:
        for keys_pressed in (
            ["ctrl+p", "=bj"],
            [":", "=记录 "],
            ["?"],
            ["/", "=禾"],
            ["ctrl+o"],
            [":", "=opp list", "enter"],
        ):
            await driver.press(*keys_pressed)
            assert faults(driver.lines(), (20, 5)) == [], keys_pressed
            await driver.back(2)

    drive(script, Bare, size=(20, 5))


def test_every_screen_and_dialog_speaks_the_other_language_at_once(company: Company) -> None:
    company("en")

    async def script(driver: Driver) -> None:
        chinese = False
        for name in [*PLACES, "C9", "Q1", "R1", "V1"]:
            await driver.enter(name)
            await driver.press("f12")
            chinese = not chinese
            assert faults(driver.lines(), (80, 24)) == [], name
            assert any("\u4e00" <= char <= "\u9fff" for char in driver.text) == chinese, name
            await driver.back(2)
        for pressed in ("c", "e", "0", "f", "ctrl+p", ":", "?"):
            await driver.press(pressed, "f12")
            chinese = not chinese
            assert faults(driver.lines(), (80, 24)) == [], pressed
            if pressed != "c" or chinese:  # the kind of a call stays as it was filled in
                assert any("\u4e00" <= char <= "\u9fff" for char in driver.text) == chinese, pressed
            await driver.back(2)

    drive(script, Board)


def test_another_language_leaves_the_cursor_what_is_chosen_and_what_is_typed_where_they_are(company: Company) -> None:
    company("en")

    async def script(driver: Driver) -> None:
        await driver.enter("client")
        await driver.press("down", "down", "space", "space", "right", "f", "=city~", "f12")
        screen = driver.desk.screen
        grid, bar = screen.query_one(Grid), screen.query_one(FilterBar)
        assert (grid.at, grid.column, len(grid.chosen)) == (4, 1, 2)
        assert bar.input.has_focus
        assert bar.input.value == "city~"
        assert "条件" in driver.lines()[-2]
        assert "已选 2" in driver.lines()[0]
        for name in ("C9", "today"):
            await driver.enter(name)
            await driver.press("tab", "down")
            here = driver.desk.screen.query_one("Panel:focus", Panel)
            before, title = (here.id, here.at), here.title
            await driver.press("f12")
            here = driver.desk.screen.query_one("Panel:focus", Panel)
            assert (here.id, here.at) == before
            assert here.title != title

    drive(script, Board)


def test_nothing_of_the_data_is_markup_where_a_line_prints_it(company: Company) -> None:
    company("zh")
    assert main(["--quiet", "client", "edit", "C27", "--name", HOSTILE]) == 0

    async def script(driver: Driver) -> None:
        for line in (
            "client show C27",
            "client list name~touch",
            "client list name~touch --json",
            "find touch --format md",
        ):
            await driver.enter("search")
            driver.desk.push_screen(Output(line.split()))
            await driver.rest()
            assert faults(driver.lines(), (80, 24)) == [], line
            assert "$(touch x)" in driver.text, line
            await driver.back(2)
        driver.desk.push_screen(Output(["client", "list", "name~touch"]))
        await driver.rest()
        await driver.press("r", "enter")
        assert "C27" in driver.lines()[0]
        await driver.press("escape", "e")
        assert "client list name~touch" in driver.text
        await driver.press("f1")
        assert "crm client list --help" in driver.lines()[0]

    drive(script, Bare)
