"""``docs/pictures``: the board and a client as they stand on the screen, of the company that ``crm demo`` makes, drawn by the program itself."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from html import escape, unescape
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

from crm_cli import context, i18n
from crm_cli.__main__ import answered, main
from crm_cli.agenda.demo import company
from crm_cli.i18n import LANGUAGES
from crm_cli.render.style import cells

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
# The demo is made of it, and no picture depends on the day on which it is drawn.
MOMENT, ZONE = "2026-11-22T09:00", "Asia/Shanghai"
SIZE = (124, 32)
SCREENS = {"en": {"board": "board", "client": "C15"}, "zh_CN": {"board": "board", "client": "C66"}}
SHORT = {"en": "en", "zh_CN": "zh"}
# First what is narrow: in a Chinese font a bar or a dot may be as wide as a character.
FONT = 'Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "PingFang SC", "Microsoft YaHei", monospace'
CELL = 12.2  # the width of one in what Textual exports
LEAST = 100  # texts on a screen that is there
PATIENCE = 60  # seconds
PAUSE = 0.2  # seconds between two looks
WIDE = 23  # how large what takes two of them is drawn
TEXT = re.compile(
    r'<text class="([\w-]+)" x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+" clip-path="[^"]+">([^<]*)</text>'
)
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
LINES = re.compile(r'<clipPath id="[\w-]+-line-\d+">.*?</clipPath>\s*', re.DOTALL)


def generate(check: bool) -> list[str]:
    """Draw the pictures; or say which are not as the program draws them."""
    found = {kept(screen, language): svg for language in LANGUAGES for screen, svg in pictures(language)}
    if check:
        return [
            f"{path.name} is stale"
            for path, svg in found.items()
            if not path.exists() or path.read_text("utf-8") != svg
        ]
    FOLDER.mkdir(exist_ok=True)
    for path, svg in found.items():
        path.write_text(svg, encoding="utf-8")
    return []


def kept(screen: str, language: str) -> Path:
    """Where the picture of a screen is."""
    return FOLDER / f"{screen}.{SHORT[language]}.svg"


def pictures(language: str) -> Iterator[tuple[str, str]]:
    """Every picture in a language, by the name of its screen."""
    with tempfile.TemporaryDirectory() as folder, surroundings(Path(folder), language) as base:
        with redirect_stdout(StringIO()):
            if main(["--quiet", "demo", "--keep", str(base), "--lang", language]):
                sys.exit("the demo could not be made")
        for screen, place in SCREENS[language].items():
            yield screen, drawn(place)


@contextmanager
def surroundings(folder: Path, language: str) -> Iterator[Path]:
    """The environment of a picture: nobody's own settings, a fixed moment, a base of its name."""
    before, spoken = dict(os.environ), i18n.language()
    for name in [name for name in os.environ if name.startswith(("CRM_", "TEXTUAL", "LC_", "XDG_", "NO_COLOR"))]:
        del os.environ[name]
    base = folder / "demo.db"
    os.environ.update(
        settings(base, language) | {f"XDG_{kind}_HOME": str(folder) for kind in ("CONFIG", "DATA", "STATE")}
    )
    try:
        yield base
    finally:
        os.environ.clear()
        os.environ.update(before)
        i18n.bind(spoken)


def settings(base: Path, language: str) -> dict[str, str]:
    """Which base, whose, in which language, and when."""
    return {
        "CRM_DB": str(base),
        "CRM_USER": company.worker(language),
        "CRM_LANG": language,
        "CRM_NOW": MOMENT,
        "CRM_TZ": ZONE,
    }


def drawn(place: str) -> str:
    """A screen on the base of the environment, as a picture."""
    from crm_cli.tui import places
    from crm_cli.tui.app import Desk

    run = context.begin(context.Run([]))
    run.answering = answered
    i18n.bind(run.language)
    desk = Desk(run, lambda: places.page(place), pace=0)
    try:
        return mended(asyncio.run(_exported(desk)))
    finally:
        run.close()


async def _exported(desk: Any) -> str:
    """The screen once it stands still: nothing is read any more, and it is drawn as it was at the look before."""
    async with desk.run_test(size=SIZE) as pilot, asyncio.timeout(PATIENCE):
        before, svg = "", " "
        while svg != before or svg.count("<text") < LEAST:
            before = svg
            await pilot.pause(PAUSE)
            if len(desk.workers):
                await desk.workers.wait_for_complete()
            svg = str(desk.export_screenshot(title="crm", simplify=True))
        return svg


def mended(svg: str) -> str:
    """What Textual exports, with fonts that are there and not from the net, and each text as wide as its cells, of which Chinese takes two."""
    svg = LINES.sub("", FONTS.sub("", svg)).replace("Fira Code, monospace", FONT)
    svg = svg.replace("font-variant-east-asian: full-width;", "").replace(
        "font-family: arial", "font-family: sans-serif"
    )
    svg = re.sub(r"terminal-\d+", "crm", svg)
    return "\n".join(line.rstrip() for line in TEXT.sub(_placed, svg).splitlines() if line.strip()) + "\n"


def _placed(found: re.Match[str]) -> str:
    """The pieces of a text that are of one width, each at its column."""
    style, x, y, text = found[1], float(found[2]), found[3], unescape(found[4])
    made, at = [], 0
    for wide, signs in groupby(text, key=cells):
        piece = "".join(signs)
        if piece.strip("\xa0 "):
            left = len(piece) - len(piece.lstrip("\xa0 "))
            shown = piece.strip("\xa0 ")
            place, length = (f"{number:g}" for number in (x + (at + left) * CELL, cells(shown) * CELL))
            size = f' font-size="{WIDE}"' if wide > 1 else ""
            told = escape(shown).replace(" ", "&#160;")
            made.append(f'<text class="{style}"{size} x="{place}" y="{y}" textLength="{length}">{told}</text>')
        at += cells(piece)
    return "\n".join(made)
