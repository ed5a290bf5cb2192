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
