"""S11: the board on the screen: its first painted cards, the whole process against that of an empty Textual app; in process; a key against the same board with fewer cards."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from textual.app import ComposeResult

from benchmarks import made
from benchmarks.side_by_side import CRM, ROOT, Cost, figure, folder, header, line, pairs, wanted
from crm_cli import context
from crm_cli.__main__ import answered
from crm_cli.context import Run
from crm_cli.tui.app import Desk, Page
from crm_cli.tui.screens.board import Board
from crm_cli.tui.widgets.bars import Foot, Head

SIZE = (140, 40)
TIMES = 5
KEYS = ("down", "down", "right", "down", "down", "down", "left", "down", "up", "down") * 3
FIRST, KEY = 1.15, 1.1
EMPTY = 'from textual.app import App\nfrom textual.widgets import Static\nclass E(App):\n  def compose(self): yield Static("ready")\nE().run()'
CARD, PROGRAM = "项目".encode(), b"ctrl+p"  # in the names of made deals; in the last line of the program
REAL = Path(os.environ.get("CRM_TEST_DATA") or ROOT.parent / "shared" / "data") / "maven"


class Nothing(Page):
    """A head, a foot, and nothing between them."""

    where = "board"

    def compose(self) -> ComposeResult:
        """The two lines."""
        yield Head()
        yield Foot("board")


def main() -> None:
    header("S11: the board, first paint against an empty app, key to paint against 1,000 cards")
    counts = [1_000, 10_000, wanted(10_000, 100_000)]
    with folder() as place:
        bases = {f"{count} cards": _made(place / f"{count}.db", count) for count in dict.fromkeys(counts)}
        if REAL.is_dir():
            bases["Maven's 8,800 deals"] = _maven(place / "maven.db")
        for name, base in bases.items():
            mark = b"Hatfan" if name.startswith("Maven") else CARD
            _whole(name, base, mark)
        first = {name: _first(base) for name, base in bases.items()}
        for name, (ours, empty) in first.items():
            print(f"  {name}: first paint in process {ours * 1000:.0f} ms, nothing {empty * 1000:.0f} ms", flush=True)
            figure(f"first paint in process, {name}", ours / empty, FIRST)
        keys = _keys(bases)
        for name, seconds in keys.items():
            print(f"  {name}: a key {seconds * 1000:.1f} ms", flush=True)
            figure(f"key to paint, {name}", seconds / keys["1000 cards"], KEY)


def _made(path: Path, count: int) -> Path:
    crm = made.base(path)
    made.clients(crm, max(count // 10, 100))
    made.deals(crm, count, count)
    crm.store.close()
    return path


def _maven(path: Path) -> Path:
    """The base that the example makes of the real pipeline."""
    set_ = {"CRM_DB": str(path), "CRM": f"{sys.executable} -m crm_cli", **_env(path), "CRM_TZ": "UTC"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    script = ROOT / "examples" / "maven.sh"
    subprocess.run(["bash", str(script), str(REAL)], env=clean | set_, cwd=ROOT, capture_output=True, check=True)
    return path


def _env(base: Path) -> dict[str, str]:
    return {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml")), "CRM_LANG": "en"}


def _whole(name: str, base: Path, mark: bytes) -> None:
    """From the start of the process: to its first painted cards, and until the program has come."""
    board = (*CRM, "tui", "board")
    nothing = partial(seen, (sys.executable, "-c", EMPTY), b"ready", {})
    line(f"first painted cards, the whole process, {name}", pairs(partial(seen, board, mark, _env(base)), nothing, TIMES), FIRST)  # fmt: skip
    there = pairs(partial(seen, board, PROGRAM, _env(base)), nothing, TIMES)
    print(f"  until the program has come, {name}: {there.wall:.3g}x (cpu {there.cpu:.3g}x)", flush=True)


def seen(argv: Sequence[str], mark: bytes, env: dict[str, str]) -> Cost:
    """What it takes until something stands on the terminal in which a program was started."""
    import pty  # Windows has none
    import signal
    import termios

    began = perf_counter()
    child, screen = pty.fork()
    if not child:
        termios.tcsetwinsize(0, SIZE[::-1])
        os.environ.update({"TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **env})
        os.execv(argv[0], list(argv))
    said = b""
    while mark not in said:
        said += os.read(screen, 65536)
    wall, cpu = perf_counter() - began, _processor_time(child)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(screen)
    return Cost(wall, cpu)


def _processor_time(process: int) -> float:
    """Seconds of processor that a process has taken so far."""
    told = Path(f"/proc/{process}/schedstat")
    return int(told.read_text("ascii").split()[0]) / 1e9 if told.exists() else 0.0


def _first(base: Path) -> tuple[float, float]:
    """The middle of several first paints: of the board, of a screen with nothing on it."""
    _painted(base, Board), _painted(base, Nothing)
    found = [(_painted(base, Board), _painted(base, Nothing)) for _ in range(TIMES)]
    return median(ours for ours, _empty in found), median(empty for _ours, empty in found)


def _painted(base: Path, first: Callable[[], Page]) -> float:
    return asyncio.run(_played(base, first, ()))[0]


def _keys(bases: dict[str, Path]) -> dict[str, float]:
    """The middle of many keys at each number of cards, the boards in turns."""
    found: dict[str, list[float]] = {name: [] for name in bases}
    for _ in range(3):
        for name, base in bases.items():
            found[name] += asyncio.run(_played(base, Board, KEYS))[1:]
    return {name: median(seconds) for name, seconds in found.items()}


async def _played(base: Path, first: Callable[[], Page], keys: Sequence[str]) -> list[float]:
    """Seconds of processor from the start until the first screen stands, and for each key until all that follows from it is drawn."""
    os.environ.update(_env(base))
    run = context.begin(Run([]))
    run.answering = answered
    run.workspace.me  # noqa: B018 - opened before the clock runs, in both
    taken, begun = [], process_time()
    async with Desk(run, first, pace=0).run_test(size=SIZE) as pilot:
        await pilot.pause()
        taken.append(process_time() - begun)
        for key in keys:
            begun = process_time()
            await pilot.press(key)
            await pilot.pause()
            taken.append(process_time() - begun)
    run.close()
    return taken


if __name__ == "__main__":
    main()
