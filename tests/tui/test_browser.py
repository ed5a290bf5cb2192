"""The board in a real browser: it is seen, a card is moved by keys, and nothing is asked of another machine."""

import asyncio
import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

if importlib.util.find_spec("aiohttp") is None:
    pytest.skip("aiohttp is not installed: pip install 'guanxi[web]'", allow_module_level=True)

from tests.conftest import Runner
from tests.tui.browser import browsing, program
from tests.tui.serving import Serving, serving

Company = Callable[[str], Path]


def test_the_board_is_seen_a_card_is_moved_nothing_is_lost_and_nothing_leaves_the_machine(
    company: Company, crm: Runner, tmp_path: Path
) -> None:
    if program() is None:
        pytest.skip("no Chromium is installed")
    company("zh")

    async def look(served: Serving) -> None:
        async with browsing(tmp_path / "browser") as browser:
            await browser.go(served.address)
            seen = await browser.until(lambda text: "D139" in text)
            assert "看板" in seen
            assert "加权" in seen
            first = await browser.picture()
            await browser.type(">")
            seen = await browser.until(lambda text: "D139 线索跟进 → 需求确认" in text)
            assert len(first) > 20_000  # a drawing, no empty page
            assert await browser.picture() != first
            await browser.type("a")
            await browser.until(lambda text: "新建商机" in text)
            await browser.do("Input.insertText", text="没写完")
            await browser.until(lambda text: "没写完" in text)
            await browser.do("Page.reload")
            await browser.until(lambda text: "新建商机" in text and "没写完" in text)  # it was not saved, nor lost
            for _twice in range(2):
                await browser.do("Input.dispatchKeyEvent", type="rawKeyDown", key="Escape", windowsVirtualKeyCode=27)
            await browser.until(lambda text: text and "新建商机" not in text)
            await browser.type("q")
            await browser.until(lambda _text: True)
            while not await browser.run("document.body.classList.contains('-closed')"):
                await asyncio.sleep(0.05)
            assert await browser.run("document.activeElement.id") == "again"
            assert await browser.run("document.title") == "客户管理 · zh"
            await browser.type("j")
            assert browser.wrong == []
            assert len(browser.asked) >= 6
            assert [one for one in browser.asked if one.split("/")[2] != served.host] == []

    with serving("board") as served:
        asyncio.run(look(served))
        assert served.end() == (0, "")
    assert "D139" in crm("opp", "list", "stage=需求确认", "--format", "ids").out.split()
