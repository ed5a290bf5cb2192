"""S11: the board on the screen: its first paint against a screen with nothing on it, a key against the same board with a tenth and a hundredth of the cards."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time

from textual.app import ComposeResult

from benchmarks import made
from benchmarks.side_by_side import figure, folder, header, wanted
from crm_cli import context
from crm_cli.__main__ import answered
from crm_cli.context import Run
from crm_cli.tui.app import Desk, Page
from crm_cli.tui.screens.board import Board
from crm_cli.tui.widgets.bars import Foot, Head

SIZE = (140, 40)
TIMES = 7
KEYS = ("down", "down", "right", "down", "down", "down", "left", "down", "up", "down") * 3
FIRST, KEY = 1.15, 1.1


class Nothing(Page):
    """A head, a foot, and nothing between them."""

    where = "board"

    def compose(self) -> ComposeResult:
        """The two lines."""
        yield Head()
        yield Foot("board")


def main() -> None:
    header("S11: the board, first paint against an empty screen, key to paint against 1,000 cards")
    counts = [1_000, 10_000, wanted(10_000, 100_000)]
    with folder() as place:
        bases = {count: _made(place / f"{count}.db", count) for count in dict.fromkeys(counts)}
        first = {count: _first(base) for count, base in bases.items()}
        for count, (ours, empty) in first.items():
            print(f"  {count} cards: first paint {ours * 1000:.0f} ms, nothing {empty * 1000:.0f} ms", flush=True)
            figure(f"first paint of {count} cards", ours / empty, FIRST)
        keys = _keys(bases)
        for count, seconds in keys.items():
            print(f"  {count} cards: a key {seconds * 1000:.1f} ms", flush=True)
            figure(f"key to paint at {count} cards", seconds / keys[1_000], KEY)


def _made(path: Path, count: int) -> Path:
    crm = made.base(path)
    made.clients(crm, max(count // 10, 100))
    made.deals(crm, count, count)
    crm.store.close()
    return path


def _first(base: Path) -> tuple[float, float]:
    """The middle of several first paints: of the board, of a screen with nothing on it."""
    _painted(base, Board), _painted(base, Nothing)
    pairs = [(_painted(base, Board), _painted(base, Nothing)) for _ in range(TIMES)]
    return median(ours for ours, _empty in pairs), median(empty for _ours, empty in pairs)


def _painted(base: Path, first: Callable[[], Page]) -> float:
    return asyncio.run(_played(base, first, ()))[0]


def _keys(bases: dict[int, Path]) -> dict[int, float]:
    """The middle of many keys at each number of cards, the boards in turns."""
    found: dict[int, list[float]] = {count: [] for count in bases}
    for _ in range(3):
        for count, base in bases.items():
            found[count] += asyncio.run(_played(base, Board, KEYS))[1:]
    return {count: median(seconds) for count, seconds in found.items()}


async def _played(base: Path, first: Callable[[], Page], keys: Sequence[str]) -> list[float]:
    """Seconds of processor from the start until the first screen stands, and for each key until all that follows from it is drawn."""
    os.environ["CRM_DB"], os.environ["CRM_CONFIG"] = str(base), str(base.with_name("none.toml"))
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
