"""``crm calendar export``: whose it is, where it goes, and what it says."""

from pathlib import Path

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture
def busy(firm: Runner, begun: Begun) -> Runner:

    def lay() -> None:
        for line in (
            ["team", "add", "华东"], ["user", "add", "李强", "--team", "华东"], ["user", "edit", "王芳", "--team", "华东"],
            ["task", "add", "mine", "--due", "周五 10:00"], ["task", "add", "his", "--due", "周五 10:00", "--for", "李强"],
        ):  # fmt: skip
            assert firm(*line).code == 0, line

    begun(lay)
    return firm


@pytest.mark.parametrize(
    ("words", "found"),
    [([], ["mine"]), (["--for", "李强"], ["his"]), (["--team"], ["his", "mine"]), (["--for", "华东"], ["his", "mine"]), (["--all"], ["his", "mine"])],
)  # fmt: skip
def test_a_feed_is_mine_a_colleagues_a_teams_or_everybodys(busy: Runner, words: list[str], found: list[str]) -> None:
    answer = busy("calendar", "export", *words)
    titles = [
        line.rpartition(" ")[2].rpartition(":")[2].strip()
        for line in answer.out.split("\r\n")
        if line.startswith("SUMMARY:")
    ]
    assert (answer.code, sorted(titles)) == (0, found)


def test_a_feed_in_a_file_is_whole_and_private_and_says_how_much_there_is(busy: Runner, home: Path) -> None:
    answer = busy("calendar", "export", "-o", "feed.ics")
    assert answer == (0, "", "1 entry for 王芳 → feed.ics\n")
    assert (home / "feed.ics").read_bytes() == busy("calendar", "export").out.encode()
    assert (home / "feed.ics").stat().st_mode & 0o077 == 0


def test_an_export_that_fails_leaves_the_feed_that_was_there(busy: Runner, home: Path) -> None:
    (home / "feed.ics").write_text("before")
    assert busy("calendar", "export", "--for", "nobody", "-o", "feed.ics").code == 3
    assert (home / "feed.ics").read_text() == "before"


def test_days_and_since_are_its_window(busy: Runner) -> None:
    assert "SUMMARY" not in busy("calendar", "export", "--days", "3").out
    busy("done", "T1", "ok")
    assert "SUMMARY:✓ mine" in busy("calendar", "export").out
    assert "SUMMARY" not in busy("calendar", "export", "--since", "2026-11-28").out


def test_whose_contradicts_itself_and_a_team_that_is_none_are_refused(firm: Runner) -> None:
    assert firm("calendar", "export", "--team", "--all").code == 2
    assert firm("calendar", "export", "--team").code == 2


def test_the_week_is_listed_day_by_day(busy: Runner) -> None:
    busy("task", "add", "any hour", "--due", "周五")
    busy("task", "add", "next week", "--due", "2026-11-30")
    ran = busy("calendar", "2026-11-23..2026-11-29")
    assert ran.out.splitlines() == ["Fri 27 Nov", "         T3  any hour", "  10:00  T1  mine"]
    assert ran.err == "王芳, Mon 23 Nov – Sun 29 Nov: 2 entries\n"
    assert "T4" in busy("日历", "下周", "--all").out or "T4" in busy("calendar", "week", "2026-11-30").out


def test_a_week_is_of_a_colleague_too_and_cut_where_that_is_wanted(busy: Runner) -> None:
    assert "T2  his" in busy("calendar", "week", "2026-11-27", "--user", "李强").out
    ran = busy("calendar", "week", "2026-11-27", "--team=华东", "--limit", "1")
    assert ran.out.splitlines()[1].split() == ["10:00", "T1", "mine", "王芳"]
    assert ran.err.strip().endswith("1 of 2")
    assert busy("calendar", "week", "2020..2027").code == 2


def test_what_comes_again_stands_on_each_of_its_days_and_what_is_done_is_ticked(busy: Runner) -> None:
    busy("task", "add", "jour fixe", "--due", "2026-11-23 09:00", "--every", "每天")
    busy("done", "T1")
    lines = busy("calendar", "week", "2026-11-25..2026-11-27").out.splitlines()
    assert [line.split()[0] for line in lines if "jour fixe" in line] == ["09:00"] * 3
    assert any(line.split()[:3] == ["10:00", "✓", "T1"] for line in lines)
