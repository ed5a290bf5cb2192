"""The program in tests that press keys for as long as they like, and the frames it draws."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual._xterm_parser import XTermParser
from textual.pilot import Pilot

from crm_cli import context, i18n
from crm_cli.__main__ import answered
from crm_cli.render.style import cells
from crm_cli.tui.app import Desk
from tests.guards.test_hostile import RAW
from tests.tui.conftest import rest


class Driven(Desk):
    """The program; what it says in passing is kept, not drawn."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.said: list[str] = []

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Keep it."""
        self.said.append(text)


class Driver:
    """Presses keys and looks."""

    def __init__(self, desk: Driven, pilot: Pilot[None]) -> None:
        self.desk, self.pilot = desk, pilot

    async def press(self, *words: str) -> None:
        """Keys one after the other, or what is typed: ``"=text"``."""
        for word in words:
            await self.pilot.press(*(word[1:] if word.startswith("=") else [word]))
            await self.rest()

    async def send(self, text: str) -> None:
        """The same as a terminal sends it, be it written with an input method."""
        for event in XTermParser().feed(text):
            self.desk.post_message(event)
        await self.rest()

    async def rest(self) -> None:
        """Wait until nothing is under way."""
        await rest(self.pilot)

    async def enter(self, name: str, *given: Any) -> None:
        """Go to a screen."""
        self.desk.enter(name, *given)
        await self.rest()

    async def back(self, depth: int) -> None:
        """Leave dialogs and screens until so many are open."""
        while len(self.desk.screen_stack) > depth:
            await self.desk.pop_screen()
        await self.rest()

    def lines(self) -> list[str]:
        """What is drawn now."""
        return ["".join(segment.text for segment in strip) for strip in self.desk.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines())

    async def until(self, seen: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is so, at most that long."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not seen() and loop.time() < end:
            await self.pilot.pause(0.02)
        return seen()


def drive(
    script: Callable[[Driver], Awaitable[None]],
    first: Callable[[], Any],
    size: tuple[int, int] = (80, 24),
    pace: float = 0,
    desk_of: type[Driven] = Driven,
) -> Driven:
    """Open a screen on the base of the environment, and go by a script."""
    run = context.begin(context.Run([]))
    run.answering = answered
    i18n.bind(run.language)
    desk = desk_of(run, first, pace=pace)

    async def played() -> None:
        async with desk.run_test(size=size) as pilot:
            await rest(pilot)
            await script(Driver(desk, pilot))

    try:
        asyncio.run(played())
    finally:
        run.close()
    if desk.broken:  # the program goes on then; a test that breaks something itself empties it
        raise desk.broken[0]
    return desk


def faults(lines: Sequence[str], size: tuple[int, int]) -> list[str]:
    """What is wrong with a frame: a line too many, one of other than the terminal's cells, a character that moves the cursor."""
    width, height = size
    found = [] if len(lines) == height else [f"{len(lines)} lines"]
    for line in lines:
        if cells(line) != width:
            found.append(f"{cells(line)} cells: {line!r}")
        if RAW.search(line) or "\n" in line or "\t" in line:
            found.append(f"raw: {line!r}")
    return found
