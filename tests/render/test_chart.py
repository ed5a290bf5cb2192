"""Bars and sparklines."""

from crm_cli.clock import Clock
from crm_cli.render.chart import Bar, bars, sparkline
from crm_cli.render.style import cells
from crm_cli.render.view import View


def test_bars_line_up_and_are_in_proportion(clock: Clock) -> None:
    view = View("zh_CN", clock, width=40)
    lines = list(
        bars([Bar("线索跟进", 100, "¥86万"), Bar("方案", 50, "¥43万"), Bar("won", 1, "¥1"), Bar("x", 0, "0")], view)
    )
    assert [line.count("█") for line in lines] == [23, 11, 0, 0]
    assert lines[2].endswith("▏") and lines[3].endswith("0")
    assert len({cells(line.partition("█")[0]) for line in lines[:2]}) == 1
    assert max(map(cells, lines)) <= 40


def test_a_bar_cannot_draw_on_the_screen(clock: Clock) -> None:
    assert "\x1b" not in "".join(bars([Bar("\x1b[2J", 1, "\x1b")], View("en", clock)))


def test_bars_of_nothing_are_no_bars(clock: Clock) -> None:
    assert list(bars([], View("en", clock))) == []
    assert list(bars([Bar("a", 0, "0")], View("en", clock))) == ["a  0"]


def test_a_sparkline_runs_from_least_to_most(clock: Clock) -> None:
    assert sparkline([0, 5, 10], View("en", clock)) == "▁▄█"
    assert sparkline([3, 3], View("en", clock)) == "▁▁"
    assert sparkline([], View("en", clock)) == ""
    assert sparkline([0, 5, 10], View("en", clock, encoding="ascii")) == "_-#"
