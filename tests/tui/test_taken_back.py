"""What an undo on the screen says it took back."""

from collections.abc import Callable
from pathlib import Path

from crm_cli.__main__ import main
from crm_cli.tui.screens.board import Board
from tests.tui.driving import Driver, drive

Company = Callable[[str], Path]


def test_it_is_told_in_the_words_of_the_command_and_by_what_it_was_done_to(company: Company) -> None:
    company("zh")
    lines = (
        ("task", "add", "C9", "发修改后的方案"),
        ("done", "T272", "谈妥了", "--next", "明天 回电"),
        ("client", "edit", "C9", "C10", "--city", "绍兴", "--yes"),
    )
    for line in lines:
        assert main(["--quiet", *line]) == 0

    async def script(driver: Driver) -> None:
        await driver.press("u", "u", "u", "U")
        several, done, added, again = driver.desk.said
        assert several.startswith("已撤销：修改 2 个客户 (crm client edit, ")
        assert done == "已撤销：完成 T272 发修改后的方案"
        assert added.startswith("已撤销：任务新增 T")
        assert added.endswith(" 发修改后的方案")
        assert again == added.replace("已撤销", "已重做")

    drive(script, Board)
