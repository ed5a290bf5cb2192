"""Lists of any noun: what they show, how they are narrowed, shaped and chosen from, and what is done to many at once."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crm_cli import context, i18n
from crm_cli.__main__ import answered, main
from crm_cli.records.registry import visible
from crm_cli.render.style import cells
from crm_cli.tui import rows
from crm_cli.tui.ahead_list import begin, frame
from crm_cli.tui.apart import answered as answered_apart
from crm_cli.tui.app import Desk
from crm_cli.tui.rows import Wanted
from crm_cli.tui.screens import carrying, found
from crm_cli.tui.screens.records import Records
from tests.tui.conftest import LANGUAGES, SIZES, Seen, beside, rest

Company = Callable[[str], Path]
SHOW = "!"
STYLE = re.compile("\x1b\\[[0-9;]*m")
HOSTILE = "[b]x[/b] $(touch x) \x1b[31m 王\u202eabc"
SHOWN = ("client", "opp", "task", "quote")


@pytest.fixture
def stroll(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[Seen]]:
    """One program, many looks: keys are pressed, ``=text`` typed, a noun after a colon entered, or after an
    arrow shown by the list that is there, ``140x40`` made the size, ``crm …`` done by another process; every ``!`` is a look at what is there, and at what was said since the last one."""

    def strolled(first: str, *steps: str) -> list[Seen]:
        run = context.begin(context.Run([]))
        run.answering = answered
        i18n.bind(run.language)
        said: list[str] = []

        class Heard(Desk):
            """What floats by is not on the picture."""

            def tell(self, text: str, *, bad: bool = False) -> None:
                said.append(text)

        async def step(pilot: Any, desk: Desk, word: str) -> None:
            if word in SIZES:
                await pilot.resize_terminal(*SIZES[word])
            elif word.startswith(":"):
                desk.enter(word[1:])
            elif word.startswith("crm "):
                beside(word.removeprefix("crm "))
            elif word.startswith("->"):
                listed: Any = desk.screen
                listed.noun = word[2:]
                listed.look_so(Wanted())
            else:
                await pilot.press(*(word[1:] if word.startswith("=") else [word]))
            await rest(pilot)

        async def look() -> list[Seen]:
            looks: list[Seen] = []
            desk = Heard(run, lambda: Records(first), pace=0)
            async with desk.run_test(size=SIZES["80x24"]) as pilot:
                await rest(pilot)
                for word in steps:
                    if word != SHOW:
                        await step(pilot, desk, word)
                        continue
                    strips = desk.screen._compositor.render_strips()
                    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
                    looks.append(Seen(lines, list(said), desk))
                    said.clear()
            return looks

        try:
            return asyncio.run(look())
        finally:
            run.close()

    return strolled


def read(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    """What the shell says of it."""
    capsys.readouterr()
    assert main([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_noun_has_a_list_that_keeps_to_the_screen(
    company: Company, stroll: Any, golden: Callable[[str, Seen], None], language: str
) -> None:
    company(language)
    assert main(["--quiet", "client", "edit", "C2", "--name", HOSTILE]) == 0
    nouns = [noun for noun in visible() if noun not in SHOWN]
    steps = [step for noun in nouns for step in (f"->{noun}", SHOW)]
    shown = [step for noun in SHOWN for step in (f":{noun}", "down", "right", SHOW, "140x40", SHOW, "80x24")]
    looks = stroll("client", *shown, *steps)
    for at, noun in enumerate(SHOWN):
        golden(f"list_{noun}_{language}_80x24", looks[2 * at])
        golden(f"list_{noun}_{language}_140x40", looks[2 * at + 1])
    for noun, seen in zip(nouns, looks[2 * len(SHOWN) :], strict=True):
        assert not seen.said, (noun, seen.said)
        assert max(map(cells, seen.lines)) <= 80
        assert seen.lines[-1].startswith(" ?"), noun


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_noun_has_a_list_where_there_is_none_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stroll: Any, language: str
) -> None:
    monkeypatch.setenv("CRM_DB", str(tmp_path / "new.db"))
    monkeypatch.setenv("CRM_LANG", LANGUAGES[language])
    assert main(["--quiet", "init", "--me", "Mia", "--country", "US"]) == 0
    looks = stroll("client", *(step for noun in visible() for step in (f"->{noun}", SHOW)))
    for noun, seen in zip(visible(), looks, strict=True):
        assert len(seen.lines) == 24, noun
        assert not [text for text in seen.said if "Traceback" in text], (noun, seen.said)


def test_a_long_list_is_found_in_a_thread_its_last_row_is_read_at_once_and_all_of_it_can_be_chosen(
    company: Company, stroll: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    monkeypatch.setattr(found, "FEW", 5)
    monkeypatch.setattr(found, "FIRST", 10)
    monkeypatch.setattr(rows, "PAGE", 7)
    first, last, sort, back, chosen, narrowed = stroll(
        "client", SHOW, "G", SHOW, "right", "s", SHOW, "s", SHOW, "*", SHOW, "f", "=level=A", "enter", SHOW
    )  # fmt: skip
    assert "66 clients" in first.lines[0]
    assert first.lines[2].startswith(" C1 ")
    assert any(line.startswith(" C66 ") for line in last.lines)
    assert "Name ^" in sort.lines[1]
    assert any(line.startswith(" C66 ") for line in sort.lines)  # the cursor stays on its row
    assert "Name v" in back.lines[1]
    assert "66 clients, 66 chosen" in chosen.lines[0]
    assert "level=A" in narrowed.lines[0]
    assert "Level" in narrowed.lines[1]


def test_a_filter_is_typed_in_a_bar_that_completes_it(company: Company, stroll: Any) -> None:
    company("en")
    begun, operators, wrong, values, taken, kept, other, left = stroll(
        "client", "f", "=le", SHOW, "=vel", SHOW, "==", SHOW, "backspace", "tab", SHOW, "=A", SHOW, "enter", SHOW,
        "f", "space", "=owner=me", SHOW, "escape", SHOW,
    )  # fmt: skip
    assert "66 clients" in begun.lines[0]  # the beginning of a field's name narrows nothing
    assert "level=" in begun.text
    assert "level!=" in operators.text
    assert "has no value" in wrong.text
    assert "66 clients" in wrong.lines[0]
    assert "level=A" in values.text
    assert "level=B" in values.text
    some = next(word for word in taken.lines[0].split("  ") if "clients" in word)
    assert some.strip() != "66 clients"
    assert some in kept.lines[0]
    assert "Filter" not in kept.lines[-2]
    assert some not in other.lines[0]
    assert "owner=me" in other.lines[0]
    assert some in left.lines[0]
    assert "owner=me" not in left.text


def test_columns_are_chosen_and_remembered_and_a_list_is_kept_as_a_view(
    company: Company, stroll: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    company("en")
    moved, again, usual, all_, nobody = stroll(
        "client", "Ｃ", "down", "down", "space", "down", "<", "<", "enter", SHOW, ":client", "f", "=level=A", "enter",
        "right", "s", "v", "end", "enter", "=best", "enter", SHOW, "ｖ", "enter", "C", "r", SHOW, "＊", SHOW, "Ｘ", SHOW,
    )  # fmt: skip
    assert moved.lines[1].split()[:4] == ["Ref", "Industry", "Name", "Phone"]
    assert again.lines[1].split()[:4] == ["Ref", "Industry", "^", "Name"]
    assert any("best" in text for text in again.said)
    assert usual.lines[1].split()[:4] == ["Ref", "Name", "Level", "Industry"]
    assert "66 chosen" in all_.lines[0]
    assert "chosen" not in nobody.lines[0]
    view = read(capsys, "view", "list")[0]
    assert (view["name"], view["filter"], view["sort"]) == ("best", "level=A", "industry")
    assert view["fields"].startswith("ref,industry,name,phone")


def test_what_is_done_to_many_is_shown_first_and_is_one_step(
    company: Company, stroll: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    monkeypatch.setenv("CRM_USER", "Helen Marsh")
    few, planned, done, undone, refused, exported, over = stroll(
        "client", "shift+down", "shift+down", "shift+down", "shift+down", "shift+up", SHOW, "T", "=vip", "enter", SHOW, "enter", SHOW,
        "u", SHOW, "o", "=nobody", "enter", SHOW, "escape", "escape", "x", "home", "ctrl+k", f"={tmp_path}/out.csv", "enter", SHOW,
        "x", "home", "ctrl+k", f"={tmp_path}/out.csv", "enter", SHOW, "n", "t", "=call round", "enter", "=+3d", "enter", "enter",
    )  # fmt: skip
    assert "4 chosen" in few.lines[0]
    assert "change 4 clients?" in planned.text
    assert "Tags: – → vip" in planned.text
    assert done.said == ["4 clients changed: C1–C4"]
    assert undone.said[0].startswith("undone: ")
    assert "nobody" in refused.text
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines()[0].startswith("ref,name,level")
    assert len((tmp_path / "out.csv").read_text("utf-8").splitlines()) == 5
    assert exported.said[-1].startswith("4 clients written to ")
    assert "is there already" in over.text
    assert {task["client"] for task in read(capsys, "task", "list", "text~round")} == {"C1", "C2", "C3", "C4"}


def test_a_cell_is_changed_by_its_kind_and_a_call_is_logged(
    company: Company, stroll: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    monkeypatch.setenv("CRM_USER", "Helen Marsh")
    offered, day, owner, no, none = stroll(
        "client", "right", "right", "e", "delete", SHOW, "=b", "enter", "c", "=spoke of it", "enter", "enter", "enter",
        ":opp", "end", "right", "right", "right", "right", "right", "e", "=+3d", SHOW, "enter", "right", "right", "e", "=own", SHOW, "enter", "q",
        ":limit", "T", SHOW, "c", SHOW,
    )  # fmt: skip
    assert "A" in offered.text
    assert "= " in day.text
    assert "Owen Tranter" in owner.text
    assert no.said == ["limit has no Tags"]
    assert none.said[0].startswith("calls and tasks are of")
    assert read(capsys, "client", "show", "C1")["level"] == "B"
    assert read(capsys, "activity", "list", "text~spoke")[0]["client"] == "C1"


def test_much_is_done_in_a_thread_and_only_to_what_was_chosen(
    company: Company, stroll: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    company("en")
    monkeypatch.setenv("CRM_USER", "Helen Marsh")
    monkeypatch.setattr(carrying, "AT_ONCE", 3)
    before = {one["ref"] for one in read(capsys, "client", "list", "level=A")}
    planned, done, written = stroll(
        "client", "f", "=level=A", "enter", "*", "T", "=top", "enter", SHOW,
        "crm client add Latecomer --level A", "enter", SHOW, "X", "x", "ctrl+u", f"={tmp_path}/a.csv", "enter", SHOW,
    )  # fmt: skip
    assert "Tags: – → top" in planned.text
    assert f"{len(before)} clients changed" in done.said[0]
    assert {one["ref"] for one in read(capsys, "client", "list", "tags=top")} == before
    assert written.said
    assert "Latecomer" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_what_was_done_is_said_though_the_list_was_left_and_to_remove_one_is_asked(
    company: Company, stroll: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    monkeypatch.setenv("CRM_USER", "Helen Marsh")
    monkeypatch.setattr(carrying, "AT_ONCE", 3)
    desks, beside_it, do = list[Desk](), Records.line_beside, answered_apart

    def begun(page: Records, *given: Any) -> None:
        desks.append(page.desk)
        beside_it(page, *given)

    def left(run: Any, argv: Sequence[str], *given: Any) -> Any:
        if "--dry-run" not in argv:
            desks[0].call_from_thread(desks[0].pop_screen)
        return do(run, argv, *given)

    monkeypatch.setattr(Records, "line_beside", begun)
    monkeypatch.setattr(carrying, "answered", left)
    asked, done = stroll(
        "client", "down", "d", SHOW, "escape", ":client", "f", "=level=A", "enter", "*", "T", "=top", "enter", "enter", SHOW
    )  # fmt: skip
    assert "remove 1 client?" in asked.text
    assert len(read(capsys, "client", "list", "ref=C2")) == 1
    assert "clients changed" in done.said[-1]


def test_the_mouse_chooses_a_row_sorts_by_a_head_and_opens(company: Company) -> None:
    company("en")
    run = context.begin(context.Run([]))
    run.answering = answered

    async def look() -> tuple[int, str, int, str]:
        desk = Desk(run, lambda: Records("client"), pace=0)
        async with desk.run_test(size=(80, 24)) as pilot:
            await rest(pilot)
            await pilot.click("Grid", offset=(8, 5))
            screen: Any = desk.screen
            at = screen.grid.at
            await pilot.click("Grid", offset=(8, 0))
            await rest(pilot)
            sort = screen.wanted.sort
            screen.grid.scroll_to(y=10, animate=False)
            await rest(pilot)
            top = round(screen.grid.scroll_offset.y)
            await pilot.click("Grid", offset=(3, 3), times=2)
            await rest(pilot)
            opened: Any = desk.screen
            return at, sort, top, opened.where

    try:
        assert asyncio.run(look()) == (4, "name", 10, "client")
    finally:
        run.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_drawn_before_the_program_is_there_is_what_it_draws_then(
    company: Company, language: str, size: str
) -> None:
    company(language)
    assert main(["--quiet", "client", "edit", "C2", "--name", HOSTILE]) == 0
    run = context.begin(context.Run([]))
    i18n.bind(run.language)
    width, height = SIZES[size]
    for noun in SHOWN:
        tokens = ["status=open"] if noun == "task" else []
        begun = begin(run.workspace, noun, tokens)
        assert begun is not None
        lines = [STYLE.sub("", one) for one in frame(begun, width, height)]
        golden = (
            (Path(__file__).parent / "goldens" / f"list_{noun}_{language}_{size}.txt").read_text("utf-8").splitlines()
        )
        head, told = lines[0].rstrip(), lines[1:]
        assert golden[0].startswith(head)
        assert max(map(cells, lines)) <= width
        for mine, then in zip(told, golden[1:], strict=False):
            assert cells(mine) >= width - 1
            assert then.startswith(mine.rstrip()), (mine, then)
    run.close()


def test_it_is_drawn_without_the_program() -> None:
    code = "import sys, crm_cli.tui.opening, crm_cli.tui.ahead_list; print({'textual', 'rich', 'asyncio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
