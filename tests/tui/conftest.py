"""Screens in tests: a made-up company, and keys that are pressed on it."""

import asyncio
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from textual import events
from textual._context import active_app
from textual.screen import Screen
from textual.worker import WorkerCancelled, WorkerFailed

from crm_cli import context, i18n
from crm_cli.__main__ import answered, main
from crm_cli.render.style import cells

HERE = Path(__file__).parent
SIZES = {"80x24": (80, 24), "140x40": (140, 40)}
LANGUAGES = {"en": "en", "zh": "zh_CN"}
ME = {"en": "Priya Castell", "zh": "林晓棠"}
PATIENCE = 1.0  # seconds that are waited at most
SOON = 0.1  # a timer that rings within so many seconds is waited for
COMPANIES: dict[str, Path] = {}


class Seen(NamedTuple):
    """A screen after some keys: its lines, what was said in passing, the program itself, and the pictures that were taken on the way."""

    lines: Sequence[str]
    said: Sequence[str]
    desk: Any
    taken: Mapping[str, Sequence[str]] = MappingProxyType({})

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines) + "\n"


Play = Callable[..., Seen]


@pytest.fixture
def company(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Path]:
    """A copy of the company that the demo makes, in one of the languages; it is made once in a process."""

    def laid(language: str) -> Path:
        if language not in COMPANIES:
            path = tmp_path_factory.mktemp("company") / f"{language}.db"
            assert main(["--quiet", "demo", "--keep", str(path), "--lang", LANGUAGES[language]]) == 0
            COMPANIES[language] = path
        found = tmp_path / f"{language}.db"
        if not found.exists():
            shutil.copyfile(COMPANIES[language], found)
        monkeypatch.setenv("CRM_DB", str(found))
        monkeypatch.setenv("CRM_USER", ME[language])
        monkeypatch.setenv("CRM_LANG", LANGUAGES[language])
        return found

    return laid


@pytest.fixture
def play() -> Play:
    """Open a screen on the base of the environment, press keys one after the other (or type: ``"=text"``; ``"crm …"`` is a line in another process), and see what came of it.
    ``"look:name"`` takes a picture on the way, ``"mouse:down 3 5"`` (move, up, twice, wheel) is the mouse at a place."""

    def played(first: Callable[[], Any], *pressed: str, size: tuple[int, int] = SIZES["80x24"]) -> Seen:
        from crm_cli.tui.app import Desk

        run = context.begin(context.Run([]))
        run.answering = answered
        i18n.bind(run.language)
        said: list[str] = []

        class Heard(Desk):
            """What floats by is not on the picture."""

            def tell(self, text: str, *, bad: bool = False) -> None:
                said.append(text)

        desk = Heard(run, first, pace=0)
        taken: dict[str, Sequence[str]] = {}

        def picture() -> Sequence[str]:
            strips = desk.screen._compositor.render_strips()
            return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

        async def look() -> Sequence[str]:
            async with desk.run_test(size=size) as pilot:
                await rest(pilot)
                for word in pressed:
                    if word.startswith("look:"):
                        taken[word.removeprefix("look:")] = picture()
                        continue
                    if word.startswith("crm "):
                        beside(word.removeprefix("crm "))
                        desk.look()
                        await rest(pilot)
                        continue
                    if word.startswith("mouse:"):
                        await mouse(pilot, *word.removeprefix("mouse:").split())
                        continue
                    await pilot.press(*(word[1:] if word.startswith("=") else [word]))
                    await rest(pilot)
                return picture()

        try:
            seen = Seen(asyncio.run(look()), said, desk, taken)
        finally:
            run.close()
        if desk.broken:  # the program goes on then; a test does not
            raise desk.broken[0]
        return seen

    return played


@pytest.fixture
def golden() -> Callable[[str, Seen], None]:
    """A screen is as it was drawn when somebody looked at it; ``GOLDENS=write`` draws it anew, to be looked at again."""

    def same(name: str, seen: Seen) -> None:
        path = HERE / "goldens" / f"{name}.txt"
        if os.environ.get("GOLDENS") == "write":
            path.write_text(seen.text, encoding="utf-8")
        assert seen.text == path.read_text("utf-8")

    return same


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key is waited for as long as something follows from it, not by the clock; what follows is drawn once, when all of it has."""
    unseen: set[Screen[Any]] = set()
    draw = Screen._compositor_refresh

    def put_off(screen: Screen[Any]) -> None:
        if screen is screen.app.screen:
            unseen.add(screen)
            screen._dirty_widgets.clear()
        else:
            draw(screen)

    async def quiet(*_seconds: float) -> None:
        """Wait until the screen is laid and drawn, and no timer is about to ring."""
        loop: Any = asyncio.get_running_loop()
        patience = loop.time() + PATIENCE
        while loop.time() < patience:
            await breath()
            if screen := _unlaid():
                screen._on_timer_update()
                continue
            soon = min((one.when() for one in loop._scheduled if not one.cancelled()), default=patience) - loop.time()
            if soon <= SOON:
                await asyncio.sleep(soon)
                continue
            while unseen:
                if (screen := unseen.pop()).is_current and screen.is_mounted:
                    draw(screen)
            return

    monkeypatch.setattr(Screen, "_compositor_refresh", put_off)
    monkeypatch.setattr("textual.app.wait_for_idle", breath)
    monkeypatch.setattr("textual.pilot.wait_for_idle", quiet)


async def breath(*_seconds: float) -> None:
    """Wait until the loop has nothing to run."""
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:
        await asyncio.sleep(0)


def _unlaid() -> Any:
    """The screen, where it is to be laid anew."""
    app = active_app.get()
    screen: Any = app.screen if app.screen_stack and app.is_running else None
    if screen is None or app._batch_count:
        return None
    parts = (
        "_layout_required",
        "_scroll_required",
        "_repaint_required",
        "_recompose_required",
        "_dirty_widgets",
        "_callbacks",
    )
    return screen if any(getattr(screen, part) for part in parts) else None


def beside(line: str) -> None:
    """A line of crm in another process."""
    subprocess.run([sys.executable, "-m", "crm_cli", *shlex.split(line)], check=True, capture_output=True)


async def mouse(pilot: Any, how: str, x: str, y: str) -> None:
    """Move the mouse to a cell, press it, let it go, click twice, or turn its wheel."""
    at = (int(x), int(y))
    if how == "wheel":
        await pilot._post_mouse_events([events.MouseScrollDown], offset=at)
    elif how == "twice":
        await pilot.double_click(offset=at)
    else:
        await {"down": pilot.mouse_down, "move": pilot.hover, "up": pilot.mouse_up}[how](offset=at)
    await rest(pilot)


async def rest(pilot: Any) -> None:
    """Wait until nothing is under way, be it in a thread."""
    await pilot.pause()
    if len(pilot.app.workers):
        with suppress(WorkerFailed, WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def widest(seen: Seen) -> int:
    """The cells of the longest line."""
    return max(map(cells, seen.lines))
