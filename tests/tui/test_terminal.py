"""A rep's few minutes in a real terminal, and what the base holds after each key."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Runner
from tests.tui.terminal import terminal

Company = Callable[[str], Path]


def test_a_card_is_moved_and_brought_back_a_client_found_by_initials_and_a_call_logged(
    company: Company, crm: Runner, tmp_path: Path
) -> None:
    if shutil.which("tmux") is None:
        pytest.skip("no tmux is installed")
    company("zh")

    def stage() -> str:
        return str(json.loads(crm("opp", "show", "D139", "--json").out)["stage"])

    def calls() -> list[str]:
        return crm("activity", "list", "client=C27", "kind=call", "--format", "ids").out.split()

    first, before = stage(), calls()
    with terminal(tmp_path, "tui", "board") as screen:
        screen.shows("看板", "二期配电改造 D139")
        screen.keys(">")
        screen.shows("D139 线索跟进 → 需求确认")
        assert stage() != first
        screen.keys("u")
        screen.shows("已撤销")
        assert stage() == first
        screen.keys("/")
        screen.type("hfsx")  # as it begins in pinyin: 合肥素缬
        screen.shows("C27    合肥素缬印染有限公司")
        screen.keys("Enter")
        screen.shows("合肥素缬印染有限公司  C27", "时间线", "傅家豪")
        screen.keys("c")
        screen.shows("傅家豪", "说了什么？")
        screen.type("要九五折，等采购会")
        screen.keys("C-s")
        screen.until(lambda text: "说了什么？" not in text and "要九五折" in text)
        assert len(calls()) == len(before) + 1
        screen.keys("q")
        screen.shows("hfsx")
        screen.keys("Escape")
        screen.shows("看板")
        screen.keys("q")
        screen.shows("ended with 0")
