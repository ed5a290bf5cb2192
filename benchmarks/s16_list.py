"""S16: a list on the screen: its first paint against a program with nothing on it, keys and a filter that is typed against the same list of 1,000."""

import asyncio
import os
import select
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from textual.app import ComposeResult

from benchmarks import made
from benchmarks.side_by_side import CRM, ROOT, Cost, figure, folder, header, line, pairs, wanted
from crm_cli import context
from crm_cli.__main__ import answered
from crm_cli.context import Run
from crm_cli.tui.app import Desk, Page
from crm_cli.tui.screens.records import Records
from crm_cli.tui.widgets.bars import Foot, Head

SIZE = (140, 40)
SMALL = 1_000
TIMES = 7
TURNS = 3
KEYS = ("down", "down", "pagedown", "down", "right", "down", "pagedown", "left", "up", "down") * 4
FAR = ("G", "g") * 5
TYPED = ("level=A", "note~预算", "name~华信", "恒通", "city=北京")
FIRST, KEY, FILTER = 1.2, 1.1, 1.2
SHOWN = "有限公司".encode()
EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("有限公司")
Empty().run()
"""


class Nothing(Page):
    """A head, a foot, and nothing between them."""

    where = "list"

    def compose(self) -> ComposeResult:
        """The two lines."""
        yield Head()
        yield Foot("list")


def main() -> None:
    header(f"S16: a list on the screen: first paint against nothing, keys against {SMALL} rows")
    count = wanted(100_000, 100_000)
    with folder() as place:
        bases = {rows: _made(place / f"{rows}.db", rows) for rows in (SMALL, count)}
        for rows, base in bases.items():
            ratio = pairs(lambda base=base: _process([*CRM, "tui", "client"], base), lambda base=base: _process([sys.executable, "-c", EMPTY], base), TIMES)  # type: ignore[misc]  # fmt: skip
            line(f"first paint of {rows} rows, the whole process", ratio, FIRST)
            inside = pairs(lambda base=base: _painted(base, _clients), lambda base=base: _painted(base, Nothing), TIMES)  # type: ignore[misc]
            line(f"first paint of {rows} rows, in process", inside, FIRST)
        _compare("a key", _in_turns(bases, lambda base: _keys(base, KEYS)), KEY)
        _compare("to the last row and back", _in_turns(bases, lambda base: _keys(base, FAR)), KEY)
        for words in TYPED:
            found = _in_turns(bases, lambda base, words=words: _typed(base, words))  # type: ignore[misc]
            _compare(f"a key of the filter {words}, its first rows", found, FILTER)


def _in_turns(bases: dict[int, Path], measure: Callable[[Path], list[float]]) -> dict[int, list[float]]:
    """What is measured of each base, the bases in turns."""
    found: dict[int, list[float]] = {rows: [] for rows in bases}
    for _ in range(TURNS):
        for rows, base in bases.items():
            found[rows] += measure(base)
    return found


def _made(path: Path, count: int) -> Path:
    crm = made.base(path)
    made.clients(crm, count)
    crm.store.close()
    return path


def _compare(name: str, found: dict[int, list[float]], limit: float) -> None:
    small, large = (median(seconds) for seconds in found.values())
    print(f"  {name}: {large * 1000:.1f} ms, of {SMALL} rows {small * 1000:.1f} ms", flush=True)
    figure(name, large / small, limit)


# --- a whole process, as whoever types the line waits for it


def _process(argv: Sequence[str], base: Path) -> Cost:
    """From the start until the first row is on the terminal."""
    import pty  # there is none on Windows
    import termios

    env = {
        **_env(base),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "COLUMNS": str(SIZE[0]),
        "LINES": str(SIZE[1]),
    }
    began, seen = perf_counter(), b""
    child, terminal = pty.fork()
    if not child:
        os.execvpe(argv[0], list(argv), {**os.environ, **env})
    termios.tcsetwinsize(terminal, (SIZE[1], SIZE[0]))
    while SHOWN not in seen:
        ready, _, _ = select.select([terminal], [], [], 30)
        if not ready:
            raise SystemExit(f"{argv[-1]} shows nothing")
        seen += os.read(terminal, 65536)
    wall = perf_counter() - began
    os.kill(child, signal.SIGKILL)
    _pid, _status, used = os.wait4(child, 0)
    os.close(terminal)
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _env(base: Path) -> dict[str, str]:
    return {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml")), "CRM_USER": "王芳"}


# --- in this process


def _clients() -> Page:
    return Records("client")


def _painted(base: Path, first: Callable[[], Page]) -> Cost:
    """Until the first screen stands, the rows it shows among it."""
    wall, cpu = asyncio.run(_shown(base, first))
    return Cost(wall, cpu)


def _opened(base: Path) -> Run:
    os.environ |= _env(base)
    run = context.begin(Run([]))
    run.answering = answered
    run.workspace.me  # noqa: B018 - opened before the clock runs, in both
    return run


async def _shown(base: Path, first: Callable[[], Page]) -> tuple[float, float]:
    """Until the first page is drawn, with its rows where it has some."""
    run = _opened(base)
    taken: list[tuple[float, float]] = []
    wall, cpu = perf_counter(), process_time()

    class Watched(Desk):
        def _display(self, screen: Any, renderable: Any) -> None:
            super()._display(screen, renderable)
            if not taken and isinstance(screen, Page) and getattr(screen, "found", screen) is not None:
                taken.append((perf_counter() - wall, process_time() - cpu))

    async with Watched(run, first, pace=0).run_test(size=SIZE) as pilot:
        await _rest(pilot)
    run.close()
    return taken[0]


def _keys(base: Path, keys: Sequence[str]) -> list[float]:
    """Seconds of processor for each key until all that follows from it is drawn, once all rows are found."""
    return asyncio.run(_pressed(base, keys))


async def _pressed(base: Path, keys: Sequence[str]) -> list[float]:
    run, taken = _opened(base), []
    async with Desk(run, _clients, pace=0).run_test(size=SIZE) as pilot:
        await _rest(pilot)
        for key in keys:
            began = process_time()
            await pilot.press(key)
            await pilot.pause()
            taken.append(process_time() - began)
    run.close()
    return taken


def _typed(base: Path, words: str) -> list[float]:
    """Seconds of processor for each character of a filter until its first rows are drawn."""
    return asyncio.run(_narrowed(base, words))


async def _narrowed(base: Path, words: str) -> list[float]:
    run, taken = _opened(base), []
    async with Desk(run, _clients, pace=0).run_test(size=SIZE) as pilot:
        await _rest(pilot)
        await pilot.press("f")
        await pilot.pause()
        for letter in words:
            began = process_time()
            pilot.app.simulate_key(letter)
            await _drawn(pilot.app.screen)
            taken.append(process_time() - began)
            await _rest(pilot)
    run.close()
    return taken


async def _drawn(screen: Any) -> None:
    """Until the rows that were asked for by the last key are drawn, or it was said what is wrong with it."""
    typed = screen.bar.input.value
    while screen.bar.input.value == typed or screen.found.wanted is not screen.wanted:
        await asyncio.sleep(0)
    done = asyncio.Event()
    screen.call_after_refresh(done.set)
    await done.wait()


async def _rest(pilot: Any) -> None:
    """Until all rows are found."""
    await pilot.pause()
    while getattr(pilot.app.screen, "finding", False):
        await asyncio.sleep(0.01)
    await pilot.pause()


if __name__ == "__main__":
    main()
